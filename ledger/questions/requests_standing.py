"""Requests: who asks for what on which ground, what the record lacks, where each stands, and how long there is to answer.

For the owner (who asks, is it founded, how many days are left), the manager (were conditions invented) and those above
(where does the return flow to lower tiers stand). Overdue never means consent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.model import format_time, moment
from ledger.policy.clauses import CLAUSES
from ledger.policy.duties import DutyState, State, due_duties
from ledger.policy.request_terms import FIVE_FIELDS, RequestStep, added_conditions, stands_at
from ledger.policy.seen import Record, Seen
from ledger.workdays import workdays_after, workdays_between

_OF_REQUEST = (
    "request", "supplement.notice", "supplement.supply", "review", "extension.request", "extension.decide", "reply",
    "deliver", "backflow",
)  # fmt: skip
_REPLY, _DELIVERY = ("O5", "O6"), ("O8",)
_DAYS_SHOWN = 30


@dataclass(frozen=True)
class Term:
    """A duty of the owner towards this request: due against actual. ``days_left`` in working days, below 0 when overdue."""

    clause: str
    article: str
    due_at: str | None
    provisional: bool
    days_left: int | None
    state: str
    counted: list[date]
    fulfilled_by: str | None


@dataclass(frozen=True)
class PastCase:
    """An earlier request for the same item, and how it was answered."""

    request: EventRef
    requester: str
    reply: EventRef
    decision: str | None
    reasons: str | None


@dataclass(frozen=True)
class RequestStanding:
    """One request.

    Attributes:
        fields: the five of 条例 20, None where not disclosed to the asker; lacking: those that are empty.
        step: where it stands; since: when it came there; waits_for: whose turn it is, None where nothing is awaited.
        added: conditions of the reply that the catalogue does not hold (条例 15).
        backflow: data asked of a higher tier by a lower one (条例 24).
    """

    request: EventRef
    item: str
    requester: str
    owner: str
    backflow: bool
    fields: dict[str, str | None]
    lacking: list[str]
    step: str
    since: str
    waits_for: str | None
    days_there: int
    terms: list[Term]
    decision: str | None
    reasons: str | None
    catalogue_condition: str | None
    added: list[str] | None
    similar: list[PastCase]


@dataclass(frozen=True)
class RequestsStanding(Answer):
    """The answer: requests, those due soonest first; ``open`` of them await something."""

    open: int
    overdue: int
    requests: list[RequestStanding]


def requests_standing(
    inquiry: Inquiry, *, item: str | None = None, only_open: bool = False, only_backflow: bool = False
) -> RequestsStanding:
    """The requests that the asker may see, as its record tells: own ones, and those for items it owns or manages."""
    where: dict[str, Any] = {} if item is None else {"item": item}
    rows = inquiry.of_types(*_OF_REQUEST, **where)
    if item is None and inquiry.truncated:
        # of others' the newest, of its own all
        owned = [one.code for one in inquiry.session.projections.items(inquiry.caller.department)]
        own = [row.index for row in inquiry.session.events.about(owned, _OF_REQUEST, -1)]
        own += inquiry.by(inquiry.caller.department, *_OF_REQUEST)
        rows = list({row.index: row for row in (*rows, *inquiry.load(own))}.values())
    known, record = by_event(rows), Record(row.seen() for row in rows)
    requests = record.of_type("request")
    duties = _duties(inquiry, record, requests)
    found = [_one(inquiry, record, known, one, duties) for one in requests]
    shown = [
        one for one in found
        if (not only_open or one.waits_for is not None) and (not only_backflow or one.backflow)
    ]  # fmt: skip
    shown.sort(
        key=lambda one: (
            one.waits_for is None,
            next((term.due_at or "~" for term in one.terms if not term.fulfilled_by), "~"),
        )
    )
    overdue = sum(any(term.state == State.OVERDUE for term in one.terms) for one in shown)
    waiting = sum(one.waits_for is not None for one in shown)
    cited = [known[one.request.id] for one in shown]
    return RequestsStanding(
        **inquiry.head(*_verdict(len(shown), waiting, overdue, sum(bool(one.added) for one in shown)), cited),
        open=waiting,
        overdue=overdue,
        requests=shown,
    )


def _duties(inquiry: Inquiry, record: Record, requests: Iterable[Seen]) -> dict[str, list[DutyState]]:
    """Reply and delivery duties by the request that they follow from."""
    types = {one.item: entry.facts.share_type for one in requests if (entry := inquiry.look.item(one.item)) is not None}
    terms = {
        facts.id: facts.terms
        for one in {event.agreement for event in record.events if event.agreement}
        if (facts := inquiry.look.agreement(one)) is not None
    }
    found: dict[str, list[DutyState]] = {}
    for duty in due_duties(record.events, terms, inquiry.now, share_types=types):
        if duty.clause in (*_REPLY, *_DELIVERY):
            found.setdefault(_request_of(record, record.by_id[duty.trigger]), []).append(duty)
    return found


def _request_of(record: Record, event: Seen) -> str:
    level = [event]
    while level:
        asked = next((one for one in level if one.type == "request"), None)
        if asked is not None:
            return asked.id
        level = [record.by_id[name] for one in level for name in one.parents if name in record.by_id]
    return event.id


def _one(
    inquiry: Inquiry, record: Record, rows: Mapping[str, Recorded], request: Seen, duties: Mapping[str, list[DutyState]]
) -> RequestStanding:
    entry = inquiry.look.item(request.item)
    owner = entry.owner if entry is not None else ""
    step: RequestStep = stands_at(record, request)
    reply = step.reply
    condition = entry.facts.condition if entry is not None else ""
    values = {name: request.text(name) for name in FIVE_FIELDS}
    # only what is disclosed can be seen to be empty
    lacking = [name for name in FIVE_FIELDS if name in request.disclosed and not str(request.disclosed[name]).strip()]
    return RequestStanding(
        request=ref(rows[request.id]),
        item=request.item,
        requester=request.actor,
        owner=owner,
        backflow=_tier(inquiry, owner) < _tier(inquiry, request.actor),
        fields=values,
        lacking=lacking,
        step=step.name,
        since=format_time(step.since_ms),
        waits_for={"owner": owner, "user": request.actor, "manager": entry.manager if entry else None}.get(step.turn),
        days_there=workdays_between(step.since_ms, inquiry.now),
        terms=[_term(one, inquiry.now) for one in duties.get(request.id, [])],
        decision=reply.text("decision") if reply else None,
        reasons=reply.text("reasons") if reply else None,
        catalogue_condition=condition or None,
        added=None if reply is None or "conditions" not in reply.disclosed else added_conditions(reply, condition),
        similar=_similar(rows, record, request),
    )


def _term(duty: DutyState, now: int) -> Term:
    row = CLAUSES[duty.clause]
    left = None if duty.due_ms is None else workdays_between(now, duty.due_ms - 1)
    counted = (
        workdays_after(now, left) if left is not None and 0 < left <= _DAYS_SHOWN and not duty.fulfilled_by else []
    )
    return Term(
        clause=duty.clause,
        article=row.articles,
        due_at=moment(duty.due_ms),
        provisional=duty.provisional,
        days_left=left,
        state=duty.state.value,
        counted=counted,
        fulfilled_by=duty.fulfilled_by or None,
    )


def _similar(rows: Mapping[str, Recorded], record: Record, request: Seen) -> list[PastCase]:
    found = []
    for other in record.of_type("request"):
        reply = next(iter(record.descendants(other, "reply")), None)
        if other.id != request.id and other.item == request.item and reply is not None:
            texts = reply.text("decision"), reply.text("reasons")
            found.append(PastCase(ref(rows[other.id]), other.actor, ref(rows[reply.id]), *texts))
    return found[-10:]


def _tier(inquiry: Inquiry, code: str) -> int:
    found = inquiry.directory.department(code)
    return found.tier if found is not None else 0


def _verdict(count: int, waiting: int, overdue: int, added: int) -> tuple[str, str]:
    return (
        f"申请 {count} 件, 在办 {waiting} 件, 超期 {overdue} 件, 答复附加目录外条件 {added} 件; 超期不等于同意。",
        (f"{count} requests, {waiting} under way, {overdue} overdue, {added} answered with conditions beyond the catalogue; "
         "overdue never means consent."),
    )  # fmt: skip
