"""Recall: who holds data that was wrong at its source, what each must do, and which events close it (条例 19, 25-27).

A holder corrects while its right of use lasts, stops while that right is suspended, and disposes of the data once it has
ended. What is not on record is open, never assumed done.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holding(StrEnum):
    """How a department came to hold the data."""

    DELIVERY = "delivery"
    DERIVED = "derived"
    REDISTRIBUTED = "redistributed"
    STORED = "stored"


class RecallDuty(StrEnum):
    """What a holder must do."""

    CORRECT = "correct"
    STOP = "stop"
    DISPOSE = "dispose"
    UNDETERMINED = "cannot-be-determined"


@dataclass(frozen=True)
class DutyRule:
    """One duty: clause, article, sentence, and the events of the holder that close it."""

    clause: str
    article: str
    zh: str
    en: str
    closed_by: tuple[str, ...]


HOLDING_TYPES = {
    "receipt": Holding.DELIVERY, "derive": Holding.DERIVED, "aggregate": Holding.DERIVED, "link": Holding.DERIVED,
    "mask": Holding.DERIVED, "migrate": Holding.STORED, "redistribute": Holding.REDISTRIBUTED, "store": Holding.STORED,
    "backup": Holding.STORED,
}  # fmt: skip
GONE = ("dispose", "destroy")
# fmt: off
DUTY_RULES: dict[RecallDuty, DutyRule] = {
    RecallDuty.CORRECT: DutyRule("U10", "26", "改用更正后的版本", "replace it by the corrected version", ("receipt", "data.update", "derive", "aggregate", "link", "mask", "migrate", "store", "backup", "redistribute", *GONE)),
    RecallDuty.STOP: DutyRule("U2", "27", "停止使用", "stop using it", ("purpose.end", *GONE)),
    RecallDuty.DISPOSE: DutyRule("U7", "27", "妥善处置并留存证明", "dispose of it, with a certificate", GONE),
    RecallDuty.UNDETERMINED: DutyRule("U3", "25", "未见使用依据: 查明后停止或处置", "no ground is shown: establish it, then stop or dispose", GONE),
}
# fmt: on
_BY_STATE = {
    "own": RecallDuty.CORRECT,
    "active": RecallDuty.CORRECT,
    "pending": RecallDuty.STOP,
    "suspended": RecallDuty.STOP,
    "expired": RecallDuty.DISPOSE,
    "terminated": RecallDuty.DISPOSE,
}  # fmt: skip


def duty_of(state: str) -> RecallDuty:
    """What a holder must do, by the state of the agreement under which it holds.

    Args:
        state: as `ledger.policy.facts.STATES`, ``own`` where it holds data of its own; anything else is unknown.
    """
    return _BY_STATE.get(state, RecallDuty.UNDETERMINED)


def replaces(kind: str, *, tainted: bool, of_correction: bool, digest: str, wrong: frozenset[str]) -> bool:
    """Whether an event puts corrected data in the place of the wrong one.

    Args:
        kind: its type.
        tainted: whether it descends from the wrong record itself.
        of_correction: whether it descends from an event that supersedes the record.
        digest: of its payload, empty where it has none.
        wrong: digests of the wrong record as it was handed on.
    """
    if kind in GONE:
        return True
    return of_correction or (not tainted and bool(digest) and digest not in wrong)
