"""Rebuilding: all projections dropped and made again from log and chain, and the proof that they are the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Table, select

from ledger import indexing
from ledger.errors import Unavailable
from ledger.storage.event_index_store import EVENTS
from ledger.storage.projection_store import REBUILT
from ledger.storage.store import Store, StoreSession

POLL_S = 0.05


@dataclass(frozen=True)
class Content:
    """What a table holds: number of rows, and SHA-256 (hex) over all of them whatever their order."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Rebuilt:
    """One table before and after."""

    table: str
    before: Content
    after: Content

    @property
    def same(self) -> bool:
        """Whether it holds the same rows."""
        return self.before == self.after


def contents(session: StoreSession) -> dict[str, Content]:
    """What every projection holds."""
    return {table.name: _content(session, table) for table in REBUILT}


def rebuild(
    store: Store, clock: Callable[[], int], *, seconds: float = 3600.0, done: Callable[[int], None] = lambda _: None
) -> list[Rebuilt]:
    """Drop all projections, wait until a running worker has made them again, and compare.

    ``clock`` gives ms since 1970; ``done`` is told how many entries have been projected.

    Raises:
        Unavailable: they were not there again within ``seconds``; the worker goes on by itself.
    """
    with store.read() as session:
        before, cursors = contents(session), _cursors(session)
    indexing.rebuild(store, clock)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with store.read() as session:
            now = _cursors(session)
            after = contents(session) if all(now[name] >= cursors[name] for name in now) else None
        done(now[EVENTS])
        if after is not None:
            return [Rebuilt(name, before[name], after[name]) for name in before]
        time.sleep(POLL_S)
    raise Unavailable(
        zh=f"{seconds:g} 秒内未重建完: 请运行 quanze serve, 由它继续",
        en=f"not rebuilt within {seconds:g} s: run quanze serve, which goes on with it",
    )


def _cursors(session: StoreSession) -> Mapping[str, int]:
    return {name: session.projections.next_index(name) for name in (EVENTS, indexing.CURSOR)}


def _content(session: StoreSession, table: Table) -> Content:
    # numbers that a database gives out anew are no part of what is said
    columns = [
        column for column in table.columns if not (column.primary_key and column.name == "id" and _counted(table))
    ]
    digest, rows = 0, 0
    for row in session.connection.execution_options(yield_per=1_000).execute(select(*columns)):
        # a sum does not depend on the order in which a database gives its rows
        digest = (digest + int.from_bytes(sha256(repr(tuple(row)).encode()).digest(), "big")) % (1 << 256)
        rows += 1
    return Content(rows, f"{digest:064x}")


def _counted(table: Table) -> bool:
    (key, *others) = table.primary_key.columns
    return not others and key.autoincrement is not False and key.type.python_type is int
