"""The console's verifier, a second one written from the specification, against Python's: same verdict, same codes."""

from __future__ import annotations

import base64
import json
import random
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.canonical import canonical
from ledger.evidence import TrustPolicy, verify_document
from tests.ledger.evidence.tampering import HASH, world
from tests.ledger.evidence.test_extract import FORGED, INTERVALS, MALFORMED, Scene, other_scene, scene
from tests.ledger.evidence.test_verify import DISHONEST_WORLDS, HONEST, TAMPERED, UNDETERMINED
from tests.ledger.evidence.test_verify_tlog_proof import POLICY, PROOF, REFUSED
from tests.left_out import leave_out

CONSOLE = Path(__file__).parents[2] / "console"
READER = CONSOLE / "scripts" / "verify-lines.mjs"
EXACT = 2**53 - 1
Pair = tuple[str, bytes, TrustPolicy]


@pytest.fixture(autouse=True)
def console_packages() -> None:
    if not (CONSOLE / "node_modules").is_dir():
        leave_out("the console's npm packages", "run scripts/setup")


def worlds() -> list[Pair]:
    rows = [*HONEST, *UNDETERMINED, *DISHONEST_WORLDS]
    built = [(str(row.id), world(**row.values[0])) for row in rows]  # type: ignore[arg-type]
    return [(name, one.evidence.encode(), one.policy) for name, one in built]


def tampered() -> list[Pair]:
    honest, policy = world().evidence, world().policy
    return [(str(row.id), row.values[0](honest).encode(), policy) for row in TAMPERED]  # type: ignore[operator]


def other_policies() -> list[Pair]:
    document, policy = world().evidence.encode(), world().policy
    changes: dict[str, dict[str, Any]] = {
        "another chain": {"chain_id": 1},
        "another block pinned": {"blocks": {42: HASH}},
        "none pinned": {"blocks": {}},
    }
    return [(name, document, replace(policy, **change)) for name, change in changes.items()]


def flipped(seed: int, count: int) -> list[Pair]:
    """Bytes changed, cut and doubled at random places of both kinds of evidence; the same in every run."""
    draw = random.Random(seed)
    found: list[Pair] = []
    for number in range(count):
        built = world(batch=number % 2 == 1)
        document = bytearray(built.evidence.encode())
        at = draw.randrange(len(document))
        if number % 5 == 4:
            document[at : at + draw.randrange(1, 40)] = document[at - 3 : at]
        else:
            document[at] ^= 1 << draw.randrange(8)
        found.append((f"random change {number}", bytes(document), built.policy))
    return found


def extracts() -> list[Pair]:
    """Every extract that the Python verifier's own tests examine: honest ones, forged ones, malformed ones."""
    honest, policy = scene().extract(2, 9), scene().policy
    whole = json.loads(scene().extract().encode())
    made = [
        (f"interval {start} {end}", scene().extract(start, end, (start,))) for start, end in [(0, 12), (3, 7), (11, 12)]
    ]
    made += [(str(row.id), row.values[0](honest)) for row in FORGED]  # type: ignore[operator]
    for row in INTERVALS:
        times, start, end, _ = row.values
        made.append((str(row.id), scene().extract(start, end, **times)))  # type: ignore[arg-type]
    made += [("no anchor", scene().extract(anchor=None, keys=0))]
    made += [("beyond the checkpoint", replace(honest, checkpoint=Scene(3).note))]
    changed = [(str(row.id), canonical(row.values[0](whole))) for row in MALFORMED]  # type: ignore[operator]
    found = [(name, document, policy) for name, document in [*((name, one.encode()) for name, one in made), *changed]]
    return [*found, ("times go back", other_scene().extract().encode(), other_scene().policy)]


def flipped_extracts() -> list[Pair]:
    draw = random.Random(15)
    found: list[Pair] = []
    for number in range(16):
        document = bytearray(scene().extract(2, 9, hidden=(4,)).encode())
        document[draw.randrange(len(document))] ^= 1 << draw.randrange(8)
        found.append((f"random change {number}", bytes(document), scene().policy))
    return found


def tlog_proofs() -> list[Pair]:
    """The frozen one, every one that Python refuses, and bytes changed at random places."""
    draw = random.Random(16)
    made = [("frozen", PROOF.encode()), *((name, text.encode()) for name, (text, _) in REFUSED.items())]
    for number in range(60):
        document = bytearray(PROOF.encode())
        document[draw.randrange(len(document))] ^= 1 << draw.randrange(8)
        made.append((f"random change {number}", bytes(document)))
    return [(name, document, POLICY) for name, document in made]


def reports_of_the_console(pairs: list[Pair]) -> list[dict[str, Any]]:
    lines = [
        json.dumps({"document": _text(document), "trust": _text(policy.encode())}) for _, document, policy in pairs
    ]
    done = subprocess.run(
        ["node", "--no-warnings", str(READER)],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def without_details(report: dict[str, Any]) -> dict[str, Any]:
    """The causes behind a finding are each verifier's own words; a number that JavaScript cannot hold is its digits there."""
    findings = [{name: value for name, value in row.items() if name != "details"} for row in report["findings"]]
    summary = {
        name: str(one) if isinstance(one, int) and one > EXACT else one for name, one in report["summary"].items()
    }
    return {**report, "findings": findings, "summary": summary}


@pytest.mark.parametrize(
    "pairs",
    [worlds, tampered, other_policies, lambda: flipped(6, 120), extracts, flipped_extracts, tlog_proofs],
    ids=["worlds", "tampered", "policies", "random", "extracts", "random extracts", "tlog-proofs"],
)
def test_both_verifiers_give_the_same_report(pairs: Any) -> None:
    cases: list[Pair] = pairs()
    theirs = reports_of_the_console(cases)
    assert len(theirs) == len(cases)
    for (name, document, policy), report in zip(cases, theirs, strict=True):
        mine = json.loads(json.dumps(verify_document(document, policy).to_json()))
        assert without_details(report) == without_details(mine), name


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
