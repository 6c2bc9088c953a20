"""Working days of the People's Republic of China: holidays and make-up Saturdays included (docs/clauses.md, clock rules).

The calendar is data with a version: the `chinesecalendar` package and the hash of the years it knows. Beyond the last
published year a result is provisional, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from hashlib import sha256
from importlib.metadata import version

import chinese_calendar

CHINA = timezone(timedelta(hours=8), "+08:00")


@dataclass(frozen=True)
class Calendar:
    """Which calendar a due date was counted with: package version, SHA-256 over its days, last year it knows."""

    version: str
    digest: str
    last_year: int


@dataclass(frozen=True)
class DueDate:
    """End of the last day allowed (ms since 1970), and whether a year without a published calendar was touched."""

    due_ms: int
    provisional: bool


@cache
def calendar() -> Calendar:
    """The calendar in use."""
    years = sorted({day.year for day in chinese_calendar.constants.holidays})
    days = [*chinese_calendar.constants.holidays, *chinese_calendar.constants.workdays]
    text = "\n".join(f"{day.isoformat()} {is_workday(day)}" for day in sorted(set(days)))
    name = f"chinesecalendar-{version('chinesecalendar')}"
    return Calendar(name, sha256(f"{name}\n{text}\n".encode()).hexdigest(), years[-1])


@cache
def is_workday(day: date) -> bool:
    """Whether offices work that day; Monday to Friday where the year's calendar is not published."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def add_workdays(from_ms: int, count: int, *, count_first_day: bool = False) -> DueDate:
    """End (24:00, +08:00) of the ``count``-th working day after the day of ``from_ms``.

    Args:
        from_ms: when the term begins, ms since 1970.
        count: number of working days, at least 1.
        count_first_day: whether the day of ``from_ms`` itself counts; by default it does not.
    """
    day = datetime.fromtimestamp(from_ms / 1000, CHINA).date()
    if count_first_day:
        day -= timedelta(days=1)
    left = count
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    end = datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)
    return DueDate(int(end.timestamp() * 1000), day.year > calendar().last_year)


def workdays_between(from_ms: int, to_ms: int) -> int:
    """Working days after the day of ``from_ms`` up to and including that of ``to_ms``; negative if ``to_ms`` is earlier."""
    start, end = (datetime.fromtimestamp(ms / 1000, CHINA).date() for ms in (from_ms, to_ms))
    if end < start:
        return -workdays_between(to_ms, from_ms)
    return sum(is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
