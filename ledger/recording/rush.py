"""A rush: so many events in so little time that whatever can wait gives way to recording them."""

from __future__ import annotations

import time
from collections.abc import Callable

RUSH, RUSH_SECONDS = 50, 0.25


class Rush:
    """Whether many events come in, by how the log grows.

    Args:
        seconds: a clock that only goes forward.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._since, self._until = 0.0, 0.0
        self._from = self._last = -1

    def saw(self, size: int) -> None:
        """The log has so many entries now."""
        now = self._seconds()
        if self._from < 0 or now - self._since > RUSH_SECONDS:
            self._since, self._from = now, size if self._from < 0 else self._last
        if size - self._from >= RUSH:
            self._until = now + RUSH_SECONDS
        self._last = size

    @property
    def on(self) -> bool:
        """Whether it lasts."""
        return self._seconds() < self._until
