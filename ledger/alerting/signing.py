"""Alerts as events: signed with the service's own key for the operator's department, recorded like any other event.

Where that key is not enrolled, alerts are kept all the same and shown as unsigned; they are recorded once it is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence

from ledger.asking.event_queries import newest
from ledger.asking.records import Records
from ledger.errors import LaneConflict, QuanzeError
from ledger.event_form import MAX_LANE, MAX_PARENTS
from ledger.model import fits, format_time
from ledger.policy.alert_rules import ALERT_RULES
from ledger.recording.intake import Checked, Intake
from ledger.recording.pen import Draft, Pen
from ledger.recording.recorder import Receipt, Recorder
from ledger.storage.alert_rows import AlertRow
from ledger.storage.store import Store

logger = logging.getLogger(__name__)

AT_ONCE, LOOK_BACK = 100, 2_000
RETRY_MS = 10_000


class AlertSigning:
    """Records open alerts as `alert` events.

    Args:
        pen: the service's own hand. clock: ms since 1970.
    """

    def __init__(
        self, store: Store, intake: Intake, recorder: Recorder, pen: Pen, origin: str, clock: Callable[[], int]
    ) -> None:
        self._store = store
        self._intake = intake
        self._recorder = recorder
        self._pen = pen
        self._records = Records(origin)
        self._clock = clock
        self._not_before = 0
        self._caught_up = False
        self._draw_lane()

    def record_open(self) -> int:
        """Record the open alerts that are not; how many were. A key that is refused is tried again after a while."""
        now = self._clock()
        if now < self._not_before:
            return 0
        if not self._caught_up:
            self._note_recorded()
        with self._store.read() as session:
            rows = session.alerts.unrecorded(AT_ONCE)
        if not rows:
            return 0
        try:
            receipts = self._record(rows, now)
        except QuanzeError as error:
            self._not_before = now + RETRY_MS
            logger.warning("alerts stay unsigned: %s", error.en)
            return 0
        with self._store.begin() as session:
            for row, receipt in receipts:
                session.alerts.recorded(row.id, receipt.event_id, now)
        return len(receipts)

    def _note_recorded(self) -> None:
        """Note what a crash kept from being noted, so that nothing is recorded twice."""
        with self._store.begin() as session:
            for row in self._records.load(session, newest(session, types=("alert",), limit=LOOK_BACK)):
                name = row.values.get("alert")
                known = session.alerts.get(name) if isinstance(name, str) else None
                if known is not None and known.event is None and row.event.actor == self._pen.actor:
                    session.alerts.recorded(known.id, row.event.id, self._clock())
        self._caught_up = True

    def _record(self, rows: Sequence[AlertRow], now: int) -> list[tuple[AlertRow, Receipt]]:
        seq = self._pen.next_seq
        try:
            checked = [self._checked(row, now) for row in rows]
        except QuanzeError:
            self._pen.next_seq = seq
            raise
        answers = self._recorder.submit(checked)
        if any(isinstance(one, LaneConflict) for one in answers):
            # another process drew the same lane
            self._draw_lane()
        return [(row, one) for row, one in zip(rows, answers, strict=True) if isinstance(one, Receipt)]

    def _checked(self, row: AlertRow, now: int) -> Checked:
        shown = sorted({one for one in (row.subject, *row.evidence) if fits("digest", one)})
        values = {
            "rule": row.rule, "subject": row.subject, "level": ALERT_RULES[row.rule].level.value, "alert": row.id,
            "owner": row.owner, "values": list(row.values),
        }  # fmt: skip
        draft = Draft(
            "alert", format_time(now), values, agreement=row.agreement, item=row.item, parents=shown[:MAX_PARENTS]
        )
        _, submission = self._pen.write(draft)
        return self._intake.check(submission)

    def _draw_lane(self) -> None:
        self._pen.lane, self._pen.next_seq = 1 + secrets.randbelow(MAX_LANE), 0
