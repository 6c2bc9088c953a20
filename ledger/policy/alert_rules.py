"""Alerts that the ledger's own record can raise: one row a rule, with its level and default threshold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How urgent: a word to the wise, a thing to see to, a thing to stop."""

    NOTICE = "notice"
    WARNING = "warning"
    RED = "red"


@dataclass(frozen=True)
class AlertRule:
    """One row.

    Attributes:
        group: A1 临期超期, A2 超频超量超字段, A3 无办件, A4 哈希不一致与孤立, A5 越权继续使用, A9 倒签.
        threshold: default number, in the unit that ``unit`` names; 0 where the rule has none.
    """

    id: str
    group: str
    level: Level
    zh: str
    en: str
    threshold: int = 0
    unit: str = ""


# fmt: off
_ROWS = (
    AlertRule("due-soon", "A1", Level.WARNING, "条款 {0} 将于 {1} 到期", "clause {0} is due at {1}", 3, "working days"),
    AlertRule("overdue", "A1", Level.RED, "条款 {0} 已于 {1} 到期而未履行", "clause {0} was due at {1} and is not met"),
    AlertRule("quota-exceeded", "A2", Level.WARNING, "当日调用 {0} 次, 约定 {1} 次", "{0} calls in one day, {1} agreed"),
    AlertRule("rows-exceeded", "A2", Level.WARNING, "一次提供 {0} 行, 约定至多 {1} 行", "{0} rows in one delivery, at most {1} agreed"),
    AlertRule("field-outside", "A2", Level.RED, "字段 {0} 不在协议之内", "fields {0} are outside the agreement"),
    AlertRule("purpose-outside", "A2", Level.RED, "目的 {0} 不在协议之内", "purpose {0} is outside the agreement"),
    AlertRule("no-case", "A3", Level.WARNING, "调用没有办件编号", "a call names no case"),
    AlertRule("deliver-mismatch", "A4", Level.RED, "提供的摘要与发布的版本不一致", "the digest delivered is not the one published"),
    AlertRule("transfer-mismatch", "A4", Level.RED, "传输中摘要改变", "the digest changed in transit"),
    AlertRule("receipt-mismatch", "A4", Level.RED, "签收的摘要或行数与提供的不一致", "the digest or row count received is not the one delivered"),
    AlertRule("orphan-delivery", "A4", Level.WARNING, "提供后没有签收", "a delivery has no receipt", 3_600_000, "ms"),
    AlertRule("use-after-end", "A5", Level.RED, "协议不在有效期内仍有提供或调用", "data moved while the agreement was not in force"),
    AlertRule("no-consent", "A5", Level.RED, "转提供没有同意记录", "redistributed with no consent on record"),
    AlertRule("backdated", "A9", Level.WARNING, "记录晚于所称时间 {0} 个工作日以上", "recorded more than {0} working day(s) after the claimed time", 1, "working days"),
    AlertRule("future-dated", "A9", Level.WARNING, "所称时间晚于记录时间", "the claimed time lies after the recording", 300_000, "ms"),
)
# fmt: on

ALERT_RULES: dict[str, AlertRule] = {row.id: row for row in _ROWS}
