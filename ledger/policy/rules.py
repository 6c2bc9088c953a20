"""Which rules decided: a digest over their tables and the version of the engine that applies them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from ledger.canonical import canonical
from ledger.policy.changes import CHANGES
from ledger.policy.clauses import CLAUSES
from ledger.policy.onward import CAUTIONS
from ledger.policy.reasons import REASONS

ENGINE = "2"
"""Raised whenever the same tables and inputs would give another answer."""


@cache
def rules_digest() -> str:
    """SHA-256 (hex) over engine version, reasons, changes, cautions and the terms of the clauses."""
    tables = {
        "engine": ENGINE,
        "reasons": [[row.code, row.answer.value, row.clause, row.article, row.zh, row.en] for row in REASONS.values()],
        "changes": [[name, row[0].value, row[1], row[2]] for name, row in CHANGES.items()],
        "cautions": [[name, *row] for name, row in CAUTIONS.items()],
        "clauses": [[row.id, str(row.term)] for row in CLAUSES.values()],
    }
    return sha256(canonical(tables)).hexdigest()
