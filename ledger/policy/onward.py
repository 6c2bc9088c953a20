"""Conditions that reach beyond one agreement: sources upstream (条例 25), linking (25), and what another collects (19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.policy.changes import Change
from ledger.policy.circumstances import SourceFacts, UpstreamFacts
from ledger.policy.conditions import Missing
from ledger.policy.facts import Facts, Question


@dataclass(frozen=True)
class Caution:
    """Something to heed that does not decide: a code of `CAUTIONS` and the values found."""

    code: str
    values: tuple[str, ...]


# code → clause, article, sentences
CAUTIONS: dict[str, tuple[str, str, str, str]] = {
    "W-REPEAT-COLLECTION": (
        "U4", "19", "{0} 已由 {1} 采集({2}): 能共享取得的不得重复采集",
        "{0} is collected by {1} already ({2}): what sharing can give is not collected again",
    ),
    "W-SEVERAL-SOURCES": (
        "M2", "19", "{0} 有多个来源: {1}; 以明确的数源部门为准",
        "{0} has several sources: {1}; the lead source counts",
    ),
}  # fmt: skip


def missing_onward(question: Question, facts: Facts) -> list[Missing]:
    """What is lacking upstream of the item and for linking it."""
    return [*_upstream(question, facts), *_linking(question, facts)]


def cautions(question: Question, facts: Facts) -> tuple[Caution, ...]:
    """What to heed: data that is collected twice, or by several departments."""
    item = facts.item
    others = [row for row in facts.same_title if item is None or row.owner != item.owner]
    if item is None or not others:
        return ()
    if question.department == item.owner:
        row = others[0]
        return (Caution("W-REPEAT-COLLECTION", (question.item, row.owner, row.item)),)
    if mine := [row for row in others if row.owner == question.department]:
        return (Caution("W-REPEAT-COLLECTION", (mine[0].item, item.owner, question.item)),)
    named = ", ".join(f"{row.item} ({row.owner})" for row in (SourceFacts(item.code, item.owner), *others))
    return (Caution("W-SEVERAL-SOURCES", (question.item, named)),)


def _upstream(question: Question, facts: Facts) -> Iterator[Missing]:
    if not facts.upstream_whole:
        yield Missing("D-UPSTREAM-GAP", (question.item,), Change("establish", (f"lineage of {question.item}",)))
    for row in facts.upstream:
        if row.owner == question.department:
            continue  # its own data comes back to it
        yield from _passed_on(question, row)
        if facts.item and 0 < facts.item.grade < row.grade:
            values = (question.item, str(facts.item.grade), row.item, str(row.grade))
            yield Missing("D-GRADE-INVERTED", values, Change("establish", ("grade",)))


def _passed_on(question: Question, row: UpstreamFacts) -> Iterator[Missing]:
    values = (row.item, row.owner, row.holder)
    consent = Change("obtain-consent", (row.owner, row.item, question.department))
    if row.redistribution == "none":
        yield Missing("D-ONWARD-FORBIDDEN", values, consent)
    elif row.redistribution != "with-consent" or row.consent not in {"given", "none"}:
        yield Missing("D-ONWARD-UNKNOWN", values, Change("establish", (f"consent to pass on {row.item}",)))
    elif row.consent == "none":
        yield Missing("D-ONWARD-CONSENT", values, consent)


def _linking(question: Question, facts: Facts) -> Iterator[Missing]:
    known = {row.item: row for row in facts.linked}
    for code in question.linked:
        row = known.get(code)
        if row is None:
            yield Missing("D-LINK-UNKNOWN", (code,), Change("establish", (code,)))
            continue
        if not row.held:
            yield Missing("D-LINK-ITEM", (question.department, code), Change("conclude-agreement", (code,)))
        if row.check == "none":
            yield Missing("D-LINK-CHECK", (question.item, code), Change("assess-risk"))
        elif row.check != "passed":
            yield Missing("D-LINK-UNKNOWN", (code,), Change("establish", (f"link with {code}",)))
