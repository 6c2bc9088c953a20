"""Copying a whole database, row by row or page by page, from one moment of it.

A copy is always an SQLite file, whatever database it comes from: one format to keep, to check, and to restore into
either kind of database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import BigInteger, Connection, Engine, Integer, Table, delete, func, insert, select, text

from ledger.storage.engine import named_errors, open_engine
from ledger.storage.migrate import upgrade
from ledger.storage.store import Store
from ledger.storage.tables import metadata
from ledger.storage.tables_access import sessions, sign_in_nonces

ROWS = 1_000
# who is signed in ends with the database that was left: a copy must open no session
_LEFT_OUT = (sessions, sign_in_nonces)


def copy_out(store: Store, file: Path) -> None:
    """Write the new SQLite file ``file``: the store as it is at one moment, while others go on writing to it.

    Raises:
        StoreFull, StoreDamaged, …: as any database; the file is then of no use.
    """
    if store.engine.dialect.name == "sqlite":
        _copy_pages(store.engine, file)
        with opened(file) as target, target.begin() as into:
            for table in _LEFT_OUT:
                into.execute(delete(table))
    else:
        with opened(file) as target, store.read() as session, target.begin() as into:
            copy_rows(session.connection, into)
    _close_journal(file)


@contextmanager
def opened(file: Path) -> Iterator[Engine]:
    """The engine of a copy, at this version's schema."""
    engine = open_engine(f"sqlite:///{file}")
    try:
        upgrade(engine)
        with named_errors(engine):
            yield engine
    finally:
        engine.dispose()


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row, but sign-ins, into a database that has the same tables and nothing in them."""
    for table in metadata.sorted_tables:
        # made by the migrations, with the first row in it
        target.execute(delete(table))
        if table in _LEFT_OUT:
            continue
        rows = source.execution_options(yield_per=ROWS).execute(select(table)).mappings()
        for part in rows.partitions():
            target.execute(insert(table), [dict(row) for row in part])
        _set_sequence(target, table)


def is_empty(connection: Connection) -> bool:
    """Whether a database holds no log yet."""
    entries = metadata.tables["entries"]
    return not connection.scalar(select(func.count()).select_from(select(entries).limit(1).subquery()))


def _copy_pages(engine: Engine, file: Path) -> None:
    with named_errors(engine), engine.connect() as connection, closing(sqlite3.connect(file)) as target:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        # in one step, hence from one snapshot: writers of the WAL are not held up by a reader
        source.backup(target, pages=-1)


def _close_journal(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")


def _set_sequence(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers new rows by a sequence, which knows nothing of rows that were copied with their numbers."""
    key = list(table.primary_key.columns)
    counted = len(key) == 1 and isinstance(key[0].type, BigInteger | Integer) and key[0].autoincrement is not False
    if connection.dialect.name != "postgresql" or not counted:
        return
    highest = connection.scalar(select(func.max(key[0])))
    if highest is not None:
        statement = text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)")
        connection.execute(statement, {"table": f'"{table.name}"', "column": key[0].name, "highest": highest})
