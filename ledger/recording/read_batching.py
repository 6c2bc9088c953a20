"""Readings made provable: every so many, or every so often, an event commits to the rows that say who read what.

The event is signed by the service's key and stands in the log like any other, so a row that is changed or taken away
afterwards is noticed by whoever audits. A crash between two batches leaves rows for the next one; one between recording
and indexing makes the next batch cover some rows twice, which changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from ledger.asking.event_queries import newest_by, next_seq
from ledger.asking.records import Records
from ledger.errors import QuanzeError
from ledger.model import format_time
from ledger.recording.intake import Intake
from ledger.recording.pen import Draft, Pen
from ledger.recording.read_batch import EVENT_TYPE, SALT_SIZE, ReadBatch
from ledger.recording.recorder import Recorder
from ledger.storage.store import Store, StoreSession

MOST = 1000
# a row that another process is still writing must not come after its batch
SETTLED_MS = 10_000
_LOOK_BACK = 20


class ReadBatching:
    """Commits to readings.

    Args:
        pen: the service's own hand, with a lane of its own.
        every_ms: how long a reading waits for its batch at most, unless `MOST` are waiting.
        clock: ms since 1970.
    """

    def __init__(
        self, store: Store, recorder: Recorder, intake: Intake, pen: Pen, every_ms: int, clock: Callable[[], int]
    ) -> None:
        self._store = store
        self._recorder = recorder
        self._intake = intake
        self._pen = pen
        self._every_ms = every_ms
        self._clock = clock
        self._last: int | None = None

    def step(self) -> ReadBatch | None:
        """Record one batch if it is time; what it covers.

        Raises:
            Unavailable, NotPermitted: the recorder does not answer, or the service's key may not sign.
        """
        now = self._clock()
        with self._store.read() as session:
            last = self._last = self._committed(session) if self._last is None else self._last
            rows = session.access.read_rows(last, read_until=now - SETTLED_MS, limit=MOST)
            self._pen.next_seq = next_seq(session, self._pen.signer.address, self._pen.lane)
        if not rows or (len(rows) < MOST and now - rows[0][-1] < self._every_ms):
            return None
        batch = ReadBatch.of(rows, last + 1, secrets.token_bytes(SALT_SIZE))
        values = {"reader": "*", "query": "batch", "scope": batch.to_json()}
        _, submission = self._pen.write(Draft(EVENT_TYPE, format_time(now), values))
        (answer,) = self._recorder.submit([self._intake.check(submission)])
        if isinstance(answer, QuanzeError):
            raise answer
        self._last = batch.last
        return batch

    def _committed(self, session: StoreSession) -> int:
        """The last id that a recorded batch covers; 0 before the first."""
        indexes = newest_by(session, self._pen.actor, (EVENT_TYPE,), _LOOK_BACK)
        rows = Records("").load(session, indexes)
        batches = (ReadBatch.from_json(row.values.get("scope")) for row in rows)
        return max((one.last for one in batches if one is not None), default=0)
