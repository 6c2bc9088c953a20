"""What is refused by agreements, in words: what was wrong and what would be right."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "AlreadyConcluded": (
        "相同条款的协议 {id} 已经订立，不能重复订立",
        "an agreement with these very terms, {id}, is concluded already; nothing needs to be done",
    ),
    "DueInThePast": (
        "整改期限 {dueAt} 不晚于当前时间：应给出将来的期限",
        "rectification due at {dueAt} is not after now: name a time to come",
    ),
    "EffectOutOfBounds": (
        "停止时间 {effectAt} 应不早于 {earliest}，且早于协议终点 {end}",
        "a stop at {effectAt} must not be before {earliest}, and be before the agreement's own end {end}",
    ),
    "EmptyPeriod": (
        "使用期 [{useFrom}, {useUntil}) 为空或已结束：结束时间应晚于开始时间和当前时间",
        "the period of use [{useFrom}, {useUntil}) is empty or over: it must end after its start and after now",
    ),
    "ListLength": (
        "列表 {what} 有 {length} 项，应为 1 至 {cap} 项",
        "the list {what} has {length} members, expected 1 to {cap}",
    ),
    "NoRectification": (
        "协议 {id} 没有整改要求：先责令限期整改",
        "no rectification is ordered for agreement {id}: order it first",
    ),
    "NotAnOfficer": (
        "签名者 {signer} 此刻不是部门 {department} 的有效负责人或经办人密钥",
        "{signer} is neither a head nor an officer of department {department} now",
    ),
    "NotEntitled": (
        "部门 {department}（签名者 {signer}）在此协议中无权作出这一步",
        "department {department} (signer {signer}) may not take this step in this agreement",
    ),
    "OfferPeriod": (
        "要约有效期至 {openUntil} 无效：应晚于当前时间且不晚于 {latest}",
        "an offer open until {openUntil} must end after now and not after {latest}",
    ),
    "PartyChanged": (
        "所给当事部门是 {given}，应为 {expected}：变更不得更换当事部门；部门已被承继的，由承继部门重新提出并签署",
        "the party is {given}, expected {expected}: parties stay; a department that was succeeded is replaced by its successor",
    ),
    "RectificationNotOver": (
        "整改期限 {dueAt} 未过：期满仍不整改方可终止",
        "the time to rectify runs until {dueAt}: only after it may the agreement be ended for misuse",
    ),
    "RectificationStands": (
        "已有整改要求，期限 {dueAt}：不能重复责令",
        "rectification is ordered already, due at {dueAt}",
    ),
    "ReferenceMissing": (
        "须引用一个事件：所给摘要为零",
        "an event must be cited: the reference given is zero",
    ),
    "RetentionTooShort": (
        "记录保存至 {retentionUntil} 太短：至少应到 {required}（使用期结束后三年）",
        "records kept until {retentionUntil} are kept too short: until {required} at least (three years after the use)",
    ),
    "SameDepartment": (
        "部门 {department} 不能同时担任协议的两方：归属、使用、管理应为三个不同部门",
        "department {department} stands on two sides: owner, user and manager must be three departments",
    ),
    "TextLength": (
        "文本 {what} 有 {length} 字节，应为 1 至 {cap} 字节",
        "the text {what} has {length} bytes, expected 1 to {cap}",
    ),
    "TextMissing": (
        "协议须绑定中文文本、英文文本、策略与工作日历四个摘要，缺一不可",
        "terms bind four hashes: the Chinese text, the English text, the policy and the calendar; one is zero",
    ),
    "UnknownGrade": (
        "数据级别 {grade} 无效：应为 1 至 3",
        "grade {grade} is none of 1 to 3",
    ),
    "UnknownMode": (
        "共享方式“{mode}”无效：应为 api、batch 或 file",
        "mode '{mode}' is none of api, batch, file",
    ),
    "UnknownRedistribution": (
        "再分发规则“{redistribution}”无效：应为 none 或 with-consent",
        "the rule of redistribution '{redistribution}' is neither none nor with-consent",
    ),
    "WrongState": (
        "协议 {id} 的状态是「{state}」，不能作出这一步",
        "agreement {id} is {state}, which does not allow this step",
    ),
}
