"""Matters: what has alerts of its own. An alert belongs to exactly one, so that one matter never closes another's."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from ledger.policy.alert import Alert
from ledger.storage.projection_rows import IndexedEvent

CALLS = ("call", "verify")
RECEIPT = "receipt"
QUIET = ("alert", "alert.acknowledge", "decision", "record.read", "case.step")
"""Types that no rule looks at: what the watcher records itself must not wake it, nor must a history that is imported."""
BULK = ("deliver", "transfer", RECEIPT, "store", "backup")
"""Types of which there are very many, and which change nothing for others: only a receipt does, for its delivery."""


class Kind(StrEnum):
    """Kinds of matters; ``log`` is the ledger's own health."""

    AGREEMENT = "agreement"
    ITEM = "item"
    DEPARTMENT = "department"
    LOG = "log"


class Matter(NamedTuple):
    """An agreement (its id), a catalogue item (its code), a department's own affairs (its code), or the log."""

    kind: Kind
    name: str

    @property
    def text(self) -> str:
        """``kind:name``; inverse of `parse`."""
        return f"{self.kind.value}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> Matter:
        """Of a text that `text` gave."""
        kind, _, name = text.partition(":")
        return cls(Kind(kind), name)

    def holds(self, alert: Alert) -> bool:
        """Whether the alert is this matter's own."""
        if self.kind is Kind.AGREEMENT:
            return alert.agreement == self.name
        if alert.agreement:
            return False
        return alert.item == self.name if self.kind is Kind.ITEM else not alert.item


LOG = Matter(Kind.LOG, "")


def matters_of(events: Iterable[IndexedEvent]) -> dict[Matter, list[IndexedEvent]]:
    """Matter → the events that alerts of it may be about; there are none about events of the quiet types."""
    found: dict[Matter, list[IndexedEvent]] = {}
    for event in events:
        if event.type not in QUIET:
            found.setdefault(_matter(event), []).append(event)
    return found


def _matter(event: IndexedEvent) -> Matter:
    if event.agreement is not None:
        return Matter(Kind.AGREEMENT, event.agreement)
    return Matter(Kind.DEPARTMENT, event.actor) if event.item is None else Matter(Kind.ITEM, event.item)
