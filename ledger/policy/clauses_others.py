"""Clauses of auditors, contractors and platforms, and those that bind every party."""

from __future__ import annotations

from ledger.policy.clause import Term, TermKind, agreed, clause, hours

_WITH = Term(TermKind.WITH_ACT)
_ALWAYS = Term(TermKind.ALWAYS)

# fmt: off
OTHER_CLAUSES = (
    clause("A1", "auditor", "只在授权范围与期限内查阅, 查阅本身留痕", "read only inside the accredited scope and dates; reading leaves a record",
           "", "", "audit.access record.read", _ALWAYS, "audit.access",
           "超出范围, 或查阅没有记录", "outside the scope, or a reading that is not recorded"),
    clause("A2", "auditor", "审计发现须引用事件编号与摘要", "a finding cites event ids and digests",
           "", "", "finding", _WITH, "finding",
           "没有引用证据", "no reference to evidence"),
    clause("P1", "contractor", "未经批准不得访问、留存、使用、关联所接触的数据", "no access, keeping, use or linking without approval",
           "36; 网络数据安全管理条例 15, 16", "", "", _ALWAYS, "",
           "没有委托部门或批准依据的行为", "an act with no entrusting department or approval"),
    clause("P2", "platform", "原样传输, 稳定运行", "carry data unchanged and run stably",
           "36", "", "transfer", _ALWAYS, "transfer",
           "传出摘要与传入摘要不一致", "the digest carried out is not the digest carried in"),
    clause("X1", "any", "共享个人信息、重要数据须书面约定目的、方式、范围、保护义务; 提供重要数据前作风险评估, 法定职责除外", "sharing personal or important data needs purpose, method, scope and protection in writing; important data a risk assessment first, unless a statutory duty",
           "网络数据安全管理条例 12, 31", "", "agreement.offer deliver", _WITH, "agreement.sign risk.assess",
           "缺少书面约定或风险评估", "no written terms, or no risk assessment"),
    clause("X2", "any", "按主体类别限时报告网络安全事件: 关键信息基础设施一小时, 中央和国家机关两小时, 其他四小时; 中央和国家机关重大以上事件, 其网信机构收到后一小时内上报", "report a network security incident in time: critical infrastructure one hour, central organs two, others four; the office of a central organ passes a grave one on within an hour",
           "国家网络安全事件报告管理办法", "", "incident incident.report", hours(4), "incident.report",
           "迟报或未报", "reported late or not at all"),
    clause("X3", "any", "办理公民、法人的投诉举报", "deal with complaints of citizens and legal persons",
           "37", "", "complaint", agreed(), "complaint.close",
           "超过期限未办结", "open past its term"),
)
# fmt: on
