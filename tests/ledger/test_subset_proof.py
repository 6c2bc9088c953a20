"""Proofs of several leaves at once, held to the plain tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import merkle
from ledger.errors import ProofError
from ledger.subset_proof import root_from_subset, subset_ranges

LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(70)]


def proof(size: int, indexes: list[int]) -> list[bytes]:
    return [merkle.root(LEAVES[low:high]) for low, high in subset_ranges(size, indexes)]


@st.composite
def subsets(draw: st.DrawFn) -> tuple[int, list[int]]:
    size = draw(st.integers(1, 70))
    indexes = draw(st.sets(st.integers(0, size - 1), min_size=1))
    return size, sorted(indexes)


@given(subsets())
def test_any_subset_gives_the_trees_root(subset: tuple[int, list[int]]) -> None:
    size, indexes = subset
    found = root_from_subset(size, {index: LEAVES[index] for index in indexes}, proof(size, indexes))
    assert found == merkle.root(LEAVES[:size])


@given(subsets(), st.data())
def test_no_leaf_can_be_changed_moved_or_left_out(subset: tuple[int, list[int]], data: st.DataObject) -> None:
    size, indexes = subset
    leaves = {index: LEAVES[index] for index in indexes}
    at = data.draw(st.sampled_from(indexes))
    other = data.draw(st.integers(0, size - 1).filter(lambda index: index != at)) if size > 1 else None
    kind = data.draw(st.sampled_from(["changed", "left out", "swapped"]))
    if kind == "changed" or other is None:
        leaves[at] = bytes(32)
    elif kind == "left out":
        del leaves[at]
    else:
        leaves[at], leaves[other] = LEAVES[other], LEAVES[at]
    try:
        found = root_from_subset(size, leaves, proof(size, indexes))
    except ProofError:
        return
    assert found != merkle.root(LEAVES[:size])


@given(st.integers(1, 70), st.data())
def test_a_single_leaf_is_the_inclusion_proof_in_tree_order(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    assert sorted(proof(size, [index])) == sorted(merkle.inclusion_proof(index, size, LEAVES))


@pytest.mark.parametrize(
    ("size", "indexes"),
    [(5, []), (5, [5]), (5, [-1]), (5, [2, 1]), (5, [1, 1]), (0, [0])],
    ids=["none", "beyond", "negative", "descending", "twice", "empty tree"],
)
def test_indexes_that_no_tree_has_are_refused(size: int, indexes: list[int]) -> None:
    with pytest.raises(ProofError):
        subset_ranges(size, indexes)


@pytest.mark.parametrize("change", [lambda p: p[1:], lambda p: [*p, bytes(32)], lambda p: [b"", *p[1:]]])
def test_a_proof_of_another_length_is_refused(change: object) -> None:
    assert callable(change)
    with pytest.raises(ProofError):
        root_from_subset(9, {4: LEAVES[4]}, change(proof(9, [4])))
