"""Any document that proves something: told apart by its format, verified by its own steps."""

from __future__ import annotations

from ledger.canonical import parse
from ledger.errors import NotCanonical
from ledger.evidence.bundle import MAX_EVIDENCE
from ledger.evidence.extract import MAX_EXTRACT
from ledger.evidence.report import Report
from ledger.evidence.tlog_proof import FAMILY, MAX_TLOG_PROOF
from ledger.evidence.trust import TrustPolicy
from ledger.evidence.verify import verify
from ledger.evidence.verify_extract import verify_extract
from ledger.evidence.verify_tlog_proof import verify_tlog_proof

MAX_DOCUMENT = max(MAX_EVIDENCE, MAX_EXTRACT, MAX_TLOG_PROOF)


def verify_document(document: bytes, trust: TrustPolicy) -> Report:
    """Verify evidence of one event, an extract of a stream, or a tlog-proof; never raises on a bad one."""
    if document.startswith(FAMILY.encode()):
        return verify_tlog_proof(document, trust)
    return verify_extract(document, trust) if _is_extract(document) else verify(document, trust)


def _is_extract(document: bytes) -> bool:
    try:
        value = parse(document) if len(document) <= MAX_DOCUMENT else None
    except NotCanonical:
        return False
    return isinstance(value, dict) and str(value.get("format")).startswith("quanze/extract/")
