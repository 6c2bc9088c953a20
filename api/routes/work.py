"""Work lists: what is due, and who has to sign it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CallerDep, LedgerDep
from api.described import READ, problems
from api.forms import DepartmentCode
from ledger.duties.work import WorkAsked, WorkList

router = APIRouter(prefix="/v1", tags=["事中 · during"])


class WorkFilter(BaseModel):
    """Which duties are listed, and which page."""

    model_config = ConfigDict(extra="forbid")

    state: Annotated[
        Literal["open", "overdue", "due-today"],
        Field(description="全部未了、已超期、今日到期 · all open, overdue, due today"),
    ] = "open"
    clause: (
        Annotated[str, Field(pattern="^[OUMAPX][0-9]{1,2}$", description="条款 · clause", examples=["O6"])] | None
    ) = None
    department: Annotated[DepartmentCode, Field(description="本部门或其下的一个 · yours or one under it")] | None = None
    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[str, Field(max_length=60, description="上一页的 next · the last page's next")] | None = None


@router.get("/work", summary="事中: 待办与超期 · during: what is due", responses=problems(*READ))
def work(which: Annotated[WorkFilter, Query()], caller: CallerDep, ledger: LedgerDep) -> WorkList:
    """本部门及其下各部门的待办, 按期限排列; 超期不等于同意 · what is due for your department and those under it, soonest
    first; overdue never means consent.
    """
    asked = WorkAsked(which.state, which.clause, which.department, which.limit, which.cursor)
    return ledger.work.due(caller, asked)
