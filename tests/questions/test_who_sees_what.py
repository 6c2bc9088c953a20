"""DOMAIN §7 through the running service: each cell asked for a real department, as it stands in the stored tree."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import KeyNotAllowed, PartyNotAllowed
from ledger.event_types import EVENT_TYPES, KeyRole
from ledger.policy.permission_table import Access, Action
from ledger.registers.caller import Caller
from ledger.registers.look import Look
from tests.api.deployment import AUDIT, MANAGER, OTHER, OWNER, UPPER, USER
from tests.questions.conftest import Year
from tests.questions.scene import COUNTY, COUNTY_MANAGER, NATION, OTHER_CITY, OTHER_CITY_MANAGER, SUPERVISION

HEAD, OFFICER, GATEWAY, AUDITOR, SUPERVISOR = KeyRole
COLUMNS: tuple[tuple[str, KeyRole], ...] = (
    (OWNER, OFFICER), (OWNER, HEAD), (USER, OFFICER), (USER, HEAD), (MANAGER, HEAD), (UPPER, HEAD), (AUDIT, AUDITOR),
    (SUPERVISION, SUPERVISOR),
)  # fmt: skip
# The domain's matrix for a matter of owner, user and manager of one city, as it reads there: S sign, D draft, R read,
# r metadata, - nothing. What a party of an agreement may not sign it still reads, and managers above see metadata: these
# are the letters after the slash.
MATRIX = """
catalogue   D/R S   r/R r/R S   r   r   r
rights      D/R S   -/R -/R S   r   r   r
request     R   R   D/R S   R   r   R   r
reply       D/R S   R   R   R   r   R   r
extension   D/R S   R   R   S   r   R   r
agreement   -/R S   -/R S   S   r   R   r
exchange    S   -/R S   -/R r   -/r R   -
correction  S   -/R S   -/R S   r   S   r
suspend     S   S   -/R -/R S   S   R   S
terminate   -/R S   S   S   S   S   R   S
dispute     S   S   S   S   S   r   R   S
finding     R   R   R   R   S   S   S   S
kpi         R   R   R   R   r   r   r   r
keys        D/R S   D/R S   S   S   -   -
node        S   S   S   S   S   S   R   R
"""
LETTERS = {"S": Access.SIGN, "R": Access.READ, "D": Access.READ, "r": Access.METADATA, "-": Access.NONE}
CELLS = [
    (Action(row.split()[0]), who, role, LETTERS[letter[-1]])
    for row in MATRIX.strip().splitlines()
    for (who, role), letter in zip(COLUMNS, row.split()[1:], strict=True)
]


def look(year: Year) -> Look:
    scene = year.scene
    return Look(scene.store, scene.directory, scene.clock.now)


def caller(year: Year, code: str, role: KeyRole) -> Caller:
    found: Caller = year.scene.caller(code, role)
    return found


@pytest.mark.parametrize(("action", "who", "role", "access"), CELLS, ids=[f"{a} by {w} {r}" for a, w, r, _ in CELLS])
def test_cell(year: Year, action: Action, who: str, role: KeyRole, access: Access) -> None:
    facts = year.scene.directory.agreement(year.agreements["协-1"])
    assert facts is not None
    assert look(year).of_agreement(caller(year, who, role), facts.terms, action, facts.id) is access


@pytest.mark.parametrize(
    ("who", "role", "access"),
    [
        (OTHER, HEAD, Access.NONE), (COUNTY, HEAD, Access.NONE), (COUNTY_MANAGER, HEAD, Access.NONE),
        (OTHER_CITY, HEAD, Access.NONE), (OTHER_CITY_MANAGER, HEAD, Access.NONE), (UPPER, HEAD, Access.METADATA),
        (NATION, HEAD, Access.METADATA), (SUPERVISION, HEAD, Access.NONE),
    ],
)  # fmt: skip
def test_tiers_are_those_of_the_stored_tree(year: Year, who: str, role: KeyRole, access: Access) -> None:
    facts = year.scene.directory.agreement(year.agreements["协-1"])
    assert facts is not None
    assert look(year).of_agreement(caller(year, who, role), facts.terms, Action.REPLY, facts.id) is access


def test_an_auditor_sees_nothing_beyond_its_accreditation(year: Year) -> None:
    who = caller(year, AUDIT, AUDITOR)
    inside, outside = (
        year.scene.directory.agreement(one) for one in (year.agreements["协-1"], year.told["backflow agreement"])
    )
    assert inside is not None
    assert outside is not None
    assert look(year).of_agreement(who, inside.terms, Action.REPLY, inside.id) is Access.READ
    assert look(year).of_agreement(who, outside.terms, Action.REPLY, outside.id) is Access.NONE


@pytest.mark.parametrize("name", [name for name, row in EVENT_TYPES.items() if AUDITOR in row.keys])
def test_an_auditors_key_operates_nothing(name: str) -> None:
    assert name in {"finding", "finding.verify", "audit.plan", "audit.access"}


@pytest.mark.parametrize(
    ("kind", "values", "who"),
    [("reply", {"decision": "approve", "reasons": "r", "conditions": "", "drafted_by": "op-1"}, OWNER),
     ("request", dict.fromkeys(EVENT_TYPES["request"].fields, "x"), USER)],
    ids=["reply", "request"],
)  # fmt: skip
def test_who_drafts_does_not_approve(year: Year, kind: str, values: dict[str, Any], who: str) -> None:
    """An officer prepares, the head signs: an officer's key is refused, and a key has one role for ever."""
    parents = [year.told["publish 2026-01"]] if kind == "reply" else []
    with pytest.raises(KeyNotAllowed):
        year.scene.say(who, kind, values, OFFICER, item="307001/000001", parents=parents)


def test_a_manager_signs_for_neither_side(year: Year) -> None:
    for kind in ("agreement.sign", "receipt"):
        values = dict.fromkeys(EVENT_TYPES[kind].fields, "1")
        more: dict[str, Any] = {"agreement": year.agreements["协-1"]}
        if kind == "receipt":
            more |= {"item": "307001/000001", "parents": [year.told["deliver 2026-01"]],
                     "payload": {"alg": "sha256", "digest": "00" * 32, "rows": 1}}  # fmt: skip
        with pytest.raises(PartyNotAllowed):
            year.scene.say(MANAGER, kind, values, **more)


SEES = [(AUDIT, AUDITOR, 200), (SUPERVISION, SUPERVISOR, 200), (MANAGER, HEAD, 404), (USER, HEAD, 404), (OWNER, HEAD, 404),
        (UPPER, HEAD, 404)]  # fmt: skip


@pytest.mark.parametrize(("who", "role", "status"), SEES)
def test_a_sealed_finding_is_for_the_named_only(year: Year, who: str, role: KeyRole, status: int) -> None:
    sealed = year.told["sealed finding"]
    year.get(f"/v1/events/{sealed}", who, role, status=status)
    listed = year.get("/v1/events", who, role, type="finding", limit=500)["events"]
    assert (sealed in {one["id"] for one in listed}) == (status == 200)
    if role is HEAD:
        record = year.get(f"/v1/departments/{USER}/record", who, role)
        assert sealed not in {one["event"]["id"] for one in record["entries"]}
        assert year.told["finding"] in {one["event"]["id"] for one in record["entries"]} or who == UPPER
        activity = year.get(f"/v1/agreements/{year.agreements['协-2']}/activity", who, role)
        assert sealed not in str(activity)
        assert sealed not in str(year.get("/v1/work", who, role, limit=500))
