"""Events as queries find them: by id, agreement, item or actor, and along the edges of derivation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, func, select

from ledger.storage import bulk
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.tables_log import entries, event_ids
from ledger.storage.tables_projection import edges, event_index, projection_cursor

EVENTS = "events"
_CHUNK = 500


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

    def indexes_of(self, event_id: bytes) -> list[int]:
        """Indexes of the entries that hold this event, ascending: more than one if several keys signed it.

        Entries that the cursor has not reached are searched too, so an event is found as soon as it is recorded.
        """
        stored = func.substr(entries.c.entry, 5, 32) == event_id
        by_prefix = select(event_ids.c.index).where(event_ids.c.prefix == _prefix(event_id))
        known = select(entries.c.index).where(entries.c.index.in_(by_prefix), stored)
        cursor = select(projection_cursor.c.next_index).where(projection_cursor.c.name == EVENTS)
        reached = self._connection.scalar(cursor) or 0
        recent = select(entries.c.index).where(entries.c.index >= reached, stored)
        return sorted({*self._connection.scalars(known), *self._connection.scalars(recent)})

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
        statement = select(event_index).where(event_index.c.index > after)
        for column, value in (("agreement", agreement), ("item", item), ("actor", actor)):
            if value is not None:
                statement = statement.where(event_index.c[column] == value)
        rows = self._connection.execute(statement.order_by(event_index.c.index).limit(limit))
        return [_event(tuple(row)) for row in rows]

    def get(self, indexes: Collection[int]) -> list[IndexedEvent]:
        """The events at these indexes, ascending."""
        wanted = sorted(indexes)
        found: list[IndexedEvent] = []
        for at in range(0, len(wanted), _CHUNK):
            statement = select(event_index).where(event_index.c.index.in_(wanted[at : at + _CHUNK]))
            found += [_event(tuple(row)) for row in self._connection.execute(statement.order_by(event_index.c.index))]
        return found

    def parents(self, indexes: Collection[int]) -> list[tuple[int, int]]:
        """(child, parent) edges upwards from these events."""
        return self._edges(edges.c.child, indexes)

    def children(self, indexes: Collection[int]) -> list[tuple[int, int]]:
        """(child, parent) edges downwards from these events."""
        return self._edges(edges.c.parent, indexes)

    def _edges(self, column: object, indexes: Collection[int]) -> list[tuple[int, int]]:
        wanted = sorted(indexes)
        found: list[tuple[int, int]] = []
        for at in range(0, len(wanted), _CHUNK):
            statement = select(edges.c.child, edges.c.parent)
            inside = column.in_(wanted[at : at + _CHUNK])  # type: ignore[attr-defined]
            found += [(row[0], row[1]) for row in self._connection.execute(statement.where(inside))]
        return sorted(found)


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


def _event(row: tuple[object, ...]) -> IndexedEvent:
    index, event_id, *others = row
    return IndexedEvent(index, bytes(event_id), *others)  # type: ignore[arg-type, call-overload]
