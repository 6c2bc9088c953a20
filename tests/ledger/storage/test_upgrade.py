"""A filled store of an earlier version is brought up by opening it, and goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from ledger.storage import migrate
from ledger.storage.engine import open_engine
from ledger.storage.store import Store, open_store
from tests.ledger.storage.samples import grow, seal, take


def scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations").replace("%", "%%"))
    return config


def revisions() -> list[str]:
    """All but the newest, oldest first."""
    return [one.revision for one in ScriptDirectory.from_config(scripts()).walk_revisions()][:0:-1]


def old_store(url: str, revision: str) -> Store:
    """A store with the tables of an earlier revision."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(url)
    config = scripts()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return Store(engine)


def test_a_filled_store_of_the_previous_revision_is_brought_up_whole(store_url: str) -> None:
    counts: dict[str, int] = {}
    with old_store(store_url, revisions()[-1]) as store:
        state = seal(store, grow(store, take(store), [300, 600], counts))
        before = grow(store, state, [state.size + 9], counts)
    with open_store(store_url) as store:
        with store.read() as session:
            assert session.check_state(full=True) == before
            newest = session.checkpoints.latest()
            assert newest is not None
            assert session.cosignatures.note(newest) == newest.note
        seal(store, grow(store, take(store), [before.size + 5], counts))


@pytest.mark.parametrize("revision", revisions())
def test_every_earlier_revision_reaches_the_newest(store_url: str, revision: str) -> None:
    with old_store(store_url, revision) as store, store.engine.begin() as connection:
        if inspect(connection).has_table("checkpoints"):
            statement = "INSERT INTO checkpoints VALUES (7, :root, :root, 1, 'note', :out)"
            connection.execute(text(statement), {"root": bytes(32), "out": True})
    with open_store(store_url) as store, store.read() as session:
        newest = session.checkpoints.latest()
        assert newest is None or newest.size == 7
