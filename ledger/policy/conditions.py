"""The conditions of use, each a small test that says what is missing and what would mend it. All are tested, always."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ledger.model import format_time
from ledger.policy.changes import Change
from ledger.policy.facts import AgreementFacts, AgreementTerms, Facts, ItemFacts, Question
from ledger.policy.reasons import REASONS, Reason
from ledger.policy.terms import MODES, REDISTRIBUTION
from ledger.workdays import CHINA


@dataclass(frozen=True)
class Missing:
    """One condition that is not met: its reason code, the values found, and what would mend it."""

    code: str
    values: tuple[str, ...]
    change: Change

    @property
    def reason(self) -> Reason:
        """The row of the reason table."""
        return REASONS[self.code]


def missing_of_item(question: Question, facts: Facts) -> list[Missing]:
    """What the catalogue item and the case lack, whatever the agreement."""
    item = facts.item
    found = list(_case(question, facts))
    if item is None:
        return [_miss("D-ITEM-UNKNOWN", [question.item], "register-item"), *found]
    if item.code != question.item:
        return [_miss("D-ITEM-OTHER", [item.code, question.item], "establish", question.item), *found]
    return [*_entry(question, item), *_grade(item, facts), *found]


def _entry(question: Question, item: ItemFacts) -> Iterator[Missing]:
    if not item.published:
        yield _miss("D-ITEM-UNPUBLISHED", [item.code], "publish-item")
    if item.share_type == "refused":
        yield _miss("D-ITEM-REFUSED", [item.code, item.refusal_basis or "-"], "reclassify-item")
    elif item.share_type not in {"unconditional", "conditional"}:
        yield _miss("D-SHARE-TYPE-UNKNOWN", [item.code, item.share_type], "establish", "share_type")
    if item.fields and (unknown := sorted(set(question.fields) - set(item.fields))):
        names = ", ".join(unknown)
        yield _miss("D-FIELDS-NOT-IN-ITEM", [names], "ask-without-fields", names)
    if item.owner == question.department:
        yield _miss("D-OWN-DATA", [question.department], "establish", "duties")


def _grade(item: ItemFacts, facts: Facts) -> Iterator[Missing]:
    if item.grade not in {1, 2, 3}:
        yield _miss("D-GRADE-UNKNOWN", [item.code], "establish", "grade")
    elif item.grade > 1 and facts.risk_assessment == "none":
        yield _miss("D-RISK-MISSING", [item.code], "assess-risk")
    elif item.grade > 1 and facts.risk_assessment not in {"recorded", "statutory"}:
        yield _miss("D-RISK-UNKNOWN", [item.code], "establish", "risk_assessment")


def _case(question: Question, facts: Facts) -> Iterator[Missing]:
    if question.mode == "api" and not question.case_ref:
        yield _miss("D-CASE", [], "name-case")
    if question.case_ref and question.case_ref in facts.closed_cases:
        yield _miss("D-CASE-CLOSED", [question.case_ref], "name-case")


def missing_of_agreement(question: Question, facts: Facts, agreement: AgreementFacts) -> list[Missing]:
    """What one agreement lacks for this question."""
    terms = agreement.terms
    tests = (
        _state(agreement), _unknown_terms(agreement), _owner(terms, facts.item), _period(question, terms),
        _scope(question, terms), _bounds(question, facts, agreement),
    )  # fmt: skip
    return [missing for test in tests for missing in test]


def _state(agreement: AgreementFacts) -> Iterator[Missing]:
    by_state = {
        "pending": ("D-PENDING", Change("await-agreement")),
        "suspended": ("D-SUSPENDED", Change("resume-agreement")),
        "expired": ("D-EXPIRED", Change("conclude-agreement", (agreement.terms.number,))),
        "terminated": ("D-TERMINATED", Change("conclude-agreement", (agreement.terms.number,))),
    }
    if agreement.state in by_state:
        code, change = by_state[agreement.state]
        yield Missing(code, (agreement.terms.number,), change)
    elif agreement.state != "active":
        yield _miss("D-STATE-UNKNOWN", [agreement.terms.number, agreement.state], "establish", "state")


def _unknown_terms(agreement: AgreementFacts) -> Iterator[Missing]:
    terms = agreement.terms
    unknown = [
        *agreement.policy_terms,
        *([f"mode={terms.mode}"] if terms.mode not in MODES else []),
        *([f"redistribution={terms.redistribution}"] if terms.redistribution not in REDISTRIBUTION else []),
        *([f"grade={terms.grade}"] if terms.grade not in {1, 2, 3} else []),
    ]
    if unknown:
        names = ", ".join(sorted(unknown))
        yield _miss("D-TERM-UNKNOWN", [names], "establish", names)


def _owner(terms: AgreementTerms, item: ItemFacts | None) -> Iterator[Missing]:
    if item and item.owner != terms.owner:
        yield _miss("D-OWNER", [terms.owner, item.owner], "conclude-agreement", item.owner)
    if item and item.grade > terms.grade:
        yield _miss("D-GRADE", [str(item.grade), str(terms.grade)], "amend-agreement", "grade", str(item.grade))


def _period(question: Question, terms: AgreementTerms) -> Iterator[Missing]:
    start, end = terms.use_from * 1000, terms.use_until * 1000
    values = [format_time(ms) for ms in (question.at_ms, start, end)]
    if question.at_ms < start:
        yield _miss("D-PERIOD", values, "ask-from", values[1])
    elif question.at_ms >= end:
        yield _miss("D-PERIOD", values, "conclude-agreement", terms.number)


def _scope(question: Question, terms: AgreementTerms) -> Iterator[Missing]:
    if question.purpose not in terms.purposes:
        yield _miss("D-PURPOSE", [question.purpose], "amend-agreement", "purposes", question.purpose)
    if outside := sorted(set(question.fields) - set(terms.fields)):
        names = ", ".join(outside)
        if set(question.fields) & set(terms.fields):
            yield _miss("D-FIELDS", [names], "ask-without-fields", names)
        else:
            yield _miss("D-FIELDS", [names], "amend-agreement", "fields", names)
    if question.mode != terms.mode:
        yield _miss("D-MODE", [question.mode, terms.mode], "ask-mode", terms.mode)


def _bounds(question: Question, facts: Facts, agreement: AgreementFacts) -> Iterator[Missing]:
    terms, count = agreement.terms, question.count
    if question.mode == "api":
        yield from _quota(question, terms, facts.calls_today.get(agreement.id))
    elif 0 < terms.rows_per_delivery < count:
        most = str(terms.rows_per_delivery)
        yield _miss("D-ROWS", [str(count), most], "ask-fewer", most)


def _quota(question: Question, terms: AgreementTerms, made: int | None) -> Iterator[Missing]:
    if terms.calls_per_day == 0:
        yield _miss("D-QUOTA-UNSET", [], "amend-agreement", "calls_per_day", str(question.count))
        return
    left = max(0, terms.calls_per_day - (made or 0))
    if made is None:
        yield _miss("D-CALLS-UNKNOWN", [], "establish", "calls_today")
    if question.count > left > 0:
        yield _miss("D-QUOTA", [str(question.count), str(left)], "ask-fewer", str(left))
    elif left == 0:
        yield _miss("D-QUOTA", [str(question.count), "0"], "ask-from", _next_day(question.at_ms))
        if question.count > terms.calls_per_day:
            most = str(terms.calls_per_day)
            yield _miss("D-QUOTA", [str(question.count), most], "ask-fewer", most)


def _next_day(at_ms: int) -> str:
    today = datetime.fromtimestamp(at_ms / 1000, CHINA).date()
    midnight = datetime.combine(today + timedelta(days=1), time(), CHINA)
    return format_time(int(midnight.timestamp() * 1000))


def _miss(code: str, values: list[str], change: str, *to: str) -> Missing:
    return Missing(code, tuple(values), Change(change, to))
