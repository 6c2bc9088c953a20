"""One chain on which everything happened once, and a store on each database that followed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from ledger.chain.rpc import Rpc
from ledger.indexing import ChainIndexer
from ledger.storage.store import Store, open_store
from ledger.storage.tables_chain import ALL, contract_events
from tests.ledger.chain.conftest import anvil, rpc, shared_node
from tests.ledger.indexing.story import Told, tell
from tests.ledger.indexing.town import Town

__all__ = ["anvil", "rpc", "shared_node"]

Dump = dict[str, list[tuple[Any, ...]]]


def dump(store: Store) -> Dump:
    """Every row of what comes from the chain; of blocks those with events, for an idle node may have made others."""
    with store.read() as session:
        found = {table.name: sorted(map(tuple, session.connection.execute(select(table))), key=repr) for table in ALL}
        held = set(session.connection.scalars(select(contract_events.c.block)))
    return found | {"chain_blocks": [row for row in found["chain_blocks"] if row[0] in held]}


@pytest.fixture(scope="session")
def index_database(postgres_url: str) -> str:
    """A PostgreSQL database of these tests' own."""
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE index_tests TEMPLATE template0")
    engine.dispose()
    return postgres_url.replace("/postgres?", "/index_tests?")


@pytest.fixture(scope="session")
def told(rpc: Rpc) -> Told:
    return tell(Town.found(rpc).settle())


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Store]]:
    stores: list[Store] = []

    def make() -> Store:
        stores.append(open_store(f"sqlite:///{tmp_path_factory.mktemp('index')}/quanze.db"))
        return stores[-1]

    yield make
    for store in stores:
        store.close()


@pytest.fixture(scope="session")
def followed(told: Told, new_store: Callable[[], Store]) -> Store:
    """A store that has read the whole story."""
    store = new_store()
    ChainIndexer(store, told.town.link, {}).step()
    return store
