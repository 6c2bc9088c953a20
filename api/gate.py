"""What stands before every route: size cap, strict JSON, security headers. Plain ASGI, because it sees the body first."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.incoming import LARGE_PATHS, LINES, kind_of, read_body, replay
from api.problems import refuse
from api.strict import check_strict

SECURITY = {
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
        guarded = with_headers(send)
        try:
            await self._serve(scope, receive, guarded)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is answered and told
            await refuse(error, scope, receive, guarded)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await read_body(scope, receive)
        kind = kind_of(scope)
        if kind == LINES and scope["path"] in LARGE_PATHS:
            scope, body = _as_batch(scope, body)
        elif body and _is_json(kind):
            check_strict(body)
        await self._app(scope, replay(body, receive), send)


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


def with_headers(send: Send) -> Send:
    """Send that adds the headers every answer has."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return guarded


def _is_json(kind: str) -> bool:
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
