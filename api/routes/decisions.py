"""The question before: may this use take place?"""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.bodies import Question
from api.deps import CallerDep, LedgerDep
from api.described import WRITE, problems
from api.fast_json import fast_json
from ledger.questions.deciding import Decided

router = APIRouter(prefix="/v1", tags=["事前 · before"])


@router.post(
    "/decisions", summary="事前判定 · decide before an exchange", response_model=Decided, responses=problems(*WRITE)
)
def decide(body: Question, caller: CallerDep, ledger: LedgerDep) -> Response:
    """可否、依据、缺什么; record 为真则另记一个 decision 事件 · whether, why, and what is missing."""
    question = body.model_dump(exclude={"record", "at"})
    return fast_json(ledger.decider.decide(caller, question, at=body.at, record=body.record))
