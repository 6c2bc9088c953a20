"""Acts over HTTP: the table, drafts without a nonce, bodies that are taken to the letter."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from starlette.testclient import TestClient

from ledger.acts import ACTS
from ledger.acts.schema import message_schema
from ledger.keys import LocalSigner
from ledger.keys.contract_types import contract_digest
from tests.api.deployment import CHAIN_ID, OWNER, Deployment

OPEN = 2**64 - 1
ADDRESS, HASH = "0x" + "5a" * 20, "0x" + "1d" * 32
GRANT = {"department": OWNER, "key": ADDRESS, "role": 2, "validFrom": 0, "validUntil": str(OPEN), "nonce": 0}


def refusal(answer: Any, status: int = 422) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["status"]) == (status, status), told
    assert answer.headers["content-type"] == "application/problem+json"
    return told


def test_the_table_is_public_and_complete(client: TestClient) -> None:
    acts = {row["name"]: row for row in client.get("/v1/acts").json()["acts"]}
    assert set(acts) == set(ACTS)
    assert (acts["close"]["filled"], acts["publish"]["encloses"]) == (["nonce"], ["entry"])
    assert acts["succeed"]["parties"][0]["many"] is acts["order"]["cites_event"] is True
    for row in acts.values():
        assert Draft202012Validator(row["message"])


def test_the_description_has_two_addresses_for_each_act(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for act in ACTS.values():
        assert act.en in paths[f"/v1/acts/{act.name}"]["post"]["summary"]
        assert act.zh in paths[f"/v1/acts/{act.name}/draft"]["post"]["summary"]
    assert not [path for path in paths if path.startswith("/v1/acts/{")]


def test_a_draft_is_what_a_wallet_signs(here: Deployment, client: TestClient) -> None:
    answer = client.post("/v1/acts/enrol/draft", json={"message": GRANT})
    drafted = answer.json()
    assert answer.status_code == 200, drafted
    digest = contract_digest("KeyGrant", GRANT, CHAIN_ID, here.ledger.chain.contracts["Departments"].address)
    assert (drafted["digest"], drafted["typed_data"]["primaryType"]) == ("0x" + digest.hex(), "KeyGrant")
    assert [(one["roles"], one["departments"]) for one in drafted["signs"]] == [(["head"], [OWNER])]
    assert Draft202012Validator(message_schema(ACTS["enrol"])).is_valid(drafted["message"])


def test_a_draft_without_nonce_asks_the_chain(client: TestClient) -> None:
    message = {name: value for name, value in GRANT.items() if name != "nonce"}
    told = refusal(client.post("/v1/acts/enrol/draft", json={"message": message}), 503)
    assert told["code"] == "chain-unreachable"


REFUSED = [
    pytest.param({"message": GRANT | {"x": 1}}, "input-refused", id="an unknown member"),
    pytest.param({"message": GRANT | {"role": "2"}}, "typed-data-refused", id="a small number as text"),
    pytest.param({"message": GRANT | {"validUntil": str(2**64)}}, "typed-data-refused", id="a number too large"),
    pytest.param({"message": GRANT | {"role": True}}, "typed-data-refused", id="a truth value as a number"),
    pytest.param({"message": GRANT, "secret": "00" * 32}, "request-refused", id="a key"),
    pytest.param({"message": GRANT, "extra": {"event": HASH}}, "input-refused", id="an enclosure of another act"),
    pytest.param({"message": GRANT, "extra": {"x": 1}}, "request-refused", id="an unknown enclosure"),
    pytest.param({"message": []}, "request-refused", id="a list"),
]


@pytest.mark.parametrize(("body", "code"), REFUSED)
def test_a_body_is_taken_to_the_letter(client: TestClient, body: dict[str, Any], code: str) -> None:
    assert refusal(client.post("/v1/acts/enrol/draft", json=body))["code"] == code


@pytest.mark.parametrize("address", ["/v1/acts/abolish", "/v1/acts/abolish/draft", "/v1/acts/a-b"])
def test_there_are_no_other_acts(client: TestClient, address: str) -> None:
    refusal(client.post(address, json={"message": {}}))


def test_signatures_are_as_many_as_the_act_has_parties(client: TestClient) -> None:
    told = refusal(client.post("/v1/acts/enrol", json={"message": GRANT}))
    assert "a head of the department" in told["en"]


def test_what_nobody_signs_anyone_submits(client: TestClient) -> None:
    acted = client.post("/v1/acts/closeKeys", json={"message": {"keys": [ADDRESS]}})
    assert acted.status_code == 202
    operation = acted.json()["operation"]
    assert client.get(f"/v1/operations/{operation['id']}").json()["kind"] == "closeKeys"


def test_a_time_beyond_what_javascript_holds_may_be_text_everywhere(client: TestClient) -> None:
    grant = {"department": OWNER, "key": ADDRESS, "role": 2, "valid_from": 0, "nonce": 0}
    signed = {"signer": LocalSigner.generate().address, "signature": "0x" + "11" * 64 + "00"}
    for until, code in ((str(OPEN), "signature-refused"), ("5", "request-refused"), (str(2**64), "request-refused")):
        body = {"grant": grant | {"valid_until": until}, **signed}
        assert refusal(client.post(f"/v1/departments/{OWNER}/keys", json=body))["code"] == code
