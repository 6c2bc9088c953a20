"""Which steps lead to data of a sharing class, each with its clause and the working days that it leaves (条例 20–22)."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.policy.clauses import CLAUSES

_BY_SHARE_TYPE = {
    "unconditional": ("U1", "O5", "O8", "U9"),
    "conditional": ("U1", "O6", "X1", "O8", "U9"),
}


@dataclass(frozen=True)
class ProcedureStep:
    """One step: whose, under which clause and article, and how many working days it has (0: no term of its own).

    ``extension`` is how many more the manager may grant.
    """

    clause: str
    party: str
    article: str
    days: int
    extension: int
    zh: str
    en: str


def procedure(share_type: str) -> tuple[ProcedureStep, ...]:
    """The steps in order; empty for data that is not shared, or whose sharing class is not known."""
    rows = (CLAUSES[name] for name in _BY_SHARE_TYPE.get(share_type, ()))
    return tuple(
        ProcedureStep(row.id, row.party, row.articles, row.term.count, row.term.extension, row.zh, row.en)
        for row in rows
    )
