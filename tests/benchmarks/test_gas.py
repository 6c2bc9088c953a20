"""The gas benchmark runs, on the real node, and its figures stand beside their limits."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks import gas
from ledger.chain.executable import find_node
from ledger.errors import NodeMissing
from tests.left_out import leave_out


@pytest.mark.chain
def test_the_quick_run_measures_every_step_and_eas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        find_node()
    except NodeMissing:
        leave_out("the chain node anvil", "run `npm ci`")
    monkeypatch.setattr(sys, "argv", ["gas", "--quick", "--json", str(tmp_path / "gas.json")])
    gas.main()
    figures = {one["name"]: one for one in json.loads((tmp_path / "gas.json").read_text("utf-8"))["figures"]}
    assert all(0 < one["limit"] < one["value"] for one in figures.values())
    assert {name.partition(",")[0] for name in figures} == {
        "conclude", "amend", "suspend", "anchor", "breach mark", "per anchored event", "EAS multiTimestamp"
    }  # fmt: skip
    # One anchor carries a thousand events for what EAS takes for some six of them.
    assert figures["EAS multiTimestamp, per event"]["ratio"] > 100
