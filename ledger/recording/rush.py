"""A rush: so many events in so little time that whatever can wait gives way to recording them."""

from __future__ import annotations

import time
from collections.abc import Callable

RUSH, RUSH_SECONDS = 100, 0.1


class Rush:
    """Whether many events come in, by how the log grows.

    Args:
        seconds: a clock that only goes forward.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._since, self._until = 0.0, 0.0
        self._from = -1

    def saw(self, size: int) -> None:
        """The log has so many entries now."""
        now, grown = self._seconds(), size - self._from if self._from >= 0 else 0
        if grown >= RUSH:
            # counted once: the moment it ends, nothing of it is left to count
            self._until = now + RUSH_SECONDS
        elif self._from >= 0 and now - self._since <= RUSH_SECONDS:
            return
        self._since, self._from = now, size

    @property
    def on(self) -> bool:
        """Whether it lasts."""
        return self._seconds() < self._until
