"""Gas of what departments do on the chain, measured on the embedded node.

Steps of an agreement, anchors of logs of 1 to 10^9 leaves, a breach mark with its proof, and what one recorded event
costs when 1,000 are anchored together, beside EAS `multiTimestamp` (@ethereum-attestation-service/eas-contracts, the
bytecode it ships) for the same 1,000 event ids on the same node.

The limit of each figure is the gas of the same bytes sent to an address without code: what carrying them costs alone.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass

from benchmarks.gas_scene import DAY, ITEM, OWNER, ROOT, USER, Scene, scene, terms
from benchmarks.report import Report, arguments
from benchmarks.synthetic_log import SyntheticLog
from ledger import merkle
from ledger.chain.contracts import Artifact
from ledger.entries import EventEntry
from ledger.events import Event
from ledger.keys import LocalSigner, domain_separator
from ledger.keys.contract_types import struct_hash
from ledger.model import format_time
from ledger.recording.pen import Draft, Pen
from ledger.streams import StreamsMap, stream_key

BATCH = 1_000
SIZES, QUICK_SIZES = (1, 10**3, 10**6, 10**9), (1, 10**3)
LIMIT = "the same bytes sent to nobody"
EAS = ROOT / "node_modules/@ethereum-attestation-service/eas-contracts/artifacts/contracts"


@dataclass
class AnchoredLog:
    """One origin on the chain and the tree behind it; every growth of it is proven to the contract."""

    on: Scene
    origin: str
    key: LocalSigner
    tree: SyntheticLog

    @classmethod
    def open(cls, on: Scene, origin: str) -> AnchoredLog:
        """Open a log kept by the owner."""
        made = cls(on, origin, LocalSigner.generate(), SyntheticLog())
        opening = {"origin": origin, "department": OWNER, "logKey": made.key.address, "nonce": 0}
        head = on.heads[OWNER]
        signature = on.sign("Opening", opening, head)
        on.gas(on.contracts["EventLog"], "open", opening, head.address, signature)
        return made

    def anchor(self, entries: list[EventEntry] | None = None) -> tuple[int, int]:
        """Close what was appended since the last anchor with a streams entry and anchor it; see `Scene.gas`."""
        leaves = [merkle.leaf_hash(entry.encode()) for entry in entries or []]
        anchored = int(self.on.contracts["EventLog"].call("headOf", self.origin)[0])
        for leaf in leaves:
            self.tree.append(leaf)
        map_ = StreamsMap()
        if leaves:
            map_ = map_.put(stream_key(f"department:{USER}"), len(leaves), merkle.root(leaves))
        now = int(time.time() * 1000)
        self.tree.close(now, map_.root)
        message = {
            "origin": self.origin,
            "size": self.tree.size,
            "root": self.tree.root(),
            "streamsRoot": map_.root,
            "recordedAt": now,
        }
        signature = self.on.sign("Checkpoint", message, self.key)
        growth = self.tree.consistency_path(anchored) if anchored else []
        streams = self.tree.inclusion_path(self.tree.size - 1)
        return self.on.gas(self.on.contracts["EventLog"], "anchor", message, signature, growth, streams)


def record(on: Scene, start: int, count: int = BATCH) -> list[tuple[Event, EventEntry]]:
    """Signed calls of the user, with the entries they get from index ``start`` on."""
    pen = Pen(USER, on.heads[USER], domain_separator(on.relay.chain_id, on.contracts["EventLog"].address), lane=0)
    signer = bytes.fromhex(on.heads[USER].address[2:])
    made = []
    for place in range(count):
        now = int(time.time() * 1000)
        values = {
            "service": "residence", "called_fields": ["code"], "count": 1, "case_ref": f"case-{place}",
            "purpose": "行政审批", "message_id": f"m-{place}", "success": True,
        }  # fmt: skip
        event, submission = pen.write(Draft("call", format_time(now), values, agreement="0x" + "ab" * 32, item=ITEM))
        entry = EventEntry(event.digest, signer, start + place, now, submission.signature, (place, place, place))
        made.append((event, entry))
    return made


def measure_agreements(on: Scene, report: Report) -> None:
    """Conclude, amend, suspend."""
    contract = on.contracts["Agreements"]
    first, second = terms("示范〔2026〕1号"), terms("示范〔2026〕2号")
    used, bare = on.gas(contract, "conclude", first, on.consents("Terms", first))
    report.add("conclude, three parties", used, "gas", limit=(LIMIT, bare))

    previous = struct_hash("Terms", first)
    amendment = {"previous": previous, "terms": second}
    used, bare = on.gas(contract, "amend", previous, second, on.consents("Amendment", amendment))
    report.add("amend, three parties", used, "gas", limit=(LIMIT, bare))

    act = {"agreement": struct_hash("Terms", second), "reasonEvent": b"\x01" * 32, "nonce": 0}
    (consent, *_) = on.consents("Suspension", act)
    used, bare = on.gas(contract, "suspend", act, consent)
    report.add("suspend", used, "gas", limit=(LIMIT, bare))


def measure_anchors(on: Scene, report: Report, sizes: tuple[int, ...]) -> None:
    """Anchor a batch on top of logs of these sizes, and mark a breach by an event of the last batch."""
    per_event = []
    for size in sizes:
        log = AnchoredLog.open(on, f"benchmark/{size}")
        log.tree.fill(size - 1)
        first = log.anchor()
        if size == 1:
            report.add("anchor, first, 1 leaf", first[0], "gas", limit=(LIMIT, first[1]))
        batch = [entry for _, entry in record(on, log.tree.size)]
        used, bare = log.anchor(batch)
        report.add(f"anchor, {BATCH:,} events on {_leaves(size)}", used, "gas", limit=(LIMIT, bare))
        per_event.append((size, used / BATCH, bare / BATCH))
        mark_breach(on, report, log, batch[BATCH // 2])
    for size, used_each, bare_each in per_event:
        name = f"per anchored event, on {_leaves(size)}"
        report.add(name, used_each, "gas", limit=(LIMIT, bare_each), goal=("<=", 100))
    compare_with_eas(on, report, per_event[-1][1])


def mark_breach(on: Scene, report: Report, log: AnchoredLog, entry: EventEntry) -> None:
    """Mark that the owner missed O8, by an event proven included."""
    mark = {
        "clause": b"O8\0\0",
        "absence": True,
        "agreement": bytes(32),
        "item": ITEM,
        "department": OWNER,
        "dueAt": int(time.time()) - DAY,
        "calendar": b"\xcd" * 32,
    }
    cited = {
        "origin": log.origin,
        "size": log.tree.size,
        "index": entry.index,
        "entry": entry.encode(),
        "path": log.tree.inclusion_path(entry.index),
    }
    used, bare = on.gas(on.contracts["Accountability"], "markBreach", mark, cited)
    report.add(f"breach mark, proof in {_leaves(log.tree.size)}", used, "gas", limit=(LIMIT, bare))


def compare_with_eas(on: Scene, report: Report, ours: float) -> None:
    """The same kind and number of events, each timestamped by EAS in one call."""
    placed = on.place(_shipped("EAS"), on.place(_shipped("SchemaRegistry")).address)
    ids = [event.digest for event, _ in record(on, 0)]
    used, bare = on.gas(placed, "multiTimestamp", ids, most=29_000_000)
    report.add(f"EAS multiTimestamp, {BATCH:,} event ids", used, "gas", limit=(LIMIT, bare))
    name = "EAS multiTimestamp, per event"
    report.add(name, used / BATCH, "gas", limit=("ours on the longest log above", ours))


def _shipped(name: str) -> Artifact:
    path = EAS / f"{name}.sol" / f"{name}.json"
    if not path.is_file():
        sys.exit(f"{path} is missing: run scripts/setup / 缺少该文件: 请运行 scripts/setup")
    return Artifact.parse(name, json.loads(path.read_bytes()))


def _leaves(size: int) -> str:
    return f"{size:,} {'leaf' if size == 1 else 'leaves'}"


def main() -> None:
    """Run all of it."""
    options = arguments(__doc__)
    report = Report("gas", quick=options.quick)
    with scene() as on:
        measure_agreements(on, report)
        measure_anchors(on, report, QUICK_SIZES if options.quick else SIZES)
    report.finish(options.json)


if __name__ == "__main__":
    main()
