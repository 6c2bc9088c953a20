"""The question during: what is in flight under an agreement, what is late, what broke its terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld, calendar_ref, proof_state, withhold
from ledger.asking.records import EventRef, Recorded, ref
from ledger.model import format_time, moment
from ledger.policy.alerts import Alert, alerts
from ledger.policy.conduct_words import in_words
from ledger.policy.context import Context, Known
from ledger.policy.duties import DutyState, State, act_states, due_duties
from ledger.policy.facts import AgreementFacts
from ledger.policy.limits import Limits
from ledger.policy.seen import Record, Seen
from ledger.workdays import EAST_MS, day_start

MAX_EVENTS = 5000


@dataclass(frozen=True)
class Delivery:
    """One delivery and its receipt. ``same`` says whether digest and rows agree; None while there is no receipt."""

    delivered: EventRef
    item: str
    rows: int
    version: str | None
    received: EventRef | None
    same: bool | None


@dataclass(frozen=True)
class CallCount:
    """Calls of one day (+08:00) as each side recorded them; ``limit`` 0 where none is agreed.

    ``counted`` is None where a call did not disclose its count: then at least ``records`` were made.
    """

    day: str
    actor: str
    records: int
    counted: int | None
    limit: int


@dataclass(frozen=True)
class Duty:
    """One duty: due against actual. ``due_at`` None while its clock stands, or where nobody named a limit; provisional dates
    may yet change. Of acts under a clause only those are listed that break it (``breach``) or of which that cannot be
    determined (``unknown``); ``why`` says it.
    """

    clause: str
    article: str
    party: str
    department: str
    trigger: str
    due_at: str | None
    provisional: bool
    state: State
    fulfilled_by: str | None
    fulfilled_at: str | None
    why: Bilingual | None = None


@dataclass(frozen=True)
class Raised:
    """One alert, with the events that show it."""

    rule: str
    level: str
    subject: str
    evidence: list[str]
    zh: str
    en: str


@dataclass(frozen=True)
class Activity:
    """What goes on under one agreement. ``truncated``: only the newest events were looked at."""

    verdict: Bilingual
    agreement: str
    state: str
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    deliveries: list[Delivery]
    calls: list[CallCount]
    duties: list[Duty]
    alerts: list[Raised]
    events: list[EventRef]
    withheld: list[Withheld]
    truncated: bool


def build_activity(
    facts: AgreementFacts,
    rows: Sequence[Recorded],
    now: int,
    known: Known,
    *,
    full: bool,
    truncated: bool = False,
    limits: Limits | None = None,
) -> Activity:
    """The answer from the agreement's events and what is known beside them; without ``full`` sight, disclosed fields count
    as unknown. ``truncated``: ``rows`` are only the newest.
    """
    seen = [row.seen() if full else row.seen().bare() for row in rows]
    terms = {facts.id: facts.terms}
    duties = due_duties(seen, terms, now, limits=limits, known=known)
    raised = alerts(seen, terms, now, duties=duties)
    # without sight of the fields nothing can be said of most acts, and that is said once, beside
    acts = act_states(Context(seen, known, limits or Limits(), now)) if full else []
    duties += [one for one in acts if one.state is not State.MET]
    by_id: dict[str, Recorded] = {row.event.id: row for row in rows}
    cited = {duty.trigger for duty in duties} | {
        event for alert in raised for event in (alert.subject, *alert.evidence)
    }
    events = [ref(row) for row in rows if row.event.id in cited]
    deliveries = _deliveries(seen, by_id)
    moved = [one.delivered for one in deliveries] + [one.received for one in deliveries if one.received]
    return Activity(
        verdict=_verdict(deliveries, duties, raised),
        agreement=facts.id,
        state=facts.state,
        as_of=format_time(now),
        calendar=calendar_ref(),
        proof=proof_state({event.id: event for event in (*events, *moved)}.values()),
        deliveries=deliveries,
        calls=_calls(seen, facts.terms.calls_per_day, now),
        duties=[_duty(duty, by_id) for duty in duties],
        alerts=[
            Raised(one.rule.id, one.rule.level.value, one.subject, list(one.evidence), one.zh, one.en) for one in raised
        ],
        events=events,
        withheld=[] if full else [withhold("disclosures")],
        truncated=truncated,
    )


def _deliveries(seen: Sequence[Seen], by_id: dict[str, Recorded]) -> list[Delivery]:
    record = Record(seen)
    found = []
    for event in record.of_type("deliver"):
        received = next(iter(record.children(event, "receipt")), None)
        same = None if received is None else (received.digest, received.rows) == (event.digest, event.rows)
        receipt = ref(by_id[received.id]) if received else None
        delivered = ref(by_id[event.id])
        found.append(Delivery(delivered, event.item, event.rows or 0, event.text("version"), receipt, same))
    return found


def _calls(seen: Sequence[Seen], limit: int, now: int) -> list[CallCount]:
    start = day_start(now)
    today = [event for event in seen if event.type == "call" and start <= event.occurred_ms <= now]
    day = format_time(now + EAST_MS)[:10]
    found = []
    for actor in sorted({event.actor for event in today}):
        counts = [event.number("count") for event in today if event.actor == actor]
        known = [count for count in counts if count is not None]
        found.append(CallCount(day, actor, len(counts), sum(known) if len(known) == len(counts) else None, limit))
    return found


def _duty(duty: DutyState, by_id: dict[str, Recorded]) -> Duty:
    met = by_id.get(duty.fulfilled_by)
    return Duty(
        clause=duty.clause,
        article=duty.article,
        party=duty.party,
        department=duty.department,
        trigger=duty.trigger,
        due_at=moment(duty.due_ms),
        provisional=duty.provisional,
        state=duty.state,
        fulfilled_by=duty.fulfilled_by or None,
        fulfilled_at=None if met is None else met.event.occurred_at,
        why=Bilingual(*in_words(duty.why, duty.about)) if duty.why else None,
    )


def _verdict(deliveries: Sequence[Delivery], duties: Sequence[DutyState], raised: Sequence[Alert]) -> Bilingual:
    late = sum(duty.state is State.OVERDUE for duty in duties)
    pending = sum(one.received is None for one in deliveries)
    differ = sum(one.same is False for one in deliveries)
    return Bilingual(
        f"提供 {len(deliveries)} 次, 待签收 {pending} 次, 不一致 {differ} 次; 超期义务 {late} 项, 预警 {len(raised)} 条。",
        f"{len(deliveries)} deliveries, {pending} without receipt, {differ} not the same on both sides; "
        f"{late} duties overdue, {len(raised)} alerts.",
    )
