"""`events.json`: events spelled out as canonical text (docs/formats.md §3), and one row for each way to be refused."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from tests.vectors.plain import canonical_text, digest, field_digest, salt

OWNER, USER, CONTRACTOR = "11330000002482099D", "11330000MB1510373P", "91330000142909256U"
AGREEMENT, ITEM = "0x" + digest("agreement"), "307000/000012"
PARENT, SECOND_PARENT = sorted((digest("parent one"), digest("parent two")))


def fields(*names: str) -> dict[str, str]:
    return {name: field_digest(name, salt(name), f"value of {name}") for name in names}


def payload(alg: str = "sm3") -> dict[str, Any]:
    return {"alg": alg, "digest": digest("payload"), "rows": 12_345}


def event(type_: str, names: str, **members: Any) -> dict[str, Any]:
    start = {
        "v": 1, "type": type_, "actor": OWNER, "lane": 0, "seq": 41, "occurred_at": "2026-11-22T01:28:00.000Z",
        "nonce": digest(type_)[:32], "fields": fields(*names.split()),
    }  # fmt: skip
    return start | members


DELIVER = event("deliver", "version payload_salt share_mode outlet", agreement=AGREEMENT, item=ITEM, payload=payload())
RECEIPT = event("receipt", "result", actor=USER, agreement=AGREEMENT, item=ITEM, payload=payload(), parents=[PARENT])
DECISION = event("decision", "question answer inputs_digest")


def accepted() -> list[tuple[str, dict[str, Any], list[str]]]:
    agreement, item, owner = f"agreement:{AGREEMENT}", f"item:{ITEM}", f"department:{OWNER}"
    for_user = f"department:{USER}"
    everything = DELIVER | {
        "on_behalf_of": USER, "operator": "op-17.a_b", "parents": [PARENT, SECOND_PARENT], "supersedes": digest("old"),
        "actor": CONTRACTOR, "lane": 2**32 - 1, "seq": 2**53 - 1,
    }  # fmt: skip
    return [
        ("one stream: only an actor", DECISION, [owner]),
        ("three streams: agreement, item, actor", DELIVER, [agreement, item, owner]),
        ("four streams and every member", everything, [agreement, item, f"department:{CONTRACTOR}", for_user]),
        ("with a parent", RECEIPT, [agreement, item, for_user]),
        ("sha256 payload", DELIVER | {"payload": payload("sha256")}, [agreement, item, owner]),
        ("keccak256 payload of no rows", DELIVER | {"payload": payload("keccak256") | {"rows": 0}}, [agreement, item, owner]),
        ("more fields than the type asks for", DECISION | {"fields": DECISION["fields"] | fields("note")}, [owner]),
        ("64 fields", DECISION | {"fields": DECISION["fields"] | fields(*(f"f{n}" for n in range(61)))}, [owner]),
        ("64 parents", DECISION | {"parents": sorted(digest(f"p{n}") for n in range(64))}, [owner]),
        ("first millisecond", DECISION | {"occurred_at": "1970-01-01T00:00:00.000Z"}, [owner]),
        ("last millisecond", DECISION | {"occurred_at": "9999-12-31T23:59:59.999Z"}, [owner]),
        ("leap day", DECISION | {"occurred_at": "2028-02-29T12:00:00.001Z"}, [owner]),
        ("shortest codes", DECISION | {"actor": "A1", "item": "x"}, ["item:x", "department:A1"]),
        ("member that the type does not ask for", DECISION | {"agreement": AGREEMENT}, [agreement, owner]),
    ]  # fmt: skip


BAD_MEMBERS: tuple[tuple[str, str, Any], ...] = (
    ("version 0", "v", 0), ("version 2", "v", 2), ("version true", "v", True), ("version text", "v", "1"), ("version list", "v", [1]),
    ("unknown type", "type", "deliver.now"), ("type in upper case", "type", "Decision"), ("type a list", "type", ["decision"]),
    ("type an object", "type", {}), ("type a number", "type", 1), ("type empty", "type", ""),
    ("actor in lower case", "actor", "11330000002482099d"), ("actor of one character", "actor", "A"), ("actor of 32", "actor", "A" * 32),
    ("actor with space", "actor", "A 1"), ("actor starts with hyphen", "actor", "-A"), ("actor with newline", "actor", "A1\n"),
    ("actor a number", "actor", 11330000), ("actor full-width", "actor", "\uff21\uff11"), ("actor an object", "actor", {"a": 1}),
    ("lane 2^32", "lane", 2**32), ("lane true", "lane", True), ("lane text", "lane", "0"), ("lane list", "lane", []),
    ("seq true", "seq", False), ("seq text", "seq", "41"), ("seq object", "seq", {}),
    ("time without milliseconds", "occurred_at", "2026-11-22T01:28:00Z"), ("time with offset", "occurred_at", "2026-11-22T01:28:00.000+00:00"),
    ("time with microseconds", "occurred_at", "2026-11-22T01:28:00.000000Z"), ("time with lower z", "occurred_at", "2026-11-22T01:28:00.000z"),
    ("time with space", "occurred_at", "2026-11-22 01:28:00.000Z"), ("date that is not", "occurred_at", "2026-02-29T01:28:00.000Z"),
    ("hour 24", "occurred_at", "2026-11-22T24:00:00.000Z"), ("second 60", "occurred_at", "2026-12-31T23:59:60.000Z"),
    ("year 0", "occurred_at", "0000-01-01T00:00:00.000Z"), ("before 1970", "occurred_at", "1969-12-31T23:59:59.999Z"),
    ("full-width digits", "occurred_at", "\uff12026-11-22T01:28:00.000Z"), ("time a number", "occurred_at", 1_763_774_880_000),
    ("time a list", "occurred_at", ["2026-11-22T01:28:00.000Z"]), ("time true", "occurred_at", True), ("time with newline", "occurred_at", "2026-11-22T01:28:00.000Z\n"),
    ("nonce of 31 digits", "nonce", "0" * 31), ("nonce of 33 digits", "nonce", "0" * 33), ("nonce in upper case", "nonce", "AB" * 16), ("nonce a number", "nonce", 0),
    ("fields a list", "fields", []), ("fields text", "fields", "x"), ("fields true", "fields", True), ("field missing", "fields", fields("question", "answer")),
    ("field digest too short", "fields", DECISION["fields"] | {"answer": "00" * 31}), ("field digest in upper case", "fields", DECISION["fields"] | {"answer": "AB" * 32}),
    ("field digest with prefix", "fields", DECISION["fields"] | {"answer": "0x" + "00" * 32}), ("field disclosed instead of committed", "fields", DECISION["fields"] | {"answer": {"salt": "00" * 16, "value": 1}}),
    ("field name in upper case", "fields", DECISION["fields"] | {"Answer": digest("x")}), ("field name of 41", "fields", DECISION["fields"] | {"a" * 41: digest("x")}),
    ("field name empty", "fields", DECISION["fields"] | {"": digest("x")}), ("65 fields", "fields", DECISION["fields"] | fields(*(f"f{n}" for n in range(62)))),
    ("agreement without prefix", "agreement", digest("agreement")), ("agreement in upper case", "agreement", "0x" + "AB" * 32), ("agreement empty", "agreement", ""), ("agreement true", "agreement", True),
    ("item of 65", "item", "a" * 65), ("item starts with slash", "item", "/a"), ("item with colon", "item", "a:b"), ("item empty", "item", ""), ("item Chinese", "item", "目录"),
    ("on_behalf_of malformed", "on_behalf_of", "a"), ("on_behalf_of empty", "on_behalf_of", ""), ("on_behalf_of the actor itself", "on_behalf_of", OWNER),
    ("operator with space", "operator", "Wang Wei"), ("operator Chinese", "operator", "王伟"), ("operator of 65", "operator", "a" * 65), ("operator empty", "operator", ""),
    ("parents empty", "parents", []), ("parents text", "parents", PARENT), ("parents descending", "parents", [SECOND_PARENT, PARENT]),
    ("parents twice the same", "parents", [PARENT, PARENT]), ("65 parents", "parents", sorted(digest(f"p{n}") for n in range(65))), ("parent malformed", "parents", ["0x" + PARENT]), ("parent a list", "parents", [[PARENT]]),
    ("parents an object", "parents", {PARENT: 1}), ("supersedes malformed", "supersedes", digest("old")[:-1]), ("supersedes list", "supersedes", [digest("old")]),
    ("payload text", "payload", "x"), ("payload list", "payload", []), ("payload alg missing", "payload", {"digest": digest("p"), "rows": 1}),
    ("payload alg unknown", "payload", payload("md5")), ("payload alg in upper case", "payload", payload("SM3")), ("payload alg a list", "payload", payload() | {"alg": ["sm3"]}),
    ("payload alg an object", "payload", payload() | {"alg": {}}), ("payload alg true", "payload", payload() | {"alg": True}), ("payload rows text", "payload", payload() | {"rows": "1"}),
    ("payload rows true", "payload", payload() | {"rows": True}), ("payload digest too short", "payload", payload() | {"digest": "00"}), ("payload digest a number", "payload", payload() | {"digest": 0}),
    ("payload member too many", "payload", payload() | {"size": 1}), ("unknown member", "note", "x"), ("unknown member empty name", "", "x"), ("id inside", "id", digest("id")),
)  # fmt: skip


def refused() -> list[tuple[str, str]]:
    rows = [(name, canonical_text(DECISION | {member: value})) for name, member, value in BAD_MEMBERS]
    rows += [(f"{name} missing", canonical_text({k: v for k, v in DECISION.items() if k != name})) for name in DECISION]
    for name in ("agreement", "item", "payload", "parents"):
        rows.append((f"receipt without {name}", canonical_text({k: v for k, v in RECEIPT.items() if k != name})))
    text = canonical_text(DECISION)
    long_value = canonical_text(DECISION | {"operator": "a" * 17_000})
    return [
        *rows,
        ("empty", ""), ("a list", "[]"), ("a number", "1"), ("text", '"decision"'), ("true", "true"), ("null", "null"), ("empty object", "{}"),
        ("trailing newline", text + "\n"), ("indented", json.dumps(DECISION, sort_keys=True, indent=1)),
        ("names not sorted", text[:-1] + ',"a":1}'), ("member twice", text[:-1] + ',"v":1}'), ("lane negative", text.replace('"lane":0', '"lane":-1')),
        ("seq float", text.replace('"seq":41', '"seq":41.0')), ("seq 2^53", text.replace('"seq":41', f'"seq":{2**53}')),
        ("operator null", text.replace('"seq"', '"operator":null,"seq"')), ("longer than 16,384 bytes", long_value),
        ("lane 10^5000", text.replace('"lane":0', '"lane":1' + "0" * 5000)),
    ]  # fmt: skip


def make() -> dict[str, Any]:
    return {
        "events": [
            {
                "name": name,
                "text": canonical_text(value),
                "id": sha256(canonical_text(value).encode()).hexdigest(),
                "streams": streams,
            }
            for name, value, streams in accepted()
        ],
        "refused": [{"name": name, "text": text} for name, text in refused()],
    }
