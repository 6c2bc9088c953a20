"""The question after: where did this come from, where did it go?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CallerDep, LedgerDep
from api.described import READ, problems
from api.fast_json import fast_json
from api.forms import EventId, Time
from ledger.lineage.lineage import Asked, Lineage
from ledger.lineage.walking import MAX_PAGE
from ledger.model import parse_time
from ledger.questions.recall import Recall

router = APIRouter(prefix="/v1", tags=["事后 · after"])
Ref = Annotated[
    str,
    Path(
        pattern=r"^([0-9a-f]{64}|[0-9A-Za-z][0-9A-Za-z._/-]{0,63})$",
        description="事件编号或信息资源代码 · event id or resource code",
        examples=["307001/000001"],
    ),
]


class LineageFilter(BaseModel):
    """Which way, how far, as of when, and which page."""

    model_config = ConfigDict(extra="forbid")

    direction: Literal["up", "down"] = "up"
    depth: Annotated[int, Field(ge=1, le=1_000_000, description="层数, 缺省不限 · levels, default all")] | None = None
    as_of: Annotated[Time, Field(description="只看此时以前发生的 · only what occurred up to then")] | None = None
    as_known: Annotated[Time, Field(description="只看此时以前记录的 · only what was recorded up to then")] | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 100
    cursor: Annotated[str, Field(max_length=40, description="上一页的 next · the last page's next")] | None = None


@router.get(
    "/lineage/{ref:path}", summary="事后: 溯源 · after: lineage", response_model=Lineage, responses=problems(*READ)
)
def lineage(ref: Ref, which: Annotated[LineageFilter, Query()], caller: CallerDep, ledger: LedgerDep) -> Response:
    """逐层的边, 分页不设上限; 无依据的交换标明 · edges level by level, in pages without a cap; no lawful basis is marked."""
    asked = Asked(
        ref,
        which.direction,
        which.depth,
        parse_time(which.as_of) if which.as_of else None,
        parse_time(which.as_known) if which.as_known else None,
        which.limit,
        which.cursor,
    )
    return fast_json(ledger.tracer.lineage(caller, asked))


@router.get("/recall", summary="事后: 召回 · after: recall", response_model=Recall, responses=problems(*READ))
def recall(event: Annotated[EventId, Query()], caller: CallerDep, ledger: LedgerDep) -> Response:
    """源头错误记录流向的每一处持有、其义务与了结 · every holder downstream of a wrong record, its duty and closure."""
    return fast_json(ledger.tracer.recall(caller, event))
