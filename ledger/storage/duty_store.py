"""Duties in SQL: rows that the log makes, found by who owes them, by when, and by what may meet them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, delete, func, select, tuple_

from ledger.storage import bulk
from ledger.storage.tables_duties import duties
from ledger.storage.tables_projection import event_index
from ledger.storage.upsert import put_all

DUTIES, REJUDGED, WATCHED = "duties", "duties-rejudged", "duties-watched"
"""Cursors: entries made into duties, entries judged again by the time of their anchor, and when the watcher ran (ms)."""
NEVER = 2**53 - 1
_OPEN = duties.c.fulfilled.is_(None)
_CHUNK = 500
_COLUMNS = (duties.c.trigger, duties.c.clause)
_FIRST = 'SELECT e."index" FROM event_index AS e WHERE {where} ORDER BY e."index" {order} LIMIT 1'


class DutyRow(NamedTuple):
    """One duty: indexes of its trigger and of what met it; times in ms, ``due_at`` None where there is none.

    ``known`` is False where a field that says whether there is a duty at all is not disclosed.
    """

    trigger: int
    clause: str
    department: str
    agreement: str | None
    item: str | None
    begins_at: int
    due_at: int | None
    provisional: bool
    known: bool
    fulfilled: int | None = None
    met_at: int | None = None


class Place(NamedTuple):
    """Where a page of open duties ended."""

    due_at: int
    trigger: int
    clause: str


class DutyStore:
    """Duties as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, rows: Iterable[DutyRow]) -> None:
        """Insert or replace."""
        each = {(row.trigger, row.clause): row for row in rows}
        put_all(self._connection, duties, [_stored(row) for _, row in sorted(each.items())])

    def drop(self, keys: Iterable[tuple[int, str]]) -> None:
        """Remove the duties of these triggers and clauses."""
        wanted = sorted(set(keys))
        for at in range(0, len(wanted), _CHUNK):
            self._connection.execute(delete(duties).where(tuple_(*_COLUMNS).in_(wanted[at : at + _CHUNK])))

    def at(self, triggers: Collection[int]) -> list[DutyRow]:
        """The duties that these events started."""
        return self._found(duties.c.trigger, triggers)

    def met_by(self, indexes: Collection[int]) -> list[DutyRow]:
        """The duties that these events met."""
        return self._found(duties.c.fulfilled, indexes)

    def open_under(self, agreements: Collection[str], clauses: Collection[str]) -> list[DutyRow]:
        """Open duties of these clauses under these agreements."""
        return self._found(duties.c.agreement, agreements, _OPEN & duties.c.clause.in_(clauses)) if clauses else []

    def open_about(self, items: Collection[str], clauses: Collection[str]) -> list[DutyRow]:
        """Open duties of these clauses about these items."""
        return self._found(duties.c.item, items, _OPEN & duties.c.clause.in_(clauses)) if clauses else []

    def newest_under(self, agreement: str, clause: str) -> DutyRow | None:
        """The newest duty of this clause under an agreement, or None."""
        mine = select(duties).where(duties.c.agreement == agreement, duties.c.clause == clause)
        row = self._connection.execute(mine.order_by(duties.c.trigger.desc()).limit(1)).one_or_none()
        return None if row is None else _read(row)

    def of_year(self, department: str, clause: str, begins_at: int) -> DutyRow | None:
        """The yearly duty of a department that began then, or None."""
        mine = (duties.c.department == department) & (duties.c.clause == clause) & (duties.c.begins_at == begins_at)
        row = self._connection.execute(select(duties).where(mine)).one_or_none()
        return None if row is None else _read(row)

    def open_page(
        self,
        departments: Collection[str],
        now: int,
        *,
        due: tuple[int, int] = (0, NEVER),
        clause: str | None = None,
        after: Place | None = None,
        limit: int = 100,
    ) -> list[DutyRow]:
        """Open duties of these departments that have begun and are due in this span of time (both ends in), soonest first;
        those without a due time last.
        """
        statement = select(duties).where(_owed(departments, now, due, clause))
        if after is not None:
            place = tuple_(duties.c.due_at, duties.c.trigger, duties.c.clause)
            statement = statement.where(place > tuple(after))
        ordered = statement.order_by(duties.c.due_at, duties.c.trigger, duties.c.clause).limit(limit)
        return [_read(row) for row in self._connection.execute(ordered)]

    def count_open(
        self, departments: Collection[str], now: int, due: tuple[int, int], clause: str | None = None
    ) -> int:
        """How many `open_page` would give in all."""
        counted = select(func.count()).select_from(duties).where(_owed(departments, now, due, clause))
        return int(self._connection.scalar(counted) or 0)

    def overdue(self, now: int, after: Place | None = None, limit: int = 1000) -> list[DutyRow]:
        """A page of the overdue duties of all departments, longest overdue first."""
        statement = select(duties).where(_OPEN & (duties.c.due_at < now) & (duties.c.begins_at <= now))
        if after is not None:
            statement = statement.where(tuple_(duties.c.due_at, duties.c.trigger, duties.c.clause) > tuple(after))
        ordered = statement.order_by(duties.c.due_at, duties.c.trigger, duties.c.clause).limit(limit)
        return [_read(row) for row in self._connection.execute(ordered)]

    def count_overdue(self, now: int) -> int:
        """How many duties are overdue in all."""
        mine = _OPEN & (duties.c.due_at < now) & (duties.c.begins_at <= now)
        return int(self._connection.scalar(select(func.count()).select_from(duties).where(mine)) or 0)

    def between(self, start: int, end: int, types: Collection[str]) -> list[int]:
        """Indexes of the events of these types from ``start`` on and before ``end``."""
        span = (event_index.c.index >= start) & (event_index.c.index < end) & event_index.c.type.in_(types)
        return sorted(self._connection.scalars(select(event_index.c.index).where(span)))

    def neighbour(self, near: int, types: Collection[str], *, later: bool, **where: str) -> int | None:
        """The first event of these types after the index ``near`` (or the last before it) with these members: ``agreement``,
        ``item``, ``acting``.
        """
        order = "ASC" if later else "DESC"
        clauses = [f'e."index" {">" if later else "<"} {{mark}}', *(_MEMBERS[name] for name in where)]
        values: list[Any] = [near]
        for name, value in where.items():
            values += [bytes.fromhex(value[2:])] if name == "agreement" else [value] * (2 if name == "acting" else 1)
        found = []
        for kind in types:
            text = _FIRST.format(where=" AND ".join([*clauses, "e.type = {mark}"]), order=order)
            found += [row[0] for row in bulk.rows(self._connection, text, [*values, kind])]
        return (min(found) if later else max(found)) if found else None

    def first_by_actor(self, item: str, kind: str) -> dict[str, int]:
        """Acting department → index of its first event of this type about an item."""
        acting = func.coalesce(event_index.c.on_behalf_of, event_index.c.actor)
        mine = (event_index.c.item == item) & (event_index.c.type == kind)
        rows = self._connection.execute(select(acting, func.min(event_index.c.index)).where(mine).group_by(acting))
        return {row[0]: row[1] for row in rows}

    def _found(self, column: Any, values: Collection[Any], where: Any = None) -> list[DutyRow]:
        wanted = sorted(set(values))
        found: list[DutyRow] = []
        for at in range(0, len(wanted), _CHUNK):
            mine = column.in_(wanted[at : at + _CHUNK])
            found += map(
                _read, self._connection.execute(select(duties).where(mine if where is None else and_(mine, where)))
            )
        return found


_MEMBERS = {
    "agreement": "e.agreement = {mark}",
    "item": "e.item = {mark}",
    "acting": "((e.on_behalf_of IS NULL AND e.actor = {mark}) OR e.on_behalf_of = {mark})",
}


def _owed(departments: Collection[str], now: int, due: tuple[int, int], clause: str | None) -> Any:
    first, last = due
    # what begins by itself later is no work yet
    mine = and_(_OPEN, duties.c.begins_at <= now, duties.c.due_at.between(first, last))
    mine = and_(mine, duties.c.department.in_(sorted(departments)))
    return mine if clause is None else and_(mine, duties.c.clause == clause)


def _stored(row: DutyRow) -> dict[str, Any]:
    return {**row._asdict(), "due_at": NEVER if row.due_at is None else row.due_at}


def _read(row: Row[Any]) -> DutyRow:
    values = row._asdict()
    due = None if values["due_at"] == NEVER else values["due_at"]
    return DutyRow(
        **{**values, "due_at": due, "provisional": bool(values["provisional"]), "known": bool(values["known"])}
    )
