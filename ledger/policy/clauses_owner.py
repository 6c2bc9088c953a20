"""Rights and duties of the owning department (数据归属部门, 条例「数据提供部门」)."""

from __future__ import annotations

from ledger.policy.clause import Term, TermKind, agreed, clause, days

_WITH = Term(TermKind.WITH_ACT)
_ALWAYS = Term(TermKind.ALWAYS)

# fmt: off
OWNER_CLAUSES = (
    clause("O1", "owner", "目录条目须填全第十三条所列各项, 并附保密审查与负责人同意", "a catalogue entry fills every item that article 13 lists, with a secrecy assessment and the head's approval",
           "13", "39(1)", "catalogue.register", _WITH, "catalogue.register",
           "任一必填项为空, 或无保密审查依据, 或无负责人同意", "a required item is empty, or there is no secrecy assessment, or no approval by the head"),
    clause("O2", "owner", "有条件共享须写明范围与用途, 不予共享须写明理由与依据", "conditional sharing names its range and use; refusal to share names its reason and law",
           "15", "39(1)", "catalogue.register catalogue.update", _WITH, "catalogue.register catalogue.update",
           "有条件共享而无条件, 或不予共享而无依据", "conditional without a condition, or refused without a legal basis"),
    clause("O3", "owner", "不得在目录之外另设共享条件", "no condition beyond those in the catalogue",
           "15", "39(2)", "reply agreement.offer", _ALWAYS, "",
           "答复所附条件不在目录条件之内", "a condition of the reply is not among those of the catalogue"),
    clause("O4", "owner", "依据或职责变化后更新目录", "update the catalogue after the law or the duty changes",
           "17", "39(1)", "attribution.change catalogue.update", days(10, 5), "catalogue.update",
           "到期没有目录更新, 或更新晚于其所称变化之日起的期限", "no update of the catalogue when due, or one later than the term after the change that it names"),
    clause("O5", "owner", "无条件共享的申请, 按时答复", "answer a request for data shared without condition",
           "21", "39(4)", "request supplement.supply", days(1), "reply",
           "到期没有答复, 或予以拒绝", "no reply when due, or a refusal"),
    clause("O6", "owner", "有条件共享的申请, 按时答复; 延期须经主管部门同意并告知使用部门", "answer a request for data shared under condition; an extension needs the manager's consent and word to the user",
           "21", "39(4)", "request supplement.supply", days(10, 10), "reply",
           "到期没有答复; 延期未经同意、超过十个工作日或逾期才提出", "no reply when due; an extension without consent, over ten working days, or asked for after the due time"),
    clause("O7", "owner", "拒绝须说明理由并由负责人同意", "a refusal gives reasons and has the head's approval",
           "20, 21", "", "reply", _WITH, "reply",
           "理由为空, 或批准人不是负责人, 或批准人就是起草人", "the reasons are empty, or the approver is not the head, or drafted it"),
    clause("O8", "owner", "同意后按时提供约定的版本与方式", "after consent, deliver the agreed version in the agreed mode",
           "22", "39(4)", "reply", days(20), "deliver",
           "到期没有提供, 或版本、方式与约定不符", "no delivery when due, or another version or mode than agreed"),
    clause("O9", "owner", "按更新周期保持数据现时有效", "keep the data current as its update cycle says",
           "19", "", "data.update", Term(TermKind.CYCLE), "data.update",
           "距上次更新超过周期与宽限期", "more than a cycle and its grace has passed since the last update"),
    clause("O10", "owner", "答复校核申请", "answer a request for correction",
           "26", "39(6)", "correction.request", days(10), "correction.reply",
           "到期没有答复, 或称已更正而摘要未变", "no reply when due, or called corrected with the same digest"),
    clause("O11", "owner", "不得单方停止或变更共享", "no one-sided stop or change of sharing",
           "27", "39(7)", "agreement.terminate agreement.amend agreement.suspend", _WITH, "consult agreement.file",
           "与使用部门协商或报主管部门备案之前即生效", "it took effect before the user was consulted or the manager filed it"),
    clause("O12", "owner", "上级向下级回流数据, 不附加额外限制", "return data to lower tiers without extra limits",
           "24", "39(5)", "request", agreed(), "backflow deliver",
           "附加了与安全无关的限制", "a constraint that is not about security"),
    clause("O13", "owner", "发现滥用须中止共享并督促整改, 拒不整改的可以终止", "suspend on misuse and press for a fix; may end the sharing if there is none",
           "27", "", "finding breach.mark", Term(TermKind.AT_ONCE), "agreement.suspend",
           "已认定滥用而归属部门与主管部门均未中止", "misuse is found and neither owner nor manager has suspended"),
    clause("O14", "owner", "有权查看使用部门的使用记录", "right to see the user's records of use",
           "29", "", "record.read", agreed(5), "record.disclose use.report",
           "到期没有提供使用记录", "the records are not disclosed when due"),
    clause("O15", "owner", "数源部门牵头并统一提供, 其他部门协助更新", "the lead source serves uniformly and others help to keep it current",
           "19", "39(3)", "source.assign", agreed(), "data.update collect",
           "同一数据项有两个有效数源, 或协助请求无答复", "two active sources for one item, or a request for help unanswered"),
)
# fmt: on
