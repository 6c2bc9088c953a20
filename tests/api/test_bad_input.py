"""Bad input: each row ends in one problem document, in both languages, with nothing half-written."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.incoming import BATCH_CAP, BODY_CAP
from ledger.event_types import KeyRole
from ledger.keys import LocalSigner, domain_separator
from ledger.recording.pen import Draft, Pen
from tests.api.deployment import (
    AUDIT,
    CHAIN_ID,
    DAY,
    ITEM,
    OWNER,
    SEPARATOR,
    USER,
    Deployment,
    payload,
)

JSON = {"content-type": "application/json"}
MEMBERS = {"type", "title", "status", "code", "detail", "zh", "en", "details"}


def problem(response: Any) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert set(found) == MEMBERS
    assert found["status"] == response.status_code
    assert found["zh"]
    assert found["en"]
    return found


def size(here: Deployment) -> int:
    return here.writer.state.size


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"{", 400, "body-refused", id="malformed JSON"),
        pytest.param(b'{"event":"a","event":"b"}', 400, "body-refused", id="duplicate keys"),
        pytest.param(b'{"event":1.5}', 400, "body-refused", id="float"),
        pytest.param(b'{"event":NaN}', 400, "body-refused", id="NaN"),
        pytest.param(b'{"event":"\\ud800"}', 400, "body-refused", id="half a surrogate pair"),
        pytest.param(b'{"event":"\xff"}', 400, "body-refused", id="not UTF-8"),
        pytest.param(b"[" * 40_000, 400, "body-refused", id="nested too deep"),
        pytest.param(b'{"event":' + b"9" * 5000 + b"}", 400, "body-refused", id="endless integer"),
        pytest.param(b'{"event":"' + b"a" * BODY_CAP + b'"}', 413, "body-too-large", id="oversize"),
        pytest.param(b"{}", 422, "request-refused", id="members missing"),
        pytest.param(b'{"event":"{}","signature":"0x","x":1}', 422, "request-refused", id="unknown member"),
        pytest.param(b"", 422, "request-refused", id="no body"),
    ],
)
def test_a_bad_body_is_one_problem(here: Deployment, client: TestClient, body: bytes, status: int, code: str) -> None:
    before = size(here)
    found = problem(client.post("/v1/events", content=body, headers=JSON))
    assert (found["status"], found["code"]) == (status, code)
    assert size(here) == before


def test_only_the_batch_may_be_large(client: TestClient) -> None:
    text = json.dumps({"events": "a" * BODY_CAP}).encode()
    assert problem(client.post("/v1/events/batch", content=text, headers=JSON))["code"] == "request-refused"
    text = b'"' + b"a" * BATCH_CAP + b'"'
    assert problem(client.post("/v1/events/batch", content=text, headers=JSON))["code"] == "body-too-large"


def test_a_body_in_pieces_meets_the_same_cap(client: TestClient) -> None:
    pieces = (b"a" * 1024 for _ in range(BODY_CAP // 1024 + 1))
    assert problem(client.post("/v1/events", content=pieces, headers=JSON))["code"] == "body-too-large"


def sent(pen: Pen, draft: Draft, **changes: Any) -> dict[str, Any]:
    event, submission = pen.write(draft)
    opened = {name: one.to_json() for name, one in submission.disclosures.items()}
    return {
        "event": event.raw.decode(),
        "signature": "0x" + submission.signature.hex(),
        "disclosures": opened,
    } | changes


def note(here: Deployment, **members: Any) -> Draft:
    values = {"scope": "all", "result": "low", "next_due": "2027-01-01"}
    return here.draft("risk.assess", values, **members)


def unknown_type(here: Deployment) -> dict[str, Any]:
    body = sent(here.pens[OWNER, KeyRole.HEAD], note(here))
    return body | {"event": body["event"].replace("risk.assess", "risk.gossip")}


def not_canonical(here: Deployment) -> dict[str, Any]:
    body = sent(here.pens[OWNER, KeyRole.HEAD], note(here))
    return body | {"event": " " + body["event"]}


def duplicate_keys(here: Deployment) -> dict[str, Any]:
    body = sent(here.pens[OWNER, KeyRole.HEAD], note(here))
    return body | {"event": '{"v":1,' + body["event"][1:]}


def wrong_signer(here: Deployment) -> dict[str, Any]:
    return sent(Pen(OWNER, here.signers[USER, KeyRole.HEAD], SEPARATOR, 0), note(here))


def stranger(here: Deployment) -> dict[str, Any]:
    return sent(Pen(OWNER, LocalSigner.generate(), SEPARATOR, 0), note(here))


def wrong_chain(here: Deployment) -> dict[str, Any]:
    separator = domain_separator(CHAIN_ID + 1, "0x" + "e1" * 20)
    return sent(Pen(OWNER, here.signers[OWNER, KeyRole.HEAD], separator, 0), note(here))


def expired_key(here: Deployment) -> dict[str, Any]:
    here.end_key(OWNER, KeyRole.HEAD)
    return sent(here.pens[OWNER, KeyRole.HEAD], note(here))


def wrong_role(here: Deployment) -> dict[str, Any]:
    return sent(here.pens[OWNER, KeyRole.GATEWAY], note(here))


def unknown_agreement(here: Deployment) -> dict[str, Any]:
    values = {"subject": "s", "position": "p"}
    return sent(here.pens[OWNER, KeyRole.HEAD], here.draft("consult", values, agreement="0x" + "77" * 32))


def not_a_party(here: Deployment) -> dict[str, Any]:
    values = {"scope": "s", "third_party": "t", "use_until": "u"}
    return sent(here.pens[USER, KeyRole.HEAD], here.draft("consent", values, agreement=here.agreement))


def unknown_item(here: Deployment) -> dict[str, Any]:
    return sent(here.pens[OWNER, KeyRole.HEAD], here.draft("classify", {"category": "c", "basis": "b"}, item="9/9"))


def from_the_future(here: Deployment) -> dict[str, Any]:
    draft = note(here)
    here.clock.now -= DAY
    return sent(here.pens[OWNER, KeyRole.HEAD], draft)


def wrong_disclosure(here: Deployment) -> dict[str, Any]:
    body = sent(here.pens[OWNER, KeyRole.HEAD], note(here))
    body["disclosures"]["result"]["value"] = "high"
    return body


def high_s(here: Deployment) -> dict[str, Any]:
    return sent(here.pens[OWNER, KeyRole.HEAD], note(here)) | {"signature": "0x" + "11" * 32 + "ff" * 32 + "1b"}


def reused_number(here: Deployment) -> dict[str, Any]:
    pen = here.pens[OWNER, KeyRole.HEAD]
    here.record(OWNER, note(here))
    pen.next_seq -= 1
    return sent(pen, note(here))


ROWS: list[tuple[Callable[[Deployment], dict[str, Any]], int, str]] = [
    (unknown_type, 422, "event-refused"),
    (not_canonical, 422, "not-canonical"),
    (duplicate_keys, 422, "not-canonical"),
    (wrong_signer, 403, "key-not-of-actor"),
    (stranger, 403, "signer-unknown"),
    (wrong_chain, 403, "signer-unknown"),
    (expired_key, 403, "key-not-valid"),
    (wrong_role, 403, "key-not-allowed"),
    (not_a_party, 403, "party-not-allowed"),
    (unknown_agreement, 404, "agreement-unknown"),
    (unknown_item, 404, "item-unknown"),
    (from_the_future, 422, "event-from-future"),
    (wrong_disclosure, 422, "disclosure-refused"),
    (high_s, 422, "signature-refused"),
    (reused_number, 409, "lane-conflict"),
]


@pytest.mark.parametrize(("make", "status", "code"), ROWS, ids=[row[0].__name__ for row in ROWS])
def test_a_bad_event_is_one_problem(
    here: Deployment, client: TestClient, make: Callable[[Deployment], dict[str, Any]], status: int, code: str
) -> None:
    body = make(here)
    before = size(here)
    found = problem(client.post("/v1/events", json=body))
    assert (found["status"], found["code"]) == (status, code)
    assert size(here) == before


def test_a_repeated_event_gets_its_old_receipt(here: Deployment, client: TestClient) -> None:
    body = sent(here.pens[OWNER, KeyRole.HEAD], note(here))
    first, second = client.post("/v1/events", json=body), client.post("/v1/events", json=body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json() | {"duplicate": True}


def test_a_batch_answers_each_event_in_order(here: Deployment, client: TestClient) -> None:
    good, bad, last = (sent(here.pens[OWNER, KeyRole.HEAD], note(here)) for _ in range(3))
    bad = unknown_type(here)
    results = client.post("/v1/events/batch", json={"events": [good, bad, last]}).json()["results"]
    assert [row.get("code", "receipt") for row in results] == ["receipt", "event-refused", "receipt"]
    assert [results[0]["index"], results[2]["index"]] == [0, 1]


def test_a_batch_signed_once_is_taken_or_refused_as_one(here: Deployment, client: TestClient) -> None:
    _, events, signature = here.pens[OWNER, KeyRole.HEAD].write_batch([note(here) for _ in range(5)])
    body = {
        "events": [{"event": raw.decode(), "disclosures": {}} for raw, _ in events],
        "signature": "0x" + signature.hex(),
    }
    results = client.post("/v1/events/batch", json=body).json()["results"]
    assert [row["index"] for row in results] == [0, 1, 2, 3, 4]
    del body["events"][0]
    assert problem(client.post("/v1/events/batch", json=body))["code"] == "signer-unknown"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/nothing", 404, "not-found"),
        ("/docs", 404, "not-found"),
        ("/v1/log/inclusion?index=5&size=1", 404, "not-found"),
        ("/v1/log/inclusion?index=0", 422, "request-refused"),
        ("/v1/log/inclusion?index=1&size=1", 404, "not-found"),
        ("/log/checkpoint", 404, "not-found"),
        ("/log/tile/0/x000/000", 404, "not-found"),
        ("/log/tile/0/000.p/256", 404, "not-found"),
        ("/log/tile/0/1", 422, "request-refused"),
        ("/log/tile/8/000", 404, "not-found"),
        ("/log/tile/64/000", 422, "request-refused"),
        ("/log/tile/00/000", 422, "request-refused"),
        ("/v1/operations/7", 404, "operation-unknown"),
        ("/v1/departments/X1", 404, "not-found"),
        ("/v1/events?limit=0", 422, "request-refused"),
        ("/v1/events?colour=red", 422, "request-refused"),
    ],
)
def test_a_bad_address_is_one_problem(
    client: TestClient, signed_in: Callable[..., dict[str, str]], path: str, status: int, code: str
) -> None:
    found = problem(client.get(path, headers=signed_in(USER)))
    assert (found["status"], found["code"]) == (status, code)


def test_a_wrong_method_is_one_problem(client: TestClient) -> None:
    response = client.delete("/v1/events")
    assert problem(response)["code"] == "method-refused"
    assert "POST" in response.headers["allow"] or "GET" in response.headers["allow"]


def test_who_waits_is_told_how_long(client: TestClient) -> None:
    answer = client.get(f"/v1/departments/{OWNER}/nonce")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_the_sentence_is_in_the_asker_s_language(client: TestClient) -> None:
    chinese = client.get("/v1/me", headers={"accept-language": "zh-CN,en;q=0.5"})
    assert chinese.json()["detail"] == chinese.json()["zh"]
    assert chinese.headers["content-language"] == "zh"
    assert client.get("/v1/me").json()["detail"].startswith("sign in first")


def test_evidence_waits_for_a_chain_that_does_not_answer(
    here: Deployment, client: TestClient, signed_in: Callable[..., dict[str, str]]
) -> None:
    here.register()
    _, delivered, _ = here.exchange()
    here.anchor()
    response = client.get(f"/v1/events/{delivered}/evidence", headers=signed_in(OWNER))
    assert problem(response)["code"] == "chain-unreachable"
    assert response.headers["retry-after"]


def test_an_internal_error_tells_nothing_of_itself(
    here: Deployment, client: TestClient, signed_in: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = signed_in(OWNER)

    class Secret:
        def me(self) -> None:
            raise RuntimeError("hunter2")

    monkeypatch.setattr(client.app.state, "reading", Secret())  # type: ignore[attr-defined]
    response = client.get("/v1/agreements", headers=headers)
    assert problem(response)["code"] == "internal"
    assert "Secret" not in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'self'")


def test_no_value_that_was_sent_comes_back_in_a_problem(client: TestClient) -> None:
    for body in ({"message": "SECRET", "signature": "SECRET"}, {"SECRET": "SECRET"}):
        response = client.post("/v1/sign-in", json=body)
        assert problem(response)["code"] == "request-refused"
        assert "SECRET" not in response.text.replace("body.SECRET", "")


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for response in (
        client.get("/healthz"),
        client.get("/nope"),
        client.post("/v1/events", content=b"{", headers=JSON),
    ):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


def test_an_auditor_may_not_record_as_an_office(here: Deployment, client: TestClient) -> None:
    body = sent(here.pens[AUDIT, KeyRole.AUDITOR], note(here, item=ITEM, payload=payload("aa" * 32)))
    assert problem(client.post("/v1/events", json=body))["code"] == "key-not-allowed"
