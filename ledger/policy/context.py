"""What a duty is judged on: the events, what else is known of items and departments, the limits, and the time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from operator import attrgetter

from ledger.policy.completeness import conditions
from ledger.policy.limits import Limits
from ledger.policy.seen import Record, Seen, grouped
from ledger.policy.terms import AgreementTerms
from ledger.workdays import CHINA

ENTRIES = ("catalogue.register", "catalogue.update")
CALLS = ("call", "verify")


@dataclass(frozen=True)
class ItemKnown:
    """A catalogue item as known beside the events: empty texts are unknown; ``conditions`` None is unknown too."""

    owner: str = ""
    manager: str = ""
    share_type: str = "unknown"
    conditions: frozenset[str] | None = None


@dataclass(frozen=True)
class Accredited:
    """An auditor's accreditation: department or key, what it covers (``*``: everything), from when until when (ms)."""

    subject: str
    scope: frozenset[str]
    from_ms: int
    until_ms: int


@dataclass(frozen=True)
class Known:
    """What is known beside the events.

    Attributes:
        terms: agreement id → what was signed.
        items: code → the item as it is now; what the events themselves say of its past goes before.
        tiers: department → 1 national … 4 county.
        contractors: departments that act for others only; None where it is not known who is one.
        bases: department → the legal bases and scopes on its list of duties; without a list only the form is judged.
        accredited: the auditors' accreditations; None where they are not known.
        bodies: agreement id → the body that a dispute under it goes to.
    """

    terms: Mapping[str, AgreementTerms] = field(default_factory=dict)
    items: Mapping[str, ItemKnown] = field(default_factory=dict)
    tiers: Mapping[str, int] = field(default_factory=dict)
    contractors: frozenset[str] | None = None
    bases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    accredited: tuple[Accredited, ...] | None = None
    bodies: Mapping[str, str] = field(default_factory=dict)


class Context:
    """One judgement's ground; ``now`` in ms since 1970."""

    def __init__(self, events: Iterable[Seen] | Record, known: Known, limits: Limits, now: int) -> None:
        self.record = events if isinstance(events, Record) else Record(events)
        self.known = known
        self.now = now
        self._limits = limits
        self._filed = grouped(attrgetter("agreement"), self.record.of_type("agreement.file"))
        self._entries = grouped(attrgetter("item"), self.record.of_type(*ENTRIES))
        self._moved = grouped(attrgetter("item"), self.record.of_type("attribution.change"))

    def terms(self, event: Seen) -> AgreementTerms | None:
        """What was signed of the event's agreement, if that is known."""
        return self.known.terms.get(event.agreement)

    def limits(self, event: Seen) -> Limits:
        """The limits in the event's matter: the deployment's, with what the agreement as last filed before it names in the
        field ``limits`` of its filing.
        """
        filings = self._filed.get(event.agreement, ()) if event.agreement else ()
        before = self._before(event, filings)
        return self._limits.under(before[-1].disclosed.get("limits")) if before else self._limits

    def item(self, event: Seen) -> ItemKnown:
        """The event's item as it was then: by the newest entry disclosed before, else as it is known now."""
        known = self.known.items.get(event.item, ItemKnown())
        place = self.record.place
        then = [row for row in self._entries.get(event.item, ()) if place[row.id] <= place[event.id]]
        if not then or not isinstance(entry := then[-1].disclosed.get("entry"), Mapping):
            return known
        return ItemKnown(
            owner=self._owner(event) or then[-1].acting,
            manager=str(entry.get("manager") or known.manager),
            share_type=str(entry.get("share_type") or known.share_type),
            conditions=conditions(entry.get("condition")),
        )

    def department(self, party: str, event: Seen) -> str:
        """Who stands as that party in the event's matter; empty where the record does not say."""
        if party == "any":
            return event.acting
        if terms := self.terms(event):
            return str(getattr(terms, party, ""))
        return str(getattr(self.item(event), party, ""))

    @cached_property
    def calls_so_far(self) -> dict[str, int]:
        """Call id → calls of its day (+08:00) under its agreement, as its actor recorded them up to and with it."""
        sums: dict[tuple[str, str, str], int] = {}
        found = {}
        for event in self.record.of_type(*CALLS):
            day = datetime.fromtimestamp(event.occurred_ms / 1000, CHINA).date().isoformat()
            key = (event.agreement, event.actor, day)
            # an undisclosed count is at least one
            sums[key] = found[event.id] = sums.get(key, 0) + (event.number("count") or 1)
        return found

    def _owner(self, event: Seen) -> str:
        """To whom the item had gone by then: a change of attribution counts once the new owner has countersigned it."""
        for moved in reversed(self._before(event, self._moved.get(event.item, ()))):
            owner = moved.text("new_owner")
            children = self.record.children(moved, "countersign")
            if owner in {one.acting for one in self._before(event, children)}:
                return owner or ""
        return ""

    def _before(self, event: Seen, rows: Iterable[Seen]) -> list[Seen]:
        place = self.record.place
        return [row for row in rows if place[row.id] < place[event.id]]
