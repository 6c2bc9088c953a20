"""The question after: who answers for this step?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import CallerDep, LedgerDep
from api.described import READ, problems
from api.forms import EventId
from ledger.questions.accountability import Accountability

router = APIRouter(prefix="/v1", tags=["事后 · after"])


@router.get("/accountability", summary="事后: 责任判定 · after: who answers", responses=problems(*READ))
def accountability(event: Annotated[EventId, Query()], caller: CallerDep, ledger: LedgerDep) -> Accountability:
    """建议的归责、当时的负责人密钥、证据与不能判定之处 · proposed attribution, head key then, evidence, open ends."""
    return ledger.tracer.accountability(caller, event)
