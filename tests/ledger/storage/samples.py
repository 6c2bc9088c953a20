"""Logs of made-up entries: what storage keeps is bytes, so any bytes will do."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ledger.entries import StreamsEntry
from ledger.storage.checkpoint_store import StoredCheckpoint
from ledger.storage.log_store import LogState, NewEntry
from ledger.storage.store import Store, StoreSession
from ledger.streams import StreamsMap

SIGNERS = [bytes([number]) * 20 for number in (1, 2, 3)]


def event_of(index: int) -> bytes:
    return b'{"event":%d,"lane":0,"seq":%d}' % (index, index // 3)


def entry_of(index: int) -> bytes:
    head = b"\x01\x01\x01\x01" + hashlib.sha256(event_of(index)).digest() + SIGNERS[index % 3]
    return head + index.to_bytes(8, "big") + bytes(8) + b"entry %d" % index


def batch_of(start: int, count: int, streams: dict[str, int] | None = None) -> list[NewEntry]:
    """Entries from ``start`` on; ``streams`` (counts so far, kept up to date) places them in two streams each."""
    counts = {} if streams is None else streams
    batch = []
    for index in range(start, start + count):
        names = ("department:D", f"agreement:{index % 7}") if streams is not None else ()
        places = tuple((name, counts.get(name, 0)) for name in names)
        counts.update({name: position + 1 for name, position in places})
        lane = (SIGNERS[index % 3], 0, index // 3)
        batch.append(NewEntry(entry_of(index), event_of(index), lane, places))
    return batch


def grow(store: Store, state: LogState, sizes: Sequence[int], streams: dict[str, int] | None = None) -> LogState:
    """Append so that the log reaches each of ``sizes`` in turn, one session each."""
    for size in sizes:
        with store.begin() as session:
            new = session.log.append(state, batch_of(state.size, size - state.size, streams))
        state = new
    return state


def take(store: Store) -> LogState:
    with store.begin() as session:
        return session.log.take_writer_epoch()


def seal(store: Store, state: LogState) -> LogState:
    """Append the streams entry and record a checkpoint over it, as the service does."""
    with store.begin() as session:
        last = session.checkpoints.latest()
        touched = session.streams.touched(last.size if last else 0, state.size)
        session.streams.record_states(state.size + 1, session.streams.states_now(touched))
        streams = streams_map(session, state.size + 1)
        entry = StreamsEntry(state.size, 0, streams.root).encode()
        state = session.log.append(state, [NewEntry(entry)])
        checkpoint = StoredCheckpoint(state.size, state.root(), streams.root, 1, "note\n", published=False)
        session.checkpoints.add(checkpoint)
    return state


def streams_map(session: StoreSession, size: int) -> StreamsMap:
    states = StreamsMap()
    for state in session.streams.states_at(size):
        states = states.put(state.key, state.count, state.head)
    return states
