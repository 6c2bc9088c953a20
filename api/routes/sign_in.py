"""Sign-in by EIP-4361."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from starlette.status import HTTP_204_NO_CONTENT

from api.answers import CallerAnswer, ChallengeAnswer, SessionAnswer
from api.bodies import ChallengeRequest, SignInRequest
from api.deps import CallerDep, Credentials, LedgerDep, caller_of
from api.described import READ, WRITE, problems

router = APIRouter(prefix="/v1", tags=["登录 · sign-in"])


@router.post(
    "/sign-in/challenge",
    summary="取登录文本 · ask for the message to sign",
    responses=problems(*WRITE),
)
def challenge(body: ChallengeRequest, ledger: LedgerDep) -> ChallengeAnswer:
    """一次有效的 EIP-4361 文本 · an EIP-4361 text with a nonce that is good once."""
    return ChallengeAnswer.of(ledger.access.challenge(body.address))


@router.post("/sign-in", summary="登录 · sign in", responses=problems(*WRITE))
def sign_in(body: SignInRequest, ledger: LedgerDep) -> SessionAnswer:
    """提交原文与 EIP-191 签名, 得令牌 · the message as issued and its EIP-191 signature give a token."""
    return SessionAnswer.of(ledger.access.open_session(body.message, body.signature))


@router.post(
    "/sign-out",
    summary="退出 · sign out",
    status_code=HTTP_204_NO_CONTENT,
    dependencies=[Depends(caller_of)],
    responses=problems(*READ),
)
def sign_out(credentials: Credentials, ledger: LedgerDep) -> None:
    """令牌立即失效 · the token ends at once."""
    if credentials is not None:
        ledger.access.close_session(credentials.credentials)


@router.get("/me", summary="当前身份 · who I am", responses=problems(*READ))
def me(caller: CallerDep) -> CallerAnswer:
    """密钥所代表的部门与职责 · the department and role that the key stands for."""
    return CallerAnswer.of(caller)
