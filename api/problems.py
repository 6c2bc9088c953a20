"""Refusals as HTTP: the one place where a `QuanzeError` gets a status (RFC 9457, ``application/problem+json``)."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ledger.errors import (
    BodyRefused,
    BodyTooLarge,
    ConflictRefused,
    InputRefused,
    NotFound,
    NotPermitted,
    NotSignedIn,
    QuanzeError,
    RecorderBusy,
    RequestRefused,
    Unavailable,
)

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5

# Looked up along a class's own line of descent, so a new leaf of the error tree takes its parent's status
_STATUS: dict[type[BaseException], int] = {
    BodyRefused: 400,
    BodyTooLarge: 413,
    InputRefused: 422,
    NotSignedIn: 401,
    NotPermitted: 403,
    NotFound: 404,
    ConflictRefused: 409,
    RecorderBusy: 429,
    Unavailable: 503,
}
_FRAMEWORK: dict[int, tuple[str, str, str]] = {
    404: ("not-found", "没有这个地址", "there is nothing at this address"),
    405: ("method-refused", "此地址不接受这种方法", "this address does not take that method"),
    415: ("media-type-refused", "请求体须为 application/json", "the body must be application/json"),
}
_INTERNAL = (
    "internal",
    "服务内部出错, 已记录; 本次未作任何承诺",
    "an internal error; it was recorded and nothing is promised",
)


def status_of(error: QuanzeError) -> int:
    """The HTTP status of a refusal."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def problem(error: QuanzeError, language: str = "en") -> dict[str, Any]:
    """The problem document of a refusal; ``detail`` is its sentence in ``language`` (zh or en)."""
    status = status_of(error)
    if status == 500:
        return _document(500, *_INTERNAL, language=language)
    return _document(status, error.code, error.zh, error.en, error.details, language=language)


def respond(error: QuanzeError, language: str = "en") -> Response:
    """The response for a refusal."""
    return _response(problem(error, language))


def respond_internal(language: str = "en") -> Response:
    """The response for what nobody foresaw: nothing of the cause is told."""
    return _response(_document(500, *_INTERNAL, language=language))


def install(app: FastAPI) -> None:
    """Make ``app`` answer every failure, foreseen or not, with a problem document."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, QuanzeError)
        if status_of(error) >= 500:
            logger.warning("%s %s: %s", request.method, request.url.path, error.code)
        return respond(error, language_of(request))

    def malformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return respond(_as_refusal(error), language_of(request))

    def framework(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        phrase = HTTPStatus(error.status_code).phrase
        code, zh, en = _FRAMEWORK.get(error.status_code, ("request-refused", phrase, phrase))
        document = _document(error.status_code, code, zh, en, language=language_of(request))
        return _response(document, error.headers)

    app.add_exception_handler(QuanzeError, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, framework)


def language_of(request: Request) -> str:
    """``zh`` if the first language the client names is Chinese, else ``en``."""
    return "zh" if request.headers.get("accept-language", "").strip().lower().startswith("zh") else "en"


async def refuse(error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request that ended in an error, and tell the log what the caller may not see of it."""
    language = language_of(Request(scope))
    if not isinstance(error, QuanzeError):
        # The stack goes to our own logger only: its texts may quote what the caller may not see
        logger.error("%s %s", scope["method"], scope["path"], exc_info=error)
        await respond_internal(language)(scope, receive, send)
        return
    if status_of(error) >= 500:
        logger.warning("%s %s: %s", scope["method"], scope["path"], error.code)
    await respond(error, language)(scope, receive, send)


def _as_refusal(error: RequestValidationError) -> RequestRefused:
    """Where and what is wrong, never the values: a body may hold a token or a disclosure."""
    places = [{"at": ".".join(map(str, row["loc"])), "rule": str(row["type"])} for row in error.errors()[:10]]
    shown = ", ".join(f"{row['at']} ({row['rule']})" for row in places)
    return RequestRefused(
        zh=f"请求不合接口规定: {shown}", en=f"the request does not fit the interface: {shown}", errors=places
    )


def _document(
    status: int, code: str, zh: str, en: str, details: Mapping[str, Any] | None = None, *, language: str
) -> dict[str, Any]:
    return {
        "type": f"urn:quanze:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": zh if language == "zh" else en,
        "zh": zh,
        "en": en,
        "details": dict(details or {}),
    }


def _response(document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    status = document["status"]
    found = {"content-language": "zh" if document["detail"] == document["zh"] else "en", **(headers or {})}
    if status in (429, 503):
        found["retry-after"] = str(document["details"].get("retry_after", RETRY_SECONDS))
    if status == 401:
        found["www-authenticate"] = "Bearer"
    text = json.dumps(document, ensure_ascii=False, default=str)
    # A value that came in with half a character must not break the answer about it
    return Response(text.encode("utf-8", "backslashreplace"), status, found, MEDIA_TYPE)
