"""What a caller may do in one matter: the cell of the table, if the caller stands where it says it does.

1. Does the caller stand in that capacity in this matter (party, region, accreditation, entrusting department)?
2. Which column do capacity and key role open?
3. Are the cell's conditions met? Across tiers and in disputes an upper manager is left with metadata, others with none.

A no at step 1 or 2 is ``none``. The caller's own word counts for nothing: every fact is passed in by who keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledger.event_types import KeyRole
from ledger.policy.permission_table import PERMISSIONS, Access, Action


class Capacity(StrEnum):
    """As what a caller comes to a matter."""

    OWNER = "owner"
    USER = "user"
    MANAGER = "manager"
    UPPER_MANAGER = "upper-manager"
    LINE = "line"
    AUDITOR = "auditor"
    SUPERVISOR = "supervisor"
    CONTRACTOR = "contractor"
    PUBLIC = "public"


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Attributes:
        role: of the key it signed in with; None for the public.
        tier, region: of its department, as registered.
        capacity: as what it comes to the matter.
    """

    department: str
    role: KeyRole | None
    tier: str
    region: str
    capacity: Capacity


@dataclass(frozen=True)
class Matter:
    """What it is about.

    Attributes:
        owner, user, manager: departments of the agreement or item; empty where there is none yet.
        tier: of the matter, that is, of its manager.
        region_chain: region of the matter, then those above it up to the root.
        at_ms: time of the call.
        cross_tier: the parties stand in different tiers; lca_region: region that decides a dispute of theirs.
        line: departments that lead the line of business of the item (条).
        entrusted: contractors that a party entrusted, with an approval on record.
        accreditations: (auditor, valid from ms, valid until ms) of those whose scope covers this matter.
        open_item, published: the item is open to the public; the record is published.
    """

    owner: str = ""
    user: str = ""
    manager: str = ""
    tier: str = ""
    region_chain: tuple[str, ...] = ()
    at_ms: int = 0
    cross_tier: bool = False
    lca_region: str = ""
    line: frozenset[str] = frozenset()
    entrusted: frozenset[str] = frozenset()
    accreditations: tuple[tuple[str, int, int], ...] = ()
    open_item: bool = False
    published: bool = False


def allowed(action: Action, caller: Caller, matter: Matter) -> Access:
    """The access of this caller to this action in this matter."""
    column = _column(action, caller)
    if column is None or not _stands(caller, matter):
        return Access.NONE
    access, conditions = PERMISSIONS[action, column]
    for condition in sorted(conditions):
        access = _lacking(condition, caller, matter) or access
    return Access.METADATA if caller.capacity is Capacity.LINE and access is not Access.NONE else access


_OFFICE = frozenset({KeyRole.HEAD, KeyRole.OFFICER})
_COLUMN_ROLES: dict[Capacity, tuple[str, frozenset[KeyRole]]] = {
    Capacity.MANAGER: ("manager", _OFFICE),
    Capacity.UPPER_MANAGER: ("upper-manager", _OFFICE),
    Capacity.LINE: ("upper-manager", _OFFICE),
    Capacity.AUDITOR: ("auditor", frozenset({KeyRole.AUDITOR})),
    Capacity.SUPERVISOR: ("supervisor", frozenset({KeyRole.HEAD, KeyRole.SUPERVISOR})),
    Capacity.CONTRACTOR: ("contractor", frozenset({KeyRole.HEAD, KeyRole.OFFICER, KeyRole.GATEWAY})),
}


def _column(action: Action, caller: Caller) -> str | None:
    if caller.capacity is Capacity.PUBLIC:
        return "public"
    if caller.capacity in {Capacity.OWNER, Capacity.USER}:
        if caller.role is KeyRole.HEAD:
            return f"{caller.capacity.value}-head"
        office = caller.role is KeyRole.OFFICER or (caller.role is KeyRole.GATEWAY and action is Action.EXCHANGE)
        return f"{caller.capacity.value}-office" if office else None
    column, roles = _COLUMN_ROLES[caller.capacity]
    return column if caller.role in roles else None


def _stands(caller: Caller, matter: Matter) -> bool:
    us, here = caller.department, matter.region_chain
    standing: dict[Capacity, bool] = {
        Capacity.OWNER: us == matter.owner,
        Capacity.USER: us == matter.user,
        Capacity.MANAGER: us == matter.manager and here[:1] == (caller.region,) and caller.tier == matter.tier,
        Capacity.UPPER_MANAGER: caller.region in here[1:],
        Capacity.LINE: us in matter.line,
        # nobody audits its own case (contracts/accountability)
        Capacity.AUDITOR: us not in (matter.owner, matter.user, matter.manager)
        and any(row[0] == us and row[1] <= matter.at_ms < row[2] for row in matter.accreditations),
        Capacity.SUPERVISOR: caller.region in here,
        Capacity.CONTRACTOR: us in matter.entrusted,
        Capacity.PUBLIC: True,
    }
    return standing[caller.capacity]


def _lacking(condition: str, caller: Caller, matter: Matter) -> Access | None:
    """What is left where the condition is not met; None where it is."""
    left: dict[str, tuple[bool, Access]] = {
        "cross": (matter.cross_tier, Access.METADATA),
        "lca": (caller.region == matter.lca_region, Access.METADATA),
        "open": (matter.open_item, Access.NONE),
        "published": (matter.published, Access.NONE),
    }
    # "scope" and "agent" are asked with the standing of auditor and contractor; "draft" is a note.
    met, otherwise = left.get(condition, (True, Access.NONE))
    return None if met else otherwise
