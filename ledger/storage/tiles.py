"""Merkle proofs from 256-wide tiles: a proof reads one tile per level, never a number of rows that grows with the log.

The node at height h and number n covers leaves [n·2^h, (n+1)·2^h). A tile of level l holds the 256 nodes of height 8·l
below one node of height 8·(l+1) (C2SP tlog-tiles). Only complete nodes are ever read, so a tile that is full never changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import Protocol

from ledger.errors import LogDamaged
from ledger.merkle import RightEdge, consistency_ranges, inclusion_ranges, node_hash

WIDTH = 256
HASH_SIZE = 32

Levels = list[list[bytes]]


class TileSource(Protocol):
    """Where a tree's tiles come from."""

    def tile(self, level: int, number: int, width: int) -> tuple[list[bytes], bytes | None]:
        """The first ``width`` hashes of a tile, and the root recorded for it elsewhere (None if it is not full)."""


class TileCache:
    """The tiles used last, with their inner nodes; holds committed full tiles only, which never change."""

    def __init__(self, capacity: int = 512) -> None:
        self._capacity = capacity
        self._tiles: OrderedDict[Hashable, Levels] = OrderedDict()

    def get(self, key: Hashable) -> Levels | None:
        """A tile's levels, hashes first."""
        found = self._tiles.get(key)
        if found is not None:
            self._tiles.move_to_end(key)
        return found

    def put(self, key: Hashable, levels: Levels) -> None:
        """Keep a tile; the one unused for longest goes."""
        self._tiles[key] = levels
        if len(self._tiles) > self._capacity:
            self._tiles.popitem(last=False)


class TileTree:
    """A tree of ``size`` leaves behind a `TileSource`; made for one session.

    Args:
        name: tells this tree's tiles from others' in a shared cache.
        cache: None where the session may see tiles that are not committed.
    """

    def __init__(self, source: TileSource, size: int, name: Hashable = (), cache: TileCache | None = None) -> None:
        self.size = size
        self._source = source
        self._name = name
        self._shared = cache
        self._own = TileCache()

    def inclusion_path(self, index: int, size: int) -> list[bytes]:
        """Path of leaf ``index`` in the first ``size`` leaves, nearest sibling first.

        Raises:
            ProofError: unless 0 <= index < size.
        """
        return [self.range_root(low, high) for low, high in inclusion_ranges(index, size)]

    def consistency_path(self, old_size: int, new_size: int) -> list[bytes]:
        """Path that shows the first ``old_size`` leaves to be a prefix of the first ``new_size``.

        Raises:
            ProofError: unless 0 < old_size <= new_size.
        """
        return [self.range_root(low, high) for low, high in consistency_ranges(old_size, new_size)]

    def edge(self, size: int) -> RightEdge:
        """Right edge over the first ``size`` leaves."""
        return RightEdge(size, [self.node(height, number) for height, number in _complete_nodes(0, size)])

    def range_root(self, low: int, high: int) -> bytes:
        """Root over the leaves [low, high), a range that a proof may name."""
        nodes = [self.node(height, number) for height, number in _complete_nodes(low, high)]
        result = nodes.pop()
        while nodes:
            result = node_hash(nodes.pop(), result)
        return result

    def node(self, height: int, number: int) -> bytes:
        """Hash of one complete node.

        Raises:
            LogDamaged: what is stored does not hold it, or not as recorded.
        """
        level, inner = divmod(height, 8)
        tile, within = divmod(number << inner, WIDTH)
        levels = self._levels(level, tile)
        if within >> inner >= len(levels[inner]):
            raise damaged(level, tile)
        return levels[inner][within >> inner]

    def _levels(self, level: int, number: int) -> Levels:
        key = (self._name, level, number)
        found = (self._shared and self._shared.get(key)) or self._own.get(key)
        if found:
            return found
        width = min(WIDTH, (self.size >> 8 * level) - number * WIDTH)
        hashes, recorded = self._source.tile(level, number, width)
        levels = inner_nodes(hashes)
        if len(hashes) != width or (recorded is not None and levels[8] != [recorded]):
            raise damaged(level, number)
        cache = self._shared if self._shared is not None and width == WIDTH else self._own
        cache.put(key, levels)
        return levels


def inner_nodes(hashes: list[bytes]) -> Levels:
    """The complete nodes over up to 256 hashes, by height 0 … 8."""
    levels = [hashes]
    for _ in range(8):
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return levels


def tile_root(hashes: list[bytes]) -> bytes:
    """Root of a full tile."""
    return inner_nodes(hashes)[8][0]


def newly_full(old_size: int, new_size: int) -> Iterator[tuple[int, int]]:
    """(level, number) of each tile that growing from ``old_size`` to ``new_size`` fills, lower levels first."""
    level = 0
    while old_size >> 8 * (level + 1) != new_size >> 8 * (level + 1):
        for number in range(old_size >> 8 * (level + 1), new_size >> 8 * (level + 1)):
            yield level, number
        level += 1


def split_hashes(packed: bytes) -> list[bytes]:
    """A blob of 32-byte hashes as a list."""
    return [packed[at : at + HASH_SIZE] for at in range(0, len(packed), HASH_SIZE)]


def damaged(level: int, number: int) -> LogDamaged:
    """The error for a tile that is missing or not as recorded."""
    return LogDamaged(
        zh=f"日志第 {level} 层第 {number} 块的哈希缺失或被改动: 停止签发, 用备份核对",
        en=f"the hashes of tile {number} at level {level} are missing or altered: sign nothing, compare with a backup",
        level=level,
        number=number,
    )


def _complete_nodes(low: int, high: int) -> Iterator[tuple[int, int]]:
    at = low
    for height in range((high - low).bit_length() - 1, -1, -1):
        if (high - low) >> height & 1:
            yield height, at >> height
            at += 1 << height
