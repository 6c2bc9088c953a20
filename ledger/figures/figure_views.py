"""Figures and reviews as they are answered: values with their sets' roots, by department and tier, and what is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld
from ledger.asking.records import EventRef
from ledger.model import moment
from ledger.policy.figures.figure import Counted, Figure
from ledger.policy.figures.tally import Tally


@dataclass(frozen=True)
class Score:
    """One value.

    Attributes:
        standing: ``counted``, ``no-cases`` (which is not 100 %) or ``cannot-be-determined``.
        unknown: how many could not be counted, as what it takes is not disclosed.
        value: percent, or a number for a count; None without cases, and for a balance of several departments.
        measure: median rounds (K12) or p95 milliseconds (K23).
        groups: part → [numerator, denominator].
        numerator_root … unknown_root: docs/formats.md §18; None where many departments are taken together
            (the root of a whole set stands with its members).
    """

    figure: str
    standing: str
    numerator: int
    denominator: int
    unknown: int
    value: str | None
    measure: str | None
    groups: dict[str, list[int]]
    numerator_root: str | None
    denominator_root: str | None
    unknown_root: str | None

    @classmethod
    def of(cls, figure: Figure, found: Tally) -> Score:
        """From what was counted."""
        groups = {name: list(pair) for name, pair in found.groups.items()}
        roots = (one.hex() for one in found.roots) if found.roots else (None, None, None)
        return cls(
            figure.id, found.standing.value, found.numerator, found.denominator, found.unknown, found.value,
            found.measure, groups, *roots,
        )  # fmt: skip


@dataclass(frozen=True)
class FigureView:
    """One row of the table with its value over all departments shown."""

    id: str
    version: int
    kind: str
    zh: str
    en: str
    numerator: Bilingual
    denominator: Bilingual
    articles: str
    total: Score

    @classmethod
    def of(cls, figure: Figure, found: Tally) -> FigureView:
        """From the row and what was counted."""
        return cls(
            figure.id, figure.version, figure.kind.value, figure.zh, figure.en,
            Bilingual(figure.numerator_zh, figure.numerator_en),
            Bilingual(figure.denominator_zh, figure.denominator_en), figure.articles, Score.of(figure, found),
        )  # fmt: skip


@dataclass(frozen=True)
class DepartmentScores:
    """One department and whom its result goes to: ``block``, the competent department of its own tier and region (块),
    and ``line``, the nearest above it on a higher tier (条); None where the register has none. Without cases no row.
    """

    department: str
    tier: int
    region: str
    block: str | None
    line: str | None
    scores: list[Score]


@dataclass(frozen=True)
class TierScores:
    """All departments of one tier together."""

    tier: int
    departments: int
    scores: list[Score]


@dataclass(frozen=True)
class Figures:
    """The answer. ``complete_to``: number of entries it knows of, whose ``proof`` it carries; ``event_set_root``: over all
    departments' rows.
    """

    verdict: Bilingual
    period: str
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    figures: list[FigureView]
    departments: list[DepartmentScores]
    tiers: list[TierScores]
    event_set_root: str
    withheld: list[Withheld]
    complete_to: int


@dataclass(frozen=True)
class MemberView:
    """One thing that was counted; ``event`` is None where the subject is no event (an agreement, a month, a duty).

    ``due_at`` is the end of its term, where it has one; what was done when stands with the events of the page.
    """

    subject: str
    department: str
    met: bool | None
    group: str
    measure: int | None
    due_at: str | None
    evidence: list[str]
    event: EventRef | None

    @classmethod
    def of(cls, case: Counted, event: EventRef | None) -> MemberView:
        """From a case."""
        due_at = moment(case.due_ms)
        return cls(
            case.subject, case.department, case.met, case.group, case.measure, due_at, list(case.evidence), event
        )  # fmt: skip


@dataclass(frozen=True)
class Members:
    """One page of a set: ``which`` is numerator, denominator or unknown; ``root`` is that of the whole set; ``events``
    are what its members rest on.
    """

    verdict: Bilingual
    figure: FigureView
    period: str
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    which: str
    root: str
    members: list[MemberView]
    events: list[EventRef]
    withheld: list[Withheld]
    complete_to: int
    next: str | None


@dataclass(frozen=True)
class ReviewItem:
    """One thing found; ``certain`` False where a disclosure that it takes is missing. ``days``: working days since."""

    subject: str
    department: str
    item: str
    field: str
    since: str | None
    days: int
    clause: str
    article: str
    zh: str
    en: str
    evidence: list[str]
    certain: bool


@dataclass(frozen=True)
class ReviewAnswer:
    """What one of the four reviews found."""

    verdict: Bilingual
    review: str
    zh: str
    en: str
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    rows: list[ReviewItem]
    events: list[EventRef]
    withheld: list[Withheld]
    complete_to: int


@dataclass(frozen=True)
class Recount:
    """A reported set of figures, counted again: ``result`` is same, different or cannot-be-determined."""

    verdict: Bilingual
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    event: EventRef
    result: str
    reported_root: str | None
    counted_root: str | None
    differences: list[str]


def verdict(period: str, figures: Mapping[str, Tally], departments: int) -> Bilingual:
    """One line: how many figures have a value."""
    have = sum(one.standing.value == "counted" for one in figures.values())
    none = sum(one.standing.value == "no-cases" for one in figures.values())
    rest = len(figures) - have - none
    return Bilingual(
        f"{period}: {departments} 个部门, {have} 项指标有值, {none} 项没有案例(不等于 100%), {rest} 项无法判定。",
        f"{period}: {departments} departments; {have} figures have a value, {none} no cases (which is not 100 %), "
        f"{rest} cannot be determined.",
    )
