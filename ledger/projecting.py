"""Projecting: entries of the log become the event index, lineage edges, catalogue items and alerts.

A cursor says how far it has come; it runs behind the recorder and never holds it up. Everything it writes can be
dropped and made again from the log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from ledger.catalogue import item_row
from ledger.entries import EVENT_KIND, EventEntry
from ledger.events import Event
from ledger.keys import address_text
from ledger.storage.event_index_store import EVENTS
from ledger.storage.log_store import StoredEntry
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import Store, StoreSession

logger = logging.getLogger(__name__)

CHUNK = 1_000


class Projector:
    """Feeds the projections from the log."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock

    def step(self) -> int:
        """Project the next entries; how many there were."""
        with self._store.read() as session:
            start = session.projections.next_index(EVENTS)
            rows = list(session.log.entries_between(start, start + CHUNK))
        if not rows:
            return 0
        with self._store.begin() as session:
            # the projections may have been dropped meanwhile: then these rows are not the next ones any more
            if session.projections.next_index(EVENTS) != start:
                return len(rows)
            _Pass(session).apply(rows)
            session.projections.advance(EVENTS, start + len(rows))
        return len(rows)

    def catch_up(self) -> None:
        """Project everything recorded so far."""
        while self.step():
            pass


class _Pass:
    """One session's worth of entries."""

    def __init__(self, session: StoreSession) -> None:
        self._session = session
        self._fresh: dict[bytes, int] = {}

    def apply(self, rows: list[StoredEntry]) -> None:
        indexed: list[IndexedEvent] = []
        edges: set[tuple[int, int]] = set()
        for row in rows:
            if row.entry[0] != EVENT_KIND or row.event is None:
                continue
            entry, event = EventEntry.parse(row.entry), Event.parse(row.event)
            edges.update((row.index, parent) for one in event.parents for parent in self._indexes(one))
            indexed.append(self._indexed(row.index, entry, event))
            self._fresh[entry.event_id] = row.index
            self._catalogue(row.index, event)
        self._session.events.add(indexed, sorted(edges))

    def _indexed(self, index: int, entry: EventEntry, event: Event) -> IndexedEvent:
        supersedes = self._indexes(event.supersedes) if event.supersedes else []
        return IndexedEvent(
            index=index,
            event_id=entry.event_id,
            type=event.type.name,
            stage=event.type.stage,
            actor=event.actor,
            on_behalf_of=event.on_behalf_of,
            agreement=event.agreement,
            item=event.item,
            signer=address_text(entry.signer),
            supersedes=supersedes[0] if supersedes else None,
            occurred_at=event.occurred_ms,
            recorded_at=entry.recorded_at,
        )

    def _indexes(self, event_id: str) -> list[int]:
        digest = bytes.fromhex(event_id)
        if digest in self._fresh:
            return [self._fresh[digest]]
        # an edge leads to the first record of its parent; a parent that is not recorded shows as a gap in the lineage
        return self._session.events.indexes_of(digest)[:1]

    def _catalogue(self, index: int, event: Event) -> None:
        if not event.type.name.startswith("catalogue.") or event.item is None:
            return
        raw = self._session.log.disclosures(index)
        opened: dict[str, Any] = json.loads(raw) if raw else {}
        known = self._session.projections.item(event.item)
        row = item_row(event, {name: one["value"] for name, one in opened.items()}, known)
        if row is not None:
            self._session.projections.put_item(row)
