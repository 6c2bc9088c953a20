"""Opening a store: every way in which the disk or the database may be unfit ends with one named error."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy.exc
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from ledger.errors import (
    InputRefused,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreReadOnly,
    StoreUnreachable,
    StoreVersionUnknown,
)
from ledger.storage import engine as engine_module
from ledger.storage.store import Store, open_store
from ledger.storage.tables import metadata
from tests.ledger.storage.samples import batch_of, grow, take

ROOT = Path(__file__).resolve().parents[3]


def test_the_migrations_make_exactly_the_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_again_changes_nothing(store_url: str) -> None:
    with open_store(store_url) as store:
        state = grow(store, take(store), [3])
    with open_store(store_url) as store, store.read() as session:
        assert session.log.load_state() == state


def test_a_newer_schema_is_refused(store_url: str) -> None:
    with open_store(store_url) as store, store.begin() as session:
        session.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreVersionUnknown, match="9999"):
        open_store(store_url)


def test_a_session_that_reads_cannot_write(store: Store) -> None:
    with pytest.raises(StoreReadOnly), store.read() as session:
        session.connection.execute(text("DELETE FROM entries"))
    grow(store, take(store), [1])


def test_a_reader_sees_one_snapshot(store: Store) -> None:
    state = grow(store, take(store), [3])
    with store.read() as session:
        assert session.log.length() == 3
        grow(store, state, [9])
        assert session.log.length() == 3


@pytest.mark.parametrize("url", ["mysql://h/d", "nonsense", "sqlite://", "", "postgresql://h"], ids=repr)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(InputRefused):
        open_store(url)


def test_sqlite_commits_are_durable(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/q.db") as store, store.engine.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }
        keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    assert (values, keys) == ({"journal_mode": "wal", "synchronous": 2}, 1)


def test_a_folder_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "FORMAT").write_text("quanze-data/2\n")
    with pytest.raises(StoreVersionUnknown, match="quanze-data/2"):
        open_store(f"sqlite:///{tmp_path}/q.db")


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnreachable):
        open_store(f"sqlite:///{tmp_path}/file/q.db")


_OPEN_UNPRIVILEGED = """
import os, sys
sys.path.insert(0, sys.argv[2])
from ledger.errors import QuanzeError
from ledger.storage.store import open_store
if os.geteuid() == 0:
    os.setgid(65534), os.setuid(65534)
try:
    with open_store(sys.argv[1]) as store, store.begin() as session:
        session.log.take_writer_epoch()
except QuanzeError as error:
    print(error.code)
"""


@pytest.mark.parametrize("existing", [True, False], ids=["with a store in it", "empty"])
def test_a_read_only_folder_is_named(tmp_path: Path, existing: bool) -> None:
    folder = tmp_path / "data"
    url = f"sqlite:///{folder}/q.db"
    folder.mkdir()
    if existing:
        with open_store(url) as store:
            take(store)
        for file in folder.iterdir():
            file.chmod(0o444)
    folder.chmod(0o555)
    for above in tmp_path.parents:
        if above.owner() == tmp_path.owner() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o055)
    tmp_path.chmod(0o755)
    command = [sys.executable, "-c", _OPEN_UNPRIVILEGED, url, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    folder.chmod(0o755)
    assert done.stdout.strip() == "store-read-only", done.stderr


@pytest.mark.parametrize(
    "content", [b"this is no database" * 500, b"SQLite format 3\x00" + b"\xff" * 9000], ids=["text", "head only"]
)
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "q.db").write_bytes(content)
    with pytest.raises(StoreDamaged):
        open_store(f"sqlite:///{tmp_path}/q.db")


def test_a_damaged_page_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/q.db"
    with open_store(url) as store:
        grow(store, take(store), [2_000])
    size = (tmp_path / "q.db").stat().st_size
    with (tmp_path / "q.db").open("r+b") as file:
        file.seek(8_192)
        file.write(os.urandom(size - 8_192))
    with pytest.raises(StoreDamaged), open_store(url) as store, store.read() as session:
        session.check_state()


def test_a_full_disk_rolls_back_and_is_named(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/q.db") as store:
        state = grow(store, take(store), [10])
        with store.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(StoreFull), store.begin() as session:
            session.log.append(state, batch_of(10, 5_000))
        with store.read() as session:
            assert session.check_state() == state
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 100000")
        assert grow(store, state, [5_010]).size == 5_010


def test_a_lock_that_is_not_given_up_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short = tuple("busy_timeout=1" if "busy" in pragma else pragma for pragma in engine_module._PRAGMAS)
    monkeypatch.setattr(engine_module, "_PRAGMAS", short)
    with open_store(f"sqlite:///{tmp_path}/q.db") as store:
        other = sqlite3.connect(tmp_path / "q.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy), store.begin():
            pass
        other.execute("ROLLBACK")
        other.close()
        with store.begin() as session:
            session.log.take_writer_epoch()


@pytest.mark.postgres
def test_an_unknown_postgres_database_is_named(fresh_postgres: Callable[[], str]) -> None:
    with pytest.raises(StoreUnreachable):
        open_store(fresh_postgres().replace("/t_", "/none_"))


def test_a_server_that_does_not_run_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable) as caught:
        open_store(f"postgresql://someone:secret@/quanze?host={tmp_path}")
    assert "secret" not in str(caught.value)


def test_a_defect_of_ours_is_not_dressed_up(store: Store) -> None:
    with pytest.raises(sqlalchemy.exc.DBAPIError), store.read() as session:
        session.connection.execute(text("SELECT nothing FROM nowhere"))


_DIE_IN_SESSION = """
import os, signal, sys
sys.path.insert(0, sys.argv[2])
from ledger.storage.store import open_store
from tests.ledger.storage.samples import batch_of
with open_store(sys.argv[1]) as store:
    with store.begin() as session:
        state = session.log.append(session.log.load_state(), batch_of(0, 300))
    with store.begin() as session:
        session.log.append(state, batch_of(300, 300, {}))
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_session_leaves_nothing_and_a_committed_one_all(store_url: str) -> None:
    with open_store(store_url) as store:
        done = subprocess.run([sys.executable, "-c", _DIE_IN_SESSION, store_url, str(ROOT)], check=False)
        assert done.returncode == -9
        with store.read() as session:
            assert session.check_state(full=True).size == 300
            assert session.log.length() == 300
            assert session.streams.counts(["department:D"]) == {"department:D": 0}


def test_tidying_keeps_everything_and_lets_the_log_of_writes_begin_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.storage import store as module

    monkeypatch.setattr(module, "LONG_WAL", 10)
    with open_store(f"sqlite:///{tmp_path}/quanze.db") as store:
        state, wal = take(store), tmp_path / "quanze.db-wal"
        sizes = []
        for size in (2000, 4000, 6000):
            state = grow(store, state, [size], {}) if size == 2000 else grow(store, state, [size])
            store.tidy()
            sizes.append(wal.stat().st_size)
        with store.read() as session:
            assert session.log.length() == 6000
    assert sizes[2] < 2 * sizes[0], "what was carried over is written over"
