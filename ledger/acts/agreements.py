"""Acts on sharing agreements (contracts/IAgreements.sol, contracts/agreements/IAgreementLife.sol).

Where a department was succeeded by another one, its successor signs.
"""

from __future__ import annotations

from ledger.acts.act import Act as _Act
from ledger.acts.act import Party, table
from ledger.acts.asking import of_agreement
from ledger.acts.catalogue import OFFICE
from ledger.acts.departments import HEAD

_OWNER, _USER, _MANAGER = "@agreement.owner", "@agreement.user", "@agreement.manager"
CONSENTING = tuple(
    Party(zh, en, HEAD, (f"parties.{side}",))
    for side, zh, en in (
        ("owner", "归属部门负责人", "a head of the owner"),
        ("user", "使用部门负责人", "a head of the user"),
        ("manager", "管理部门负责人", "a head of the manager"),
    )
)
AMENDING = tuple(Party(one.zh, one.en, HEAD, (f"terms.{one.at[0]}",)) for one in CONSENTING)
OWNER = Party("归属部门负责人", "a head of the owner", HEAD, (_OWNER,))
USER = Party("使用部门负责人", "a head of the user", HEAD, (_USER,))
MANAGER = Party("管理部门负责人", "a head of the manager", HEAD, (_MANAGER,))
SUPERVISING = Party("归属部门或管理部门负责人", "a head of the owner or of the manager", HEAD, (_OWNER, _MANAGER))
SUSPENDING = Party(
    "归属部门或管理部门的负责人或经办人", "a head or officer of the owner or of the manager", OFFICE, (_OWNER, _MANAGER)
)


def _act(name: str, struct: str, zh: str, en: str, parties: tuple[Party, ...], **more: object) -> _Act:
    given = {"arguments": "message consent", "makes": "agreement", "article": "27", "count": of_agreement} | more
    return _Act(name, "Agreements", struct, zh, en, parties, **given)  # type: ignore[arg-type]


ACTS = table(
    _act("conclude", "Terms", "订立协议", "conclude an agreement", CONSENTING,
         arguments="message consents", count=None, article="20, 21"),
    _act(
        "offer", "Offer", "发出要约", "offer terms",
        (Party("归属部门或使用部门负责人", "a head of the owner or of the user", HEAD,
               ("terms.parties.owner", "terms.parties.user")),),
        arguments="message.terms message.openUntil consent", count=None, article="20",
    ),
    _act(
        "sign", "Terms", "签署要约", "sign what the other side offered",
        (Party("未发出要约一方的负责人", "a head of the side, owner or user, that did not offer", HEAD,
               ("parties.owner", "parties.user")),),
        arguments="id consent", count=None, article="20, 21",
    ),
    _act("file", "Terms", "备案", "file what owner and user signed", CONSENTING[2:], arguments="id consent",
         count=None, article="20, 21"),
    _act(
        "withdraw", "Withdrawal", "撤回或谢绝要约", "take back or decline an offer",
        (Party("归属部门或使用部门负责人", "a head of the owner or of the user", HEAD, (_OWNER, _USER)),), article="",
    ),
    _act("amend", "Amendment", "变更协议", "replace a version by a new one", AMENDING,
         arguments="message.previous message.terms consents", count=None),
    _act("suspend", "Suspension", "暂停协议", "suspend an agreement on suspicion of misuse", (SUSPENDING,)),
    _act(
        "resume", "Resumption", "恢复协议", "lift a suspension",
        (Party("暂停方或管理部门的负责人或经办人", "a head or officer of the one that suspended, or of the manager", OFFICE,
               (_OWNER, _MANAGER)),),
    ),
    _act("orderRectification", "RectificationOrder", "责令限期整改", "order the user to mend its misuse",
         (SUPERVISING,)),
    _act("refuseRectification", "RectificationRefusal", "拒绝整改", "refuse to rectify", (USER,)),
    _act("terminateForMisuse", "MisuseTermination", "因滥用终止", "end an agreement for misuse", (SUPERVISING,)),
    _act("terminateByAgreement", "AgreedTermination", "协商终止", "end an agreement by consent of all three",
         (OWNER, USER, MANAGER), arguments="message consents"),
    _act("stopByOwner", "OwnerStop", "归属部门停止共享", "stop sharing after consultation and filing", (OWNER, MANAGER),
         arguments="message consent other"),
    _act("endPurpose", "PurposeEnd", "目的实现或消失", "end the use, its purpose being fulfilled or gone", (USER,)),
    _act(
        "close", "Disposal", "办结协议", "close an agreement on proof of disposal",
        (USER, Party("归属部门负责人或经办人", "a head or officer of the owner", OFFICE, (_OWNER,))),
        arguments="message consent other",
    ),
)  # fmt: skip
