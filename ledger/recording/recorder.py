"""The recorder: one writer per log, one durable commit shared by all who wait.

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
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import NamedTuple, Protocol

import msgspec

from ledger.entries import EventEntry, encode_event, parse_entry
from ledger.errors import LaneConflict, QuanzeError, RecorderBusy, RecorderFailed, RecorderStopped
from ledger.recording.intake import Checked
from ledger.recording.rush import Rush
from ledger.storage.conflict_store import Conflict
from ledger.storage.log_store import LogState, NewEntry
from ledger.storage.store import Store, StoreSession

logger = logging.getLogger(__name__)

Lane = tuple[bytes, int, int]
MAX_WAITING = 20_000
MAX_COMMIT = 4_000
RETRY_AFTER_SECONDS = 1
# While many events come in one by one, so long is waited for as many to share a commit: each has its fixed price
ENOUGH, GATHER_S = 32, 0.004
SLICE_S = 0.0007


class Receipt(msgspec.Struct, frozen=True):
    """Where an event stands: its index for ever, and when it was recorded (ms); ``duplicate`` if it stood there already."""

    index: int
    event_id: str
    recorded_at: int
    duplicate: bool


Answers = list[Receipt | QuanzeError] | QuanzeError
Done = Callable[[Answers], None]


class Recorder(Protocol):
    """Takes checked events and answers once they are durable."""

    def submit(self, checked: Sequence[Checked]) -> list[Receipt | QuanzeError]:
        """A receipt or the reason for refusal of each event, in order.

        Raises:
            RecorderBusy: too much waits. RecorderStopped: no writer. Unavailable: the store failed; nothing is recorded.
        """

    def enqueue(self, checked: Sequence[Checked], done: Done) -> None:
        """As `submit`, without waiting: ``done`` is called, in another thread, with the answers or the one refusal of all.

        Raises:
            RecorderBusy, RecorderStopped: nothing was taken; ``done`` is not called.
        """


class _Job(NamedTuple):
    checked: Sequence[Checked]
    done: Done

    @property
    def weight(self) -> int:
        return max(1, len(self.checked))


class Writer:
    """The log's only writer in this process: appends events and whatever else `exclusively` is asked for."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        with store.begin() as session:
            self._state = session.log.take_writer_epoch()
            self._latest = _last_recorded_at(session)

    @property
    def state(self) -> LogState:
        """Epoch, size and right edge as last committed."""
        return self._state

    def now(self) -> int:
        """The recorder's clock, ms: never before what is recorded already, whatever the machine's clock does."""
        self._latest = max(self._latest, self._clock())
        return self._latest

    def record(self, checked: Sequence[Checked]) -> list[Receipt | QuanzeError]:
        """Record events in one session; answers in order. Raises what the store raises, and then nothing is recorded."""
        with self._lock, self._store.begin() as session:
            plan = _Plan(session, self.now())
            answers = plan.answer(checked, self._state.size)
            state = session.log.append(self._state, plan.entries)
            session.on_commit(lambda: self._set(state))
        return answers

    def append(self, build: Callable[[StoreSession, LogState, int], Sequence[NewEntry]]) -> LogState:
        """Append what ``build(session, state, now)`` returns, in the same session as whatever else it writes."""
        with self._lock, self._store.begin() as session:
            state = session.log.append(self._state, build(session, self._state, self.now()))
            session.on_commit(lambda: self._set(state))
        return self._state

    def _set(self, state: LogState) -> None:
        self._state = state


class LocalRecorder:
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

    def submit(self, checked: Sequence[Checked]) -> list[Receipt | QuanzeError]:
        """See `Recorder.submit`."""
        answer: Future[Answers] = Future()
        self.enqueue(checked, answer.set_result)
        found = answer.result()
        if isinstance(found, QuanzeError):
            raise found
        return found

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


class _Plan:
    """What one commit will hold: entries in order, and an answer for each event."""

    def __init__(self, session: StoreSession, now: int) -> None:
        self._session = session
        self._now = now
        self._fresh: dict[Lane, tuple[int, bytes]] = {}
        self.entries: list[NewEntry] = []

    def answer(self, checked: Sequence[Checked], size: int) -> list[Receipt | QuanzeError]:
        keys = [(one.signer, one.lane, one.seq) for one in checked]
        known = self._session.log.find_lanes(keys)
        counts = self._session.streams.counts({name for one in checked for name in one.streams})
        fresh, entries, now = self._fresh, self.entries, self._now
        answers: list[Receipt | QuanzeError] = []
        for one, key in zip(checked, keys, strict=True):
            if key in known:
                answers.append(self._repeated(one, known[key], self._recorded(known[key])))
            elif key in fresh:
                index, event_id = fresh[key]
                answers.append(self._repeated(one, index, (event_id, now)))
            else:
                index = size + len(entries)
                fresh[key] = (index, one.event_id)
                entries.append(_entry(one, key, index, now, counts))
                answers.append(Receipt(index, one.event_id.hex(), now, duplicate=False))
        return answers

    def _recorded(self, index: int) -> tuple[bytes, int]:
        entry = EventEntry.parse(self._session.log.entry(index).entry)
        return entry.event_id, entry.recorded_at

    def _repeated(self, one: Checked, index: int, kept: tuple[bytes, int]) -> Receipt | QuanzeError:
        event_id, recorded_at = kept
        if event_id == one.event_id:
            return Receipt(index, event_id.hex(), recorded_at, duplicate=True)
        # a batch's signature proves nothing without the place in the batch
        signed = one.signature + one.place
        conflict = Conflict(
            one.signer, one.lane, one.seq, index, one.event, signed, one.disclosures, recorded_at=self._now
        )
        self._session.conflicts.add(conflict)
        return LaneConflict(
            zh=f"通道 {one.lane} 序号 {one.seq} 已记录另一事件 {event_id.hex()}; 两者均已留存",
            en=f"lane {one.lane} seq {one.seq} already names the event {event_id.hex()}; both are kept",
            index=index,
            event_id=event_id.hex(),
        )


def _entry(one: Checked, key: Lane, index: int, now: int, counts: dict[str, int]) -> NewEntry:
    """The entry of a new event; ``counts`` says how many each stream holds, and is counted on."""
    positions = []
    for name in one.streams:
        position = counts[name]
        positions.append(position)
        counts[name] = position + 1
    entry = encode_event(one.event_id, one.signer, index, now, one.signature, positions, one.place)
    return NewEntry(entry, one.event, key, tuple(zip(one.streams, positions, strict=True)), one.disclosures)


def _last_recorded_at(session: StoreSession) -> int:
    size = session.log.load_state().size
    if size == 0:
        return 0
    entry = session.log.entry(size - 1).entry
    return parse_entry(entry).recorded_at


def busy() -> RecorderBusy:
    """The refusal where too much waits: nothing was taken."""
    return RecorderBusy(
        zh="等待记录的事件过多, 请稍后重发",
        en="too many events wait; send again shortly",
        retry_after=RETRY_AFTER_SECONDS,
    )


def _failed() -> RecorderFailed:
    return RecorderFailed(
        zh="记录时出错, 未写入任何内容; 原因见服务日志",
        en="recording failed and nothing was written; the service's log says why",
    )


def _stopped() -> RecorderStopped:
    return RecorderStopped(zh="记录服务已停止", en="the recorder has stopped")
