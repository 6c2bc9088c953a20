"""Reading the log back: what must hold before anything is signed, and when a store is opened.

This is deliberately another path than the append's: it starts from the entries' bytes on disk.
"""

from __future__ import annotations

from hashlib import sha256

from ledger.entries import EVENT_KIND
from ledger.errors import LogDamaged, ProofError
from ledger.merkle import RightEdge, leaf_hash
from ledger.storage.checkpoint_store import CheckpointStore, StoredCheckpoint
from ledger.storage.log_store import LogState, LogStore, StoredEntry
from ledger.storage.stream_store import NamedTail, StreamStore
from ledger.storage.tiles import WIDTH, tile_root
from ledger.streams import StreamsMap

CHUNK = 4096
FULL_CHECK_SIZE = 65_536


def rehash_range(log: LogStore, start: int, end: int, start_root: bytes) -> bytes:
    """Root over the first ``end`` entries, computed anew from the bytes of the entries [start, end).

    ``start_root`` is the root over the first ``start`` entries that was signed last; what lies before is trusted to it.

    Raises:
        LogDamaged: the stored tree does not lead to ``start_root``, an entry is missing, or its leaf hash
            differs, or the event that it records is missing or another.
    """
    edge = log.tree().edge(start)
    if edge.root() != start_root:
        raise _damaged(f"大小 {start} 的根", f"the root at size {start}", size=start)
    _append_entries(log, edge, start, end)
    return edge.root()


def check_state(
    log: LogStore, streams: StreamStore, checkpoints: CheckpointStore, *, full: bool | None = None
) -> LogState:
    """Compare the stored log with itself and with the last signed checkpoint; returns its state.

    Always: the right edge against the tiles, the root at the last checkpoint, and every entry after it. ``full`` reads
    every entry, tile and stream; None means full for a log of up to 65,536 entries.

    Raises:
        LogDamaged: naming what differs.
    """
    state = _read_state(log)
    last = checkpoints.latest()
    if last is not None and last.size > state.size:
        raise _damaged(f"检查点 {last.size} 之后的条目", f"entries that checkpoint {last.size} covers", size=last.size)
    if list(state.edge) != log.tree(state.size).edge(state.size).hashes:
        raise _damaged("右边缘", "the right edge", size=state.size)
    if full or (full is None and state.size <= FULL_CHECK_SIZE):
        _check_everything(log, state, last)
        _check_streams(log, streams, last)
    elif last is None:
        rehash_range(log, 0, state.size, RightEdge().root())
    else:
        rehash_range(log, last.size, state.size, last.root)
    return state


def _read_state(log: LogStore) -> LogState:
    state = log.load_state()
    try:
        state.root()
    except ProofError as error:
        raise _damaged("右边缘", "the right edge", size=state.size) from error
    if log.length() != state.size:
        raise _damaged("日志长度", "the log's length", size=state.size, entries=log.length())
    return state


def _check_everything(log: LogStore, state: LogState, last: StoredCheckpoint | None) -> None:
    edge = RightEdge()
    if last is not None:
        _append_entries(log, edge, 0, last.size)
        if edge.root() != last.root:
            raise _damaged(f"大小 {last.size} 的根", f"the root at size {last.size}", size=last.size)
    _append_entries(log, edge, edge.size, state.size)
    if edge.hashes != list(state.edge):
        raise _damaged("右边缘", "the right edge", size=state.size)
    level = 0
    while state.size >> 8 * (level + 1):
        for number in range(state.size >> 8 * (level + 1)):
            stored, root = log.tile(level, number, 256)
            if stored != log.loose_hashes(level, number * 256, number * 256 + 256) or tile_root(stored) != root:
                raise _damaged(
                    f"第 {level} 层第 {number} 块", f"tile {number} at level {level}", tile=number, level=level
                )
        level += 1


def _append_entries(log: LogStore, edge: RightEdge, start: int, end: int) -> None:
    for low in range(start, end, CHUNK):
        found: list[bytes] = []
        for row in log.entries_between(low, min(end, low + CHUNK)):
            value, place = leaf_hash(row.entry), low + len(found)
            if row.index != place or value != row.leaf_hash or not _names_its_event(row):
                raise _damaged(f"第 {place} 条", f"entry {place}", index=place)
            found.append(value)
        edge.extend(found)
    if edge.size != end:
        raise _damaged(f"第 {edge.size} 条", f"entry {edge.size}", index=edge.size)


def _names_its_event(row: StoredEntry) -> bool:
    # the event's id at its fixed place in the entry (docs/formats.md §7): parsing all of it would cost more than hashing
    if row.entry[:1] != bytes((EVENT_KIND,)):
        return row.event is None
    return row.event is not None and row.entry[4:36] == sha256(row.event).digest()


def _check_streams(log: LogStore, streams: StreamStore, last: StoredCheckpoint | None) -> None:
    sealed = {} if last is None else {state.name: state for state in streams.states_at(last.size)}
    states = StreamsMap()
    for tail in streams.tails():
        heads = _reread_stream(log, streams, tail)
        state = sealed.pop(tail.name, None)
        if state is not None:
            if heads.get(state.count) != state.head:
                raise _damaged(f"流 {tail.name}", f"stream {tail.name}", stream=tail.name)
            states = states.put(state.key, state.count, state.head)
    if last is not None and (sealed or states.root != last.streams_root):
        raise _damaged("流映射的根", "the root of the streams map", size=last.size)


def _reread_stream(log: LogStore, streams: StreamStore, tail: NamedTail) -> dict[int, bytes]:
    """The stream's head at each of its recorded counts, from its leaves; its nodes and the log agree with them."""
    wanted = streams.recorded_counts(tail.id)
    edge = RightEdge()
    heads: dict[int, bytes] = {}
    for low in range(0, tail.count, WIDTH):
        leaves = streams.leaves_of(tail.id, low, min(tail.count, low + WIDTH))
        hashes = [leaf.leaf_hash for leaf in leaves]
        full = streams.nodes_of(tail.id, 1, low // WIDTH, low // WIDTH + 1)
        whole = [tile_root(hashes)] if len(hashes) == WIDTH else []
        if full != whole or log.leaf_hashes_at([leaf.index for leaf in leaves]) != hashes:
            raise _damaged(f"流 {tail.name}", f"stream {tail.name}", stream=tail.name, position=low)
        for value in hashes:
            edge.append(value)
            if edge.size in wanted:
                heads[edge.size] = edge.root()
    if edge.size != tail.count or (edge.size and streams.head(tail.name, tail.count) != edge.root()):
        raise _damaged(f"流 {tail.name}", f"stream {tail.name}", stream=tail.name)
    return heads


def _damaged(zh: str, en: str, **details: int | str) -> LogDamaged:
    return LogDamaged(
        zh=f"{zh}与所存日志不符, 存储已被改动或损坏: 停止签发, 用备份核对",
        en=f"{en} does not match the stored log, which was altered or damaged: sign nothing, compare with a backup",
        **details,
    )
