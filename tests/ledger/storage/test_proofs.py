"""Proofs from tiles are those of the pure functions, for any sizes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import merkle
from ledger.storage.store import Store, open_store
from tests.ledger.storage.samples import entry_of, grow, take

SIZE = 1_400
LEAVES = [merkle.leaf_hash(entry_of(i)) for i in range(SIZE)]


@pytest.fixture(scope="module")
def long_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('log')}/q.db") as store:
        grow(store, take(store), [1, 200, 256, 700, 1_024, SIZE], {})
        yield store


@given(data=st.data())
def test_inclusion_and_consistency_equal_the_pure_proofs(long_store: Store, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, SIZE))
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    with long_store.read() as session:
        assert session.log.inclusion_path(index, size) == merkle.inclusion_proof(index, size, LEAVES)
        assert session.log.consistency_path(old, size) == merkle.consistency_proof(old, size, LEAVES)
        assert session.log.root_at(size) == merkle.root(LEAVES[:size])


@given(data=st.data())
def test_stream_paths_equal_the_pure_proofs(long_store: Store, data: st.DataObject) -> None:
    name, step = data.draw(st.sampled_from([("department:D", 1), ("agreement:3", 7)]))
    leaves = LEAVES[3 if step == 7 else 0 :: step]
    count = data.draw(st.integers(1, len(leaves)))
    position = data.draw(st.integers(0, count - 1))
    with long_store.read() as session:
        assert session.streams.inclusion_path(name, position, count) == merkle.inclusion_proof(position, count, leaves)
        assert session.streams.head(name, count) == merkle.root(leaves[:count])


@given(low=st.integers(0, SIZE), length=st.integers(0, 600))
def test_stream_leaves_are_found_by_position(long_store: Store, low: int, length: int) -> None:
    with long_store.read() as session:
        found = session.streams.leaves("department:D", low, low + length)
    assert [leaf.index for leaf in found] == list(range(low, min(SIZE, low + length)))
    assert [leaf.leaf_hash for leaf in found] == LEAVES[low : low + length]
