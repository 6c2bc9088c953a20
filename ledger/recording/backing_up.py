"""Backups: one file with the whole store of one moment, checked when it is made and again before it is restored.

A backup holds no key and no configuration. What it may hold is what departments disclosed, so its file is for its owner
only. A store that was restored signs nothing until it was compared with the signed head, the chain and every witness
(`ledger.worker`): a backup is always older than the log, and must never become a second history of it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.errors import BackupRefused, LogDamaged, LogFrozen
from ledger.model import format_time
from ledger.recording.signed_head import SignedHead
from ledger.storage.copying import copy_out, copy_rows, is_empty, opened
from ledger.storage.store import Store, open_store

FORMAT = "quanze/backup/v1"


@dataclass(frozen=True)
class Backup:
    """What a backup holds: the log's origin, size and root (hex), its newest checkpoint's size, when it was made."""

    origin: str
    size: int
    root: str
    checkpoint_size: int
    made_at: str

    def to_json(self) -> dict[str, Any]:
        """As it is kept in the file."""
        return {"format": FORMAT, **vars(self)}


def back_up(store: Store, origin: str, file: Path, now: int) -> Backup:
    """Write the new file ``file``; it is there only if all of it was written and checked. ``now`` in ms.

    Raises:
        BackupRefused: the file exists, or its folder cannot be written. LogDamaged: what was copied is damaged.
        StoreFull, StoreUnreachable, …: as any database.
    """
    if file.exists():
        raise BackupRefused(zh=f"{file} 已存在: 不会覆盖备份", en=f"{file} exists: a backup is never overwritten")
    with _beside(file) as partial:
        copy_out(store, partial)
        found = _check(partial, origin, now)
        with closing(sqlite3.connect(partial)) as connection, connection:
            connection.execute("CREATE TABLE backup_info (info TEXT NOT NULL)")
            connection.execute("INSERT INTO backup_info VALUES (?)", (json.dumps(found.to_json()),))
        _sync(partial)
        # never over a file that came into being meanwhile
        os.link(partial, file)
    return found


def read_backup(file: Path) -> Backup:
    """What a backup says of itself.

    Raises:
        BackupRefused: no such file, or no backup.
    """
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            ((info,),) = connection.execute("SELECT info FROM backup_info").fetchall()
        value = json.loads(info)
        if value.pop("format") != FORMAT:
            raise ValueError
        return Backup(**value)
    except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(zh=f"{file} 不是权责备份", en=f"{file} is no backup of Quanze") from error


@dataclass(frozen=True)
class Place:
    """Where a backup is restored to: database URL, the origin that belongs there, the signed head, and the mark that
    tells the next start of it.
    """

    database: str
    origin: str
    head: SignedHead
    mark: Path


def restore(file: Path, place: Place, *, replace: bool) -> Backup:
    """Put a backup in the place of the store. Nothing may be running on it.

    Order, and what a crash leaves:

    1. check a copy of the backup, bring it to this version's schema   crash: nothing happened
    2. write the mark                                                  crash: as 1; the next start asks all witnesses
    3. move the old SQLite file aside (``replace``)                    crash: no store; restore again
    4. put the new one in place, or its rows, in one session           crash: as 3; PostgreSQL: nothing or all

    Raises:
        BackupRefused: no backup, of another log, older than what was signed, or something is there already.
        LogDamaged: the backup is damaged. StoreVersionUnknown: a newer version wrote it.
    """
    found = read_backup(file)
    if found.origin != place.origin:
        raise BackupRefused(
            zh=f"这是日志 {found.origin} 的备份, 此处是 {place.origin}",
            en=f"this is a backup of the log {found.origin}, and here belongs {place.origin}",
        )
    target = _sqlite_file(place.database)
    beside = (target or place.mark).parent / "restoring.db"
    with _beside(beside) as partial:
        shutil.copyfile(file, partial)
        _check(partial, place.origin, 0, place.head)
        place.mark.write_text(f"{file}\n", "utf-8")
        _sync(partial)
        if target is not None:
            _put_file(partial, target, replace=replace)
        else:
            _put_rows(partial, place.database)
    return found


def _check(file: Path, origin: str, now: int, head: SignedHead | None = None) -> Backup:
    with opened(file) as engine:
        with Store(engine).read() as session:
            state = session.check_state(full=True)
            newest = session.checkpoints.latest()
            if head is not None:
                _compare(head, session)
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE IF EXISTS backup_info")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        if (result := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise LogDamaged(zh=f"备份已损坏: {result}", en=f"the copy is damaged: {result}")
    made = format_time(now)
    return Backup(origin, state.size, state.root().hex(), newest.size if newest else 0, made)


def _compare(head: SignedHead, session: Any) -> None:
    try:
        head.compare(session)
    except LogFrozen as error:
        raise BackupRefused(
            zh=f"备份早于已签的检查点, 恢复后服务会冻结: {error.zh}",
            en=f"the backup is older than what was signed, and a service started on it would freeze: {error.en}",
            **error.details,
        ) from error


def _put_file(partial: Path, target: Path, *, replace: bool) -> None:
    if target.exists():
        if not replace:
            raise BackupRefused(
                zh=f"{target} 已有存储: 加 --replace 将其移到一旁",
                en=f"{target} holds a store: --replace moves it aside",
            )
        aside = target.with_name(f"{target.name}.before-restore-{secrets.token_hex(4)}")
        for suffix in ("", "-wal", "-shm"):
            if (old := target.with_name(target.name + suffix)).exists():
                old.rename(aside.with_name(aside.name + suffix))
    os.link(partial, target)
    _sync(target.parent)


def _put_rows(partial: Path, database: str) -> None:
    with open_store(database) as store, opened(partial) as engine, engine.connect() as source, store.begin() as session:
        if not is_empty(session.connection):
            raise BackupRefused(
                zh="目标数据库已有日志: 请给一个空的 PostgreSQL 数据库",
                en="the database holds a log already: give an empty PostgreSQL database",
            )
        copy_rows(source, session.connection)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    partial = file.with_name(f".{file.name}.{secrets.token_hex(8)}.partial")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield partial
    except OSError as error:
        raise BackupRefused(
            zh=f"不能写入 {file}: {error.strerror}", en=f"cannot write {file}: {error.strerror}"
        ) from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            partial.with_name(partial.name + suffix).unlink(missing_ok=True)


def _sqlite_file(url: str) -> Path | None:
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else None


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
