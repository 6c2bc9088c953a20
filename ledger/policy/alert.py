"""What rules of alerts work on and what they give: a matter's record with the facts around it, and windows of time.

A rule says from when to when its alert stands, whatever the time is now. So the same walk over a record tells what stands
now and when to look again, and a watcher need not ask about what only time can change before that time has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec

from ledger.policy.alert_rules import ALERT_RULES, AlertRule
from ledger.policy.duties import DutyState
from ledger.policy.facts import AgreementTerms, ItemFacts
from ledger.policy.seen import Record, Seen

EVER = 2**62
"""No end: later than any time that can be written."""


class Alert(msgspec.Struct, frozen=True):
    """One alert.

    Attributes:
        subject: id of the event it is about, else the name of what it is about (a key, an agreement, ``log``).
        evidence: ids of the other events that show it.
        values: what its sentence names.
        key: tells alerts of one rule and subject apart (a clause, a day).
        owner: the department that must act; empty where the record names none.
    """

    rule: AlertRule
    subject: str
    evidence: tuple[str, ...]
    values: tuple[str, ...]
    key: str = ""
    owner: str = ""
    agreement: str = ""
    item: str = ""

    @property
    def id(self) -> str:
        """32 hex digits that name it for ever: the same rule, subject and key give the same alert."""
        return sha256(f"{self.rule.id}\x00{self.subject}\x00{self.key}".encode()).hexdigest()[:32]

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return self.rule.zh.format(*self.values)

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self.rule.en.format(*self.values)


class Raising(msgspec.Struct, frozen=True):
    """An alert that stands from ``from_ms`` on and before ``until_ms``."""

    alert: Alert
    from_ms: int = 0
    until_ms: int = EVER


@dataclass(frozen=True)
class KeyTimes:
    """When a key may act: ``until_ms`` None while it is open."""

    from_ms: int
    until_ms: int | None

    def holds(self, at_ms: int) -> bool:
        """Whether the key was good then."""
        return self.from_ms <= at_ms and (self.until_ms is None or at_ms < self.until_ms)


@dataclass(frozen=True)
class CallDay:
    """Calls of one day (+08:00; ``day_ms`` its start) as one side recorded them, and the last event that says so."""

    agreement: str
    day_ms: int
    actor: str
    calls: int


@dataclass(frozen=True)
class Around:
    """What is known beside the events; whatever is absent is unknown and raises nothing.

    Attributes:
        items: resource code → catalogue facts. managers: resource code → who reviews it.
        schemas: resource code → digest of the schema that the catalogue holds.
        keys: event id → when its signing key may act.
        unnumbered: ids of events whose signer's number before theirs is not recorded.
        states: agreement → its state on the chain, suspended or terminated.
        paired: message ids of calls that both sides recorded, beside those that the events show.
        closed_cases: case number → when it was closed (ms).
        others: resource code → (item, owner) of the same title elsewhere in the catalogue.
        obtained: department → items that it may have under an agreement in force.
        sources: resource code → items that it was made from.
        days: calls of the last 31 days, in place of counting the events.
        closing_keys: department → (address, end in ms) of its keys that end.
        operator: the department that runs the service.
    """

    items: Mapping[str, ItemFacts] = field(default_factory=dict)
    managers: Mapping[str, str] = field(default_factory=dict)
    schemas: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, KeyTimes] = field(default_factory=dict)
    unnumbered: frozenset[str] = frozenset()
    states: Mapping[str, str] = field(default_factory=dict)
    paired: frozenset[str] = frozenset()
    closed_cases: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    obtained: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days: tuple[CallDay, ...] | None = None
    closing_keys: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    operator: str = ""


@dataclass(frozen=True)
class View:
    """One look: the record, the terms, what lies around, the thresholds, and the duties that are running."""

    record: Record
    terms: Mapping[str, AgreementTerms]
    around: Around
    limits: Mapping[str, int]
    duties: tuple[DutyState, ...]

    def alert(
        self,
        rule: str,
        subject: Seen,
        *values: str,
        evidence: Iterable[Seen] = (),
        key: str = "",
        owner: str | None = None,
    ) -> Alert:
        """The alert of a rule about an event; ``owner`` in place of the one whom the rule names."""
        row = ALERT_RULES[rule]
        acts = self._department(row.acts, subject) if owner is None else owner
        shown = tuple(event.id for event in evidence)
        return Alert(row, subject.id, shown, values, key, acts, subject.agreement, subject.item)

    def _department(self, acts: str, subject: Seen) -> str:
        if acts == "actor":
            return subject.actor
        agreed = self.terms.get(subject.agreement)
        if agreed is not None and acts in {"owner", "user", "manager"}:
            return str(getattr(agreed, acts))
        item = self.around.items.get(subject.item)
        known = {"owner": item.owner if item else "", "manager": self.around.managers.get(subject.item, "")}
        return known.get(acts) or subject.actor
