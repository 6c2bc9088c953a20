"""What a figure counted has one root, whoever counts it and in whatever order."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.merkle import inclusion_proof, leaf_hash, verify_inclusion
from ledger.policy.figures.sets import FigureRow, SetRoots, report_root, set_root

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "figures.json").read_text("utf-8"))


@pytest.mark.parametrize("row", VECTORS["sets"], ids=lambda row: row["name"])
def test_a_set_has_its_frozen_root(row: dict[str, Any]) -> None:
    assert set_root(row["members"]).hex() == row["root"]


def test_a_report_has_its_frozen_root_in_any_order() -> None:
    roots = {row["name"]: bytes.fromhex(row["root"]) for row in VECTORS["sets"]}
    rows = []
    for row in VECTORS["rows"]:
        figure, version, period, department, *_ = json.loads(row["canonical"])
        rows.append(FigureRow(figure, version, period, department, SetRoots(*(roots[one] for one in row["sets"]))))
    assert report_root(rows).hex() == report_root(rows[::-1]).hex() == VECTORS["root"]
    assert report_root([]).hex() == VECTORS["root_of_no_rows"]


NAMES = st.lists(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=8), min_size=1, max_size=20)


@given(NAMES, st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing_and_another_member_does(names: Sequence[str], random: Any) -> None:
    shuffled = [*names, random.choice(names)]
    random.shuffle(shuffled)
    assert set_root(shuffled) == set_root(names)
    assert set_root([*names, "".join(names) + "!"]) != set_root(names)


@given(NAMES, st.data())
def test_one_member_is_proven_without_the_others(names: Sequence[str], data: st.DataObject) -> None:
    leaves = [leaf_hash(one) for one in sorted({name.encode() for name in names})]
    place = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_proof(place, len(leaves), leaves)
    verify_inclusion(place, len(leaves), leaves[place], path, set_root(names))
