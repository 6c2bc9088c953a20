"""One verdict on both sides: every proof that Python makes or bends is judged alike by the contracts' library."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import ProofError
from ledger.merkle import (
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    root,
    split,
    verify_consistency,
    verify_inclusion,
)
from tests.differential.conftest import Ask

pytestmark = pytest.mark.chain
LARGEST = 400
LEAVES = [leaf_hash(n.to_bytes(4, "big")) for n in range(LARGEST + 1)]
LIMIT = 2**256
HUGE = st.one_of(
    st.integers(2**20, 2**64 - 1),
    st.integers(2**64, LIMIT - 1),
    st.tuples(st.integers(20, 255), st.integers(-2, 2)).map(lambda pair: 2 ** pair[0] + pair[1]),
)
SEEDS = st.integers(0, 2**64 - 1).map(random.Random)
Path = list[bytes]


class Inclusion(NamedTuple):
    at: int
    size: int
    leaf: bytes
    path: Path
    root: bytes


class Consistency(NamedTuple):
    old_size: int
    new_size: int
    old_root: bytes
    new_root: bytes
    path: Path


def accepts(check: Callable[..., None], case: tuple[Any, ...]) -> bool:
    try:
        check(*case)
    except ProofError:
        return False
    return True


def judge_alike(
    ask: Ask, function: str, check: Callable[..., None], cases: dict[str, Any], *, sound: tuple[str, ...] = ()
) -> None:
    """Both sides say the same of each case, and yes to those that are sound."""
    known = {name: case for name, case in cases.items() if min(case[:2]) >= 0 and max(case[:2]) < LIMIT}
    chain = dict(zip(known, ask(function, list(known.values())), strict=True))
    assert chain == {name: accepts(check, case) for name, case in known.items()}
    assert all(chain[name] for name in sound)
    assert not sound or not all(chain.values())


def flip(value: bytes, chance: random.Random) -> bytes:
    return (int.from_bytes(value, "big") ^ 1 << chance.randrange(256)).to_bytes(32, "big")


def bent(path: Path, chance: random.Random) -> dict[str, Path]:
    extra = chance.randbytes(32)
    made = {
        "path emptied": [],
        "path with one more above": [*path, extra],
        "path with one more below": [extra, *path],
        "path reversed": path[::-1],
    }
    if path:
        at = chance.randrange(len(path))
        made |= {
            "path without its last": path[:-1],
            "path without its first": path[1:],
            "path without one": path[:at] + path[at + 1 :],
            "path with one twice": [*path[: at + 1], *path[at:]],
            "path with a flipped bit": [*path[:at], flip(path[at], chance), *path[at + 1 :]],
        }
    if len(path) > 1:
        at = chance.randrange(len(path) - 1)
        made["path with two swapped"] = [*path[:at], path[at + 1], path[at], *path[at + 2 :]]
    return made


def bent_inclusions(case: Inclusion, chance: random.Random) -> dict[str, Inclusion]:
    index, size = case.at, case.size
    extra = chance.randbytes(32)
    longer = [*case.path, extra]
    return {
        "as made": case,
        "index + 1": case._replace(at=index + 1),
        "index - 1": case._replace(at=index - 1),
        "index mirrored": case._replace(at=size - 1 - index),
        "index = size": case._replace(at=size),
        "any index": case._replace(at=chance.randrange(size)),
        "size + 1": case._replace(size=size + 1),
        "size - 1": case._replace(size=size - 1),
        "size doubled": case._replace(size=2 * size),
        "size 0": case._replace(size=0),
        "leaf with a flipped bit": case._replace(leaf=flip(case.leaf, chance)),
        "root with a flipped bit": case._replace(root=flip(case.root, chance)),
        "leaf and root swapped": case._replace(leaf=case.root, root=case.leaf),
        "one more from the left, and its root": case._replace(path=longer, root=node_hash(extra, case.root)),
        "one more from the right, and its root": case._replace(path=longer, root=node_hash(case.root, extra)),
        "one less, and its root": case._replace(path=case.path[:-1], root=climbed(case)),
        **{name: case._replace(path=path) for name, path in bent(case.path, chance).items()},
    }


def climbed(case: Inclusion) -> bytes:
    """The hash below the root on the way up."""
    result = case.leaf
    turns = [low > case.at for low, _ in inclusion_ranges(case.at, case.size)]
    for sibling, leftmost in zip(case.path[:-1], turns, strict=False):
        result = node_hash(result, sibling) if leftmost else node_hash(sibling, result)
    return result


def bent_consistencies(case: Consistency, chance: random.Random) -> dict[str, Consistency]:
    old, new = case.old_size, case.new_size
    extra = chance.randbytes(32)
    longer = [*case.path, extra]
    return {
        "as made": case,
        "old size + 1": case._replace(old_size=old + 1),
        "old size - 1": case._replace(old_size=old - 1),
        "old size 0": case._replace(old_size=0),
        "any old size": case._replace(old_size=chance.randrange(1, new + 1)),
        "new size + 1": case._replace(new_size=new + 1),
        "new size - 1": case._replace(new_size=new - 1),
        "new size doubled": case._replace(new_size=2 * new),
        "sizes equal": case._replace(new_size=old),
        "sizes swapped": case._replace(old_size=new, new_size=old),
        "sizes and roots swapped": Consistency(new, old, case.new_root, case.old_root, case.path),
        "roots swapped": case._replace(old_root=case.new_root, new_root=case.old_root),
        "one more from the left, and its roots": Consistency(
            old, new, node_hash(extra, case.old_root), node_hash(extra, case.new_root), longer
        ),
        "one more from the right, and its root": case._replace(new_root=node_hash(case.new_root, extra), path=longer),
        "old root with a flipped bit": case._replace(old_root=flip(case.old_root, chance)),
        "new root with a flipped bit": case._replace(new_root=flip(case.new_root, chance)),
        **{name: case._replace(path=path) for name, path in bent(case.path, chance).items()},
    }


@st.composite
def places(draw: st.DrawFn, sizes: st.SearchStrategy[int], least: int = 0) -> tuple[int, int]:
    size = draw(sizes)
    return draw(st.integers(least, size - 1 + least)), size


# hashes


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=20))
@settings(max_examples=5)
def test_leaves_and_nodes_hash_alike(ask_merkle: Ask, entries: list[bytes]) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    assert ask_merkle("leafHash", [(entry,) for entry in entries]) == leaves
    pairs = list(zip(leaves, leaves[::-1], strict=True))
    assert ask_merkle("nodeHash", pairs) == [node_hash(*pair) for pair in pairs]


# trees


@given(places(st.integers(1, LARGEST)), SEEDS)
@settings(max_examples=60)
def test_inclusion_is_judged_alike(ask_merkle: Ask, place: tuple[int, int], chance: random.Random) -> None:
    index, size = place
    case = Inclusion(index, size, LEAVES[index], inclusion_proof(index, size, LEAVES), root(LEAVES[:size]))
    cases = bent_inclusions(case, chance)
    judge_alike(ask_merkle, "verifyInclusion", verify_inclusion, cases, sound=("as made",))


@given(places(st.integers(1, LARGEST), least=1), SEEDS)
@settings(max_examples=60)
def test_consistency_is_judged_alike(ask_merkle: Ask, place: tuple[int, int], chance: random.Random) -> None:
    old, new = place
    case = Consistency(old, new, root(LEAVES[:old]), root(LEAVES[:new]), consistency_proof(old, new, LEAVES))
    fork = [*LEAVES[: old - 1], leaf_hash(b"fork"), *LEAVES[old:]]
    cases = bent_consistencies(case, chance)
    cases["a rewritten leaf"] = case._replace(new_root=root(fork[:new]), path=consistency_proof(old, new, fork))
    judge_alike(ask_merkle, "verifyConsistency", verify_consistency, cases, sound=("as made",))


def test_every_claim_about_every_small_tree_is_judged_alike(ask_merkle: Ask) -> None:
    claims = list(product(range(8), range(8)))
    inclusions, consistencies = {}, {}
    for size in range(1, 7):
        top = root(LEAVES[:size])
        for index in range(size):
            path = inclusion_proof(index, size, LEAVES)
            for claim in claims:
                inclusions[f"{index} in {size} claimed as {claim}"] = Inclusion(*claim, LEAVES[index], path, top)
        for old in range(1, size + 1):
            path, before = consistency_proof(old, size, LEAVES), root(LEAVES[:old])
            for claim in claims:
                consistencies[f"{old} to {size} claimed as {claim}"] = Consistency(*claim, before, top, path)
    judge_alike(ask_merkle, "verifyInclusion", verify_inclusion, inclusions)
    judge_alike(ask_merkle, "verifyConsistency", verify_consistency, consistencies)


# sizes that no tree in memory has: a path of random hashes, and the roots that RFC 6962 §2.1 gives them


def root_over(low: int, high: int, known: dict[tuple[int, int], bytes]) -> bytes:
    """MTH of RFC 6962 §2.1 over leaves [low, high), where the hashes of some ranges are known."""
    if (low, high) in known:
        return known[low, high]
    middle = low + split(high - low)
    return node_hash(root_over(low, middle, known), root_over(middle, high, known))


@given(places(HUGE), SEEDS)
@settings(max_examples=30)
def test_inclusion_in_huge_trees_is_judged_alike(
    ask_merkle: Ask, place: tuple[int, int], chance: random.Random
) -> None:
    index, size = place
    path = {where: chance.randbytes(32) for where in inclusion_ranges(index, size)}
    leaf = chance.randbytes(32)
    top = root_over(0, size, {**path, (index, index + 1): leaf})
    cases = bent_inclusions(Inclusion(index, size, leaf, list(path.values()), top), chance)
    judge_alike(ask_merkle, "verifyInclusion", verify_inclusion, cases, sound=("as made",))


@given(places(HUGE, least=1), SEEDS)
@settings(max_examples=30)
def test_consistency_of_huge_trees_is_judged_alike(
    ask_merkle: Ask, place: tuple[int, int], chance: random.Random
) -> None:
    old, new = place
    path = {where: chance.randbytes(32) for where in consistency_ranges(old, new)}
    # An old tree that is one whole subtree of the new one is left out of the path: its root is known beforehand.
    known = path if old != new and old & old - 1 else {**path, (0, old): chance.randbytes(32)}
    case = Consistency(old, new, root_over(0, old, known), root_over(0, new, known), list(path.values()))
    cases = bent_consistencies(case, chance)
    judge_alike(ask_merkle, "verifyConsistency", verify_consistency, cases, sound=("as made",))
