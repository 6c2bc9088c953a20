"""What figures are counted from: plain values read once, so that anyone who has them counts the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from ledger.policy.context import Context, ItemKnown, Known
from ledger.policy.figures.period import Period
from ledger.policy.limits import Limits
from ledger.policy.seen import Record, Seen
from ledger.policy.terms import AgreementTerms

ENTRY_TYPES = ("catalogue.register", "catalogue.update")
SHARE_TYPES = ("unconditional", "conditional")


class Call(NamedTuple):
    """One recorded call; a member that is None was not disclosed."""

    id: str
    actor: str
    agreement: str
    occurred_ms: int
    case_ref: str | None
    message_id: str | None
    success: bool | None


class Mark(NamedTuple):
    """One recorded event's times; ``anchored_ms`` None while there is no anchor."""

    id: str
    actor: str
    occurred_ms: int
    anchored_ms: int | None


class Use(NamedTuple):
    """The first or the last use of an agreement."""

    id: str
    occurred_ms: int


class DutyList(NamedTuple):
    """The duties of a department, as an inspection wrote them down; ``event`` is its id."""

    event: str
    duties: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """The record of one deployment as figures see it.

    Attributes:
        period: what is counted; now: as of when (ms).
        record: events of the types that the figures read.
        agreements: id → terms, of every concluded agreement; owners: item → its owner.
        calls: of the period; marks: every event recorded in the period.
        first_use: agreement id → its first call; last_use: its last before the end of the period.
        use_days: agreement id → starts (ms) of days with calls.
        stopped: agreement id → since when (ms) the chain has it suspended or ended; ended: only those that were ended.
        links: hash of a duty (hex) → items that serve it.
        above: department → those that stand above it: whose inspections and orders count for it.
    """

    period: Period
    now: int
    record: Record
    agreements: Mapping[str, AgreementTerms] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    calls: Sequence[Call] = ()
    marks: Sequence[Mark] = ()
    first_use: Mapping[str, Use] = field(default_factory=dict)
    last_use: Mapping[str, Use] = field(default_factory=dict)
    use_days: Mapping[str, frozenset[int]] = field(default_factory=dict)
    stopped: Mapping[str, int] = field(default_factory=dict)
    ended: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    above: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def end_ms(self) -> int:
        """The earlier of now and the end of the period: how far a state can be told."""
        return min(self.now, self.period.end_ms)

    @cached_property
    def entries(self) -> dict[str, Seen]:
        """Item → its catalogue event that counts at the end: the newest registration or update."""
        return {one.item: one for one in self.record.of_type(*ENTRY_TYPES) if one.recorded_ms < self.end_ms}

    @cached_property
    def contexts(self) -> dict[str, Context]:
        """Grounds of judgement, by the share type of items of which no event discloses one."""
        codes = {one.item for one in self.record.of_type("request")} | set(self.owners)
        read_as = {
            one: {code: ItemKnown(owner=self.owners.get(code, ""), share_type=one) for code in codes}
            for one in SHARE_TYPES
        }
        return {
            one: Context(self.record, Known(terms=self.agreements, items=items), Limits(), self.now)
            for one, items in read_as.items()
        }

    @cached_property
    def under(self) -> dict[str, list[Seen]]:
        """Agreement id → its events, in order."""
        found: dict[str, list[Seen]] = defaultdict(list)
        for event in self.record.events:
            found[event.agreement].append(event)
        return found

    @cached_property
    def about(self) -> dict[str, list[Seen]]:
        """Item → its events, in order."""
        found: dict[str, list[Seen]] = defaultdict(list)
        for event in self.record.events:
            found[event.item].append(event)
        return found

    @cached_property
    def covering(self) -> dict[tuple[str, str], list[str]]:
        """(item, user) → ids of the agreements that cover it."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for identity, terms in self.agreements.items():
            for item in terms.items:
                found[item, terms.user].append(identity)
        return found

    def owner(self, event: Seen) -> str:
        """The owner concerned: of the agreement, else of the item; empty where neither is known."""
        terms = self.agreements.get(event.agreement)
        return terms.owner if terms else self.owners.get(event.item, "")

    def ancestor(self, event: Seen, *types: str) -> Seen | None:
        """The nearest event of these types that it follows from, over any number of links."""
        seen, waiting = {event.id}, [event]
        while waiting:
            known = (self.record.by_id.get(name) for child in waiting for name in child.parents if name not in seen)
            parents = [one for one in known if one is not None]
            if found := next((one for one in parents if one.type in types), None):
                return found
            seen |= {one.id for one in parents}
            waiting = parents
        return None


def entry_of(event: Seen) -> dict[str, Any] | None:
    """The catalogue entry that an event disclosed, or None."""
    value = event.disclosed.get("entry")
    return value if isinstance(value, dict) else None
