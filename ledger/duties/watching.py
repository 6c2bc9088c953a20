"""The watcher of silence: a breach that nobody writes is found by it, and it says how it is itself.

It brings the table of duties up to the log, round after round; what is overdue then follows from the table and the time.
It records nothing as consent, and marks nothing by itself: whoever answers for it does (``quanze work mark``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from ledger.duties.duty_projecting import DutyProjector
from ledger.model import format_time
from ledger.storage.duty_store import DUTIES, WATCHED
from ledger.storage.store import Store, StoreSession

logger = logging.getLogger(__name__)
SIGN_MS = 2_000
"""How often the watcher leaves a sign of life while nothing else changes."""
STALE_MS = 60_000
MOST_BEHIND = 10_000


@dataclass(frozen=True)
class WatchReport:
    """How the watcher is.

    Attributes:
        ok: it ran within the last minute and is not far behind; where it is not, an empty list proves nothing.
        last_run: None where it has not run yet. lag_entries: entries of the log it has not looked at.
        overdue: open duties of all departments whose time is over.
    """

    ok: bool
    last_run: str | None
    age_ms: int | None
    lag_entries: int
    overdue: int


class DutyWatcher:
    """Looks for duties whose time is over.

    Args:
        clock: ms since 1970.
    """

    def __init__(self, store: Store, projector: DutyProjector, clock: Callable[[], int]) -> None:
        self._store = store
        self._projector = projector
        self._clock = clock
        self._signed = 0
        self._overdue = 0

    @property
    def lag(self) -> int:
        """How many projected entries the last step left for later."""
        return self._projector.lag

    def step(self, most: int | None = None) -> int:
        """Make duties of the next entries, at most so many, and leave a sign of life; how many there were, 0 once they are
        up to the log.
        """
        found = self._projector.step(most)
        self._sign()
        return found

    def _sign(self) -> None:
        now = self._clock()
        if 0 <= now - self._signed < SIGN_MS:
            return
        with self._store.begin() as session:
            session.projections.advance(WATCHED, now)
            overdue = session.duties.count_overdue(now)
        if overdue > self._overdue:
            logger.warning("%d duties are overdue, %d more than before", overdue, overdue - self._overdue)
        self._signed, self._overdue = now, overdue


def watch_report(session: StoreSession, now: int) -> WatchReport:
    """How the watcher is, by the sign it left; ``now`` in ms."""
    last = session.projections.next_index(WATCHED)
    lag = session.log.load_state().size - session.projections.next_index(DUTIES)
    age = None if not last else max(0, now - last)
    return WatchReport(
        ok=age is not None and age < STALE_MS and lag < MOST_BEHIND,
        last_run=None if not last else format_time(last),
        age_ms=age,
        lag_entries=lag,
        overdue=session.duties.count_overdue(now),
    )
