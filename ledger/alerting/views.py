"""What the reading side gives out of alerts."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld, withhold
from ledger.asking.records import EventRef
from ledger.model import format_time, moment
from ledger.policy.alert_rules import ALERT_RULES, Level
from ledger.policy.permission_table import Access as Right
from ledger.registers.sight import FULL
from ledger.storage.alert_rows import AlertRow

__all__ = ["RULES", "AlertMoved", "AlertPage", "AlertView", "Level", "WebhookList", "WebhookRefusal", "WebhookState"]

RULES = tuple(ALERT_RULES)
_HIDDEN = "…"


@dataclass(frozen=True)
class AlertView:
    """One alert.

    Attributes:
        rule, group, level: which rule, of A1 … A15, and how urgent: notice, warning, red.
        owner: the department that must act.
        subject: id of the event it is about, else the key, agreement or log it is about.
        event: id of its recorded, signed `alert` event; None while it is unsigned.
        acknowledged_by: id of the event by which the owner acknowledged it.
        changed: number of its newest change, as in the stream.
    """

    id: str
    rule: str
    group: str
    level: str
    zh: str
    en: str
    owner: str
    subject: str
    evidence: list[str]
    agreement: str | None
    item: str | None
    state: str
    opened_at: str
    closed_at: str | None
    acknowledged_at: str | None
    acknowledged_by: str | None
    event: str | None
    changed: int
    withheld: list[Withheld]


@dataclass(frozen=True)
class AlertPage:
    """Alerts, newest change first; ``next_before`` is where the next page starts, None at the end.

    ``events`` are those that the alerts rest on and are recorded as; ``unsigned`` counts alerts that are no event yet.
    """

    verdict: Bilingual
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    alerts: list[AlertView]
    unsigned: int
    events: list[EventRef]
    next_before: int | None


@dataclass(frozen=True)
class AlertMoved:
    """One change of an alert, as the stream and webhooks tell it; the alert is as it stands now."""

    seq: int
    change: str
    at: str
    alert: AlertView


@dataclass(frozen=True)
class WebhookRefusal:
    """A change that a receiver refused three times, and why."""

    seq: int
    error: str
    at: str


@dataclass(frozen=True)
class WebhookState:
    """How far a receiver is served: the newest change sent, how many wait, failures of the next one, what was set aside."""

    name: str
    sent: int
    waiting: int
    tries: int
    retry_at: str | None
    delivered_at: str | None
    error: str | None
    refused: list[WebhookRefusal]


@dataclass(frozen=True)
class WebhookList:
    """The receivers of alerts."""

    webhooks: list[WebhookState]


def alert_view(row: AlertRow, right: Right) -> AlertView:
    """The alert for a caller with this right (not none); who sees metadata only is not told what was disclosed."""
    rule, full = ALERT_RULES[row.rule], right in FULL
    values = row.values if full else [_HIDDEN] * len(row.values)
    return AlertView(
        id=row.id,
        rule=rule.id,
        group=rule.group,
        level=rule.level.value,
        zh=rule.zh.format(*values),
        en=rule.en.format(*values),
        owner=row.owner,
        subject=row.subject,
        evidence=list(row.evidence),
        agreement=row.agreement,
        item=row.item,
        state="open" if row.closed_at is None else "closed",
        opened_at=format_time(row.opened_at),
        closed_at=moment(row.closed_at),
        acknowledged_at=moment(row.acknowledged_at),
        acknowledged_by=row.acknowledged_by,
        event=row.event,
        changed=row.changed,
        withheld=[] if full or not row.values else [withhold("values")],
    )
