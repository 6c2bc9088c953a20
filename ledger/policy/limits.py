"""Limits: how long each clause leaves in this deployment or under this agreement, and how its days are counted.

The law's number is a ceiling: a shorter local limit counts, a longer one is refused where it is set and cut back where
an agreement says it. Where neither law nor clause table nor anybody names a number there is no due time: none is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import msgspec

from ledger.errors import InputRefused
from ledger.policy.clause import TermKind
from ledger.policy.clauses import CLAUSES
from ledger.workdays import MAX_WORKDAYS, MIDNIGHT, DueDate, add_workdays

Supplement = Literal["restart", "pause"]
NAMED = frozenset(
    row.id for row in CLAUSES.values() if row.term.kind in {TermKind.AGREED, TermKind.WORKING_DAYS, TermKind.HOURS}
)
"""Clauses whose limit may be set."""


class Due(msgspec.Struct, frozen=True):
    """When a duty is due, ms since 1970 (None while its clock stands or no limit is named), and whether that may change."""

    due_ms: int | None
    provisional: bool


@dataclass(frozen=True)
class Limits:
    """How terms are counted.

    Attributes:
        counts: clause id → working days (U8, X2: hours) where they differ from the clause table.
        first_day: whether the day on which a term begins counts as its first.
        cut_off: minute of the day (+08:00) at which the last day ends.
        supplement: whether the term to reply begins anew when material is supplied, or only paused meanwhile.

    Raises:
        InputRefused: a clause without a limit, a number below 1 or above the national ceiling, another cut-off or word.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    first_day: bool = False
    cut_off: int = MIDNIGHT
    supplement: Supplement = "restart"

    def __post_init__(self) -> None:
        for clause, number in self.counts.items():
            if clause not in NAMED:
                raise _refused(f"条款 {clause} 没有可定的期限", f"the clause {clause} has no limit to be set", clause)
            most = ceiling(clause)
            if not _usable(clause, number) or number > most:
                zh = f"{clause} 的期限 {number} 须在 1 与国家上限 {most} 之间"
                raise _refused(
                    zh, f"the limit of {clause}, {number}, lies between 1 and the national ceiling {most}", clause
                )
        if not 1 <= self.cut_off <= MIDNIGHT:
            raise _refused(f"截止时刻须为 1 至 {MIDNIGHT} 分", f"the cut-off is minute 1 to {MIDNIGHT}", "cut_off")
        if self.supplement not in get_args(Supplement):
            raise _refused("补正须为 restart 或 pause", "supplement is restart or pause", "supplement")

    def count(self, clause: str) -> int:
        """Working days, or hours, that the clause leaves; 0 where nobody named a number."""
        return self.counts.get(clause) or CLAUSES[clause].term.count

    def end(self, from_ms: int, days: int) -> DueDate:
        """End of the term of that many working days (at least one) that begins at ``from_ms``."""
        return add_workdays(from_ms, days, count_first_day=self.first_day, cut_off=self.cut_off)

    def due(self, clause: str, from_ms: int, more: int = 0) -> Due:
        """When the clause is due whose term begins then, with ``more`` days granted on top."""
        days = self.count(clause)
        if not days:
            return Due(None, provisional=False)
        end = self.end(from_ms, days + more)
        return Due(end.due_ms, end.provisional)

    def under(self, agreed: object) -> Limits:
        """These limits with those that an agreement names (clause id → number): cut back to the ceiling, or left out
        where they name no clause that has one or are no positive number.
        """
        if not isinstance(agreed, Mapping):
            return self
        usable = {name: min(number, ceiling(name)) for name, number in agreed.items() if _usable(name, number)}
        return replace(self, counts={**self.counts, **usable}) if usable else self


def ceiling(clause: str) -> int:
    """Most days or hours that may be set for the clause without the manager's extension."""
    term = CLAUSES[clause].term
    return term.count if term.lawful else MAX_WORKDAYS


def _usable(name: object, number: Any) -> bool:
    return name in NAMED and isinstance(number, int) and not isinstance(number, bool) and number >= 1


def _refused(zh: str, en: str, term: str) -> InputRefused:
    return InputRefused(zh=zh, en=en, term=term)
