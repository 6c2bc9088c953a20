"""Databases of the worlds: real SQLite files and real PostgreSQL databases, made from a prepared one, put back, dropped."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg
from psycopg import sql

from tests.postgres import USER, url_of


class Databases(Protocol):
    """Makes databases by name and copies them while nothing is connected."""

    name: str

    def new(self) -> str:
        """URL of a new empty database."""

    def copy(self, url: str) -> str:
        """URL of a copy."""

    def put_back(self, url: str, copy: str) -> None:
        """Let ``url`` hold what ``copy`` holds."""

    def drop(self, url: str) -> None:
        """Remove it."""

    def cut_off(self, url: str) -> None:
        """End every connection, as a failing network or an impatient administrator does."""


class SqliteFiles:
    """SQLite files, each in a folder of its own."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    def new(self) -> str:
        folder = self._folder / f"db-{next(self._numbers)}"
        folder.mkdir()
        return f"sqlite:///{folder}/quanze.db"

    def copy(self, url: str) -> str:
        made = self.new()
        self.put_back(made, url)
        return made

    def put_back(self, url: str, copy: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            source, target = (Path(f"{sqlite_file(one)}{suffix}") for one in (copy, url))
            target.unlink(missing_ok=True)
            if source.exists():
                shutil.copyfile(source, target)

    def drop(self, url: str) -> None:
        shutil.rmtree(sqlite_file(url).parent)

    def cut_off(self, url: str) -> None:
        raise NotImplementedError("a file has no connections to end")


class PostgresDatabases:
    """Databases of one throw-away PostgreSQL server."""

    name = "postgresql"

    def __init__(self, socket_folder: Path) -> None:
        self._folder = socket_folder
        self._numbers = count()

    def new(self) -> str:
        return self._create("template0")

    def copy(self, url: str) -> str:
        return self._create(_name(url))

    def put_back(self, url: str, copy: str) -> None:
        self._do("DROP DATABASE {} WITH (FORCE)", _name(url))
        self._do("CREATE DATABASE {} TEMPLATE {}", _name(url), _name(copy))

    def drop(self, url: str) -> None:
        self._do("DROP DATABASE {} WITH (FORCE)", _name(url))

    def cut_off(self, url: str) -> None:
        with psycopg.connect(host=str(self._folder), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [_name(url)]
            )

    def _create(self, template: str) -> str:
        name = f"f_{next(self._numbers)}"
        self._do("CREATE DATABASE {} TEMPLATE {}", name, template)
        return url_of(self._folder, name)

    def _do(self, statement: str, *names: str) -> None:
        with psycopg.connect(host=str(self._folder), user=USER, dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]


def sqlite_file(url: str) -> Path:
    """The file of an SQLite database."""
    return Path(url.removeprefix("sqlite:///"))


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
