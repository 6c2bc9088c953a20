"""Offline verification of one event's evidence against a trust policy.

The steps, each repeated at its place in `STEPS`:

 (1) The document is evidence of version 1, in its one spelling.
 (2) The event is canonical and of a type of the catalogue.
 (3) Every disclosed field has the digest that the event committed to.
 (4) The log entry is well-formed and binds the event's id.
 (5) The entry's signature, over the event or over a batch that holds it, is by the signer that the entry names.
 (6) The checkpoint is of the policy's origin, signed by the policy's log key and, where the policy names witnesses,
     cosigned by the quorum that it asks for.
 (7) The entry is included at its own index, under the size and root of the verified checkpoint.
 (8) The streams entry is the checkpoint's last leaf.
 (9) In each of the event's streams the entry has its position, and the streams map holds that stream's count and head.
(10) The block header is the one that the policy pins, or one that the policy accepts.
(11) EventLog holds this checkpoint: code, root, streams root, and a block no later than the header's.
(12) Departments says that the signer's key spoke for the actor, in a fitting role, when the event was recorded.
(13) The event was not recorded after the anchoring that covers it.

A step whose needs were not established is skipped; all others run, so that every failure is listed. Nothing here reads
a network, a clock, a database or a file: equal input gives an equal report.

Absent on purpose: validator seals (the policy of version 1 names no validators; blocks are pinned instead), and
consistency between checkpoints (the contract refuses an inconsistent one before it stores it).
"""

from __future__ import annotations

from typing import Any

from ledger.evidence import steps_chain, steps_event, steps_log
from ledger.evidence.case import Case
from ledger.evidence.report import Report
from ledger.evidence.stepping import Step, run_steps
from ledger.evidence.trust import TrustPolicy
from ledger.keys import address_text
from ledger.model import format_time

_END_OF_YEAR_9999_MS = 253_402_300_800_000


STEPS = (
    # (1) document:
    Step(1, "证据文件", "document", (), steps_event.read_document),
    # (2) event:
    Step(2, "事件", "event", ("evidence",), steps_event.read_event),
    # (3) disclosed fields:
    Step(3, "披露的字段", "disclosed fields", ("evidence", "event"), steps_event.check_disclosures),
    # (4) log entry:
    Step(4, "日志条目", "log entry", ("evidence",), steps_event.read_entry),
    # (5) signature:
    Step(5, "签名", "signature", ("event", "entry"), steps_event.check_signature),
    # (6) checkpoint:
    Step(6, "检查点", "checkpoint", ("evidence",), steps_log.read_checkpoint),
    # (7) entry in the log:
    Step(7, "条目在日志中", "entry in the log", ("evidence", "entry", "checkpoint"), steps_log.check_inclusion),
    # (8) streams entry:
    Step(8, "流条目", "streams entry", ("evidence", "checkpoint"), steps_log.check_streams_entry),
    # (9) streams:
    Step(
        9,
        "条目在各流中",
        "entry in its streams",
        ("evidence", "event", "entry", "streams_entry"),
        steps_log.check_streams,
    ),
    # (10) block header:
    Step(10, "区块头", "block header", ("evidence",), steps_chain.read_header),
    # (11) anchor:
    Step(
        11,
        "链上锚定",
        "anchor on the chain",
        ("anchor", "header", "checkpoint", "streams_entry"),
        steps_chain.check_anchor,
    ),
    # (12) signer's key:
    Step(12, "签名者的密钥", "signer's key", ("anchor", "header", "event", "entry"), steps_chain.check_key),
    # (13) times:
    Step(13, "时间", "times", ("entry", "anchored"), steps_chain.check_times),
)


def verify(evidence: bytes, trust: TrustPolicy) -> Report:
    """Verify the bytes of one evidence document against ``trust``; never raises on bad evidence.

    The report lists every step and all findings; see the module's text for the steps.
    """
    case = Case(document=evidence, policy=trust)
    return run_steps(STEPS, case, _summary)


def _summary(case: Case) -> dict[str, Any]:
    summary: dict[str, Any] = {}
    if case.event is not None:
        event = case.event
        summary |= {"event": event.id, "type": event.type.name, "actor": event.actor, "streams": event.streams()}
        summary |= {"occurred_at": event.occurred_at}
    return summary | entry_summary(case) | checkpoint_summary(case) | chain_summary(case)


def entry_summary(case: Case) -> dict[str, Any]:
    """Who signed the entry, and where and when it was recorded."""
    entry = case.entry
    if entry is None:
        return {}
    return {"signer": address_text(entry.signer), "index": entry.index, "recorded_at": moment(entry.recorded_at)}


def checkpoint_summary(case: Case) -> dict[str, Any]:
    """The checkpoint, and who cosigned it."""
    checkpoint = case.checkpoint
    named = {} if checkpoint is None else {"origin": checkpoint.origin, "checkpoint_size": checkpoint.size}
    return named | _witness_summary(case)


def _witness_summary(case: Case) -> dict[str, Any]:
    """Who cosigned and, where they are a quorum, by when; nothing where the policy names no witnesses."""
    trust = case.policy.witnesses
    if trust is None:
        return {}
    times = sorted(case.cosigned.values())
    summary: dict[str, Any] = {"witnesses": sorted(key.name for key in case.cosigned)}
    return summary | ({"witnessed_at": moment(times[trust.quorum - 1] * 1000)} if len(times) >= trust.quorum else {})


def chain_summary(case: Case) -> dict[str, Any]:
    """What the chain says of key, anchor and header, as far as it was established."""
    summary: dict[str, Any] = {}
    if case.key is not None:
        summary |= {"key_valid_from": moment(case.key.valid_from * 1000)}
    if case.anchored is not None:
        summary |= {"anchored_at": moment(case.anchored.time * 1000), "anchor_block": case.anchored.block_number}
    if case.header is not None:
        pinned = case.header.number in case.policy.blocks
        seals = "sealed" if case.header.sealed else "unsealed"
        summary |= {"proved_at_block": case.header.number, "header": f"{seals}, pinned" if pinned else seals}
    return summary


def moment(milliseconds: int) -> str:
    """A time as text; one beyond the calendar stays a number."""
    return format_time(milliseconds) if milliseconds < _END_OF_YEAR_9999_MS else str(milliseconds)
