"""May X use these fields of item Y for purpose Z? A pure function of question and facts, so that anyone can replay it.

1. Test the item, what it was derived from, and the case: conditions that hold whatever the agreement.
2. Test every agreement of the asking department on that item.
3. Take the agreement that permits; else one that is undetermined; else the one with the fewest missing conditions;
   among equals the smallest id. "Refused" therefore means that no agreement on record permits.
4. Say what would have to change, and how many working days the law gives for it.

What is unknown, unbound, or a term that this engine does not know never leads to a yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from ledger.canonical import canonical
from ledger.policy.changes import Change, working_days
from ledger.policy.circumstances import CalendarFacts
from ledger.policy.conditions import Missing, missing_of_agreement, missing_of_item
from ledger.policy.decision import Decision
from ledger.policy.facts import AgreementFacts, Facts, Question
from ledger.policy.onward import cautions, missing_onward
from ledger.policy.reasons import REASONS, Answer
from ledger.policy.rules import rules_digest

_RANK = list(Answer)


def decide(question: Question, facts: Facts) -> Decision:
    """Answer one question from the facts on record.

    Raises:
        NotCanonical: a value that canonical JSON cannot hold (the digest of the inputs could not be replayed).
    """
    of_item = [*missing_of_item(question, facts), *missing_onward(question, facts)]
    candidates = _candidates(question, facts)
    if not candidates:
        missing = [*of_item, *_no_agreement(question, facts)]
        return _decision(question, facts, None, missing)
    found = [(row, [*of_item, *missing_of_agreement(question, facts, row)]) for row in candidates]
    agreement, missing = min(found, key=lambda pair: (_RANK.index(_answer(pair[1])), len(pair[1]), pair[0].id))
    return _decision(question, facts, agreement, missing)


def inputs_digest(question: Question, facts: Facts) -> str:
    """SHA-256 (hex) over the canonical question and facts."""
    return sha256(canonical({"question": question.to_json(), "facts": facts.to_json()})).hexdigest()


def _candidates(question: Question, facts: Facts) -> list[AgreementFacts]:
    return [
        row for row in facts.agreements if row.terms.user == question.department and question.item in row.terms.items
    ]


def _no_agreement(question: Question, facts: Facts) -> list[Missing]:
    known = facts.item is not None and facts.item.code == question.item
    if not known or (facts.item and facts.item.owner == question.department):
        return []
    change = Change("conclude-agreement", (question.item,))
    return [Missing("D-NO-AGREEMENT", (question.department, question.item), change)]


def _answer(missing: Sequence[Missing]) -> Answer:
    return max((row.reason.answer for row in missing), key=_RANK.index, default=Answer.PERMITTED)


def _decision(
    question: Question, facts: Facts, agreement: AgreementFacts | None, missing: Sequence[Missing]
) -> Decision:
    answer = _answer(missing)
    deciding = next((row for row in missing if row.reason.answer == answer), None)
    permitted = (agreement.terms.number,) if agreement else ()
    used = facts.calendar or CalendarFacts.at(question.at_ms)
    days, due_ms, provisional = _time_needed(question, facts, missing, used)
    return Decision(
        answer=answer,
        reason=deciding.reason if deciding else REASONS["D-PERMITTED"],
        values=deciding.values if deciding else permitted,
        agreement=agreement.id if agreement else "",
        missing=tuple(missing),
        days=days,
        due_ms=due_ms,
        provisional=provisional,
        calendar_version=used.version,
        calendar_digest=used.digest,
        inputs_digest=inputs_digest(question, facts),
        rules=rules_digest(),
        cautions=cautions(question, facts),
    )


def _time_needed(
    question: Question, facts: Facts, missing: Sequence[Missing], used: CalendarFacts
) -> tuple[int | None, int | None, bool]:
    if not missing:
        return None, None, False
    share_type = facts.item.share_type if facts.item else "unknown"
    days = working_days([row.change for row in missing], share_type)
    if not days:
        return days, question.at_ms if days == 0 else None, False
    return days, *used.due(days)
