"""The frozen evidence: what was verifiable once stays verifiable, byte for byte (docs/formats.md §11, §13)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.evidence import Evidence, TrustPolicy, Verdict, verify
from tests.ledger.evidence.world import World

VECTORS = Path(__file__).parents[2] / "vectors" / "evidence"
NAMES = ["alone", "batch"]


@pytest.mark.parametrize("name", NAMES)
def test_frozen_evidence_is_verified(name: str) -> None:
    document = (VECTORS / f"{name}.evidence").read_bytes()
    report = verify(document, TrustPolicy.load(VECTORS / "trust.json"))
    assert report.codes == []
    assert report.verdict is Verdict.VERIFIED
    assert report.to_json() == json.loads((VECTORS / f"{name}.report.json").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_today_is_what_was_frozen(name: str) -> None:
    world = World(batch=name == "batch")
    assert world.evidence.encode() == (VECTORS / f"{name}.evidence").read_bytes()
    assert Evidence.parse(world.evidence.encode()) == world.evidence
