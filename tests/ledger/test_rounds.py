"""What follows the log gives way while many events come in, and only then."""

from __future__ import annotations

import pytest

from ledger.recording.rush import RUSH, RUSH_SECONDS, Rush


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(("events", "on"), [(RUSH, True), (RUSH - 1, False), (0, False)])
def test_a_rush_is_many_events_in_little_time(events: int, on: bool) -> None:
    seconds = Seconds()
    rush = Rush(seconds)
    rush.saw(7_000)
    assert not rush.on, "a long log is none"
    seconds.now += RUSH_SECONDS / 2
    rush.saw(7_000 + events)
    assert rush.on is on
    seconds.now += 2 * RUSH_SECONDS
    assert not rush.on


def test_it_lasts_as_long_as_they_come_and_ends_soon_after() -> None:
    seconds = Seconds()
    rush = Rush(seconds)
    for size in range(0, 100 * RUSH, RUSH):
        rush.saw(size)
        seconds.now += RUSH_SECONDS / 2
        assert rush.on is (size > 0)
    for _ in range(9):
        seconds.now += RUSH_SECONDS / 2
        rush.saw(99 * RUSH)
    assert not rush.on


def test_the_same_events_over_a_long_time_are_none() -> None:
    seconds = Seconds()
    rush = Rush(seconds)
    for size in range(100 * RUSH):
        rush.saw(size)
        seconds.now += RUSH_SECONDS / 4
        assert not rush.on
