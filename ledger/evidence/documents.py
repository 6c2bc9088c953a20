"""Any document that proves something: told apart by its format, verified by its own steps."""

from __future__ import annotations

from ledger.canonical import parse
from ledger.errors import NotCanonical
from ledger.evidence.bundle import MAX_EVIDENCE
from ledger.evidence.extract import MAX_EXTRACT
from ledger.evidence.report import Report
from ledger.evidence.trust import TrustPolicy
from ledger.evidence.verify import verify
from ledger.evidence.verify_extract import verify_extract

MAX_DOCUMENT = max(MAX_EVIDENCE, MAX_EXTRACT)


def verify_document(document: bytes, trust: TrustPolicy) -> Report:
    """Verify evidence of one event, or an extract of a stream; never raises on a bad one."""
    return verify_extract(document, trust) if _is_extract(document) else verify(document, trust)


def _is_extract(document: bytes) -> bool:
    try:
        value = parse(document) if len(document) <= MAX_DOCUMENT else None
    except NotCanonical:
        return False
    return isinstance(value, dict) and str(value.get("format")).startswith("quanze/extract/")
