"""Projecting: entries of the log become the event index, lineage edges and catalogue items.

A cursor says how far it has come; it runs behind the recorder and never holds it up. Everything it writes can be
dropped and made again from the log, to the same rows, however many entries a session takes at once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from ledger.entries import EVENT_KIND, event_head
from ledger.event_types import EVENT_TYPES
from ledger.events import Event
from ledger.model import parse_time
from ledger.recording.catalogue import item_row
from ledger.storage.event_index_store import EVENTS
from ledger.storage.log_store import StoredEntry
from ledger.storage.projection_rows import CallDay, IndexedEvent
from ledger.storage.store import Store, StoreSession
from ledger.workdays import day_start

logger = logging.getLogger(__name__)

CHUNK = 1_000
# By these an item comes into being from what they name as parents
MAKING = frozenset({"collect", "data.update", "derive", "aggregate", "link", "mask", "migrate"})
# One record cannot name more, so that a day's sum fits the column
_MOST_CALLS = 2**40


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
        self._next = 0

    def lag(self, size: int) -> int:
        """How many of the log's ``size`` entries the last step left for later."""
        return size - self._next

    def step(self, most: int | None = None) -> int:
        """Project the next entries, at most so many (`CHUNK`); how many there were."""
        with self._store.read() as session:
            start = session.projections.next_index(EVENTS)
            rows = list(session.log.entries_between(start, start + (most or CHUNK)))
            found = _Pass(session, rows)
        if not rows:
            return 0
        with self._store.begin() as session:
            # the projections may have been dropped meanwhile: then these rows are not the next ones any more
            if session.projections.next_index(EVENTS) != start:
                return len(rows)
            for index, event in found.catalogue:
                _put_item(session, index, event)
            found.write(session)
            session.projections.advance(EVENTS, start + len(rows))
            self._next = start + len(rows)
        return len(rows)

    def catch_up(self) -> None:
        """Project everything recorded so far."""
        while self.step():
            pass


class _Pass:
    """What one session's worth of entries becomes; what it can be is worked out before the session that writes it."""

    def __init__(self, session: StoreSession, rows: list[StoredEntry]) -> None:
        self.indexed: list[IndexedEvent] = []
        self.edges: set[tuple[int, int]] = set()
        self.catalogue: list[tuple[int, Event]] = []
        self._missing: set[tuple[str, int]] = set()
        events = [(row, _read(row.event)) for row in rows if row.event is not None and row.entry[0] == EVENT_KIND]
        mentioned = {one for _, told in events for one in _mentioned(told)}
        # an edge leads to the first record of its parent
        self._first = session.events.first_indexes(map(bytes.fromhex, mentioned))
        for row, told in events:
            self._add(row, told)
        self._calls = _count_calls(session, self.indexed)

    def write(self, session: StoreSession) -> None:
        """Write it. A parent recorded after its child becomes an edge once it arrives; until then it is awaited."""
        events = session.events
        arrived = events.arrived({one.event_id for one in self.indexed})
        late = {(child, self._first[parent]) for child, parent in arrived}
        open_parents = set()
        for name, child in self._missing:
            parent = self._index(name)
            if parent is None:
                open_parents.add((bytes.fromhex(name), child))
            else:
                late.add((child, parent))
        self.edges |= late
        events.add(self.indexed, self.edges)
        makers = self._makers(session, {child for child, _ in late})
        events.await_parents({(parent, child, makers.get(child)) for parent, child in open_parents})
        items = events.items_of({parent for child, parent in self.edges if child in makers})
        pairs = ((makers[child], items[parent]) for child, parent in self.edges if child in makers and parent in items)
        events.add_sources((item, source) for item, source in pairs if item != source)
        events.count_calls(self._calls)

    def _add(self, row: StoredEntry, told: _Told) -> None:
        event_id, signer, recorded_at = event_head(row.entry)
        for name in told.parents:
            if (parent := self._index(name)) is not None:
                self.edges.add((row.index, parent))
            else:
                self._missing.add((name, row.index))
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

    def _makers(self, session: StoreSession, older: set[int]) -> dict[int, str]:
        """Index → item, of those events by which an item's own owner says what it was made from; no other's word counts."""
        here = {one.index for one in self.indexed}
        rows = [*self.indexed, *session.events.get(older - here)]
        making = [one for one in rows if one.type in MAKING and one.item is not None]
        entries = session.projections.items_at({one.item for one in making if one.item}) if making else []
        owners = {entry.code: entry.owner for entry in entries}
        return {
            one.index: one.item
            for one in making
            if one.item and owners.get(one.item) == (one.on_behalf_of or one.actor)
        }


def _count_calls(session: StoreSession, indexed: Iterable[IndexedEvent]) -> list[CallDay]:
    made = [one for one in indexed if one.type == "call" and one.agreement is not None]
    opened = session.log.disclosures_at([one.index for one in made])
    counted: dict[tuple[str, int, str], CallDay] = {}
    for one in made:
        key = (str(one.agreement), day_start(one.occurred_at), one.actor)
        count = json.loads(opened.get(one.index, b"{}")).get("count", {}).get("value")
        told = count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None
        before = counted.get(key, CallDay(*key, 0, 0, 0))
        calls = before.calls + min(told or 0, _MOST_CALLS)
        counted[key] = CallDay(*key, calls, before.records + 1, before.undisclosed + (told is None))
    return list(counted.values())


def _mentioned(told: _Told) -> Iterable[str]:
    return (*told.parents, told.supersedes) if told.supersedes else told.parents


def _put_item(session: StoreSession, index: int, event: Event) -> None:
    raw = session.log.disclosures(index)
    opened: dict[str, Any] = json.loads(raw) if raw else {}
    known = session.projections.item(str(event.item))
    row = item_row(event, {name: one["value"] for name, one in opened.items()}, known)
    if row is not None:
        session.projections.put_item(row)
