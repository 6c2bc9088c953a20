"""Duties: what is due, by when, whether it was met, and which acts break a clause. Overdue never means consent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum

import msgspec

from ledger.policy.clauses import CLAUSES
from ledger.policy.conduct import Finding, judged_acts
from ledger.policy.context import Context, ItemKnown, Known
from ledger.policy.duty_rules import BY_TRIGGER, Rule
from ledger.policy.facts import AgreementTerms
from ledger.policy.limits import Due, Limits
from ledger.policy.periods import Period, agreement_periods, yearly_reports
from ledger.policy.seen import Record, Seen
from ledger.policy.verdicts import Outcome

__all__ = [
    "DutyState", "Known", "Limits", "State", "act_states", "clock_states", "due_duties", "period_state",
    "yearly_states",
]  # fmt: skip


class State(StrEnum):
    """Where a duty stands.

    With a clock: due in future, met in time, met late, not met when due. Of an act: kept to (met) or broken (breach).
    ``unknown``: a field that decides it is not disclosed.
    """

    OPEN = "open"
    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"
    BREACH = "breach"
    UNKNOWN = "unknown"


class DutyState(msgspec.Struct, frozen=True):
    """One duty.

    Attributes:
        clause: id in the clause table; article: where the duty comes from.
        party: owner, user, manager or any; department: its code, empty where the record does not name it.
        trigger: id of the event that started the clock, or that is the act itself.
        due_ms: end of the term, ms since 1970; None for acts, while the clock stands (a supplement is awaited), and where
            neither law nor agreement names a limit.
        provisional: the due date may yet change: no calendar published, share type or decision not disclosed.
        fulfilled_by: id of the event that met it, empty if none.
        begins_ms: when the term began; the time that counts of an act.
        why, about: code and detail of what is broken or not disclosed (`ledger.policy.conduct_words`), empty otherwise.
    """

    clause: str
    article: str
    party: str
    department: str
    trigger: str
    due_ms: int | None
    provisional: bool
    fulfilled_by: str
    state: State
    begins_ms: int = 0
    why: str = ""
    about: str = ""


def due_duties(
    events: Iterable[Seen],
    terms: Mapping[str, AgreementTerms],
    now: int,
    *,
    share_types: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    known: Known | None = None,
) -> list[DutyState]:
    """Every duty with a clock that these events started, in the order of their triggers.

    Args:
        events: of one exchange, or of many.
        terms: agreement id → terms, as far as known.
        now: ms since 1970.
        share_types: item → share type, as far as known; an entry among the events goes before.
        limits: terms that agreement or local rules set, in place of the defaults of the clause table.
        known: what else is known of items and departments; ``terms`` and ``share_types`` are added to it.
    """
    items = {item: ItemKnown(share_type=kind) for item, kind in (share_types or {}).items()}
    whole = known or Known()
    whole = replace(whole, terms={**whole.terms, **terms}, items={**items, **whole.items})
    context = Context(events, whole, limits or Limits(), now)
    periods = (period_state(context, one) for one in agreement_periods(context) if one.begins_ms <= now)
    return _ordered(context.record, [*clock_states(context, context.record.events), *periods])


def clock_states(context: Context, triggers: Iterable[Seen]) -> Iterator[DutyState]:
    """The duties of `RULES` that these events of the context's record started."""
    for trigger in triggers:
        for rule in BY_TRIGGER.get(trigger.type, ()):
            starts = rule.starts(context, trigger)
            if starts is None:
                yield _undisclosed(context, rule, trigger)
            elif starts:
                yield _counted(context, rule, trigger)


def period_state(context: Context, period: Period) -> DutyState:
    """The state of a duty that a period brings."""
    return _state(
        context, period.clause, period.due, period.trigger, period.met, period.department, begins_ms=period.begins_ms
    )


def yearly_states(context: Context, manager: str) -> list[DutyState]:
    """M7 of one manager for each year in which the record has an event."""
    return [period_state(context, one) for one in yearly_reports(context, manager)]


def act_states(context: Context) -> list[DutyState]:
    """Every act that a clause without a clock binds (or that breaks one with a clock): kept to, broken, or unknown."""
    return _ordered(context.record, (_of_act(context, one) for one in judged_acts(context)))


def _counted(context: Context, rule: Rule, trigger: Seen) -> DutyState:
    met = next(iter(rule.answers(context, trigger)), None)
    due = rule.due(context, rule.clause, trigger)
    return _state(context, rule.clause, due, trigger, met, rule.debtor(context, rule.clause, trigger))


def _undisclosed(context: Context, rule: Rule, trigger: Seen) -> DutyState:
    debtor = rule.debtor(context, rule.clause, trigger)
    state = _state(context, rule.clause, Due(None, provisional=True), trigger, None, debtor)
    return msgspec.structs.replace(state, state=State.UNKNOWN, why="field-undisclosed", about="clause")


def _state(
    context: Context,
    clause: str,
    due: Due,
    trigger: Seen,
    met: Seen | None,
    department: str,
    *,
    begins_ms: int | None = None,
) -> DutyState:
    if met:
        in_time = due.due_ms is None or context.record.judged_ms(met) <= due.due_ms
        state = State.MET if in_time else State.LATE
    else:
        state = State.OPEN if due.due_ms is None or context.now <= due.due_ms else State.OVERDUE
    row = CLAUSES[clause]
    return DutyState(
        clause=row.id,
        article=row.articles,
        party=row.party,
        department=department,
        trigger=trigger.id,
        due_ms=due.due_ms,
        provisional=due.provisional,
        fulfilled_by=met.id if met else "",
        state=state,
        begins_ms=context.record.judged_ms(trigger) if begins_ms is None else begins_ms,
    )


def _of_act(context: Context, finding: Finding) -> DutyState:
    row, event = CLAUSES[finding.clause], finding.event
    state = {Outcome.KEPT: State.MET, Outcome.BROKEN: State.BREACH}.get(finding.outcome, State.UNKNOWN)
    return DutyState(
        clause=row.id,
        article=row.articles,
        party=row.party,
        department=finding.department,
        trigger=event.id,
        due_ms=None,
        provisional=state is State.UNKNOWN,
        fulfilled_by=event.id if state is State.MET else "",
        state=state,
        begins_ms=context.record.judged_ms(event),
        why=finding.why,
        about=finding.about,
    )


def _ordered(record: Record, duties: Iterable[DutyState]) -> list[DutyState]:
    return sorted(duties, key=lambda duty: (record.place[duty.trigger], duty.clause, duty.why))
