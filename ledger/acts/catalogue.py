"""Acts on the catalogue of data (contracts/ICatalogue.sol)."""

from __future__ import annotations

from ledger.acts.act import Act as _Act
from ledger.acts.act import Message, Party, table
from ledger.acts.asking import Asking, of_item
from ledger.acts.departments import HEAD, ONE
from ledger.event_types import KeyRole
from ledger.keys.contract_types import struct_hash

OFFICE = (KeyRole.HEAD, KeyRole.OFFICER)
OWNER = Party("归属部门负责人", "a head of the owner", HEAD, ("@item.owner",))
MANAGER = Party("管理部门负责人", "a head of the manager", HEAD, ("@item.manager",))
REVIEWER = Party(
    "管理部门负责人或经办人(附降级文书时须为负责人)",
    "a head or officer of the manager; a head where an instrument lets the grade lie below a parent's",
    OFFICE,
    (">entry.responsible.manager",),
)
ZERO = "0x" + "00" * 32


def _hash_of_entry(_: Asking, __: Message, enclosed: Message) -> str:
    return "0x" + struct_hash("Entry", enclosed["entry"]).hex()


def _next_version(asking: Asking, message: Message, _: Message) -> int:
    return int(asking.read("@item.version", message, {})) + 1


def _present_entry(asking: Asking, message: Message, _: Message) -> str:
    return f"0x{asking.read('@item.entry', message, {}).hex()}"


def _lead_source(asking: Asking, message: Message, _: Message) -> str:
    return asking.department("@item.leadSource", message, {}) or ""


def _act(
    name: str, struct: str, zh: str, en: str, parties: tuple[Party, ...], arguments: str = ONE, **more: object
) -> _Act:
    return _Act(name, "Catalogue", struct, zh, en, parties, arguments, **more)  # type: ignore[arg-type]


ACTS = table(
    _act(
        "submit", "Entry", "提交目录条目", "submit an entry for review",
        (Party("归属部门负责人", "a head of the owner", HEAD, ("responsible.owner",)),),
        makes="entry", article="13", fills={"version": _next_version, "previous": _present_entry},
    ),
    _act(
        "publish", "Publication", "审核并发布目录条目", "review and publish an entry", (REVIEWER,),
        "entry message signer signature", makes="entry", encloses=("entry",), article="17",
        fills={"entry": _hash_of_entry, "regrade": lambda *_: ZERO},
    ),
    _act(
        "refuse", "Refusal", "退回目录条目", "send an entry back", (REVIEWER,), "entry message signer signature",
        makes="entry", encloses=("entry",), article="17", fills={"entry": _hash_of_entry},
    ),
    _act(
        "changeAttribution", "AttributionChange", "变更归属", "move an item from one owner to another",
        (
            Party("原归属部门(或其承继部门)负责人", "a head of the old owner or of its successor", HEAD, ("from",)),
            Party("新归属部门负责人", "a head of the new owner", HEAD, ("to",)),
            Party("管理部门负责人", "a head of the manager", HEAD, ("manager",)),
        ),
        "message consents", count=of_item("from"),
    ),
    _act(
        "assignSource", "SourceAssignment", "指定牵头数源部门", "name the lead source of an item", (MANAGER,),
        count=of_item("@item.manager"), article="19", fills={"replaced": _lead_source},
    ),
    _act(
        "link", "Linking", "建立或取消职责、数据、表的关联", "make or take away a link duty, item, table", (OWNER,),
        count=of_item("@item.owner"),
    ),
    _act(
        "grant", "Grant", "授予权利", "grant a right in an item",
        (OWNER, MANAGER, Party("被授权方负责人", "a head of the operator", HEAD, ("operator",))),
        "message consents", makes="grant", count=of_item("@item.owner"),
    ),
    _act(
        "endGrant", "GrantEnd", "终止授权", "end a grant",
        (Party("归属部门或管理部门负责人", "a head of the item's owner or manager", HEAD, ("department",)),),
        makes="grant", count=of_item("department"),
    ),
)  # fmt: skip
