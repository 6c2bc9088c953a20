"""The recorder of the process that writes: checked events wait in line, one durable commit is shared by all who do.

Order of a commit, and what a crash leaves:

1. take what waits, up to `MAX_COMMIT` events          crash: nothing was acknowledged, senders repeat themselves
2. look their lanes up: known ones are answered        crash: as 1
3. one database session: entries, tree, streams        crash: all of it or nothing; senders repeat and get the same index
4. acknowledge                                         crash: recorded though unacknowledged; step 2 finds it on repeat
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from ledger.errors import QuanzeError, RecorderFailed, RecorderStopped
from ledger.recording.intake import Checked
from ledger.recording.recorder import Done, Recorder, busy
from ledger.recording.rush import Rush
from ledger.recording.writer import Writer

logger = logging.getLogger(__name__)

MAX_WAITING = 20_000
MAX_COMMIT = 4_000
# While many events come in one by one, so long is waited for as many to share a commit: each has its fixed price
ENOUGH, GATHER_S = 32, 0.004
SLICE_S = 0.0007


class _Job(NamedTuple):
    checked: Sequence[Checked]
    done: Done

    @property
    def weight(self) -> int:
        return max(1, len(self.checked))


class LocalRecorder(Recorder):
    """A recorder in this process: a thread that commits whatever waits, together.

    Args:
        waiting: how many events may wait; beyond that, senders are told to come again.
    """

    def __init__(self, writer: Writer, waiting: int = MAX_WAITING) -> None:
        self._writer = writer
        self._most = waiting
        self._jobs: deque[_Job] = deque()
        self._weight = 0
        self._changed = threading.Condition()
        self._open = True
        self._rush, self._taken = Rush(), 0
        self._rush.saw(self._taken)
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def enqueue(self, checked: Sequence[Checked], done: Done) -> None:
        """See `Recorder.enqueue`."""
        job = _Job(checked, done)
        with self._changed:
            if not self._open:
                raise _stopped()
            # one larger than all there is room for is still taken when nothing else waits
            if self._weight and self._weight + job.weight > self._most:
                raise busy()
            self._jobs.append(job)
            self._weight += job.weight
            self._changed.notify()

    @property
    def waiting(self) -> int:
        """How many events wait."""
        return self._weight

    @property
    def pressed(self) -> bool:
        """Whether many events came in just now; while they are committed none may be waiting, and more are to come."""
        return self._rush.on

    def close(self) -> None:
        """Finish what waits, then stop."""
        with self._changed:
            self._open = False
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while self._wait():
            self._commit(self._take())

    def _wait(self) -> bool:
        """Wait until something is there to commit; False once closed and nothing waits."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or not self._open)
        until = time.monotonic() + GATHER_S
        while self._weight < ENOUGH and self.pressed and self._open and time.monotonic() < until:
            time.sleep(SLICE_S)
        return bool(self._jobs)

    def _take(self) -> list[_Job]:
        """What the next commit holds."""
        with self._changed:
            jobs: list[_Job] = []
            size = 0
            while self._jobs and size < MAX_COMMIT:
                jobs.append(self._jobs.popleft())
                size += jobs[-1].weight
            self._weight -= size
            self._taken += size
            self._rush.saw(self._taken)
            return jobs

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            answers = self._writer.record([checked for job in jobs for checked in job.checked])
        except Exception as error:
            if len(jobs) > 1 and not isinstance(error, QuanzeError):
                # one sender's poison must not refuse the others
                for job in jobs:
                    self._commit([job])
                return
            logger.warning("a commit of %d jobs failed", len(jobs), exc_info=error)
            refusal = error if isinstance(error, QuanzeError) else _failed()
            for job in jobs:
                job.done(refusal)
            return
        start = 0
        for job in jobs:
            job.done(answers[start : start + len(job.checked)])
            start += len(job.checked)


def _failed() -> RecorderFailed:
    return RecorderFailed(
        zh="记录时出错, 未写入任何内容; 原因见服务日志",
        en="recording failed and nothing was written; the service's log says why",
    )


def _stopped() -> RecorderStopped:
    return RecorderStopped(zh="记录服务已停止", en="the recorder has stopped")
