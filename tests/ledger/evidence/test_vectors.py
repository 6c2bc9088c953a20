"""The frozen evidence: what was verifiable once stays verifiable, byte for byte (docs/formats.md §11, §13)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledger.evidence import Evidence, Extract, TrustPolicy, Verdict, verify, verify_document
from ledger.evidence.tlog_proof import TlogProof
from tests.ledger.evidence.test_extract import Scene
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


@pytest.mark.parametrize("name", ["witnessed.evidence", "stream.extract"])
def test_frozen_documents_of_later_formats_are_verified(name: str) -> None:
    kind = name.partition(".")[0]
    report = verify_document((VECTORS / name).read_bytes(), TrustPolicy.load(VECTORS / f"{kind}.trust.json"))
    assert report.verdict is Verdict.VERIFIED
    assert report.to_json() == json.loads((VECTORS / f"{kind}.report.json").read_text())


def test_what_is_written_today_in_later_formats_is_what_was_frozen() -> None:
    witnessed = World(quorum=2, cosigned=(0, 1))
    assert witnessed.evidence.encode() == (VECTORS / "witnessed.evidence").read_bytes()
    assert witnessed.policy.encode() == (VECTORS / "witnessed.trust.json").read_bytes()
    extract = Scene().extract(2, 9, hidden=(4,))
    assert extract.encode() == (VECTORS / "stream.extract").read_bytes()
    assert Extract.parse(extract.encode()) == extract
    alone = World()
    proof = TlogProof(alone.index, alone.evidence.inclusion, alone.note, alone.entry)
    assert proof.encode() == (VECTORS / "alone.tlog-proof").read_text()
