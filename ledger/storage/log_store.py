"""The log in SQL: appending under a fencing epoch, reading back, and proofs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, func, select, update

from ledger.errors import LaneTaken, LogDamaged, NotFound, WriterFenced
from ledger.merkle import RightEdge, leaf_hash
from ledger.storage import bulk
from ledger.storage.remembered import OpenTile, Remembered
from ledger.storage.stream_store import StreamStore
from ledger.storage.tables_log import batches, disclosures, entries, events, lanes, log_state, tiles
from ledger.storage.tiles import WIDTH, TileCache, TileTree, damaged, newly_full, split_hashes, tile_root

# Built once: these stand in the path of every append. The fence is the statement's own condition.
_ADVANCE = (
    update(log_state)
    .where(log_state.c.epoch == bindparam("held"), log_state.c.size == bindparam("old"))
    .values(size=bindparam("new"), edge=bindparam("hashes"))
)
_LEAF_HASHES = (
    select(entries.c.leaf_hash)
    .where(entries.c.index >= bindparam("low"), entries.c.index < bindparam("high"))
    .order_by(entries.c.index)
)


_ENTRIES = (
    'SELECT e."index", e.leaf_hash, e.entry, v.event FROM entries AS e LEFT JOIN events AS v ON v."index" = e."index"'
)
_ENTRIES_AT = _ENTRIES + ' WHERE e."index" {inside}'
_ENTRIES_BETWEEN = _ENTRIES + ' WHERE e."index" >= {mark} AND e."index" < {mark} ORDER BY e."index"'
_DISCLOSURES_AT = 'SELECT d."index", d.fields FROM disclosures AS d WHERE d."index" {inside}'


class NewEntry(NamedTuple):
    """One entry to append.

    Attributes:
        entry: the entry's bytes (docs/formats.md §7). event: the canonical event bytes, None for a streams entry.
        lane: (signer's 20 bytes, lane, seq), None for a streams entry.
        streams: (stream name, position) of each stream it lies in.
        disclosures: canonical JSON of docs/formats.md §4, empty if nothing is disclosed.
    """

    entry: bytes
    event: bytes | None = None
    lane: bulk.Lane | None = None
    streams: tuple[tuple[str, int], ...] = ()
    disclosures: bytes = b""


@dataclass(frozen=True)
class LogState:
    """What a writer holds: its epoch, the log's size, and the hashes of the right edge (largest subtree first)."""

    epoch: int
    size: int
    edge: tuple[bytes, ...]

    def root(self) -> bytes:
        """Root over all entries."""
        return RightEdge(self.size, self.edge).root()


class StoredEntry(msgspec.Struct, frozen=True):
    """One entry with its event (None for a streams entry)."""

    index: int
    leaf_hash: bytes
    entry: bytes
    event: bytes | None


class LogStore:
    """The log as one session sees it.

    A writer keeps the `LogState` that `append` returned and replaces it only once the session is committed;
    after a rollback its old state still fits.
    """

    def __init__(
        self,
        connection: Connection,
        streams: StreamStore,
        cache: TileCache | None,
        shared: Remembered | None,
        fresh: Remembered,
    ) -> None:
        self._connection = connection
        self._streams = streams
        self._cache = cache
        self._shared = Remembered() if shared is None else shared
        self._fresh = fresh
        self._tree: TileTree | None = None

    def load_state(self) -> LogState:
        """Epoch, size and right edge as recorded.

        Raises:
            LogDamaged: no state is recorded.
        """
        row = self._connection.execute(select(log_state.c.epoch, log_state.c.size, log_state.c.edge)).one_or_none()
        if row is None:
            raise LogDamaged(zh="日志状态行缺失: 请用备份恢复", en="the log's state row is missing: restore a backup")
        return LogState(row.epoch, row.size, tuple(split_hashes(bytes(row.edge))))

    def size(self) -> int:
        """How many entries there are, without the right edge that `load_state` reads with it."""
        return int(bulk.rows(self._connection, "SELECT size FROM log_state", [])[0][0])

    def take_writer_epoch(self) -> LogState:
        """Become the only writer: every earlier writer's next append fails with `WriterFenced`."""
        statement = update(log_state).values(epoch=log_state.c.epoch + 1)
        self._connection.execute(statement)
        self._shared.forget()
        return self.load_state()

    def append(self, state: LogState, batch: Sequence[NewEntry]) -> LogState:
        """Append ``batch`` after ``state`` and return the state that holds once the session is committed.

        A crash before the commit leaves nothing of it, one after the commit leaves all of it.

        Raises:
            WriterFenced: another writer took the epoch, or the log is not at ``state.size``.
            LaneTaken: a (signer, lane, seq) of the batch is recorded already or stands in it twice.
            StreamPositionRefused: a position is not the next of its stream.
            LogDamaged: a tile that it fills does not have the root that was worked out, or a row stands there already.
        """
        if not batch:
            return state
        hashes = [leaf_hash(item.entry) for item in batch]
        edge = RightEdge(state.size, state.edge)
        made = edge.extend(hashes)
        new = LogState(state.epoch, edge.size, tuple(edge.hashes))
        # First, because it takes the lock: a fenced writer must not get as far as a misleading error of a later step
        self._advance(state, new)
        # What this session reads from here on is not committed, so it must not reach the shared cache
        self._cache = self._tree = None
        try:
            self._insert(state.size, batch, hashes)
            self._fill_tiles(state.size, new.size, made)
            touched = self._streams.append(state.size, [item.streams for item in batch], hashes)
            packed = b"".join(number.to_bytes(8, "big") for number in touched)
            bulk.insert(self._connection, batches, [(state.size, new.size, packed)])
        except bulk.UNIQUE_VIOLATIONS as error:
            raise _beyond_end(state.size) from error
        return new

    def find_lane(self, signer: bytes, lane: int, seq: int) -> int | None:
        """Index of the entry that (signer, lane, seq) names, or None."""
        return self.find_lanes([(signer, lane, seq)]).get((signer, lane, seq))

    def find_lanes(self, keys: Sequence[bulk.Lane]) -> dict[bulk.Lane, int]:
        """Index of each (signer, lane, seq) that is recorded.

        Numbers above the highest of their lane are new without a look.
        """
        highest = {pair: self._highest(pair) for pair in {key[:2] for key in keys}}
        return bulk.find_lanes(self._connection, [key for key in keys if key[2] <= highest[key[:2]]])

    def lanes_of(self, keys: Sequence[bulk.Lane]) -> dict[bulk.Lane, int]:
        """As `find_lanes`, but each of them is looked at, whatever is remembered."""
        return bulk.find_lanes(self._connection, keys)

    def lane_count(self) -> int:
        """How many (signer, lane, seq) are recorded."""
        return self._connection.scalar(select(func.count()).select_from(lanes)) or 0

    def _highest(self, pair: tuple[bytes, int]) -> int:
        known = self._fresh.lanes.get(pair)
        if known is None:
            known = self._shared.lanes.get(pair)
        if known is None:
            known = self._fresh.lanes[pair] = bulk.highest_seq(self._connection, *pair)
        return known

    def entry(self, index: int) -> StoredEntry:
        """One entry.

        Raises:
            NotFound: the log is not that long.
        """
        for row in self.entries_between(index, index + 1):
            return row
        raise NotFound(zh=f"日志中没有第 {index} 条", en=f"the log has no entry {index}", index=index)

    def entries_between(self, start: int, end: int) -> Iterator[StoredEntry]:
        """Entries [start, end) that exist, in order; all of them are read at once."""
        for index, value, entry, event in bulk.rows(self._connection, _ENTRIES_BETWEEN, [start, end]):
            yield StoredEntry(index, bytes(value), bytes(entry), None if event is None else bytes(event))

    def entries_at(self, indexes: Collection[int]) -> list[StoredEntry]:
        """The entries at these indexes that exist, ascending."""
        rows = bulk.rows_at(self._connection, _ENTRIES_AT, indexes)
        return sorted(
            (
                StoredEntry(row[0], bytes(row[1]), bytes(row[2]), None if row[3] is None else bytes(row[3]))
                for row in rows
            ),
            key=lambda entry: entry.index,
        )

    def disclosures_at(self, indexes: Collection[int]) -> dict[int, bytes]:
        """Index → as `disclosures`, of those events of which anything is disclosed."""
        return {row[0]: bytes(row[1]) for row in bulk.rows_at(self._connection, _DISCLOSURES_AT, indexes)}

    def disclosures(self, index: int) -> bytes:
        """Canonical JSON of what is disclosed of the event at ``index``; empty if nothing is (or all was erased)."""
        fields = self._connection.scalar(select(disclosures.c.fields).where(disclosures.c.index == index))
        return b"" if fields is None else bytes(fields)

    def disclosed_of_nothing(self) -> list[int]:
        """Indexes of disclosures without an event."""
        beside = disclosures.outerjoin(events, disclosures.c.index == events.c.index)
        alone = select(disclosures.c.index).select_from(beside).where(events.c.index.is_(None))
        return list(self._connection.scalars(alone.order_by(disclosures.c.index)))

    def replace_disclosures(self, index: int, fields: bytes) -> None:
        """Keep only ``fields`` (canonical JSON, empty for none) of what was disclosed: the way a field is erased."""
        row = disclosures.c.index == index
        if fields:
            self._connection.execute(update(disclosures).where(row).values(fields=fields))
        else:
            self._connection.execute(disclosures.delete().where(row))

    def length(self) -> int:
        """One more than the highest index among the stored entries, 0 if there are none."""
        highest = self._connection.scalar(select(func.max(entries.c.index)))
        return 0 if highest is None else highest + 1

    def leaf_hashes(self, start: int, end: int) -> list[bytes]:
        """Leaf hashes of the entries [start, end) that exist."""
        bounds = {"low": start, "high": end}
        return [bytes(value) for value in self._connection.scalars(_LEAF_HASHES, bounds)]

    def leaf_hashes_at(self, indexes: Sequence[int]) -> list[bytes]:
        """Leaf hashes of up to 256 entries, in ascending order of index."""
        statement = select(entries.c.leaf_hash).where(entries.c.index.in_(indexes)).order_by(entries.c.index)
        return [bytes(value) for value in self._connection.scalars(statement)]

    def tree(self, size: int | None = None) -> TileTree:
        """The Merkle tree over the log; ``size`` if known spares a look at the recorded state."""
        return TileTree(self, self.load_state().size if size is None else size, "log", self._cache)

    def node(self, height: int, number: int) -> bytes:
        """Hash of the complete node that covers leaves [number·2^height, (number+1)·2^height).

        Raises:
            NotFound: the log is shorter.
        """
        return self._tree_for((number + 1) << height).node(height, number)

    def root_at(self, size: int) -> bytes:
        """Root over the first ``size`` entries.

        Raises:
            NotFound: the log is shorter.
        """
        return self._tree_for(size).edge(size).root()

    def inclusion_path(self, index: int, size: int) -> list[bytes]:
        """Path of entry ``index`` in the tree of ``size``, nearest sibling first.

        Raises:
            NotFound: the log is shorter. ProofError: unless 0 <= index < size. LogDamaged: tiles not as recorded.
        """
        return self._tree_for(size).inclusion_path(index, size)

    def consistency_path(self, old_size: int, new_size: int) -> list[bytes]:
        """Path from the tree of ``old_size`` to that of ``new_size``; errors as `inclusion_path`."""
        return self._tree_for(new_size).consistency_path(old_size, new_size)

    def tile(self, level: int, number: int, width: int) -> tuple[list[bytes], bytes | None]:
        """The first ``width`` hashes of a tile and, for a full tile, its recorded root (`TileSource`)."""
        if width < 256:
            return self.loose_hashes(level, number * 256, number * 256 + width), None
        where = (tiles.c.level == level) & (tiles.c.number == number)
        row = self._connection.execute(select(tiles.c.root, tiles.c.hashes).where(where)).one_or_none()
        return ([], None) if row is None else (split_hashes(bytes(row.hashes)), bytes(row.root))

    def loose_hashes(self, level: int, start: int, end: int) -> list[bytes]:
        """What a tile is made of: leaf hashes, or the roots of the full tiles one level below."""
        if level == 0:
            return self.leaf_hashes(start, end)
        below = (tiles.c.level == level - 1) & (tiles.c.number >= start) & (tiles.c.number < end)
        return [
            bytes(value)
            for value in self._connection.scalars(select(tiles.c.root).where(below).order_by(tiles.c.number))
        ]

    def _tree_for(self, size: int) -> TileTree:
        tree = self._tree
        if tree is None or size > tree.size:
            tree = self._tree = self.tree()
        if size > tree.size:
            raise NotFound(
                zh=f"日志只有 {tree.size} 条, 没有大小 {size}",
                en=f"the log has {tree.size} entries, not {size}",
                size=size,
            )
        return tree

    def _advance(self, old: LogState, new: LogState) -> None:
        values = {"held": old.epoch, "old": old.size, "new": new.size, "hashes": b"".join(new.edge)}
        done = self._connection.execute(_ADVANCE, values)
        if done.rowcount != 1:
            self._shared.forget()
            raise WriterFenced(
                zh="另一写入者已接管本日志, 本次未写入: 停止本进程, 或重新取得写入权",
                en="another writer has taken over this log; nothing was written: stop, or take the writer's epoch anew",
                epoch=old.epoch,
                size=old.size,
            )

    def _insert(self, start: int, batch: Sequence[NewEntry], hashes: Sequence[bytes]) -> None:
        placed = list(enumerate(batch, start))
        connection = self._connection
        bulk.insert(
            connection, entries, [(index, value, e.entry) for (index, e), value in zip(placed, hashes, strict=True)]
        )
        bulk.insert(connection, events, [(index, e.event) for index, e in placed if e.event is not None])
        bulk.insert(connection, disclosures, [(index, e.disclosures) for index, e in placed if e.disclosures])
        numbered = [(*e.lane, index) for index, e in placed if e.lane is not None]
        for signer, lane, seq, _ in numbered:
            self._fresh.lanes[signer, lane] = max(seq, self._highest((signer, lane)))
        try:
            bulk.insert(connection, lanes, numbered)
        except bulk.UNIQUE_VIOLATIONS as error:
            raise LaneTaken(
                zh="批中某个(签名者, 通道, 序号)已有事件: 先查重再追加",
                en="a (signer, lane, seq) of the batch already names an event: look it up before appending",
            ) from error

    def _fill_tiles(self, old_size: int, new_size: int, made: Sequence[Sequence[bytes]]) -> None:
        """Write the tiles that growing fills. ``made``: the nodes it completes, by height (`RightEdge.extend`)."""
        behind = [*self._open_hashes(old_size), *made[0]]
        start = old_size - old_size % WIDTH
        rows: list[tuple[int, int, bytes, bytes]] = []
        for level, number in newly_full(old_size, new_size):
            height = 8 * (level + 1)
            root = made[height][number - (old_size >> height)]
            if level == 0:
                at = number * WIDTH - start
                hashes = behind[at : at + WIDTH]
            else:
                # the rows below may be part of this very append
                bulk.insert(self._connection, tiles, rows)
                rows = []
                hashes = self.loose_hashes(level, number * WIDTH, number * WIDTH + WIDTH)
            # part of it was read back; a tile is written once, so a wrong one would stay
            if len(hashes) != WIDTH or tile_root(hashes) != root:
                raise damaged(level, number)
            rows.append((level, number, root, b"".join(hashes)))
        bulk.insert(self._connection, tiles, rows)
        self._fresh.tile = OpenTile(new_size, tuple(behind[new_size - new_size % WIDTH - start :]))

    def _open_hashes(self, size: int) -> Sequence[bytes]:
        """Leaf hashes behind the last full tile of the log of ``size``."""
        for known in (self._fresh.tile, self._shared.tile):
            if known.size == size:
                return known.hashes
        return self.leaf_hashes(size - size % WIDTH, size)


def _beyond_end(size: int) -> LogDamaged:
    return LogDamaged(
        zh=f"日志只有 {size} 条, 其后却已存有内容: 停止签发, 用备份核对",
        en=f"the log has {size} entries, yet something stands beyond its end: sign nothing, compare with a backup",
        size=size,
    )
