"""What figures make of what they counted: values, periods and words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InputRefused, NotFound
from ledger.policy.figures.figure import Counted
from ledger.policy.figures.judging import cites_law, passed
from ledger.policy.figures.period import Period, month_start, months_between
from ledger.policy.figures.table import FIGURES, figure_of
from ledger.policy.figures.tally import Standing, percent, tally
from ledger.policy.quality import number, truth
from tests.ledger.policy.scene import DAY, at


def case(subject: str, met: bool | None, **members: Any) -> Counted:
    return Counted(subject, "D", met, **members)


def test_no_cases_is_no_value_and_nothing_known_is_not_determined() -> None:
    none, unknown = (tally(FIGURES["K5"], cases, whole=True) for cases in ([], [case("a", None)]))
    assert (none.standing, none.value) == (Standing.NO_CASES, None)
    assert (unknown.standing, unknown.value, unknown.unknown) == (Standing.UNDETERMINED, None, 1)
    assert tally(FIGURES["K19"], [], whole=True).value is None
    assert tally(FIGURES["K19"], [case("a", False)], whole=True).value == "0"
    split = tally(FIGURES["K5"], [case("a", True, group="10"), case("b", False, group="10")], whole=True)
    assert (split.value, split.groups) == ("50.00", {"10": (1, 2)})


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 0, None), (1, 3, "33.33"), (2, 3, "66.67"), (1, 8, "12.50"), (1, 20000, "0.01"), (5, 5, "100.00")],
)
def test_percent_is_rounded_half_up(part: int, whole: int, text: str | None) -> None:
    assert percent(part, whole) == text


@given(st.integers(1, 10**6), st.data())
def test_percent_never_passes_its_bounds(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    assert abs(float(percent(part, whole) or 0) - 100 * part / whole) <= 0.0051


@pytest.mark.parametrize(
    ("name", "first", "after"),
    [("2026", (2026, 1), (2027, 1)), ("2026-Q4", (2026, 10), (2027, 1)), ("2026-02", (2026, 2), (2026, 3))],
)
def test_a_period_is_a_year_a_quarter_or_a_month(name: str, first: tuple[int, int], after: tuple[int, int]) -> None:
    found = Period.parse(name)
    assert (found.start_ms, found.end_ms) == (month_start(*first), month_start(*after))
    assert found.holds(found.start_ms)
    assert not found.holds(found.end_ms)


@pytest.mark.parametrize("name", ["", "26", "2026-", "2026-13", "2026-Q5", "2026-Q1-01", "1800", "２０２６"])
def test_another_spelling_of_a_period_is_refused(name: str) -> None:
    with pytest.raises(InputRefused, match="period"):
        Period.parse(name)


def test_months_are_whole_and_chinese() -> None:
    start, end = at("2025-11-30T16:00"), at("2026-02-28T16:00")
    assert [name for name, _, _ in months_between(start, end)] == ["2025-12", "2026-01", "2026-02"]
    assert months_between(start, start + DAY) == []


@pytest.mark.parametrize(
    ("text", "law"),
    [("《统计法》", True), ("依据第五条", True), ("see Article 15", True), ("系统繁忙", False), ("《》", False)],
)
def test_a_reason_cites_a_law_or_not(text: str, law: bool) -> None:
    assert cites_law(text) is law


def test_words_that_are_not_known_never_mean_yes() -> None:
    assert [passed(one) for one in ("Pass ", "不通过", "fine", 1)] == [True, False, None, None]
    assert [truth(one) for one in (True, "是", "No", "reached", "not-reached", "perhaps", 1, None)] == [
        True, True, False, True, False, None, None, None,
    ]  # fmt: skip
    assert [number(one) for one in (True, "12.5 %", "NaN", "x", 3.5, None)][2:] == [None, None, None, None]
    assert str(number("12.5%")) == "12.5"


def test_every_figure_speaks_both_languages_and_is_found_by_its_id() -> None:
    assert [row.id for row in FIGURES.values() if row.id != "K13a"] == [f"K{number}" for number in range(1, 24)]
    for row in FIGURES.values():
        assert all((row.zh, row.en, row.numerator_zh, row.numerator_en, row.denominator_zh, row.denominator_en))
        assert figure_of(row.id) is row
    with pytest.raises(NotFound, match="K99"):
        figure_of("K99")
