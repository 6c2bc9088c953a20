"""The question after: who answers for one step, from the delivery it belongs to. A proposal, never a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld
from ledger.asking.records import EventRef
from ledger.errors import TimeRefused
from ledger.model import parse_time
from ledger.policy.chain_facts import ChainFacts, Claim, Link
from ledger.policy.duties import due_duties
from ledger.policy.facts import AgreementTerms
from ledger.policy.limits import Limits
from ledger.policy.seen import Record, Seen

_USES = ("redistribute", "store", "derive", "aggregate", "use.report", "call")
_CARRY_SAME = frozenset({"redistribute", "store"})
_MAKING = ("derive", "aggregate", "link", "mask")
_SOURCES = ("data.update", "collect", "derive", "aggregate")


@dataclass(frozen=True)
class Step:
    """One step publish → deliver → transfer → receipt → use; ``event`` None where nothing is on record."""

    step: str
    event: EventRef | None
    digest: str | None
    version: str | None


@dataclass(frozen=True)
class KeyThen:
    """A key of a department that was valid at a time, and what it was for."""

    address: str
    role: str
    valid_from: str
    valid_until: str | None


@dataclass(frozen=True)
class Stand:
    """A department in the succession of another: from when on it answers for it, with its keys now."""

    department: str
    name_zh: str
    name_en: str
    since: str
    keys: list[KeyThen]


@dataclass(frozen=True)
class Responsible:
    """A department that is proposed to answer, as it was at that time; empty where it cannot be determined.

    Attributes:
        office: the sharing office or operator that the event names, as a pseudonym; None where it names none.
        heads: addresses of its head keys then; keys: all its keys then, by role.
        successors: who answers for it now, after each reform since; empty where it stands itself.
    """

    party: str
    department: str | None
    at: str
    heads: list[str]
    name_zh: str | None = None
    name_en: str | None = None
    office: str | None = None
    keys: list[KeyThen] = field(default_factory=list)
    successors: list[Stand] = field(default_factory=list)


@dataclass(frozen=True)
class Proposed:
    """One rule that applies: whom it names, on what basis, shown by which events, from when on."""

    rule: str
    basis: list[str]
    zh: str
    en: str
    evidence: list[str]
    since: str | None
    responsible: Responsible


@dataclass(frozen=True)
class Accountability:
    """The answer. ``missing`` names the links without which something cannot be determined; ``truncated``: of what may bear on
    the event, not all was looked at.
    """

    verdict: Bilingual
    event: EventRef
    signed_by: Responsible
    delivery: str | None
    outcome: str
    confidence: str
    proposal: Proposed | None
    alternatives: list[Proposed]
    steps: list[Step]
    missing: list[str]
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    evidence: list[EventRef]
    withheld: list[Withheld]
    label: Bilingual
    truncated: bool


def delivery_of(record: Record, event: Seen) -> Seen | None:
    """The delivery that an event belongs to: itself, the nearest before it, or else the first after it."""
    if event.type == "deliver":
        return event
    level, known = [event], {event.id}
    while level:
        above = [parent for one in level for parent in (record.by_id.get(name) for name in one.parents) if parent]
        for parent in above:
            if parent.type == "deliver":
                return parent
        level = [parent for parent in above if parent.id not in known]
        known |= {parent.id for parent in level}
    return next(iter(record.descendants(event, "deliver")), None)


def chain_facts(
    record: Record, delivery: Seen, terms: Mapping[str, AgreementTerms], now: int, limits: Limits | None = None
) -> ChainFacts:
    """What one delivery left on record, as the policy asks for it."""
    publish = _publish(record, delivery)
    transfer = _last(record.descendants(delivery, "transfer"))
    receipt = next(iter(record.children(delivery, "receipt")), None) or _last(record.descendants(delivery, "receipt"))
    use = _last(record.descendants(receipt, *_USES)) if receipt else None
    correction, reply, due = _correction(record, delivery, terms, now, limits)
    disagreeing = _disagreeing(record, publish)
    return ChainFacts(
        as_of_ms=now,
        publish=_link(publish),
        deliver=_link(delivery),
        transfer=_link(transfer),
        receipt=_link(receipt),
        use=_use_link(use, receipt),
        via_platform=transfer is not None,
        newer=_link(_newer(record, publish)),
        cycle_due_ms=_cycle_due(publish),
        correction=_link(correction),
        correction_reply=_link(reply),
        correction_due_ms=due,
        known_to_user_ms=_known_to_user(record, delivery, terms),
        lead_named=_lead_named(record, disagreeing),
        claim=_claim(record, delivery, use, reply, disagreeing=bool(disagreeing)),
    )


def _publish(record: Record, delivery: Seen) -> Seen | None:
    if named := record.parents(delivery, *_SOURCES):
        return named[-1]
    version = delivery.text("version")
    published = (row for row in record.of_type(*_SOURCES) if row.item == delivery.item)
    same = [row for row in published if version is not None and row.text("version") == version]
    return same[-1] if same else None


def _newer(record: Record, publish: Seen | None) -> Seen | None:
    if publish is None:
        return None
    later = (row for row in record.of_type("data.update") if row.item == publish.item and row.id != publish.id)
    return next((row for row in later if row.recorded_ms > publish.recorded_ms), None)


def _correction(
    record: Record, delivery: Seen, terms: Mapping[str, AgreementTerms], now: int, limits: Limits | None
) -> tuple[Seen | None, Seen | None, int | None]:
    # A doubt about what was derived from it is none about the delivery
    doubts = (row for row in record.descendants(delivery, "correction.request") if row.item == delivery.item)
    asked = next(doubts, None)
    if asked is None:
        return None, None, None
    answered = next(iter(record.descendants(asked, "correction.reply")), None)
    duties = due_duties(record.events, terms, now, limits=limits)
    due = next((row.due_ms for row in duties if row.clause == "O10" and row.trigger == asked.id), None)
    return asked, answered, due


def _known_to_user(record: Record, delivery: Seen, terms: Mapping[str, AgreementTerms]) -> int | None:
    agreed = terms.get(delivery.agreement)
    issues = (row for row in record.of_type("quality.issue") if agreed and row.actor == agreed.user)
    return next((row.recorded_ms for row in issues if row.item == delivery.item), None)


def _claim(record: Record, delivery: Seen, use: Seen | None, reply: Seen | None, *, disagreeing: bool) -> Claim:
    """What is said to be wrong: the gravest first."""
    if record.descendants(delivery, "incident"):
        return Claim.MISUSE
    if disagreeing:
        return Claim.SOURCES_DISAGREE
    if reply is not None and reply.text("result") in {"corrected", "accepted"}:
        return Claim.WRONG_CONTENT
    if use is not None and use.type in _MAKING and record.children(use, "quality.issue", "correction.request"):
        return Claim.WRONG_DERIVED
    return Claim.NONE


def _disagreeing(record: Record, publish: Seen | None) -> list[Seen]:
    """The publications of several departments that a quality issue sets against this one; empty where none does."""
    if publish is None:
        return []
    for issue in record.children(publish, "quality.issue"):
        published = record.parents(issue, *_SOURCES)
        if len({row.actor for row in published}) > 1:
            return published
    return []


def _lead_named(record: Record, disagreeing: Sequence[Seen]) -> bool:
    """Whether a lead source is assigned for one of these items; True where nobody disagrees."""
    items = {row.item for row in disagreeing}
    return not disagreeing or any(row.item in items for row in record.of_type("source.assign"))


def _cycle_due(publish: Seen | None) -> int | None:
    text = publish.text("cycle_due") if publish else None
    try:
        return parse_time(text) if text else None
    except TimeRefused:
        # What a department wrote there is its own; a text that is no time sets no date
        return None


def _link(event: Seen | None) -> Link | None:
    if event is None:
        return None
    return Link(
        event=event.id,
        at_ms=event.occurred_ms,
        digest=event.digest,
        in_digest=event.text("in_digest") or "",
        version=event.text("version") or "",
        anchored=event.anchored_ms is not None,
    )


def _use_link(use: Seen | None, receipt: Seen | None) -> Link | None:
    """A use that carries no digest of its input stands for the data received, which it names as parent."""
    link = _link(use)
    if use is None or link is None or receipt is None or use.type in _CARRY_SAME:
        return link
    return Link(link.event, link.at_ms, receipt.digest, version=link.version, anchored=link.anchored)


def _last(rows: Sequence[Seen]) -> Seen | None:
    return rows[-1] if rows else None
