"""Rules for the events of `Accountability`: breaches and disputes, step by step (contracts/IAccountability.sol)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ledger.indexing.folding import Fold, Rule
from ledger.indexing.values import code_of, to_ms
from ledger.storage.chain_rows import AccountabilityStep, Breach, ChainEvent, Dispute

KINDS = (
    "none", "mark", "finding", "order", "rectification", "acceptance", "rejection", "filing", "negotiation-failed",
    "mediation-failed", "settlement", "decision",
)  # fmt: skip
_BREACH_AFTER = {"finding": "found", "order": "ordered", "rectification": "rectified", "acceptance": "accepted"}
_DISPUTE_AFTER = {
    "negotiation-failed": "mediating", "mediation-failed": "deciding", "settlement": "settled", "decision": "decided",
}  # fmt: skip


def _prove(_fold: Fold, _event: ChainEvent, _given: dict[str, Any]) -> None:
    """The step that rests on the proof comes next and takes it along."""


def _record(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    matter, kind, department = given["id"], KINDS[given["kind"]], code_of(given["department"]) or None
    fold.sheet.put(
        AccountabilityStep(
            matter=matter,
            number=int(given["number"]),
            kind=kind,
            department=department,
            event_id=given["eventId"],
            text=given["text"],
            time=event.time,
            proof=_proof(fold, event, given["eventId"]),
        )
    )
    breach, dispute = fold.sheet.get(Breach, matter), fold.sheet.get(Dispute, matter)
    if breach is not None:
        fold.sheet.put(_breach_after(breach, kind))
        fold.concerns(event, breach.subject, breach.department)
    elif dispute is not None:
        fold.sheet.put(replace(dispute, state=_DISPUTE_AFTER.get(kind, dispute.state)))
        fold.concerns(event, dispute.subject, dispute.claimant, dispute.respondent)


def _mark(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    clause = bytes.fromhex(given["clause"][2:]).rstrip(b"\x00").decode("ascii")
    fold.sheet.put(
        Breach(
            id=given["breach"],
            subject=given["subject"],
            department=code_of(given["department"]),
            clause=clause,
            due_at=to_ms(given["dueAt"]),
            state="marked",
            resumes=None,
            severity=None,
            order_due=None,
            marked_at=event.time,
        )
    )


def _find(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    _change(fold, event, given, severity=given["severity"])


def _order(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    _change(fold, event, given, order_due=to_ms(given["due"]))


def _file(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    claimant, respondent = code_of(given["claimant"]), code_of(given["respondent"])
    fold.sheet.put(Dispute(given["dispute"], given["subject"], claimant, respondent, "negotiating", event.time))


RULES = {
    "Proven": Rule(_prove, ids=("eventId", "originHash")),
    "Recorded": Rule(_record, ("department",), ids=("id", "eventId")),
    "BreachMarked": Rule(_mark, ("department",), ids=("breach", "subject")),
    "BreachFound": Rule(_find, ids=("breach",)),
    "CorrectionOrdered": Rule(_order, ("department",), ids=("breach",)),
    "DisputeFiled": Rule(_file, ("claimant", "respondent"), ids=("dispute", "subject")),
}


def _change(fold: Fold, event: ChainEvent, given: dict[str, Any], **members: Any) -> None:
    known = fold.sheet.get(Breach, given["breach"])
    if known is not None:
        fold.sheet.put(replace(known, **members))
        fold.concerns(event, known.subject, known.department)


def _breach_after(breach: Breach, kind: str) -> Breach:
    if kind == "rectification":
        return replace(breach, state="rectified", resumes=breach.state)
    if kind == "rejection":
        return replace(breach, state=breach.resumes or breach.state)
    return replace(breach, state=_BREACH_AFTER.get(kind, breach.state))


def _proof(fold: Fold, event: ChainEvent, event_id: str) -> dict[str, Any]:
    """What `Proven` said, which the contract emits right before the step."""
    proven = fold.previous
    if proven is None or (proven.name, proven.tx_hash) != ("Proven", event.tx_hash):
        return {}
    given = proven.arguments
    if given["eventId"] != event_id:
        return {}
    names = {"origin_hash": "originHash", "signer": "eventSigner", "size": "size", "index": "index"}
    return {ours: given[theirs] for ours, theirs in names.items()}
