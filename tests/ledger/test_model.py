"""Identifiers and times have one spelling each (docs/formats.md §1)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InputRefused, TimeRefused
from ledger.model import MAX_TIME, check_form, format_time, moment, parse_time

DEEP: list[object] = []
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("department", "A1"),
        ("department", "0-"),
        ("department", "A" * 31),
        ("department", "11330000002482099D"),
        ("item", "x"),
        ("item", "307000/00-0.1_2"),
        ("item", "a" * 64),
        ("agreement", "0x" + "0" * 64),
        ("digest", "f" * 64),
        ("nonce", "0" * 32),
        ("field", "a"),
        ("field", "a_1" + "b" * 37),
        ("operator", "-"),
        ("operator", "A._-" * 16),
        ("origin", "a/."),
        ("origin", "quanze.example/log-1"),
        ("origin", "a" * 100),
        ("address", "0x" + "a" * 40),
    ],
)
def test_accepted_form_comes_back_unchanged(kind: str, value: Any) -> None:
    assert check_form(kind, value) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param("department", "A", id="too short"),
        pytest.param("department", "A" * 32, id="too long"),
        pytest.param("department", "Ａ1", id="full-width letter"),
        pytest.param("department", "A1\n", id="trailing newline"),
        pytest.param("department", "A1\x00", id="trailing NUL"),
        pytest.param("item", "目录", id="Chinese"),
        pytest.param("item", ".a", id="starts with a dot"),
        pytest.param("agreement", "0X" + "0" * 64, id="upper case prefix"),
        pytest.param("digest", "٠" * 64, id="Arabic-Indic digits"),
        pytest.param("digest", "\ud800" * 64, id="lone surrogates"),
        pytest.param("field", "1a", id="starts with a digit"),
        pytest.param("origin", "aB/", id="upper case origin"),
        pytest.param("origin", "a" * 101, id="origin too long"),
        pytest.param("address", "0x" + "A" * 40, id="upper case address"),
        pytest.param("nonce", b"0" * 32, id="bytes"),
        pytest.param("nonce", None, id="None"),
        pytest.param("nonce", 10**5000, id="integer too long to print"),
        pytest.param("nonce", DEEP, id="list too deep to print"),
        pytest.param("nonce", {}, id="object"),
        pytest.param("operator", "a" * 1_000_000, id="a megabyte"),
    ],
)
def test_other_form_is_refused_in_short(kind: str, value: Any) -> None:
    with pytest.raises(InputRefused) as refusal:
        check_form(kind, value)
    assert refusal.value.details == {"kind": kind}
    assert len(str(refusal.value)) < 2000


@given(st.integers(0, MAX_TIME))
def test_time_survives_the_round_trip(milliseconds: int) -> None:
    text = format_time(milliseconds)
    assert len(text) == 24
    assert parse_time(text) == milliseconds


@given(st.integers(0, MAX_TIME), st.integers(0, MAX_TIME))
def test_text_order_is_time_order(first: int, second: int) -> None:
    assert (format_time(first) < format_time(second)) == (first < second)


@given(st.text(alphabet="0123456789-:.TZ+ ", min_size=20, max_size=26))
def test_a_text_that_parses_is_the_only_spelling(text: Any) -> None:
    try:
        milliseconds = parse_time(text)
    except TimeRefused:
        return
    assert format_time(milliseconds) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-22T24:00:00.000Z",
        "2026-11-22T25:00:00.000Z",
        "2026-11-22T01:60:00.000Z",
        "2026-13-01T00:00:00.000Z",
        "2026-11-22T01:28:00,000Z",
        "2026-W47-7T01:28:00.000Z",
        "1969-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00.000Z",
        "\ud800",
        None,
        0,
        10**5000,
        b"2026-11-22T01:28:00.000Z",
        ["2026-11-22T01:28:00.000Z"],
        {},
        DEEP,
    ],
    ids=lambda text: type(text).__name__ if not isinstance(text, str) else repr(text),
)
def test_other_time_is_refused(text: Any) -> None:
    with pytest.raises(TimeRefused):
        parse_time(text)


@pytest.mark.parametrize("milliseconds", [-1, MAX_TIME + 1, 2**64 - 1])
def test_milliseconds_that_no_date_can_hold_are_refused(milliseconds: int) -> None:
    with pytest.raises(TimeRefused):
        format_time(milliseconds)


def test_where_there_is_no_time_none_is_written() -> None:
    assert (moment(None), moment(0)) == (None, "1970-01-01T00:00:00.000Z")
