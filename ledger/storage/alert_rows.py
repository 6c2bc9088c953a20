"""Rows of alerts as values. Times in ms, agreement ids with ``0x``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

RAISED, REOPENED, RECORDED, CLOSED, ACKNOWLEDGED = "raised", "reopened", "recorded", "closed", "acknowledged"


@dataclass(frozen=True)
class AlertRow:
    """An alert as it stands.

    Attributes:
        id: as `ledger.policy.alert.Alert.id`; matter: agreement, item or department whose record raised it.
        owner: the department that must act.
        closed_at: when it ceased to stand, None while it does.
        acknowledged_by: id of the event that acknowledged it.
        event: id of the recorded `alert` event; None while there is none, for want of a key to sign it with.
        changed: number of its newest change.
    """

    id: str
    rule: str
    subject: str
    key: str
    matter: str
    agreement: str | None
    item: str | None
    owner: str
    values: Sequence[str]
    evidence: Sequence[str]
    opened_at: int
    closed_at: int | None = None
    acknowledged_at: int | None = None
    acknowledged_by: str | None = None
    event: str | None = None
    changed: int = 0


@dataclass(frozen=True)
class AlertChange:
    """One change of an alert: its number, what became of which alert, and when (ms)."""

    seq: int
    alert: str
    change: str
    at: int


@dataclass(frozen=True)
class HookRow:
    """How far a webhook was served: the next change, how often that failed, and not before when it is tried again."""

    name: str
    next_seq: int
    tries: int
    retry_at: int
    delivered_at: int | None
    error: str | None
