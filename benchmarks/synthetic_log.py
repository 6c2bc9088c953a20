"""A Merkle log of any length, true to RFC 6962, whose interior hashes cost next to nothing.

All leaves are alike except those that are put in. A subtree of alike leaves is known by its size, so the root over 10^9
leaves takes some sixty hashes; roots and proofs are those of the real tree over these leaves, and the contract takes
them as it takes any other.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

from ledger import merkle
from ledger.entries import StreamsEntry

_ALIKE = merkle.leaf_hash(b"an entry like every other")


class SyntheticLog:
    """A log that is appended to, in part by leaves that are alike.

    Attributes:
        size: number of leaves.
    """

    def __init__(self) -> None:
        self.size = 0
        self._own: dict[int, bytes] = {}
        self._places: list[int] = []

    def fill(self, count: int) -> None:
        """Append ``count`` leaves that are all alike."""
        self.size += count

    def append(self, leaf_hash: bytes) -> int:
        """Append one leaf hash of its own; its index."""
        self._own[self.size] = leaf_hash
        self._places.append(self.size)
        self.size += 1
        return self.size - 1

    def close(self, recorded_at: int, streams_root: bytes) -> None:
        """Append the streams entry that ends a checkpoint (docs/formats.md §7)."""
        self.append(merkle.leaf_hash(StreamsEntry(self.size, recorded_at, streams_root).encode()))

    def root(self) -> bytes:
        """The root over all leaves."""
        return self._root(0, self.size)

    def inclusion_path(self, index: int) -> list[bytes]:
        """RFC 6962 §2.1.1 path of one leaf in the present tree."""
        return [self._root(low, high) for low, high in merkle.inclusion_ranges(index, self.size)]

    def consistency_path(self, old_size: int) -> list[bytes]:
        """RFC 6962 §2.1.2 proof that the tree of ``old_size`` leaves is a prefix of the present one."""
        return [self._root(low, high) for low, high in merkle.consistency_ranges(old_size, self.size)]

    def _root(self, low: int, high: int) -> bytes:
        first = bisect_left(self._places, low)
        if first == len(self._places) or self._places[first] >= high:
            return _root_of_alike(high - low)
        if high - low == 1:
            return self._own[low]
        middle = low + merkle.split(high - low)
        return merkle.node_hash(self._root(low, middle), self._root(middle, high))


@cache
def _root_of_alike(size: int) -> bytes:
    if size == 1:
        return _ALIKE
    left = merkle.split(size)
    return merkle.node_hash(_root_of_alike(left), _root_of_alike(size - left))
