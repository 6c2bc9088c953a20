"""Figures of quality: versions that meet their four targets, and the loop that returns data to its source (K10, K12)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.policy.figures.book import Book
from ledger.policy.figures.figure import Counted
from ledger.policy.quality import number, said
from ledger.policy.seen import Seen

DIMENSIONS = {
    "completeness": "completeness", "完整性": "completeness", "accuracy": "accuracy", "准确性": "accuracy",
    "consistency": "consistency", "一致性": "consistency", "timeliness": "timeliness", "时效性": "timeliness",
}  # fmt: skip


def on_target(book: Book) -> Iterator[Counted]:
    """K10: versions of the period, and whether each meets its target in all four dimensions; not counted where one of
    them was not measured and none fails.
    """
    for rows in book.about.values():
        versions = [one for one in rows if one.type == "data.update"]
        for place, event in enumerate(versions):
            if book.period.holds(event.recorded_ms):
                until = versions[place + 1].recorded_ms if place + 1 < len(versions) else book.now + 1
                measured = [one for one in rows if one.type == "quality.measure" and _of(book, one, event, until)]
                yield _version(event, measured)


def _of(book: Book, measure: Seen, version: Seen, until: int) -> bool:
    named = book.record.parents(measure, "data.update")
    return version in named if named else version.recorded_ms <= measure.recorded_ms < until


def _version(event: Seen, measured: list[Seen]) -> Counted:
    verdicts: dict[str, bool | None] = {}
    for one in measured:  # the newest measurement of a dimension counts
        dimension = DIMENSIONS.get((one.text("dimension") or "").strip().lower())
        if dimension:
            target, found = number(one.disclosed.get("target")), number(one.disclosed.get("measured"))
            verdicts[dimension] = None if target is None or found is None else found >= target
    known = set(verdicts.values())
    whole = len(verdicts) == 4 and None not in known
    met = False if False in known else True if whole else None
    return Counted(event.id, event.actor, met, tuple(one.id for one in measured))


def loops(book: Book) -> Iterator[Counted]:
    """K12: quality loops opened in the period, whether each was closed with its target reached; its rounds measured."""
    for plan in book.record.of_type("pdma.plan"):
        if not book.period.holds(plan.recorded_ms):
            continue
        rounds = book.record.descendants(plan, "pdma.round")
        closes = book.record.descendants(plan, "pdma.close")
        reached = said(closes[-1], "reached") if closes else False
        evidence = tuple(one.id for one in (*rounds, *closes))
        department = book.owners.get(plan.item, "")
        yield Counted(plan.id, department, reached, evidence, measure=len(rounds) if closes else None)
