"""The question that a decision answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.model import check_form
from ledger.policy.reading import Reader, plain
from ledger.policy.terms import LATEST, MODES


@dataclass(frozen=True)
class Question:
    """May this department use these fields of this item, for this purpose, in this mode, at this time?

    Attributes:
        department: who asks to use; fields: at least one.
        at_ms: the time of use, ms since 1970.
        count: calls (mode ``api``) or rows (``batch``, ``file``).
        case_ref: number of the case it serves; empty where there is none.
        linked: codes of other items that it is to be linked with.
    """

    department: str
    item: str
    fields: tuple[str, ...]
    purpose: str
    mode: str
    at_ms: int
    count: int = 1
    case_ref: str = ""
    linked: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, value: object) -> Question:
        """Read strictly; ``count`` (default 1), ``case_ref`` and ``linked`` may be absent. Raises InputRefused."""
        names = ("department", "item", "fields", "purpose", "mode", "at_ms")
        reader = Reader(value, "question", names, ("count", "case_ref", "linked"))
        for item in (linked := reader.texts("linked", 32) if "linked" in reader.value else ()):
            check_form("item", item)
        return cls(
            department=reader.form("department", "department"),
            item=reader.form("item", "item"),
            fields=reader.texts("fields", 256),
            purpose=reader.text("purpose"),
            mode=reader.choice("mode", MODES),
            at_ms=reader.number("at_ms", 0, LATEST * 1000),
            count=reader.number("count", 1) if "count" in reader.value else 1,
            case_ref=reader.optional_text("case_ref"),
            linked=linked,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; an empty ``case_ref`` or ``linked`` is left out."""
        return plain(self, "case_ref", "linked")
