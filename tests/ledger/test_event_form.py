"""Reading an event in one pass gives what reading it member by member gives, or nothing."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import canonical
from ledger.errors import QuanzeError
from ledger.event_form import MAX_INTEGER, MAX_LANE, read_plain
from ledger.event_types import EVENT_TYPES
from ledger.events import Event
from tests.vectors.read import vectors

TEXTS = [row["text"] for row in vectors("events")["events"]]
REFUSED = [row["text"] for row in vectors("events")["refused"]]
VALUES = (
    st.sampled_from(["", "0", "A1", "3/07", "ab" * 32, "AB" * 32, "0x" + "1f" * 32, "00" * 16, "sha256", "call", "x.y"])
    | st.sampled_from([0, 1, -1, True, MAX_LANE, MAX_LANE + 1, MAX_INTEGER, MAX_INTEGER + 1, 10**20, None, [], {}])
    | st.sampled_from(["2026-11-22T24:00:00.000Z", "2026-02-30T01:00:00.000Z", "1969-12-31T23:59:59.999Z"])
    | st.lists(st.sampled_from(["aa" * 32, "bb" * 32, "cc" * 32]), max_size=3)
    | st.dictionaries(st.sampled_from(["a", "b", "A", "version"]), st.just("ab" * 32), max_size=3)
    | st.builds(lambda rows: {"alg": "sha256", "digest": "ab" * 32, "rows": rows}, st.sampled_from([0, 7, 2**53]))
)


def both(raw: bytes) -> tuple[Any, Any]:
    """What the short and the long reading make of it; the long one's refusal is None too."""
    plain = read_plain(raw)
    short = None if plain is None or plain[0].type not in EVENT_TYPES else Event._of(raw, *plain)
    try:
        return short, Event._carefully(raw)
    except QuanzeError:
        return short, None


def agree(raw: bytes) -> None:
    short, long = both(raw)
    assert short is None or short == long


def test_every_valid_vector_is_read_in_one_pass() -> None:
    for text in TEXTS:
        short, long = both(text.encode())
        assert short == long
        assert short is not None


def test_a_refused_vector_is_not_read_otherwise_in_one_pass() -> None:
    for text in REFUSED:
        agree(text.encode())


def test_an_agreement_that_does_not_begin_as_hex_does_is_left_to_the_long_reading() -> None:
    raw = (
        next(text for text in TEXTS if '"agreement":"0x' in text).replace('"agreement":"0x', '"agreement":"00').encode()
    )
    assert both(raw) == (None, None)


@given(st.sampled_from(TEXTS), st.data())
def test_another_value_of_a_member(text: str, data: st.DataObject) -> None:
    members = json.loads(text)
    name = data.draw(st.sampled_from([*members, "parents", "agreement", "operator", "supersedes", "extra"]))
    members[name] = data.draw(VALUES)
    try:
        raw = canonical(members)
    except QuanzeError:
        raw = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    agree(raw)


@given(st.sampled_from(TEXTS), st.data())
def test_other_bytes(text: str, data: st.DataObject) -> None:
    raw = bytearray(text.encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    piece = data.draw(
        st.sampled_from([b"", b" ", b'"', b",", b"0", b"\n", b"\xc3\xa9", b'"v":1,']) | st.binary(max_size=2)
    )
    raw[at : at + data.draw(st.integers(0, 2))] = piece
    agree(bytes(raw))
