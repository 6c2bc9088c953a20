"""Offline verification of a tlog-proof against a trust policy: that an entry is in the log under a checkpoint, no more.

Steps carry the numbers of `ledger.evidence.verify`. Who signed the entry, and whether they might, is for evidence to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger import merkle
from ledger.checkpoint import Checkpoint
from ledger.entries import EventEntry
from ledger.errors import EntryRefused, ProofError
from ledger.evidence import steps_log
from ledger.evidence.case import Case
from ledger.evidence.report import Report
from ledger.evidence.stepping import Step, run_steps
from ledger.evidence.tlog_proof import TlogProof
from ledger.evidence.trust import TrustPolicy
from ledger.evidence.verify import checkpoint_summary, entry_summary


@dataclass
class TlogCase(Case):
    """A tlog-proof under examination. ``proof``: parsed."""

    proof: TlogProof | None = None


def verify_tlog_proof(document: bytes, trust: TrustPolicy) -> Report:
    """Verify the bytes of one tlog-proof against ``trust``; never raises on a bad one."""
    return run_steps(STEPS, TlogCase(document=document, policy=trust), _summary)


def _read_document(case: TlogCase) -> None:
    case.proof = case.read(TlogProof.read)


def _read_entry(case: TlogCase, proof: TlogProof) -> None:
    try:
        case.entry = EventEntry.parse(proof.extra)
    except EntryRefused as error:
        case.find("EV-0401", error)


def _check_inclusion(case: TlogCase, proof: TlogProof, entry: EventEntry, checkpoint: Checkpoint) -> None:
    """The entry stands where the file says, and that is where it says of itself that it stands."""
    if proof.index >= checkpoint.size:
        case.find("EV-0702", index=proof.index, size=checkpoint.size)
    elif proof.index != entry.index:
        case.find("EV-0701", index=proof.index, named=entry.index)
    else:
        try:
            leaf = merkle.leaf_hash(proof.extra)
            merkle.verify_inclusion(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root)
        except ProofError as error:
            case.find("EV-0701", error)


STEPS = (
    Step(1, "包含证明文件", "document", (), _read_document),
    Step(4, "日志条目", "log entry", ("proof",), _read_entry),
    Step(6, "检查点", "checkpoint", ("proof",), steps_log.read_checkpoint),
    Step(7, "条目在日志中", "entry in the log", ("proof", "entry", "checkpoint"), _check_inclusion),
)


def _summary(case: TlogCase) -> dict[str, Any]:
    event = {"event": case.entry.event_id.hex()} if case.entry is not None else {}
    return event | entry_summary(case) | checkpoint_summary(case)
