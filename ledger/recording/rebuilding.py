"""Rebuilding: all projections dropped and made again from log and chain, and the proof that they are the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Table, select

from ledger import indexing
from ledger.errors import Unavailable
from ledger.storage.duty_store import DUTIES, REJUDGED
from ledger.storage.event_index_store import EVENTS
from ledger.storage.projection_store import REBUILT
from ledger.storage.store import Store, StoreSession
from ledger.storage.tables_chain import chain_blocks

POLL_S = 0.05
SETTLE_SECONDS = 60.0
# which newest block without events is remembered depends on when the chain was read, not on what it says
_COMPARED = tuple(table for table in REBUILT if table is not chain_blocks)


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
    return {table.name: _content(session, table) for table in _COMPARED}


def rebuild(
    store: Store,
    clock: Callable[[], int],
    settled: Callable[[], bool],
    *,
    seconds: float = 3600.0,
    done: Callable[[int], None] = lambda _: None,
) -> list[Rebuilt]:
    """Drop all projections, wait until a running worker has made them again, and compare.

    ``clock`` gives ms since 1970; ``settled`` says whether the worker has nothing left to anchor or to read, since what
    it does meanwhile would show as a difference; ``done`` is told how many entries have been projected.

    Raises:
        Unavailable: it does not settle, or they were not there again within ``seconds``; the worker goes on by itself.
    """
    _wait(lambda: settled() and _judged(store), min(seconds, SETTLE_SECONDS))
    with store.read() as session:
        before, cursors = contents(session), _cursors(session)
    indexing.rebuild(store, clock)

    def again() -> bool:
        with store.read() as session:
            now = _cursors(session)
        done(now[0])
        return all(one >= other for one, other in zip(now, cursors, strict=True))

    _wait(again, seconds)
    with store.read() as session:
        after = contents(session)
    return [Rebuilt(name, before[name], after[name]) for name in before]


def _wait(found: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        if time.monotonic() > deadline:
            raise Unavailable(
                zh=f"{seconds:g} 秒内未就绪(链可达吗?): 投影由 quanze serve 继续补齐",
                en=f"not ready within {seconds:g} s (does the chain answer?): quanze serve goes on filling projections",
            )
        time.sleep(POLL_S)


def _cursors(session: StoreSession) -> tuple[int, ...]:
    seen = session.chain.last_block()
    places = (session.projections.next_index(name) for name in (EVENTS, DUTIES, REJUDGED))
    return (*places, seen.number if seen else -1)


def _judged(store: Store) -> bool:
    """Whether all duties are made, and judged by the anchors that everything has by now."""
    with store.read() as session:
        indexed, *judged = (session.projections.next_index(name) for name in (EVENTS, DUTIES, REJUDGED))
    return judged == [indexed, indexed]


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
