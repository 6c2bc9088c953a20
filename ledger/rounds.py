"""Rounds: what a process of the service does again and again, each in a thread of its own so that none delays another."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from ledger.errors import LogDamaged, LogFrozen, QuanzeError, Unavailable
from ledger.recording.meter import Meter

logger = logging.getLogger(__name__)

# While many events rush in (`ledger.recording.rush`), what follows goes on with pauses, and each of its sessions writes little: SQLite has the recorder wait
PAUSE_S, LOOK_S, FEW = 0.25, 0.05, 250
# How far behind it may fall before it takes its full share again
BURST = 200_000

Freeze = Callable[[str, QuanzeError], None]
"""What is done when a round finds that the log must not go on: the round's name, and why."""


class Rounds:
    """The rounds of one process; what fails is counted, told, and tried again.

    Args:
        freeze: called where a round raises LogFrozen or LogDamaged; that round ends then.
    """

    def __init__(self, meter: Meter, freeze: Freeze) -> None:
        self._meter = meter
        self._freeze = freeze
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def stopping(self) -> bool:
        """Whether `stop` was called: a round that is long ends early."""
        return self._stop.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until `stop` is called, and then True."""
        return self._stop.wait(seconds)

    def wait_while(self, holds: Callable[[], bool], seconds: float) -> None:
        """Wait as long as it ``holds``, at most so long, or until `stop` is called."""
        until = time.monotonic() + seconds
        while holds() and time.monotonic() < until and not self.wait(LOOK_S):
            pass

    def start(self, name: str, pause: float, round_: Callable[[], object]) -> None:
        """Make this round from now on, with so many seconds between one and the next."""

        def loop() -> None:
            while not self._stop.is_set():
                try:
                    round_()
                except (LogFrozen, LogDamaged) as error:
                    self._freeze(name, error)
                    return
                except Unavailable as error:
                    self._meter.failed(name, error.code)
                    logger.warning("%s: %s", name, error)
                except QuanzeError as error:
                    self._meter.failed(name, error.code)
                    logger.exception("%s failed and will try again", name)
                except Exception:
                    self._meter.failed(name, "internal")
                    logger.exception("%s failed unexpectedly and will try again", name)
                self._stop.wait(pause)

        thread = threading.Thread(target=loop, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Let every round come to its end. May be called twice."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
