"""Cases of an imported log: which ran over their deadline, and in which one person both checked and decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.asking.event_queries import newest_by
from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.errors import InputRefused, NotFound
from ledger.model import format_time, moment
from ledger.policy.case_rules import Case, Late, Pair, moment_ms, two_roles
from ledger.policy.seen import Seen
from ledger.workdays import HOUR_MS

_STEP, _ALL = "case.step", 2**31


@dataclass(frozen=True)
class OverdueCase:
    """A case that ran over its deadline: a step after it, closed after it, or not closed though it has passed."""

    case_ref: str
    reason: str
    due_at: str
    closed_at: str | None
    last_step: EventRef
    activity: str | None
    hours_late: int


@dataclass(frozen=True)
class SamePerson:
    """A case in which one person did two activities that two persons must do."""

    case_ref: str
    operator: str
    check: str
    decide: str
    checked: EventRef
    decided: EventRef


@dataclass(frozen=True)
class CaseFindings(Answer):
    """The answer: numbers of the whole log, and one page of what was found, by case.

    ``unknown`` steps do not disclose their case or, in cases counted, name no operator. ``next`` is where the next page
    starts, None at the end.
    """

    department: str
    cases: int
    steps: int
    with_deadline: int
    overdue_count: int
    overdue_by_reason: dict[str, int]
    same_person_count: int
    unknown: int
    overdue: list[OverdueCase]
    same_person: list[SamePerson]
    next: str | None


def case_findings(
    inquiry: Inquiry, code: str, pairs: Sequence[str] = (), after: str = "", limit: int = 500
) -> CaseFindings:
    """The answer for the case steps that one department recorded.

    ``pairs`` name activities that two persons must do, ``CHECK=>DECIDE``; the page holds ``limit`` cases from the one after
    ``after`` on.

    Raises:
        NotFound: no such department. InputRefused: a pair that names no two activities.
    """
    if inquiry.directory.department(code) is None:
        raise NotFound(zh=f"没有部门 {code}", en=f"there is no department {code}")
    asked = [_pair(text) for text in pairs]
    rows = inquiry.load(newest_by(inquiry.session, code, (_STEP,), _ALL))
    known = by_event(rows)
    operators = {str(row.event.id): row.event.operator for row in rows if row.event.operator}
    cases = list(_cases(row.seen() for row in rows))
    late = {case.ref: case for case in cases if case.late(inquiry.now)}
    roles = {case.ref: found for case in cases if (found := two_roles(case, operators, asked))}
    page = sorted(ref_ for ref_ in {*late, *roles} if ref_ > after)
    shown, more = page[:limit], len(page) > limit
    overdue = [_overdue(late[one], known, inquiry.now) for one in shown if one in late]
    same = [
        SamePerson(one, two.operator, two.pair.check, two.pair.decide, ref(known[two.check]), ref(known[two.decide]))
        for one in shown for two in roles.get(one, ())
    ]  # fmt: skip
    cited = [one.last_step.id for one in overdue] + [end.id for one in same for end in (one.checked, one.decided)]
    return CaseFindings(
        **inquiry.head(*_verdict(len(cases), len(late), len(roles), asked), (known[one] for one in cited)),
        department=code,
        cases=len(cases),
        steps=len(rows),
        with_deadline=sum(case.due_ms is not None for case in cases),
        overdue_count=len(late),
        overdue_by_reason=_reasons(late.values(), inquiry.now),
        same_person_count=len(roles),
        unknown=sum(row.seen().text("case_ref") is None or not row.event.operator for row in rows),
        overdue=overdue,
        same_person=same,
        next=shown[-1] if more else None,
    )


def _pair(text: str) -> Pair:
    check, sign, decide = text.partition("=>")
    if not (sign and check.strip() and decide.strip()):
        raise InputRefused(
            zh=f"pair 应为 核对步骤=>决定步骤, 不是 {text!r}",
            en=f"a pair is CHECK=>DECIDE, two activities, not {text!r}",
        )
    return Pair(check.strip(), decide.strip())


def _cases(steps: Iterable[Seen]) -> Iterator[Case]:
    by_case: dict[str, list[Seen]] = {}
    for step in steps:
        case = step.text("case_ref")
        if case is not None:
            by_case.setdefault(case, []).append(step)
    told = any(step.text("closed_at") for found in by_case.values() for step in found)
    for case, found in by_case.items():
        # of steps at the same moment the one recorded later counts as the later
        found.sort(key=lambda one: one.occurred_ms)
        yield Case(case, found, _newest(found, "due_at"), _newest(found, "closed_at"), ends_told=told)


def _newest(steps: Sequence[Seen], field: str) -> int | None:
    """The time that the newest step with this field names, ms since 1970; None where none names one with its offset."""
    texts = (step.text(field) for step in reversed(steps))
    return next((found for text in texts if text and (found := moment_ms(text)) is not None), None)


def _overdue(case: Case, known: dict[str, Recorded], now: int) -> OverdueCase:
    reason, late = case.late(now) or (Late.STEP, 0)
    return OverdueCase(
        case_ref=case.ref,
        reason=reason.value,
        due_at=format_time(case.due_ms or 0),
        closed_at=moment(case.closed_ms),
        last_step=ref(known[case.last.id]),
        activity=case.last.text("activity"),
        hours_late=late // HOUR_MS,
    )


def _reasons(late: Iterable[Case], now: int) -> dict[str, int]:
    found = Counter(how[0].value for case in late if (how := case.late(now)) is not None)
    return {one.value: found[one.value] for one in Late}


def _verdict(cases: int, late: int, roles: int, asked: Sequence[Pair]) -> tuple[str, str]:
    zh, en = f"办件 {cases} 个, 超期 {late} 个", f"{cases} cases, {late} over their deadline"
    if not asked:
        return f"{zh}; 未指明须分设的步骤, 未查一人两岗。", f"{en}; no pair of activities was named."
    return f"{zh}; 同一人既核对又决定的 {roles} 个。", f"{en}; in {roles} one person both checked and decided."
