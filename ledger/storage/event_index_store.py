"""Events as queries find them: by id, agreement, item or actor, and along the edges of derivation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, bindparam, delete, func, select

from ledger.storage import bulk
from ledger.storage.projection_rows import CallDay, IndexedEvent
from ledger.storage.tables_log import entries, event_ids, events
from ledger.storage.tables_projection import (
    call_days,
    edges,
    event_index,
    item_sources,
    open_parents,
    projection_cursor,
)
from ledger.storage.upsert import insert_if_new, put
from ledger.storage.walking import walk

EVENTS = "events"
_CHUNK = 500
_COLUMNS = IndexedEvent.__struct_fields__
_LISTED = ", ".join(f'e."{name}"' for name in _COLUMNS)
_AT = f'SELECT {_LISTED} FROM event_index AS e WHERE e."index" {{inside}}'  # noqa: S608 - names of our own columns
_BETWEEN = (
    f'SELECT {_LISTED} FROM event_index AS e WHERE e."index" >= {{mark}} AND e."index" < {{mark}} ORDER BY e."index"'  # noqa: S608 - as above
)
_AWAITED = "SELECT o.child, o.parent FROM open_parents AS o WHERE o.parent {inside}"
_ITEMS = 'SELECT e."index", e.item FROM event_index AS e WHERE e."index" {inside}'
# Built once: every decision asks these
_THESE: BindParameter[list[str]] = bindparam("items", expanding=True)
_SOURCES = select(item_sources.c.item, item_sources.c.source).where(item_sources.c.item.in_(_THESE))
_LACKING = select(open_parents.c.child).where(open_parents.c.item.in_(_THESE)).limit(1)
# by whether the database is SQLite: bytes within bytes
_NAMING = {
    True: 'SELECT v.event FROM events AS v WHERE v."index" >= {mark} AND instr(v.event, {mark}) > 0',
    False: 'SELECT v.event FROM events AS v WHERE v."index" >= {mark} AND position({mark}::bytea IN v.event) > 0',
}
_UP = "SELECT g.child, g.parent FROM edges AS g WHERE g.child {inside}"
_DOWN = "SELECT g.child, g.parent FROM edges AS g WHERE g.parent {inside}"


class _Typed(msgspec.Struct):
    type: str
    parents: tuple[str, ...] = ()


_typed = msgspec.json.Decoder(_Typed).decode


class EventIndexStore:
    """The event index as one session sees it; the cursor `EVENTS` says how far it reaches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, indexed: Sequence[IndexedEvent], parents: Iterable[tuple[int, int]] = ()) -> None:
        """Insert events and their (child index, parent index) edges."""
        bulk.insert(self._connection, event_index, [_row(event) for event in indexed])
        bulk.insert(self._connection, event_ids, sorted((_prefix(event.event_id), event.index) for event in indexed))
        bulk.insert(self._connection, edges, sorted(parents))

    def first_indexes(self, event_ids: Iterable[bytes]) -> dict[bytes, int]:
        """Index of the first entry of each event that the cursor has passed."""
        return bulk.find_events(self._connection, {_prefix(event_id): event_id for event_id in event_ids})

    def items_of(self, indexes: Collection[int]) -> dict[int, str]:
        """Index → catalogue item, of those events that have one."""
        rows = bulk.rows_at(self._connection, _ITEMS, indexes)
        return {row[0]: row[1] for row in rows if row[1] is not None}

    def add_sources(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note (item, source) of items that were made from others."""
        for item, source in sorted(set(pairs)):
            insert_if_new(self._connection, item_sources, {"item": item, "source": source}, ("item", "source"))

    def sources(self, items: Collection[str]) -> list[tuple[str, str]]:
        """(item, source) for each item that one of these was made from."""
        found = self._connection.execute(_SOURCES, {"items": list(items)})
        return sorted((row[0], row[1]) for row in found)

    def lacks_parents(self, items: Collection[str]) -> bool:
        """Whether an event of one of these items names a parent that is not recorded."""
        return self._connection.scalar(_LACKING, {"items": list(items)}) is not None

    def await_parents(self, missing: Iterable[tuple[bytes, int, str | None]]) -> None:
        """Note (parent id, child index, child's item) of parents that are not recorded."""
        bulk.insert(self._connection, open_parents, sorted(set(missing), key=lambda row: row[:2]))

    def arrived(self, event_ids_new: Collection[bytes]) -> list[tuple[int, bytes]]:
        """(child index, parent id) of those who awaited these events; they are awaited no longer."""
        rows = bulk.rows_of(self._connection, _AWAITED, sorted(event_ids_new))
        found = [(child, bytes(parent)) for child, parent in rows]
        here = sorted({parent for _, parent in found})
        for at in range(0, len(here), _CHUNK):
            self._connection.execute(delete(open_parents).where(open_parents.c.parent.in_(here[at : at + _CHUNK])))
        return found

    def count_calls(self, counted: Iterable[CallDay]) -> None:
        """Add to the calls of a day."""
        for one in counted:
            key = (call_days.c.agreement == one.agreement, call_days.c.day == one.day, call_days.c.actor == one.actor)
            columns = (call_days.c.calls, call_days.c.records, call_days.c.undisclosed)
            row = self._connection.execute(select(*columns).where(*key)).one_or_none() or (0, 0, 0)
            sums = {"calls": row[0] + one.calls, "records": row[1] + one.records}
            put(self._connection, call_days, vars(one) | sums | {"undisclosed": row[2] + one.undisclosed})

    def calls(self, agreements: Collection[str], day: int) -> list[CallDay]:
        """Calls of one day (its start, ms) under these agreements, as each side recorded them."""
        where = call_days.c.agreement.in_(agreements) & (call_days.c.day == day)
        columns = (call_days.c[name] for name in CallDay.__dataclass_fields__)
        return [CallDay(*row) for row in self._connection.execute(select(*columns).where(where))]

    def indexes_of(self, event_id: bytes) -> list[int]:
        """Indexes of the entries that hold this event, ascending: more than one if several keys signed it.

        Entries that the cursor has not reached are searched too, so an event is found as soon as it is recorded.
        """
        stored = func.substr(entries.c.entry, 5, 32) == event_id
        by_prefix = select(event_ids.c.index).where(event_ids.c.prefix == _prefix(event_id))
        known = select(entries.c.index).where(entries.c.index.in_(by_prefix), stored)
        recent = select(entries.c.index).where(entries.c.index >= self._reached(), stored)
        return sorted({*self._connection.scalars(known), *self._connection.scalars(recent)})

    def recorded_types(self, event_ids: Collection[bytes]) -> dict[bytes, str]:
        """Type of each of these events that is recorded, whether the cursor has reached it or not."""
        # before the index is asked: what the cursor passes meanwhile is found twice rather than never
        reached = self._reached()
        found = {one.event_id: one.type for one in self.get(set(self.first_indexes(event_ids).values()))}
        missing = [one for one in event_ids if one not in found]
        stored = func.substr(entries.c.entry, 5, 32)
        for at in range(0, len(missing), _CHUNK):
            wanted = stored.in_(missing[at : at + _CHUNK]) & (entries.c.index >= reached)
            joined = entries.join(events, events.c.index == entries.c.index)
            rows = self._connection.execute(select(stored, events.c.event).select_from(joined).where(wanted))
            found |= {bytes(event_id): _typed(bytes(event)).type for event_id, event in rows}
        return found

    def naming(self, kind: str, parents: Collection[bytes]) -> set[bytes]:
        """Ids of the events of this type that name one of these parents, whether the cursor has reached them or not."""
        reached = self._reached()
        edges = self.children(set(self.first_indexes(parents).values()))
        found = {one.event_id for one in self.get({child for child, _ in edges}) if one.type == kind}
        for parent in parents:
            rows = bulk.rows(
                self._connection, _NAMING[bulk.is_sqlite(self._connection)], [reached, parent.hex().encode()]
            )
            told = ((sha256(event).digest(), _typed(event)) for event in (bytes(row[0]) for row in rows))
            found |= {event_id for event_id, one in told if one.type == kind and parent.hex() in one.parents}
        return found

    def _reached(self) -> int:
        cursor = select(projection_cursor.c.next_index).where(projection_cursor.c.name == EVENTS)
        return self._connection.scalar(cursor) or 0

    def find(
        self,
        *,
        agreement: str | None = None,
        item: str | None = None,
        actor: str | None = None,
        after: int = -1,
        limit: int = 1000,
    ) -> list[IndexedEvent]:
        """Events that match all given filters, ascending by index, from the one after index ``after`` on."""
        members = {"agreement": agreement, "item": item, "actor": actor}
        return self.get(walk(self._connection, members, after=after, limit=limit))

    def get(self, indexes: Collection[int]) -> list[IndexedEvent]:
        """The events at these indexes, ascending."""
        rows = bulk.rows_at(self._connection, _AT, indexes)
        return sorted((_raw_event(row) for row in rows), key=lambda event: event.index)

    def between(self, start: int, end: int, types: Collection[str]) -> list[IndexedEvent]:
        """The events of these types from ``start`` on and before ``end``, ascending."""
        rows = bulk.rows(self._connection, _BETWEEN, [start, end])
        return [_raw_event(row) for row in rows if row[2] in types]

    def about(self, items: Collection[str], types: Collection[str], after: int) -> list[IndexedEvent]:
        """Events of these types about these items that were recorded after index ``after``, ascending."""
        columns = event_index.c
        wanted = columns.item.in_(items) & columns.type.in_(types) & (columns.index > after)
        return self.get(self._connection.scalars(select(columns.index).where(wanted)).all()) if items else []

    def parents(self, indexes: Collection[int]) -> list[tuple[int, int]]:
        """(child, parent) edges upwards from these events."""
        return self._edges(_UP, indexes)

    def children(self, indexes: Collection[int]) -> list[tuple[int, int]]:
        """(child, parent) edges downwards from these events."""
        return self._edges(_DOWN, indexes)

    def _edges(self, statement: str, indexes: Collection[int]) -> list[tuple[int, int]]:
        return sorted((row[0], row[1]) for row in bulk.rows_at(self._connection, statement, indexes))


def _prefix(event_id: bytes) -> int:
    return int.from_bytes(event_id[:8], "big", signed=True)


def _row(event: IndexedEvent) -> tuple[object, ...]:
    return (
        event.index,
        event.event_id,
        event.type,
        event.stage,
        event.actor,
        event.on_behalf_of,
        None if event.agreement is None else bytes.fromhex(event.agreement[2:]),
        event.item,
        bytes.fromhex(event.signer[2:]),
        event.supersedes,
        event.occurred_at,
        event.recorded_at,
    )


def _raw_event(row: tuple[Any, ...]) -> IndexedEvent:
    """An event from a row as the driver gives it: bytes where the table's type writes hex."""
    index, event_id, kind, stage, actor, on_behalf_of, agreement, item, signer, *others = row
    agreed = None if agreement is None else "0x" + bytes(agreement).hex()
    address = "0x" + bytes(signer).hex()
    return IndexedEvent(index, bytes(event_id), kind, stage, actor, on_behalf_of, agreed, item, address, *others)
