"""Offline verification of an extract against a trust policy: that its entries are all and only those of an interval.

Steps carry the numbers of `ledger.evidence.verify`, of which they are the same for many entries at once; what is shown
of each event is verified as evidence of it would be. The one that no other evidence has is (9): with every entry of the
interval given, the stream's tree leaves no room for another, and its count and head stand in the anchored checkpoint.

A reader compares ``positions`` and the stream's ``entries`` in the summary with what was asked for. That a service
numbered times in order is its own word: (14) sees that they do not go back inside the extract.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ledger import merkle
from ledger.checkpoint import Checkpoint
from ledger.entries import EventEntry, StreamsEntry
from ledger.errors import EntryRefused, ProofError
from ledger.evidence import steps_chain, steps_event, steps_log
from ledger.evidence.bundle import AnchorProof, ContractProof
from ledger.evidence.case import Case
from ledger.evidence.extract import Extract, Told
from ledger.evidence.findings import Finding
from ledger.evidence.headers import Header
from ledger.evidence.report import Report
from ledger.evidence.slots import AnchorRecord
from ledger.evidence.stepping import Step, run_steps
from ledger.evidence.trust import TrustPolicy
from ledger.evidence.verify import chain_summary, checkpoint_summary, moment
from ledger.model import format_time
from ledger.streams import root_from_membership_proof, stream_key
from ledger.subset_proof import root_from_subset


@dataclass
class Shown:
    """One event whose content the extract shows: its place, and the case that its own steps run in."""

    position: int
    told: _Content
    case: Case


class _Content(NamedTuple):
    event: bytes
    entry: bytes
    disclosures: Any


@dataclass
class ExtractCase(Case):
    """An extract under examination.

    Attributes:
        extract: parsed. entries: parsed, in order. shown: those with content.
        complete: there once step 9 has passed.
    """

    extract: Extract | None = None
    entries: list[EventEntry] | None = None
    shown: list[Shown] = field(default_factory=list)
    complete: bool | None = None


def verify_extract(document: bytes, trust: TrustPolicy) -> Report:
    """Verify the bytes of one extract against ``trust``; never raises on a bad one."""
    return run_steps(STEPS, ExtractCase(document=document, policy=trust), _summary)


def _read_document(case: ExtractCase) -> None:
    case.extract = case.read(Extract.parse)
    if case.extract is None:
        return
    case.anchor = case.extract.anchor
    for position, told in enumerate(case.extract.entries, case.extract.start):
        if told.event is not None:
            content = _Content(told.event, told.entry, told.disclosures)
            case.shown.append(Shown(position, content, Case(document=b"", policy=case.policy)))


def _read_events(case: ExtractCase, _extract: Extract) -> None:
    for one in case.shown:
        steps_event.read_event(one.case, one.told)
        _collect(case, one)


def _check_disclosures(case: ExtractCase, _extract: Extract) -> None:
    for one in case.shown:
        if one.case.event is not None:
            steps_event.check_disclosures(one.case, one.told, one.case.event)
            _collect(case, one)


def _read_entries(case: ExtractCase, extract: Extract) -> None:
    shown = {one.position: one for one in case.shown}
    entries = []
    for position, told in enumerate(extract.entries, extract.start):
        entry = _read_entry(case, position, told, shown.get(position))
        if entry is not None:
            entries.append(entry)
            _check_place(case, extract.stream, position, entry, shown.get(position))
    if len(entries) == len(extract.entries):
        case.entries = entries


def _read_entry(case: ExtractCase, position: int, told: Told, shown: Shown | None) -> EventEntry | None:
    if shown is not None:
        steps_event.read_entry(shown.case, shown.told)
        _collect(case, shown)
        return shown.case.entry
    try:
        return EventEntry.parse(told.entry)
    except EntryRefused as error:
        case.find("EV-0401", error, position=position)
        return None


def _check_place(case: ExtractCase, stream: str, position: int, entry: EventEntry, shown: Shown | None) -> None:
    """The entry says of itself that it stands here; whose content is shown says so of this very stream."""
    here = position in entry.positions
    if shown is not None and shown.case.event is not None:
        here = (stream, position) in zip(shown.case.event.streams(), entry.positions, strict=False)
    if not here:
        case.find("EV-0404", stream=stream, position=position)


def _check_signatures(case: ExtractCase, _extract: Extract) -> None:
    for one in case.shown:
        if one.case.event is not None and one.case.entry is not None:
            steps_event.check_signature(one.case, one.case.event, one.case.entry)
            _collect(case, one)


def _check_inclusion(case: ExtractCase, extract: Extract, entries: list[EventEntry], checkpoint: Checkpoint) -> None:
    """Each entry stands at its own index, in the order of the stream."""
    indexes = [entry.index for entry in entries]
    if indexes[-1] >= checkpoint.size:
        case.find("EV-0702", index=indexes[-1], size=checkpoint.size)
        return
    leaves = {index: merkle.leaf_hash(told.entry) for index, told in zip(indexes, extract.entries, strict=True)}
    try:
        root = root_from_subset(checkpoint.size, leaves, extract.log_hashes)
    except ProofError as error:
        case.find("EV-0701", error)
        return
    if root != checkpoint.root or list(leaves) != sorted(indexes):
        case.find("EV-0701")


def _check_completeness(case: ExtractCase, extract: Extract, streams_entry: StreamsEntry) -> None:
    """All and only the entries at these positions, by the stream's count and head in the streams map."""
    leaves = {at: merkle.leaf_hash(told.entry) for at, told in enumerate(extract.entries, extract.start)}
    try:
        head = root_from_subset(extract.count, leaves, extract.stream_hashes)
        root = root_from_membership_proof(stream_key(extract.stream), extract.count, head, extract.map_path)
    except ProofError as error:
        case.find("EV-0904", error)
        return
    if root == streams_entry.streams_root:
        case.complete = True
    else:
        case.find("EV-0904")


def _check_keys(case: ExtractCase, extract: Extract, anchor: AnchorProof, header: Header) -> None:
    """As step 12, with one proof of Departments for all signers."""
    signers = sorted({one.case.entry.signer for one in case.shown if one.case.entry is not None})
    if len(signers) != extract.keys:
        case.find("EV-1203", keys=extract.keys, signers=len(signers))
        return
    storage = anchor.departments.storage
    for one in case.shown:
        if one.case.event is None or one.case.entry is None:
            continue
        at = 2 * signers.index(one.case.entry.signer)
        departments = ContractProof(anchor.departments.account, storage[at : at + 2])
        proof = AnchorProof(anchor.header, anchor.log, departments)
        steps_chain.check_key(one.case, proof, header, one.case.event, one.case.entry)
        _collect(case, one)


def _check_times(case: ExtractCase, entries: list[EventEntry], anchored: AnchorRecord) -> None:
    for entry in entries:
        steps_chain.check_times(case, entry, anchored)


def _check_interval(case: ExtractCase, extract: Extract, entries: list[EventEntry], _complete: bool) -> None:  # noqa: FBT001
    """Times do not go back, and the interval's ends are shown: an entry outside it on either side, or the stream's end."""
    times = [entry.recorded_at for entry in entries]
    if times != sorted(times):
        case.find("EV-1402")
    if extract.since is not None and extract.start > 0 and times[0] >= extract.since:
        case.find("EV-1401", end="since", recorded_at=times[0])
    ends = extract.start + len(entries) == extract.count
    if extract.until is not None and not ends and times[-1] < extract.until:
        case.find("EV-1401", end="until", recorded_at=times[-1])


STEPS = (
    Step(1, "摘录文件", "document", (), _read_document),
    Step(2, "事件", "events", ("extract",), _read_events),
    Step(3, "披露的字段", "disclosed fields", ("extract",), _check_disclosures),
    Step(4, "日志条目", "log entries", ("extract",), _read_entries),
    Step(5, "签名", "signatures", ("extract",), _check_signatures),
    Step(6, "检查点", "checkpoint", ("extract",), steps_log.read_checkpoint),
    Step(7, "条目在日志中", "entries in the log", ("extract", "entries", "checkpoint"), _check_inclusion),
    Step(8, "流条目", "streams entry", ("extract", "checkpoint"), steps_log.check_streams_entry),
    Step(9, "流中无遗漏", "nothing of the stream left out", ("extract", "streams_entry"), _check_completeness),
    Step(10, "区块头", "block header", ("extract",), steps_chain.read_header),
    Step(
        11,
        "链上锚定",
        "anchor on the chain",
        ("anchor", "header", "checkpoint", "streams_entry"),
        steps_chain.check_anchor,
    ),
    Step(12, "签名者的密钥", "signers' keys", ("extract", "anchor", "header"), _check_keys),
    Step(13, "时间", "times", ("entries", "anchored"), _check_times),
    Step(14, "区间", "interval", ("extract", "entries", "complete"), _check_interval),
)


def _collect(case: ExtractCase, one: Shown) -> None:
    """Findings of one event, told of its position."""
    for found in one.case.findings:
        case.findings.append(Finding(found.code, {**found.details, "position": one.position}))
    one.case.findings.clear()


def _summary(case: ExtractCase) -> dict[str, Any]:
    summary: dict[str, Any] = {}
    extract = case.extract
    if extract is not None:
        last = extract.start + len(extract.entries) - 1
        summary |= {"stream": extract.stream, "positions": f"{extract.start}–{last}", "stream_count": extract.count}
        summary |= {"shown": len(case.shown), "withheld": len(extract.entries) - len(case.shown)}
        times = {"since": extract.since, "until": extract.until}
        summary |= {name: format_time(at) for name, at in times.items() if at is not None}
    if case.entries:
        summary |= {"first_recorded_at": moment(case.entries[0].recorded_at)}
        summary |= {"last_recorded_at": moment(case.entries[-1].recorded_at)}
    return summary | checkpoint_summary(case) | chain_summary(case)
