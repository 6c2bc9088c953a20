"""Departments and their keys: public to read; changes carry the signature of a head, whoever submits them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.status import HTTP_202_ACCEPTED

from api.answers import DepartmentAnswer, DepartmentList, NextNonce, OperationAnswer
from api.bodies import AdmitRequest, EndKeyRequest, EnrolRequest
from api.deps import LedgerDep
from api.described import PUBLIC, WRITE, problems
from api.forms import Address, DepartmentCode
from api.recording import as_message, signature
from ledger.acts import Consent
from ledger.errors import NotFound, RequestRefused

router = APIRouter(prefix="/v1/departments", tags=["部门 · departments"])
Code = Annotated[DepartmentCode, Path()]


@router.get("", summary="部门列表 · all departments", responses=problems(*PUBLIC))
def list_departments(ledger: LedgerDep) -> DepartmentList:
    """公开 · public."""
    return DepartmentList(departments=[DepartmentAnswer.of(row) for row in ledger.directory.departments()])


@router.get("/{code}", summary="部门及密钥 · one department with its keys", responses=problems(*PUBLIC))
def read_department(code: Code, ledger: LedgerDep) -> DepartmentAnswer:
    """公开 · public."""
    found = ledger.directory.department(code)
    if found is None:
        raise NotFound(zh=f"没有部门 {code}", en=f"there is no department {code}")
    return DepartmentAnswer.of(found, ledger.directory.keys_of(code))


@router.get("/{code}/nonce", summary="部门的下一序号 · next nonce of a department", responses=problems(*PUBLIC))
def next_nonce(code: Code, ledger: LedgerDep) -> NextNonce:
    """接纳、登记、终止密钥时所签的 nonce · the nonce to sign in the next admission, key grant or key end."""
    return NextNonce(nonce=ledger.operations.next_nonce(code))


@router.post("", summary="接纳部门 · admit a department", status_code=HTTP_202_ACCEPTED, responses=problems(*WRITE))
def admit(body: AdmitRequest, ledger: LedgerDep) -> OperationAnswer:
    """须有上级机关负责人密钥的签名 · needs the signature of a head of the parent."""
    consent = Consent(body.signer, signature(body.signature))
    names = {"names": body.names.model_dump()}
    return OperationAnswer.of(ledger.operations.submit("admit", as_message(body.admission), [consent], names))


@router.post(
    "/{code}/keys", summary="登记密钥 · enrol a key", status_code=HTTP_202_ACCEPTED, responses=problems(*WRITE)
)
def enrol(code: Code, body: EnrolRequest, ledger: LedgerDep) -> OperationAnswer:
    """须有本部门负责人密钥的签名 · needs the signature of a head of the department."""
    _same("department", code, body.grant.department)
    consent = Consent(body.signer, signature(body.signature))
    return OperationAnswer.of(ledger.operations.submit("enrol", as_message(body.grant), [consent]))


@router.post(
    "/{code}/keys/{address}/end",
    summary="终止密钥 · end a key",
    status_code=HTTP_202_ACCEPTED,
    responses=problems(*WRITE),
)
def end_key(code: Code, address: Annotated[Address, Path()], body: EndKeyRequest, ledger: LedgerDep) -> OperationAnswer:
    """密钥只终止、不删除 · keys are ended, never deleted."""
    _same("department", code, body.end.department)
    _same("key", address, body.end.key)
    consent = Consent(body.signer, signature(body.signature))
    return OperationAnswer.of(ledger.operations.submit("endKey", as_message(body.end), [consent]))


def _same(name: str, in_path: str, in_body: str) -> None:
    if in_path != in_body:
        raise RequestRefused(
            zh=f"地址中的 {in_path} 与所签的 {name} {in_body} 不一致",
            en=f"the address names {in_path}, but the signed {name} is {in_body}",
            member=name,
        )
