"""What goes on and what comes of it: requests, corrections, calls, linkage, incidents, rectification, settlement, pooling."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import CallerDep
from api.described import READ, problems
from api.forms import PeriodFilter, PoolingFilter, RequestFilter, Top
from api.routes.questions import Agreement, Event, InquiriesDep, Item
from ledger.questions.calls_without_case import CallsWithoutCase, calls_without_case
from ledger.questions.corrections import Corrections, corrections
from ledger.questions.incident_clock import IncidentClock, incident_clock
from ledger.questions.linkage import Linkage, linkage
from ledger.questions.overdue_ranking import OverdueRanking, overdue_ranking
from ledger.questions.pooling import Pooling, pooling
from ledger.questions.rectification import Rectification, rectification
from ledger.questions.requests_standing import RequestsStanding, requests_standing
from ledger.questions.settlement import Settlement, settlement

router = APIRouter(prefix="/v1", tags=["问答 · questions"])


@router.get(
    "/requests", summary="谁在申请、卡在哪一步、还有几天 · requests and where they stand", responses=problems(*READ)
)
def ask_requests(
    caller: CallerDep, inquiries: InquiriesDep, query: Annotated[RequestFilter, Query()]
) -> RequestsStanding:
    """五要素与缺项、步骤、期限与所计工作日、目录外条件、回流、同类先例 · fields, step, term, added conditions, return flow."""
    with inquiries.open(caller, "requests", "*", query.model_dump(exclude_none=True)) as inquiry:
        return requests_standing(
            inquiry, item=query.item, only_open=query.only == "open", only_backflow=query.only == "backflow"
        )


@router.get("/requests/ranking", summary="答复与提供超期排名 · who is late most often", responses=problems(*READ))
def ask_ranking(caller: CallerDep, inquiries: InquiriesDep, top: Annotated[Top, Query()] = 10) -> OverdueRanking:
    """部门、超期件数、原因类别、逐件 · departments, late duties, classes of cause, each case."""
    with inquiries.open(caller, "requests.ranking", "*", {"top": top}) as inquiry:
        return overdue_ranking(inquiry, top)


@router.get("/agreements/{id}/corrections", summary="校核到哪一步 · corrections", responses=problems(*READ))
def ask_corrections(id: Agreement, caller: CallerDep, inquiries: InquiriesDep) -> Corrections:  # noqa: A002
    """报了几天、谁在办、期限、此间能否使用、责任按日划分 · days, who, due, use meanwhile, liability by date."""
    with inquiries.open(caller, "agreement.corrections", id) as inquiry:
        return corrections(inquiry, id)


@router.get(
    "/agreements/{id}/settlement", summary="结算与调用对得上吗 · settled against called", responses=problems(*READ)
)
def ask_settlement(id: Agreement, caller: CallerDep, inquiries: InquiriesDep) -> Settlement:  # noqa: A002
    """每期所列次数、双方各自所记、配对与差异 · stated count, each side's, pairs and differences."""
    with inquiries.open(caller, "agreement.settlement", id) as inquiry:
        return settlement(inquiry, id)


@router.get("/calls/without-case", summary="没有对应办件的调用 · calls without a case", responses=problems(*READ))
def ask_bare_calls(
    caller: CallerDep, inquiries: InquiriesDep, query: Annotated[PeriodFilter, Query()]
) -> CallsWithoutCase:
    """无办件编号或办件已办结, 按经办人 · no case named, or closed before; by operator."""
    with inquiries.open(caller, "calls.without-case", "*", query.model_dump()) as inquiry:
        return calls_without_case(inquiry, *query.period())


@router.get("/items/{code:path}/linkage", summary="合起来会不会泄密 · linkage", responses=problems(*READ))
def ask_linkage(code: Item, caller: CallerDep, inquiries: InquiriesDep) -> Linkage:
    """汇聚关联、级别是否倒挂、核查做没做 · linkages, grades, whether checked."""
    with inquiries.open(caller, "item.linkage", code) as inquiry:
        return linkage(inquiry, code)


@router.get("/pooling", summary="哪些数据该物理汇聚 · what to pool", responses=problems(*READ))
def ask_pooling(caller: CallerDep, inquiries: InquiriesDep, query: Annotated[PoolingFilter, Query()]) -> Pooling:
    """使用频度 × 使用部门数, 附次数 · frequency by distinct users, with counts."""
    with inquiries.open(caller, "pooling", "*", query.model_dump()) as inquiry:
        return pooling(inquiry, *query.period(), query.often, query.many)


@router.get("/events/{id}/incident", summary="几点发现、几点报的 · an incident's clock", responses=problems(*READ))
def ask_incident(id: Event, caller: CallerDep, inquiries: InquiriesDep) -> IncidentClock:  # noqa: A002
    """按机关类别的时限、迟了几分钟 · the term for a body of its kind, minutes late."""
    with inquiries.open(caller, "event.incident", id) as inquiry:
        return incident_clock(inquiry, id)


@router.get("/events/{id}/rectification", summary="改了没有、谁验收的 · rectification", responses=problems(*READ))
def ask_rectification(id: Event, caller: CallerDep, inquiries: InquiriesDep) -> Rectification:  # noqa: A002
    """发现 → 责令 → 整改 → 验收, 历时 · finding, order, fix, acceptance, days open."""
    with inquiries.open(caller, "event.rectification", id) as inquiry:
        return rectification(inquiry, id)
