"""The interface description (OpenAPI): which problems a route may answer with, and the finished document."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.act_pages import write_out
from api.problems import MEDIA_TYPE

_WORDS = {
    400: "请求体不是严格的 JSON · the body is not strict JSON",
    401: "未登录或登录已失效 · not signed in, or no longer",
    403: "无权 · not permitted",
    404: "没有记录, 或不得查阅 · nothing recorded, or not for this caller",
    409: "与已有记录矛盾 · contradicts what is recorded",
    413: "请求体过大 · the body is too large",
    422: "内容不合规定 · the content breaks a rule",
    429: "过忙, 稍后重试 · busy, try again after Retry-After",
    500: "内部错误 · internal error",
    503: "所需部件暂不可用 · a part that is needed does not answer",
}
_ALWAYS = (422, 500, 503)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457; code 稳定, zh/en 说明错在何处、怎样才对 · code is stable, zh and en say what would be right",
    "required": ["type", "title", "status", "code", "detail", "zh", "en", "details"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "pattern": "^urn:quanze:problem:[a-z0-9-]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "detail": {"type": "string"},
        "zh": {"type": "string"},
        "en": {"type": "string"},
        "details": {"type": "object"},
    },
    "example": {
        "type": "urn:quanze:problem:lane-conflict",
        "title": "Conflict",
        "status": 409,
        "code": "lane-conflict",
        "detail": "lane 0 seq 7 already names another event; both are kept",
        "zh": "通道 0 序号 7 已记录另一事件; 两者均已留存",
        "en": "lane 0 seq 7 already names another event; both are kept",
        "details": {"index": 41},
    },
}
_DESCRIPTION = """\
确权定责账本的接口: 事前判定、事中监控、事后溯源。错误一律为 application/problem+json, 含稳定的 code 与中英文说明。
时间为 UTC 毫秒; 编号与签名的写法见 docs/formats.md。

Rights and duties of shared government data: decisions before, watching during, tracing after. Every error is
application/problem+json with a stable code and sentences in Chinese and English. Forms are those of docs/formats.md.
"""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that may end in these problems, beside those that every route may end in."""
    return {status: _response(status) for status in sorted({*statuses, *_ALWAYS})}


# By kind of route
READ = (401, 403, 404)
WRITE = (400, 401, 403, 404, 409, 413, 429)
PUBLIC = (404,)


def plain(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    """The 200 response of a route that answers with bytes or text."""
    schema = {"type": "string"} | ({} if media_type.startswith("text/") else {"format": "binary"})
    return {200: {"description": description, "content": {media_type: {"schema": schema}}}}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of ``app``, made once."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes)
        document["components"].setdefault("schemas", {})["Problem"] = _SCHEMA
        write_out(document)
        app.openapi_schema = document
    return app.openapi_schema


def _response(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": f"{HTTPStatus(status).phrase} · {_WORDS[status]}",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        found["headers"] = {"Retry-After": {"schema": {"type": "string"}, "description": "秒 · seconds"}}
    return found
