"""What routes are given: the ledger, its reading side, and who asks.

Those that wait for nothing are coroutines: each other one takes a turn of a thread.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ledger.asking.chain_reading import ChainReading
from ledger.asking.exporting import Exports
from ledger.asking.reading import Reading
from ledger.errors import NotSignedIn
from ledger.figures.figuring import Figuring
from ledger.registers.caller import Caller
from ledger.wiring import Ledger

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="session",
    description="POST /v1/sign-in 所得的令牌 · the token from POST /v1/sign-in",
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def ledger_of(request: Request) -> Ledger:
    """The ledger of this application."""
    ledger: Ledger = request.app.state.ledger
    return ledger


async def reading_of(request: Request) -> Reading:
    """Its reading side."""
    reading: Reading = request.app.state.reading
    return reading


async def chain_reading_of(request: Request) -> ChainReading:
    """Its reading of the chain."""
    reading: ChainReading = request.app.state.chain_reading
    return reading


async def exports_of(request: Request) -> Exports:
    """Its exports."""
    exports: Exports = request.app.state.exports
    return exports


async def figuring_of(request: Request) -> Figuring:
    """Its figures."""
    figuring: Figuring = request.app.state.figuring
    return figuring


LedgerDep = Annotated[Ledger, Depends(ledger_of)]
ReadingDep = Annotated[Reading, Depends(reading_of)]
ChainReadingDep = Annotated[ChainReading, Depends(chain_reading_of)]
ExportsDep = Annotated[Exports, Depends(exports_of)]
FiguringDep = Annotated[Figuring, Depends(figuring_of)]


def maybe_caller(ledger: LedgerDep, credentials: Credentials) -> Caller | None:
    """Who asks; None for the public. A token that is given must be good.

    Raises:
        NotSignedIn: an unknown or expired token, or one whose key is no longer valid.
    """
    return None if credentials is None else ledger.access.caller(credentials.credentials)


MaybeCallerDep = Annotated[Caller | None, Depends(maybe_caller)]


async def caller_of(caller: MaybeCallerDep) -> Caller:
    """As `signed_in`."""
    return signed_in(caller)


def signed_in(caller: Caller | None) -> Caller:
    """Who asks.

    Raises:
        NotSignedIn: nobody has signed in.
    """
    if caller is None:
        raise NotSignedIn(
            zh="请先登录: POST /v1/sign-in/challenge, 再以 Authorization: Bearer 提交令牌",
            en="sign in first: POST /v1/sign-in/challenge, then send the token as Authorization: Bearer",
        )
    return caller


CallerDep = Annotated[Caller, Depends(caller_of)]
