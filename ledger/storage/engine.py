"""Database connections: pragmas, sessions' BEGIN, and drivers' errors put into our own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError

from ledger.errors import (
    InputRefused,
    QuanzeError,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
)

READ_ONLY = "quanze_read_only"
BUSY_SECONDS = 15
# FULL: a commit that returned is on disk. A long WAL and a large cache keep checkpoints out of the append path; the
# worker carries the WAL over beside it (`Store.tidy`), and at 200 MB SQLite does so itself.
# secure_delete: an erased disclosure must not linger in free pages.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_SECONDS * 1000}",
    "wal_autocheckpoint=50000",
    "cache_size=-131072",
    "soft_heap_limit=268435456",
    "temp_store=MEMORY",
    "secure_delete=ON",
)
_READ_ONLY = (
    StoreReadOnly,
    "数据库 {place} 不可写: 请检查文件和所在目录的权限及挂载方式",
    "the database {place} cannot be written: check the permissions of the file and its folder, and how it is mounted",
)
_FULL = (
    StoreFull,
    "数据库 {place} 所在磁盘已满, 本次未写入任何内容: 请腾出空间后重试",
    "no room is left for the database {place}; nothing of this was written: free some space and try again",
)
_DAMAGED = (
    StoreDamaged,
    "数据库 {place} 已损坏或不是数据库: 请用备份恢复, 勿继续写入",
    "the database {place} is damaged or is no database: restore a backup and write nothing to it meanwhile",
)
_BUSY = (
    StoreBusy,
    "数据库 {place} 被其他会话占用: 请稍后重试, 或结束占用它的程序",
    "another session holds the database {place}: try again shortly, or end the program that holds it",
)
_UNREACHABLE = (
    StoreUnreachable,
    "打不开数据库 {place}: 请检查地址、权限以及数据库是否在运行",
    "the database {place} cannot be opened: check its address and permissions, and that it is running",
)
_SQLITE_CODES = {
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_IOERR: _DAMAGED,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CANTOPEN: _UNREACHABLE,
    sqlite3.SQLITE_PERM: _UNREACHABLE,
}
# PostgreSQL, Appendix A: error codes, by class or whole code
_POSTGRES_CODES = {
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
    "53100": _FULL,
    "53": _BUSY,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "40": _BUSY,
    "55P03": _BUSY,
    "57": _UNREACHABLE,
    "08": _UNREACHABLE,
    "28": _UNREACHABLE,
    "3D": _UNREACHABLE,
}


def open_engine(url: str) -> Engine:
    """Connections to ``sqlite:///path`` or ``postgresql://…``; nothing is opened yet.

    Raises:
        InputRefused: any other kind of URL.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"isolation_level": None, "timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args={"connect_timeout": 10}
    )
    event.listen(engine, "connect", _set_postgres)
    return engine


@contextmanager
def named_errors(engine: Engine) -> Iterator[None]:
    """Raise drivers' errors as `QuanzeError`, where one of ours says what to do; programming errors pass through."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, psycopg.Error) as error:
        named = name_error(error, place_of(engine))
        if named is None:
            raise
        raise named from error


def name_error(error: BaseException, place: str) -> QuanzeError | None:
    """The named error for a driver's error, or None if it is a defect of ours."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(origin, sqlite3.Error):
        found = _SQLITE_CODES.get(getattr(origin, "sqlite_errorcode", 0) & 0xFF)
    elif isinstance(origin, psycopg.Error):
        state = origin.sqlstate
        # libpq reports a refused or lost connection without any code
        found = _UNREACHABLE if state is None else _POSTGRES_CODES.get(state, _POSTGRES_CODES.get(state[:2]))
        if state is None and not isinstance(origin, psycopg.OperationalError):
            found = None
    else:
        found = None
    if found is None:
        return None
    kind, zh, en = found
    return kind(zh=zh.format(place=place), en=en.format(place=place), place=place)


def place_of(engine: Engine) -> str:
    """Where the database is, without its password."""
    url = engine.url
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.get_backend_name() in ("sqlite", "postgresql") and parsed.database:
        return parsed
    raise InputRefused(
        zh="数据库地址须为 sqlite:///路径 或 postgresql://用户@主机/库名",
        en="a database URL must be sqlite:///path or postgresql://user@host/name",
    )


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A session that will write takes the lock at once: upgrading a reader's lock later fails without waiting
    reading = connection.get_execution_options().get(READ_ONLY, False)
    if connection.info.get(READ_ONLY) != reading:
        connection.exec_driver_sql(f"PRAGMA query_only={int(reading)}")
        connection.info[READ_ONLY] = reading
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _set_postgres(connection: psycopg.Connection[Any], _record: Any) -> None:
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    # what is looked up is mostly new and in memory: by the default, which is of turning disks, a table of up to some hundred
    # thousand rows is read whole rather than looked up in a thousand times
    connection.execute("SET random_page_cost = 1.1")
    connection.commit()
