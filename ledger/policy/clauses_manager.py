"""Rights and duties of the managing department (数据管理部门, 条例「政务数据共享主管部门」)."""

from __future__ import annotations

from ledger.policy.clause import Term, TermKind, agreed, clause, days

# fmt: off
MANAGER_CLAUSES = (
    clause("M1", "manager", "审核并发布更新后的目录", "review an updated catalogue and publish it",
           "17", "", "catalogue.register catalogue.update", days(2), "catalogue.publish",
           "到期没有发布", "not published when due"),
    clause("M2", "manager", "多部门采集同一数据的, 明确牵头数源部门", "name the lead source where several departments collect the same data",
           "19, 41", "41(1)", "collect", agreed(), "source.assign",
           "同一数据项有两个来源而没有明确", "an item has two sources and none is named"),
    clause("M3", "manager", "组织供需对接, 对申请作形式审核", "match supply and demand; check the form of a request",
           "20", "", "request", agreed(), "review",
           "到期没有审核", "no review when due"),
    clause("M4", "manager", "在原期限届满前决定延期", "decide an extension before the original due time",
           "21", "", "extension.request", Term(TermKind.WITH_ACT), "extension.decide",
           "原期限届满后才决定", "decided after the original due time"),
    clause("M5", "manager", "协调共享争议", "mediate a dispute on sharing",
           "28, 41", "41(2)", "dispute.file", agreed(10), "dispute.mediate",
           "到期没有协调, 或由无权机关受理", "not mediated when due, or by the wrong body"),
    clause("M6", "manager", "中止后督促限期整改, 拒不整改或整改不力的方可终止", "after a suspension order rectification; end the sharing only where it is refused or insufficient",
           "27", "", "agreement.suspend", agreed(), "rectify.order",
           "没有限期整改, 或未经整改程序即终止", "no order to rectify, or ended with no such step"),
    clause("M7", "manager", "监督检查并向本级政府报告时效、质量、使用、安全情况", "inspect, and report timeliness, quality, use and safety to the government of its tier",
           "29, 38", "", "", Term(TermKind.YEARLY, 1), "inspection kpi.report",
           "一年内没有检查或报告", "none within a year"),
    clause("M8", "manager", "对违反条例的行为责令改正", "order the correction of breaches",
           "39, 40", "", "breach.mark", agreed(), "order",
           "违约超过期限而没有责令改正", "a breach stays open past the term with no order"),
    clause("M9", "manager", "保持账本中立, 不接触数据内容", "keep the ledger neutral: no access to payload",
           "", "", "", Term(TermKind.ALWAYS), "",
           "主管部门密钥读取了数据内容", "a manager's key read data content"),
)
# fmt: on
