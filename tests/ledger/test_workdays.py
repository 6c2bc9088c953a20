"""Due dates follow the published calendar of working days, and say where there is none."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InputRefused
from ledger.model import MAX_TIME, parse_time
from ledger.workdays import (
    CHINA,
    MAX_START,
    MAX_WORKDAYS,
    add_workdays,
    calendar,
    is_workday,
    month_of,
    workdays_between,
)
from tests.vectors.read import rows, vectors

DAY = 86_400_000
TIMES = st.integers(0, 60 * 366 * DAY)


def at(day: str, clock: str = "09:00:00.000") -> int:
    return round(datetime.fromisoformat(f"{day}T{clock}+08:00").timestamp() * 1000)


def end_of(day: str) -> int:
    return at(day, "00:00:00.000") + DAY


def china_day(milliseconds: int) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, CHINA).date()


@pytest.mark.parametrize("row", rows("workdays", "due"))
@pytest.mark.parametrize("clock", ["00:00:00.000", "09:00:00.000", "23:59:59.999"])
def test_due_date_of_vector(row: dict[str, Any], clock: str) -> None:
    due = add_workdays(at(row["from"], clock), row["days"])
    assert (due.due_ms, due.provisional) == (end_of(row["due"]), row["provisional"])


def test_calendar_of_the_vectors_is_the_one_in_use() -> None:
    known = calendar()
    assert known.version == vectors("workdays")["calendar"]
    assert len(known.digest) == 64
    assert known.first_year <= 2008
    assert known.last_year == 2026


def test_the_day_of_receipt_can_be_counted() -> None:
    assert add_workdays(at("2025-09-30"), 1, count_first_day=True).due_ms == end_of("2025-09-30")
    assert add_workdays(at("2025-09-30"), 2, count_first_day=True).due_ms == end_of("2025-10-09")
    assert add_workdays(at("2025-10-01"), 1, count_first_day=True).due_ms == end_of("2025-10-09")


def test_make_up_days_and_holidays() -> None:
    assert is_workday(date(2026, 2, 14))
    assert not is_workday(date(2025, 10, 8))
    assert is_workday(date(2099, 1, 1))
    assert not is_workday(date(2099, 1, 3))


@given(TIMES, st.integers(1, 60))
def test_due_day_is_a_working_day_and_counts_back(start: int, count: int) -> None:
    due = add_workdays(start, count)
    last = due.due_ms - 1
    assert is_workday(china_day(last))
    assert workdays_between(start, last) == count
    assert due.provisional == (
        china_day(start).year < calendar().first_year or china_day(last).year > calendar().last_year
    )


@given(TIMES, st.integers(1, 30), st.integers(1, 30))
def test_terms_add_up(start: int, first: int, second: int) -> None:
    middle = add_workdays(start, first).due_ms - 1
    assert add_workdays(middle, second).due_ms == add_workdays(start, first + second).due_ms


@given(TIMES, st.integers(-400 * DAY, 400 * DAY))
def test_counting_between_is_antisymmetric(start: int, distance: int) -> None:
    end = max(0, start + distance)
    assert workdays_between(start, end) == -workdays_between(end, start)
    assert abs(workdays_between(start, end)) <= abs((china_day(end) - china_day(start)) / timedelta(days=1))


@pytest.mark.parametrize("count", [0, -1, MAX_WORKDAYS + 1, 10**30])
def test_a_count_of_days_that_is_no_term_is_refused(count: int) -> None:
    with pytest.raises(InputRefused):
        add_workdays(at("2026-01-05"), count)


@pytest.mark.parametrize("milliseconds", [-1, MAX_START + 1, MAX_TIME, 2**64 - 1])
def test_a_time_outside_the_calendar_of_dates_is_refused(milliseconds: int) -> None:
    with pytest.raises(InputRefused):
        add_workdays(milliseconds, 1)
    with pytest.raises(InputRefused):
        workdays_between(0, milliseconds)


def test_the_longest_term_from_the_latest_start_still_ends() -> None:
    assert add_workdays(MAX_START, MAX_WORKDAYS).provisional
    assert add_workdays(0, MAX_WORKDAYS, count_first_day=True).provisional


CUT_OFFS = {
    "first day counts": ("2026-03-02T02:00", 2, True, 1440, "2026-03-03T16:00"),
    "first day over": ("2026-03-02T10:00", 2, True, 17 * 60, "2026-03-04T09:00"),
    "an office's day ends at five": ("2026-03-02T02:00", 1, False, 17 * 60, "2026-03-03T09:00"),
}


@pytest.mark.parametrize("row", CUT_OFFS.values(), ids=CUT_OFFS)
def test_first_day_and_cut_off(row: tuple[str, int, bool, int, str]) -> None:
    begins, count, first, cut_off, ends = row
    due = add_workdays(parse_time(f"{begins}:00.000Z"), count, count_first_day=first, cut_off=cut_off)
    assert due.due_ms == parse_time(f"{ends}:00.000Z")


@pytest.mark.parametrize("cut_off", [0, 1441])
def test_a_day_ends_within_the_day(cut_off: int) -> None:
    with pytest.raises(InputRefused):
        add_workdays(0, 1, cut_off=cut_off)


def test_a_month_begins_at_midnight_in_china() -> None:
    assert (month_of(at("2026-07-01", "00:00:00.000")), month_of(at("2026-06-30", "23:59:59.999"))) == (
        "2026-07",
        "2026-06",
    )
