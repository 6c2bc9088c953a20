"""While the machine's clock is too far ahead nothing is recorded, over any way in; once it is right again, all is as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from ledger.errors import ClockAhead
from ledger.event_types import KeyRole
from ledger.recording.checkpointing import Sealer
from ledger.recording.meter import Meter, MeteredRecorder
from ledger.recording.steady_clock import MOST_AHEAD_MS, SteadyClock, boottime
from ledger.recording.writer import Writer
from tests.api.deployment import DAY, ITEM, ORIGIN, OWNER, START, Deployment

HOUR = 3_600_000


class Machine:
    """A machine whose time passes and whose clock is set, each on its own."""

    def __init__(self) -> None:
        self.passed = 7
        self.offset = 0

    def wall(self) -> int:
        return START + self.passed + self.offset

    def elapsed(self) -> int:
        return self.passed


STEPS: dict[str, tuple[list[tuple[int, int]], int | None]] = {
    "nothing happens": ([], None),
    "time passes": ([(30 * DAY, 0)], None),
    "five minutes ahead": ([(0, MOST_AHEAD_MS)], None),
    "a millisecond more": ([(0, MOST_AHEAD_MS + 1)], 300),
    "a year ahead": ([(HOUR, 365 * DAY)], 365 * DAY // 1000),
    "set back": ([(0, -DAY)], None),
    "set back and right again": ([(0, -DAY), (HOUR, DAY)], None),
    "ahead and right again": ([(0, DAY), (HOUR, -DAY)], None),
    "ahead, and an hour goes by": ([(0, DAY), (HOUR, 0)], DAY // 1000),
    "suspended overnight": ([(9 * HOUR, 0)], None),
}


@pytest.mark.parametrize("row", STEPS.values(), ids=STEPS)
def test_only_a_jump_forward_is_refused(row: tuple[list[tuple[int, int]], int | None]) -> None:
    steps, ahead = row
    machine = Machine()
    clock = SteadyClock(machine.wall, machine.elapsed)
    for passed, jump in steps:
        machine.passed += passed
        machine.offset += jump
    if ahead is None:
        assert clock() == machine.wall()
        return
    assert clock.ahead_ms() // 1000 == ahead
    with pytest.raises(ClockAhead) as refused:
        clock()
    assert refused.value.details == {"seconds": ahead}
    assert str(ahead) in refused.value.zh
    assert str(ahead) in refused.value.en


@given(st.lists(st.tuples(st.integers(0, DAY), st.integers(-DAY, DAY)), max_size=6))
def test_no_time_is_told_that_has_not_come(steps: list[tuple[int, int]]) -> None:
    machine = Machine()
    clock = SteadyClock(machine.wall, machine.elapsed)
    for passed, jump in steps:
        machine.passed += passed
        machine.offset += jump
        try:
            assert clock() <= START + machine.passed + MOST_AHEAD_MS
        except ClockAhead:
            assert machine.offset > MOST_AHEAD_MS


def test_this_machine_counts_the_time_since_it_was_booted() -> None:
    first = boottime()
    assert first > 0
    assert boottime() >= first


def test_nothing_is_recorded_or_sealed_until_the_clock_is_right_again(tmp_path: Path) -> None:
    here, machine, meter = Deployment(tmp_path), Machine(), Meter()
    here.register()
    here.clock.now, machine.passed = START, 60_000
    writer = Writer(here.store, SteadyClock(machine.wall, machine.elapsed))
    recorder = MeteredRecorder(writer, meter)
    object.__setattr__(here.ledger, "recorder", recorder)
    client = TestClient(create_app(here.ledger))

    def post() -> Any:
        _, submission = here.pens[OWNER, KeyRole.HEAD].write(
            here.draft("classify", {"category": "c", "basis": "b"}, item=ITEM)
        )
        opened = {name: one.to_json() for name, one in submission.disclosures.items()}
        signature = "0x" + submission.signature.hex()
        return client.post(
            "/v1/events", json={"event": submission.event.decode(), "signature": signature, "disclosures": opened}
        )

    assert post().status_code == 201
    size = writer.state.size
    machine.offset = HOUR
    refused = post()
    assert (refused.status_code, refused.json()["code"]) == (503, "clock-ahead")
    assert refused.headers["retry-after"]
    with pytest.raises(ClockAhead):
        Sealer(here.store, writer, here.log_key, ORIGIN).seal()
    assert writer.state.size == size
    assert {"part": "recorder", "code": "clock-ahead", "count": 1} in meter.to_json()["failures"]
    machine.offset = 0
    answer = post()
    assert answer.status_code == 201
    assert answer.json()["recorded_at"].startswith("2026-11-20T02:01")
    recorder.close()
    here.close()
