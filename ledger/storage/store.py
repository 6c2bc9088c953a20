"""The store: opens the database and gives out sessions. Only a session's end commits; nothing below does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, make_url

from ledger.errors import StoreBusy
from ledger.storage.access_store import AccessStore
from ledger.storage.alert_store import AlertStore
from ledger.storage.alert_waits import AlertWaits
from ledger.storage.anchor_journal import AnchorJournal
from ledger.storage.chain_store import ChainStore
from ledger.storage.checkpoint_store import CheckpointStore
from ledger.storage.conflict_store import ConflictStore
from ledger.storage.cosignature_store import CosignatureStore
from ledger.storage.duty_store import DutyStore
from ledger.storage.engine import BUSY_SECONDS, READ_ONLY, named_errors, open_engine, place_of
from ledger.storage.event_index_store import EventIndexStore
from ledger.storage.lineage_store import LineageStore
from ledger.storage.log_check import check_state, rehash_range
from ledger.storage.log_store import LogState, LogStore
from ledger.storage.migrate import mark_folder, upgrade
from ledger.storage.operation_journal import OperationJournal
from ledger.storage.projection_store import ProjectionStore
from ledger.storage.remembered import Remembered
from ledger.storage.stream_store import StreamStore
from ledger.storage.tables import metadata
from ledger.storage.tiles import TileCache
from ledger.storage.turns import Turns

# pages; SQLite itself steps in at `wal_autocheckpoint`, in the middle of somebody's commit
LONG_WAL = 4_000
LEAST_COUNTED = 500


class StoreSession:
    """One request or worker pass: everything done through it is committed together or not at all."""

    def __init__(
        self, connection: Connection, shared: Remembered | None, log_cache: TileCache, stream_cache: TileCache
    ) -> None:
        self.connection = connection
        self._after: list[Callable[[], None]] = []
        self._shared = shared
        self._fresh = Remembered()
        self.streams = StreamStore(connection, shared, self._fresh, stream_cache)
        self.log = LogStore(connection, self.streams, log_cache, shared, self._fresh)
        self.checkpoints = CheckpointStore(connection)
        self.cosignatures = CosignatureStore(connection)
        self.conflicts = ConflictStore(connection)
        self.anchors = AnchorJournal(connection)
        self.operations = OperationJournal(connection)
        self.projections = ProjectionStore(connection)
        self.chain = ChainStore(connection)
        self.events = EventIndexStore(connection)
        self.lineage = LineageStore(connection)
        self.access = AccessStore(connection)
        self.duties = DutyStore(connection)
        self.alerts = AlertStore(connection)
        self.waits = AlertWaits(connection)

    def on_commit(self, call: Callable[[], None]) -> None:
        """Have ``call`` made once the session is committed, in the order given; never after a rollback."""
        self._after.append(call)

    def committed(self) -> None:
        """Make the calls asked for; the store says so once the commit has returned."""
        if self._shared is not None:
            self._shared.add(self._fresh)
        for call in self._after:
            call()

    def count_rows(self) -> None:
        """Have the database count what its tables hold, by which it chooses how to look something up."""
        names = ", ".join(table.name for table in metadata.sorted_tables)
        self.connection.exec_driver_sql(f"ANALYZE {names}")

    def check_state(self, *, full: bool | None = None) -> LogState:
        """As `ledger.storage.log_check.check_state`."""
        return check_state(self.log, self.streams, self.checkpoints, full=full)

    def rehash_range(self, start: int, end: int, start_root: bytes) -> bytes:
        """As `ledger.storage.log_check.rehash_range`."""
        return rehash_range(self.log, start, end, start_root)


class Store:
    """One database with one log; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._remembered = Remembered()
        self._turns = Turns(Path(str(engine.url.database))) if engine.dialect.name == "sqlite" else None
        self._log_cache = TileCache()
        self._stream_cache = TileCache()
        self._counted = 0

    @property
    def engine(self) -> Engine:
        """The connections, for tests and backups."""
        return self._engine

    @contextmanager
    def begin(self) -> Iterator[StoreSession]:
        """A session that may write; commits at the end of the block, rolls back if the block raises.

        Raises:
            StoreReadOnly, StoreFull, StoreBusy, StoreDamaged, StoreUnreachable: nothing was written.
        """
        with self._turn(), named_errors(self._engine), self._engine.connect() as connection:
            with connection.begin():
                session = StoreSession(connection, self._remembered, self._log_cache, self._stream_cache)
                yield session
            session.committed()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """See `ledger.storage.turns`; PostgreSQL needs none."""
        if self._turns is None:
            yield
            return
        with self._turns.take(BUSY_SECONDS) as mine:
            if not mine:
                raise StoreBusy(
                    zh="另一会话长时间占用数据库: 请稍后重试",
                    en="another session holds the database for long: try again shortly",
                    place=place_of(self._engine),
                )
            yield

    @contextmanager
    def read(self) -> Iterator[StoreSession]:
        """A session that only reads, from one snapshot, and never waits for a writer; errors as `begin`."""
        with named_errors(self._engine), self._engine.connect() as opened:
            connection = opened.execution_options(**{READ_ONLY: True})
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield StoreSession(connection, None, self._log_cache, self._stream_cache)

    def tidy(self) -> None:
        """Carry SQLite's log of writes over into the database file, so that no commit has to; errors as `begin`.

        Most of it is carried over while others write; only the rest, of a few pages, is while they wait.
        """
        if self._turns is not None and self._carry_over() > LONG_WAL:
            with self._turn():
                self._carry_over()

    def count_anew(self) -> None:
        """Have PostgreSQL count its rows if the log has doubled since it did; errors as `begin`. Best done while it rests.

        It chooses its way to the rows by how many there were when it counted last; by itself it counts once a minute, and
        what it chose for a new log reads whole tables meanwhile.
        """
        if self._turns is not None:
            return
        with self.begin() as session:
            size = session.log.size()
            if size >= max(LEAST_COUNTED, 2 * self._counted):
                session.count_rows()
                self._counted = size

    def _carry_over(self) -> int:
        """Pages in the log of writes."""
        with named_errors(self._engine):
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
                row = cursor.fetchone()
                return 0 if row is None else int(row[1])
            finally:
                connection.close()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()
        if self._turns is not None:
            self._turns.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(url: str) -> Store:
    """Open ``sqlite:///path`` or ``postgresql://…`` and bring its schema up to date.

    The folder of an SQLite file is created and marked with the data format. Checking the log is the caller's next
    step: `StoreSession.check_state`.

    Raises:
        InputRefused: another kind of URL. StoreVersionUnknown: written by a newer version.
        StoreReadOnly, StoreFull, StoreBusy, StoreDamaged, StoreUnreachable: the database does not allow it.
    """
    engine = open_engine(url)
    if engine.url.get_backend_name() == "sqlite":
        mark_folder(Path(str(make_url(url).database)).parent)
    try:
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)
