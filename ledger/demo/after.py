"""Phase 4, after: where the derived table came from, who answers for the tampered delivery, and proof offline."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ledger.cli.client import Client
from ledger.demo.departments import AUDIT, CAST, MANAGER
from ledger.demo.scene import DERIVED, Scene, wait_anchored
from ledger.demo.show import Show
from ledger.errors import DemoBroken

FLIPPED = "evidence-flipped.json"


def after(scene: Scene) -> None:
    """Play the phase."""
    with scene.show.phase("after", "四 事后", "4 After"):
        status = wait_anchored(scene.desk(AUDIT).client)
        scene.outcome |= {"events": scene.count(), "anchored": scene.count(), "block": status["anchored_block"]}
        scene.show.kept(
            status["anchored_size"] == status["size"],
            f"{scene.count()} 个事件全部锚定: 日志 {status['size']} 个条目, 区块 {status['anchored_block']}",
            f"all {scene.count()} events are anchored: {status['size']} log entries, block {status['anchored_block']}",
        )
        _lineage(scene)
        _accountability(scene)
        delivery = scene.events["deliver"]
        scene.outcome |= {"delivery": delivery}
        scene.outcome |= prove(scene.show, scene.desk(AUDIT).client, scene.folder, delivery)


def _lineage(scene: Scene) -> None:
    found = scene.desk(AUDIT).client.lineage(DERIVED)
    types = {one["event"]["type"] for one in found["nodes"]}
    whole = not found["gaps"] and not found["withheld"] and not found["truncated"]
    scene.show.kept(
        whole and {"derive", "receipt", "transfer", "deliver", "data.update"} <= types,
        f"审计厅问派生表从何而来: {found['verdict']['zh']}",
        f"the audit office asks where the derived table came from: {found['verdict']['en']}",
    )
    edges = sorted(found["edges"], key=lambda edge: edge["level"])
    scene.show.table(
        ("层 level", "环节 step", "部门 department", "摘要 digest", "依据 basis"),
        [(str(one["level"]), one["type"], one["actor"], _same(one["same"]), one["zh"]) for one in edges],
    )


def _same(same: bool | None) -> str:  # noqa: FBT001 - a cell of a table
    return {True: "一致 same", False: "不一致 differs", None: "-"}[same]


def _accountability(scene: Scene) -> None:
    found = scene.desk(AUDIT).client.accountability(scene.events["tampered"])
    proposal = found["proposal"] or {}
    party: dict[str, Any] = proposal.get("responsible", {})
    names = {role.code: role for role in CAST}
    who = names.get(str(party.get("department")))
    scene.show.kept(
        proposal.get("rule") == "R-CARRIER-CHANGED" and who is MANAGER and found["confidence"] == "strong",
        f"被篡改的那次提供由谁负责: {who.zh if who else '?'} ({found['verdict']['zh']})",
        f"who answers for the tampered delivery: {who.en if who else '?'} ({found['verdict']['en']})",
    )


def prove(show: Show, client: Client, folder: Path, event: str) -> dict[str, Any]:
    """Export evidence of an event, verify it in another program, flip one byte, see the refusal; what came of it."""
    evidence, trust = folder / "evidence.json", folder / "trust.json"
    document = client.evidence(event)
    evidence.write_bytes(document)
    trust.write_text(json.dumps(client.published_trust(), indent=2) + "\n", "utf-8")
    code, report = verify_elsewhere(evidence, trust)
    passed = [step for step in report["steps"] if step["status"] == "passed"]
    show.kept(
        code == 0 and report["result"] == "verified",
        f"导出一次提供的证据 ({len(document):,} 字节), 另一程序离线核验: {len(passed)} 步全部通过",
        f"evidence of one delivery exported ({len(document):,} bytes) and verified offline by another program: all "
        f"{len(passed)} steps passed",
    )
    flipped = folder / FLIPPED
    flipped.write_bytes(flip(document))
    refused, found = verify_elsewhere(flipped, trust)
    first = found["findings"][0] if found["findings"] else {"code": "", "zh": "", "en": ""}
    show.kept(
        refused == 1 and found["result"] == "failed",
        f"改动一个字节再验: 不通过 ({first['code']} {first['zh']}, 共 {len(found['findings'])} 处)",
        f"one byte flipped: refused ({first['code']} {first['en']}; {len(found['findings'])} findings)",
    )
    return {"verified": True, "tampered_refused": True, "evidence": str(evidence), "trust": str(trust)}


def flip(document: bytes) -> bytes:
    """The document with one bit of one byte changed: a digit of the delivered payload's digest."""
    marker = b'\\"digest\\":\\"'
    at = document.find(marker)
    if at < 0:
        raise DemoBroken(zh="证据中没有载荷摘要", en="the evidence names no payload digest")
    at += len(marker)
    return document[:at] + bytes((document[at] ^ 1,)) + document[at + 1 :]


def verify_elsewhere(evidence: Path, trust: Path) -> tuple[int, dict[str, Any]]:
    """Run ``quanze evidence verify`` as a program of its own: exit code and report.

    Raises:
        DemoBroken: it gave no report.
    """
    command = [sys.executable, "-m", "ledger.cli", "evidence", "verify", str(evidence), "--trust", str(trust), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError as error:
        raise DemoBroken(zh="核验程序没有给出报告", en=f"the verifier gave no report: {done.stderr[-300:]}") from error
    return done.returncode, report
