"""The harness of the benchmarks: what it prints and writes."""

import json
from pathlib import Path

import pytest

from benchmarks.report import Report


def test_each_figure_stands_beside_its_limit_with_the_ratio(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    report = Report("sample", quick=True)
    report.add("one", 150.5, "gas", limit=("the floor", 50.0), goal=("<=", 100), spread=(140, 160))
    report.add("two", 20_000, "events/s", goal=(">=", 20_000))
    report.finish(tmp_path / "out.json")

    printed = capsys.readouterr().out
    assert "150" in printed
    assert "the floor: 50 | ratio 3.01 | goal <= 100: missed" in printed
    assert "goal >= 20,000: kept" in printed
    document = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert document["quick"] is True
    assert [figure["name"] for figure in document["figures"]] == ["one", "two"]
    assert document["figures"][0] | {"ratio": 3.01, "kept": False, "low": 140} == document["figures"][0]
    assert "limit" not in document["figures"][1]
