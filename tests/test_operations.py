"""The operations page names every alarm and every metric, and none that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

from ledger.asking.metrics import exposition
from ledger.asking.standing import Status, WitnessState
from ledger.duties.watching import WatchReport
from ledger.entries import MAX_BATCH_PATH, MAX_STREAMS, BatchPosition, EventEntry
from ledger.errors import BackupRefused, QuanzeError, Unavailable
from ledger.recording.meter import Meter

PAGE = (Path(__file__).parent.parent / "docs/operations.md").read_text("utf-8")


def leaves(kind: type[QuanzeError]) -> set[str]:
    return {code for one in kind.__subclasses__() for code in {one.code} | leaves(one)}


def test_every_alarm_has_its_row_and_every_row_its_alarm() -> None:
    table = PAGE.partition("## 6. Alarms")[2]
    rows = [row.split("|") for row in table.splitlines() if row.startswith("| `")]
    named = {code for row in rows for code in re.findall(r"`([a-z-]+)`", row[1])}
    assert named == leaves(Unavailable) | {BackupRefused.code}
    assert all(len(row) == 5 and row[2].strip() and row[3].strip() for row in rows), "what happened, and what to do"
    assert all(" · " in row[2] and " · " in row[3] for row in rows), "in both languages"


def test_every_metric_has_its_row_and_every_row_its_metric() -> None:
    meter = Meter()
    meter.failed("x", "y")
    meter.watched(1, 2)
    status = Status(
        origin="x", size=9, checkpoint_size=9, anchored_size=1, anchored_block=1, anchored_at=1, unanchored_count=8,
        unanchored_age_ms=1, chain_ok=True, chain_block=7, chain_read=8, projected=9, witness_quorum=1, witnessed_size=1,
        witnesses=(WitnessState("w.example/w", 1, 1),), frozen=None,
    )  # fmt: skip
    page = exposition(status, {**meter.to_json(), "waiting": 0, "at": 0}, 0, WatchReport(True, None, 1, 0, 0))
    given = set(re.findall(r"^# TYPE (quanze_\w+)", page, re.MULTILINE))
    assert set(re.findall(r"`(quanze_\w+)`", PAGE)) == given


def test_the_longest_entry_is_as_long_as_the_page_says() -> None:
    batch = BatchPosition(0, 2**32, (bytes(32),) * MAX_BATCH_PATH)
    longest = EventEntry(bytes(32), bytes(20), 0, 0, bytes(65), (0,) * MAX_STREAMS, batch).encode()
    assert f"at most {len(longest):,} bytes" in PAGE
    assert len(longest) < 1 << 16
