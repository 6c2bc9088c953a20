"""`workdays.json`: due dates counted by hand from the State Council's holiday notices; the last row lies beyond them."""

from __future__ import annotations

from typing import Any

ROWS: tuple[tuple[str, str, int, str, bool], ...] = (
    ("National Day 2025, make-up Sunday before and Saturday after", "2025-09-25", 10, "2025-10-15", False),
    ("first working day after the holiday", "2025-09-30", 1, "2025-10-09", False),
    ("twenty days across the holiday", "2025-09-30", 20, "2025-11-04", False),
    ("make-up Saturday before Spring Festival counts", "2026-02-13", 1, "2026-02-14", False),
    ("twenty days across Spring Festival", "2026-02-13", 20, "2026-03-19", False),
    ("Labour Day 2026", "2026-04-30", 10, "2026-05-18", False),
    ("plain week", "2026-11-16", 4, "2026-11-20", False),
    ("plain weekend", "2026-11-20", 1, "2026-11-23", False),
    ("no calendar of 2027: Monday to Friday, and marked", "2026-12-31", 1, "2027-01-01", True),
    ("before the first calendar", "2003-12-30", 1, "2003-12-31", True),
)


def make() -> dict[str, Any]:
    return {
        "calendar": "chinesecalendar-1.11.0",
        "due": [
            {"name": name, "from": start, "days": days, "due": due, "provisional": provisional}
            for name, start, days, due, provisional in ROWS
        ],
    }
