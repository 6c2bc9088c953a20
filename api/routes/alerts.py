"""Alerts: what stands, live changes, acknowledgement, and where they are sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import StreamingResponse
from starlette.status import HTTP_201_CREATED

from api.answers import ReceiptAnswer
from api.bodies import SignedEvent
from api.deps import CallerDep, Credentials, LedgerDep, maybe_caller, signed_in
from api.described import READ, WRITE, plain, problems
from api.forms import AgreementId, DepartmentCode
from api.recording import submission
from ledger.alerting.hooks import state_of
from ledger.alerting.reading import AlertFilter, AlertReading
from ledger.alerting.streaming import Streams
from ledger.alerting.views import RULES, AlertPage, AlertView, Level, WebhookList
from ledger.errors import NotPermitted, QuanzeError
from ledger.events import Event

router = APIRouter(prefix="/v1/alerts", tags=["预警 · alerts"])
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="预警编号 · alert id", examples=["5d" * 16])]
Number = Annotated[int, Field(ge=0, le=2**53 - 1)]


class AlertQuery(BaseModel):
    """Which alerts are listed."""

    model_config = ConfigDict(extra="forbid")

    open: bool | None = None
    owner: DepartmentCode | None = None
    rule: Annotated[str, Field(pattern=f"^({'|'.join(RULES)})$")] | None = None
    level: Level | None = None
    agreement: AgreementId | None = None
    before: Annotated[Number, Field(description="上一页的 next_before · the last page's next_before")] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class StreamQuery(BaseModel):
    """From which change on, and for how long."""

    model_config = ConfigDict(extra="forbid")

    after: (
        Annotated[Number, Field(description="此编号之后, 缺省为最新 · after this number, default: the newest")] | None
    ) = None
    seconds: Annotated[int, Field(ge=0, le=3600, description="至多多久 · for how long at most")] = 300


def alerts_of(request: Request) -> AlertReading:
    """The reading side of alerts of this application."""
    reading: AlertReading = request.app.state.alerts
    return reading


def streams_of(request: Request) -> Streams:
    """Its open streams."""
    streams: Streams = request.app.state.streams
    return streams


@router.get("", summary="预警 · alerts", responses=problems(*READ))
def list_alerts(request: Request, caller: CallerDep, query: Annotated[AlertQuery, Query()]) -> AlertPage:
    """最近变动者在前; 只列调用者可见者 · newest change first; only what the caller may see."""
    asked = AlertFilter(query.open, query.owner, query.rule, query.level, query.agreement, query.before, query.limit)
    return alerts_of(request).page(caller, asked)


@router.get(
    "/stream",
    summary="实时预警 · live alerts",
    responses={**plain("text/event-stream", "WHATWG HTML §9.2"), **problems(*READ)},
    response_class=StreamingResponse,
)
def stream(
    request: Request,
    ledger: LedgerDep,
    credentials: Credentials,
    query: Annotated[StreamQuery, Query()],
    last_event_id: Annotated[str | None, Header(pattern="^[0-9]{1,15}$", examples=["41"])] = None,
) -> StreamingResponse:
    """事件名 raised、recorded、acknowledged、closed、reopened, 数据同 GET /v1/alerts; 凭 Last-Event-ID 续接, 不漏不重 · resumes after
    Last-Event-ID without a gap; the stream ends after ``seconds``, come again.
    """
    after = query.after if last_event_id is None else int(last_event_id)
    told = streams_of(request).open(lambda: signed_in(maybe_caller(ledger, credentials)), after, query.seconds)
    return StreamingResponse(told, media_type="text/event-stream")


@router.get("/webhooks", summary="预警推送状态 · state of webhooks", responses=problems(*READ))
def webhooks(caller: CallerDep, ledger: LedgerDep) -> WebhookList:
    """已发送到何处、待发多少、被拒收的变动; 只供运营部门 · sent, waiting, set aside; for the operator's department."""
    if caller.department != ledger.directory.acting(ledger.config.operator):
        raise NotPermitted(
            zh=f"推送状态只供运营部门 {ledger.config.operator} 查阅",
            en=f"the state of webhooks is for the operator {ledger.config.operator}",
        )
    with ledger.store.read() as session:
        return WebhookList([state_of(session, one.name) for one in ledger.config.webhooks])


@router.get("/{id}", summary="一条预警 · one alert", responses=problems(*READ))
def read_alert(request: Request, id: Id, caller: CallerDep) -> AlertView:  # noqa: A002 - the path's own word
    """规则、级别、须处理的部门与依据 · rule, level, who must act, and what it rests on."""
    return alerts_of(request).alert(caller, id)


@router.post(
    "/{id}/acknowledgement",
    summary="签收预警 · acknowledge",
    status_code=HTTP_201_CREATED,
    responses=problems(*WRITE),
)
def acknowledge(
    request: Request,
    id: Id,  # noqa: A002 - the path's own word
    body: SignedEvent,
    caller: CallerDep,
    ledger: LedgerDep,
) -> ReceiptAnswer:
    """须处理的部门以 alert.acknowledge 事件签收, parents 含预警事件 · by the signed event of whoever must act."""
    given = submission(body)
    alerts_of(request).check_acknowledgement(caller, id, Event.parse(given.event))
    (answer,) = ledger.recorder.submit([ledger.intake.check(given)])
    if isinstance(answer, QuanzeError):
        raise answer
    return ReceiptAnswer.of(answer)
