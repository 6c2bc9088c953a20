"""Extracts over HTTP: who gets what of a stream, and which part of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from ledger.entries import EventEntry
from ledger.event_types import KeyRole
from ledger.evidence import TrustPolicy, verify_document
from ledger.model import format_time
from tests.api.deployment import AUDIT, ITEM, MANAGER, OTHER, OWNER, Deployment

Headers = Callable[..., dict[str, str]]


@pytest.fixture
def filled(here: Deployment) -> Deployment:
    here.register()
    for _ in range(3):
        here.exchange()
    here.sealer.seal()
    here.projector.catch_up()
    return here


@pytest.fixture
def take(filled: Deployment, client: TestClient, signed_in: Headers) -> Callable[..., Any]:
    def ask(code: str = OWNER, role: KeyRole = KeyRole.HEAD, status: int = 200, **query: Any) -> Any:
        given = query or {"agreement": filled.agreement}
        answer = client.get("/v1/extract", params=given, headers=signed_in(code, role))
        assert answer.status_code == status, answer.text
        if status != 200:
            return answer.json()
        policy = TrustPolicy.parse(json.dumps(filled.ledger.prover.trust()).encode())
        report = verify_document(answer.content, policy)
        # everything holds, and without a chain nothing is anchored
        assert report.codes == ["EV-1081", "EV-1281"]
        return report.summary

    return ask


def test_a_party_gets_the_whole_agreement_or_any_part_of_it(take: Callable[..., Any], filled: Deployment) -> None:
    found = take()
    assert (found["positions"], found["stream_count"], found["shown"], found["withheld"]) == ("0–5", 6, 6, 0)
    part = take(agreement=filled.agreement, **{"from": 2, "to": 4})
    assert (part["positions"], part["shown"]) == ("2–3", 2)
    assert take(agreement=filled.agreement, to=1)["positions"] == "0–0"
    assert take(agreement=filled.agreement, **{"from": 5})["positions"] == "5–5"


def test_an_interval_of_times_has_a_neighbour_on_either_side(take: Callable[..., Any], filled: Deployment) -> None:
    with filled.store.read() as session:
        leaves = session.streams.leaves(f"agreement:{filled.agreement}", 0, 6)
        times = [EventEntry.parse(session.log.entry(leaf.index).entry).recorded_at for leaf in leaves]
    asked = {"since": format_time(times[2]), "until": format_time(times[4])}
    found = take(agreement=filled.agreement, **asked)
    assert (found["positions"], found["since"], found["until"]) == ("1–4", asked["since"], asked["until"])
    assert take(agreement=filled.agreement, since=format_time(times[5] + 1))["positions"] == "5–5"
    assert take(agreement=filled.agreement, until=format_time(times[0]))["positions"] == "0–0"


def test_items_and_departments_have_extracts_too(take: Callable[..., Any]) -> None:
    assert take(item=ITEM)["stream"] == f"item:{ITEM}"
    assert take(department=OWNER)["withheld"] == 0
    # what it did not say itself and has no part in stays closed, and is there all the same
    found = take(OTHER, department=OWNER)
    assert (found["shown"], found["withheld"]) == (1, found["stream_count"] - 1)


def test_a_manager_gets_events_without_their_fields(
    take: Callable[..., Any], filled: Deployment, client: TestClient, signed_in: Headers
) -> None:
    assert take(MANAGER)["shown"] == 6
    answer = client.get("/v1/extract", params={"agreement": filled.agreement}, headers=signed_in(MANAGER))
    assert {one["disclosures"] for one in answer.json()["entries"]} == {"{}"}


@pytest.mark.parametrize("code", [OTHER, AUDIT])
def test_whoever_may_see_nothing_gets_nothing(take: Callable[..., Any], filled: Deployment, code: str) -> None:
    role = KeyRole.AUDITOR if code == AUDIT else KeyRole.HEAD
    refused = take(code, role, status=404, agreement=filled.agreement)
    missing = take(code, role, status=404, agreement="0x" + "00" * 32)
    assert refused["code"] == missing["code"] == "not-found"
    assert refused["en"].replace(filled.agreement, "") == missing["en"].replace("0x" + "00" * 32, "")


WRONG = [
    pytest.param({"item": ITEM, "department": OWNER}, 422, "request-refused", id="two streams"),
    pytest.param({"since": "2026-11-20T00:00:00.000Z"}, 422, "request-refused", id="no stream"),
    pytest.param({"item": ITEM, "from": 3, "to": 3}, 422, "input-refused", id="empty interval"),
    pytest.param({"item": ITEM, "from": 1, "until": "2026-11-20T00:00:00.000Z"}, 422, "input-refused", id="mixed"),
    pytest.param({"item": ITEM, "since": "2026-02-30T00:00:00.000Z"}, 422, "time-refused", id="no such day"),
    pytest.param({"item": ITEM, "from": 900}, 404, "not-found", id="beyond the stream"),
    pytest.param({"item": ITEM, "to": 900}, 404, "not-found", id="end beyond the stream"),
]


@pytest.mark.parametrize(("query", "status", "code"), WRONG)
def test_a_wrong_question_is_refused(take: Callable[..., Any], query: dict[str, Any], status: int, code: str) -> None:
    assert take(status=status, **query)["code"] == code


def test_what_no_checkpoint_covers_is_not_there_yet(here: Deployment, client: TestClient, signed_in: Headers) -> None:
    here.register()
    answer = client.get("/v1/extract", params={"item": ITEM}, headers=signed_in(OWNER))
    assert (answer.status_code, answer.json()["code"]) == (404, "not-anchored-yet")
