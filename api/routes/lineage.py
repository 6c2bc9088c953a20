"""The question after: where did this come from, where did it go?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from api.deps import CallerDep, LedgerDep
from api.described import READ, problems
from ledger.lineage import Lineage

router = APIRouter(prefix="/v1", tags=["事后 · after"])
Ref = Annotated[
    str,
    Path(
        pattern=r"^([0-9a-f]{64}|[0-9A-Za-z][0-9A-Za-z._/-]{0,63})$",
        description="事件编号或信息资源代码 · event id or resource code",
        examples=["307001/000001"],
    ),
]


@router.get("/lineage/{ref:path}", summary="事后: 溯源 · after: lineage", responses=problems(*READ))
def lineage(
    ref: Ref,
    caller: CallerDep,
    ledger: LedgerDep,
    direction: Literal["up", "down"] = "up",
    depth: Annotated[int, Query(ge=1, le=32)] = 8,
) -> Lineage:
    """逐层的边; 无依据的交换标明 · edges level by level; an exchange without lawful basis is marked."""
    return ledger.tracer.lineage(caller, ref, direction, depth)
