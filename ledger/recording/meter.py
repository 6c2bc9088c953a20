"""The meter: what the worker counts while it runs, and the file in which every API process finds it.

One worker records, so there is one meter; API processes are several, and each shows the same numbers.
"""

from __future__ import annotations

import json
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ledger.errors import QuanzeError, WatchStalled
from ledger.recording.intake import Checked
from ledger.recording.local_recorder import LocalRecorder
from ledger.recording.recorder import Answers, Done, Receipt
from ledger.recording.writer import Writer
from ledger.storage.store import Store

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
EVENTS = (1.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 4000.0)
STALE_MS, WATCH_STALE_MS = 10_000, 60_000


class Histogram:
    """Counts of values by upper bounds, the last of which is infinite."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """Count one value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def to_json(self) -> dict[str, Any]:
        """``bounds``, ``counts`` (one more, not cumulative), ``sum``."""
        return {"bounds": list(self._bounds), "counts": list(self._counts), "sum": self._sum}


class Meter:
    """What one worker counts since it was started; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._histograms = {
            "ack_seconds": Histogram(SECONDS),
            "commit_seconds": Histogram(SECONDS),
            "commit_events": Histogram(EVENTS),
        }
        self._counts: Counter[str] = Counter()
        self._failures: Counter[tuple[str, str]] = Counter()
        self._watched: tuple[int, int] | None = None
        self._clock_ahead = 0

    def watched(self, at: int, lag: int) -> None:
        """The watcher of alerts finished a round at ``at`` (ms), with so many entries still to look at."""
        self._watched = (at, lag)

    def clock_ahead(self, ms: int) -> None:
        """How far the machine's clock is ahead of the time that passed since the start."""
        self._clock_ahead = ms

    def acknowledged(self, seconds: float) -> None:
        """A submission was answered this long after it came."""
        with self._lock:
            self._histograms["ack_seconds"].observe(seconds)

    def committed(self, seconds: float, submitted: int, recorded: int) -> None:
        """A commit of so many submitted events, so many of which are new, took this long."""
        with self._lock:
            self._histograms["commit_seconds"].observe(seconds)
            self._histograms["commit_events"].observe(submitted)
            self._counts["recorded"] += recorded

    def failed(self, part: str, code: str) -> None:
        """A round of a part (chain, seal, project, a witness) or a submission failed with this code."""
        with self._lock:
            self._failures[part, code] += 1

    def to_json(self) -> dict[str, Any]:
        """All of it as JSON."""
        with self._lock:
            return {
                "histograms": {name: one.to_json() for name, one in self._histograms.items()},
                "recorded": self._counts["recorded"],
                "watched": self._watched,
                "clock_ahead": self._clock_ahead,
                "failures": [{"part": part, "code": code, "count": n} for (part, code), n in self._failures.items()],
            }

    def write(self, file: Path, waiting: int, now: int) -> None:
        """Leave it for the API processes; ``waiting`` events wait, ``now`` in ms."""
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps({**self.to_json(), "waiting": waiting, "at": now}), "utf-8")
        beside.replace(file)


def read_meter(file: Path, now: int, follower: Path | None = None) -> Mapping[str, Any] | None:
    """What the worker left last, and with it what its ``follower`` left, however long ago; None if the worker is not
    running, or has not written for ten seconds.
    """
    found = _left(file)
    if found is None or now - int(found["at"]) >= STALE_MS:
        return None
    beside = None if follower is None else _left(follower)
    if beside is None:
        return found
    return {**found, "watched": beside["watched"], "failures": [*found["failures"], *beside["failures"]]}


def _left(file: Path) -> dict[str, Any] | None:
    try:
        value = dict(json.loads(file.read_text("utf-8")))
        return {**value, "at": int(value["at"]), "failures": list(value["failures"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def require_watched(meter: Mapping[str, Any] | None, now: int) -> None:
    """Raise if a worker runs whose watcher of alerts has not finished a round for a minute.

    Raises:
        WatchStalled: silence would go unseen.
    """
    watched = meter.get("watched") if meter is not None else None
    if watched is not None and now - watched[0] > WATCH_STALE_MS:
        raise WatchStalled(
            zh="预警值守已超过一分钟没有完成一轮: 见服务日志",
            en="the watcher of alerts has not finished a round for a minute: see the service's log",
            seconds=(now - watched[0]) // 1000,
        )


class MeteredWriter(Writer):
    """A writer that is measured."""

    def __init__(self, store: Store, clock: Callable[[], int], meter: Meter) -> None:
        super().__init__(store, clock)
        self._meter = meter

    def record(self, checked: Sequence[Checked]) -> list[Receipt | QuanzeError]:
        """See `Writer.record`."""
        started = time.monotonic()
        answers = super().record(checked)
        fresh = sum(isinstance(one, Receipt) and not one.duplicate for one in answers)
        self._meter.committed(time.monotonic() - started, len(checked), fresh)
        return answers


class MeteredRecorder(LocalRecorder):
    """A recorder whose answers are timed."""

    def __init__(self, writer: Writer, meter: Meter) -> None:
        super().__init__(writer)
        self._meter = meter

    def enqueue(self, checked: Sequence[Checked], done: Done) -> None:
        """See `LocalRecorder.enqueue`; `submit` comes this way too."""
        started = time.monotonic()

        def answered(answers: Answers) -> None:
            if isinstance(answers, QuanzeError):
                self._meter.failed("recorder", answers.code)
            else:
                self._meter.acknowledged(time.monotonic() - started)
            done(answers)

        try:
            super().enqueue(checked, answered)
        except QuanzeError as error:
            self._meter.failed("recorder", error.code)
            raise
