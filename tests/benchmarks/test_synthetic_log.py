"""The synthetic log of the gas benchmark: the same roots and proofs as a tree with every leaf in memory."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.synthetic_log import SyntheticLog
from ledger import merkle
from ledger.entries import StreamsEntry

ALIKE = merkle.leaf_hash(b"an entry like every other")
STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=6)


@given(STEPS)
def test_roots_and_proofs_are_those_of_the_whole_tree(steps: list[tuple[int, int]]):
    log, leaves, sizes = SyntheticLog(), list[bytes](), list[int]()
    for filled, own in steps:
        log.fill(filled)
        leaves += [ALIKE] * filled
        for place in range(own):
            leaf = merkle.leaf_hash(bytes([place]))
            assert log.append(leaf) == len(leaves)
            leaves.append(leaf)
        log.close(7, b"\x05" * 32)
        leaves.append(merkle.leaf_hash(StreamsEntry(len(leaves), 7, b"\x05" * 32).encode()))
        sizes.append(len(leaves))

    assert log.size == len(leaves)
    assert log.root() == merkle.root(leaves)
    for index in range(log.size):
        assert log.inclusion_path(index) == merkle.inclusion_proof(index, log.size, leaves)
    for size in sizes:
        assert log.consistency_path(size) == merkle.consistency_proof(size, log.size, leaves)


def test_a_proof_in_a_thousand_million_leaves_holds():
    log = SyntheticLog()
    log.fill(10**9)
    root, leaf = log.root(), merkle.leaf_hash(b"mine")
    index = log.append(leaf)
    merkle.verify_inclusion(index, log.size, leaf, log.inclusion_path(index), log.root())
    merkle.verify_consistency(10**9, log.size, root, log.root(), log.consistency_path(10**9))
