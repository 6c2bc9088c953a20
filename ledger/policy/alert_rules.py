"""Alerts that the ledger's own record can raise: one row a rule, with its level, who must act, and its default threshold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ledger.errors import InputRefused


class Level(StrEnum):
    """How urgent: a word to the wise, a thing to see to, a thing to stop."""

    NOTICE = "notice"
    WARNING = "warning"
    RED = "red"


@dataclass(frozen=True)
class AlertRule:
    """One row.

    Attributes:
        group: A1 临期超期, A2 超频超量超字段, A3 无办件与失效密钥, A4 哈希不一致与孤立, A5 越权继续使用, A6 滞后与旧版,
            A7 双源与重复采集, A8 级别倒挂, A9 倒签, A10 结构不符, A11 事件报告时钟, A12 到期, A13 质量未达标,
            A14 加码与二次补正, A15 链健康.
        acts: who must act: owner, user, manager of the matter; actor of the event; party of the duty; operator.
        threshold: default number, in the unit that ``unit`` names; 0 where the rule has none.
    """

    id: str
    group: str
    level: Level
    acts: str
    zh: str
    en: str
    threshold: int = 0
    unit: str = ""


# fmt: off
_N, _W, _R = Level.NOTICE, Level.WARNING, Level.RED
_ROWS = (
    AlertRule("due-soon", "A1", _N, "duty", "条款 {0} 将于 {1} 到期", "clause {0} is due at {1}", 3, "working days"),
    AlertRule("due-last", "A1", _W, "duty", "条款 {0} 即将于 {1} 到期", "clause {0} is about to be due, at {1}", 1, "working days"),
    AlertRule("overdue", "A1", _R, "duty", "条款 {0} 已于 {1} 到期而未履行", "clause {0} was due at {1} and is not met"),
    AlertRule("quota-exceeded", "A2", _W, "user", "当日调用 {0} 次, 约定 {1} 次", "{0} calls in one day, {1} agreed"),
    AlertRule("volume-unusual", "A2", _W, "user", "当日调用 {0} 次, 远超近 30 日的常态(均值 {1})", "{0} calls in one day, far above the last 30 days (mean {1})", 3, "standard deviations"),
    AlertRule("off-hours", "A2", _W, "user", "非工作时段调用 {0} 次", "{0} calls outside working hours", 20, "calls"),
    AlertRule("rows-exceeded", "A2", _W, "owner", "一次提供 {0} 行, 约定至多 {1} 行", "{0} rows in one delivery, at most {1} agreed"),
    AlertRule("field-outside", "A2", _R, "user", "字段 {0} 不在协议之内", "fields {0} are outside the agreement"),
    AlertRule("purpose-outside", "A2", _R, "user", "目的 {0} 不在协议之内", "purpose {0} is outside the agreement"),
    AlertRule("no-case", "A3", _W, "user", "调用没有办件编号", "a call names no case"),
    AlertRule("case-closed", "A3", _W, "user", "调用所列办件 {0} 此前已办结", "the case {0} that a call names was closed before it"),
    AlertRule("key-invalid", "A3", _R, "actor", "所称发生时签名密钥无效(未生效、已到期或已吊销)", "the signing key was not valid at the claimed time"),
    AlertRule("deliver-mismatch", "A4", _R, "owner", "提供的摘要与发布的版本不一致", "the digest delivered is not the one published"),
    AlertRule("transfer-mismatch", "A4", _R, "actor", "传输中摘要改变", "the digest changed in transit"),
    AlertRule("receipt-mismatch", "A4", _R, "manager", "签收的摘要或行数与提供的不一致", "the digest or row count received is not the one delivered"),
    AlertRule("orphan-delivery", "A4", _W, "user", "提供后没有签收", "a delivery has no receipt", 3_600_000, "ms"),
    AlertRule("orphan-call", "A4", _W, "manager", "调用 {0} 只有一方记录", "only one side recorded the call {0}", 3_600_000, "ms"),
    AlertRule("stop", "A5", _R, "user", "协议已{0}: 须立即停止使用", "the agreement is {1}: use must stop at once"),
    AlertRule("use-after-end", "A5", _R, "actor", "协议不在有效期内仍有提供或调用", "data moved while the agreement was not in force"),
    AlertRule("no-consent", "A5", _R, "user", "转提供没有同意记录", "redistributed with no consent on record"),
    AlertRule("stale-data", "A6", _W, "owner", "更新周期已于 {0} 届满, 宽限期已过而没有新版本", "the update cycle ended at {0} and its grace has passed with no newer version", 3, "working days"),
    AlertRule("old-version", "A6", _W, "actor", "新版本已公布, 仍使用或提供旧版 {0}", "version {0} is still used or delivered although a newer one was announced", 86_400_000, "ms"),
    AlertRule("second-source", "A7", _W, "manager", "同一数据另有来源 {0} 而没有明确牵头数源部门", "the same data has another source, {0}, and no lead source is assigned"),
    AlertRule("repeat-collection", "A7", _W, "actor", "重复采集: 依现有协议即可取得 {0}", "collected again although {0} can be had under an agreement"),
    AlertRule("grade-inverted", "A8", _R, "actor", "加工结果定为 {0} 级, 低于来源的 {1} 级, 未见重新定级", "the derived data is graded {0}, below its source's {1}, with no regrading on record"),
    AlertRule("backdated", "A9", _W, "actor", "记录晚于所称时间 {0} 个工作日以上", "recorded more than {0} working day(s) after the claimed time", 1, "working days"),
    AlertRule("future-dated", "A9", _W, "actor", "所称时间晚于记录时间", "the claimed time lies after the recording", 300_000, "ms"),
    AlertRule("sequence-gap", "A9", _W, "actor", "编号不连续: 前一号未见记录", "a number before this event's own was never recorded", 3_600_000, "ms"),
    AlertRule("schema-drift", "A10", _W, "owner", "数据结构与目录登记的不符", "the schema is not the one that the catalogue holds"),
    AlertRule("incident-half", "A11", _W, "actor", "安全事件报告时限已过 {0}%, 尚未报告", "{0} % of the time to report an incident has passed with no report", 50, "percent"),
    AlertRule("incident-late", "A11", _R, "actor", "安全事件发现后 {0} 小时内未报告", "an incident was not reported within {0} hour(s)", 4, "hours"),
    AlertRule("key-expiring", "A12", _N, "actor", "密钥 {0} 将于 {1} 到期", "the key {0} ends at {1}", 30, "days"),
    AlertRule("assessment-due", "A12", _N, "actor", "下一次评估或演练须于 {0} 前进行", "the next assessment or drill is due by {0}", 30, "days"),
    AlertRule("accreditation-expiring", "A12", _N, "actor", "{0} 的审计授权将于 {1} 到期", "the accreditation of {0} ends at {1}", 30, "days"),
    AlertRule("quality-unmet", "A13", _W, "manager", "质量连续 {0} 轮未达标", "quality missed its target {0} times in a row", 3, "rounds"),
    AlertRule("closed-unmet", "A13", _R, "manager", "质量未达标而闭环: {0}", "the quality loop was closed below its targets: {0}"),
    AlertRule("condition-added", "A14", _W, "owner", "答复所附条件“{0}”不在目录条件之内", "the condition “{0}” of the reply is not among the catalogue's"),
    AlertRule("second-supplement", "A14", _W, "owner", "同一申请第二次要求补正", "supplements were asked for a second time"),
    AlertRule("anchor-late", "A15", _W, "operator", "已有 {0} 秒的记录未上链锚定", "entries have waited {0} s for an anchor", 300, "s"),
    AlertRule("chain-away", "A15", _W, "operator", "链没有应答", "the chain does not answer"),
    AlertRule("chain-behind", "A15", _N, "operator", "尚有 {0} 个区块未读", "{0} blocks are not yet read", 100, "blocks"),
    AlertRule("witness-behind", "A15", _W, "operator", "见证未达法定数, 落后 {0} 条", "the witnesses' quorum is {0} entries behind", 1000, "entries"),
    AlertRule("log-frozen", "A15", _R, "operator", "日志已冻结: {0}", "the log is frozen: {1}"),
    AlertRule("calendar-unpublished", "A15", _N, "operator", "{0} 年工作日历尚未公布, 届时期限只是暂定", "no calendar for {0} is published: terms that reach into it are provisional", 30, "days"),
)
# fmt: on

ALERT_RULES: dict[str, AlertRule] = {row.id: row for row in _ROWS}


def thresholds(given: Mapping[str, Any]) -> dict[str, int]:
    """Every rule's threshold: its default, or the number ``given`` by rule id.

    Raises:
        InputRefused: a rule that does not exist or has no threshold, or a number that is not a whole one from 0 up.
    """
    for name, number in given.items():
        rule = ALERT_RULES.get(name)
        if rule is None or not rule.unit:
            known = ", ".join(row.id for row in _ROWS if row.unit)
            raise InputRefused(
                zh=f"没有可设阈值的预警规则 {name}: 可设 {known}",
                en=f"no alert rule with a threshold is called {name}; known: {known}",
                rule=name,
            )
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**53:
            raise InputRefused(
                zh=f"预警规则 {name} 的阈值须是非负整数, 单位 {rule.unit}",
                en=f"the threshold of {name} is a whole number of {rule.unit}, not below 0",
                rule=name,
            )
    return {row.id: row.threshold for row in _ROWS} | dict(given)
