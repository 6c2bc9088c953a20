"""The period that a figure is counted over: a year, a quarter or a month of the Chinese calendar day (+08:00)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ledger.errors import InputRefused
from ledger.workdays import CHINA

_FORM = re.compile(r"(?P<year>(?:19|20|21)\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Period:
    """From ``start_ms`` on and before ``end_ms`` (ms since 1970); ``name`` is how it is asked for."""

    name: str
    start_ms: int
    end_ms: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2026``, ``2026-Q3`` or ``2026-07``.

        Raises:
            InputRefused: another spelling.
        """
        found = _FORM.fullmatch(text)
        if found is None:
            raise InputRefused(
                zh=f"期间 {text!r} 应写作 2026、2026-Q3 或 2026-07",
                en=f"the period {text!r} must be written 2026, 2026-Q3 or 2026-07",
            )
        first, months = 1, 12
        if found["quarter"]:
            first, months = 3 * int(found["quarter"]) - 2, 3
        elif found["month"]:
            first, months = int(found["month"]), 1
        year = int(found["year"])
        return cls(text, month_start(year, first), month_start(year, first + months))

    @classmethod
    def year_of(cls, time_ms: int) -> Period:
        """The year (+08:00) that a time lies in."""
        return cls.parse(f"{datetime.fromtimestamp(time_ms / 1000, CHINA).year:04}")

    def holds(self, time_ms: int) -> bool:
        """Whether that time lies in it."""
        return self.start_ms <= time_ms < self.end_ms


def month_start(year: int, month: int) -> int:
    """Start of a month (ms since 1970, +08:00); month 13 is the next year's first, month 0 the last year's last."""
    years, place = divmod(month - 1, 12)
    return int(datetime(year + years, place + 1, 1, tzinfo=CHINA).timestamp()) * 1000


def months_between(start_ms: int, end_ms: int) -> list[tuple[str, int, int]]:
    """(``2026-07``, start, end) of every whole month (+08:00) that begins at or after the month of ``start_ms`` and ends
    at or before ``end_ms``.
    """
    first = datetime.fromtimestamp(start_ms / 1000, CHINA)
    found, month = [], first.month
    while (end := month_start(first.year, month + 1)) <= end_ms:
        start = month_start(first.year, month)
        found.append((f"{datetime.fromtimestamp(start / 1000, CHINA):%Y-%m}", start, end))
        month += 1
    return found
