"""The short way of events answers as the routes do, and takes nothing that they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.door import Door
from ledger.errors import RecorderBusy
from ledger.event_types import KeyRole
from ledger.recording.recorder import busy
from tests.api.deployment import ITEM, OWNER, Deployment

LINES = {"content-type": "application/x-ndjson"}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    deployment = Deployment(Path(tmp_path_factory.mktemp("door")))
    deployment.register()
    yield deployment, TestClient(create_app(deployment.ledger))
    deployment.close()


def sent(here: Deployment, **values: Any) -> dict[str, Any]:
    draft = here.draft("classify", {"category": "甲", "basis": "b", **values}, item=ITEM)
    _, submission = here.pens[OWNER, KeyRole.HEAD].write(draft)
    opened = {name: one.to_json() for name, one in submission.disclosures.items()}
    return {"event": submission.event.decode(), "signature": "0x" + submission.signature.hex(), "disclosures": opened}


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def taken_by_door(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the door answered, as it answers."""
    answered: list[object] = []
    whole = Door.answer

    async def noted(self: Door, path: str, body: bytes) -> Any:
        answered.append(await whole(self, path, body))
        return answered[-1]

    monkeypatch.setattr(Door, "answer", noted)
    return answered


SPELLINGS: dict[str, Callable[[Any], bytes]] = {
    "compact": compact,
    "with spaces": lambda value: json.dumps(value, indent=1).encode(),
    "escaped": lambda value: json.dumps(value, separators=(",", ":")).encode(),
    "in another order": lambda value: compact(dict(reversed(value.items()))),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_every_spelling_of_a_good_request_is_taken_the_short_way(
    shared: Any, monkeypatch: pytest.MonkeyPatch, spelling: Callable[[Any], bytes]
) -> None:
    here, client = shared
    answered = taken_by_door(monkeypatch)
    body = sent(here)
    first = client.post("/v1/events", content=spelling(body), headers=JSON)
    again = client.post("/v1/events", content=compact(body), headers=JSON)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"duplicate": True}
    assert len(answered) == 2
    assert None not in answered


def test_the_short_way_and_the_route_answer_with_the_same_bytes_and_headers(
    shared: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, client = shared
    body, bad = sent(here), sent(here)
    bad["event"] = bad["event"].replace('"v":1', '"v":2')
    for path, content in (
        ("/v1/events", compact(body)),
        ("/v1/events/batch", compact({"events": [body, bad, sent(here)]})),
    ):
        client.post(path, content=content, headers=JSON)
        short = client.post(path, content=content, headers=JSON)
        with monkeypatch.context() as without:
            without.setattr(Door, "takes", lambda *_: False)
            long = client.post(path, content=content, headers=JSON)
        assert (short.status_code, short.json()) == (long.status_code, long.json())
        assert dict(short.headers) == dict(long.headers) | {"content-length": short.headers["content-length"]}


ODD = st.sampled_from(
    [
        None, True, 0, 1.5, "", "x", "0x", "0x" + "11" * 65, "0x" + "AA" * 65, [], {}, {"a": {}}, {"A": {}}, [{}],
        {"category": {"salt": "00" * 16, "value": 1.5}}, {"category": {"salt": "zz", "value": "甲"}}, "{}", "a" * 20_000,
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_with_and_without_the_short_way_every_request_ends_alike(shared: Any, data: st.DataObject) -> None:
    here, client = shared
    one = sent(here)
    shape = data.draw(st.sampled_from(["one", "each", "once"]))
    members = {"event": one["event"]} if shape == "once" else one
    body: dict[str, Any] = one if shape == "one" else {"events": [members]}
    if shape == "once":
        body["signature"] = one["signature"]
    where = data.draw(st.sampled_from([body, members]))
    name = data.draw(st.sampled_from([*where, "disclosures", "extra"]))
    if data.draw(st.booleans()):
        where.pop(name, None)
    else:
        where[name] = data.draw(ODD)
    text = compact(body)
    if data.draw(st.booleans()):
        text = text.replace(b'"signature"', b'"signature":"0x","signature"', 1)
    path = "/v1/events" if shape == "one" else "/v1/events/batch"
    short = client.post(path, content=text, headers=JSON)
    with pytest.MonkeyPatch.context() as without:
        without.setattr(Door, "takes", lambda *_: False)
        long = client.post(path, content=text, headers=JSON)
    assert long.status_code == short.status_code or (short.status_code, long.status_code) == (201, 200)
    assert _codes(short.json()) == _codes(long.json())


def _codes(value: Any) -> Any:
    rows = value.get("results", [value])
    return [row.get("code", row.get("event_id")) for row in rows]


def test_a_batch_may_be_given_line_by_line(shared: Any) -> None:
    here, client = shared
    good, bad, last = sent(here), sent(here), sent(here)
    bad["signature"] = "0x" + "00" * 65
    for text in (
        b"\n".join(map(compact, (good, bad, last))),
        b"\n".join(json.dumps(one).encode() for one in (good, bad)),
    ):
        results = client.post("/v1/events/batch", content=text + b"\n", headers=LINES).json()["results"]
        assert [row.get("code", "receipt") for row in results] == ["receipt", "signature-refused", "receipt"][
            : len(results)
        ]


@pytest.mark.parametrize(
    ("lines", "status", "code"),
    [
        pytest.param(b'{"event":"{}"}', 422, "request-refused", id="a member is missing"),
        pytest.param(b'{"event":"{}","event":"{}"}', 400, "body-refused", id="a name twice"),
        pytest.param(b'{"event":1.5}', 400, "body-refused", id="a float"),
        pytest.param(b'{"event"', 400, "body-refused", id="half a line"),
        pytest.param(b'{}],"x":[{}', 400, "body-refused", id="a line that closes the list"),
        pytest.param(b"", 422, "request-refused", id="no line"),
    ],
)
def test_a_bad_line_is_one_problem(shared: Any, lines: bytes, status: int, code: str) -> None:
    _, client = shared
    found = client.post("/v1/events/batch", content=lines, headers=LINES)
    assert (found.status_code, found.json()["code"]) == (status, code)


def test_lines_are_for_the_batch_only(shared: Any) -> None:
    _, client = shared
    assert client.post("/v1/events", content=b"{}", headers=LINES).status_code == 422


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("path", ["/v1/events", "/v1/events/batch"])
def test_a_full_queue_is_429_with_the_time_to_come_again(
    shared: Any, monkeypatch: pytest.MonkeyPatch, path: str, language: str
) -> None:
    here, client = shared
    body = sent(here)

    def full(_checked: Sequence[object], _done: object) -> None:
        raise busy()

    monkeypatch.setattr(here.recorder, "enqueue", full)
    content = compact(body if path == "/v1/events" else {"events": [body]})
    found = client.post(path, content=content, headers=JSON | {"accept-language": language})
    assert found.status_code == 429
    assert found.headers["retry-after"] == "1"
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["code"] == RecorderBusy.code
    assert found.json()["detail"] == found.json()["zh" if language == "zh-CN" else "en"]
    monkeypatch.undo()
    assert client.post(path, content=content, headers=JSON).is_success


def test_an_error_nobody_foresaw_tells_nothing(shared: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here, client = shared
    monkeypatch.setattr(here.recorder, "enqueue", lambda *_: 1 / 0)
    found = client.post("/v1/events", content=compact(sent(here)), headers=JSON)
    assert (found.status_code, found.json()["code"]) == (500, "internal")
