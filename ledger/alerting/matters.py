"""Matters: what has alerts of its own. An alert belongs to exactly one, so that one matter never closes another's."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from ledger.policy.alert import Alert
from ledger.storage.projection_rows import IndexedEvent

CALLS = ("call", "verify")
QUIET = ("alert", "alert.acknowledge", "decision", "record.read", "case.step")
"""Types that no rule looks at: what the watcher records itself must not wake it, nor must a history that is imported."""
# These meet duties that began with a request, whose matter is the item
_MEETS_ITEM = ("deliver", "backflow")


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


def matters_of(events: Iterable[IndexedEvent]) -> set[Matter]:
    """The matters that these events bear on by what they name; quiet types bear on none."""
    found: set[Matter] = set()
    for event in events:
        if event.type in QUIET:
            continue
        if event.agreement is not None:
            found.add(Matter(Kind.AGREEMENT, event.agreement))
        if event.item is not None and (event.agreement is None or event.type in _MEETS_ITEM):
            found.add(Matter(Kind.ITEM, event.item))
        if event.agreement is None and event.item is None:
            found.add(Matter(Kind.DEPARTMENT, event.actor))
    return found
