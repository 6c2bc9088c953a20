"""What a case log shows of a case: whether it ran over its deadline, and whether one person both checked and decided.

Whoever drafts or checks does not decide (docs/clauses.md, O7): two roles of one person in one case are a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ledger.policy.seen import Seen

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """Two activities of one case that two persons must do."""

    check: str
    decide: str


@dataclass(frozen=True)
class TwoRoles:
    """One person did both activities of a pair in one case: the events that show it."""

    pair: Pair
    operator: str
    check: str
    decide: str


class Late(StrEnum):
    """How a case shows that it ran over its deadline; the first that holds."""

    STEP = "step-after-due"
    CLOSED = "closed-after-due"
    OPEN = "open-after-due"


@dataclass(frozen=True)
class Case:
    """A case and its steps by time.

    Attributes:
        due_ms: its deadline, None where none was disclosed.
        closed_ms: when it was closed, as its log says; None where it does not.
        ends_told: whether the log tells of any case when it was closed; otherwise one that is open cannot be told.
    """

    ref: str
    steps: Sequence[Seen]
    due_ms: int | None
    closed_ms: int | None = None
    ends_told: bool = False

    @property
    def last(self) -> Seen:
        """Its latest step."""
        return self.steps[-1]

    def late(self, now: int) -> tuple[Late, int] | None:
        """How it ran over its deadline, and by how much (ms); None where it did not, or no deadline is known."""
        if self.due_ms is None:
            return None
        if self.last.occurred_ms > self.due_ms:
            return Late.STEP, max(self.last.occurred_ms, self.closed_ms or 0) - self.due_ms
        if self.closed_ms is not None:
            return (Late.CLOSED, self.closed_ms - self.due_ms) if self.closed_ms > self.due_ms else None
        return (Late.OPEN, now - self.due_ms) if self.ends_told and now > self.due_ms else None


def moment_ms(text: str) -> int | None:
    """The moment that a case log names in ISO 8601 with its offset, ms since 1970; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else (moment - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None


def two_roles(case: Case, operators: Mapping[str, str], pairs: Iterable[Pair]) -> list[TwoRoles]:
    """Where one operator did both activities of a pair; ``operators``: event id → pseudonym, of those that name one."""
    found = []
    for pair in pairs:
        checked = {operators[one.id]: one.id for one in _of(case, pair.check) if one.id in operators}
        decided = {operators[one.id]: one.id for one in _of(case, pair.decide) if one.id in operators}
        both = sorted(checked.keys() & decided.keys())
        found += [TwoRoles(pair, operator, checked[operator], decided[operator]) for operator in both]
    return found


def _of(case: Case, activity: str) -> list[Seen]:
    return [one for one in case.steps if one.text("activity") == activity]
