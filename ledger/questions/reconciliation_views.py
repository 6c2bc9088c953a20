"""What a three-sided reconciliation tells: pairs, what the sides say differently, and who is proposed to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld
from ledger.asking.records import EventRef


@dataclass(frozen=True)
class SideView:
    """One side's record; ``event`` None where it has none."""

    side: str
    department: str | None
    event: EventRef | None


@dataclass(frozen=True)
class DifferenceView:
    """In what the sides differ, and what each says."""

    what: str
    said: dict[str, Any]


@dataclass(frozen=True)
class Answering:
    """Who is proposed to answer: the rule, its articles, the events that show it, and how sure it is."""

    party: str
    department: str | None
    rule: str
    basis: list[str]
    confidence: str
    evidence: list[str]
    zh: str
    en: str


@dataclass(frozen=True)
class PairView:
    """One delivery or call. ``responsible`` None where nobody need answer, or it cannot be determined (``undetermined``).

    ``missing`` names the records without which it cannot be.
    """

    kind: str
    key: str
    state: str
    sides: list[SideView]
    differences: list[DifferenceView]
    responsible: Answering | None
    undetermined: bool
    missing: list[str]
    verdict: Bilingual


@dataclass(frozen=True)
class Reconciliation:
    """All pairs among the newest records, newest first; ``counts`` by state. ``next_before`` is None at the beginning."""

    verdict: Bilingual
    agreement: str
    window_s: int
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    counts: dict[str, int]
    pairs: list[PairView]
    withheld: list[Withheld]
    label: Bilingual
    next_before: int | None
