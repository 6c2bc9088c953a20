"""The question during: do the records of owner, platform and user agree? And is the data as good as agreed?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.deps import CallerDep
from api.described import READ, problems
from api.forms import AgreementId, Index
from ledger.questions.quality_reading import Quality, QualityReading
from ledger.questions.reconciliation import WINDOW_S, Reconciling
from ledger.questions.reconciliation_views import Reconciliation

router = APIRouter(prefix="/v1", tags=["事中 · during"])


class ReconciliationQuery(BaseModel):
    """Of which agreement, and what of it."""

    model_config = ConfigDict(extra="forbid")

    agreement: AgreementId
    window: Annotated[int, Field(ge=1, le=86_400, description="配对时限, 秒 · seconds to pair within")] = WINDOW_S
    state: Literal["paired", "mismatch", "orphan", "pending"] | None = None
    before: Annotated[Index | None, Field(description="上一页的 next_before · the last page's next_before")] = None


@router.get("/reconciliation", summary="事中: 三方对账 · during: three-sided reconciliation", responses=problems(*READ))
def reconciliation(
    request: Request, caller: CallerDep, query: Annotated[ReconciliationQuery, Query()]
) -> Reconciliation:
    """归属、平台、使用三方对每次提供与调用的记录; 不一致者列出责任方与依据, 或无法判定 · what each side recorded; who
    answers for a difference, with the events that show it, or that it cannot be determined.
    """
    reconciling: Reconciling = request.app.state.reconciling
    return reconciling.reconcile(caller, query.agreement, window_s=query.window, state=query.state, before=query.before)


@router.get("/agreements/{id}/quality", summary="质量闭环 · quality loop", responses=problems(*READ))
def quality(
    request: Request,
    id: Annotated[AgreementId, Path()],  # noqa: A002 - the path's own word
    caller: CallerDep,
) -> Quality:
    """四维目标、各轮退回与实测; 达标方可闭环 · targets of four dimensions, rounds returned to the source, what was measured;
    closed only when met.
    """
    reading: QualityReading = request.app.state.quality
    return reading.quality(caller, id)
