"""Proof of several leaves of an RFC 6962 tree at once: the hashes of the largest subtrees that hold none of them.

With every leaf of an interval given, it proves that nothing between them was left out, for the proof has no room for
another leaf there. The hashes stand in the order of their leaves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ledger.errors import ProofError
from ledger.merkle import node_hash, split


def subset_ranges(size: int, indexes: Sequence[int]) -> list[tuple[int, int]]:
    """The leaf ranges [low, high) whose roots make the proof of the leaves ``indexes`` in a tree of ``size``.

    Raises:
        ProofError: unless ``indexes`` is ascending, not empty, and within the tree.
    """
    _check(size, indexes)
    return list(_ranges(0, size, indexes))


def root_from_subset(size: int, leaves: Mapping[int, bytes], hashes: Sequence[bytes]) -> bytes:
    """The root that follows from ``leaves`` (index → leaf hash) and the proof's ``hashes``.

    Raises:
        ProofError: an index outside the tree, a hash that is not 32 bytes, or too many or too few of them.
    """
    indexes = sorted(leaves)
    _check(size, indexes)
    if any(len(value) != 32 for value in (*leaves.values(), *hashes)):
        raise ProofError(zh="哈希须为 32 字节", en="every hash must be 32 bytes")
    given = iter(hashes)
    try:
        root = _root(0, size, indexes, leaves, given)
    except StopIteration:
        raise _wrong_length(len(hashes)) from None
    if next(given, None) is not None:
        raise _wrong_length(len(hashes))
    return root


def _ranges(low: int, high: int, indexes: Sequence[int]) -> Iterator[tuple[int, int]]:
    if not _any_within(low, high, indexes):
        yield low, high
    elif high - low > 1:
        middle = low + split(high - low)
        yield from _ranges(low, middle, indexes)
        yield from _ranges(middle, high, indexes)


def _root(low: int, high: int, indexes: Sequence[int], leaves: Mapping[int, bytes], given: Iterator[bytes]) -> bytes:
    if not _any_within(low, high, indexes):
        return next(given)
    if high - low == 1:
        return leaves[low]
    middle = low + split(high - low)
    left = _root(low, middle, indexes, leaves, given)
    return node_hash(left, _root(middle, high, indexes, leaves, given))


def _any_within(low: int, high: int, indexes: Sequence[int]) -> bool:
    at = bisect_left(indexes, low)
    return at < len(indexes) and indexes[at] < high


def _check(size: int, indexes: Sequence[int]) -> None:
    ascending = all(a < b for a, b in pairwise(indexes))
    if not indexes or not ascending or not 0 <= indexes[0] <= indexes[-1] < size:
        raise ProofError(zh="索引须递增且在树内", en="the indexes must ascend and lie within the tree")


def _wrong_length(got: int) -> ProofError:
    return ProofError(zh="子集证明长度不对", en="the subset proof has the wrong length", got=got)
