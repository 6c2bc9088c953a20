"""Who may do what: one table, action × column. Nobody gets payload from the ledger; ``read`` is the record, not the data.

A cell is an access, with a condition where there is one: ``scope`` (inside the accreditation and its dates), ``cross``
(only across tiers), ``lca`` (the region that decides the dispute), ``agent`` (for a department that entrusted it),
``open`` (open catalogue items), ``published``. ``draft`` prepares for the head, who signs.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache


class Action(StrEnum):
    """Rows of the table."""

    CATALOGUE = "catalogue"
    RIGHTS = "rights"
    REQUEST = "request"
    REPLY = "reply"
    EXTENSION = "extension"
    AGREEMENT = "agreement"
    EXCHANGE = "exchange"
    CORRECTION = "correction"
    SUSPEND = "suspend"
    TERMINATE = "terminate"
    DISPUTE = "dispute"
    FINDING = "finding"
    KPI = "kpi"
    KEYS = "keys"
    NODE = "node"


class Access(StrEnum):
    """What a caller may do; each allows what the later ones allow."""

    SIGN = "sign"
    READ = "read"
    METADATA = "metadata"
    NONE = "none"


COLUMNS = (
    "owner-office", "owner-head", "user-office", "user-head", "manager",
    "upper-manager", "auditor", "supervisor", "contractor", "public",
)  # fmt: skip

# fmt: off
_TABLE = """
catalogue   draft sign        metadata metadata  sign     metadata    metadata    metadata  draft+agent   metadata+open
rights      draft sign        none     none      sign     metadata    metadata    metadata  none          none
request     read  read        draft    sign     read     metadata    read+scope  metadata  draft+agent   none
reply       draft sign        read     read     read     metadata    read+scope  metadata  none          none
extension   draft sign        read     read     sign     metadata    read+scope  metadata  none          none
agreement   none  sign        none     sign      sign     sign+cross  read+scope  metadata  sign+agent    metadata+published
exchange    sign  none        sign     none      metadata none        read+scope  none      sign+agent    none
correction  sign  none        sign     none      sign     metadata    sign+scope  metadata  none          none
suspend     sign  sign        none     none      sign     sign        read+scope  sign      none          none
terminate   none  sign        sign     sign      sign     sign        read+scope  sign      none          none
dispute     sign  sign        sign     sign      sign     sign+lca    read        sign      none          none
finding     read  read        read     read      sign     sign        sign+scope  sign      read+agent    metadata+published
kpi         read  read        read     read      metadata metadata    metadata+scope metadata none        metadata+published
keys        draft sign        draft    sign      sign     sign        none        none      none          none
node        sign  sign        sign     sign      sign     sign        read        read      sign+agent    none
"""
# fmt: on


def _cell(text: str) -> tuple[Access, frozenset[str]]:
    access, *conditions = text.replace("draft", "read+draft").split("+")
    return Access(access), frozenset(conditions)


PERMISSIONS: dict[tuple[Action, str], tuple[Access, frozenset[str]]] = {
    (Action(row.split()[0]), column): _cell(text)
    for row in _TABLE.strip().splitlines()
    for column, text in zip(COLUMNS, row.split()[1:], strict=True)
}
"""(action, column) → access and its conditions; ``draft`` is a note, not a condition."""

_BY_PREFIX = {
    Action.CATALOGUE: "catalogue. classify grade open. pdma.",
    Action.RIGHTS: "rights. attribution. source. operate.",
    Action.REQUEST: "request supplement. review",
    Action.REPLY: "reply",
    Action.EXTENSION: "extension.",
    Action.AGREEMENT: "agreement.offer agreement.sign agreement.file agreement.amend consult consent settle decision risk. "
    "drill case. countersign",
    Action.EXCHANGE: "collect store backup migrate data. mask deliver transfer receipt verify call redistribute backflow "
    "use. record.disclose derive aggregate link purpose. retention. dispose destroy",
    Action.CORRECTION: "quality. correction.",
    Action.SUSPEND: "agreement.suspend agreement.resume",
    Action.TERMINATE: "agreement.terminate",
    Action.DISPUTE: "dispute. complaint",
    Action.FINDING: "finding incident audit. rectify. inspection breach. order notice sanction. alert record.read",
    Action.KPI: "kpi.",
    Action.KEYS: "key. accreditation.",
}


@cache
def action_of_event(event_type: str) -> Action | None:
    """The row that an event type falls under; None for a type outside the catalogue."""
    found = [
        (len(prefix), action)
        for action, prefixes in _BY_PREFIX.items()
        for prefix in prefixes.split()
        if event_type == prefix or event_type.startswith(prefix.rstrip(".") + ".")
    ]
    return max(found)[1] if found else None
