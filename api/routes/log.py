"""The log at the paths of C2SP tlog-tiles: checkpoints, proofs and hash tiles are public, entries are for departments.

Hashes tell nobody anything. An entry tells which key signed something at what time, and keys are public: a reader could
watch a department's habits, so reading entries asks for a sign-in and is recorded (docs/operations.md).
"""

from __future__ import annotations

import gzip
import re
from base64 import b64encode
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import PlainTextResponse, Response

from api.answers import ProofAnswer
from api.deps import CallerDep, ExportsDep, LedgerDep
from api.described import PUBLIC, READ, plain, problems
from api.forms import Index
from ledger.errors import NotFound

router = APIRouter(tags=["日志 · log"])
_NUMBER = re.compile(r"(?P<groups>(?:x[0-9]{3}/){0,3})(?P<last>[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?", re.ASCII)
_FULL = 256
# A full tile never changes; a partial one is replaced by a wider one under another name
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
_FOR_EVER_MINE = {"cache-control": "private, max-age=31536000, immutable", "vary": "authorization, accept-encoding"}
_HIGHEST_LEVEL = 7
_BYTES = plain("application/octet-stream", "C2SP tlog-tiles")
_NOTE = plain("text/plain; charset=utf-8", "C2SP signed note")
Level = Annotated[str, Path(pattern=r"^([0-9]|[1-5][0-9]|6[0-3])$", examples=["0"])]
TilePath = Annotated[str, Path(pattern=r"^(x[0-9]{3}/){0,3}[0-9]{3}(\.p/[1-9][0-9]{0,2})?$", examples=["000.p/1"])]


@router.get(
    "/v1/log/checkpoint",
    summary="检查点 · checkpoint",
    responses={**_NOTE, **problems(*PUBLIC)},
    response_class=PlainTextResponse,
)
@router.get(
    "/log/checkpoint",
    summary="检查点 · checkpoint (C2SP)",
    responses={**_NOTE, **problems(*PUBLIC)},
    response_class=PlainTextResponse,
)
def checkpoint(ledger: LedgerDep) -> PlainTextResponse:
    """最新的签名检查点 · the latest signed checkpoint."""
    return PlainTextResponse(ledger.prover.checkpoint())


@router.get("/v1/log/inclusion", summary="包含证明 · inclusion proof", responses=problems(*PUBLIC))
def inclusion(ledger: LedgerDep, index: Annotated[Index, Query()], size: Annotated[Index, Query()]) -> ProofAnswer:
    """RFC 6962 §2.1.1."""
    return _proof(ledger.prover.inclusion(index, size))


@router.get("/v1/log/consistency", summary="一致性证明 · consistency proof", responses=problems(*PUBLIC))
def consistency(ledger: LedgerDep, old: Annotated[Index, Query()], new: Annotated[Index, Query()]) -> ProofAnswer:
    """RFC 6962 §2.1.2."""
    return _proof(ledger.prover.consistency(old, new))


@router.get(
    "/log/tile/entries/{path:path}",
    summary="条目包 · entry bundle (C2SP)",
    responses={**_BYTES, **problems(*READ)},
    response_class=Response,
)
def entries(path: TilePath, request: Request, caller: CallerDep, exports: ExportsDep) -> Response:
    """条目包, 须登录 · entry bundle, for those signed in."""
    data = exports.entry_bundle(caller, *tile_number(path))
    headers = dict(_FOR_EVER_MINE)
    if "gzip" in request.headers.get("accept-encoding", ""):
        data, headers["content-encoding"] = gzip.compress(data, mtime=0), "gzip"
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.get(
    "/log/tile/{level}/{path:path}",
    summary="散列瓦片 · tile (C2SP)",
    responses={**_BYTES, **problems(*PUBLIC)},
    response_class=Response,
)
def tile(level: Level, path: TilePath, ledger: LedgerDep) -> Response:
    """散列瓦片 · tile of hashes."""
    number, width = tile_number(path)
    if int(level) > _HIGHEST_LEVEL:
        raise NotFound(zh="日志没有这么高的层", en="the log has no tiles at this level")
    data = ledger.prover.tile(int(level), number, width)
    return Response(data, media_type="application/octet-stream", headers=_FOR_EVER)


def tile_number(path: str) -> tuple[int, int]:
    """Number and width of a tile path such as ``x001/x234/067.p/5``: groups of three digits, the shortest spelling only.

    Raises:
        NotFound: any other path: C2SP names no second spelling.
    """
    found = _NUMBER.fullmatch(path)
    width = int(found["width"] or _FULL) if found else 0
    if found is None or path.startswith("x000/") or (found["width"] and width >= _FULL):
        raise NotFound(zh="没有这个瓦片路径", en="there is no tile at this path")
    digits = found["groups"].replace("x", "").replace("/", "") + found["last"]
    return int(digits), width


def _proof(path: list[bytes]) -> ProofAnswer:
    return ProofAnswer(path=[b64encode(node).decode() for node in path])
