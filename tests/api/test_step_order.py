"""Over every way in, an event whose step before is not recorded is refused, with that step, and nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ledger.event_types import KeyRole
from ledger.recording.pen import Draft
from tests.api.deployment import ITEM, MANAGER, OWNER, USER, Deployment, payload

HEAD = KeyRole.HEAD
UNKNOWN = "ab" * 32
REPLY = {"decision": "refuse", "reasons": "r", "conditions": [], "approved_by": "h", "drafted_by": "d"}
ASKED = {
    "legal_basis": "l", "scenario": "s", "scope": "c", "share_mode": "api", "use_until": "u", "case_type": "t", "volume": 1,
    "approved_by": "h", "drafted_by": "d",
}  # fmt: skip


class At:
    """A deployment that is not projected unless a test says so, and its client."""

    def __init__(self, folder: Path) -> None:
        self.here = Deployment(folder)
        self.here.register()
        self.client = TestClient(create_app(self.here.ledger))

    def sign(
        self, actor: str, kind: str, values: dict[str, Any] | None = None, **members: Any
    ) -> tuple[str, dict[str, Any]]:
        """The id of an event about the item, and the body that submits it."""
        members = {"item": ITEM, **members}
        event, submission = self.here.pens[actor, HEAD].write(self.draft(kind, values, **members))
        opened = {name: one.to_json() for name, one in submission.disclosures.items()}
        return event.id, {
            "event": event.raw.decode(),
            "signature": "0x" + submission.signature.hex(),
            "disclosures": opened,
        }

    def draft(self, kind: str, values: dict[str, Any] | None = None, **members: Any) -> Draft:
        return self.here.draft(kind, values, **members)

    def post(self, body: Any, path: str = "/v1/events") -> Any:
        return self.client.post(path, json=body)

    def size(self) -> int:
        with self.here.store.read() as session:
            return session.log.load_state().size

    def asked(self) -> str:
        event, body = self.sign(USER, "request", ASKED)
        assert self.post(body).status_code == 201
        return event


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[At]:
    made = At(Path(tmp_path_factory.mktemp("order")))
    yield made
    made.here.close()


OUT_OF_ORDER: dict[str, tuple[Callable[[At], tuple[str, dict[str, Any]]], str]] = {
    "a reply to nothing that is recorded": (lambda at: at.sign(OWNER, "reply", REPLY, parents=[UNKNOWN]), "request"),
    "a reply to another step": (lambda at: at.sign(OWNER, "reply", REPLY, parents=[registered(at)]), "supplement.supply"),
    "a finding's rectification without finding": (
        lambda at: at.sign(OWNER, "finding.rectify", {"fix_evidence": "f"}, item=None, parents=[registered(at)]),
        "finding",
    ),
    "a receipt of what was never delivered": (
        lambda at: at.sign(
            USER, "receipt", {"result": "accept"}, agreement=at.here.agreement, payload=payload("aa" * 32),
            parents=[registered(at)],
        ),
        "deliver",
    ),
}  # fmt: skip


def registered(at: At) -> str:
    with at.here.store.read() as session:
        return session.events.find(item=ITEM, limit=1)[0].event_id.hex()


@pytest.mark.parametrize("way", ["alone", "in a batch", "line by line", "under one signature"])
@pytest.mark.parametrize("row", OUT_OF_ORDER.values(), ids=OUT_OF_ORDER)
def test_a_step_out_of_order_is_refused_with_the_step_that_is_missing(at: At, row: Any, way: str) -> None:
    make, expected = row
    _, body = make(at)
    before = at.size()
    if way == "alone":
        answer = at.post(body)
        found = answer.json()
        assert answer.status_code == 422
    elif way == "under one signature":
        found = once(at, [body]).json()
    elif way == "in a batch":
        (found,) = at.post({"events": [body]}, "/v1/events/batch").json()["results"]
    else:
        line = json.dumps(body).encode() + b"\n"
        headers = {"content-type": "application/x-ndjson"}
        (found,) = at.client.post("/v1/events/batch", content=line, headers=headers).json()["results"]
    assert found["code"] == "step-missing"
    assert expected in found["zh"]
    assert expected in found["en"]
    assert at.size() == before


def once(at: At, bodies: Sequence[dict[str, Any]]) -> Any:
    """These events under one signature of their actor."""
    from ledger.events import Event

    events = [Event.parse(one["event"].encode()) for one in bodies]
    signature = at.here.pens[events[0].actor, HEAD].sign_batch(events)
    members = [{"event": one["event"], "disclosures": one["disclosures"]} for one in bodies]
    return at.post({"events": members, "signature": "0x" + signature.hex()}, "/v1/events/batch")


def test_a_step_counts_from_its_receipt_on_whether_or_not_it_is_projected(at: At) -> None:
    asked = at.asked()
    with at.here.store.read() as session:
        assert session.events.first_indexes([bytes.fromhex(asked)]) == {}
    _, reply = at.sign(OWNER, "reply", REPLY, parents=[asked])
    assert at.post(reply).status_code == 201
    assert at.post(reply).json()["duplicate"] is True


def test_events_of_one_batch_follow_from_one_another_in_their_order(at: At) -> None:
    asked, request = at.sign(USER, "request", ASKED)
    _, reply = at.sign(OWNER, "reply", REPLY, parents=[asked])
    early = at.post({"events": [reply, request]}, "/v1/events/batch").json()["results"]
    assert [one.get("code", "receipt") for one in early] == ["step-missing", "receipt"]
    asked, request = at.sign(USER, "request", ASKED)
    _, reply = at.sign(OWNER, "reply", REPLY, parents=[asked])
    right = at.post({"events": [request, reply]}, "/v1/events/batch").json()["results"]
    assert [one.get("code", "receipt") for one in right] == ["receipt", "receipt"]


def test_what_was_refused_is_no_step_for_what_follows_in_its_batch(at: At) -> None:
    asked, request = at.sign(USER, "request", ASKED)
    request["signature"] = "0x" + "00" * 65
    _, reply = at.sign(OWNER, "reply", REPLY, parents=[asked])
    found = at.post({"events": [request, reply]}, "/v1/events/batch").json()["results"]
    assert [one["code"] for one in found] == ["signature-refused", "step-missing"]


def test_events_under_one_signature_follow_from_one_another_in_their_order(at: At) -> None:
    issue = {"dimension": "accuracy", "severity": "high", "description": "d"}
    found, first = at.sign(USER, "quality.issue", issue)
    doubt = {"records_class": "r", "evidence": "e"}
    _, second = at.sign(USER, "correction.request", doubt, agreement=at.here.agreement, parents=[found])
    before = at.size()
    assert once(at, [second, first]).json()["code"] == "step-missing"
    assert at.size() == before
    answer = once(at, [first, second])
    assert answer.status_code == 200
    assert len(answer.json()["results"]) == 2


def test_what_was_done_with_data_is_recorded_while_the_step_before_is_awaited(at: At) -> None:
    _, receipt = at.sign(
        USER,
        "receipt",
        {"result": "accept"},
        agreement=at.here.agreement,
        payload=payload("aa" * 32),
        parents=[UNKNOWN],
    )
    assert at.post(receipt).status_code == 201


@pytest.mark.parametrize("projected", [True, False], ids=["projected", "not projected yet"])
def test_a_supplement_is_asked_for_once_however_often_it_is_sent(at: At, projected: bool) -> None:
    asked = at.asked()
    first, notice = at.sign(OWNER, "supplement.notice", {"missing": ["x"]}, parents=[asked])
    assert at.post(notice).status_code == 201
    if projected:
        at.here.projector.catch_up()
    assert at.post(notice).json()["duplicate"] is True
    _, second = at.sign(OWNER, "supplement.notice", {"missing": ["y"]}, parents=[asked])
    assert at.post(second).json()["code"] == "step-missing"
    _, corrected = at.sign(OWNER, "supplement.notice", {"missing": ["z"]}, parents=[asked], supersedes=first)
    assert at.post(corrected).status_code == 201


def test_a_supplement_is_asked_for_once_within_one_batch(at: At) -> None:
    asked = at.asked()
    bodies = [at.sign(OWNER, "supplement.notice", {"missing": [one]}, parents=[asked])[1] for one in "ab"]
    found = at.post({"events": bodies}, "/v1/events/batch").json()["results"]
    assert [one.get("code", "receipt") for one in found] == ["receipt", "step-missing"]


def test_types_without_an_order_ask_the_store_nothing(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(
        "ledger.storage.event_index_store.EventIndexStore.recorded_types", lambda *found: asked.append(found) or {}
    )
    called = {"service": "s", "called_fields": ["code"], "count": 1, "case_ref": "c", "purpose": "办理社保",
              "message_id": "m", "success": True}  # fmt: skip
    _, call = at.sign(USER, "call", called, agreement=at.here.agreement, parents=[UNKNOWN])
    _, measured = at.sign(MANAGER, "classify", {"category": "c", "basis": "b"})
    at.post({"events": [call, measured]}, "/v1/events/batch")
    assert asked == []
