from __future__ import annotations

from typing import Any

import pytest
import rlp as oracle
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import HeaderRefused
from ledger.evidence import decode_header, header_from_rpc
from ledger.evidence.headers import BFT_MIX_HASH, MAX_HEADER
from ledger.keys import keccak256
from tests.ledger.evidence.world import header_fields

STATE = b"\x77" * 32
NAMES = [
    "parentHash",
    "sha3Uncles",
    "miner",
    "stateRoot",
    "transactionsRoot",
    "receiptsRoot",
    "logsBloom",
    "difficulty",
    "number",
    "gasLimit",
    "gasUsed",
    "timestamp",
    "extraData",
    "mixHash",
    "nonce",
    "baseFeePerGas",
    "withdrawalsRoot",
    "blobGasUsed",
    "excessBlobGas",
    "parentBeaconBlockRoot",
    "requestsHash",
]
QUANTITIES = {
    "difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas", "blobGasUsed", "excessBlobGas",
}  # fmt: skip
VALIDATORS = [b"\x01" * 20, b"\x02" * 20]


def fields(**change: Any) -> list[bytes]:
    return header_fields(
        STATE,
        change.get("number", 42),
        change.get("time", 1_795_310_887),
        change.get("extra", b"vanity"),
        change.get("mix", bytes(32)),
    )


def bft_extra(seals: int, round_number: bytes = b"") -> bytes:
    return oracle.encode([bytes(32), VALIDATORS, [], round_number, [bytes((5 + n,)) * 65 for n in range(seals)]])


def rpc(items: list[bytes]) -> dict[str, str]:
    block = {}
    for name, item in zip(NAMES, items, strict=False):
        block[name] = hex(int.from_bytes(item, "big")) if name in QUANTITIES else "0x" + item.hex()
    return block | {"hash": "0x" + decode_header(oracle.encode(items)).hash.hex(), "size": "0x1"}


@pytest.mark.parametrize("count", [15, 16, 17, 20, 21])
def test_headers_of_every_fork_are_read_and_rebuilt(count: int) -> None:
    data = oracle.encode(fields()[:count])
    header = decode_header(data)
    assert header.hash == keccak256(data)
    assert (header.state_root, header.number, header.timestamp) == (STATE, 42, 1_795_310_887)
    assert not header.sealed
    assert header_from_rpc(rpc(fields()[:count])) == data


def test_fields_of_a_later_fork_are_kept_as_they_are() -> None:
    data = oracle.encode([*fields(), b"\x01" * 32, b"anything"])
    assert decode_header(data).hash == keccak256(data)


def test_seals_and_round_lie_outside_a_bft_blocks_hash() -> None:
    # QBFT: the hash is that of the header with round zero and no seals
    bare = oracle.encode(fields(mix=BFT_MIX_HASH, extra=bft_extra(0)))
    sealed = oracle.encode(fields(mix=BFT_MIX_HASH, extra=bft_extra(3, b"\x02")))
    assert decode_header(bare).hash == keccak256(bare) == decode_header(sealed).hash
    assert (decode_header(bare).sealed, decode_header(sealed).seals) == (False, 3)
    assert header_from_rpc(rpc(fields(mix=BFT_MIX_HASH, extra=bft_extra(3, b"\x02")))) == sealed


@pytest.mark.parametrize(
    ("mix", "extra"),
    [
        pytest.param(bytes(32), bft_extra(3), id="not the mix hash of QBFT"),
        pytest.param(BFT_MIX_HASH, b"free text", id="extraData no RLP"),
        pytest.param(BFT_MIX_HASH, oracle.encode(b"text"), id="extraData no list"),
        pytest.param(BFT_MIX_HASH, oracle.encode([b"", [], [], b""]), id="four items"),
        pytest.param(BFT_MIX_HASH, oracle.encode([b"", [], [], b"", b"x"]), id="seals no list"),
    ],
)
def test_extra_data_that_is_not_qbft_carries_no_seals(mix: bytes, extra: bytes) -> None:
    data = oracle.encode(fields(mix=mix, extra=extra))
    assert decode_header(data).hash == keccak256(data)
    assert not decode_header(data).sealed


def swapped(at: int, value: Any) -> bytes:
    items: list[Any] = fields()
    items[at] = value
    return oracle.encode(items)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x80", id="no list"),
        pytest.param(oracle.encode(fields()[:14]), id="fourteen fields"),
        pytest.param(oracle.encode([*fields(), *[b"x"] * 12]), id="33 fields"),
        pytest.param(swapped(3, b"\x01" * 31), id="state root short"),
        pytest.param(swapped(6, bytes(255)), id="bloom short"),
        pytest.param(swapped(8, b"\x00\x01"), id="number with a leading zero"),
        pytest.param(swapped(11, b"\x01" * 9), id="timestamp beyond u64"),
        pytest.param(swapped(12, [b"x"]), id="extraData a list"),
        pytest.param(swapped(12, b"x" * MAX_HEADER), id="too large"),
        pytest.param(oracle.encode(fields()) + b"\x00", id="a byte more"),
    ],
)
def test_a_malformed_header_is_refused(data: bytes) -> None:
    with pytest.raises(HeaderRefused):
        decode_header(data)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        pytest.param("hash", "0x" + "00" * 32, "another hash", id="another hash"),
        pytest.param("stateRoot", "0x" + "00" * 32, "another hash", id="another state root"),
        pytest.param("requestsHash", None, "another hash", id="a fork's field withheld"),
        pytest.param("timestamp", None, "lacks timestamp", id="field missing"),
        pytest.param("timestamp", 5, "lacks timestamp", id="number in place of text"),
        pytest.param("timestamp", "0x-5", "lacks timestamp", id="signed quantity"),
        pytest.param("timestamp", "0x", "lacks timestamp", id="empty quantity"),
        pytest.param("timestamp", "5", "lacks timestamp", id="no prefix"),
        pytest.param("extraData", "0x0", "lacks extraData", id="odd digits"),
        pytest.param("miner", "0x00", "20 bytes", id="short address"),
    ],
)
def test_a_nodes_answer_that_cannot_be_rebuilt_is_refused(name: str, value: object, reason: str) -> None:
    block: dict[str, object] = {**rpc(fields())}
    block[name] = value
    with pytest.raises(HeaderRefused, match=reason):
        header_from_rpc(block)


@given(st.binary(max_size=700))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(HeaderRefused):
        decode_header(data)


@given(st.integers(0, 600), st.integers(0, 7))
def test_a_flipped_bit_changes_the_hash(at: int, bit: int) -> None:
    data = bytearray(oracle.encode(fields()))
    before = decode_header(bytes(data)).hash
    data[at % len(data)] ^= 1 << bit
    try:
        assert decode_header(bytes(data)).hash != before
    except HeaderRefused:
        return
