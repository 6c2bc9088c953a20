"""Merkle-Patricia proofs, read strictly: exactly the nodes on the path, root first, none more.

A proof either yields the value, or shows that there is none, or is refused; the three are never confused.
Source: yellow paper appendix D; EIP-1186 for the shape of the proofs. Nodes below 32 bytes stand inside their parent
and are not listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import RlpRefused, StateProofRefused
from ledger.evidence import rlp
from ledger.keys import keccak256

EMPTY_TRIE = keccak256(b"\x80")
MAX_NODE = 1_024
MAX_NODES = 65
_BRANCH, _SHORT = 17, 2


@dataclass(frozen=True, slots=True)
class Account:
    """An account's leaf in the state trie: storage root and code hash, 32 bytes each."""

    nonce: int
    balance: int
    storage_root: bytes
    code_hash: bytes


def read_account(state_root: bytes, address: bytes, nodes: Sequence[bytes]) -> Account | None:
    """The account of ``address`` (20 bytes) under ``state_root``, or None if it is proved absent.

    Raises:
        StateProofRefused: the nodes prove neither.
    """
    value = read_trie(state_root, keccak256(address), nodes)
    if value is None:
        return None
    match _decode(value):
        case [bytes() as nonce, bytes() as balance, bytes() as storage, bytes() as code] if (
            len(storage) == len(code) == 32
        ):
            return Account(_integer(nonce), _integer(balance), storage, code)
    raise _refused("账户的编码有误", "the account is malformed")


def read_storage(storage_root: bytes, slot: bytes, nodes: Sequence[bytes]) -> int:
    """The 256-bit value of ``slot`` (32 bytes) under ``storage_root``; a slot proved absent holds zero.

    Raises:
        StateProofRefused: the nodes prove no value.
    """
    value = read_trie(storage_root, keccak256(slot), nodes)
    return 0 if value is None else _integer(_decode(value))


def read_trie(root: bytes, key: bytes, nodes: Sequence[bytes]) -> bytes | None:
    """The value under ``key`` in the trie of ``root`` (32 bytes), or None if it is proved absent.

    Raises:
        StateProofRefused: a node is missing, surplus, out of order, malformed, or not the one referred to.
    """
    if any(len(node) > MAX_NODE for node in nodes) or len(nodes) > MAX_NODES:
        raise _refused("状态证明过大", f"a state proof has at most {MAX_NODES} nodes of {MAX_NODE} bytes")
    walk = _Walk(nodes)
    value = None if root == EMPTY_TRIE else walk.value(root, _nibbles(key))
    if walk.used != len(nodes):
        raise _refused("状态证明有多余节点", "the state proof holds surplus nodes")
    return value


class _Walk:
    """One walk from the root along a path; ``used`` counts the listed nodes consumed."""

    def __init__(self, nodes: Sequence[bytes]) -> None:
        self._nodes = nodes
        self.used = 0

    def value(self, root: bytes, path: tuple[int, ...]) -> bytes | None:
        reference: rlp.Item = root
        while True:
            node = self._resolve(reference)
            if len(node) == _BRANCH:
                if not path:
                    return _bytes(node[16]) or None
                reference, path = node[path[0]], path[1:]
                if reference == b"":
                    return None
                continue
            part, is_leaf = _compact(_bytes(node[0]))
            if is_leaf:
                return _leaf_value(node[1]) if part == path else None
            if path[: len(part)] != part:
                return None
            reference, path = node[1], path[len(part) :]

    def _resolve(self, reference: rlp.Item) -> list[rlp.Item]:
        node = reference
        if isinstance(reference, bytes):
            node = self._listed(reference)
        elif len(rlp.encode(reference)) >= 32:
            raise _refused("内嵌节点过大", "an embedded node must be shorter than 32 bytes")
        if isinstance(node, bytes) or len(node) not in (_BRANCH, _SHORT):
            raise _refused("状态证明的节点形状不对", "a node is neither branch, extension nor leaf")
        return node

    def _listed(self, reference: bytes) -> rlp.Item:
        if self.used == len(self._nodes):
            raise _refused("状态证明缺少节点", "the state proof lacks a node")
        node = self._nodes[self.used]
        if keccak256(node) != reference or (self.used and len(node) < 32):
            raise _refused("状态证明的节点与引用不符", "a node of the state proof is not the one referred to")
        self.used += 1
        return _decode(node)


def _leaf_value(item: rlp.Item) -> bytes:
    value = _bytes(item)
    if not value:
        raise _refused("叶节点没有值", "a leaf holds no value")
    return value


def _compact(data: bytes) -> tuple[tuple[int, ...], bool]:
    """Nibbles and leaf flag of a hex-prefix encoding (yellow paper appendix C)."""
    nibbles = _nibbles(data)
    flag = nibbles[0] if nibbles else 4
    odd = flag & 1
    if flag > 3 or (not odd and nibbles[1]):
        raise _refused("节点路径的编码有误", "a node's path is malformed")
    part = nibbles[1:] if odd else nibbles[2:]
    if not part and flag < 2:
        raise _refused("扩展节点的路径为空", "an extension needs a path")
    return part, flag >= 2


def _nibbles(data: bytes) -> tuple[int, ...]:
    return tuple(nibble for byte in data for nibble in (byte >> 4, byte & 15))


def _bytes(item: rlp.Item) -> bytes:
    if not isinstance(item, bytes):
        raise _refused("节点中应为字节处是列表", "a list stands where a node holds bytes")
    return item


def _integer(item: rlp.Item) -> int:
    try:
        return rlp.decode_int(item)
    except RlpRefused as error:
        raise _refused(error.zh, error.en) from error


def _decode(data: bytes) -> rlp.Item:
    try:
        return rlp.decode(data)
    except RlpRefused as error:
        raise _refused(f"状态证明的 RLP 有误: {error.zh}", f"the state proof's RLP is wrong: {error.en}") from error


def _refused(zh: str, en: str) -> StateProofRefused:
    return StateProofRefused(zh=zh, en=en)
