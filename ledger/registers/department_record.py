"""What is on record against a department: findings, breaches, orders, incidents, disposals; what is unresolved is marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.asking.answers import HIDDEN, withhold
from ledger.asking.chain_views import time_text
from ledger.asking.event_queries import of_agreements
from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.errors import NotFound
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access as Right
from ledger.policy.permission_table import Action
from ledger.policy.seen import Record, Seen
from ledger.storage.chain_rows import Breach

_CLOSED_BY = {
    "finding": ("finding.verify",),
    "breach.mark": ("finding.verify",),
    "rectify.order": ("finding.verify", "agreement.resume"),
    "order": ("finding.verify",),
    "incident": ("incident.remedy",),
    "complaint": ("complaint.close",),
}
_ENTRIES = (*_CLOSED_BY, "dispose", "destroy", "notice", "sanction.ref")
_ALL = (*_ENTRIES, "finding.rectify", "finding.verify", "incident.report", "incident.remedy", "agreement.resume",
        "complaint.close")  # fmt: skip
_ACCEPTED = "accept"


@dataclass(frozen=True)
class Entry:
    """One thing on record; ``closed_by`` the event that settled it. ``open`` None where nothing has to settle it."""

    kind: str
    event: EventRef
    agreement: str | None
    clause: str | None
    due_at: str | None
    closed_by: EventRef | None
    open: bool | None


@dataclass(frozen=True)
class BreachOnChain:
    """A breach as the chain holds it: marked, found, ordered, rectified, accepted."""

    id: str
    subject: str
    clause: str
    state: str
    due_at: str
    marked_at: str
    open: bool


@dataclass(frozen=True)
class DepartmentRecord(Answer):
    """The answer; ``agreements`` is how many agreements of the department the asker may see."""

    department: str
    agreements: int
    entries: list[Entry]
    breaches: list[BreachOnChain]
    unresolved: int


def department_record(inquiry: Inquiry, code: str) -> DepartmentRecord:
    """The answer for one department, as far as the asker may see it: parties see what happened under their agreements.

    Raises:
        NotFound: no such department.
    """
    if inquiry.directory.department(code) is None:
        raise NotFound(zh=f"没有部门 {code}", en=f"there is no department {code}")
    seen, hidden = _agreements(inquiry, code)
    indexes = {row.index for row in of_agreements(inquiry.session, set(seen), _ALL)}
    indexes |= set(inquiry.by(code, *_ALL))
    rows = inquiry.load(indexes)
    entries = _entries(rows, seen, code)
    breaches = [_on_chain(one) for one in _breaches(inquiry, code, set(seen))]
    open_count = sum(bool(one.open) for one in entries) + sum(one.open for one in breaches)
    cited = {one.event.id for one in entries} | {one.closed_by.id for one in entries if one.closed_by}
    head = inquiry.head(*_verdict(code, entries, breaches, open_count), (row for row in rows if row.event.id in cited))
    if hidden:
        head["withheld"] = [*head["withheld"], withhold(f"agreements: {hidden}", HIDDEN)]
    return DepartmentRecord(
        **head, department=code, agreements=len(seen), entries=entries, breaches=breaches, unresolved=open_count
    )


def _agreements(inquiry: Inquiry, code: str) -> tuple[dict[str, AgreementFacts], int]:
    """Those of its agreements that the asker may see, and how many there are besides."""
    facts = [inquiry.directory.facts_of(row) for row in inquiry.session.projections.agreements(party=code)]
    seen = {
        one.id: one for one in facts
        if inquiry.look.of_agreement(inquiry.caller, one.terms, agreement=one.id) is not Right.NONE
    }  # fmt: skip
    return seen, len(facts) - len(seen)


def _entries(rows: Iterable[Recorded], agreements: dict[str, AgreementFacts], code: str) -> list[Entry]:
    by_id = by_event(rows)
    record = Record(row.seen() for row in by_id.values())
    found = [one for one in record.of_type(*_ENTRIES) if _concerns(record, one, agreements, code)]
    return [_entry(record, one, by_id) for one in found]


def _concerns(record: Record, event: Seen, agreements: dict[str, AgreementFacts], code: str) -> bool:
    """Its own act, or one of others against it: as the user or owner whose clause is named, or by the parents' actor."""
    if event.actor == code:
        return True
    agreed = agreements.get(event.agreement)
    clause = event.text("clause") or ""
    side = {"O": "owner", "U": "user", "M": "manager"}.get(clause[:1])
    if agreed is not None and side is not None:
        return bool(getattr(agreed.terms, side) == code)
    if event.text("scope") is not None:
        return code in (event.names("scope") or ())
    named = [record.by_id[one] for one in event.parents if one in record.by_id]
    return any(one.actor == code for one in named) or (agreed is not None and agreed.terms.user == code)


def _entry(record: Record, event: Seen, by_id: dict[str, Recorded]) -> Entry:
    closing = record.descendants(event, *_CLOSED_BY.get(event.type, ()))
    closed = next((one for one in closing if (one.text("result") or _ACCEPTED) == _ACCEPTED), None)
    return Entry(
        kind=event.type,
        event=ref(by_id[event.id]),
        agreement=event.agreement or None,
        clause=event.text("clause"),
        due_at=event.text("due") or event.text("due_at"),
        closed_by=ref(by_id[closed.id]) if closed else None,
        open=closed is None if event.type in _CLOSED_BY else None,
    )


def _breaches(inquiry: Inquiry, code: str, seen: set[str]) -> list[Breach]:
    right = inquiry.look.of_department(inquiry.caller, code, Action.FINDING)
    rows = inquiry.session.chain.find(Breach, department=code)
    return [one for one in rows if right is not Right.NONE or one.subject in seen or inquiry.caller.department == code]


def _on_chain(breach: Breach) -> BreachOnChain:
    return BreachOnChain(
        breach.id, breach.subject, breach.clause, breach.state, time_text(breach.due_at), time_text(breach.marked_at),
        breach.state != "accepted",
    )  # fmt: skip


def _verdict(code: str, entries: list[Entry], breaches: list[BreachOnChain], unresolved: int) -> tuple[str, str]:
    kinds = {kind: sum(one.kind == kind for one in entries) for kind in ("finding", "incident", "dispose")}
    return (
        (
            f"{code}: 审计发现 {kinds['finding']} 项, 违约 {len(breaches)} 项, 安全事件 {kinds['incident']} 起, "
            f"处置记录 {kinds['dispose']} 条; 未了结 {unresolved} 项。"
        ),
        (
            f"{code}: {kinds['finding']} findings, {len(breaches)} breaches, {kinds['incident']} incidents, "
            f"{kinds['dispose']} disposals on record; {unresolved} unresolved."
        ),
    )
