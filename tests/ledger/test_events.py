"""An event is read from its one spelling and held against its type's row (docs/formats.md §3)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import canonical
from ledger.errors import EventRefused, InputRefused, QuanzeError
from ledger.events import Event, build_event
from ledger.model import format_time
from tests.vectors.read import rows, vectors

SAMPLES = [json.loads(row["text"]) for row in vectors("events")["events"]]
MEMBERS = sorted({name for sample in SAMPLES for name in sample})
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["decision", "sm3", "A1"])
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | SCALARS.map(str), inner, max_size=3)
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("row", rows("events", "events"))
def test_reads_vector(row: dict[str, Any]) -> None:
    event, members = Event.parse(row["text"].encode()), json.loads(row["text"])
    assert event.id == row["id"]
    assert event.digest.hex() == row["id"]
    assert event.streams() == row["streams"]
    assert event.raw.decode() == row["text"]
    assert format_time(event.occurred_ms) == event.occurred_at == members["occurred_at"]
    assert event.type.name == members["type"]
    for name in ("actor", "lane", "seq", "nonce", "fields"):
        assert getattr(event, name) == members[name]
    for name in ("agreement", "item", "on_behalf_of", "operator", "payload", "supersedes"):
        assert getattr(event, name) == members.get(name)
    assert list(event.parents) == members.get("parents", [])


@pytest.mark.parametrize("row", rows("events", "events"))
def test_builds_vector_from_its_members(row: dict[str, Any]) -> None:
    members = json.loads(row["text"])
    members |= {"nonce": bytes.fromhex(members["nonce"])}
    assert members.pop("v") == 1
    assert build_event(**members).raw.decode() == row["text"]


@pytest.mark.parametrize("row", rows("events", "refused"))
def test_refuses_vector(row: dict[str, Any]) -> None:
    with pytest.raises(InputRefused) as refusal:
        Event.parse(row["text"].encode())
    assert refusal.value.zh
    assert refusal.value.en
    assert len(str(refusal.value)) < 2000


@given(st.sampled_from(SAMPLES), st.sampled_from([*MEMBERS, "other"]), ANY_JSON)
def test_any_value_of_any_member_is_read_exactly_or_refused(sample: dict[str, Any], name: str, value: Any) -> None:
    raw = json.dumps({**sample, name: value}, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()
    try:
        event = Event.parse(raw)
    except QuanzeError:
        return
    assert event.raw == raw == canonical(json.loads(raw))
    assert 1 <= len(set(event.streams())) == len(event.streams()) <= 4


@given(st.binary() | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_refused_by_our_own_error(raw: bytes) -> None:
    with pytest.raises(QuanzeError):
        Event.parse(raw)


@given(st.sampled_from(vectors("events")["events"]), st.integers(0), st.integers(0, 7))
def test_a_changed_bit_is_refused_or_makes_another_event(row: dict[str, Any], at: int, bit: int) -> None:
    raw = bytearray(row["text"].encode())
    raw[at % len(raw)] ^= 1 << bit
    try:
        event = Event.parse(bytes(raw))
    except QuanzeError:
        return
    assert event.id != row["id"]


def build(**change: Any) -> Event:
    digest = "0" * 64
    members: dict[str, Any] = {
        "type": "decision",
        "actor": "A1",
        "lane": 0,
        "seq": 0,
        "occurred_at": "2026-11-22T01:28:00.000Z",
        "nonce": bytes(16),
        "fields": {"question": digest, "answer": digest, "inputs_digest": digest},
    }
    return build_event(**(members | change))


def test_builder_sorts_parents_and_drops_repetitions() -> None:
    low, high = "0" * 64, "f" * 64
    assert build(parents=[high, low, high]).parents == (low, high)
    assert build(parents=[]).parents == ()


@pytest.mark.parametrize(
    "change",
    [
        {"type": "unknown"},
        {"lane": -1},
        {"lane": 2**32},
        {"seq": 2**53},
        {"nonce": bytes(15)},
        {"actor": "\ud800"},
        {"operator": "a\x00"},
        {"fields": {}},
        {"payload": {}},
        {"on_behalf_of": "A1"},
        {"occurred_at": "now"},
    ],
    ids=str,
)
def test_builder_refuses_what_the_parser_would(change: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        build(**change)


def test_a_newer_version_is_named_before_anything_else() -> None:
    with pytest.raises(EventRefused) as refusal:
        Event.parse(b'{"v":2}')
    assert refusal.value.details == {"rule": "version"}


def test_an_absent_version_is_named_too() -> None:
    with pytest.raises(EventRefused) as refusal:
        Event.parse(b"{}")
    assert refusal.value.details == {"rule": "version"}


def test_nonce_alone_makes_another_id() -> None:
    assert build().id != build(nonce=bytes(15) + b"\x01").id
