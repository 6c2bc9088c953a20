"""Canonical JSON has one spelling for each value, and reads no other (docs/formats.md §2)."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.canonical import MAX_DEPTH, MAX_INTEGER, canonical, parse
from ledger.errors import NotCanonical
from tests.vectors.read import rows

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
VALUES = st.recursive(
    st.booleans() | st.integers(0, MAX_INTEGER) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def depth(value: Any) -> int:
    if not isinstance(value, list | dict):
        return 0
    return 1 + max(map(depth, value.values() if isinstance(value, dict) else value), default=0)


@pytest.mark.parametrize("row", rows("canonical", "accepted"))
def test_spelling_of_vector(row: dict[str, Any]) -> None:
    data = row["text"].encode()
    assert canonical(row["value"]) == data
    assert parse(data) == row["value"]


@pytest.mark.parametrize("row", rows("canonical", "refused"))
def test_refuses_vector(row: dict[str, Any]) -> None:
    with pytest.raises(NotCanonical):
        parse(bytes.fromhex(row["hex"]))


@given(VALUES)
def test_round_trip_and_agreement_with_rfc8785(value: Any) -> None:
    assume(depth(value) <= MAX_DEPTH)
    data = canonical(value)
    assert data == rfc8785.dumps(value)
    assert parse(data) == value
    assert json.loads(data) == value


@given(VALUES, VALUES)
def test_different_values_have_different_spellings(first: Any, second: Any) -> None:
    assume(max(depth(first), depth(second)) <= MAX_DEPTH)
    # compared as text with types, because True equals 1 in Python
    assert (canonical(first) == canonical(second)) == (
        json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)
    )


@given(VALUES, st.integers(0), st.integers(0, 7))
def test_a_changed_byte_never_reads_as_the_same_value(value: Any, at: int, bit: int) -> None:
    assume(depth(value) <= MAX_DEPTH)
    data = bytearray(canonical(value))
    data[at % len(data)] ^= 1 << bit
    try:
        other = parse(bytes(data))
    except NotCanonical:
        return
    assert canonical(other) == bytes(data)


@given(st.binary(max_size=200) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_exactly_or_refused(data: bytes) -> None:
    try:
        value = parse(data)
    except NotCanonical:
        return
    assert canonical(value) == data


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(0.0, id="float"),
        pytest.param(float("nan"), id="NaN"),
        pytest.param(None, id="None"),
        pytest.param(-1, id="negative"),
        pytest.param(2**53, id="2^53"),
        pytest.param(10**5000, id="10^5000"),
        pytest.param("\ud800", id="lone surrogate"),
        pytest.param({"\udfff": 1}, id="lone surrogate in a name"),
        pytest.param("a\x00", id="U+0000"),
        pytest.param({"\x00": 1}, id="U+0000 in a name"),
        pytest.param({1: 2}, id="number as name"),
        pytest.param({None: 2}, id="None as name"),
        pytest.param({"a": b"x"}, id="bytes"),
        pytest.param({"a": {1, 2}}, id="set"),
        pytest.param([[[[[[[[[]]]]]]]]], id="nine levels"),
    ],
)
def test_value_that_has_no_spelling_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_value_that_contains_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(NotCanonical):
        canonical(endless)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b"[{"])
def test_text_too_deep_for_any_stack_is_refused(opening: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(opening * 200_000)


def test_a_tuple_is_an_array() -> None:
    assert canonical((1, ("a",))) == b'[1,["a"]]'


def test_many_brackets_are_no_depth() -> None:
    value = [["[", '{"'] for _ in range(300)]
    assert parse(canonical(value)) == value
