"""The streams map proves what is in it and what is not, and old maps stay as they were (docs/formats.md §8)."""

import math
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger import merkle, streams
from ledger.errors import ProofError
from ledger.streams import (
    EMPTY,
    KEY_BITS,
    Absence,
    Leaf,
    StreamsMap,
    make_leaf,
    root_from_membership_proof,
    stream_key,
    verify_absence,
    verify_membership,
)
from tests.vectors.make_streams import root as naive_root
from tests.vectors.read import hashes, rows, vectors

BASE = int.from_bytes(stream_key("department:A1"), "big")
# one, two or three bits away from the same key: prefixes as long as an adversary could wish
NEAR_KEYS = st.lists(st.integers(0, KEY_BITS - 1), max_size=3).map(
    lambda bits: (BASE ^ sum(1 << bit for bit in set(bits))).to_bytes(32, "big")
)
KEYS = NEAR_KEYS | st.binary(min_size=32, max_size=32)
STREAMS = st.dictionaries(KEYS, st.tuples(st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32)), max_size=12)

Streams = dict[bytes, tuple[int, bytes]]


def build(streams: Streams) -> StreamsMap:
    made = StreamsMap()
    for key, (count, head) in streams.items():
        made = made.put(key, count, head)
    return made


def holds(check: Callable[..., None], *arguments: Any) -> bool:
    try:
        check(*arguments)
    except ProofError:
        return False
    return True


def leaf_of(row: dict[str, Any] | None) -> Leaf | None:
    # not made by make_leaf: a verifier is given values, never a leaf that somebody has already looked at
    return None if row is None else Leaf(bytes.fromhex(row["key"]), row["count"], bytes.fromhex(row["head"]), bytes(32))


@pytest.mark.parametrize("row", rows("streams", "membership"))
def test_membership_vector(row: dict[str, Any]) -> None:
    key, head, root = hashes([row["key"], row["head"], row["root"]])
    assert holds(verify_membership, key, row["count"], head, hashes(row["siblings"]), root) == row["ok"]


@pytest.mark.parametrize("row", rows("streams", "absence"))
def test_absence_vector(row: dict[str, Any]) -> None:
    proof = Absence(tuple(hashes(row["siblings"])), leaf_of(row["other"]))
    assert holds(verify_absence, bytes.fromhex(row["key"]), proof, bytes.fromhex(row["root"])) == row["ok"]


def test_map_of_named_streams_has_the_root_of_the_vector() -> None:
    made = StreamsMap()
    for row in vectors("streams")["streams"]:
        assert stream_key(row["name"]).hex() == row["key"]
        made = made.put(stream_key(row["name"]), row["count"], bytes.fromhex(row["head"]))
    assert made.root.hex() == vectors("streams")["root"]
    for row in vectors("streams")["membership"][: len(vectors("streams")["streams"])]:
        proof = made.prove(bytes.fromhex(row["key"]))
        assert isinstance(proof, tuple)
        assert [sibling.hex() for sibling in proof[1]] == row["siblings"]


@given(STREAMS)
def test_root_is_that_of_the_recursive_definition(streams: Streams) -> None:
    assert build(streams).root == naive_root(streams)


@given(STREAMS, st.randoms(use_true_random=False))
def test_order_of_puts_does_not_matter(streams: Streams, random: Random) -> None:
    items = list(streams.items())
    random.shuffle(items)
    old_values = dict.fromkeys(streams, (1, EMPTY))
    assert build(dict(items)).root == build(streams).root
    assert build({**old_values, **dict(items)}).root == build(streams).root


@given(STREAMS, KEYS)
def test_old_maps_stay_as_they_were(streams: Streams, key: bytes) -> None:
    old = build(streams)
    root = old.root
    new = old.put(key, 7, b"\x07" * 32)
    assert old.root == root
    assert (old.get(key) is None) == (key not in streams)
    assert new.get(key) == make_leaf(key, 7, b"\x07" * 32)
    for other, (count, head) in streams.items():
        assert old.get(other) == make_leaf(other, count, head)
        if other != key:
            assert new.get(other) == make_leaf(other, count, head)


@given(STREAMS, st.lists(KEYS, max_size=8))
def test_every_key_is_proved_present_or_absent_and_never_both(streams: Streams, more: list[bytes]) -> None:
    made = build(streams)
    for key in {*streams, *more}:
        proof = made.prove(key)
        if isinstance(proof, Absence):
            assert key not in streams
            verify_absence(key, proof, made.root)
            assert not holds(verify_membership, key, 1, EMPTY, list(proof.siblings), made.root)
        else:
            leaf, siblings = proof
            assert (leaf.count, leaf.head) == streams[key]
            verify_membership(key, leaf.count, leaf.head, siblings, made.root)
            for end in (None, leaf, *(make_leaf(other, *state) for other, state in streams.items())):
                for length in {0, len(siblings) // 2, max(len(siblings) - 1, 0), len(siblings)}:
                    assert not holds(verify_absence, key, Absence(tuple(siblings[:length]), end), made.root)


@given(STREAMS.filter(bool), st.integers(0, 255), st.data())
def test_one_changed_bit_is_refused(streams: Streams, bit: int, data: st.DataObject) -> None:
    made = build(streams)
    key = data.draw(st.sampled_from(sorted(streams)))
    proof = made.prove(key)
    assert isinstance(proof, tuple)
    leaf, siblings = proof

    def flip(value: bytes) -> bytes:
        return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(32, "big")

    assert not holds(verify_membership, flip(key), leaf.count, leaf.head, siblings, made.root)
    assert not holds(verify_membership, key, leaf.count ^ (1 << bit % 63), leaf.head, siblings, made.root)
    assert not holds(verify_membership, key, leaf.count, flip(leaf.head), siblings, made.root)
    assert not holds(verify_membership, key, leaf.count, leaf.head, siblings, flip(made.root))
    assume(siblings)
    at = data.draw(st.integers(0, len(siblings) - 1))
    changed = [*siblings[:at], flip(siblings[at]), *siblings[at + 1 :]]
    assert not holds(verify_membership, key, leaf.count, leaf.head, changed, made.root)


@given(st.integers(2, 40), st.data())
def test_leaving_out_one_event_changes_the_head_and_breaks_the_proof(count: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(count)]
    key = stream_key("department:A1")
    made = StreamsMap().put(key, count, merkle.root(leaves)).put(stream_key("item:a"), 1, EMPTY)
    proof = made.prove(key)
    assert isinstance(proof, tuple)
    at = data.draw(st.integers(0, count - 1))
    head = merkle.root(leaves[:at] + leaves[at + 1 :])
    assert head != merkle.root(leaves)
    for claimed in (count, count - 1):
        assert not holds(verify_membership, key, claimed, head, proof[1], made.root)


def test_keys_that_differ_in_the_last_bit_only_take_256_siblings() -> None:
    first, second = BASE.to_bytes(32, "big"), (BASE ^ 1).to_bytes(32, "big")
    made = StreamsMap().put(first, 1, EMPTY).put(second, 2, EMPTY)
    proof = made.prove(second)
    assert isinstance(proof, tuple)
    assert len(proof[1]) == KEY_BITS
    verify_membership(second, 2, EMPTY, proof[1], made.root)


def test_empty_map() -> None:
    made = StreamsMap()
    assert made.root == EMPTY
    assert made.get(bytes(32)) is None
    assert made.prove(bytes(32)) == Absence((), None)
    verify_absence(bytes(32), Absence((), None), EMPTY)


@pytest.mark.parametrize(
    ("key", "count", "head"),
    [
        pytest.param(bytes(31), 1, EMPTY, id="key too short"),
        pytest.param(bytes(33), 1, EMPTY, id="key too long"),
        pytest.param(bytes(32), 0, EMPTY, id="count zero"),
        pytest.param(bytes(32), -1, EMPTY, id="count negative"),
        pytest.param(bytes(32), 2**63, EMPTY, id="count too high"),
        pytest.param(bytes(32), 1, bytes(31), id="head too short"),
    ],
)
def test_a_stream_that_no_map_can_hold_is_refused(key: bytes, count: int, head: bytes) -> None:
    with pytest.raises(ProofError):
        StreamsMap().put(key, count, head)
    with pytest.raises(ProofError):
        root_from_membership_proof(key, count, head, [])


def test_an_absence_proof_for_a_key_of_another_length_is_refused() -> None:
    for key in (b"", bytes(31), bytes(33)):
        with pytest.raises(ProofError):
            verify_absence(key, Absence((), None), EMPTY)


def test_a_checkpoint_costs_as_much_as_the_streams_it_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nodes that a change of one stream makes: one per level, whatever the number of streams."""
    made = 0
    plain = streams._node

    def counted(*given: Any) -> Any:
        nonlocal made
        made += 1
        return plain(*given)

    monkeypatch.setattr(streams, "_node", counted)
    whole, costs = StreamsMap(), []
    keys = [stream_key(f"item:{number}") for number in range(4096)]
    for number, key in enumerate(keys, 1):
        whole = whole.put(key, 1, bytes(32))
        if number in (64, 512, 4096):
            made, touched = 0, whole
            for again in keys[:10]:
                touched = touched.put(again, 2, bytes(32))
            costs.append(made / 10)
    # a random tree's depth: log2 of the number of streams and a little more
    assert [cost < math.log2(count) + 3 for cost, count in zip(costs, (64, 512, 4096), strict=True)] == [True] * 3
