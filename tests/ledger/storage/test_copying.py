"""Backups and restores, from and into both databases."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from ledger.errors import BackupRefused, LogDamaged
from ledger.recording.backing_up import Place, back_up, read_backup, restore
from ledger.recording.signed_head import SignedHead
from ledger.storage.access_store import Read
from ledger.storage.conflict_store import Conflict
from ledger.storage.store import Store, open_store
from ledger.storage.tables import metadata
from tests.ledger.storage.samples import grow, seal, take

ORIGIN = "dept.example/log"
NOW = 1_800_000_000_000


def fill(store: Store) -> None:
    counts: dict[str, int] = {}
    state = seal(store, grow(store, take(store), [300, 600], counts))
    grow(store, state, [state.size + 20], counts)
    with store.begin() as session:
        session.access.record_read(Read("D", "0x" + "11" * 20, "head", "event", "x", {"q": "数"}, 5))
        session.conflicts.add(Conflict(bytes(20), 0, 0, 0, b"event", b"signature", b"", recorded_at=7))
        session.connection.execute(
            text("INSERT INTO sign_in_nonces (nonce, expires_at, used) VALUES ('n', 9, :used)"), {"used": False}
        )
        session.projections.advance("events", 3)


def dump(store: Store) -> dict[str, list[str]]:
    with store.read() as session:
        return {
            table.name: sorted(map(repr, session.connection.execute(select(table))))
            for table in metadata.sorted_tables
            if table.name not in {"sessions", "sign_in_nonces"}
        }


@pytest.fixture
def place(tmp_path: Path) -> Place:
    folder = tmp_path / "new"
    folder.mkdir()
    return Place(f"sqlite:///{folder}/quanze.db", ORIGIN, SignedHead(folder / "signed-head.json"), folder / "restored")


@pytest.fixture
def backup(store: Store, tmp_path: Path) -> Path:
    fill(store)
    file = tmp_path / "backup.db"
    back_up(store, ORIGIN, file, NOW)
    return file


@pytest.fixture(params=["to sqlite", pytest.param("to postgresql", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, place: Place) -> Place:
    if request.param == "to sqlite":
        return place
    fresh: Callable[[], str] = request.getfixturevalue("fresh_postgres")
    return Place(fresh(), place.origin, place.head, place.mark)


def test_a_restored_store_holds_the_same_rows_and_goes_on(store: Store, backup: Path, target: Place) -> None:
    before = dump(store)
    found = restore(backup, target, replace=False)
    assert (found.size, found.checkpoint_size, found.made_at) == (621, 601, "2027-01-15T08:00:00.000Z")
    assert target.mark.exists()
    with open_store(target.database) as restored:
        assert dump(restored) == before
        with restored.read() as session:
            state = session.check_state(full=True)
        with restored.begin() as session:
            assert session.connection.scalar(text("SELECT count(*) FROM sign_in_nonces")) == 0
            session.access.record_read(Read("D", "0x" + "11" * 20, "head", "event", "y", {}, 6))
            state = session.log.take_writer_epoch()
        grow(restored, state, [state.size + 5])


def test_a_backup_is_one_file_for_its_owner_and_says_what_it_is(backup: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert read_backup(backup).origin == ORIGIN
    names = {path.name for path in tmp_path.iterdir()}
    assert not [name for name in names if "partial" in name or name.startswith("backup.db-")]


def test_a_backup_taken_while_the_log_grows_is_one_moment_of_it(store: Store, tmp_path: Path) -> None:
    state, stop, counts = take(store), threading.Event(), dict[str, int]()

    def write() -> None:
        nonlocal state
        while not stop.is_set():
            state = grow(store, state, [state.size + 7], counts)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sizes = [back_up(store, ORIGIN, tmp_path / f"{number}.db", NOW).size for number in range(3)]
    finally:
        stop.set()
        writer.join()
    assert all(size % 7 == 0 for size in sizes), "never half of an append"
    assert sizes == sorted(sizes)


def test_a_backup_is_never_overwritten(store: Store, backup: Path) -> None:
    with pytest.raises(BackupRefused, match="never overwritten"):
        back_up(store, ORIGIN, backup, NOW)


def test_a_store_is_not_replaced_unasked(backup: Path, place: Place) -> None:
    restore(backup, place, replace=False)
    with pytest.raises(BackupRefused, match="--replace"):
        restore(backup, place, replace=False)
    restore(backup, place, replace=True)
    folder = place.mark.parent
    assert len(list(folder.glob("quanze.db.before-restore-*"))) == 1


def test_a_backup_of_another_log_is_refused(backup: Path, place: Place) -> None:
    other = Place(place.database, "other.example/log", place.head, place.mark)
    with pytest.raises(BackupRefused, match="here belongs"):
        restore(backup, other, replace=False)


def test_a_backup_older_than_what_was_signed_is_refused(backup: Path, place: Place) -> None:
    place.head.write(700, bytes(32))
    with pytest.raises(BackupRefused, match="older than what was signed"):
        restore(backup, place, replace=False)
    assert not place.mark.exists()


@pytest.fixture
def opened(backup: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(backup)) as connection:
        yield connection


@pytest.mark.parametrize(
    "damage",
    [
        'UPDATE entries SET entry = zeroblob(60) WHERE "index" = 5',
        "UPDATE checkpoints SET root = zeroblob(32)",
        'DELETE FROM entries WHERE "index" = 620',
        "DELETE FROM stream_segments WHERE start = 256",
    ],
    ids=["entry", "checkpoint", "last entry", "stream"],
)
def test_a_damaged_backup_is_refused(opened: sqlite3.Connection, backup: Path, place: Place, damage: str) -> None:
    with opened:
        opened.execute(damage)
    with pytest.raises(LogDamaged):
        restore(backup, place, replace=False)
    assert not place.mark.exists()
    assert not Path(place.database.removeprefix("sqlite:///")).exists()


@pytest.mark.parametrize("content", [b"", b"not a database" * 100], ids=["empty", "text"])
def test_what_is_no_backup_is_refused(tmp_path: Path, place: Place, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    for file in (tmp_path / "x", tmp_path / "absent"):
        with pytest.raises(BackupRefused, match="no backup"):
            restore(file, place, replace=False)


def test_a_folder_that_cannot_be_written_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="cannot write"):
        back_up(store, ORIGIN, tmp_path / "absent" / "backup.db", NOW)


@pytest.mark.postgres
def test_rows_are_not_mixed_into_another_log(backup: Path, place: Place, fresh_postgres: Callable[[], str]) -> None:
    url = fresh_postgres()
    with open_store(url) as other:
        grow(other, take(other), [3])
    with pytest.raises(BackupRefused, match="empty PostgreSQL database"):
        restore(backup, Place(url, place.origin, place.head, place.mark), replace=True)
