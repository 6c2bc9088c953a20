"""RFC 6962 Merkle tree: hashes, proofs and their checks, on plain values.

Hashes are 32 bytes. An index counts from 0; a size is a number of leaves. Computing a root and comparing it are
two functions, so that a caller can only compare with a root it already trusts.
Source: RFC 6962 §2.1; the proof checks follow RFC 9162 §2.1.3.2 and §2.1.4.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from ledger.errors import ProofError

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data), RFC 6962 §2.1."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1."""
    return sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Root over ``leaf_hashes``; the root of nothing is SHA-256 of the empty string."""
    right_edge = RightEdge()
    right_edge.extend(leaf_hashes)
    return right_edge.root()


def inclusion_proof(index: int, size: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """Path from leaf ``index`` to the root over the first ``size`` leaves, nearest sibling first.

    Raises:
        ProofError: unless 0 <= index < size <= len(leaf_hashes).
    """
    ranges = inclusion_ranges(index, size)
    if size > len(leaf_hashes):
        raise _range(f"size {size} > {len(leaf_hashes)}")
    return [root(leaf_hashes[low:high]) for low, high in ranges]


def root_with_proofs(leaf_hashes: Sequence[bytes]) -> tuple[bytes, list[list[bytes]]]:
    """`root` of a tree and the paths of all its leaves, at the cost of about one: `inclusion_proof` for each index."""
    return _tree_with_paths(leaf_hashes) if leaf_hashes else (EMPTY_ROOT, [])


def consistency_proof(old_size: int, new_size: int, leaf_hashes: Sequence[bytes]) -> list[bytes]:
    """Path that shows the first ``old_size`` leaves to be a prefix of the first ``new_size`` (RFC 6962 §2.1.2).

    Raises:
        ProofError: unless 0 < old_size <= new_size <= len(leaf_hashes).
    """
    ranges = consistency_ranges(old_size, new_size)
    if new_size > len(leaf_hashes):
        raise _range(f"size {new_size} > {len(leaf_hashes)}")
    return [root(leaf_hashes[low:high]) for low, high in ranges]


def consistency_ranges(old_size: int, new_size: int) -> list[tuple[int, int]]:
    """The leaf ranges [low, high) whose roots make the consistency proof, in its order."""
    _check_growth(old_size, new_size)
    ranges: list[tuple[int, int]] = []
    low, high, whole = 0, new_size, True
    while old_size != high:
        middle = low + split(high - low)
        if old_size <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low, whole = middle, False
    if not whole:
        ranges.append((low, high))
    return ranges[::-1]


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The leaf ranges [low, high) whose roots make the inclusion path, nearest sibling first."""
    _check_range(index, size)
    ranges: list[tuple[int, int]] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def root_from_inclusion_proof(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """The root that ``path`` yields for the leaf hash ``leaf`` at ``index`` of ``size`` (RFC 9162 §2.1.3.2).

    Raises:
        ProofError: index outside the tree, a hash that is not 32 bytes, or a path of any other length than
            the one this index and size ask for.
    """
    _check_range(index, size)
    _check_hashes([leaf, *path])
    inner = (index ^ (size - 1)).bit_length()
    if len(path) != inner + (index >> inner).bit_count():
        raise ProofError(zh="包含证明长度不对", en="the inclusion proof has the wrong length", got=len(path))
    result = leaf
    for level, sibling in enumerate(path):
        if level >= inner or index >> level & 1:
            result = node_hash(sibling, result)
        else:
            result = node_hash(result, sibling)
    return result


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], expected_root: bytes) -> None:
    """Raise unless ``path`` leads from ``leaf`` at ``index`` to ``expected_root`` over ``size`` leaves.

    Raises:
        ProofError: as `root_from_inclusion_proof`, or a different root.
    """
    if root_from_inclusion_proof(index, size, leaf, path) != expected_root:
        raise ProofError(zh="包含证明得不出该根", en="the inclusion proof does not lead to this root", index=index)


def verify_consistency(old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> None:
    """Raise unless ``path`` shows the tree of ``new_size`` to extend that of ``old_size`` (RFC 9162 §2.1.4.2).

    Old size 0 is refused: every tree extends the empty one, so such a proof would say nothing.

    Raises:
        ProofError: sizes out of range, a path of the wrong length, or roots that it does not yield.
    """
    _check_growth(old_size, new_size)
    _check_hashes([old_root, new_root, *path])
    if old_size == new_size:
        if path or old_root != new_root:
            raise ProofError(
                zh="同一大小的两个根不同或证明不为空", en="equal sizes need equal roots and an empty proof"
            )
        return
    if _roots_from_consistency(old_size, new_size, old_root, path) != (old_root, new_root):
        raise ProofError(zh="一致性证明不成立", en="the consistency proof does not connect these roots")


def _tree_with_paths(leaves: Sequence[bytes]) -> tuple[bytes, list[list[bytes]]]:
    if len(leaves) == 1:
        return leaves[0], [[]]
    middle = split(len(leaves))
    left, left_paths = _tree_with_paths(leaves[:middle])
    right, right_paths = _tree_with_paths(leaves[middle:])
    for path in left_paths:
        path.append(right)
    for path in right_paths:
        path.append(left)
    return node_hash(left, right), left_paths + right_paths


def _roots_from_consistency(
    old_size: int, new_size: int, old_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes]:
    shift = (old_size & -old_size).bit_length() - 1
    inner = ((old_size - 1) ^ (new_size - 1)).bit_length() - shift
    border = (old_size - 1 >> inner + shift).bit_count()
    # RFC 9162 §2.1.4.2 step 1: an old size that is a power of two is its own first hash
    power_of_two = old_size == 1 << shift
    if len(path) != inner + border + (not power_of_two):
        raise ProofError(zh="一致性证明长度不对", en="the consistency proof has the wrong length", got=len(path))
    seed, rest = (old_root, path) if power_of_two else (path[0], path[1:])
    mask = old_size - 1 >> shift
    old = new = seed
    for level, sibling in enumerate(rest):
        if level >= inner or mask >> level & 1:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)
    return old, new


class RightEdge:
    """The roots of the complete subtrees along a tree's right edge: all that appending needs.

    Attributes:
        size: number of leaves.
        hashes: roots of the complete subtrees, largest first; as many as ``size`` has one-bits.
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        _check_hashes(hashes)
        if size < 0 or len(hashes) != size.bit_count():
            raise _range(f"{len(hashes)} hashes for size {size}")
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash on the right."""
        size = self.size
        hashes = self.hashes
        while size & 1:
            leaf = node_hash(hashes.pop(), leaf)
            size >>= 1
        hashes.append(leaf)
        self.size += 1

    def extend(self, leaves: Sequence[bytes]) -> list[list[bytes]]:
        """Add many leaf hashes; returns the complete nodes that this made, by height, each in order (leaves first).

        The node ``k`` at height ``h`` covers leaves [k·2^h, (k+1)·2^h); the first one returned has k = old size >> h.
        """
        size, edge, digest = self.size, self.hashes, sha256
        fresh, made, kept = list(leaves), [], []
        while fresh:
            made.append(fresh)
            row = [edge.pop(), *fresh] if size & 1 else fresh
            if len(row) & 1:
                kept.append(row[-1])
            pairs = zip(row[::2], row[1::2], strict=False)
            fresh = [digest(b"\x01" + left + right).digest() for left, right in pairs]
            size >>= 1
        # what stands above the last row that grew stays as it was
        edge.extend(reversed(kept))
        self.size += len(leaves)
        return made

    def root(self) -> bytes:
        """Root over all leaves so far."""
        if not self.hashes:
            return EMPTY_ROOT
        result = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            result = node_hash(left, result)
        return result


def split(size: int) -> int:
    """The largest power of two below ``size`` (RFC 6962 §2.1: k < n <= 2k)."""
    return 1 << (size - 1).bit_length() - 1


def _check_range(index: int, size: int) -> None:
    if not 0 <= index < size:
        raise _range(f"index {index}, size {size}")


def _check_growth(old_size: int, new_size: int) -> None:
    if not 0 < old_size <= new_size:
        raise _range(f"old size {old_size}, new size {new_size}")


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(value) != 32 for value in hashes):
        raise ProofError(zh="哈希须为 32 字节", en="every hash must be 32 bytes")


def _range(got: str) -> ProofError:
    return ProofError(zh=f"索引或大小越界: {got}", en=f"index or size out of range: {got}")
