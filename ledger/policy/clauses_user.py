"""Rights and duties of the using department (数据使用部门, 条例「数据需求部门」)."""

from __future__ import annotations

from ledger.policy.clause import Term, TermKind, agreed, clause, hours

_WITH = Term(TermKind.WITH_ACT)
_ALWAYS = Term(TermKind.ALWAYS)

# fmt: off
USER_CLAUSES = (
    clause("U1", "user", "申请须写明依据、场景、范围、方式、时限, 真实、合法、必要, 并经负责人同意", "a request states basis, scenario, scope, mode and term, truly, lawfully and of need, approved by the head",
           "20", "", "request", _WITH, "request",
           "任一项为空, 或依据不在册, 或范围超出职责", "an item is empty, or the basis is not on record, or the scope exceeds the department's duties"),
    clause("U2", "user", "未经归属部门同意, 不得扩大范围或改作他用", "no wider scope and no other purpose without the owner's consent",
           "25", "40(2)", "call derive link aggregate", _ALWAYS, "consent",
           "目的、办件类型、字段或数量超出协议", "purpose, case type, fields or volume outside the agreement"),
    clause("U3", "user", "未经归属部门同意, 不得转提供第三方", "no passing to a third party without the owner's consent",
           "25", "40(3)", "redistribute", _WITH, "consent",
           "转提供之前没有同意记录", "redistributed with no prior consent on record"),
    clause("U4", "user", "可共享取得的数据不得重复采集", "do not collect again what sharing gives",
           "19", "40(1)", "collect", _ALWAYS, "",
           "采集了有效协议可以取得的数据", "collected an item that an active agreement gives"),
    clause("U5", "user", "发现数据错误及时提出校核", "report errors promptly",
           "26", "", "quality.issue", agreed(3), "correction.request",
           "发现问题后继续使用而不提出校核", "use goes on after a quality issue with no request for correction"),
    clause("U6", "user", "记录使用场景、过程、成效、存储与销毁, 保存不少于三年", "record scenario, course, outcome, storage and disposal, and keep it three years",
           "29", "40(5)", "call derive", agreed(), "use.report",
           "记录中断, 或使用结束后不满三年即灭失", "a gap, or a record lost within three years of the end of use"),
    clause("U7", "user", "目的已实现、无法实现或不再需要时, 按归属部门要求妥善处置", "dispose of the data as the owner asks once the purpose is met, impossible or gone",
           "27", "40(4)", "purpose.end retention.end agreement.terminate", agreed(10), "dispose destroy",
           "到期没有处置证明, 或之后仍在调用", "no proof of disposal when due, or a later call with the same data"),
    clause("U8", "user", "保护所取得的数据, 对使用中的篡改、破坏、泄露、非法利用负责", "protect the data; answer for tampering, destruction, leaks and unlawful use in one's hands",
           "34", "40(6)", "incident", hours(4), "incident.report",
           "迟报或未报", "reported late or not at all"),
    clause("U9", "user", "对每次提供签收或提出异议", "countersign or dispute each delivery",
           "", "", "deliver", agreed(2), "receipt",
           "到期没有签收记录", "a delivery with no receipt when due"),
    clause("U10", "user", "有权在限额内核验、调用, 并对质量提出异议", "right to verify and call within quota, and to contest quality",
           "", "", "", Term(TermKind.NONE), "verify call",
           "归属部门或平台在协议范围内拒绝", "owner or platform refuses inside the agreement"),
)
# fmt: on
