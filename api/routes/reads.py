"""Who read which records."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import CallerDep, ReadingDep
from api.described import READ, problems
from api.forms import ReadFilter
from ledger.asking.views import ReadList

router = APIRouter(prefix="/v1", tags=["查阅记录 · reads"])


@router.get("/reads", summary="谁查阅过什么 · who read what", responses=problems(*READ))
def list_reads(caller: CallerDep, reading: ReadingDep, query: Annotated[ReadFilter, Query()]) -> ReadList:
    """本部门的查阅; 审计与监督可见其范围 · one's own department; auditors and supervisors theirs."""
    return reading.reads(caller, **query.model_dump())
