"""What a fault must never lead to."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is counted beside the faults; each must be 0."""

    LOST = "lost"
    DOUBLED = "doubled"
    UNDETECTED = "undetected"
    FORKED = "forked"
    NOT_REPAIRED = "not repaired"


class Violation(Exception):
    """A promise that was not kept after a fault."""

    def __init__(self, kind: Kind, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        self.kind = kind


def require(kept: bool, kind: Kind, what: str) -> None:
    """Raise unless the promise was kept."""
    if not kept:
        raise Violation(kind, what)
