"""INSERT … ON CONFLICT in the one form that both databases know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_if_new(connection: Connection, table: Table, row: Mapping[str, Any], key: Sequence[str]) -> bool:
    """Insert ``row`` unless one with the same ``key`` columns (any unique ones if empty) is there; whether it was."""
    statement = _insert(connection, table).values(dict(row)).on_conflict_do_nothing(index_elements=list(key) or None)
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


def put(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Insert ``row``, or replace the one with the same primary key."""
    put_all(connection, table, [row])


def put_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """As `put`, for rows that hold every column; no two of them with the same primary key."""
    if not rows:
        return
    key = [column.name for column in table.primary_key]
    statement = _insert(connection, table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in key}
    if others:
        statement = statement.on_conflict_do_update(index_elements=key, set_=others)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    connection.execute(statement, list(rows))


def _insert(connection: Connection, table: Table) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
