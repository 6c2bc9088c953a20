"""Block headers of any fork: their hash, what we read of them, and whether validators sealed them.

Only the first fifteen fields are read; later forks append fields that are kept as they are. Source: yellow paper §4.3
with EIP-1559, 4895, 4844, 4788 and 7685 for the appended fields; the QBFT layout of extraData is Hyperledger Besu's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.errors import HeaderRefused, RlpRefused
from ledger.evidence import rlp
from ledger.keys import keccak256

MIN_FIELDS, MAX_FIELDS = 15, 32
MAX_HEADER = 8_192
BFT_MIX_HASH = bytes.fromhex("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365")
_FIXED = {0: 32, 1: 32, 2: 20, 3: 32, 4: 32, 5: 32, 6: 256, 13: 32, 14: 8}
_INTEGERS = {7: 32, 8: 8, 9: 8, 10: 8, 11: 8}
_EXTRA_DATA, _MIX_HASH = 12, 13
_HEX = re.compile(r"0x[0-9a-fA-F]*", re.ASCII)

_RPC_FIELDS = (
    ("parentHash", 32),
    ("sha3Uncles", 32),
    ("miner", 20),
    ("stateRoot", 32),
    ("transactionsRoot", 32),
    ("receiptsRoot", 32),
    ("logsBloom", 256),
    ("difficulty", None),
    ("number", None),
    ("gasLimit", None),
    ("gasUsed", None),
    ("timestamp", None),
    ("extraData", 0),
    ("mixHash", 32),
    ("nonce", 8),
)
# what London, Shanghai, Cancun and Prague appended, in their order
_RPC_APPENDED = (
    ("baseFeePerGas", None),
    ("withdrawalsRoot", 32),
    ("blobGasUsed", None),
    ("excessBlobGas", None),
    ("parentBeaconBlockRoot", 32),
    ("requestsHash", 32),
)


@dataclass(frozen=True, slots=True)
class Header:
    """What a verifier reads of a block header.

    Attributes:
        hash, state_root: 32 bytes each.
        timestamp: Unix seconds.
        seals: how many validator seals extraData carries; their signatures are not checked here.
    """

    hash: bytes
    state_root: bytes
    number: int
    timestamp: int
    seals: int

    @property
    def sealed(self) -> bool:
        """Whether the header carries any validator seal."""
        return self.seals > 0


def decode_header(data: bytes) -> Header:
    """Read the RLP of one block header of 15 to 32 fields.

    Raises:
        HeaderRefused: any other bytes.
    """
    fields = _fields(data)
    extra = _bft_extra(fields)
    return Header(
        hash=keccak256(data if extra is None else _without_seals(fields, extra)),
        state_root=fields[3],
        number=rlp.decode_int(fields[8]),
        timestamp=rlp.decode_int(fields[11]),
        seals=0 if extra is None else len(extra[4]),
    )


def header_from_rpc(block: Mapping[str, Any]) -> bytes:
    """Rebuild a header's RLP from the answer of eth_getBlockByNumber.

    Raises:
        HeaderRefused: a field is missing or malformed, or the rebuilt header does not hash to the reported hash
            (a node of an unknown fork, or one that lies).
    """
    appended = [field for field in _RPC_APPENDED if block.get(field[0]) is not None]
    data = rlp.encode([_rpc_value(block, name, size) for name, size in (*_RPC_FIELDS, *appended)])
    reported = _rpc_value(block, "hash", 32)
    if decode_header(data).hash != reported:
        raise _refused(
            "由节点答复重建的区块头与其哈希不符(未知的分叉或错误的答复)",
            "the header rebuilt from the node's answer has another hash (unknown fork, or a false answer)",
        )
    return data


def _fields(data: bytes) -> list[bytes]:
    if len(data) > MAX_HEADER:
        raise _refused(f"区块头超过 {MAX_HEADER} 字节", f"a header has at most {MAX_HEADER} bytes")
    try:
        items = rlp.decode(data)
        if isinstance(items, bytes) or not MIN_FIELDS <= len(items) <= MAX_FIELDS:
            raise _refused("区块头的字段数不对", f"a header is a list of {MIN_FIELDS} to {MAX_FIELDS} fields")
        fields = [item for item in items if isinstance(item, bytes)]
        if len(fields) != len(items) or any(len(fields[at]) != size for at, size in _FIXED.items()):
            raise _refused("区块头的字段长度不对", "a header field has the wrong length")
        for at, size in _INTEGERS.items():
            rlp.decode_int(fields[at], size)
    except RlpRefused as error:
        raise _refused(f"区块头的 RLP 有误: {error.zh}", f"the header's RLP is wrong: {error.en}") from error
    return fields


def _bft_extra(fields: list[bytes]) -> list[rlp.Item] | None:
    """[vanity, validators, vote, round, seals] of a QBFT header, or None for any other chain's.

    Only a header with the mix hash that QBFT prescribes can be one; elsewhere extraData is free text.
    """
    if fields[_MIX_HASH] != BFT_MIX_HASH:
        return None
    try:
        extra = rlp.decode(fields[_EXTRA_DATA])
    except RlpRefused:
        return None
    if isinstance(extra, bytes) or len(extra) != 5 or isinstance(extra[4], bytes):
        return None
    return extra


def _without_seals(fields: list[bytes], extra: list[rlp.Item]) -> bytes:
    """QBFT hashes a block with round zero and no seals, which differ between honest nodes."""
    neutral = rlp.encode([*extra[:3], b"", []])
    return rlp.encode([*fields[:_EXTRA_DATA], neutral, *fields[_EXTRA_DATA + 1 :]])


def _rpc_value(block: Mapping[str, Any], name: str, size: int | None) -> bytes:
    """A quantity (size None), data of any length (0) or of ``size`` bytes, as the bytes of an RLP item."""
    text = block.get(name)
    try:
        if not isinstance(text, str) or not _HEX.fullmatch(text):
            raise ValueError
        value = rlp.encode_int(int(text, 16)) if size is None else bytes.fromhex(text[2:])
    except ValueError:
        raise _refused(f"节点答复缺少或写错 {name}", f"the node's answer lacks {name} or writes it wrong") from None
    if size and len(value) != size:
        raise _refused(f"{name} 须为 {size} 字节", f"{name} must be {size} bytes")
    return value


def _refused(zh: str, en: str) -> HeaderRefused:
    return HeaderRefused(zh=zh, en=en)
