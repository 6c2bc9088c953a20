from dataclasses import replace

import pytest

from ledger.event_types import EVENT_TYPES, KeyRole
from ledger.policy.permission_table import COLUMNS, PERMISSIONS, Access, Action, action_of_event
from ledger.policy.permissions import Caller, Capacity, Matter, allowed
from ledger.policy.sealing import SEALABLE, sealed_to

HEAD, OFFICER, GATEWAY, AUDITOR, SUPERVISOR = KeyRole
MATTER = Matter(
    owner="OWNER", user="USER", manager="MANAGER", tier="city", region_chain=("330100", "330000", "000000"), at_ms=50,
    cross_tier=True, lca_region="330000", line=frozenset({"MINISTRY"}), entrusted=frozenset({"BUILDER"}),
    accreditations=(("AUDIT-FIRM", 10, 100), ("LATE-FIRM", 60, 100)), open_item=True, published=True,
)  # fmt: skip
CALLERS = {
    "owner-office": Caller("OWNER", OFFICER, "city", "330100", Capacity.OWNER),
    "owner-head": Caller("OWNER", HEAD, "city", "330100", Capacity.OWNER),
    "user-office": Caller("USER", OFFICER, "county", "330102", Capacity.USER),
    "user-head": Caller("USER", HEAD, "county", "330102", Capacity.USER),
    "manager": Caller("MANAGER", HEAD, "city", "330100", Capacity.MANAGER),
    "upper-manager": Caller("PROVINCE-BUREAU", OFFICER, "province", "330000", Capacity.UPPER_MANAGER),
    "auditor": Caller("AUDIT-FIRM", AUDITOR, "city", "330100", Capacity.AUDITOR),
    "supervisor": Caller("GOVERNMENT", SUPERVISOR, "city", "330100", Capacity.SUPERVISOR),
    "contractor": Caller("BUILDER", GATEWAY, "city", "330100", Capacity.CONTRACTOR),
    "public": Caller("", None, "", "", Capacity.PUBLIC),
}
# Written a second time, cell by cell: S sign, R read, r metadata, - none; conditions met.
EXPECTED = {
    Action.CATALOGUE: "R S r r S r r r R r",
    Action.RIGHTS: "R S - - S r r r - -",
    Action.REQUEST: "R R R S R r R r R -",
    Action.REPLY: "R S R R R r R r - -",
    Action.EXTENSION: "R S R R S r R r - -",
    Action.AGREEMENT: "- S - S S S R r S r",
    Action.EXCHANGE: "S - S - r - R - S -",
    Action.CORRECTION: "S - S - S r S r - -",
    Action.SUSPEND: "S S - - S S R S - -",
    Action.TERMINATE: "- S S S S S R S - -",
    Action.DISPUTE: "S S S S S S R S - -",
    Action.FINDING: "R R R R S S S S R r",
    Action.KPI: "R R R R r r r r - r",
    Action.KEYS: "R S R S S S - - - -",
    Action.NODE: "S S S S S S R R S -",
}
LETTER = {"S": Access.SIGN, "R": Access.READ, "r": Access.METADATA, "-": Access.NONE}
CELLS = [
    (action, column, LETTER[letter])
    for action, row in EXPECTED.items()
    for column, letter in zip(COLUMNS, row.split(), strict=True)
]


@pytest.mark.parametrize(("action", "column", "access"), CELLS, ids=[f"{a} by {c}" for a, c, _ in CELLS])
def test_cell(action: Action, column: str, access: Access) -> None:
    assert allowed(action, CALLERS[column], MATTER) is access


def test_every_cell_is_in_the_table() -> None:
    assert set(PERMISSIONS) == {(action, column) for action in Action for column in COLUMNS}
    known = {"draft", "agent", "open", "published", "scope", "cross", "lca"}
    assert set().union(*(conditions for _, conditions in PERMISSIONS.values())) == known


STRANGERS = {
    "another owner": replace(CALLERS["owner-head"], department="OTHER"),
    "another user": replace(CALLERS["user-head"], department="OTHER"),
    "owner that says it is the user": replace(CALLERS["owner-head"], capacity=Capacity.USER),
    "manager that says it is the owner": replace(CALLERS["manager"], capacity=Capacity.OWNER),
    "manager of another region": replace(CALLERS["manager"], region="330200"),
    "manager of another tier": replace(CALLERS["manager"], tier="county"),
    "another manager of the region": replace(CALLERS["manager"], department="OTHER"),
    "upper manager of another province": replace(CALLERS["upper-manager"], region="320000"),
    "upper manager of the same region": replace(CALLERS["upper-manager"], region="330100"),
    "unaccredited auditor": replace(CALLERS["auditor"], department="OTHER"),
    "auditor not yet accredited": replace(CALLERS["auditor"], department="LATE-FIRM"),
    "supervisor of another region": replace(CALLERS["supervisor"], region="330200"),
    "contractor nobody entrusted": replace(CALLERS["contractor"], department="OTHER"),
    "department of another line": Caller("OTHER", HEAD, "national", "000000", Capacity.LINE),
    "auditor with an officer's key": replace(CALLERS["auditor"], role=OFFICER),
    "supervisor with an officer's key": replace(CALLERS["supervisor"], role=OFFICER),
    "manager with a gateway's key": replace(CALLERS["manager"], role=GATEWAY),
    "owner with an auditor's key": replace(CALLERS["owner-head"], role=AUDITOR),
    "contractor with an auditor's key": replace(CALLERS["contractor"], role=AUDITOR),
}


@pytest.mark.parametrize("caller", STRANGERS.values(), ids=STRANGERS)
def test_who_does_not_stand_in_the_matter_may_nothing(caller: Caller) -> None:
    assert {allowed(action, caller, MATTER) for action in Action} == {Access.NONE}


def test_nobody_stands_in_an_empty_matter_but_the_public() -> None:
    for name, caller in CALLERS.items():
        accesses = {allowed(action, caller, Matter()) for action in Action}
        assert accesses == {Access.NONE}, name


def test_a_gateway_acts_in_the_exchange_only() -> None:
    gateway = replace(CALLERS["owner-office"], role=GATEWAY)
    assert [action for action in Action if allowed(action, gateway, MATTER) is not Access.NONE] == [Action.EXCHANGE]


def test_the_end_of_an_accreditation_ends_the_reading() -> None:
    assert allowed(Action.EXCHANGE, CALLERS["auditor"], replace(MATTER, at_ms=99)) is Access.READ
    assert allowed(Action.EXCHANGE, CALLERS["auditor"], replace(MATTER, at_ms=100)) is Access.NONE
    assert allowed(Action.EXCHANGE, CALLERS["auditor"], replace(MATTER, at_ms=9)) is Access.NONE


@pytest.mark.parametrize("party", ["OWNER", "USER", "MANAGER"])
def test_nobody_audits_its_own_case(party: str) -> None:
    own = replace(MATTER, accreditations=((party, 10, 100),))
    caller = replace(CALLERS["auditor"], department=party)
    assert {allowed(action, caller, own) for action in Action} == {Access.NONE}


SEALED = {
    "not sealed": ("finding", ["scope"], {"scope": "x"}, None),
    "sealed to two": ("finding", ["sealed_to"], {"sealed_to": ["A", "B"]}, ("A", "B")),
    "to nobody that is told": ("finding", ["sealed_to"], {}, ()),
    "no list": ("finding", ["sealed_to"], {"sealed_to": "A"}, ()),
    "something else in the list": ("finding", ["sealed_to"], {"sealed_to": ["A", 1]}, ("A",)),
    "what the parties record": ("deliver", ["sealed_to"], {"sealed_to": ["A"]}, None),
}


@pytest.mark.parametrize(("kind", "fields", "values", "named"), SEALED.values(), ids=SEALED)
def test_whom_a_sealed_matter_names(
    kind: str, fields: list[str], values: dict[str, object], named: tuple[str, ...] | None
) -> None:
    assert sealed_to(kind, fields, values) == named


def test_every_type_that_can_be_sealed_exists_and_is_no_part_of_an_exchange() -> None:
    assert {action_of_event(name) for name in SEALABLE} <= {Action.FINDING, Action.DISPUTE, Action.KPI}
    assert set(EVENT_TYPES) >= SEALABLE


UNMET = {
    "agreement inside one tier": (Action.AGREEMENT, "upper-manager", {"cross_tier": False}, Access.METADATA),
    "dispute of another ancestor": (Action.DISPUTE, "upper-manager", {"lca_region": "000000"}, Access.METADATA),
    "item not open": (Action.CATALOGUE, "public", {"open_item": False}, Access.NONE),
    "agreement not published": (Action.AGREEMENT, "public", {"published": False}, Access.NONE),
}


@pytest.mark.parametrize("row", UNMET.values(), ids=UNMET)
def test_a_condition_that_is_not_met(row: tuple[Action, str, dict[str, object], Access]) -> None:
    action, column, changes, access = row
    assert allowed(action, CALLERS[column], replace(MATTER, **changes)) is access  # type: ignore[arg-type]


def test_a_ministry_sees_metadata_of_its_line_and_signs_nothing() -> None:
    ministry = Caller("MINISTRY", HEAD, "national", "990000", Capacity.LINE)
    assert {allowed(action, ministry, MATTER) for action in Action} == {Access.METADATA, Access.NONE}
    assert allowed(Action.CATALOGUE, ministry, MATTER) is Access.METADATA


EVENTS = {
    "reply": Action.REPLY, "extension.decide": Action.EXTENSION, "agreement.sign": Action.AGREEMENT,
    "agreement.suspend": Action.SUSPEND, "agreement.terminate": Action.TERMINATE, "receipt": Action.EXCHANGE,
    "record.disclose": Action.EXCHANGE, "record.read": Action.FINDING, "key.enrol": Action.KEYS,
    "kpi.report": Action.KPI, "complaint.close": Action.DISPUTE,
}  # fmt: skip


@pytest.mark.parametrize(("event_type", "action"), EVENTS.items(), ids=EVENTS)
def test_events_fall_under_a_row(event_type: str, action: Action) -> None:
    assert action_of_event(event_type) is action


def test_every_event_type_falls_under_a_row() -> None:
    assert [name for name in EVENT_TYPES if action_of_event(name) is None] == []
    assert action_of_event("telepathy") is None
