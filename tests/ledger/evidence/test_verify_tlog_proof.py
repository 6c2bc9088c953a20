"""A tlog-proof shows that an entry is in the log under a checkpoint of the policy's log, and no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.evidence import TrustPolicy, Verdict, verify_document
from ledger.evidence.tlog_proof import MAX_TLOG_PROOF

VECTORS = Path(__file__).parents[2] / "vectors/evidence"
PROOF = (VECTORS / "alone.tlog-proof").read_text()
POLICY = TrustPolicy.load(VECTORS / "trust.json")
HEAD, _, NOTE = PROOF.partition("\n\n")
FORMAT, EXTRA, INDEX, *PATH = HEAD.split("\n")


def made(*lines: str, note: str = NOTE) -> str:
    return "\n".join(lines) + "\n\n" + note


REFUSED = {
    "another version": (PROOF.replace("@v1", "@v2"), ["EV-0102"]),
    "no version": (PROOF.replace("@v1", "@"), ["EV-0101"]),
    "no entry": (made(FORMAT, INDEX, *PATH), ["EV-0101"]),
    "no checkpoint": (HEAD, ["EV-0101"]),
    "too long": (PROOF + "x" * MAX_TLOG_PROOF, ["EV-0101"]),
    "no entry of an event": (made(FORMAT, "extra AAAA", INDEX, *PATH), ["EV-0401"]),
    "another index": (made(FORMAT, EXTRA, "index 2", *PATH), ["EV-0701"]),
    "an index beyond the checkpoint": (made(FORMAT, EXTRA, "index 99", *PATH), ["EV-0702"]),
    "a hash left out": (made(FORMAT, EXTRA, INDEX, *PATH[1:]), ["EV-0701"]),
    "two hashes exchanged": (made(FORMAT, EXTRA, INDEX, *PATH[1::-1], *PATH[2:]), ["EV-0701"]),
    "another log's checkpoint": (made(FORMAT, EXTRA, INDEX, *PATH, note="other" + NOTE), ["EV-0602"]),
    "a checkpoint altered": (made(FORMAT, EXTRA, INDEX, *PATH, note=NOTE.replace("\n", "\n1", 1)), ["EV-0601"]),
}  # fmt: skip


def test_the_frozen_proof_is_verified() -> None:
    report = verify_document(PROOF.encode(), POLICY)
    assert report.verdict is Verdict.VERIFIED
    assert report.to_json() == json.loads((VECTORS / "alone.tlog-proof.report.json").read_text())


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_what_proves_nothing_is_refused_with_its_code(row: tuple[str, list[str]]) -> None:
    document, codes = row
    report = verify_document(document.encode(), POLICY)
    assert (report.verdict, report.codes) == (Verdict.FAILED, codes)


def test_bytes_that_are_no_text_are_refused() -> None:
    assert verify_document(PROOF.encode() + b"\xff", POLICY).codes == ["EV-0101"]


@given(st.data())
def test_no_changed_byte_is_taken(data: st.DataObject) -> None:
    document = bytearray(PROOF.encode())
    document[data.draw(st.integers(0, len(document) - 1))] ^= data.draw(st.integers(1, 255))
    report = verify_document(bytes(document), POLICY)
    assert report.verdict is Verdict.FAILED
