"""Reading the log back: what must hold before anything is signed, and when a store is opened.

This is deliberately another path than the append's: it starts from the entries' bytes on disk.
"""

from __future__ import annotations

from hashlib import sha256

from ledger.entries import EVENT_KIND
from ledger.errors import ProofError
from ledger.merkle import RightEdge, leaf_hash
from ledger.storage.checkpoint_store import CheckpointStore, StoredCheckpoint
from ledger.storage.log_store import LogState, LogStore, StoredEntry
from ledger.storage.lookup_check import check_lookups, check_streams, damaged
from ledger.storage.stream_store import StreamStore
from ledger.storage.tiles import tile_root

CHUNK = 4096
FULL_CHECK_SIZE = 65_536
_EVENT = bytes((EVENT_KIND,))


def rehash_range(log: LogStore, start: int, end: int, start_root: bytes) -> bytes:
    """Root over the first ``end`` entries, computed anew from the bytes of the entries [start, end).

    ``start_root`` is the root over the first ``start`` entries that was signed last; what lies before is trusted to it.

    Raises:
        LogDamaged: the stored tree does not lead to ``start_root``, an entry is missing, or its leaf hash
            differs, or the event that it records is missing or another.
    """
    edge = log.tree().edge(start)
    if edge.root() != start_root:
        raise damaged(f"大小 {start} 的根", f"the root at size {start}", size=start)
    _append_entries(log, edge, start, end)
    return edge.root()


def check_state(
    log: LogStore, streams: StreamStore, checkpoints: CheckpointStore, *, full: bool | None = None
) -> LogState:
    """Compare the stored log with itself and with the last signed checkpoint; returns its state.

    Always: the right edge against the tiles, the root at the last checkpoint, and every entry after it. ``full`` reads
    every entry, tile, lane and stream; None means full for a log of up to 65,536 entries.

    Raises:
        LogDamaged: naming what differs.
    """
    state = _read_state(log)
    last = checkpoints.latest()
    if last is not None and last.size > state.size:
        raise damaged(f"检查点 {last.size} 之后的条目", f"entries that checkpoint {last.size} covers", size=last.size)
    if list(state.edge) != log.tree(state.size).edge(state.size).hashes:
        raise damaged("右边缘", "the right edge", size=state.size)
    if full or (full is None and state.size <= FULL_CHECK_SIZE):
        _check_everything(log, state, last)
        check_lookups(log, streams, state.size)
        check_streams(log, streams, last)
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
        raise damaged("右边缘", "the right edge", size=state.size) from error
    if log.length() != state.size:
        raise damaged("日志长度", "the log's length", size=state.size, entries=log.length())
    return state


def _check_everything(log: LogStore, state: LogState, last: StoredCheckpoint | None) -> None:
    edge = RightEdge()
    if last is not None:
        _append_entries(log, edge, 0, last.size)
        if edge.root() != last.root:
            raise damaged(f"大小 {last.size} 的根", f"the root at size {last.size}", size=last.size)
    _append_entries(log, edge, edge.size, state.size)
    if edge.hashes != list(state.edge):
        raise damaged("右边缘", "the right edge", size=state.size)
    level = 0
    while state.size >> 8 * (level + 1):
        for number in range(state.size >> 8 * (level + 1)):
            stored, root = log.tile(level, number, 256)
            if stored != log.loose_hashes(level, number * 256, number * 256 + 256) or tile_root(stored) != root:
                raise damaged(
                    f"第 {level} 层第 {number} 块", f"tile {number} at level {level}", tile=number, level=level
                )
        level += 1


def _append_entries(log: LogStore, edge: RightEdge, start: int, end: int) -> None:
    for low in range(start, end, CHUNK):
        found: list[bytes] = []
        for row in log.entries_between(low, min(end, low + CHUNK)):
            value, place = leaf_hash(row.entry), low + len(found)
            if row.index != place or value != row.leaf_hash or not _names_its_event(row):
                raise damaged(f"第 {place} 条", f"entry {place}", index=place)
            found.append(value)
        edge.extend(found)
    if edge.size != end:
        raise damaged(f"第 {edge.size} 条", f"entry {edge.size}", index=edge.size)


def _names_its_event(row: StoredEntry) -> bool:
    # the event's id at its fixed place in the entry (docs/formats.md §7): parsing all of it would cost more than hashing
    if row.entry[:1] != _EVENT:
        return row.event is None
    return row.event is not None and row.entry[4:36] == sha256(row.event).digest()
