"""Checkpoints: what one costs, and what is read again before it is signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger.errors import LogDamaged, LogFrozen
from ledger.keys import LogKey
from ledger.recording.checkpointing import Sealer
from ledger.recording.writer import Writer
from ledger.storage.log_store import NewEntry
from ledger.storage.store import Store, StoreSession, open_store
from tests.ledger.storage.samples import entry_of, event_of

KEY = LogKey.from_seed(bytes(32))


class Log:
    def __init__(self, url: str) -> None:
        self.store: Store = open_store(url)
        self.writer = Writer(self.store, lambda: 1_800_000_000_000)
        self.sealer = Sealer(self.store, self.writer, KEY, "dept.example/log")
        self.counts: dict[str, int] = {}

    def append(self, streams: list[str]) -> None:
        def build(_session: StoreSession, state: object, _now: int) -> list[NewEntry]:
            entries = []
            for at, name in enumerate(streams, self.writer.state.size):
                position = self.counts.get(name, 0)
                self.counts[name] = position + 1
                entries.append(NewEntry(entry_of(at), event_of(at), (bytes(20), 0, at), ((name, position),)))
            return entries

        self.writer.append(build)

    def close(self) -> None:
        self.store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    url = f"sqlite:///{tmp_path}/log.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("fresh_postgres")()
    with closing(Log(url)) as made:
        yield made


def states(log: Log) -> int:
    with log.store.read() as session:
        return int(session.connection.scalar(text("SELECT count(*) FROM stream_states")) or 0)


def test_a_checkpoint_writes_one_state_per_stream_that_it_touches(log: Log) -> None:
    log.append([f"item:{number}" for number in range(500)])
    log.sealer.seal()
    assert states(log) == 500
    log.append(["item:3", "item:7", "item:3"])
    log.sealer.seal()
    assert states(log) == 502


@pytest.mark.parametrize(
    ("table", "column"), [("entries", "entry"), ("entries", "leaf_hash"), ("events", "event")], ids=lambda name: name
)
def test_nothing_is_signed_over_bytes_that_changed_since_they_were_written(log: Log, table: str, column: str) -> None:
    log.append(["item:1", "item:2"])
    log.sealer.seal()
    log.append(["item:1", "item:2"])
    with log.store.begin() as session:
        where = 'WHERE "index" = 4'
        (found,) = session.connection.execute(text(f"SELECT {column} FROM {table} {where}")).scalars()
        changed = bytes(found[:9]) + bytes([found[9] ^ 1]) + bytes(found[10:])
        session.connection.execute(text(f"UPDATE {table} SET {column} = :new {where}"), {"new": changed})
    with pytest.raises(LogDamaged, match="entry 4"):
        log.sealer.seal()
    with log.store.read() as session:
        newest = session.checkpoints.latest()
    assert newest is not None
    assert newest.size == 3


def test_nothing_is_signed_whose_event_is_gone(log: Log) -> None:
    log.append(["item:1", "item:2"])
    with log.store.begin() as session:
        session.connection.execute(text('DELETE FROM events WHERE "index" = 1'))
    with pytest.raises(LogDamaged, match="entry 1"):
        log.sealer.seal()


def test_a_stream_that_shrank_is_not_signed(log: Log) -> None:
    log.append(["item:1", "item:1", "item:2"])
    log.sealer.seal()
    with closing(Log(log.store.engine.url.render_as_string(hide_password=False))) as again:
        with log.store.begin() as session:
            # not found under its name any more, so what follows begins it anew
            session.connection.execute(text("UPDATE streams SET key = :key WHERE name = 'item:1'"), {"key": bytes(32)})
        again.append(["item:1"])
        with pytest.raises(LogFrozen, match="item:1"):
            again.sealer.seal()
