from __future__ import annotations

from eth_abi import encode
from hypothesis import given
from hypothesis import strategies as st

from ledger.evidence import AnchorRecord, KeyRecord, anchor_slots, key_slots
from ledger.keys import keccak256

u64 = st.integers(0, 2**64 - 1)


@given(st.text(max_size=99), u64)
def test_anchor_slots_follow_soliditys_nested_mapping(origin: str, size: int) -> None:
    outer = keccak256(encode(["bytes32", "uint256"], [keccak256(origin.encode()), 0]))
    first = int.from_bytes(keccak256(encode(["uint256", "bytes32"], [size, outer])), "big")
    assert anchor_slots(origin, size) == tuple(((first + n) % 2**256).to_bytes(32, "big") for n in range(3))


@given(st.binary(min_size=20, max_size=20))
def test_key_slots_follow_soliditys_mapping(address: bytes) -> None:
    first = int.from_bytes(keccak256(encode(["address", "uint256"], ["0x" + address.hex(), 0])), "big")
    assert key_slots(address) == tuple(((first + n) % 2**256).to_bytes(32, "big") for n in range(2))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), u64, u64)
def test_an_anchor_is_unpacked_from_the_low_end(root: bytes, streams_root: bytes, block: int, time: int) -> None:
    packed = int.from_bytes(time.to_bytes(8, "big") + block.to_bytes(8, "big"), "big")
    values = (int.from_bytes(root, "big"), int.from_bytes(streams_root, "big"), packed)
    assert AnchorRecord.from_slots(values) == AnchorRecord(root, streams_root, block, time)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 255), u64, u64)
def test_a_key_is_unpacked_from_the_low_end(department: bytes, role: int, valid_from: int, valid_until: int) -> None:
    parts = valid_until.to_bytes(8, "big") + valid_from.to_bytes(8, "big") + bytes((role,))
    values = (int.from_bytes(department, "big"), int.from_bytes(parts, "big"))
    assert KeyRecord.from_slots(values) == KeyRecord(department, role, valid_from, valid_until)
