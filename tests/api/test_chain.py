"""What the chain says is read as far as each may see it, and mandates given there open what they cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from ledger.event_types import KeyRole
from ledger.registers.registry import item_id
from ledger.storage.chain_rows import (
    Block,
    Breach,
    CatalogueEntry,
    CatalogueItem,
    ChainEvent,
    Dispute,
    Holding,
    Mandate,
    Unfollowed,
)
from ledger.storage.projection_rows import Agreement, Department
from tests.api.deployment import AUDIT, DAY, ITEM, MANAGER, OTHER, OWNER, START, UPPER, USER, Deployment

Headers = Callable[..., dict[str, str]]
HASH = "0x" + "1d" * 32


def put(here: Deployment, *rows: object) -> None:
    with here.store.begin() as session:
        sheet = session.chain.sheet()
        for row in rows:
            sheet.put(row)
        sheet.write()
    here.clock.now += 1000  # the directory looks again


def mandate(**changes: Any) -> Mandate:
    members: dict[str, Any] = {
        "id": HASH, "kind": "accreditation", "giver": UPPER, "holder": AUDIT, "key": None, "subtree": None,
        "subjects": [], "valid_from": START, "valid_until": None,
    }  # fmt: skip
    return Mandate(**(members | changes))


def say(here: Deployment, name: str, *subjects: str, **arguments: Any) -> None:
    """One contract event on record."""
    with here.store.begin() as session:
        last = session.chain.last_block()
        number = 0 if last is None else last.number + 1
        event = ChainEvent(number, 0, HASH, "Agreements", name, arguments, START + number)
        session.chain.add([Block(number, HASH, START + number)], [event])
        session.chain.add_subjects((subject, number, 0) for subject in subjects)


def test_nobody_reads_the_chain_without_signing_in(here: Deployment, client: TestClient) -> None:
    for path in (f"departments/{OWNER}", f"agreements/{here.agreement}", f"items/{ITEM}"):
        assert client.get(f"/v1/chain/{path}").status_code == 401


IN_SCOPE = [
    pytest.param({"subtree": UPPER}, True, id="a tree that holds everybody"),
    pytest.param({"subtree": OWNER}, True, id="the owner alone"),
    pytest.param({"subtree": OTHER}, False, id="a sibling"),
    pytest.param({"subtree": UPPER, "key": "0x" + "00" * 19 + "01"}, False, id="another key of the house"),
    pytest.param({"subtree": UPPER, "holder": OTHER}, False, id="another holder"),
    pytest.param({"subtree": UPPER, "valid_until": START}, False, id="over"),
    pytest.param({"subtree": UPPER, "valid_from": START + DAY}, False, id="not yet"),
    pytest.param({"subtree": UPPER, "kind": "entrustment"}, False, id="an entrustment"),
    pytest.param({"subjects": [item_id(ITEM)], "giver": MANAGER}, True, id="the item, by its manager"),
    pytest.param({"subjects": [item_id(ITEM)], "giver": OTHER}, False, id="the item, by a stranger"),
    pytest.param({"subjects": [HASH], "giver": MANAGER}, False, id="another subject"),
]


@pytest.mark.parametrize(("members", "seen"), IN_SCOPE)
def test_an_auditor_accredited_on_the_chain_reads_what_is_in_scope(
    here: Deployment, client: TestClient, signed_in: Headers, members: dict[str, Any], *, seen: bool
) -> None:
    here.register()
    delivered = here.exchange()[1]
    put(here, mandate(**members))
    headers = signed_in(AUDIT, KeyRole.AUDITOR)
    assert client.get(f"/v1/events/{delivered}", headers=headers).status_code == (200 if seen else 404)
    assert client.get(f"/v1/agreements/{here.agreement}", headers=headers).status_code == (200 if seen else 404)
    assert client.get(f"/v1/chain/agreements/{here.agreement}", headers=headers).status_code == (200 if seen else 404)


def test_an_accreditation_over_the_agreement_opens_the_agreement(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    put(here, mandate(subjects=[here.agreement], giver=MANAGER))
    headers = signed_in(AUDIT, KeyRole.AUDITOR)
    assert client.get(f"/v1/agreements/{here.agreement}", headers=headers).json()["terms"] is not None


def test_the_successor_stands_where_its_predecessor_stood(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    path, headers = f"/v1/agreements/{here.agreement}", signed_in(OTHER)
    assert client.get(path, headers=headers).status_code == 404
    with here.store.read() as session:
        owner = session.projections.department(OWNER)
    assert owner is not None
    facts = {"successor": OTHER, "succeeded_ms": here.clock() + DAY, "instrument": HASH}
    put(here, replace(owner, facts=owner.facts | facts))
    assert client.get(path, headers=headers).status_code == 404
    here.clock.now += DAY
    headers = signed_in(OTHER)
    assert client.get(path, headers=headers).json()["terms"] is not None
    chain = client.get(f"/v1/chain/agreements/{here.agreement}", headers=headers).json()
    assert (chain["owner"], chain["user"]) == (OTHER, USER)
    told = client.get(f"/v1/departments/{OWNER}").json()
    assert (told["successor"], told["instrument"]) == (OTHER, HASH)
    assert client.get(f"/v1/chain/departments/{OWNER}", headers=headers).json()["acting"] == OTHER


def test_an_offer_is_seen_by_its_sides_and_binds_nobody(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    with here.store.read() as session:
        concluded = session.projections.agreement(here.agreement)
    assert concluded is not None
    offer = replace(concluded, id=HASH, state="offered", facts={"open_until": here.clock() + DAY})
    put(here, offer)
    headers = signed_in(USER)
    assert client.get(f"/v1/agreements/{HASH}", headers=headers).json()["state"] == "offered"
    assert client.get(f"/v1/agreements/{HASH}", headers=signed_in(OTHER)).status_code == 404
    assert {row["id"] for row in client.get("/v1/agreements", headers=headers).json()["agreements"]} == {
        HASH,
        here.agreement,
    }
    assert client.get(f"/v1/agreements/{HASH}/activity", headers=headers).status_code == 404
    assert here.directory.agreement(HASH) is None
    here.clock.now += DAY
    assert client.get(f"/v1/agreements/{HASH}", headers=signed_in(USER)).json()["state"] == "withdrawn"


@pytest.mark.parametrize(("code", "status"), [(OWNER, 200), (MANAGER, 200), (UPPER, 200), (OTHER, 404)])
def test_the_history_of_an_agreement_shows_arguments_to_who_sees_its_terms(
    here: Deployment, client: TestClient, signed_in: Headers, code: str, status: int
) -> None:
    say(here, "Concluded", here.agreement, id=here.agreement)
    say(here, "Suspended", here.agreement, reasonEvent=HASH)
    answer = client.get(f"/v1/chain/agreements/{here.agreement}", headers=signed_in(code))
    assert answer.status_code == status
    if status == 404:
        return
    chain = answer.json()
    assert [row["name"] for row in chain["history"]] == ["Concluded", "Suspended"]
    assert [row["version"] for row in chain["versions"]] == [1]
    assert (chain["history"][1]["arguments"] is None) == (code == UPPER) == bool(chain["withheld"])


def test_a_history_comes_in_pages(here: Deployment, client: TestClient, signed_in: Headers) -> None:
    for name in ("Concluded", "Suspended", "Resumed"):
        say(here, name, here.agreement)
    path, headers = f"/v1/chain/agreements/{here.agreement}", signed_in(OWNER)
    names, after = [], ""
    while after is not None:
        page = client.get(f"{path}?limit=1{after and '&after=' + after}", headers=headers).json()
        names += [row["name"] for row in page["history"]]
        after = page["next_after"]
    assert names == ["Concluded", "Suspended", "Resumed"]
    assert client.get(f"{path}?after=x", headers=headers).status_code == 422


def test_breaches_and_disputes_of_a_department_are_not_for_its_neighbours(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    breach = Breach(HASH, here.agreement, OWNER, "O6", START, "found", None, 2, None, START)
    put(here, breach, Dispute(HASH, here.agreement, USER, OWNER, "negotiating", START), mandate(subtree=OWNER))
    path = f"/v1/chain/departments/{OWNER}"
    for code in (OWNER, MANAGER):
        chain = client.get(path, headers=signed_in(code)).json()
        assert ([row["state"] for row in chain["breaches"]], len(chain["disputes"])) == (["found"], 1)
        assert chain["withheld"] == []
    chain = client.get(path, headers=signed_in(AUDIT, KeyRole.AUDITOR)).json()
    assert len(chain["breaches"]) == 1
    chain = client.get(path, headers=signed_in(OTHER)).json()
    assert (chain["breaches"], chain["disputes"]) == ([], [])
    assert [row["what"] for row in chain["withheld"]] == ["breaches", "disputes"]
    assert client.get("/v1/chain/departments/NO-SUCH", headers=signed_in(OTHER)).status_code == 404


def test_mandates_are_shown_as_they_were_at_the_time_asked_about(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    put(here, mandate(subtree=OWNER, valid_until=START + DAY))
    path, headers = f"/v1/chain/departments/{AUDIT}", signed_in(OTHER)
    for at, in_force in (("2026-01-01T00:00:00.000Z", False), ("", True)):
        (shown,) = client.get(f"{path}{at and '?at=' + at}", headers=headers).json()["mandates"]
        assert (shown["giver"], shown["subtree"], shown["in_force"]) == (UPPER, OWNER, in_force)


def test_an_entry_under_review_is_for_owner_and_manager(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    identity, path = item_id(ITEM), f"/v1/chain/items/{ITEM}"
    content = {"item": ITEM, "responsible": {"owner": OWNER, "manager": MANAGER}}
    put(here, CatalogueEntry(HASH, identity, 1, "submitted", START, None, content, {}))
    say(here, "EntrySubmitted", identity, entry=HASH)
    for code, status in ((OWNER, 200), (MANAGER, 200), (USER, 404)):
        assert client.get(path, headers=signed_in(code)).status_code == status
    put(
        here,
        CatalogueEntry(HASH, identity, 1, "published", START, START, content, {}),
        CatalogueItem(identity, ITEM, OWNER, MANAGER, OWNER, HASH, 1, START, 1),
        Holding(identity, 0, OWNER, None, START),
        Breach(HASH, identity, OWNER, "O1", START, "marked", None, None, None, START),
    )
    mine, theirs = (client.get(path, headers=signed_in(code)).json() for code in (OWNER, USER))
    for shown in (mine, theirs):
        assert (shown["owner"], shown["version"], [row["owner"] for row in shown["holdings"]]) == (OWNER, 1, [OWNER])
        assert [row["name"] for row in shown["history"]] == ["EntrySubmitted"]
    assert (len(mine["breaches"]), theirs["breaches"]) == (1, [])
    assert (mine["history"][0]["arguments"] is None, theirs["history"][0]["arguments"] is None) == (False, True)


def test_what_is_not_followed_is_shown_to_who_runs_manages_audits_or_supervises(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    path = "/v1/chain/unfollowed"
    assert client.get(path, headers=signed_in(MANAGER)).json()["events"] == []
    for name in ("Concluded", "Suspended", "Resumed"):
        say(here, name, HASH)
    put(
        here, *(Unfollowed(block, 0, "input-refused", "协议条款不合规", "the terms are refused") for block in (0, 1, 2))
    )
    here.enrol(AUDIT, KeyRole.SUPERVISOR)
    put(here, mandate(subtree=MANAGER))
    for code, role, status in (
        (MANAGER, KeyRole.HEAD, 200), (UPPER, KeyRole.HEAD, 200), (AUDIT, KeyRole.AUDITOR, 200),
        (AUDIT, KeyRole.SUPERVISOR, 200), (OWNER, KeyRole.HEAD, 403), (USER, KeyRole.GATEWAY, 403),
    ):  # fmt: skip
        answer = client.get(path, headers=signed_in(code, role))
        assert answer.status_code == status, code
    assert client.get(path).status_code == 401
    assert answer.json()["code"] == "not-permitted"
    page = client.get(path, headers=signed_in(MANAGER), params={"limit": 2}).json()
    assert [(row["block"], row["name"], row["contract"]) for row in page["events"]] == [
        (2, "Resumed", "Agreements"), (1, "Suspended", "Agreements"),
    ]  # fmt: skip
    assert (page["events"][0]["code"], page["events"][0]["zh"]) == ("input-refused", "协议条款不合规")
    rest = client.get(path, headers=signed_in(MANAGER), params={"before": page["next_before"], "limit": 2}).json()
    assert ([row["name"] for row in rest["events"]], rest["next_before"]) == (["Concluded"], None)


def test_times_beyond_any_calendar_are_shown_as_its_last(here: Deployment, client: TestClient) -> None:
    here.enrol(OWNER, KeyRole.OFFICER, until=2**63 - 1)
    here.clock.now += 1000
    keys = client.get(f"/v1/departments/{OWNER}").json()["keys"]
    assert "9999-12-31T23:59:59.999Z" in {key["valid_until"] for key in keys}


def test_every_kind_of_row_can_be_put(here: Deployment) -> None:
    """The sheet replaces what it finds, by primary key."""
    put(here, mandate(), mandate(facts={"n": 1}))
    with here.store.read() as session:
        assert [one.facts for one in session.chain.find(Mandate)] == [{"n": 1}]
        assert session.chain.find(Agreement, item=ITEM)
        assert session.chain.find(Department, code=OWNER)
