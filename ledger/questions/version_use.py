"""The data was updated: has everybody who uses it moved on? Users by version received and used, with hours of lag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access as Right
from ledger.policy.seen import Record, Seen
from ledger.workdays import HOUR_MS

_USES = ("derive", "aggregate", "redistribute", "use.report", "call", "store")


@dataclass(frozen=True)
class Version:
    """A version as it was published."""

    version: str | None
    published: EventRef


@dataclass(frozen=True)
class VersionUser:
    """A department that obtains the item.

    Attributes:
        received: its newest receipt, received_version the version that it took; None where there is none.
        used_version: what its newest use rests on.
        current: whether it has the newest version; None where that cannot be told (by service, or withheld).
        lag_hours: since the newest version was published, where it is stale; else how long it took.
    """

    department: str
    agreement: str
    number: str
    mode: str
    received: EventRef | None
    received_version: str | None
    used: EventRef | None
    used_version: str | None
    current: bool | None
    lag_hours: int | None


@dataclass(frozen=True)
class VersionUse(Answer):
    """The answer; agreements that have ended are left out."""

    item: str
    versions: list[Version]
    users: list[VersionUser]


def version_use(inquiry: Inquiry, code: str) -> VersionUse:
    """The answer for one item.

    Raises:
        ItemUnknown: there is none, or none that the asker may see.
    """
    item = inquiry.item(code)
    rows = inquiry.of_types("data.update", "deliver", "transfer", "receipt", *_USES, item=code)
    record, by_id = Record(row.seen() for row in rows), by_event(rows)
    published = record.of_type("data.update")
    agreements = (inquiry.directory.facts_of(row) for row in inquiry.session.projections.agreements_on([code]))
    in_force = [one for one in agreements if one.state in {"active", "suspended"} and _seen(inquiry, one)]
    users = [_user(record, by_id, one, published, inquiry.now) for one in in_force]
    cited = [by_id[one.id] for one in published[-1:]] + [
        by_id[one.id] for user in users for one in _cited(user, record)
    ]
    return VersionUse(
        **inquiry.head(*_verdict(item.code, published, users), cited),
        item=item.code,
        versions=[Version(one.text("version"), ref(by_id[one.id])) for one in published],
        users=users,
    )


def _seen(inquiry: Inquiry, facts: AgreementFacts) -> bool:
    return inquiry.look.of_agreement(inquiry.caller, facts.terms, agreement=facts.id) is not Right.NONE


def _user(
    record: Record, by_id: dict[str, Recorded], facts: AgreementFacts, published: Sequence[Seen], now: int
) -> VersionUser:
    mine = [event for event in record.events if event.agreement == facts.id]
    received = next((event for event in reversed(mine) if event.type == "receipt"), None)
    held = None if received is None else _version_of(record, received)
    uses = (one for one in reversed(record.events) if one.type in _USES and one.actor == facts.terms.user)
    used = next((one for one in uses if one.agreement == facts.id or _rests_on(one, mine)), None)
    newest = published[-1] if published else None
    current = None if newest is None or facts.terms.mode == "api" else held == newest
    if held is None and received is not None:
        current = None
    return VersionUser(
        department=facts.terms.user,
        agreement=facts.id,
        number=facts.terms.number,
        mode=facts.terms.mode,
        received=ref(by_id[received.id]) if received else None,
        received_version=held.text("version") if held else None,
        used=ref(by_id[used.id]) if used else None,
        used_version=None if used is None else _text(_version_of(record, used)),
        current=current,
        lag_hours=_lag(newest, received, current=current, now=now),
    )


def _version_of(record: Record, event: Seen) -> Seen | None:
    """The publication that an event rests on, along its parents; the nearest."""
    level, known = [event], {event.id}
    while level:
        level = [record.by_id[one] for at in level for one in at.parents if one in record.by_id and one not in known]
        known |= {one.id for one in level}
        found = [one for one in level if one.type == "data.update"]
        if found:
            return found[-1]
    return None


def _rests_on(event: Seen, mine: Sequence[Seen]) -> bool:
    ids = {one.id for one in mine}
    return any(parent in ids for parent in event.parents)


def _lag(newest: Seen | None, received: Seen | None, *, current: bool | None, now: int) -> int | None:
    if newest is None or current is None:
        return None
    until = now if not current or received is None else received.recorded_ms
    return max(0, until - newest.recorded_ms) // HOUR_MS


def _cited(user: VersionUser, record: Record) -> list[Seen]:
    return [record.by_id[one.id] for one in (user.received, user.used) if one is not None]


def _text(event: Seen | None) -> str | None:
    return None if event is None else event.text("version")


def _verdict(code: str, published: Sequence[Seen], users: Sequence[VersionUser]) -> tuple[str, str]:
    if not published:
        return f"{code} 没有发布记录: 无法判定。", f"No publication of {code} is on record: it cannot be determined."
    stale = [one.department for one in users if one.current is False]
    unsure = sum(one.current is None for one in users)
    names = ", ".join(stale) or "—"
    return (
        f"最新版 {published[-1].text('version') or '—'}; 使用部门 {len(users)} 个, 仍用旧版: {names}; 无法判定 {unsure} 个。",
        f"Newest version {published[-1].text('version') or '—'}; {len(users)} users, behind: {names}; {unsure} cannot be told.",
    )
