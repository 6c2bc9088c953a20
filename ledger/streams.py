"""The streams map: stream → (count, head), with proofs of membership and of absence (docs/formats.md §8).

It is what lets an extract prove that nothing was left out: a stream's count and head stand in every checkpoint.
A map is never changed: `StreamsMap.put` returns a new one that shares all untouched nodes with the old, so the map of
an earlier checkpoint stays provable for as long as somebody holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import ProofError

EMPTY = bytes(32)
KEY_BITS = 256


@dataclass(frozen=True, slots=True)
class Leaf:
    """A stream's state: its key (32 bytes), number of entries, and head (root over their leaf hashes)."""

    key: bytes
    count: int
    head: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class _Node:
    left: Leaf | _Node | None
    right: Leaf | _Node | None
    hash: bytes


@dataclass(frozen=True)
class Absence:
    """Proof that a key is not in the map: siblings from the root down, and what stands at their end."""

    siblings: tuple[bytes, ...]
    other: Leaf | None


def stream_key(name: str) -> bytes:
    """SHA-256 of the stream's name, 32 bytes."""
    return sha256(name.encode()).digest()


def make_leaf(key: bytes, count: int, head: bytes) -> Leaf:
    """The map's leaf for one stream.

    Raises:
        ProofError: a count outside 1 … 2^63−1, or a key or head that is not 32 bytes.
    """
    if not 0 < count < 1 << 63 or len(key) != 32 or len(head) != 32:
        raise ProofError(
            zh="流的键、计数或头不合规定", en="a stream needs a 32-byte key and head and a count of 1 or more"
        )
    return Leaf(key, count, head, sha256(b"\x02" + key + count.to_bytes(8, "big") + head).digest())


class StreamsMap:
    """A persistent authenticated map; equality of roots is equality of content."""

    def __init__(self, _top: Leaf | _Node | None = None) -> None:
        self._top = _top

    @property
    def root(self) -> bytes:
        """32 bytes; 32 zero bytes when empty."""
        return _hash(self._top)

    def put(self, key: bytes, count: int, head: bytes) -> StreamsMap:
        """A map in which ``key`` has this count and head; this one stays as it is."""
        return StreamsMap(_put(self._top, make_leaf(key, count, head), 0))

    def get(self, key: bytes) -> Leaf | None:
        """The stream's leaf, or None."""
        *_, last = self._walk(key)
        return last if isinstance(last, Leaf) and last.key == key else None

    def prove(self, key: bytes) -> tuple[Leaf, list[bytes]] | Absence:
        """The stream's leaf with its siblings from the root down, or proof that it is absent."""
        siblings: list[bytes] = []
        last: Leaf | _Node | None = None
        for depth, last in enumerate(self._walk(key)):
            if isinstance(last, _Node):
                siblings.append(_hash(last.left if _bit(key, depth) else last.right))
        if isinstance(last, Leaf) and last.key == key:
            return last, siblings
        return Absence(tuple(siblings), last if isinstance(last, Leaf) else None)

    def _walk(self, key: bytes) -> Iterator[Leaf | _Node | None]:
        at, depth = self._top, 0
        while isinstance(at, _Node):
            yield at
            at = at.right if _bit(key, depth) else at.left
            depth += 1
        yield at


def root_from_membership_proof(key: bytes, count: int, head: bytes, siblings: Sequence[bytes]) -> bytes:
    """The map's root that follows from this stream state and its siblings, root's sibling first.

    Raises:
        ProofError: malformed values or more than 256 siblings.
    """
    return _fold(key, make_leaf(key, count, head).hash, siblings)


def verify_membership(key: bytes, count: int, head: bytes, siblings: Sequence[bytes], expected_root: bytes) -> None:
    """Raise ProofError unless the map with ``expected_root`` holds exactly (key, count, head)."""
    if root_from_membership_proof(key, count, head, siblings) != expected_root:
        raise ProofError(zh="流的成员证明得不出该根", en="the membership proof does not lead to this streams root")


def verify_absence(key: bytes, proof: Absence, expected_root: bytes) -> None:
    """Raise ProofError unless the map with ``expected_root`` holds nothing under ``key``.

    A key's path through the map is unique, so an end that is empty or is another key's leaf rules it out.
    """
    end = EMPTY
    if proof.other is not None:
        if proof.other.key == key or _common_bits(key, proof.other.key) < len(proof.siblings):
            raise ProofError(
                zh="缺席证明的末端不在该键的路径上", en="the end of the absence proof is not on the key's path"
            )
        end = make_leaf(proof.other.key, proof.other.count, proof.other.head).hash
    if _fold(key, end, proof.siblings) != expected_root:
        raise ProofError(zh="流的缺席证明得不出该根", en="the absence proof does not lead to this streams root")


def _fold(key: bytes, result: bytes, siblings: Sequence[bytes]) -> bytes:
    if len(key) != 32 or len(siblings) > KEY_BITS or any(len(sibling) != 32 for sibling in siblings):
        raise ProofError(
            zh="流证明的形状不对", en="a streams proof needs a 32-byte key and at most 256 hashes of 32 bytes"
        )
    for depth in range(len(siblings) - 1, -1, -1):
        sibling = siblings[depth]
        result = _node_hash(sibling, result) if _bit(key, depth) else _node_hash(result, sibling)
    return result


def _put(at: Leaf | _Node | None, leaf: Leaf, depth: int) -> Leaf | _Node:
    if at is None or (isinstance(at, Leaf) and at.key == leaf.key):
        return leaf
    if isinstance(at, Leaf):
        at = _node(at, None) if not _bit(at.key, depth) else _node(None, at)
    if _bit(leaf.key, depth):
        return _node(at.left, _put(at.right, leaf, depth + 1))
    return _node(_put(at.left, leaf, depth + 1), at.right)


def _node(left: Leaf | _Node | None, right: Leaf | _Node | None) -> _Node:
    return _Node(left, right, _node_hash(_hash(left), _hash(right)))


def _node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x03" + left + right).digest()


def _hash(at: Leaf | _Node | None) -> bytes:
    return EMPTY if at is None else at.hash


def _bit(key: bytes, depth: int) -> int:
    return key[depth >> 3] >> (7 - (depth & 7)) & 1


def _common_bits(a: bytes, b: bytes) -> int:
    return KEY_BITS - (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_length()
