"""Acts on the record of accountability (contracts/IAccountability.sol). Each rests on an event of an anchored log.

In a signed message that event is ``eventId``; the service finds its entry and proof. A mark is signed by nobody.
"""

from __future__ import annotations

from collections.abc import Callable

from ledger.acts.act import Act as _Act
from ledger.acts.act import Message, Party, table
from ledger.acts.asking import Asking, last_event, of_breach
from ledger.acts.catalogue import ZERO
from ledger.acts.departments import HEAD
from ledger.event_types import KeyRole

AUDITOR = (KeyRole.AUDITOR,)


def _body(path: str) -> Callable[[Asking, Message, Message], str]:
    return lambda asking, message, enclosed: asking.department(path, message, enclosed) or ""


def _act(name: str, struct: str, zh: str, en: str, parties: tuple[Party, ...], **more: object) -> _Act:
    given = {"arguments": "message cited signer signature"} | more
    return _Act(name, "Accountability", struct, zh, en, parties, **given)  # type: ignore[arg-type]


ACTS = table(
    _act("markBreach", "Mark", "标记违约", "mark a breach", (), arguments="message cited", makes="breach",
         encloses=("event",)),
    _act(
        "fileFinding", "Finding", "提交审计认定", "file a finding on a marked breach",
        (Party("范围内经认可的审计密钥, 不属违约部门", "an auditor's key accredited for the scope, of another department than "
               "the one that owed the duty", AUDITOR),),
        makes="breach", count=of_breach,
    ),
    _act(
        "order", "Order", "责令改正", "order the correction of a breach",
        (Party("协议管理部门或违约部门的上级部门负责人", "a head of the agreement's manager, or of a department above the one "
               "that owed the duty", HEAD, ("department",)),),
        makes="breach", count=of_breach, article="39, 40",
    ),
    _act(
        "rectify", "Rectification", "报告整改", "report that a breach is made good",
        (Party("违约部门负责人", "a head of the department that owed the duty", HEAD, ("@breach.department",)),),
        makes="breach", count=of_breach,
    ),
    _act(
        "accept", "Acceptance", "验收或退回整改", "accept or reject a rectification",
        (Party("经认可的审计密钥, 或有权责令的部门负责人", "an accredited auditor's key, or a head of a department that may order",
               (KeyRole.HEAD, KeyRole.AUDITOR), ("department",)),),
        makes="breach", count=of_breach, fills={"scope": lambda *_: ZERO},
    ),
    _act(
        "fileDispute", "DisputeFiling", "提出争议", "file a dispute",
        (Party("申请方负责人", "a head of the claimant", HEAD, ("claimant",)),), makes="dispute", article="28",
    ),
    _act(
        "negotiate", "Negotiation", "记录协商结果", "end the negotiation",
        (Party("任一方负责人; 和解由申请方", "a head of either side; of the claimant where it is settled", HEAD, ("department",)),),
        makes="dispute", article="28", fills={"previous": last_event},
    ),
    _act(
        "mediate", "Mediation", "记录调解结果", "end the mediation",
        (Party("路径所定管理部门负责人", "a head of the manager that the route names", HEAD, ("body",)),),
        makes="dispute", article="28", fills={"previous": last_event, "body": _body("@dispute.mediator")},
    ),
    _act(
        "decide", "Decision", "记录裁决", "record the decision of the government",
        (Party("路径所定人民政府负责人", "a head of the government that the route names", HEAD, ("body",)),),
        makes="dispute", article="28", fills={"previous": last_event, "body": _body("@dispute.decider")},
    ),
)  # fmt: skip
