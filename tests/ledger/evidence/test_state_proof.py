from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import rlp as oracle
from hypothesis import given
from hypothesis import strategies as st
from trie import HexaryTrie

from ledger.errors import StateProofRefused
from ledger.evidence import Account, read_account, read_storage
from ledger.evidence.state_proof import EMPTY_TRIE, MAX_NODE, read_trie
from ledger.keys import keccak256
from tests.ledger.evidence.world import listed, storage_trie

ADDRESS = b"\x31" * 20
# few nibbles, so that keys share long prefixes, extensions and embedded nodes appear
keys = st.lists(st.sampled_from([0x00, 0x01, 0x10, 0x11, 0xF0]), min_size=4, max_size=4).map(bytes)
long_keys = st.binary(min_size=32, max_size=32)
values = st.binary(min_size=1, max_size=40)


def filled(content: dict[bytes, bytes]) -> HexaryTrie:
    trie = HexaryTrie({})
    for key, value in content.items():
        trie.set(key, value)
    return trie


@given(st.dictionaries(keys, values, max_size=8) | st.dictionaries(long_keys, values, max_size=4), keys | long_keys)
def test_every_key_is_proved_present_or_absent_as_in_py_trie(content: dict[bytes, bytes], other: bytes) -> None:
    trie = filled(content)
    for key in [*content, other]:
        if content and len(key) != len(next(iter(content))):
            continue
        assert read_trie(trie.root_hash, key, listed(trie, key)) == content.get(key)


@given(st.dictionaries(keys, values, min_size=2, max_size=8), st.data())
def test_no_changed_proof_is_taken(content: dict[bytes, bytes], data: st.DataObject) -> None:
    trie = filled(content)
    key = data.draw(st.sampled_from(sorted(content)))
    proof = list(listed(trie, key))
    at = data.draw(st.integers(0, len(proof) - 1))
    match data.draw(st.sampled_from(["flip", "drop", "repeat", "junk", "reverse"])):
        case "flip":
            byte = data.draw(st.integers(0, len(proof[at]) - 1))
            bit = 1 << data.draw(st.integers(0, 7))
            proof[at] = proof[at][:byte] + bytes((proof[at][byte] ^ bit,)) + proof[at][byte + 1 :]
        case "drop":
            del proof[at]
        case "repeat":
            proof.insert(at, proof[at])
        case "junk":
            proof.insert(data.draw(st.integers(0, len(proof))), b"\x80")
        case _:
            proof.reverse()
    if proof != list(listed(trie, key)):
        with pytest.raises(StateProofRefused):
            read_trie(trie.root_hash, key, proof)


@given(st.lists(st.binary(max_size=60), max_size=4), long_keys)
def test_any_nodes_are_read_or_refused(nodes: list[bytes], key: bytes) -> None:
    root = keccak256(nodes[0]) if nodes else bytes(32)
    try:
        read_trie(root, key, nodes)
    except StateProofRefused:
        return


def by_hand(*nodes: Any) -> tuple[bytes, list[bytes]]:
    encoded = [oracle.encode(node) for node in nodes]
    return keccak256(encoded[0]), encoded


LONG = b"\x07" * 40
LEAF = [b"\x20", LONG]
BRANCH = [b""] * 16 + [b"v"]


def ref(node: Any) -> bytes:
    return keccak256(oracle.encode(node))


@pytest.mark.parametrize(
    ("nodes", "key"),
    [
        pytest.param([[b"\x20", b""]], b"", id="leaf without a value"),
        pytest.param([[b"\x20", [b"x"]]], b"", id="list as a value"),
        pytest.param([[b"\x40", b"v"]], b"", id="unknown path flag"),
        pytest.param([[b"\x2f", b"v"]], b"", id="padding not zero"),
        pytest.param([[b"", b"v"]], b"", id="empty path encoding"),
        pytest.param([[[b"x"], b"v"]], b"", id="list as a path"),
        pytest.param([[b"\x00", ref(LEAF)], LEAF], b"", id="extension without a path"),
        pytest.param([[b"a", b"b", b"c"]], b"", id="three items"),
        pytest.param([b"text"], b"", id="node no list"),
        pytest.param([[*BRANCH[:16], [b"x"]]], b"", id="list as a branch's value"),
        pytest.param([[b"\x11", b"short"]], b"\x10", id="reference of five bytes"),
        pytest.param([[b"\x00\x10", [b"\x20", LONG]]], b"\x10", id="embedded node too large"),
        pytest.param([[b"\x00\x10", ref([b"\x20", b"v"])], [b"\x20", b"v"]], b"\x10", id="small node by its hash"),
        pytest.param([[b"\x00\x10", ref(LEAF)]], b"\x10", id="node missing"),
        pytest.param([[b"\x00\x10", b"\x07" * 32], LEAF], b"\x10", id="node of another hash"),
        pytest.param([[b"\x20", b"v"], [b"\x20", b"v"]], b"", id="surplus node"),
    ],
)
def test_a_malformed_proof_is_refused(nodes: list[Any], key: bytes) -> None:
    root, encoded = by_hand(*nodes)
    with pytest.raises(StateProofRefused):
        read_trie(root, key, encoded)


@pytest.mark.parametrize(
    ("nodes", "key", "value"),
    [
        pytest.param([BRANCH], b"", b"v", id="value of a branch"),
        pytest.param([[b""] * 17], b"", None, id="branch without a value"),
        pytest.param([BRANCH], b"\x10", None, id="empty child"),
        pytest.param([[b"\x00\x10", [b"\x20", b"v"]]], b"\x10", b"v", id="embedded leaf"),
        pytest.param([[b"\x00\x10", ref(LEAF)]], b"\x20", None, id="extension leads elsewhere"),
        pytest.param([[b"\x00\x10", ref(LEAF)], LEAF], b"\x10", LONG, id="leaf behind an extension"),
        pytest.param([[b"\x31", b"v"]], b"", None, id="leaf of another path"),
    ],
)
def test_a_well_formed_proof_says_value_or_absence(nodes: list[Any], key: bytes, value: bytes | None) -> None:
    root, encoded = by_hand(*nodes)
    assert read_trie(root, key, encoded) == value


def test_an_empty_trie_holds_nothing_and_needs_no_node() -> None:
    assert read_trie(EMPTY_TRIE, b"k", []) is None
    with pytest.raises(StateProofRefused):
        read_trie(EMPTY_TRIE, b"k", [b"\x80"])


def test_a_proof_without_nodes_is_no_proof_of_absence() -> None:
    with pytest.raises(StateProofRefused):
        read_trie(b"\x01" * 32, b"k", [])


@pytest.mark.parametrize("nodes", [[b"\x00" * (MAX_NODE + 1)], [b"\x00"] * 66], ids=["node too large", "too many"])
def test_an_oversize_proof_is_refused(nodes: Sequence[bytes]) -> None:
    with pytest.raises(StateProofRefused, match="at most"):
        read_trie(bytes(32), b"k", nodes)


def account_trie(leaf: bytes) -> HexaryTrie:
    return filled({keccak256(ADDRESS): leaf, keccak256(b"other"): b"x" * 40})


def test_an_account_is_read_or_proved_absent() -> None:
    trie = account_trie(oracle.encode([b"\x05", b"\x01\x00", b"\x0a" * 32, b"\x0b" * 32]))
    proof = listed(trie, keccak256(ADDRESS))
    assert read_account(trie.root_hash, ADDRESS, proof) == Account(5, 256, b"\x0a" * 32, b"\x0b" * 32)
    absent = b"\x99" * 20
    assert read_account(trie.root_hash, absent, listed(trie, keccak256(absent))) is None


@pytest.mark.parametrize(
    "leaf",
    [
        pytest.param(b"\xff" * 40, id="no RLP"),
        pytest.param(oracle.encode([b"", b"", b"\x0a" * 32]), id="three fields"),
        pytest.param(oracle.encode([b"", b"", b"\x0a" * 31, b"\x0b" * 32]), id="short storage root"),
        pytest.param(oracle.encode([b"", b"", b"\x0a" * 32, b"\x0b" * 33]), id="long code hash"),
        pytest.param(oracle.encode([b"\x00", b"", b"\x0a" * 32, b"\x0b" * 32]), id="nonce with a leading zero"),
        pytest.param(oracle.encode([[], b"", b"\x0a" * 32, b"\x0b" * 32]), id="nonce a list"),
    ],
)
def test_a_malformed_account_is_refused(leaf: bytes) -> None:
    trie = account_trie(leaf)
    with pytest.raises(StateProofRefused):
        read_account(trie.root_hash, ADDRESS, listed(trie, keccak256(ADDRESS)))


def test_a_slot_is_read_and_an_absent_one_holds_zero() -> None:
    slot, absent = bytes(31) + b"\x63", bytes(31) + b"\x64"
    trie = storage_trie({slot: b"\x12\x34"})
    assert read_storage(trie.root_hash, slot, listed(trie, keccak256(slot))) == 0x1234
    assert read_storage(trie.root_hash, absent, listed(trie, keccak256(absent))) == 0


@pytest.mark.parametrize("value", [oracle.encode(b"\x00\x01"), oracle.encode(b"\x01" * 33), b"\xc0", b"\x81\x05"])
def test_a_malformed_slot_is_refused(value: bytes) -> None:
    slot = bytes(32)
    trie = filled({keccak256(slot): value, keccak256(b"x"): b"y" * 40})
    with pytest.raises(StateProofRefused):
        read_storage(trie.root_hash, slot, listed(trie, keccak256(slot)))
