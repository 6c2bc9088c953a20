"""A witness's memory in SQL: per log the last checkpoint it cosigned, and proofs of a log's second history.

It is a database of its own, apart from any log's. A witness that lost it must not go on: it could cosign a second
history without knowing; so opening never creates it.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from sqlalchemy import Column, Engine, LargeBinary, MetaData, Table, Text, UniqueConstraint, inspect, select, update

from ledger.errors import ConfigRefused
from ledger.merkle import EMPTY_ROOT
from ledger.storage.columns import NAMING, Big
from ledger.storage.engine import named_errors, open_engine
from ledger.storage.upsert import insert_if_new

_metadata = MetaData(naming_convention=NAMING)

_heads = Table(
    "witnessed",
    _metadata,
    Column("origin", Text, primary_key=True),
    Column("size", Big, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("cosigned_at", Big, nullable=False),
)

_contradictions = Table(
    "contradictions",
    _metadata,
    Column("id", Big, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("size", Big, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("kept", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("seen_at", Big, nullable=False),
    UniqueConstraint("origin", "size", "root"),
)


class Head(NamedTuple):
    """The last checkpoint cosigned for an origin: size, root (32 bytes), cosigned note, time (seconds); size 0: none."""

    origin: str
    size: int
    root: bytes
    note: str
    cosigned_at: int


class Contradiction(NamedTuple):
    """Two notes signed by one log for one size with different roots: proof that it shows two histories."""

    origin: str
    size: int
    kept: str
    note: str
    seen_at: int


class WitnessStore:
    """The database of one witness; safe to share between threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def watch(self, origins: Collection[str]) -> None:
        """Make room for these logs; what is known of them stays."""
        with named_errors(self._engine), self._engine.begin() as connection:
            for origin in origins:
                row = {"origin": origin, "size": 0, "root": EMPTY_ROOT, "note": "", "cosigned_at": 0}
                insert_if_new(connection, _heads, row, ("origin",))

    def head(self, origin: str) -> Head:
        """The last checkpoint cosigned for a watched origin."""
        with named_errors(self._engine), self._engine.begin() as connection:
            row = connection.execute(select(_heads).where(_heads.c.origin == origin)).one()
        return Head(row.origin, row.size, bytes(row.root), row.note, row.cosigned_at)

    def replace(self, old: Head, new: Head) -> bool:
        """Put ``new`` in the place of ``old``, durably; False, and nothing done, if ``old`` is no longer what stands there.

        The comparison is the statement's own condition, so two requests at once cannot both pass it.
        """
        same = (_heads.c.origin == old.origin) & (_heads.c.size == old.size) & (_heads.c.root == old.root)
        with named_errors(self._engine), self._engine.begin() as connection:
            return connection.execute(update(_heads).where(same).values(new._asdict())).rowcount == 1

    def keep(self, found: Contradiction, root: bytes) -> None:
        """Keep a proof of two histories; the same one again changes nothing."""
        with named_errors(self._engine), self._engine.begin() as connection:
            insert_if_new(connection, _contradictions, {**found._asdict(), "root": root}, ("origin", "size", "root"))

    def contradictions(self) -> list[Contradiction]:
        """All proofs of two histories, oldest first."""
        columns = [_contradictions.c[name] for name in Contradiction._fields]
        with named_errors(self._engine), self._engine.begin() as connection:
            return [Contradiction(*row) for row in connection.execute(select(*columns).order_by(_contradictions.c.id))]

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create_witness_store(url: str) -> None:
    """Make the database of a new witness.

    Raises:
        ConfigRefused: it holds a witness's memory already. StoreUnreachable, …: as any database.
    """
    engine = open_engine(url)
    try:
        with named_errors(engine), engine.begin() as connection:
            if inspect(connection).has_table(_heads.name):
                raise ConfigRefused(
                    zh="该数据库已属于一个见证方: 换一个数据库", en="this database is a witness's already: use another"
                )
            _metadata.create_all(connection)
    finally:
        engine.dispose()


def open_witness_store(url: str) -> WitnessStore:
    """Open the database of a witness.

    Raises:
        ConfigRefused: it is not there. StoreUnreachable, StoreDamaged, …: it cannot be used.
    """
    engine = open_engine(url)
    file = engine.url.database or ""
    sqlite = engine.url.get_backend_name() == "sqlite"
    try:
        if sqlite and not Path(file).exists():
            raise _forgotten()
        with named_errors(engine), engine.begin() as connection:
            if not inspect(connection).has_table(_heads.name):
                raise _forgotten()
    except BaseException:
        engine.dispose()
        raise
    return WitnessStore(engine)


def _forgotten() -> ConfigRefused:
    return ConfigRefused(
        zh="见证方的数据库不在了: 请恢复它; 恢复不了就停用此密钥, 另建见证方(忘了见过什么, 就可能为第二份历史签名)",
        en="the witness's database is not there: restore it; if that cannot be, retire this key and make a new witness "
        "(one that forgot what it saw might cosign a second history)",
    )
