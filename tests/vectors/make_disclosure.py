"""`disclosure.json`: field digests and payload digests (docs/formats.md §4, §5), by other libraries than the ledger's."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from eth_utils.crypto import keccak

from tests.vectors.plain import digest, field_digest, salt

VALUES: tuple[tuple[str, Any], ...] = (
    ("purpose", "核验企业纳税信用"), ("rows", 0), ("count", 2**53 - 1), ("success", True), ("scope", ["a", "b", []]),
    ("conditions", {"b": 1, "a": {"c": "x"}}), ("reason", ""), ("text", 'quote " backslash \\ newline \n'), ("face", "\U0001f600"),
)  # fmt: skip

# GB/T 32905-2016 appendix A.2: the 64 bytes "abcd" × 16; salt and content are cut out of them
SM3_INPUT = b"abcd" * 16
SM3_DIGEST = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"

WRONG_SHAPES: tuple[tuple[str, Any], ...] = (
    ("not an object", []), ("null", None), ("text", "x"), ("salt missing", {"a": {"value": 1}}),
    ("value missing", {"a": {"salt": "00" * 16}}), ("one member too many", {"a": {"salt": "00" * 16, "value": 1, "x": 1}}),
    ("item not an object", {"a": [1]}), ("salt too short", {"a": {"salt": "00" * 15, "value": 1}}),
    ("salt too long", {"a": {"salt": "00" * 17, "value": 1}}), ("salt in upper case", {"a": {"salt": "AB" * 16, "value": 1}}),
    ("salt a number", {"a": {"salt": 0, "value": 1}}), ("salt a list", {"a": {"salt": [], "value": 1}}),
    ("field name in upper case", {"A": {"salt": "00" * 16, "value": 1}}),
    ("field name empty", {"": {"salt": "00" * 16, "value": 1}}),
    ("field name with trailing newline", {"a\n": {"salt": "00" * 16, "value": 1}}),
    ("field name of 41", {"a" * 41: {"salt": "00" * 16, "value": 1}}),
)  # fmt: skip


def make_fields() -> list[dict[str, Any]]:
    return [
        {"field": name, "salt": salt(name).hex(), "value": value, "digest": field_digest(name, salt(name), value)}
        for name, value in VALUES
    ]


def make_mismatches() -> list[dict[str, Any]]:
    name, value = "purpose", "核验"
    committed = {name: field_digest(name, salt("x"), value), "other": digest("other")}
    good = {"salt": salt("x").hex(), "value": value}
    changed: tuple[tuple[str, dict[str, Any]], ...] = (
        ("other value", {name: {**good, "value": "调用"}}),
        ("other salt", {name: {**good, "salt": salt("y").hex()}}),
        ("value under another name", {"other": good}),
        ("field the event does not have", {"absent": good}),
        ("text instead of number", {name: {**good, "value": 1}}),
        ("value that canonical JSON cannot hold", {name: {**good, "value": 0.5}}),
    )
    rows = [{"name": row, "digests": committed, "disclosures": opened, "ok": False} for row, opened in changed]
    return [{"name": "holds", "digests": committed, "disclosures": {name: good}, "ok": True}, *rows]


def make_payloads() -> list[dict[str, Any]]:
    rows = [{"alg": "sm3", "salt": SM3_INPUT[:16].hex(), "content": SM3_INPUT[16:].hex(), "digest": SM3_DIGEST}]
    for content in (b"", b"row 1\nrow 2\n", "政务数据".encode()):
        first = salt("payload")
        for alg, made in (("sha256", sha256(first + content).digest()), ("keccak256", keccak(first + content))):
            rows.append({"alg": alg, "salt": first.hex(), "content": content.hex(), "digest": made.hex()})
    return rows


def make() -> dict[str, Any]:
    return {
        "fields": make_fields(),
        "checks": make_mismatches(),
        "payloads": make_payloads(),
        "refused_shapes": [{"name": name, "disclosures": value} for name, value in WRONG_SHAPES],
    }
