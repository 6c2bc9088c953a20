"""Figures and reviews put into words: from what was counted and may be seen to what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.asking.answers import (
    HIDDEN,
    Bilingual,
    ProofState,
    Withheld,
    calendar_ref,
    entries_proof,
    proof_state,
    withhold,
)
from ledger.asking.records import EventRef
from ledger.figures.figure_views import (
    DepartmentScores,
    Figures,
    FigureView,
    ReviewAnswer,
    ReviewItem,
    Score,
    TierScores,
    verdict,
)
from ledger.model import format_time, moment
from ledger.policy.figures.book import Book
from ledger.policy.figures.figure import Counted, Figure
from ledger.policy.figures.reviews import Review, ReviewRow
from ledger.policy.figures.sets import FigureRow, report_root
from ledger.policy.figures.tally import by_department, tally
from ledger.registers.directory import Directory
from ledger.registers.registry import DepartmentFacts


@dataclass(frozen=True)
class Shown:
    """The cases that the asker may see, by figure, and how many not."""

    book: Book
    cases: dict[str, list[Counted]]
    hidden: int
    reach: int
    anchored: int

    @property
    def proof(self) -> ProofState:
        """How far the entries that it was counted from are proven."""
        return entries_proof(self.reach, self.anchored)

    @property
    def withheld(self) -> list[Withheld]:
        """That there are more cases than are shown."""
        return [withhold(f"cases: {self.hidden}", HIDDEN)] if self.hidden else []


def figures_answer(directory: Directory, figures: Sequence[Figure], shown: Shown) -> Figures:
    """Values over all, by department and by tier, with the root over all rows."""
    totals = {one.id: tally(one, shown.cases[one.id], whole=True, roots=False) for one in figures}
    split = {one.id: by_department(shown.cases[one.id]) for one in figures}
    rows: list[FigureRow] = []
    departments = []
    for code in sorted({name for parts in split.values() for name in parts}):
        scores = []
        for one in figures:
            if code in split[one.id]:
                found = tally(one, split[one.id][code], whole=False)
                assert found.roots is not None
                rows.append(FigureRow(one.id, one.version, shown.book.period.name, code, found.roots))
                scores.append(Score.of(one, found))
        departments.append(_department(directory, code, scores))
    return Figures(
        verdict(shown.book.period.name, totals, len(departments)),
        shown.book.period.name,
        format_time(shown.book.now),
        calendar_ref(),
        shown.proof,
        [FigureView.of(one, totals[one.id]) for one in figures],
        departments,
        _tiers(figures, shown, departments),
        report_root(rows).hex(),
        shown.withheld,
        shown.reach,
    )


def _department(directory: Directory, code: str, scores: list[Score]) -> DepartmentScores:
    facts = directory.department(code)
    if facts is None:
        return DepartmentScores(code, 0, "", None, None, scores)
    above = [one for one in map(directory.department, directory.ancestors(code)) if one is not None]
    return DepartmentScores(code, facts.tier, facts.region, _block(facts, above), _line(facts, above), scores)


def _tiers(figures: Sequence[Figure], shown: Shown, departments: Sequence[DepartmentScores]) -> list[TierScores]:
    tier_of = {one.department: one.tier for one in departments}
    found = []
    for tier in sorted(set(tier_of.values())):
        scores = []
        for one in figures:
            cases = [case for case in shown.cases[one.id] if tier_of[case.department] == tier]
            if cases:
                scores.append(Score.of(one, tally(one, cases, whole=True, roots=False)))
        found.append(TierScores(tier, sum(one == tier for one in tier_of.values()), scores))
    return found


def _block(facts: DepartmentFacts, above: Sequence[DepartmentFacts]) -> str | None:
    """The competent department of the same tier and region (块)."""
    return next((one.code for one in above if (one.tier, one.region) == (facts.tier, facts.region)), None)


def _line(facts: DepartmentFacts, above: Sequence[DepartmentFacts]) -> str | None:
    """The nearest department above on a higher tier (条); tier 1 is the nation."""
    return next((one.code for one in above if one.tier < facts.tier), None)


def review_answer(
    review: Review, book: Book, rows: list[ReviewRow], events: dict[str, EventRef], hidden: int, reach: int
) -> ReviewAnswer:
    """What a review found, the longest standing first."""
    sure = sum(one.certain for one in rows)
    items = [_item(one) for one in sorted(rows, key=lambda one: (-one.days, one.department, one.subject, one.field))]
    rest = len(rows) - sure
    return ReviewAnswer(
        Bilingual(
            f"{review.zh}: {sure} 处" + (f", 另有 {rest} 处因未披露无法判定。" if rest else "。"),
            f"{review.en}: {sure} found"
            + (f", {rest} more cannot be determined for want of disclosure." if rest else "."),
        ),
        review.id,
        review.zh,
        review.en,
        format_time(book.now),
        calendar_ref(),
        proof_state(events.values()),
        items,
        sorted(events.values(), key=lambda one: one.index),
        [withhold(f"rows: {hidden}", HIDDEN)] if hidden else [],
        reach,
    )


def _item(row: ReviewRow) -> ReviewItem:
    since = moment(row.since_ms)
    return ReviewItem(
        row.subject, row.department, row.item, row.field, since, row.days, row.clause, row.article, row.zh, row.en,
        list(row.evidence), row.certain,
    )  # fmt: skip
