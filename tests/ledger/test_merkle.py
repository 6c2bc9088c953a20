"""The Merkle tree follows RFC 6962, and no changed proof is accepted."""

import random
from collections.abc import Callable
from hashlib import sha256
from itertools import combinations_with_replacement
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.errors import ProofError
from ledger.merkle import (
    EMPTY_ROOT,
    RightEdge,
    consistency_proof,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root,
    root_from_inclusion_proof,
    root_with_proofs,
    verify_consistency,
    verify_inclusion,
)
from tests.vectors.read import hashes, rows, vectors

LEAVES = [leaf_hash(n.to_bytes(4, "big")) for n in range(1200)]


def naive(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = max(1 << n for n in range(len(leaves).bit_length()) if 1 << n < len(leaves))
    return sha256(b"\x01" + naive(leaves[:k]) + naive(leaves[k:])).digest()


def turns(index: int, size: int) -> list[bool]:
    """Left and right turns from the leaf up: what a path can show of its index and size."""
    return [low > index for low, _ in inclusion_ranges(index, size)]


def flip(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(32, "big")


@st.composite
def places(draw: st.DrawFn, largest: int = 600) -> tuple[int, int]:
    size = draw(st.integers(1, largest))
    return draw(st.integers(0, size - 1)), size


def holds(check: Callable[..., None], *arguments: Any) -> bool:
    try:
        check(*arguments)
    except ProofError:
        return False
    return True


def test_published_hashes_of_rfc_6962() -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in ("", "00", "10", "2021", "3031", "40414243")]
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaves[0].hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root(leaves[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root(leaves[:6]).hex() == "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"


@pytest.mark.parametrize("row", rows("merkle", "inclusion"))
def test_inclusion_vector(row: dict[str, Any]) -> None:
    arguments = (
        int(row["index"]),
        int(row["size"]),
        bytes.fromhex(row["leaf_hash"]),
        hashes(row["path"]),
        bytes.fromhex(row["root"]),
    )
    assert holds(verify_inclusion, *arguments) == row["ok"]


@pytest.mark.parametrize("row", rows("merkle", "consistency"))
def test_consistency_vector(row: dict[str, Any]) -> None:
    arguments = (
        int(row["old_size"]),
        int(row["new_size"]),
        bytes.fromhex(row["old_root"]),
        bytes.fromhex(row["new_root"]),
        hashes(row["path"]),
    )
    assert holds(verify_consistency, *arguments) == row["ok"]


def test_roots_of_vector() -> None:
    leaves = hashes(vectors("merkle")["leaf_hashes"])
    for row in vectors("merkle")["roots"]:
        assert root(leaves[: row["size"]]).hex() == row["root"]


def test_right_edge_equals_the_recursive_root_at_every_size() -> None:
    edge = RightEdge()
    for size, leaf in enumerate(LEAVES[:300]):
        assert (edge.size, edge.root()) == (size, naive(LEAVES[:size]))
        assert len(edge.hashes) == size.bit_count()
        edge.append(leaf)


@given(st.integers(0, 600), st.integers(0, 60))
def test_right_edge_goes_on_from_what_was_stored(size: int, more: int) -> None:
    edge = RightEdge()
    for leaf in LEAVES[:size]:
        edge.append(leaf)
    again = RightEdge(edge.size, edge.hashes)
    for leaf in LEAVES[size : size + more]:
        again.append(leaf)
    assert again.root() == root(LEAVES[: size + more])
    assert edge.size == size


@given(places())
def test_every_leaf_is_provable(place: tuple[int, int]) -> None:
    index, size = place
    path = inclusion_proof(index, size, LEAVES)
    verify_inclusion(index, size, LEAVES[index], path, naive(LEAVES[:size]))


@pytest.mark.parametrize("size", [*range(34), 63, 64, 65, 150])
def test_the_paths_of_all_leaves_are_those_made_one_by_one(size: int) -> None:
    paths = [inclusion_proof(index, size, LEAVES) for index in range(size)]
    assert root_with_proofs(LEAVES[:size]) == (root(LEAVES[:size]), paths)


@given(places(), st.integers(0, 255), st.data())
def test_one_changed_bit_is_refused(place: tuple[int, int], bit: int, data: st.DataObject) -> None:
    index, size = place
    leaf, path, top = LEAVES[index], inclusion_proof(index, size, LEAVES), root(LEAVES[:size])
    assert not holds(verify_inclusion, index, size, flip(leaf, bit), path, top)
    assert not holds(verify_inclusion, index, size, leaf, path, flip(top, bit))
    assume(path)
    at = data.draw(st.integers(0, len(path) - 1))
    assert not holds(verify_inclusion, index, size, leaf, [*path[:at], flip(path[at], bit), *path[at + 1 :]], top)


@given(places(), st.integers(0, 1200))
def test_another_index_is_refused(place: tuple[int, int], other: int) -> None:
    index, size = place
    assume(other != index)
    path, top = inclusion_proof(index, size, LEAVES), root(LEAVES[:size])
    assert not holds(verify_inclusion, other, size, LEAVES[index], path, top)


@given(places(), st.integers(-3, 3000))
def test_another_size_is_refused_unless_its_path_takes_the_same_turns(place: tuple[int, int], other: int) -> None:
    # a path shows turns, not a size: the size is bound by the checkpoint that names it beside the root
    index, size = place
    path, top = inclusion_proof(index, size, LEAVES), root(LEAVES[:size])
    same = index < other and turns(index, other) == turns(index, size)
    assert holds(verify_inclusion, index, other, LEAVES[index], path, top) == same


@given(places(), st.data())
def test_a_path_of_another_length_is_refused(place: tuple[int, int], data: st.DataObject) -> None:
    index, size = place
    path, top = inclusion_proof(index, size, LEAVES), root(LEAVES[:size])
    extra = data.draw(st.lists(st.sampled_from([*path, LEAVES[index], top, bytes(32)]), min_size=1, max_size=3))
    for changed in ([*path, *extra], [*extra, *path], *([path[1:], path[:-1]] if path else [])):
        assert not holds(verify_inclusion, index, size, LEAVES[index], changed, top)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_hashes_of_other_lengths_are_refused(length: int) -> None:
    odd = bytes(length)
    for leaf, path in ((odd, [bytes(32)]), (bytes(32), [odd])):
        with pytest.raises(ProofError):
            root_from_inclusion_proof(0, 2, leaf, path)
    for arguments in ((odd, bytes(32), [bytes(32)]), (bytes(32), odd, [bytes(32)]), (bytes(32), bytes(32), [odd])):
        with pytest.raises(ProofError):
            verify_consistency(1, 2, *arguments)
    with pytest.raises(ProofError):
        RightEdge(1, [odd])


def test_a_node_never_passes_for_a_leaf() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)
    assert not holds(verify_inclusion, 0, 1, left, [right], root(LEAVES[:2]))


def test_every_pair_of_small_sizes_is_consistent() -> None:
    roots = [naive(LEAVES[:size]) for size in range(41)]
    for old, new in combinations_with_replacement(range(1, 41), 2):
        path = consistency_proof(old, new, LEAVES)
        verify_consistency(old, new, roots[old], roots[new], path)
        for wrong in {1, old - 1, old + 1, new - 1, new + 1} & set(range(1, 41)) - {old}:
            assert not holds(verify_consistency, old, new, roots[wrong], roots[new], path)


@given(st.integers(1, 1200), st.integers(1, 1200), st.integers(0, 255), st.data())
def test_consistency_of_larger_trees_and_no_changed_bit(first: int, second: int, bit: int, data: st.DataObject) -> None:
    old, new = sorted((first, second))
    path, before, after = consistency_proof(old, new, LEAVES), root(LEAVES[:old]), root(LEAVES[:new])
    verify_consistency(old, new, before, after, path)
    assert not holds(verify_consistency, old, new, flip(before, bit), after, path)
    assert not holds(verify_consistency, old, new, before, flip(after, bit), path)
    assert not holds(verify_consistency, old, new, before, after, [*path, before])
    assume(path)
    at = data.draw(st.integers(0, len(path) - 1))
    assert not holds(verify_consistency, old, new, before, after, [*path[:at], flip(path[at], bit), *path[at + 1 :]])
    assert not holds(verify_consistency, old, new, before, after, path[:at] + path[at + 1 :])


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_a_rewritten_history_has_no_consistency_proof(first: int, second: int, data: st.DataObject) -> None:
    old, new = sorted((first, second))
    at = data.draw(st.integers(0, old - 1))
    forged = [*LEAVES[:at], leaf_hash(b"forged"), *LEAVES[at + 1 : new]]
    path = consistency_proof(old, new, forged)
    assert not holds(verify_consistency, old, new, root(LEAVES[:old]), root(forged), path)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (0, -1), (2**64, 2**64)], ids=str)
def test_an_index_outside_the_tree_is_refused(index: int, size: int) -> None:
    with pytest.raises(ProofError):
        inclusion_proof(index, size, LEAVES)
    with pytest.raises(ProofError):
        verify_inclusion(index, size, LEAVES[0], [], LEAVES[0])


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (-1, 5), (6, 5), (1, -1)])
def test_sizes_that_do_not_grow_are_refused(old: int, new: int) -> None:
    with pytest.raises(ProofError):
        consistency_proof(old, new, LEAVES)
    with pytest.raises(ProofError):
        verify_consistency(old, new, LEAVES[0], LEAVES[0], [])


def test_no_proof_is_made_for_leaves_that_are_not_there() -> None:
    with pytest.raises(ProofError):
        inclusion_proof(0, 4, LEAVES[:3])
    with pytest.raises(ProofError):
        consistency_proof(1, 4, LEAVES[:3])


@pytest.mark.parametrize(("size", "count"), [(-1, 1), (0, 1), (1, 0), (3, 1), (4, 2)])
def test_a_right_edge_that_does_not_fit_its_size_is_refused(size: int, count: int) -> None:
    with pytest.raises(ProofError):
        RightEdge(size, [bytes(32)] * count)


def test_leaving_out_any_one_leaf_changes_the_root() -> None:
    whole = root(LEAVES[:65])
    for at in range(65):
        assert root(LEAVES[:at] + LEAVES[at + 1 : 65]) != whole


def test_exchanging_any_two_leaves_changes_the_root() -> None:
    random_ = random.Random(6962)
    whole = root(LEAVES[:65])
    for _ in range(200):
        a, b = random_.sample(range(65), 2)
        leaves = LEAVES[:65]
        leaves[a], leaves[b] = leaves[b], leaves[a]
        assert root(leaves) != whole


@given(st.integers(0, 600), st.lists(st.integers(0, 300), max_size=4))
def test_extending_by_many_is_appending_each(size: int, steps: list[int]) -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(size + sum(steps))]
    one, many = RightEdge(), RightEdge()
    for leaf in leaves:
        one.append(leaf)
    at = 0
    for step in (size, *steps):
        made = many.extend(leaves[at : at + step])
        for height, nodes in enumerate(made):
            first = at >> height
            spans = [(k << height, k + 1 << height) for k in range(first, (at + step) >> height)]
            assert nodes == [root(leaves[low:high]) for low, high in spans]
        at += step
    assert (many.size, many.hashes) == (one.size, one.hashes)
