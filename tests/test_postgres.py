"""The throw-away PostgreSQL is empty, apart, and gone afterwards."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.postgres import binaries, server

pytestmark = pytest.mark.postgres


def test_each_database_is_new_and_empty(fresh_postgres: Callable[[], str]) -> None:
    first, second = sa.create_engine(fresh_postgres()), sa.create_engine(fresh_postgres())
    with first.begin() as connection:
        connection.execute(sa.text("CREATE TABLE t (x int)"))
    assert sa.inspect(first).get_table_names() == ["t"]
    assert sa.inspect(second).get_table_names() == []
    first.dispose()
    second.dispose()


def test_the_server_leaves_nothing_behind(postgres_url: str) -> None:
    assert postgres_url.startswith("postgresql+psycopg://")
    folder = binaries()
    assert folder is not None
    with server(folder) as socket_folder:
        pid = int((socket_folder / "data" / "postmaster.pid").read_text().split()[0])
        assert Path(f"/proc/{pid}").exists() or not Path("/proc").exists()
    assert not socket_folder.exists()
    assert not Path(f"/proc/{pid}").exists()
