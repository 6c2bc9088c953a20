"""Projecting: entries of the log become the event index, lineage edges, catalogue items and alerts.

A cursor says how far it has come; it runs behind the recorder and never holds it up. Everything it writes can be
dropped and made again from the log, to the same rows: what an entry becomes depends on the entries before it alone.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from ledger.catalogue import item_row
from ledger.entries import EVENT_KIND, event_head
from ledger.event_types import EVENT_TYPES
from ledger.events import Event
from ledger.model import parse_time
from ledger.storage.event_index_store import EVENTS
from ledger.storage.log_store import StoredEntry
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import Store, StoreSession

logger = logging.getLogger(__name__)

CHUNK = 1_000


class _Told(msgspec.Struct):
    """What the index takes from an event whose form was checked before it was recorded."""

    type: str
    actor: str
    occurred_at: str
    on_behalf_of: str | None = None
    agreement: str | None = None
    item: str | None = None
    supersedes: str | None = None
    parents: tuple[str, ...] = ()


_read = msgspec.json.Decoder(_Told).decode


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
            found = _Pass(session, rows)
        if not rows:
            return 0
        with self._store.begin() as session:
            # the projections may have been dropped meanwhile: then these rows are not the next ones any more
            if session.projections.next_index(EVENTS) != start:
                return len(rows)
            session.events.add(found.indexed, found.edges)
            for index, event in found.catalogue:
                _put_item(session, index, event)
            session.projections.advance(EVENTS, start + len(rows))
        return len(rows)

    def catch_up(self) -> None:
        """Project everything recorded so far."""
        while self.step():
            pass


class _Pass:
    """What one session's worth of entries becomes; everything is worked out before the session that writes it."""

    def __init__(self, session: StoreSession, rows: list[StoredEntry]) -> None:
        self.indexed: list[IndexedEvent] = []
        self.edges: set[tuple[int, int]] = set()
        self.catalogue: list[tuple[int, Event]] = []
        events = [(row, _read(row.event)) for row in rows if row.event is not None and row.entry[0] == EVENT_KIND]
        mentioned = {one for _, told in events for one in _mentioned(told)}
        # an edge leads to the first record of its parent; a parent not recorded before shows as a gap in the lineage
        self._first = session.events.first_indexes(map(bytes.fromhex, mentioned))
        for row, told in events:
            self._add(row, told)

    def _add(self, row: StoredEntry, told: _Told) -> None:
        event_id, signer, recorded_at = event_head(row.entry)
        self.edges.update((row.index, parent) for one in told.parents if (parent := self._index(one)) is not None)
        self.indexed.append(
            IndexedEvent(
                row.index,
                event_id,
                told.type,
                EVENT_TYPES[told.type].stage,
                told.actor,
                told.on_behalf_of,
                told.agreement,
                told.item,
                "0x" + signer.hex(),
                self._index(told.supersedes) if told.supersedes else None,
                parse_time(told.occurred_at),
                recorded_at,
            )
        )
        self._first.setdefault(event_id, row.index)
        if row.event is not None and told.item is not None and told.type.startswith("catalogue."):
            self.catalogue.append((row.index, Event.parse(row.event)))

    def _index(self, event_id: str) -> int | None:
        return self._first.get(bytes.fromhex(event_id))


def _mentioned(told: _Told) -> Iterable[str]:
    return (*told.parents, told.supersedes) if told.supersedes else told.parents


def _put_item(session: StoreSession, index: int, event: Event) -> None:
    raw = session.log.disclosures(index)
    opened: dict[str, Any] = json.loads(raw) if raw else {}
    known = session.projections.item(str(event.item))
    row = item_row(event, {name: one["value"] for name, one in opened.items()}, known)
    if row is not None:
        session.projections.put_item(row)
