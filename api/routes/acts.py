"""Acts: every signed call of the contracts, by one table. The API takes signatures, never keys; anyone may submit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.status import HTTP_202_ACCEPTED

from api.act_forms import ActAnswer, ActedAnswer, ActList, ActRequest, DraftAnswer, DraftRequest, enclosed
from api.deps import LedgerDep
from api.described import PUBLIC, WRITE, problems
from api.recording import signature
from ledger.acts import ACTS, Consent

router = APIRouter(prefix="/v1/acts", tags=["链上行为 · acts"])
Name = Annotated[str, Path(pattern="^[a-zA-Z]{1,40}$", description="行为名称, 见 GET /v1/acts · name of the act")]


@router.get("", summary="全部链上行为 · all acts", responses=problems(*PUBLIC))
def list_acts() -> ActList:
    """名称、合约、签署方、附件与消息的 JSON Schema · name, contract, parties, what is enclosed, schema of the message."""
    return ActList(acts=[ActAnswer.of(act) for act in ACTS.values()])


@router.post("/{name}/draft", summary="起草 · draft an act", responses=problems(*WRITE))
def draft(name: Name, body: DraftRequest, ledger: LedgerDep) -> DraftAnswer:
    """补全序号等可推知的内容, 给出待签文本与签署方 · fill in what follows, tell what is to be signed and by whom."""
    return DraftAnswer.of(ledger.operations.draft(name, body.message, enclosed(body)))


@router.post("/{name}", summary="提交 · submit an act", status_code=HTTP_202_ACCEPTED, responses=problems(*WRITE))
def submit(name: Name, body: ActRequest, ledger: LedgerDep) -> ActedAnswer:
    """消息与各方签名, 任何人可代为提交; 结果见 GET /v1/operations/{id} · message and signatures; anyone may submit."""
    consents = [Consent(one.signer, signature(one.signature)) for one in body.consents]
    return ActedAnswer.of(ledger.operations.submit(name, body.message, consents, enclosed(body)))
