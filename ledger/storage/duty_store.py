"""Duties in SQL: rows that the log makes, found by who owes them, by when, and by what may meet them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, delete, func, select, tuple_

from ledger.storage import bulk
from ledger.storage.tables_duties import duties
from ledger.storage.tables_projection import event_index
from ledger.storage.walking import Way, walk

DUTIES, REJUDGED, WATCHED = "duties", "duties-rejudged", "duties-watched"
"""Cursors: entries made into duties, entries judged again by the time of their anchor, and when the watcher ran (ms)."""
NEVER = 2**53 - 1
_OPEN = duties.c.fulfilled.is_(None)
_CHUNK = 500
_COLUMNS = (duties.c.trigger, duties.c.clause)


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


_LISTED = ", ".join(f'd."{name}"' for name in DutyRow._fields)
# the clause is written out, for the index holds it alone
_YEARLY = (
    f"SELECT {_LISTED} FROM duties AS d WHERE d.clause = 'M7' AND d.department = {{mark}} AND d.begins_at = {{mark}}"  # noqa: S608 - our own names
)


class DutyStore:
    """Duties as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, rows: Iterable[DutyRow], known: Collection[tuple[int, str]] = ()) -> None:
        """Insert, or replace where a row of the same trigger and clause is ``known`` to be there."""
        each = {(row.trigger, row.clause): row for row in rows}
        ordered = [(key, _stored(row)) for key, row in sorted(each.items())]
        bulk.insert(self._connection, duties, [row for key, row in ordered if key not in known])
        bulk.replace(self._connection, duties, [row for key, row in ordered if key in known])

    def drop(self, keys: Iterable[tuple[int, str]]) -> None:
        """Remove the duties of these triggers and clauses."""
        wanted = sorted(set(keys))
        for at in range(0, len(wanted), _CHUNK):
            self._connection.execute(delete(duties).where(tuple_(*_COLUMNS).in_(wanted[at : at + _CHUNK])))

    def at(self, triggers: Collection[int]) -> list[DutyRow]:
        """The duties that these events started."""
        return self._found("trigger", triggers)

    def met_by(self, indexes: Collection[int]) -> list[DutyRow]:
        """The duties that these events met."""
        return self._found("fulfilled", indexes)

    def open_under(self, agreements: Collection[str], clauses: Collection[str]) -> list[DutyRow]:
        """Open duties of these clauses under these agreements."""
        return self._open(duties.c.agreement, agreements, clauses)

    def open_about(self, items: Collection[str], clauses: Collection[str]) -> list[DutyRow]:
        """Open duties of these clauses about these items."""
        return self._open(duties.c.item, items, clauses)

    def newest_under(self, agreement: str, clause: str) -> DutyRow | None:
        """The newest duty of this clause under an agreement, or None."""
        mine = select(duties).where(duties.c.agreement == agreement, duties.c.clause == clause)
        row = self._connection.execute(mine.order_by(duties.c.trigger.desc()).limit(1)).one_or_none()
        return None if row is None else _read(row)

    def of_year(self, department: str, begins_at: int) -> DutyRow | None:
        """The duty of a department to report on the year (clause M7) that began then, or None."""
        found = bulk.rows(self._connection, _YEARLY, [department, begins_at])
        return _raw(found[0]) if found else None

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

    def neighbour(self, near: int, types: Collection[str], *, later: bool, **where: str) -> int | None:
        """The first event of these types after the index ``near`` (or the last before it) with these members: ``agreement``,
        ``item``, ``acting``.
        """
        way = Way(after=near) if later else Way(before=near, newest=True)
        more = [(_ACTING, (where["acting"],) * 2)] if "acting" in where else []
        members = {name: where.get(name) for name in ("agreement", "item")}
        each = (walk(self._connection, {**members, "type": kind}, more, **way) for kind in types)
        found = [index for indexes in each for index in indexes]
        return (min(found) if later else max(found)) if found else None

    def first_by_actor(self, item: str, kind: str) -> dict[str, int]:
        """Acting department → index of its first event of this type about an item."""
        acting = func.coalesce(event_index.c.on_behalf_of, event_index.c.actor)
        mine = (event_index.c.item == item) & (event_index.c.type == kind)
        rows = self._connection.execute(select(acting, func.min(event_index.c.index)).where(mine).group_by(acting))
        return {row[0]: row[1] for row in rows}

    def _open(self, column: Any, values: Collection[str], clauses: Collection[str]) -> list[DutyRow]:
        # a clause at a time: PostgreSQL looks only for what is equal by the whole index, while it knows little of the table
        wanted, found = sorted(set(values)), list[DutyRow]()
        for at in range(0, len(wanted), _CHUNK):
            some = _OPEN & column.in_(wanted[at : at + _CHUNK])
            for clause in sorted(set(clauses)):
                found += map(_read, self._connection.execute(select(duties).where(some & (duties.c.clause == clause))))
        return found

    def _found(self, column: str, indexes: Collection[int]) -> list[DutyRow]:
        statement = f'SELECT {_LISTED} FROM duties AS d WHERE d."{column}" {{inside}}'  # noqa: S608 - our own names
        return [_raw(row) for row in bulk.rows_at(self._connection, statement, indexes)]


_ACTING = "((e.on_behalf_of IS NULL AND e.actor = {mark}) OR e.on_behalf_of = {mark})"


def _owed(departments: Collection[str], now: int, due: tuple[int, int], clause: str | None) -> Any:
    first, last = due
    # what begins by itself later is no work yet
    mine = and_(_OPEN, duties.c.begins_at <= now, duties.c.due_at.between(first, last))
    mine = and_(mine, duties.c.department.in_(sorted(departments)))
    return mine if clause is None else and_(mine, duties.c.clause == clause)


def _stored(row: DutyRow) -> tuple[Any, ...]:
    trigger, clause, department, agreement, item, begins_at, due_at, *others = row
    named = None if agreement is None else bytes.fromhex(agreement[2:])
    return (trigger, clause, department, named, item, begins_at, NEVER if due_at is None else due_at, *others)


def _read(row: Row[Any]) -> DutyRow:
    values: tuple[Any, ...] = tuple(row)
    return _duty(*values)


def _raw(row: tuple[Any, ...]) -> DutyRow:
    """A duty from a row as the driver gives it: bytes where the table's type writes hex."""
    trigger, clause, department, agreement, *others = row
    return _duty(trigger, clause, department, None if agreement is None else "0x" + bytes(agreement).hex(), *others)


def _duty(trigger: int, clause: str, department: str, agreement: str | None, item: str | None, *others: Any) -> DutyRow:
    begins_at, due_at, provisional, known, fulfilled, met_at = others
    due = None if due_at == NEVER else due_at
    return DutyRow(
        trigger, clause, department, agreement, item, begins_at, due, bool(provisional), bool(known), fulfilled, met_at
    )
