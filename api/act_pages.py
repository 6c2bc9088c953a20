"""The acts in the interface description: one pair of addresses for each act, with the schema of its own message.

Two routes serve them all; here their description is written out act by act.
"""

from __future__ import annotations

from typing import Any

from ledger.acts import ACTS, Act
from ledger.acts.schema import message_schema, struct_schema

_DRAFT, _SUBMIT = "/v1/acts/{name}/draft", "/v1/acts/{name}"
_REF = "#/components"
_EXTRA: dict[str, dict[str, Any]] = {
    "entry": {"$ref": f"{_REF}/schemas/Struct.Entry"},
    "event": {
        "type": "string",
        "pattern": "^(0x)?[0-9a-f]{64}$",
        "description": "表明违约的事件编号 · id of the event that shows the breach",
    },
    "names": {"$ref": f"{_REF}/schemas/Names"},
}
Json = dict[str, Any]


def write_out(document: Json) -> None:
    """Replace the two addresses that take any act by two for each act."""
    paths, components = document["paths"], document["components"]
    generic = {address: paths.pop(address)["post"] for address in (_DRAFT, _SUBMIT)}
    components.setdefault("responses", {}).update(
        {f"Act{status}": found for status, found in generic[_SUBMIT]["responses"].items() if int(status) >= 400}
    )
    components["schemas"]["Struct.Entry"] = struct_schema("Entry")
    for act in ACTS.values():
        name = f"Act.{act.name}"
        components["schemas"][name] = message_schema(act)
        paths[f"/v1/acts/{act.name}/draft"] = {"post": _page(generic[_DRAFT], act, _draft_body(act), "draft")}
        paths[f"/v1/acts/{act.name}"] = {"post": _page(generic[_SUBMIT], act, _body(act, name), "submit")}


def _page(generic: Json, act: Act, body: Json, verb: str) -> Json:
    responses = {
        status: {"$ref": f"{_REF}/responses/Act{status}"} if int(status) >= 400 else found
        for status, found in generic["responses"].items()
    }
    zh, en = generic["summary"].split(" · ")
    return {
        "tags": generic["tags"],
        "summary": f"{zh}: {act.zh} · {en.removesuffix(' an act')}: {act.en}",
        "description": _told(act),
        "operationId": f"{verb}_{act.name}",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": responses,
    }


def _told(act: Act) -> str:
    signed = "\n".join(f"{n}. {one.zh} · {one.en}" for n, one in enumerate(act.parties, 1))
    told = [f"依次签署 · signed in this order:\n{signed}" if signed else "无须签名 · signed by nobody"]
    if act.cites:
        told.append("所据事件须已锚定 · rests on an event that is anchored")
    if act.article:
        told.append(f"政务数据共享条例 {act.article}")
    return "\n\n".join(told)


def _draft_body(act: Act) -> Json:
    return _object({"message": message_schema(act, draft=True)}, act, ["message"])


def _body(act: Act, schema: str) -> Json:
    count = len(act.parties)
    consents = {"type": "array", "items": {"$ref": f"{_REF}/schemas/Consent"}, "minItems": count}
    if not act.votes:
        consents["maxItems"] = count
    message = {"$ref": f"{_REF}/schemas/{schema}"}
    return _object({"message": message, "consents": consents}, act, ["message", *(["consents"] if count else [])])


def _object(properties: Json, act: Act, required: list[str]) -> Json:
    names = (*act.encloses, *act.may_enclose)
    if names:
        extra = {name: _EXTRA[name] for name in names}
        properties |= {"extra": {**_shape(extra), "required": list(act.encloses)}}
        required = [*required, *(["extra"] if act.encloses else [])]
    return {**_shape(properties), "required": required}


def _shape(properties: Json) -> Json:
    return {"type": "object", "additionalProperties": False, "properties": properties}
