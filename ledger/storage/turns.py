"""Turns: SQLite lets one session write at a time, and who waits for it is not left to ask it again and again.

SQLite itself has a waiting session sleep ever longer between two tries. Between threads of a process a lock wakes the next
one; between processes a lock on a file beside the database does, which ends with the process that holds it. Whoever does
not take turns, another program say, is still kept apart by SQLite's own lock.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO

POLL_S = 0.0005


class Turns:
    """Whose turn it is to write to the database file at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + "-turn")
        self._thread = Lock()
        self._file: IO[bytes] | None = None

    @contextmanager
    def take(self, seconds: float) -> Iterator[bool]:
        """Wait at most so long; whether it is the caller's turn until the end of the block."""
        deadline = time.monotonic() + seconds
        if not self._thread.acquire(timeout=seconds):
            yield False
            return
        try:
            if not self._lock(deadline):
                yield False
                return
            try:
                yield True
            finally:
                self._unlock()
        finally:
            self._thread.release()

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _lock(self, deadline: float) -> bool:
        if sys.platform == "win32":
            return True
        import fcntl

        if self._file is None:
            # where nothing can be written, SQLite says so in its own words
            with suppress(OSError):
                self._file = self._path.open("ab")
        while self._file is not None:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(POLL_S)
            else:
                break
        return True

    def _unlock(self) -> None:
        if sys.platform == "win32" or self._file is None:
            return
        import fcntl

        fcntl.flock(self._file, fcntl.LOCK_UN)
