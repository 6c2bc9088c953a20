"""The front: events go to the door before the framework sees them, which would cost more than recording them."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api.door import Answered, Door
from api.gate import SECURITY, with_headers
from api.incoming import LARGE_PATHS, LINES, kind_of, read_body, replay
from api.problems import refuse

_HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    *((name.encode(), value.encode()) for name, value in SECURITY.items()),
]


class Front:
    """Hands requests that ``door`` takes to it, and to ``app`` all others and those that it leaves to the routes."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http" or not self._door.takes(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            body = await read_body(scope, receive)
            answered = await self._through_door(scope, body)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is answered and told
            await refuse(error, scope, receive, with_headers(send))
            return
        if answered is not None:
            await _send(send, *answered)
        else:
            await self._app(scope, replay(body, receive), send)

    async def _through_door(self, scope: Scope, body: bytes) -> Answered | None:
        path, kind = scope["path"], kind_of(scope)
        if kind == LINES and path in LARGE_PATHS:
            return await self._door.answer_lines(body)
        return await self._door.answer(path, body) if kind == "application/json" else None


class Application(FastAPI):
    """The framework's application with a front before all of its middleware."""

    def __init__(self, door: Door, **settings: Any) -> None:
        super().__init__(**settings)
        self._front = Front(super().__call__, door)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        await self._front(scope, receive, send)


async def _send(send: Send, status: int, body: bytes) -> None:
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": status, "headers": [*_HEADERS, length]})
    await send({"type": "http.response.body", "body": body})
