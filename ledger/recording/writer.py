"""The writer: one per log. It appends checked events, or what another step builds, each time in one durable session."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from ledger.entries import EventEntry, encode_event, parse_entry
from ledger.errors import LaneConflict, QuanzeError
from ledger.recording.intake import Checked
from ledger.recording.recorder import Receipt
from ledger.storage.conflict_store import Conflict
from ledger.storage.log_store import LogState, NewEntry
from ledger.storage.store import Store, StoreSession

Lane = tuple[bytes, int, int]


class Writer:
    """The log's only writer in this process: appends events and whatever `append` is asked for."""

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
