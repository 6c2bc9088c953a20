"""Agreements: concluded on the chain by three signatures; their activity is the question `during`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.status import HTTP_202_ACCEPTED

from api.answers import ConcludedAnswer, OperationAnswer
from api.bodies import ConcludeRequest
from api.deps import CallerDep, LedgerDep, ReadingDep
from api.described import READ, WRITE, problems
from api.forms import AgreementId
from api.recording import signature
from ledger.acts import Consent, terms_message
from ledger.asking.views import AgreementList, AgreementView
from ledger.questions.activity import Activity

router = APIRouter(prefix="/v1/agreements", tags=["协议 · agreements"])
Id = Annotated[AgreementId, Path()]


@router.get("", summary="我可见的协议 · agreements I may see", responses=problems(*READ))
def list_agreements(caller: CallerDep, reading: ReadingDep) -> AgreementList:
    """当事部门见全文; 本区域管理部门见元数据 · parties see all; managers of the region see metadata."""
    return reading.agreements(caller)


@router.get("/{id}", summary="一份协议 · one agreement", responses=problems(*READ))
def read_agreement(id: Id, caller: CallerDep, reading: ReadingDep) -> AgreementView:  # noqa: A002 - the path's own word
    """条款与状态 · terms and state."""
    return reading.agreement(caller, id)


@router.post("", summary="订立协议 · conclude an agreement", status_code=HTTP_202_ACCEPTED, responses=problems(*WRITE))
def conclude(body: ConcludeRequest, ledger: LedgerDep) -> ConcludedAnswer:
    """条款与归属、使用、管理三方签名, 任何人可代为提交 · terms and three signatures; anyone may submit them."""
    terms = terms_message(body.terms.model_dump())
    consents = [Consent(one.signer, signature(one.signature)) for one in body.consents]
    operation = ledger.operations.submit("conclude", terms, consents)
    return ConcludedAnswer(operation=OperationAnswer.of(operation), agreement=operation.description["agreement"])


@router.get("/{id}/activity", summary="事中: 履行情况 · during: what is in flight", responses=problems(*READ))
def activity(id: Id, caller: CallerDep, ledger: LedgerDep) -> Activity:  # noqa: A002
    """提供、签收、调用与限额、义务到期、预警 · deliveries, receipts, calls against limits, duties, alerts."""
    return ledger.tracer.activity(caller, id)
