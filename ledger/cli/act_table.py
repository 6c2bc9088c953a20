"""Readable commands for everyday acts on the chain: one row each. What is not here is done with ``quanze act``.

A row's options are members of the message, by their names there: ``x*`` is an argument, ``x?`` may be left out and is
filled in, ``x=…`` has a default (``own``: the key's department; ``now``, ``open``: times), ``x:flag`` has another name at
the command line, ``>x`` is enclosed beside the message, ``message`` is the whole of it. `ledger.guide.act_words` says in words
what each is.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One command.

    Attributes:
        group: names of the groups it stands in, blank between them.
        act: of `ledger.acts.ACTS`.
        options: see above.
        zh, en: what it does, and whose key signs.
    """

    group: str
    name: str
    act: str
    options: str
    zh: str
    en: str


# where a member means something else than elsewhere (`ledger.guide.act_words`)
STRUCTS = {
    "accept": "Acceptance", "accredit": "Accreditation", "amend": "Amendment", "decide": "Decision",
    "endGrant": "GrantEnd", "endMandate": "MandateEnd", "fileFinding": "Finding", "grant": "Grant", "markBreach": "Mark",
    "mediate": "Mediation", "negotiate": "Negotiation", "order": "Order", "rotate": "KeyRotation",
}  # fmt: skip
_REASON = "agreement* reasonEvent"
ROWS = (
    Row("agreement", "offer", "offer", "terms* openUntil",
        "发出要约, --key 为归属或使用部门负责人", "offer terms; --key is a head of owner or user"),
    Row("agreement", "sign-offer", "sign", "message*:TERMS",
        "签署对方的要约", "sign what the other side offered; --key is a head of the other side"),
    Row("agreement", "file", "file", "message*:TERMS",
        "管理部门备案, 协议成立", "file what both sides signed; --key is a head of the manager"),
    Row("agreement", "withdraw", "withdraw", _REASON,
        "撤回或谢绝要约", "take back or decline an offer; --key is a head of owner or user"),
    Row("agreement", "amend", "amend", "previous* terms*",
        "变更协议, 三方签名, 须 --out", "replace a version by a new one; three parties sign: give --out"),
    Row("agreement", "suspend", "suspend", _REASON,
        "暂停协议", "suspend; --key is a head or officer of owner or manager"),
    Row("agreement", "resume", "resume", _REASON,
        "恢复协议", "lift a suspension; --key is of who suspended, or of the manager"),
    Row("agreement", "order-rectification", "orderRectification", "agreement* dueAt reasonEvent",
        "责令使用部门限期整改", "order the user to mend its misuse; --key is a head of owner or manager"),
    Row("agreement", "refuse-rectification", "refuseRectification", _REASON,
        "拒绝整改", "refuse to rectify; --key is a head of the user"),
    Row("agreement terminate", "misuse", "terminateForMisuse", _REASON,
        "因滥用终止", "end for misuse that was not mended; --key is a head of owner or manager"),
    Row("agreement terminate", "agreed", "terminateByAgreement", _REASON,
        "协商终止, 三方签名, 须 --out", "end by consent of all three: give --out"),
    Row("agreement terminate", "owner-stop", "stopByOwner", "agreement* consultationEvent effectAt",
        "归属部门停止共享, 经协商并由管理部门备案, 须 --out", "owner stops after consultation; owner and manager sign: give --out"),
    Row("agreement terminate", "purpose-end", "endPurpose", _REASON,
        "目的实现或消失", "the purpose is fulfilled or gone; --key is a head of the user"),
    Row("agreement", "close", "close", "agreement* certificate disposalEvent",
        "凭处置证明办结, 使用与归属部门签名, 须 --out", "close on proof of disposal; user and owner sign: give --out"),
    Row("department", "rotate-key", "rotate", "key* successor* department=own since=now validUntil=open reason",
        "更换密钥", "replace a key by a new one of the same role; --key is a head"),
    Row("department", "accredit", "accredit",
        f"auditor* manager=own key=0x{'00' * 20}:auditor-key subtree= subjects= validFrom=0 validUntil=open",
        "认可审计方", "accredit an auditor; --key is a head of the manager"),
    Row("department", "entrust", "entrust", "contractor* principal=own validFrom=0 validUntil approval",
        "委托受托方", "entrust a contractor; --key is a head of the principal"),
    Row("department", "end-mandate", "endMandate", "mandate* department=own since=now reason",
        "终止认可或委托", "end an accreditation or entrustment; --key is a head of the giver"),
    Row("department", "succeed", "succeed", "department* successor* instrument effectiveAt=0",
        "机构改革承继, 共同上级与承继部门签名, 须 --out", "name a successor; the one above and the successor sign: give --out"),
    Row("department", "restore-head", "restoreHead", "department* head validFrom=0 validUntil=open instrument",
        "为没有负责人密钥的部门恢复负责人", "give a department without a head a new one; --key is a head of the parent"),
    Row("department", "quorum", "changeQuorum", "votes*",
        "变更根部门法定票数, 多方签名时用 --out", "change the root quorum; where several heads vote give --out"),
    Row("catalogue", "submit", "submit", "message*:ENTRY",
        "提交目录条目待审", "submit an entry for review; --key is a head of the owner"),
    Row("catalogue", "publish-entry", "publish", ">entry* review regrade?",
        "审核并发布目录条目", "review and publish an entry; --key is a head or officer of the manager"),
    Row("catalogue", "refuse-entry", "refuse", ">entry* reason",
        "退回目录条目", "send an entry back; --key is a head or officer of the manager"),
    Row("catalogue", "change-attribution", "changeAttribution", "item* from to manager instrument",
        "变更归属, 三方签名, 须 --out", "move an item to another owner; three parties sign: give --out"),
    Row("catalogue", "assign-source", "assignSource", "item* source basis replaced?",
        "指定牵头数源部门", "name the lead source; --key is a head of the manager"),
    Row("catalogue", "link", "link", "item* duty table linked",
        "建立或取消职责、数据、表的关联", "link duty, item, table; --key is a head of the owner"),
    Row("catalogue", "grant", "grant", "item* operator rightType vocabulary=1 scope until incomeShare=0 approval",
        "授予权利, 三方签名, 须 --out", "grant a right; owner, manager, operator sign: give --out"),
    Row("catalogue", "end-grant", "endGrant", "grant* department=own since=now reason",
        "终止授权", "end a grant; --key is a head of owner or manager"),
    Row("breach", "mark", "markBreach", f"clause* department agreement=0x{'00' * 32} item= dueAt calendar absence >event",
        "标记违约, 任何人可提交", "mark a breach; nobody signs, anyone may"),
    Row("breach", "find", "fileFinding", "breach* scope severity report eventId",
        "提交审计认定", "file a finding; --key is an accredited auditor's"),
    Row("breach", "order", "order", "breach* department=own measures due eventId",
        "责令改正", "order the correction; --key is a head of the manager or of a department above"),
    Row("breach", "rectify", "rectify", "breach* proof eventId",
        "报告整改", "report that it is made good; --key is a head of the debtor"),
    Row("breach", "accept", "accept", "breach* department=own accepted report eventId scope?",
        "验收或退回整改", "accept or reject a rectification; --key is an auditor's, or of who may order"),
    Row("dispute", "file", "fileDispute", f"respondent* agreement=0x{'00' * 32} item= claimant=own claim eventId",
        "提出争议", "file a dispute; --key is a head of the claimant"),
    Row("dispute", "negotiate", "negotiate", "dispute* department=own settled report eventId previous?",
        "记录协商结果", "end the negotiation; --key is a head of either side"),
    Row("dispute", "mediate", "mediate", "dispute* settled report eventId body? previous?",
        "记录调解结果", "end the mediation; --key is a head of the manager on the route"),
    Row("dispute", "decide", "decide", "dispute* ruling eventId body? previous?",
        "记录裁决", "record the decision; --key is a head of the government on the route"),
)  # fmt: skip
