"""Acts on the register of departments (contracts/IDepartments.sol, contracts/departments/)."""

from __future__ import annotations

from ledger.acts.act import Act as _Act
from ledger.acts.act import Party, table
from ledger.acts.asking import of_department, of_quorum
from ledger.event_types import KeyRole

HEAD = (KeyRole.HEAD,)
ONE = "message signer signature"
ROOTS = Party("根部门负责人(达到法定票数)", "heads of root departments, as many as the quorum takes", HEAD, many=True)
OWN_HEAD = Party("本部门负责人", "a head of the department", HEAD, ("department",))


def _act(
    name: str, struct: str, zh: str, en: str, parties: tuple[Party, ...], arguments: str = ONE, **more: object
) -> _Act:
    return _Act(name, "Departments", struct, zh, en, parties, arguments, **more)  # type: ignore[arg-type]


ACTS = table(
    _act(
        "admit", "Admission", "接纳部门", "admit a department",
        (Party("上级部门负责人", "a head of the parent", HEAD, ("parent",)),),
        count=of_department("parent"), may_enclose=("names",),
    ),
    _act(
        "admitRoot", "Admission", "接纳根部门", "admit a root department", (ROOTS,), "message votes",
        count=of_quorum, may_enclose=("names",), fills={"parent": lambda *_: ""},
    ),
    _act("enrol", "KeyGrant", "登记密钥", "enrol a key", (OWN_HEAD,), count=of_department("department")),
    _act("endKey", "KeyEnd", "终止密钥", "end a key", (OWN_HEAD,), count=of_department("department")),
    _act("rotate", "KeyRotation", "更换密钥", "replace a key by its successor", (OWN_HEAD,),
         count=of_department("department")),
    _act("changeQuorum", "QuorumChange", "变更法定票数", "change the root quorum", (ROOTS,), "message votes",
         count=of_quorum),
    _act(
        "succeed", "Succession", "机构改革承继", "name the successor of a department after a reform",
        (
            Party("两部门最近共同上级的负责人; 没有共同上级时由根部门按法定票数",
                  "a head of the lowest department above both; where there is none, the root quorum",
                  HEAD, ("@succession.authority",), many=True),
            Party("承继部门负责人", "a head of the successor", HEAD, ("successor",)),
        ),
        "message votes last", count=of_department("@succession.authority"),
    ),
    _act(
        "restoreHead", "Restoration", "恢复负责人", "give a department without a head a new one",
        (Party("上级部门负责人; 根部门由其他根部门按法定票数", "a head of the parent; for a root, the quorum of the others",
               HEAD, ("@restoration.authority",), many=True),),
        "message votes", count=of_department("@restoration.authority"),
    ),
    _act(
        "accredit", "Accreditation", "认可审计方", "accredit an auditor",
        (Party("管理部门负责人", "a head of the manager", HEAD, ("manager",)),),
        makes="mandate", count=of_department("manager"),
    ),
    _act(
        "entrust", "Entrustment", "委托受托方", "entrust a contractor",
        (Party("委托部门负责人", "a head of the principal", HEAD, ("principal",)),),
        makes="mandate", count=of_department("principal"), article="36",
    ),
    _act(
        "endMandate", "MandateEnd", "终止认可或委托", "end an accreditation or entrustment",
        (Party("授权部门或其承继部门负责人", "a head of the giver or of its successor", HEAD, ("department",)),),
        makes="mandate", count=of_department("department"),
    ),
    _act("closeKeys", "KeyClosing", "终结被承继部门的密钥", "write the end of a succeeded department into its keys", (),
         "message.keys"),
)  # fmt: skip
