"""Duties with a clock: what is due, by when, and whether it was met. Overdue never means consent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ledger.policy.clauses import CLAUSES
from ledger.policy.duty_rules import RULES, Due, Limits, Rule, delivery_due, delivery_of_reply, reply_due
from ledger.policy.facts import AgreementTerms
from ledger.policy.seen import Record, Seen
from ledger.workdays import add_workdays

HOUR_MS = 3_600_000


class State(StrEnum):
    """Where a duty stands: due in future, met in time, met late, or not met when due."""

    OPEN = "open"
    MET = "met"
    LATE = "late"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class DutyState:
    """One duty.

    Attributes:
        clause: id in the clause table; article: where the duty comes from.
        party: owner, user, manager or any; department: its code, empty where the record does not name it.
        trigger: id of the event that started the clock.
        due_ms: end of the term, ms since 1970; None while the clock stands (a supplement is awaited).
        provisional: the due date may yet change: no calendar published, share type or decision not disclosed.
        fulfilled_by: id of the event that met it, empty if none.
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


def due_duties(
    events: Iterable[Seen],
    terms: Mapping[str, AgreementTerms],
    now: int,
    *,
    share_types: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> list[DutyState]:
    """Every duty that these events started, in the order of their triggers.

    Args:
        events: of one exchange, or of many.
        terms: agreement id → terms, as far as known.
        now: ms since 1970.
        share_types: resource code → ``unconditional`` or ``conditional``; an item that is absent gets the longer term
            and a provisional due date.
        limits: terms that the agreement or local rules set.
    """
    record, limits = Record(events), limits or Limits()
    found = [
        *_replies(record, share_types or {}, now),
        *_deliveries(record, terms, now),
        *(duty for rule in RULES for duty in _by_rule(rule, record, terms, limits, now)),
        *_ended_by_time(record, terms, limits, now),
    ]
    place = {event.id: n for n, event in enumerate(record.events)}
    return sorted(found, key=lambda duty: (place[duty.trigger], duty.clause))


def _replies(record: Record, share_types: Mapping[str, str], now: int) -> Iterator[DutyState]:
    for request in record.of_type("request"):
        due = reply_due(record, request, share_types.get(request.item, "unknown"))
        met = next(iter(record.descendants(request, "reply")), None)
        yield _state(record, due, request, met, "", now)


def _deliveries(record: Record, terms: Mapping[str, AgreementTerms], now: int) -> Iterator[DutyState]:
    for reply in record.of_type("reply"):
        if due := delivery_due(record, reply):
            met = delivery_of_reply(record, reply, terms)
            yield _state(record, due, reply, met, reply.actor, now)


def _by_rule(
    rule: Rule, record: Record, terms: Mapping[str, AgreementTerms], limits: Limits, now: int
) -> Iterator[DutyState]:
    for trigger in record.of_type(*rule.triggers):
        begins = record.judged_ms(trigger)
        if rule.hours:
            due = Due(rule.clause, begins + limits.report_hours * HOUR_MS, provisional=False)
        else:
            counted = add_workdays(begins, rule.days(limits))
            due = Due(rule.clause, counted.due_ms, counted.provisional)
        met = next(iter(rule.fulfilments(record, trigger)), None)
        party = CLAUSES[rule.clause].party
        agreed = terms.get(trigger.agreement)
        department = getattr(agreed, party, "") if agreed else ""
        yield _state(record, due, trigger, met, department or (trigger.actor if party == "any" else ""), now)


def _ended_by_time(
    record: Record, terms: Mapping[str, AgreementTerms], limits: Limits, now: int
) -> Iterator[DutyState]:
    for agreement, agreed in sorted(terms.items()):
        end = agreed.use_until * 1000
        ours = [event for event in record.events if event.agreement == agreement]
        given = [event for event in ours if event.type in {"deliver", "call"}]
        ended = any(event.type in CLAUSES["U7"].triggers for event in ours)
        if not given or ended or now < end:
            continue
        counted = add_workdays(end, limits.dispose_days)
        met = next((event for event in ours if event.type in CLAUSES["U7"].fulfilled_by), None)
        yield _state(record, Due("U7", counted.due_ms, counted.provisional), given[-1], met, agreed.user, now)


def _state(record: Record, due: Due, trigger: Seen, met: Seen | None, department: str, now: int) -> DutyState:
    if met:
        in_time = due.due_ms is None or record.judged_ms(met) <= due.due_ms
        state = State.MET if in_time else State.LATE
    else:
        state = State.OPEN if due.due_ms is None or now <= due.due_ms else State.OVERDUE
    row = CLAUSES[due.clause]
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
    )
