"""What forms are made from: the catalogue of types in words, and what may follow an event for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ledger.event_types import EVENT_TYPES, KeyRole
from ledger.guide.event_guide import event_guides, follows
from ledger.guide.event_words import ENUMS
from ledger.policy.transitions import BEFORE
from tests.api.deployment import AUDIT, ITEM, MANAGER, OTHER, OWNER, USER, Deployment

Headers = Callable[..., dict[str, str]]
ASKED = {"legal_basis": "law", "scenario": "s", "scope": ["code"], "share_mode": "file", "use_until": "t", "case_type": "c",
         "volume": 3, "drafted_by": "clerk"}  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("types"))
    deployment.register()
    yield deployment
    deployment.close()


@pytest.fixture(scope="module")
def client(here: Deployment) -> TestClient:
    return TestClient(create_app(here.ledger))


@pytest.fixture(scope="module")
def asked(here: Deployment) -> str:
    return here.record(USER, here.draft("request", ASKED, item=ITEM))


@pytest.fixture(scope="module")
def delivered(here: Deployment) -> str:
    return here.exchange()[1]


def steps(here: Deployment, client: TestClient, event: str, code: str, role: KeyRole) -> dict[str, bool]:
    headers = {"authorization": f"Bearer {here.sign_in(code, role)}"}
    answer = client.get(f"/v1/events/{event}/next", headers=headers)
    assert answer.status_code == 200, answer.text
    return {one["type"]: one["signs"] for one in answer.json()["steps"]}


def test_every_type_is_told_with_its_fields_in_the_order_that_is_signed(client: TestClient) -> None:
    told = {one["name"]: one for one in client.get("/v1/event-types").json()["types"]}
    assert set(told) == set(EVENT_TYPES)
    for name, row in EVENT_TYPES.items():
        assert [one["name"] for one in told[name]["fields"]] == list(row.fields)
        assert told[name]["keys"] == [key.value for key in row.keys]
        assert told[name]["before"] == list(BEFORE.get(name, ()))
        assert [one["id"] for one in told[name]["clauses"]] == list(row.duties)
    assert told["deliver"]["answers"] == ["request", "reply"]


def test_every_value_that_a_field_may_take_has_words_in_both_languages() -> None:
    choices = [choice for row in event_guides().types for one in row.fields for choice in one.choices]
    assert {choice.value for choice in choices} == {value for values in ENUMS.values() for value in values}
    assert all(choice.zh and choice.en for choice in choices)


@pytest.mark.parametrize(
    ("event_type", "following"),
    [
        pytest.param("request", {"reply", "supplement.notice", "extension.request", "review"}, id="request"),
        pytest.param("reply", {"deliver"}, id="reply"),
        pytest.param("deliver", {"receipt", "transfer", "correction.request"}, id="deliver"),
        pytest.param("correction.request", {"correction.reply"}, id="correction"),
        pytest.param("incident", {"incident.report", "incident.remedy"}, id="incident"),
        pytest.param("finding", {"finding.rectify"}, id="finding"),
        pytest.param("purpose.end", {"dispose"}, id="end of purpose"),
    ],
)
def test_what_follows_keeps_the_order_of_the_exchange(event_type: str, following: set[str]) -> None:
    found = follows(event_type)
    assert following <= set(found)
    assert len(found) == len(set(found))
    assert all(event_type in BEFORE.get(name, (event_type,)) for name in found)


@pytest.mark.parametrize(
    ("code", "role", "offered"),
    [
        pytest.param(OWNER, KeyRole.HEAD, {"reply": True, "supplement.notice": True}, id="owner's head signs both"),
        pytest.param(
            OWNER, KeyRole.GATEWAY, {"reply": False, "supplement.notice": False}, id="owner's gateway signs none"
        ),
        pytest.param(MANAGER, KeyRole.HEAD, {"review": True}, id="the manager reviews"),
    ],
)
def test_a_request_leads_each_party_to_its_own_steps(
    here: Deployment, client: TestClient, asked: str, code: str, role: KeyRole, offered: dict[str, bool]
) -> None:
    found = steps(here, client, asked, code, role)
    assert offered.items() <= found.items()
    assert ("reply" in found) == (code == OWNER)


def test_a_delivery_is_received_by_its_user_alone(here: Deployment, client: TestClient, delivered: str) -> None:
    assert steps(here, client, delivered, USER, KeyRole.HEAD)["receipt"] is True
    assert "receipt" not in steps(here, client, delivered, OWNER, KeyRole.HEAD)


def test_who_may_not_see_an_event_is_not_told_what_follows_it(
    here: Deployment, client: TestClient, delivered: str
) -> None:
    for code, role in ((OTHER, KeyRole.HEAD), (AUDIT, KeyRole.AUDITOR)):
        headers = {"authorization": f"Bearer {here.sign_in(code, role)}"}
        assert client.get(f"/v1/events/{delivered}/next", headers=headers).status_code == 404
    assert client.get(f"/v1/events/{delivered}/next").status_code == 401


def test_a_supplement_is_offered_once_only(here: Deployment, client: TestClient) -> None:
    request = here.record(USER, here.draft("request", ASKED, item=ITEM))
    assert "supplement.notice" in steps(here, client, request, OWNER, KeyRole.HEAD)
    here.record(OWNER, here.draft("supplement.notice", {"missing": ["m"]}, item=ITEM, parents=[request]))
    assert "supplement.notice" not in steps(here, client, request, OWNER, KeyRole.HEAD)


def test_an_item_says_what_its_entry_lacks_and_which_article_asks_for_it(here: Deployment, client: TestClient) -> None:
    here.register("999/lacking", title="t", share_type="conditional", condition="")
    headers = {"authorization": f"Bearer {here.sign_in(OWNER)}"}
    found = client.get("/v1/items/999/lacking", headers=headers).json()
    assert [one["field"] for one in found["lacking"]] == found["gaps"]
    assert {
        "field": "condition",
        "zh": "共享条件(范围与用途)",
        "en": "condition (range and use)",
        "clause": "O2",
        "article": "15",
    } in found["lacking"]
