"""What stands before every route: size cap, strict JSON, security headers. Plain ASGI, because it sees the body first."""

from __future__ import annotations

import logging

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.door import Answered, Door
from api.problems import language_of, respond, respond_internal, status_of
from api.strict import check_strict
from ledger.errors import BodyTooLarge, QuanzeError

logger = logging.getLogger(__name__)
BODY_CAP = 64 * 1024
BATCH_CAP = 8 * 1024 * 1024
LINES = "application/x-ndjson"
LARGE_PATHS = frozenset({"/v1/events/batch"})
_SECURITY = {
    "content-security-policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}
_PLAIN_HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    *((name.encode(), value.encode()) for name, value in _SECURITY.items()),
]


class Gate:
    """Reads the body up to its cap, refuses JSON that two readers could understand differently, adds headers.

    Events that are well formed go through ``door``, if there is one, which needs nothing of what stands behind.
    """

    def __init__(self, app: ASGIApp, door: Door | None = None) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        guarded = _with_headers(send)
        language = language_of(Request(scope))
        try:
            await self._serve(scope, receive, send, guarded)
        except QuanzeError as error:
            if status_of(error) >= 500:
                logger.warning("%s %s: %s", scope["method"], scope["path"], error.code)
            await respond(error, language)(scope, receive, guarded)
        except Exception:
            # The stack goes to our own logger only: its texts may quote what the caller may not see
            logger.exception("%s %s", scope["method"], scope["path"])
            await respond_internal(language)(scope, receive, guarded)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, guarded: Send) -> None:
        body = await _read_body(scope, receive)
        kind = _kind(scope)
        answered = await self._through_door(scope, kind, body)
        if answered is not None:
            await _send(send, *answered)
            return
        if kind == LINES and scope["path"] in LARGE_PATHS:
            scope, body = _as_batch(scope, body)
        elif body and _is_json(kind):
            check_strict(body)
        await self._app(scope, _replay(body, receive), guarded)

    async def _through_door(self, scope: Scope, kind: str, body: bytes) -> Answered | None:
        path = scope["path"]
        if self._door is None or not self._door.takes(scope["method"], path):
            return None
        if kind == LINES and path in LARGE_PATHS:
            return await self._door.answer_lines(body)
        return await self._door.answer(path, body) if kind == "application/json" else None


def _as_batch(scope: Scope, body: bytes) -> tuple[Scope, bytes]:
    """The same batch as one JSON document, for the route to say what is wrong with it.

    Raises:
        BodyRefused: a line is not JSON that can be read in one way only.
    """
    lines = [line for line in body.splitlines() if line.strip()]
    for line in lines:
        check_strict(line)
    headers = [(name, value) for name, value in scope["headers"] if name not in (b"content-type", b"content-length")]
    batch = b'{"events":[' + b",".join(lines) + b"]}"
    return {**scope, "headers": [*headers, (b"content-type", b"application/json")]}, batch


async def _send(send: Send, status: int, body: bytes) -> None:
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [*_PLAIN_HEADERS, length]})
    await send({"type": "http.response.body", "body": body})


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


def _kind(scope: Scope) -> str:
    return Headers(scope=scope).get("content-type", "").split(";")[0].strip().lower()


def _is_json(kind: str) -> bool:
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _too_large(cap: int) -> BodyTooLarge:
    return BodyTooLarge(zh=f"请求体超过 {cap} 字节", en=f"the body exceeds {cap} bytes", cap=cap)
