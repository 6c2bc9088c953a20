"""A wall clock that refuses to be read while it runs ahead, so that nothing is stamped with a time that has not come.

How much time has really passed since the start says CLOCK_BOOTTIME, which nobody sets and which goes on while the machine
is suspended (clock_gettime(2)): waking up is no jump. A clock that was wrong at the start is only seen by whoever sets it
right; the service then has to be started again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from ledger.errors import ClockAhead

MOST_AHEAD_MS = 300_000
_BOOTTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def boottime() -> int:
    """Milliseconds since this machine was booted, suspended or not."""
    return time.clock_gettime_ns(_BOOTTIME) // 1_000_000


class SteadyClock:
    """Tells the time while it can be right.

    Args:
        wall: milliseconds since 1970; somebody may set it.
        elapsed: milliseconds since whatever moment; nobody sets it.
    """

    def __init__(self, wall: Callable[[], int], elapsed: Callable[[], int] = boottime) -> None:
        self._wall = wall
        self._elapsed = elapsed
        self._start = wall() - elapsed()

    def ahead_ms(self) -> int:
        """How far the wall clock is ahead of the time that passed since the start, ms; 0 where it is not."""
        return max(0, self._ahead(self._wall()))

    def __call__(self) -> int:
        """Milliseconds since 1970.

        Raises:
            ClockAhead: by more than `MOST_AHEAD_MS`.
        """
        now = self._wall()
        ahead = self._ahead(now)
        if ahead > MOST_AHEAD_MS:
            raise ClockAhead(
                zh=f"本机时钟比启动以来实际经过的时间快 {ahead // 1000} 秒, 不予记录: 请校准时钟; 若启动时的时钟才是错的, 请重启服务",
                en=f"this machine's clock is {ahead // 1000} s ahead of the time that passed since the start, so nothing is "
                "recorded: set it right; if it was wrong at the start, restart the service",
                seconds=ahead // 1000,
            )
        return now

    def _ahead(self, now: int) -> int:
        return now - self._elapsed() - self._start
