"""Events: recording them, and reading what the caller may see. Well-formed ones are recorded by `api.door` already."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response
from starlette.status import HTTP_200_OK, HTTP_201_CREATED

from api.answers import BatchAnswer, NextSeq, ReceiptAnswer
from api.bodies import SignedEach, SignedEvent, SignedOnce
from api.deps import CallerDep, LedgerDep, ReadingDep
from api.described import READ, WRITE, problems
from api.forms import Address, EventFilter, EventId
from api.recording import record_each, record_once, submission
from ledger.asking.views import EventPage, EventView
from ledger.errors import QuanzeError

router = APIRouter(prefix="/v1", tags=["事件 · events"])


@router.post(
    "/events",
    summary="记录一个事件 · record one event",
    status_code=HTTP_201_CREATED,
    responses={200: {"model": ReceiptAnswer, "description": "早已记录 · recorded before"}, **problems(*WRITE)},
)
def record(body: SignedEvent, ledger: LedgerDep, response: Response) -> ReceiptAnswer:
    """签名即授权, 无须登录; 同一事件重发得同一回执 · the signature is the authority; repeating gives the same receipt."""
    (answer,) = ledger.recorder.submit([ledger.intake.check(submission(body))])
    if isinstance(answer, QuanzeError):
        raise answer
    if answer.duplicate:
        response.status_code = HTTP_200_OK
    return ReceiptAnswer.of(answer)


# One object a line is the same request; api.gate hands it on as JSON where the door leaves it to this route
_LINES = {
    "requestBody": {
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string"},
                "example": '{"event":"{…}","signature":"0x…"}\n{"event":"{…}","signature":"0x…","disclosures":{}}\n',
            }
        }
    }
}


@router.post(
    "/events/batch",
    summary="记录一批事件 · record many events",
    responses=problems(*WRITE),
    openapi_extra=_LINES,
)
def record_batch(body: SignedEach | SignedOnce, ledger: LedgerDep) -> BatchAnswer:
    """逐个签名者逐个答复, 亦可一行一个 JSON; 整批一签者整批取舍 · signed one by one: answered one by one, also as JSON
    lines; signed once: all or none.
    """
    match body:
        case SignedEach():
            return BatchAnswer.of(record_each(ledger, body.events))
        case SignedOnce():
            return BatchAnswer.of(record_once(ledger, body))


@router.get("/events", summary="事件索引 · index of events", responses=problems(*READ))
def list_events(caller: CallerDep, reading: ReadingDep, query: Annotated[EventFilter, Query()]) -> EventPage:
    """只列调用者可见者 · only what the caller may see."""
    return reading.events(caller, **query.model_dump())


@router.get("/events/{id}", summary="一个事件 · one event", responses=problems(*READ))
def read_event(id: Annotated[EventId, Path()], caller: CallerDep, reading: ReadingDep) -> EventView:  # noqa: A002
    """不得查阅的字段列于 withheld · fields the caller may not see are named in ``withheld``."""
    return reading.event(caller, id)


@router.get("/lanes/{address}/{lane}", summary="通道的下一序号 · next number of a lane", responses=problems(*READ))
def next_seq(
    address: Annotated[Address, Path()], lane: Annotated[int, Path(ge=0, le=2**32 - 1)], reading: ReadingDep
) -> NextSeq:
    """公开: 只是计数 · public: a count only."""
    return NextSeq(next_seq=reading.next_seq(address, lane))
