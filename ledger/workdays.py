"""Working days of the People's Republic of China: holidays and make-up Saturdays included (docs/clauses.md, clock rules).

The calendar is data with a version: the `chinesecalendar` package and the hash of the years it knows. Beyond the last
published year a result is provisional, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version

import chinese_calendar

from ledger.errors import InputRefused

MAX_WORKDAYS = 3_660
MIDNIGHT = 1_440
"""Minutes of a day: the cut-off of a day that ends at 24:00."""
# year 9950: the longest term must still end in a year that dates can hold
MAX_START = 251_792_899_200_000
CHINA = timezone(timedelta(hours=8), "+08:00")
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
EAST_MS = 8 * HOUR_MS
_EPOCH_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Calendar:
    """Which calendar a due date was counted with: package version, SHA-256 over its days, years it knows."""

    version: str
    digest: str
    last_year: int
    first_year: int


@dataclass(frozen=True)
class DueDate:
    """End of the last day allowed (ms since 1970), and whether a year without a published calendar was touched."""

    due_ms: int
    provisional: bool


def day_start(at_ms: int) -> int:
    """Start of the day (+08:00) of a time, ms since 1970."""
    return at_ms - (at_ms + EAST_MS) % DAY_MS


def month_of(at_ms: int) -> str:
    """The month (+08:00) of a time, as ``2026-07``."""
    return datetime.fromtimestamp(at_ms / 1000, CHINA).strftime("%Y-%m")


@cache
def calendar() -> Calendar:
    """The calendar in use."""
    years = sorted({day.year for day in chinese_calendar.constants.holidays})
    days = [*chinese_calendar.constants.holidays, *chinese_calendar.constants.workdays]
    text = "\n".join(f"{day.isoformat()} {is_workday(day)}" for day in sorted(set(days)))
    name = f"chinesecalendar-{version('chinesecalendar')}"
    return Calendar(name, sha256(f"{name}\n{text}\n".encode()).hexdigest(), years[-1], years[0])


@cache
def is_workday(day: date) -> bool:
    """Whether offices work that day; Monday to Friday where the year's calendar is not published."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def add_workdays(from_ms: int, count: int, *, count_first_day: bool = False, cut_off: int = MIDNIGHT) -> DueDate:
    """End (24:00, +08:00) of the ``count``-th working day after the day of ``from_ms``.

    Args:
        from_ms: when the term begins, ms since 1970.
        count: number of working days, 1 … 3,660.
        count_first_day: whether the day of ``from_ms`` itself counts; by default it does not. What comes in at or after
            the cut-off begins the next day.
        cut_off: minute of the day (+08:00) at which the last day ends, 1 … 1,440.

    Raises:
        InputRefused: another count, or a time outside the years 1970 … 9950.
    """
    if not 1 <= count <= MAX_WORKDAYS:
        raise InputRefused(zh=f"工作日数须为 1 至 {MAX_WORKDAYS}", en=f"working days number 1 to {MAX_WORKDAYS}")
    if not 1 <= cut_off <= MIDNIGHT:
        raise InputRefused(
            zh=f"截止时刻须为 1 至 {MIDNIGHT} 分", en=f"the cut-off is minute 1 to {MIDNIGHT} of the day"
        )
    day = _china_day(from_ms)
    first = day
    if count_first_day and _minute(from_ms) < cut_off:
        day -= timedelta(days=1)
    return _end_of(first, day, count, cut_off)


@lru_cache(maxsize=8192)
def _end_of(first: date, day: date, count: int, cut_off: int) -> DueDate:
    left = count
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    end = datetime.combine(day, time(), CHINA) + timedelta(minutes=cut_off)
    known = calendar()
    return DueDate(int(end.timestamp()) * 1000, first.year < known.first_year or day.year > known.last_year)


def workdays_after(from_ms: int, count: int) -> list[date]:
    """The next ``count`` working days (+08:00) after the day of ``from_ms``.

    Raises:
        InputRefused: a time outside the years 1970 … 9950.
    """
    day, found = _china_day(from_ms), list[date]()
    while len(found) < count:
        day += timedelta(days=1)
        found += [day] if is_workday(day) else []
    return found


def workdays_between(from_ms: int, to_ms: int) -> int:
    """Working days after the day of ``from_ms`` up to and including that of ``to_ms``; negative if ``to_ms`` is earlier.

    Raises:
        InputRefused: a time outside the years 1970 … 9950.
    """
    start, end = _china_day(from_ms), _china_day(to_ms)
    if end < start:
        return -workdays_between(to_ms, from_ms)
    return sum(is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def _minute(milliseconds: int) -> int:
    local = datetime.fromtimestamp(milliseconds / 1000, CHINA)
    return local.hour * 60 + local.minute


def _china_day(milliseconds: int) -> date:
    if not 0 <= milliseconds <= MAX_START:
        raise InputRefused(zh="时间须在 1970 年至 9950 年之间", en="the time must lie in the years 1970 to 9950")
    return _day((milliseconds + EAST_MS) // DAY_MS)


@lru_cache(maxsize=8192)
def _day(number: int) -> date:
    """The day of that number, 1970-01-01 being 0."""
    return date.fromordinal(_EPOCH_DAY + number)
