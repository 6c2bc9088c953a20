"""The JSON Schema (draft 2020-12) of an act's message, derived from the EIP-712 types that its parties sign."""

from __future__ import annotations

import re
from typing import Any

from ledger.acts.act import Act
from ledger.guide.act_words import words_of
from ledger.keys.contract_types import TYPES
from ledger.keys.typed_data import SAFE_INTEGER

_SIZED = re.compile(r"(uint|bytes)([0-9]+)")
_CLAUSE = "[A-Z][1-9][0-9]?"
_ATOMS: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "address": {"type": "string", "pattern": "^0x[0-9a-fA-F]{40}$"},
}


def message_schema(act: Act, *, draft: bool = False) -> dict[str, Any]:
    """The schema of the whole message, or of one for drafting: there what drafting fills in may be left out."""
    filled = {*act.fills, *(("nonce",) if act.count is not None else ())}
    return struct_schema(act.struct, filled if draft else set())


def struct_schema(struct: str, optional: set[str] | None = None) -> dict[str, Any]:
    """The schema of one of `ledger.keys.contract_types.TYPES`; members in ``optional`` are not required."""
    members = {member["name"]: _member(struct, member) for member in TYPES[struct]}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in members if name not in (optional or ())],
        "properties": members,
    }


def _member(struct: str, member: dict[str, str]) -> dict[str, Any]:
    schema = {"description": " · ".join(words_of(struct, member["name"])), **_type(member["type"])}
    if (struct, member["name"]) == ("Mark", "clause"):
        schema["pattern"] = f"^({_CLAUSE}|0x[0-9a-f]{{8}})$"
    return schema


def _type(kind: str) -> dict[str, Any]:
    if kind.endswith("[]"):
        return {"type": "array", "items": _type(kind[:-2])}
    if kind in TYPES:
        return struct_schema(kind)
    if (sized := _SIZED.fullmatch(kind)) is None:
        return dict(_ATOMS[kind])
    size = int(sized[2])
    if sized[1] == "bytes":
        return {"type": "string", "pattern": f"^0x[0-9a-fA-F]{{{2 * size}}}$"}
    number = {"type": "integer", "minimum": 0, "maximum": min(2**size - 1, SAFE_INTEGER)}
    # beyond 2^53 − 1 as decimal text, since JSON readers disagree about such numbers
    return {"anyOf": [number, {"type": "string", "pattern": "^[1-9][0-9]{15,77}$"}]} if size > 53 else number
