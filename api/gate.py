"""What stands before every route: size cap, strict JSON, security headers. Plain ASGI, because it sees the body first."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import Any, NoReturn

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import language_of, respond, respond_internal
from ledger.errors import BodyRefused, BodyTooLarge, QuanzeError

logger = logging.getLogger(__name__)
BODY_CAP = 64 * 1024
BATCH_CAP = 8 * 1024 * 1024
LARGE_PATHS = frozenset({"/v1/events/batch"})
_SECURITY = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}


class Gate:
    """Reads the body up to its cap, refuses JSON that two readers could understand differently, adds headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        guarded = _with_headers(send)
        try:
            body = await _read_body(scope, receive)
            if body and _is_json(scope):
                check_strict(body)
        except QuanzeError as error:
            await respond(error, language_of(Request(scope)))(scope, receive, guarded)
            return
        try:
            await self._app(scope, _replay(body, receive), guarded)
        except Exception:
            # The stack goes to our own logger only: its texts may quote what the caller may not see
            logger.exception("%s %s", scope["method"], scope["path"])
            await respond_internal(language_of(Request(scope)))(scope, receive, guarded)


def check_strict(body: bytes) -> None:
    """Raise unless ``body`` is JSON in UTF-8 without repeated names, floats, NaN or lone surrogates.

    Raises:
        BodyRefused: naming what was found.
    """
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_unique, parse_float=_no_float, parse_constant=_no_float
        )
        if b"\\ud" in body.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _refused("字符串含半个代理对", "a string holds half a surrogate pair") from None
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise _refused("请求体不是 UTF-8 编码的 JSON", "the body is not JSON in UTF-8") from None


async def _read_body(scope: Scope, receive: Receive) -> bytes:
    cap = BATCH_CAP if scope["path"] in LARGE_PATHS else BODY_CAP
    claimed = Headers(scope=scope).get("content-length", "0")
    if claimed.isascii() and claimed.isdigit() and int(claimed[:20]) > cap:
        raise _too_large(cap)
    parts, size = [], 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > cap:
            raise _too_large(cap)
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _SECURITY.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return guarded


def _is_json(scope: Scope) -> bool:
    kind = Headers(scope=scope).get("content-type", "").split(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _refused(f"JSON 成员名 {name[:40]!r} 重复", f"the JSON repeats the name {name[:40]!r}")
        found[name] = value
    return found


def _no_float(text: str) -> NoReturn:
    raise _refused(
        f"JSON 含小数或非数值 {text[:20]}: 小数请写成字符串", f"the JSON holds {text[:20]}: write decimals as strings"
    )


def _refused(zh: str, en: str) -> BodyRefused:
    return BodyRefused(zh=zh, en=en)


def _too_large(cap: int) -> BodyTooLarge:
    return BodyTooLarge(zh=f"请求体超过 {cap} 字节", en=f"the body exceeds {cap} bytes", cap=cap)
