"""Who sees what: parties all, managers metadata, others nothing, and nothing tells that something is there."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from ledger.event_types import KeyRole
from ledger.model import format_time
from tests.api.deployment import AUDIT, DAY, ITEM, MANAGER, OTHER, OWNER, START, UPPER, USER, Deployment

Headers = Callable[..., dict[str, str]]
ALL, METADATA, NOTHING = "all", "metadata", "nothing"


@pytest.fixture
def delivered(here: Deployment) -> str:
    here.register()
    return here.exchange()[1]


def accredit(here: Deployment, scope: str, until: int = START + DAY) -> str:
    values = {"subject": AUDIT, "scope": scope, "valid_from": format_time(START), "valid_until": format_time(until)}
    return here.record(MANAGER, here.draft("accreditation.grant", values))


ROWS = [
    pytest.param(OWNER, KeyRole.HEAD, ALL, id="owner's head"),
    pytest.param(OWNER, KeyRole.GATEWAY, ALL, id="owner's gateway"),
    pytest.param(USER, KeyRole.HEAD, ALL, id="user's head"),
    pytest.param(MANAGER, KeyRole.HEAD, METADATA, id="manager"),
    pytest.param(UPPER, KeyRole.HEAD, METADATA, id="upper manager"),
    pytest.param(OTHER, KeyRole.HEAD, NOTHING, id="sibling department"),
    pytest.param(AUDIT, KeyRole.AUDITOR, NOTHING, id="auditor without accreditation"),
]


@pytest.mark.parametrize(("code", "role", "sight"), ROWS)
def test_a_delivery_is_seen_as_far_as_allowed(
    client: TestClient, signed_in: Headers, delivered: str, code: str, role: KeyRole, sight: str
) -> None:
    headers = signed_in(code, role)
    one = client.get(f"/v1/events/{delivered}", headers=headers)
    listed = client.get("/v1/events?type=deliver", headers=headers).json()["events"]
    if sight == NOTHING:
        assert one.status_code == 404
        assert one.json()["en"] == client.get("/v1/events/" + "00" * 32, headers=headers).json()["en"]
        assert listed == []
        return
    assert [row["id"] for row in listed] == [delivered]
    withheld = {row["what"] for row in one.json()["withheld"]}
    names = {"version", "payload_salt", "share_mode", "outlet"}
    assert (set(one.json()["disclosures"]), withheld) == ((names, set()) if sight == ALL else (set(), names))


@pytest.mark.parametrize(("code", "role", "sight"), ROWS)
def test_an_agreement_is_seen_as_far_as_allowed(
    here: Deployment, client: TestClient, signed_in: Headers, code: str, role: KeyRole, sight: str
) -> None:
    headers = signed_in(code, role)
    one = client.get(f"/v1/agreements/{here.agreement}", headers=headers)
    listed = client.get("/v1/agreements", headers=headers).json()["agreements"]
    activity = client.get(f"/v1/agreements/{here.agreement}/activity", headers=headers)
    missing = client.get("/v1/agreements/0x" + "00" * 32, headers=headers)
    assert missing.status_code == 404
    if sight == NOTHING:
        assert (one.status_code, activity.status_code, listed) == (404, 404, [])
        assert one.json() == missing.json()
        return
    assert [row["id"] for row in listed] == [here.agreement]
    # The manager signed the terms; whoever stands above it did not
    assert (one.json()["terms"] is None) == (code == UPPER)
    assert bool(activity.json()["withheld"]) == (sight == METADATA)


def test_an_accredited_auditor_reads_what_is_in_scope_and_time(
    here: Deployment, client: TestClient, signed_in: Headers, delivered: str
) -> None:
    accredit(here, OWNER, until=START + DAY)
    headers = signed_in(AUDIT, KeyRole.AUDITOR)
    assert client.get(f"/v1/events/{delivered}", headers=headers).json()["disclosures"]
    here.clock.now = START + DAY
    headers = signed_in(AUDIT, KeyRole.AUDITOR)
    assert client.get(f"/v1/events/{delivered}", headers=headers).status_code == 404


def test_an_auditor_reads_nothing_out_of_scope(
    here: Deployment, client: TestClient, signed_in: Headers, delivered: str
) -> None:
    accredit(here, OTHER)
    headers = signed_in(AUDIT, KeyRole.AUDITOR)
    assert client.get(f"/v1/events/{delivered}", headers=headers).status_code == 404


def test_evidence_without_disclosures_is_all_a_manager_gets(
    here: Deployment, client: TestClient, signed_in: Headers, delivered: str
) -> None:
    here.sealer.seal()
    path = f"/v1/events/{delivered}/evidence"
    assert client.get(path, headers=signed_in(OWNER)).json()["disclosures"]
    only = client.get(path + "?disclose=version", headers=signed_in(OWNER)).json()["disclosures"]
    assert set(only) == {"version"}
    assert client.get(path, headers=signed_in(MANAGER)).json()["disclosures"] == {}
    assert client.get(path + "?disclose=version", headers=signed_in(MANAGER)).status_code == 403
    assert client.get(path, headers=signed_in(OTHER)).status_code == 404


PRIVATE = [
    "/v1/me", "/v1/agreements", "/v1/events", "/v1/events/" + "00" * 32, "/v1/events/" + "00" * 32 + "/evidence",
    "/v1/lineage/x", "/v1/recall?event=" + "00" * 32, "/v1/accountability?event=" + "00" * 32, "/v1/reads", "/v1/agreements/0x" + "00" * 32 + "/activity",
]  # fmt: skip
PUBLIC = [
    "/v1/departments",
    f"/v1/departments/{OWNER}",
    "/v1/items",
    "/v1/trust",
    "/v1/status",
    "/healthz",
    "/openapi.json",
]


@pytest.mark.parametrize("path", PRIVATE)
def test_a_private_address_asks_for_a_sign_in(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["code"]) == (401, "not-signed-in")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_address_asks_for_nothing(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", [*PRIVATE, "/v1/items"])
def test_a_bad_token_is_refused_even_where_none_is_needed(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"authorization": "Bearer nonsense"}).status_code == 401


def test_the_public_sees_open_items_only(here: Deployment, client: TestClient, signed_in: Headers) -> None:
    here.register()
    here.register("2/open", is_open=True)
    codes = {row["code"] for row in client.get("/v1/items").json()["items"]}
    assert codes == {"2/open"}
    assert client.get(f"/v1/items/{ITEM}").status_code == 404
    assert client.get(f"/v1/items/{ITEM}", headers=signed_in(OTHER)).json()["share_type"] == "conditional"


def test_every_reading_is_on_record(here: Deployment, client: TestClient, signed_in: Headers, delivered: str) -> None:
    headers = signed_in(USER)
    client.get(f"/v1/events/{delivered}", headers=headers)
    client.get(f"/v1/lineage/{delivered}", headers=headers)
    refused = client.get(f"/v1/events/{delivered}", headers=signed_in(OTHER))
    assert refused.status_code == 404
    rows = client.get(f"/v1/reads?subject={delivered}", headers=headers).json()["reads"]
    assert [(row["department"], row["action"]) for row in rows] == [(USER, "lineage"), (USER, "event")]
    tried = client.get("/v1/reads", headers=signed_in(OTHER)).json()["reads"]
    assert ("event", delivered) in [(row["action"], row["subject"]) for row in tried]


def test_an_accreditation_is_ended_by_who_gave_it_and_by_nobody_else(
    here: Deployment, client: TestClient, signed_in: Headers, delivered: str
) -> None:
    grant = accredit(here, OWNER)
    seen = []
    for ended_by in (None, OTHER, MANAGER):
        if ended_by is not None:
            values = {"subject": AUDIT, "reason": "r"}
            here.record(ended_by, here.draft("accreditation.expire", values, parents=[grant]))
        headers = signed_in(AUDIT, KeyRole.AUDITOR)
        seen.append(client.get(f"/v1/events/{delivered}", headers=headers).status_code)
    assert seen == [200, 200, 404]


def test_lineage_is_paged_over_http_and_repeats_its_bounds(
    client: TestClient, signed_in: Headers, delivered: str
) -> None:
    headers = signed_in(OWNER)
    bounds = "as_of=2027-01-01T00:00:00.000Z&as_known=2027-01-02T00:00:00.000Z&depth=20&limit=1"
    first = client.get(f"/v1/lineage/{delivered}?{bounds}", headers=headers).json()
    assert [first["occurred_until"], first["known_at"]] == ["2027-01-01T00:00:00.000Z", "2027-01-02T00:00:00.000Z"]
    second = client.get(f"/v1/lineage/{delivered}?{bounds}&cursor={first['next']}", headers=headers).json()
    assert [one["event"]["type"] for one in first["nodes"] + second["nodes"]] == ["deliver", "data.update"]
    for wrong in ("cursor=x", "limit=0", "depth=0", "until=now", "as_of=yesterday"):
        assert client.get(f"/v1/lineage/{delivered}?{wrong}", headers=headers).status_code == 422
    assert client.get(f"/v1/recall?event={delivered}", headers=headers).json()["ref"] == delivered


def test_readings_of_other_departments_are_for_auditors(client: TestClient, signed_in: Headers) -> None:
    assert client.get(f"/v1/reads?department={USER}", headers=signed_in(OWNER)).status_code == 403
    assert client.get(f"/v1/reads?department={USER}", headers=signed_in(AUDIT, KeyRole.AUDITOR)).status_code == 200


def question(**changes: Any) -> dict[str, Any]:
    return {
        "department": USER, "item": ITEM, "fields": ["code"], "purpose": "办理社保", "mode": "file", **changes
    }  # fmt: skip


@pytest.mark.parametrize(("code", "status"), [(USER, 200), (OWNER, 200), (MANAGER, 200), (OTHER, 403), (UPPER, 403)])
def test_who_may_ask_for_a_decision(
    here: Deployment, client: TestClient, signed_in: Headers, code: str, status: int
) -> None:
    here.register()
    response = client.post("/v1/decisions", json=question(), headers=signed_in(code))
    assert response.status_code == status


def test_sign_in_over_http(here: Deployment, client: TestClient) -> None:
    from tests.api.deployment import personal_sign

    signer = here.signers[OWNER, KeyRole.HEAD]
    challenge = client.post("/v1/sign-in/challenge", json={"address": signer.address}).json()
    body = {"message": challenge["message"], "signature": personal_sign(signer, challenge["message"])}
    opened = client.post("/v1/sign-in", json=body).json()
    headers = {"authorization": f"Bearer {opened['token']}"}
    assert client.get("/v1/me", headers=headers).json() == opened["caller"]
    assert client.post("/v1/sign-in", json=body).json()["code"] == "not-signed-in"
    assert client.post("/v1/sign-out", headers=headers).status_code == 204
    assert client.get("/v1/me", headers=headers).status_code == 401
