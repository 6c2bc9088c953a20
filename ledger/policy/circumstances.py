"""What a decision works on beside item and agreements: upstream sources, data sets to be linked, other sources, calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ledger.policy.reading import Reader, plain
from ledger.workdays import CHINA, calendar, workdays_after

CONSENTS = ("given", "none", "unknown")
PASSING_ON = ("none", "with-consent", "unknown")
CHECKS = ("passed", "none", "unknown")
DAYS = 20


@dataclass(frozen=True)
class UpstreamFacts:
    """An item that the item asked about was derived from, directly or over others, by another department than its owner.

    Attributes:
        holder: the department that derived from it.
        grade: 1 … 3, 0 where it is not known.
        redistribution: what the holder's agreement on it says; ``unknown`` where no agreement is on record.
        consent: whether the owner's consent to pass it on to the asking department is on record.
    """

    item: str
    owner: str
    holder: str
    grade: int
    redistribution: str
    consent: str

    @classmethod
    def from_json(cls, value: object) -> UpstreamFacts:
        """Read strictly. Raises InputRefused."""
        reader = Reader(value, "upstream", cls.__dataclass_fields__)
        return cls(
            item=reader.form("item", "item"),
            owner=reader.form("owner", "department"),
            holder=reader.form("holder", "department"),
            grade=reader.number("grade", 0, 3),
            redistribution=reader.choice("redistribution", PASSING_ON),
            consent=reader.choice("consent", CONSENTS),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return plain(self)


@dataclass(frozen=True)
class LinkedFacts:
    """An item that is to be linked with the one asked about.

    Attributes:
        held: whether the asking department holds it: by an agreement in force, or as its own.
        check: whether a check that the link leaks nothing is on record (条例 25).
    """

    item: str
    held: bool
    check: str

    @classmethod
    def from_json(cls, value: object) -> LinkedFacts:
        """Read strictly. Raises InputRefused."""
        reader = Reader(value, "linked", cls.__dataclass_fields__)
        return cls(reader.form("item", "item"), reader.flag("held"), reader.choice("check", CHECKS))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return plain(self)


@dataclass(frozen=True)
class SourceFacts:
    """Another catalogue item of the same title, and who collects it."""

    item: str
    owner: str

    @classmethod
    def from_json(cls, value: object) -> SourceFacts:
        """Read strictly. Raises InputRefused."""
        reader = Reader(value, "same_title", cls.__dataclass_fields__)
        return cls(reader.form("item", "item"), reader.form("owner", "department"))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return plain(self)


@dataclass(frozen=True)
class CalendarFacts:
    """The working days after the time asked about, as the calendar of that version had them.

    Kept with the question, so that a decision gives the same bytes when holidays have been published since.

    Attributes:
        days: the next `DAYS` working days, ``2026-11-23``. certain: how many of them lie in years that it knows.
    """

    version: str
    digest: str
    days: tuple[str, ...]
    certain: int

    @classmethod
    def at(cls, at_ms: int) -> CalendarFacts:
        """The calendar in use, from the day of ``at_ms`` on."""
        used = calendar()
        days = workdays_after(at_ms, DAYS)
        begun = datetime.fromtimestamp(at_ms / 1000, CHINA).year
        certain = sum(day.year <= used.last_year for day in days) if begun >= used.first_year else 0
        return cls(used.version, used.digest, tuple(day.isoformat() for day in days), certain)

    @classmethod
    def from_json(cls, value: object) -> CalendarFacts:
        """Read strictly. Raises InputRefused."""
        reader = Reader(value, "calendar", cls.__dataclass_fields__)
        days = reader.texts("days", DAYS)
        return cls(reader.text("version"), reader.form("digest", "digest"), days, reader.number("certain", 0, DAYS))

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return plain(self)

    def due(self, count: int) -> tuple[int, bool]:
        """End (24:00, +08:00) of the ``count``-th working day in ms, and whether it is provisional."""
        end = datetime.combine(date.fromisoformat(self.days[count - 1]) + timedelta(days=1), time(), CHINA)
        return int(end.timestamp()) * 1000, count > self.certain
