"""Requests as they come in, before any framework: the body up to its cap, its kind, and handing it on."""

from __future__ import annotations

from starlette.types import Message, Receive, Scope

from ledger.errors import BodyTooLarge

BODY_CAP = 64 * 1024
BATCH_CAP = 8 * 1024 * 1024
LINES = "application/x-ndjson"
LARGE_PATHS = frozenset({"/v1/events/batch"})


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The whole body.

    Raises:
        BodyTooLarge: it is, or says it will be, longer than its path may take.
    """
    cap = BATCH_CAP if scope["path"] in LARGE_PATHS else BODY_CAP
    claimed = header(scope, b"content-length") or b"0"
    if claimed.isdigit() and int(claimed[:20]) > cap:
        raise _too_large(cap)
    message = await receive()
    parts: list[bytes] = [message.get("body", b"")]
    size = len(parts[0])
    while message.get("more_body", False) and size <= cap:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
    if size > cap:
        raise _too_large(cap)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def kind_of(scope: Scope) -> str:
    """The body's media type, in lower case and without its parameters; empty where none is named."""
    return (header(scope, b"content-type") or b"").decode("latin-1").split(";")[0].strip().lower()


def header(scope: Scope, name: bytes) -> bytes | None:
    """The first header of this name, in lower case, or None."""
    for known, value in scope["headers"]:
        if known == name:
            found: bytes = value
            return found
    return None


def replay(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already once more."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _too_large(cap: int) -> BodyTooLarge:
    return BodyTooLarge(zh=f"请求体超过 {cap} 字节", en=f"the body exceeds {cap} bytes", cap=cap)
