"""Phase 4, after: where the derived table came from, who answers for the tampered delivery, and proof offline."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from ledger.chain.rpc import Rpc
from ledger.cli.client import Client
from ledger.config import Config
from ledger.demo.departments import AUDIT, CAST, MANAGER
from ledger.demo.scene import DERIVED, Scene, wait_anchored
from ledger.demo.show import Show
from ledger.demo.tally import count_alerts, count_events
from ledger.errors import DemoBroken
from ledger.evidence import Evidence, TrustPolicy, decode_header
from ledger.wiring import chain_url

SAME = {True: "一致", False: "不一致", None: "-"}
FLIPPED = "evidence-flipped.json"
# what the command `quanze` itself runs, whether or not it lies on PATH
QUANZE = "import sys; from ledger.cli import main; sys.exit(main())"


def after(scene: Scene) -> None:
    """Play the phase."""
    with scene.show.phase("after", "四 事后", "4 After"):
        status = wait_anchored(scene.desk(AUDIT).client)
        size = status["anchored_size"]
        anchored = count_events(scene.desk(AUDIT).client, size)
        recorded = scene.count() + count_alerts(scene.desk(MANAGER).client, size)
        block = status["anchored_block"]
        scene.outcome |= {"events": recorded, "anchored": anchored, "block": block}
        scene.show.kept(
            anchored == recorded,
            f"所记 {recorded} 个事件全部在已锚定的公开日志中 ({status['size']} 个条目, 区块 {block})",
            f"all {recorded} events stand in the anchored public log ({status['size']} entries, block {block})",
        )
        _lineage(scene)
        _accountability(scene)
        delivery = scene.events["deliver"]
        scene.outcome |= {"delivery": delivery}
        scene.outcome |= prove(scene.show, scene.desk(AUDIT).client, scene.config, delivery)


def _lineage(scene: Scene) -> None:
    found = scene.desk(AUDIT).client.lineage(DERIVED)
    names = {one["event"]["id"]: one["event"]["type"] for one in found["nodes"]}
    whole = not any(found[name] for name in ("gaps", "hidden", "truncated", "next"))
    scene.show.kept(
        whole and {"derive", "receipt", "transfer", "deliver", "data.update"} <= set(names.values()),
        f"派生表从何而来: {found['verdict']['zh']}",
        f"where the derived table came from: {found['verdict']['en']}",
    )
    edges = sorted(found["edges"], key=lambda edge: edge["level"])
    scene.show.table(
        ("层", "环节 step", "部门 by", "摘要", "依据 basis"),
        [
            (str(one["level"]), f"{one['type']} ← {names[one['parent']]}", one["actor"], SAME[one["same"]], one["zh"])
            for one in edges
        ],
    )


def _accountability(scene: Scene) -> None:
    found = scene.desk(AUDIT).client.accountability(scene.events["tampered"])
    proposal = found["proposal"] or {}
    party: dict[str, Any] = proposal.get("responsible", {})
    names = {role.code: role for role in CAST}
    who = names.get(str(party.get("department")))
    basis = f"{proposal.get('rule')}, {', '.join(proposal.get('basis', []))}"
    scene.show.kept(
        proposal.get("rule") == "R-CARRIER-CHANGED" and who is MANAGER and found["confidence"] == "strong",
        f"篡改拟由{who.zh if who else '?'}负责: {proposal.get('zh')} ({basis}), 尚待认定",
        f"proposed to answer: {who.en if who else '?'}: {proposal.get('en')} ({basis})",
    )


def prove(show: Show, client: Client, config: Config, event: str) -> dict[str, Any]:
    """Export evidence of an event, verify it in another program, flip one byte, see the refusal; what came of it."""
    folder = config.folder.parent
    evidence, trust = folder / "evidence.json", folder / "trust.json"
    document = client.evidence(event)
    evidence.write_bytes(document)
    trust.write_bytes(_auditors_trust(client, config, document).encode())
    code, report = verify_elsewhere(evidence, trust)
    passed = [step for step in report["steps"] if step["status"] == "passed"]
    show.kept(
        code == 0 and report["result"] == "verified",
        f"一次提供的证据 ({len(document):,} 字节), 另一程序离线核验: {len(passed)} 步全部通过",
        f"evidence of a delivery, verified offline by another program: {len(passed)} steps passed",
    )
    flipped = folder / FLIPPED
    flipped.write_bytes(flip(document))
    refused, found = verify_elsewhere(flipped, trust)
    first = found["findings"][0] if found["findings"] else {"code": "", "zh": "", "en": ""}
    show.kept(
        refused == 1 and found["result"] == "failed",
        f"改动一个字节再验: 不通过 ({first['code']} {first['zh']})",
        f"one byte flipped: refused ({first['code']} {first['en']})",
    )
    return {"verified": True, "tampered_refused": True, "evidence": str(evidence), "trust": str(trust)}


def _auditors_trust(client: Client, config: Config, document: bytes) -> TrustPolicy:
    """The published policy made strict: of all blocks only this one, whose hash the auditor asks the chain itself for."""
    published = TrustPolicy.parse(json.dumps(client.published_trust()).encode())
    anchor = Evidence.parse(document).anchor
    if anchor is None:
        raise DemoBroken(zh="证据没有锚定", en="the evidence has no anchor")
    number = decode_header(anchor.header).number
    with Rpc(chain_url(config)) as rpc:
        block = rpc.call("eth_getBlockByNumber", hex(number), False)
    return replace(published, accept_unsealed=False, blocks={number: bytes.fromhex(block["hash"][2:])})


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
    arguments = ["evidence", "verify", str(evidence), "--trust", str(trust), "--json"]
    done = subprocess.run([sys.executable, "-c", QUANZE, *arguments], capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError as error:
        raise DemoBroken(zh="核验程序没有给出报告", en=f"the verifier gave no report: {done.stderr[-300:]}") from error
    return done.returncode, report
