"""What the chain says of a department, an agreement or an item, in frozen rows; times as docs/formats.md §1.

``history`` is a page; ``next_after`` is where the next one starts, None at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.asking.answers import Withheld
from ledger.model import MAX_TIME, format_time
from ledger.storage.chain_rows import (
    AccountabilityStep,
    Breach,
    CatalogueEntry,
    ChainEvent,
    Dispute,
    Grant,
    Holding,
    ItemLink,
    Mandate,
    Unfollowed,
)
from ledger.storage.projection_rows import Agreement


@dataclass(frozen=True)
class ChainStep:
    """One contract event: where it stands and what it said. ``arguments`` is None where the caller may not see terms."""

    block: int
    log_index: int
    transaction: str
    contract: str
    name: str
    at: str
    arguments: dict[str, Any] | None


@dataclass(frozen=True)
class UnfollowedView:
    """A contract event that changes nothing here, for its content is refused: where it stands, with which code and why."""

    block: int
    log_index: int
    transaction: str
    contract: str
    name: str
    at: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class UnfollowedPage:
    """Such events, newest first; ``next_before`` is where the next page starts, None at its end."""

    as_of: str
    events: list[UnfollowedView]
    next_before: str | None


@dataclass(frozen=True)
class MandateView:
    """An accreditation or entrustment; ``valid_until`` None is open, ``in_force`` as of the time asked about."""

    id: str
    kind: str
    giver: str
    holder: str
    key: str | None
    subtree: str | None
    subjects: list[str]
    valid_from: str
    valid_until: str | None
    in_force: bool


@dataclass(frozen=True)
class VersionView:
    """One version of an agreement, counted from 1; ``state`` leaves time aside."""

    agreement: str
    version: int
    state: str
    previous: str | None


@dataclass(frozen=True)
class StepView:
    """One step of a breach or dispute; ``proof`` names the log and place of its event, ``text`` is a hash."""

    number: int
    kind: str
    department: str | None
    event_id: str
    text: str
    at: str
    proof: dict[str, Any]


@dataclass(frozen=True)
class BreachView:
    """A breach: somebody's mark until an auditor found it. ``subject`` is an agreement or the id of an item."""

    id: str
    subject: str
    department: str
    clause: str
    due_at: str
    state: str
    severity: int | None
    order_due: str | None
    steps: list[StepView]


@dataclass(frozen=True)
class DisputeView:
    """A dispute and the steps of its route."""

    id: str
    subject: str
    claimant: str
    respondent: str
    state: str
    filed_at: str
    steps: list[StepView]


@dataclass(frozen=True)
class HoldingView:
    """An owner of an item and since when; ``instrument`` None for the first."""

    owner: str
    instrument: str | None
    since: str


@dataclass(frozen=True)
class GrantView:
    """A right in an item, granted to an operator: 2 process, 3 operate."""

    id: str
    operator: str
    right_type: int
    valid_from: str
    valid_until: str


@dataclass(frozen=True)
class LinkView:
    """A link duty → item → table, both as hashes; ``until`` None while it stands."""

    duty: str
    table: str
    since: str
    until: str | None


@dataclass(frozen=True)
class EntryView:
    """One version of an item's entry: submitted, published or refused."""

    id: str
    version: int
    state: str
    submitted_at: str
    reviewed_at: str | None
    content: dict[str, Any]


@dataclass(frozen=True)
class DepartmentOnChain:
    """A department: who answers in its place, mandates given and held, breaches and disputes, and all that happened."""

    code: str
    acting: str
    mandates: list[MandateView]
    breaches: list[BreachView]
    disputes: list[DisputeView]
    history: list[ChainStep]
    next_after: str | None
    withheld: list[Withheld]


@dataclass(frozen=True)
class AgreementOnChain:
    """An agreement: its versions, who answers for each side now, and all that happened to it."""

    agreement: str
    state: str
    owner: str
    user: str
    manager: str
    versions: list[VersionView]
    facts: dict[str, Any]
    breaches: list[BreachView]
    disputes: list[DisputeView]
    history: list[ChainStep]
    next_after: str | None
    withheld: list[Withheld]


@dataclass(frozen=True)
class ItemOnChain:
    """An item: its owner, the one who answers for it now, entries, owners, links, grants, and all that happened."""

    id: str
    code: str
    owner: str | None
    acting: str | None
    manager: str | None
    lead_source: str | None
    version: int
    entries: list[EntryView]
    holdings: list[HoldingView]
    links: list[LinkView]
    grants: list[GrantView]
    breaches: list[BreachView]
    disputes: list[DisputeView]
    history: list[ChainStep]
    next_after: str | None
    withheld: list[Withheld]


def time_text(milliseconds: int) -> str:
    """A time in words; one that no calendar reaches is the last that one does."""
    return format_time(min(milliseconds, MAX_TIME))


def time_or_none(milliseconds: int | None) -> str | None:
    """As `time_text`; None stays None."""
    return None if milliseconds is None else time_text(milliseconds)


def chain_steps(events: Iterable[ChainEvent], *, full: bool) -> list[ChainStep]:
    """Contract events; without ``full`` only what happened when."""
    return [
        ChainStep(
            one.block,
            one.log_index,
            one.tx_hash,
            one.contract,
            one.name,
            time_text(one.time),
            one.arguments if full else None,
        )
        for one in events
    ]


def next_after(events: Sequence[ChainEvent], limit: int) -> str | None:
    """Where the next page starts: ``block-index`` of the last event of a full one."""
    return f"{events[-1].block}-{events[-1].log_index}" if len(events) == limit else None


def mandate_view(mandate: Mandate, *, in_force: bool) -> MandateView:
    """A mandate with its times in words."""
    members = {name: value for name, value in vars(mandate).items() if name != "facts"}
    times = {"valid_from": time_text(mandate.valid_from), "valid_until": time_or_none(mandate.valid_until)}
    return MandateView(**(members | times), in_force=in_force)


def version_view(row: Agreement) -> VersionView:
    """One version of an agreement."""
    return VersionView(row.id, row.version, row.state, row.previous)


def breach_view(breach: Breach, steps: Iterable[AccountabilityStep]) -> BreachView:
    """A breach with its steps."""
    hidden = ("resumes", "marked_at")
    members = {name: value for name, value in vars(breach).items() if name not in hidden}
    times = {"due_at": time_text(breach.due_at), "order_due": time_or_none(breach.order_due)}
    return BreachView(**(members | times), steps=_steps(steps))


def dispute_view(dispute: Dispute, steps: Iterable[AccountabilityStep]) -> DisputeView:
    """A dispute with its steps."""
    return DisputeView(**(vars(dispute) | {"filed_at": time_text(dispute.filed_at)}), steps=_steps(steps))


def unfollowed_page(rows: Sequence[tuple[Unfollowed, ChainEvent]], now: int, limit: int) -> UnfollowedPage:
    """A page of at most ``limit`` events, as of ``now`` (ms)."""
    events = [
        UnfollowedView(
            one.block, one.log_index, event.tx_hash, event.contract, event.name, time_text(event.time), one.code, one.zh, one.en
        )
        for one, event in rows
    ]  # fmt: skip
    last = events[-1] if len(events) == limit else None
    return UnfollowedPage(format_time(now), events, None if last is None else f"{last.block}-{last.log_index}")


def holding_view(holding: Holding) -> HoldingView:
    """An owner of an item."""
    return HoldingView(holding.owner, holding.instrument, time_text(holding.since))


def grant_view(grant: Grant) -> GrantView:
    """A granted right."""
    return GrantView(
        grant.id, grant.operator, grant.right_type, time_text(grant.valid_from), time_text(grant.valid_until)
    )


def agreement_facts(row: Agreement) -> dict[str, Any]:
    """What befell the agreement, times in words."""
    return {name: time_text(value) if name in _TIMES else value for name, value in sorted(row.facts.items())}


def entry_view(entry: CatalogueEntry) -> EntryView:
    """One version of an item's entry."""
    times = time_text(entry.submitted_at), time_or_none(entry.reviewed_at)
    return EntryView(entry.id, entry.version, entry.state, *times, entry.content)


def link_view(link: ItemLink) -> LinkView:
    """A link duty → item → table."""
    return LinkView(link.duty, link.table, time_text(link.since), time_or_none(link.until))


_TIMES = ("filed_at", "offered_at", "open_until", "signed_at", "ends_at", "suspended_at", "rectify_by", "closed_at")


def _steps(steps: Iterable[AccountabilityStep]) -> list[StepView]:
    return [
        StepView(one.number, one.kind, one.department, one.event_id, one.text, time_text(one.time), one.proof)
        for one in steps
    ]
