"""Reading back what is looked up beside the entries: lanes, batches and streams, each held against the entries themselves.

An error in a lane would let an event in twice, one in a batch would leave a stream out of a checkpoint, and one in a
stream would be signed for ever.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from hashlib import sha256
from itertools import groupby

import msgspec

from ledger.entries import STREAMS_KIND, StreamsEntry, event_head
from ledger.errors import LogDamaged
from ledger.merkle import RightEdge
from ledger.storage.bulk import Lane
from ledger.storage.checkpoint_store import StoredCheckpoint
from ledger.storage.log_store import LogStore, StoredEntry
from ledger.storage.stream_store import NamedTail, StreamStore
from ledger.storage.tiles import WIDTH, tile_root
from ledger.streams import StreamsMap

CHUNK = 4096


class _Numbered(msgspec.Struct):
    """The place that an event's sender gave it."""

    lane: int
    seq: int


_read = msgspec.json.Decoder(_Numbered).decode


def check_lookups(log: LogStore, streams: StreamStore, size: int) -> None:
    """Every event stands in its lane at its index, and every stream's entries in batches that name the stream.

    Raises:
        LogDamaged: naming what differs.
    """
    numbered = 0
    for low in range(0, size, CHUNK):
        expected = dict(_lane(row) for row in log.entries_between(low, low + CHUNK) if row.event is not None)
        found = log.lanes_of(list(expected))
        for key, index in expected.items():
            if found.get(key) != index:
                raise damaged(f"第 {index} 条的通道", f"the lane of entry {index}", index=index)
        numbered += len(expected)
    if log.lane_count() != numbered:
        raise damaged("通道", "the lanes", lanes=log.lane_count(), events=numbered)
    _check_batches(streams, size)


def check_streams(log: LogStore, streams: StreamStore, last: StoredCheckpoint | None) -> None:
    """Every stream leads to its entries, and every checkpoint commits what the streams held then.

    Raises:
        LogDamaged: naming what differs.
    """
    for tail in streams.tails():
        _reread_stream(log, streams, tail)
    committed, at_last = StreamsMap(), StreamsMap().root
    for size, states in groupby(streams.all_states(), key=lambda one: one[0]):
        for _, state in states:
            committed = committed.put(state.key, state.count, state.head)
        if committed.root != _streams_root(log, size):
            raise damaged(f"大小 {size} 的流映射", f"the streams map of size {size}", size=size)
        if last is not None and size <= last.size:
            at_last = committed.root
    if last is not None and at_last != last.streams_root:
        raise damaged("流映射的根", "the root of the streams map", size=last.size)


def _lane(row: StoredEntry) -> tuple[Lane, int]:
    _, signer, _ = event_head(row.entry)
    place = _read(row.event or b"")
    return (signer, place.lane, place.seq), row.index


def _check_batches(streams: StreamStore, size: int) -> None:
    starts, end, recorded = list[int](), 0, 0
    for start, until, ids in streams.all_batches():
        if start != end or until <= start:
            raise damaged(f"批次 {start}", f"batch {start}", start=start)
        starts.append(start)
        end = until
        recorded += sum(_pair(start, stream) for stream in ids)
    if end != size:
        raise damaged("批次", "the batches", end=end, size=size)
    # a sum of hashes, since the pairs themselves would be as large as the log
    found = 0
    for tail in streams.tails():
        before = -1
        for low in range(0, tail.count, WIDTH):
            for leaf in streams.leaves_of(tail.id, low, min(tail.count, low + WIDTH)):
                at = bisect_right(starts, leaf.index) - 1
                if at != before:
                    found += _pair(starts[at], tail.id)
                before = at
    if found != recorded:
        raise damaged("批次所列的流", "the streams that the batches name", size=size)


def _pair(start: int, stream: int) -> int:
    return int.from_bytes(sha256(b"%d %d" % (start, stream)).digest(), "big")


def _reread_stream(log: LogStore, streams: StreamStore, tail: NamedTail) -> None:
    """The stream from its leaves: nodes and the log agree with them, and so does what each checkpoint commits."""
    states = deque(streams.states_of(tail.id))
    edge = RightEdge()
    for low in range(0, tail.count, WIDTH):
        leaves = streams.leaves_of(tail.id, low, min(tail.count, low + WIDTH))
        hashes = [leaf.leaf_hash for leaf in leaves]
        full = streams.nodes_of(tail.id, 1, low // WIDTH, low // WIDTH + 1)
        whole = [tile_root(hashes)] if len(hashes) == WIDTH else []
        if full != whole or log.leaf_hashes_at([leaf.index for leaf in leaves]) != hashes:
            raise _of(tail, position=low)
        for leaf in leaves:
            while states and leaf.index >= states[0][0]:
                _check_state(tail, edge, *states.popleft())
            edge.append(leaf.leaf_hash)
    for state in states:
        _check_state(tail, edge, *state)
    if edge.size != tail.count or (edge.size and streams.head(tail.name, tail.count) != edge.root()):
        raise _of(tail)


def _check_state(tail: NamedTail, edge: RightEdge, size: int, count: int, head: bytes) -> None:
    if edge.size != count or edge.root() != head:
        raise _of(tail, size=size)


def _streams_root(log: LogStore, size: int) -> bytes | None:
    for row in log.entries_between(size - 1, size):
        if row.entry[0] == STREAMS_KIND:
            return StreamsEntry.parse(row.entry).streams_root
    return None


def _of(tail: NamedTail, **details: int) -> LogDamaged:
    return damaged(f"流 {tail.name}", f"stream {tail.name}", stream=tail.name, **details)


def damaged(zh: str, en: str, **details: int | str) -> LogDamaged:
    """The error for something stored that does not agree with the log."""
    return LogDamaged(
        zh=f"{zh}与所存日志不符, 存储已被改动或损坏: 停止签发, 用备份核对",
        en=f"{en} does not match the stored log, which was altered or damaged: sign nothing, compare with a backup",
        **details,
    )
