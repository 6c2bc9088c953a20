"""What is refused by the record of accountability, in words: what was wrong and what would be right."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "AlreadyFiled": (
        "争议 {dispute} 已经提出，无须重复",
        "the dispute {dispute} was filed already; nothing needs to be done",
    ),
    "AlreadyMarked": (
        "违约 {breach} 已经标记，无须重复",
        "the breach {breach} was marked already; nothing needs to be done",
    ),
    "CalendarMissing": (
        "须写明计算期限所用的工作日历：所给摘要为零",
        "the calendar that counted the due time must be named: the hash given is zero",
    ),
    "EventNotProven": (
        "证明不能说明第 {index} 条在规模 {size} 的已锚定日志中：请等待锚定后重新取得证明",
        "the path does not prove entry {index} in the log anchored at {size}: wait until it is anchored and prove it again",
    ),
    "EventReused": (
        "事件 {eventId} 已用于同一案件的另一步：请引用另一事件",
        "the event {eventId} was cited for another step of the same case: cite another one",
    ),
    "MayNotOrder": (
        "部门 {department} 既不管理该协议，也不是 {debtor} 的上级：无权责令或验收",
        "department {department} neither manages the agreement nor stands above {debtor}: it may not order or accept here",
    ),
    "NoBody": (
        "登记中没有可受理此争议的机构：两部门须有共同上级政府",
        "the registry holds no body for this step: both departments need a government above them",
    ),
    "NotAParty": (
        "部门 {department} 不是该协议或争议的当事方",
        "department {department} is no side of this agreement or dispute",
    ),
    "NotAccredited": (
        "审计密钥 {auditor} 此刻在范围 {scope} 内没有认可，或该范围与此案无关：请先取得认可",
        "{auditor} is not accredited for the scope {scope} now, or the scope has nothing to do with the breach: get accredited first",
    ),
    "NotAnAuditor": (
        "签名者 {signer} 此刻不是有效的审计密钥",
        "{signer} is no valid auditor's key now",
    ),
    "NotAnEventEntry": (
        "所附内容不是第 {index} 条事件条目",
        "the bytes enclosed are no event entry of index {index}",
    ),
    "NotDue": (
        "义务的期限 {dueAt} 未到：到期后方可标记",
        "the duty is due at {dueAt}: it can be marked from then on",
    ),
    "NotItsEvent": (
        "事件 {eventId} 不是部门 {department} 的有效密钥在当时签署的（签名者 {eventSigner}）：请引用本部门的事件",
        "the event {eventId} was not signed by a key that was {department}'s when it was recorded (signer {eventSigner}): cite an event of that department",
    ),
    "NotTheDebtor": (
        "按条款，此义务由 {debtor} 承担，而不是 {given}",
        "by its clause this duty is owed by {debtor}, not by {given}",
    ),
    "OrderDuePast": (
        "整改期限 {due} 不晚于当前时间：应给出将来的期限",
        "correction due at {due} is not after now: name a time to come",
    ),
    "OtherEvent": (
        "签名所引事件是 {eventId}，所证明的是 {proven}：两者应相同",
        "the signature rests on event {eventId}, but {proven} is proven: they must be the same",
    ),
    "OwnCase": (
        "部门 {department} 不得审计或验收自己的案件",
        "department {department} neither audits nor accepts its own case",
    ),
    "SubjectUnclear": (
        "对象须是一份协议或一项数据，二者取一",
        "the subject is either an agreement or an item, not both and not neither",
    ),
    "TextMissing": (
        "须附文书的摘要：所给摘要为零",
        "the hash of the text that the step carries is missing",
    ),
    "UnknownAgreement": (
        "没有订立协议 {agreement}",
        "no agreement {agreement} was concluded",
    ),
    "UnknownClause": (
        "没有条款 {clause}：见条款表",
        "there is no clause {clause}: see the list of clauses",
    ),
    "UnknownSeverity": (
        "严重程度 {severity} 无效：应为 1 至 3",
        "severity {severity} is none of 1 to 3",
    ),
    "WrongBody": (
        "此步应由 {right} 作出，而不是 {given}",
        "this step belongs to {right}, not to {given}",
    ),
    "WrongBreachState": (
        "违约 {breach} 的状态是「{state}」，不能作出这一步",
        "the breach {breach} is {state}, which does not allow this step",
    ),
    "WrongDisputeState": (
        "争议 {dispute} 的状态是「{state}」，不能作出这一步",
        "the dispute {dispute} is {state}, which does not allow this step",
    ),
    "WrongPrevious": (
        "所引的上一步事件是 {given}，应为 {expected}：请引用上一步的事件",
        "the step before rests on event {expected}, but {given} is cited: cite that one",
    ),
}
