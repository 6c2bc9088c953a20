"""Checkpoints: the streams root is appended as the last leaf, what was written is read back, and only then signed.

Order, and what a crash leaves:

1. append the streams entry with the states it commits     crash: `seal` finds a streams entry nobody signed, goes on at 2
2. read the new range back and hash it anew                crash: as 1; nothing was signed
3. write size and root to the signed head                  crash: as 1; the same range gives the same root again
4. sign the note                                           crash: as 3; the same bytes give the same note
5. store and publish the note                              crash: stored or not, as 1; a stored one is out

A signature never leaves before step 5 is durable, and the head (a file apart from the database) is never behind it: a
database that was put back is noticed at the next start. Witnesses and the chain see the checkpoint after step 5.
"""

from __future__ import annotations

import logging

from ledger.checkpoint import Checkpoint, sign_note
from ledger.entries import STREAMS_KIND, StreamsEntry
from ledger.errors import LogFrozen
from ledger.keys import LogKey
from ledger.merkle import EMPTY_ROOT
from ledger.recording.signed_head import SignedHead
from ledger.recording.writer import Writer
from ledger.storage.checkpoint_store import StoredCheckpoint
from ledger.storage.log_check import rehash_range
from ledger.storage.log_store import LogState, NewEntry
from ledger.storage.store import Store, StoreSession
from ledger.streams import StreamsMap

logger = logging.getLogger(__name__)


class Sealer:
    """Makes the checkpoints of one log.

    Args:
        writer: the log's writer; the streams entry goes through it like any other entry.
        log_key: the Ed25519 key of the origin.
        head: where size and root of the last signed checkpoint are kept apart from the store.
    """

    def __init__(
        self, store: Store, writer: Writer, log_key: LogKey, origin: str, head: SignedHead | None = None
    ) -> None:
        self._store = store
        self._writer = writer
        self._key = log_key
        self._origin = origin
        self._head = head
        with store.read() as session:
            self._last = session.checkpoints.latest()
            size = self._last.size if self._last else 0
            self._streams = streams_map(session, size)

    @property
    def last(self) -> StoredCheckpoint | None:
        """The newest checkpoint, or None."""
        return self._last

    def seal(self) -> StoredCheckpoint | None:
        """Make a checkpoint of everything recorded; None if nothing is new.

        Raises:
            LogFrozen: what is stored is not what was recorded; nothing was signed.
        """
        signed = self._last.size if self._last else 0
        state = self._writer.state
        if state.size == signed:
            return None
        if self._is_sealed(state):
            with self._store.read() as session:
                self._streams = streams_map(session, state.size)
        else:
            state = self._append_streams_entry(signed)
        self._last = self._sign(state, signed)
        return self._last

    def _is_sealed(self, state: LogState) -> bool:
        with self._store.read() as session:
            return session.log.entry(state.size - 1).entry[0] == STREAMS_KIND

    def _append_streams_entry(self, signed: int) -> LogState:
        streams = self._streams

        def build(session: StoreSession, state: LogState, now: int) -> list[NewEntry]:
            nonlocal streams
            states = session.streams.states_now(session.streams.touched(signed, state.size))
            for one in states:
                known = streams.get(one.key)
                if known is not None and one.count < known.count:
                    raise _shrunk(one.name, known.count, one.count)
                streams = streams.put(one.key, one.count, one.head)
            session.streams.record_states(state.size + 1, states)
            return [NewEntry(StreamsEntry(state.size, now, streams.root).encode())]

        # 1. one session: the streams entry, and the states that its root commits
        state = self._writer.append(build)
        self._streams = streams
        return state

    def _sign(self, state: LogState, signed: int) -> StoredCheckpoint:
        before = self._last.root if self._last else EMPTY_ROOT
        # 2. a second way to the root: the entries' bytes from the database, from the last signed root on
        with self._store.read() as session:
            root = rehash_range(session.log, signed, state.size, before)
            last = StreamsEntry.parse(session.log.entry(state.size - 1).entry)
        if root != state.root() or last.streams_root != self._streams.root:
            raise LogFrozen(
                zh=f"回读大小 {state.size} 的日志得出另一个根: 不签名, 请停止服务并运行 quanze audit",
                en=f"reading the log of size {state.size} back yields another root: nothing is signed; stop the service "
                "and run quanze audit",
                size=state.size,
            )
        # 3. before any signature exists, it is on record outside the database what will be signed
        if self._head is not None:
            self._head.write(state.size, root)
        # 4. Ed25519 is deterministic: after a crash the same head gives the same note
        body = Checkpoint(self._origin, state.size, root).body()
        note = sign_note(body, self._origin, self._key.public, self._key.sign)
        checkpoint = StoredCheckpoint(state.size, root, last.streams_root, last.recorded_at, note, published=True)
        # 5. from here on it is given out, anchored, and brought to witnesses
        with self._store.begin() as session:
            session.checkpoints.add(checkpoint)
        logger.info("checkpoint %d signed", state.size)
        return checkpoint


def _shrunk(name: str, signed: int, count: int) -> LogFrozen:
    return LogFrozen(
        zh=f"流 {name} 已签到 {signed} 条, 而所存只有 {count} 条: 停止签发, 请用备份核对",
        en=f"{signed} entries of the stream {name} are signed, and {count} are stored: nothing is signed; compare with a backup",
        stream=name,
    )


def streams_map(session: StoreSession, size: int) -> StreamsMap:
    """The streams map that the checkpoint of ``size`` commits."""
    streams = StreamsMap()
    for state in session.streams.states_at(size):
        streams = streams.put(state.key, state.count, state.head)
    return streams
