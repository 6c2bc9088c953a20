"""The few statements whose speed counts, each in its database's fastest form.

SQLite: one statement for many rows, during which other threads run (`executemany` takes and gives the interpreter's lock
for every row). PostgreSQL: binary COPY, and arrays instead of many parameters.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import psycopg
from sqlalchemy import BigInteger, Boolean, Connection, Integer, LargeBinary, Table

from ledger.storage.columns import Prefixed

Lane = tuple[bytes, int, int]

UNIQUE_VIOLATIONS = (sqlite3.IntegrityError, psycopg.errors.UniqueViolation)

_ROWS = (256, 64, 16, 4, 1)
_LANE_SQLITE = 'SELECT "index" FROM lanes WHERE signer = ? AND lane = ? AND seq = ?'
_HIGHEST = "SELECT max(seq) FROM lanes WHERE signer = {0} AND lane = {0}"
_LANES_POSTGRES = (
    'SELECT l.signer, l.lane, l.seq, l."index" FROM unnest(%s::bytea[], %s::bigint[], %s::bigint[])'
    " AS k(signer, lane, seq) JOIN lanes AS l USING (signer, lane, seq)"
)
_EVENTS = (
    'SELECT i.event_id, i."index" FROM event_ids AS e JOIN event_index AS i ON i."index" = e."index"'
    " WHERE e.prefix {inside}"
)
_TAIL = (
    "SELECT s.key, s.id, (SELECT g.start + length(g.leaves) / 40 FROM stream_segments AS g"
    " WHERE g.stream = s.id ORDER BY g.start DESC LIMIT 1) FROM streams AS s WHERE s.key = "
)
_WAKE_SQLITE = (
    "INSERT INTO alert_matters (matter, wake_at) SELECT value, ? FROM json_each(?) WHERE true"
    " ON CONFLICT (matter) DO UPDATE SET wake_at = min(ifnull(wake_at, excluded.wake_at), excluded.wake_at)"
)
_WAKE_POSTGRES = (
    "INSERT INTO alert_matters (matter, wake_at) SELECT name, %s FROM unnest(%s::text[]) AS name"
    " ON CONFLICT (matter) DO UPDATE SET wake_at = least(alert_matters.wake_at, excluded.wake_at)"
)


def is_sqlite(connection: Connection) -> bool:
    """Whether this connection speaks SQLite."""
    return connection.dialect.name == "sqlite"


def insert(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that hold every column of ``table`` in order."""
    if not rows:
        return
    cursor = connection.connection.cursor()
    try:
        if is_sqlite(connection):
            at = 0
            for size in _ROWS:
                while len(rows) - at >= size:
                    cursor.execute(_insert_sql(table, size), tuple(chain.from_iterable(rows[at : at + size])))
                    at += size
            return
        statement, types = _copy_sql(table)
        with cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
    finally:
        cursor.close()


def replace(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """As `insert`; a row whose primary key is there already takes that one's place."""
    if not rows:
        return
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(_replace_sql(table, "?" if is_sqlite(connection) else "%s"), rows)
    finally:
        cursor.close()


def rows_at(
    connection: Connection, statement: str, values: Collection[Any], more: Sequence[Any] = (), kind: str = "bigint"
) -> list[tuple[Any, ...]]:
    """Rows of a SELECT whose ``{inside}`` stands for "is one of these values" and each ``{mark}`` for one of ``more``.

    One parameter carries all the values, so the statement is the same however many there are; it comes before ``more``.

    Args:
        connection: of the session.
        statement: the SELECT.
        values: numbers, or texts where ``kind`` is ``text``; none give no rows.
        more: the other parameters, in order.
        kind: PostgreSQL's name of the values' type.
    """
    if not values:
        return []
    return rows(connection, statement, [listed(connection, values), *more], kind)


def listed(connection: Connection, values: Collection[Any]) -> Any:
    """Many values as the one parameter that ``{inside}`` takes."""
    return json.dumps(list(values), ensure_ascii=False) if is_sqlite(connection) else list(values)


def rows(connection: Connection, statement: str, values: Sequence[Any], kind: str = "bigint") -> list[tuple[Any, ...]]:
    """Rows of a SELECT with placeholders as in `rows_at`, all of its parameters in order."""
    inside, mark = (
        ("IN (SELECT value FROM json_each(?))", "?") if is_sqlite(connection) else (f"= ANY(%s::{kind}[])", "%s")
    )
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement.format(inside=inside, mark=mark), values)
        return list(cursor.fetchall())
    finally:
        cursor.close()


def rows_of(
    connection: Connection, statement: str, values: Sequence[Any], kind: str = "bytea"
) -> list[tuple[Any, ...]]:
    """As `rows_at`, with a parameter for each value, so that they may be bytes; in parts, of which each value is in one."""
    found: list[tuple[Any, ...]] = []
    sqlite = is_sqlite(connection)
    cursor = connection.connection.cursor()
    try:
        for at in range(0, len(values), _ROWS[0]):
            part = list(values[at : at + _ROWS[0]])
            inside = "IN (" + ", ".join("?" * len(part)) + ")" if sqlite else f"= ANY(%s::{kind}[])"
            cursor.execute(statement.format(inside=inside), part if sqlite else [part])
            found += cursor.fetchall()
        return found
    finally:
        cursor.close()


def find_lanes(connection: Connection, keys: Sequence[Lane]) -> dict[Lane, int]:
    """Index of each (signer, lane, seq) that is recorded."""
    if not keys:
        return {}
    cursor = connection.connection.cursor()
    try:
        if is_sqlite(connection):
            found = ((key, cursor.execute(_LANE_SQLITE, key).fetchone()) for key in keys)
            return {key: row[0] for key, row in found if row is not None}
        signers, lanes, seqs = zip(*keys, strict=True)
        cursor.execute(_LANES_POSTGRES, (list(signers), list(lanes), list(seqs)))
        return {(bytes(row[0]), row[1], row[2]): row[3] for row in cursor.fetchall()}
    finally:
        cursor.close()


def find_events(connection: Connection, wanted: Mapping[int, bytes]) -> dict[bytes, int]:
    """Lowest index of each event in the event index; ``wanted`` maps the prefix in `event_ids` to the whole id."""
    found: dict[bytes, int] = {}
    for event_id, index in rows_of(connection, _EVENTS, list(wanted), "bigint"):
        known = bytes(event_id)
        found[known] = min(index, found.get(known, index))
    return found


def execute(connection: Connection, statement: str, values: Sequence[Any]) -> None:
    """Run a statement that writes, in the database's own words, all of its parameters in order."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, values)
    finally:
        cursor.close()


def wake(connection: Connection, matters: Sequence[str], at: int) -> None:
    """Have these matters of alerts, no two the same, looked at at ``at`` (ms), or sooner where that is set already."""
    statement = _WAKE_SQLITE if is_sqlite(connection) else _WAKE_POSTGRES
    execute(connection, statement, [at, listed(connection, matters)])


def highest_seq(connection: Connection, signer: bytes, lane: int) -> int:
    """The highest seq recorded in a signer's lane, −1 for none."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_HIGHEST.format("?" if is_sqlite(connection) else "%s"), (signer, lane))
        row = cursor.fetchone()
        return -1 if row is None or row[0] is None else int(row[0])
    finally:
        cursor.close()


def find_tails(connection: Connection, keys: Sequence[bytes]) -> Iterable[tuple[bytes, int, int]]:
    """(key, id, count) of each stream that is recorded."""
    if not keys:
        return []
    cursor = connection.connection.cursor()
    try:
        if is_sqlite(connection):
            found = (cursor.execute(_TAIL + "?", (key,)).fetchone() for key in keys)
            return [(row[0], row[1], row[2] or 0) for row in found if row is not None]
        cursor.execute(_TAIL + "ANY(%s)", (list(keys),))
        return [(bytes(row[0]), row[1], row[2] or 0) for row in cursor.fetchall()]
    finally:
        cursor.close()


@lru_cache
def _insert_sql(table: Table, count: int) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    row = "(" + ", ".join("?" * len(table.columns)) + ")"
    rows = ", ".join([row] * count)
    return f'INSERT INTO "{table.name}" ({names}) VALUES {rows}'  # noqa: S608 - the names are those of our own tables


@lru_cache
def _replace_sql(table: Table, mark: str) -> str:
    names, key = [f'"{column.name}"' for column in table.columns], [f'"{one.name}"' for one in table.primary_key]
    others = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    marks = ", ".join([mark] * len(names))
    return (
        f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({marks})'  # noqa: S608 - as above
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {others}"
    )


@lru_cache
def _copy_sql(table: Table) -> tuple[str, list[str]]:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    types = [_postgres_type(column.type) for column in table.columns]
    return f'COPY "{table.name}" ({names}) FROM STDIN (FORMAT BINARY)', types


def _postgres_type(kind: object) -> str:
    match kind:
        case BigInteger():
            return "int8"
        case Integer():
            return "int4"
        case Boolean():
            return "bool"
        case LargeBinary() | Prefixed():
            return "bytea"
        case _:
            return "text"
