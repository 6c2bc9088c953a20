"""Recorded events as the questions need them: read back, held against their own hashes, with the state of their proof."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from ledger.entries import EventEntry
from ledger.events import Event
from ledger.keys import address_text
from ledger.merkle import leaf_hash
from ledger.model import format_time, moment
from ledger.policy.seen import Seen
from ledger.storage.log_store import StoredEntry
from ledger.storage.store import StoreSession


class Proof(StrEnum):
    """How far an event is proven, by what this service holds; an evidence file proves it to others."""

    ANCHORED = "anchored"
    WAITING = "waiting-for-anchor"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True)
class Recorded:
    """One recorded event.

    Attributes:
        signer: address of the key. recorded_ms: our clock. anchored_ms: when its first anchor was mined, if it was.
        disclosed: field → ``{"salt", "value"}``, whatever is still disclosed.
    """

    index: int
    event: Event
    signer: str
    recorded_ms: int
    disclosed: Mapping[str, Any]
    proof: Proof
    anchored_ms: int | None = None

    @cached_property
    def values(self) -> dict[str, Any]:
        """Disclosed fields, name → value."""
        return {name: item["value"] for name, item in self.disclosed.items()}

    def seen(self) -> Seen:
        """As the policy sees it."""
        return self._seen

    @cached_property
    def _seen(self) -> Seen:
        event = self.event
        return Seen(
            id=event.id,
            type=event.type.name,
            actor=event.actor,
            occurred_ms=event.occurred_ms,
            recorded_ms=self.recorded_ms,
            item=event.item or "",
            agreement=event.agreement or "",
            parents=event.parents,
            digest=event.payload["digest"] if event.payload else "",
            rows=event.payload["rows"] if event.payload else None,
            disclosed=self.values,
            anchored_ms=self.anchored_ms,
            on_behalf_of=event.on_behalf_of or "",
            operator=event.operator or "",
            signer=self.signer,
            index=self.index,
        )


@dataclass(frozen=True)
class EventRef:
    """An event an answer rests on: who signed what when, and how far it is proven. Times as docs/formats.md §1."""

    id: str
    index: int
    type: str
    actor: str
    signer: str
    occurred_at: str
    recorded_at: str
    anchored_at: str | None
    proof: Proof


def ref(recorded: Recorded) -> EventRef:
    """The reference to an event that an answer carries."""
    event = recorded.event
    anchored = moment(recorded.anchored_ms)
    return EventRef(
        event.id,
        recorded.index,
        event.type.name,
        event.actor,
        recorded.signer,
        event.occurred_at,
        format_time(recorded.recorded_ms),
        anchored,
        recorded.proof,
    )


class Records:
    """Reads events back from the store.

    Args:
        origin: name of the log whose anchors count.
    """

    def __init__(self, origin: str) -> None:
        self._origin = origin

    def load(self, session: StoreSession, indexes: Collection[int]) -> list[Recorded]:
        """The events at these indexes, ascending; streams entries among them are left out."""
        wanted = sorted(set(indexes))
        anchored = self.anchored_at(session, wanted)
        opened = session.log.disclosures_at(wanted)
        stored = [entry for entry in session.log.entries_at(wanted) if entry.event is not None]
        return [_recorded(entry, opened.get(entry.index, b""), anchored.get(entry.index)) for entry in stored]

    def find(self, session: StoreSession, event_id: str) -> Recorded | None:
        """The event of this id (its first entry, if several keys signed it), or None."""
        indexes = session.events.indexes_of(bytes.fromhex(event_id))
        return self.load(session, indexes[:1])[0] if indexes else None

    def of_agreement(self, session: StoreSession, agreement: str, limit: int) -> list[Recorded]:
        """The events of an agreement, oldest first, at most ``limit``."""
        return self.load(session, [row.index for row in session.events.find(agreement=agreement, limit=limit)])

    def anchored_at(self, session: StoreSession, indexes: Iterable[int]) -> dict[int, int]:
        """Index → when its first anchor was mined (ms), of ascending indexes; one look-up per anchor, not per event."""
        found: dict[int, int] = {}
        size, mined_at, more = 0, 0, True
        for index in indexes:
            if index >= size and more:
                anchor = session.anchors.covering(self._origin, index)
                more = anchor is not None
                if anchor is not None:
                    size, mined_at = anchor.size, anchor.mined_at or 0
            if index < size:
                found[index] = mined_at
        return found


def _recorded(stored: StoredEntry, opened: bytes, anchored_ms: int | None) -> Recorded:
    entry = EventEntry.parse(stored.entry)
    event = Event.parse(stored.event or b"")
    intact = leaf_hash(stored.entry) == stored.leaf_hash and event.digest == entry.event_id
    proof = Proof.WAITING if anchored_ms is None else Proof.ANCHORED
    return Recorded(
        index=stored.index,
        event=event,
        signer=address_text(entry.signer),
        recorded_ms=entry.recorded_at,
        disclosed=json.loads(opened) if opened else {},
        proof=proof if intact else Proof.FAILED,
        anchored_ms=anchored_ms,
    )
