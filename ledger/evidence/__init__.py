"""Evidence (floor 2): the document that proves one event, the trust policy, and offline verification.

Imports floors 0 and 1 only; an auditor needs neither service, database nor node.
"""

from __future__ import annotations

from ledger.evidence.bundle import (
    MAX_EVIDENCE,
    AnchorProof,
    ContractProof,
    Evidence,
    StreamMember,
    StreamsProof,
)
from ledger.evidence.documents import MAX_DOCUMENT, verify_document
from ledger.evidence.extract import MAX_EXTRACT, Extract, Told
from ledger.evidence.findings import TEXTS, Finding, Kind
from ledger.evidence.headers import Header, decode_header, header_from_rpc
from ledger.evidence.report import Report, Status, StepOutcome, Verdict
from ledger.evidence.slots import AnchorRecord, KeyRecord, anchor_slots, key_slots
from ledger.evidence.state_proof import Account, read_account, read_storage
from ledger.evidence.trust import ContractTrust, TrustPolicy
from ledger.evidence.verify import verify
from ledger.evidence.verify_extract import verify_extract

__all__ = [
    "MAX_DOCUMENT",
    "MAX_EVIDENCE",
    "MAX_EXTRACT",
    "TEXTS",
    "Account",
    "AnchorProof",
    "AnchorRecord",
    "ContractProof",
    "ContractTrust",
    "Evidence",
    "Extract",
    "Finding",
    "Header",
    "KeyRecord",
    "Kind",
    "Report",
    "Status",
    "StepOutcome",
    "StreamMember",
    "StreamsProof",
    "Told",
    "TrustPolicy",
    "Verdict",
    "anchor_slots",
    "decode_header",
    "header_from_rpc",
    "key_slots",
    "read_account",
    "read_storage",
    "verify",
    "verify_document",
    "verify_extract",
]
