"""Alerts over HTTP: who sees which, live without a gap, acknowledged by whoever must act."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ledger.alerting import streaming
from ledger.event_types import KeyRole
from tests.api.deployment import AUDIT, ITEM, MANAGER, OTHER, OWNER, UPPER, USER, payload
from tests.ledger.alerting.conftest import Watched

Headers = Callable[..., dict[str, str]]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Watched]:
    deployment = Watched(tmp_path)
    yield deployment
    deployment.close()


def suspend(here: Watched) -> str:
    values = {"reason": "misuse", "effective_at": "now"}
    stopped = here.record(OWNER, here.draft("agreement.suspend", values, agreement=here.agreement))
    here.watch()
    return stopped


def resume(here: Watched, stop: str) -> None:
    values = {"reason": "mended", "effective_at": "now"}
    here.record(OWNER, here.draft("agreement.resume", values, agreement=here.agreement, parents=[stop]))
    here.watch()


def listed(client: TestClient, headers: dict[str, str], **query: Any) -> list[dict[str, Any]]:
    return list(client.get("/v1/alerts", headers=headers, params=query).json()["alerts"])


def told(
    client: TestClient, headers: dict[str, str], last: int | None, **query: int
) -> list[tuple[int, str, dict[str, Any]]]:
    """What a stream tells that is read to its end."""
    given = headers | ({} if last is None else {"last-event-id": str(last)})
    answer = client.get("/v1/alerts/stream", headers=given, params={"seconds": 0, **query})
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/event-stream")
    found = []
    for block in answer.text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines())
        if "id" in lines:
            found.append((int(lines["id"]), lines["event"], json.loads(lines["data"])))
    return found


def test_an_alert_says_who_must_act_and_what_it_rests_on(here: Watched, client: TestClient, signed_in: Headers) -> None:
    stop = suspend(here)
    page = client.get("/v1/alerts", headers=signed_in(USER), params={"open": True, "level": "red"}).json()
    (alert,) = page["alerts"]
    assert (alert["rule"], alert["group"], alert["owner"], alert["subject"]) == ("stop", "A5", USER, stop)
    assert alert["zh"] == "协议已中止: 须立即停止使用"
    assert {event["type"] for event in page["events"]} == {"agreement.suspend", "alert"}
    assert (page["unsigned"], page["next_before"], page["proof"]["weakest"]) == (0, None, "waiting-for-anchor")
    assert "1" in page["verdict"]["zh"]
    assert client.get(f"/v1/alerts/{alert['id']}", headers=signed_in(USER)).json() == alert
    with here.store.read() as session:
        assert [read.action for read in session.access.reads(department=USER)] == ["alert", "alerts"]


@pytest.mark.parametrize(
    ("who", "role", "sees"),
    [
        (OWNER, KeyRole.HEAD, True),
        (USER, KeyRole.HEAD, True),
        (MANAGER, KeyRole.HEAD, True),
        (UPPER, KeyRole.HEAD, True),
        (OTHER, KeyRole.HEAD, False),
        (AUDIT, KeyRole.AUDITOR, False),
    ],
)
def test_who_may_see_a_finding_in_the_matter_sees_its_alerts(
    here: Watched, client: TestClient, signed_in: Headers, who: str, role: KeyRole, sees: bool
) -> None:
    suspend(here)
    headers = signed_in(who, role)
    assert [one["rule"] for one in listed(client, headers)] == ["stop"] * sees
    assert bool(told(client, headers, 0)) is sees
    with here.store.read() as session:
        (row,) = session.alerts.find(before=None, limit=9)
    answer = client.get(f"/v1/alerts/{row.id}", headers=headers)
    assert answer.status_code == (200 if sees else 404)


def test_nobody_reads_alerts_without_signing_in(client: TestClient) -> None:
    for path in ("/v1/alerts", "/v1/alerts/stream", f"/v1/alerts/{'0' * 32}"):
        assert client.get(path).status_code == 401


def test_filters_and_pages(here: Watched, client: TestClient, signed_in: Headers) -> None:
    here.register()
    for _ in range(5):
        here.exchange("bb" * 32)
    stop = suspend(here)
    resume(here, stop)
    headers = signed_in(MANAGER)
    assert len(listed(client, headers)) == 6
    assert [one["state"] for one in listed(client, headers, rule="stop")] == ["closed"]
    assert len(listed(client, headers, open=True)) == 5
    assert len(listed(client, headers, owner=MANAGER)) == 5
    assert listed(client, headers, owner=OTHER) == listed(client, headers, level="notice") == []
    assert len(listed(client, headers, agreement=here.agreement)) == 6
    found, before = [], None
    while True:
        page = client.get(
            "/v1/alerts", headers=headers, params={"limit": 2, **({"before": before} if before else {})}
        ).json()
        found += [one["id"] for one in page["alerts"]]
        if (before := page["next_before"]) is None:
            break
    assert (len(found), len(set(found))) == (6, 6)
    for wrong in ({"rule": "none"}, {"level": "black"}, {"limit": 0}, {"colour": 1}):
        assert client.get("/v1/alerts", headers=headers, params=wrong).status_code == 422


def test_a_stream_that_broke_is_resumed_without_a_gap_and_nothing_twice(
    here: Watched, client: TestClient, signed_in: Headers
) -> None:
    here.register()
    headers = signed_in(MANAGER)
    here.exchange("bb" * 32)
    stop = suspend(here)
    first = told(client, headers, 0)
    assert [change for _, change, _ in first] == ["raised", "raised", "recorded", "recorded"]
    # the reader is away: an alert closes, others are raised
    resume(here, stop)
    here.exchange("bb" * 32)
    suspend(here)
    then = told(client, headers, first[-1][0])
    again = told(client, headers, None, after=0)
    assert [one[:2] for one in (*first, *then)] == [one[:2] for one in again]
    numbers = [seq for seq, _, _ in (*first, *then)]
    with here.store.read() as session:
        assert numbers == [one.seq for one in session.alerts.changes(0, 99)] == list(range(1, len(numbers) + 1))
    assert told(client, headers, numbers[-1]) == []
    assert told(client, headers, None) == [], "without a number it begins with what happens next"


def test_a_stream_skips_what_may_not_be_seen_and_goes_on(here: Watched, client: TestClient, signed_in: Headers) -> None:
    suspend(here)
    here.enrol(OTHER, KeyRole.OFFICER, until=here.clock() + 20 * 86_400_000)
    here.clock.now += 1000
    here.watch()
    here.clock.now += 2000
    here.watch()
    seen = told(client, signed_in(OTHER), 0)
    assert [(change, data["alert"]["rule"]) for _, change, data in seen] == [
        ("raised", "key-expiring"),
        ("recorded", "key-expiring"),
    ]


def test_an_ended_key_ends_its_stream(here: Watched, client: TestClient, signed_in: Headers) -> None:
    headers = signed_in(USER)
    here.end_key(USER, KeyRole.HEAD)
    assert client.get("/v1/alerts/stream", headers=headers, params={"seconds": 0}).status_code == 401
    reading = client.app.state.alerts  # type: ignore[attr-defined]
    streams = streaming.Streams(reading, lambda _: b"{}")
    callers = iter([here.caller(OWNER)])

    def ask() -> Any:
        return next(callers, None) or here.ledger.access.caller("gone")

    text = b"".join(streams.open(ask, 0, 60))
    assert b"event: end\ndata: not-signed-in" in text


def test_more_streams_than_a_process_serves_are_refused_until_one_ends(
    here: Watched, client: TestClient, signed_in: Headers
) -> None:
    streams = client.app.state.streams  # type: ignore[attr-defined]
    caller = here.caller(USER)
    held = [streams.open(lambda: caller, None, 0) for _ in range(streaming.MAX_STREAMS)]
    headers = signed_in(USER)
    refused = client.get("/v1/alerts/stream", headers=headers, params={"seconds": 0})
    assert (refused.status_code, refused.json()["code"]) == (503, "streams-busy")
    list(held[0])
    held[1].close()
    del held[2]
    assert [told(client, headers, None) for _ in range(3)] == [[], [], []]


def test_a_stream_that_is_told_to_stop_ends(here: Watched, client: TestClient) -> None:
    streams = client.app.state.streams  # type: ignore[attr-defined]
    told_so_far = streams.open(lambda: here.caller(USER), None, 3600)
    streams.close()
    assert list(told_so_far) == [b"retry: 2000\n\n"]


def signed(
    here: Watched, who: str, alert: dict[str, Any], kind: str = "alert.acknowledge", **members: Any
) -> dict[str, Any]:
    values = {"measure": "stopped"} if kind == "alert.acknowledge" else {"reader": "x", "query": "x", "scope": "x"}
    draft = here.draft(kind, values, **{"parents": [alert["event"]], **members})
    _, submission = here.pens[who, KeyRole.HEAD].write(draft)
    opened = {name: one.to_json() for name, one in submission.disclosures.items()}
    return {"event": submission.event.decode(), "signature": "0x" + submission.signature.hex(), "disclosures": opened}


def test_whoever_must_act_acknowledges_by_a_signed_event(here: Watched, client: TestClient, signed_in: Headers) -> None:
    suspend(here)
    (alert,) = listed(client, signed_in(USER))
    body = signed(here, USER, alert)
    answer = client.post(f"/v1/alerts/{alert['id']}/acknowledgement", json=body, headers=signed_in(USER))
    assert answer.status_code == 201, answer.text
    here.watch()
    (after,) = listed(client, signed_in(USER))
    assert after["acknowledged_by"] == answer.json()["event_id"]
    assert after["acknowledged_at"] is not None
    assert told(client, signed_in(OWNER), 0)[-1][1] == "acknowledged"


def test_an_acknowledgement_that_is_none_is_refused(here: Watched, client: TestClient, signed_in: Headers) -> None:
    suspend(here)
    (alert,) = listed(client, signed_in(USER))
    path, headers = f"/v1/alerts/{alert['id']}/acknowledgement", signed_in(USER)
    rows = {
        "by another department": signed(here, OWNER, alert),
        "of another alert": signed(here, USER, alert, parents=["ab" * 32]),
        "of another type": signed(here, USER, alert, "record.read"),
    }
    for name, body in rows.items():
        answer = client.post(path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "acknowledgement-refused"), name
    unknown = client.post(f"/v1/alerts/{'0' * 32}/acknowledgement", json=rows["of another type"], headers=headers)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "alert-unknown")
    with here.store.begin() as session:
        session.alerts.recorded(alert["id"], None, 1)  # type: ignore[arg-type]
    unsigned = client.post(path, json=signed(here, USER, alert), headers=headers)
    assert (unsigned.status_code, unsigned.json()["code"]) == (409, "alert-unrecorded")


def test_who_sees_metadata_only_is_not_told_what_was_disclosed(
    here: Watched, signed_in: Headers, client: TestClient
) -> None:
    here.register()
    values = {
        "service": "s", "called_fields": ["sex"], "count": 1, "case_ref": "C", "purpose": "办理社保", "message_id": "m",
        "success": True,
    }  # fmt: skip
    here.record(USER, here.draft("call", values, item=ITEM, agreement=here.agreement), KeyRole.GATEWAY)
    here.watch()
    (mine,) = listed(client, signed_in(OWNER), rule="field-outside")
    assert "sex" in mine["en"]
    assert mine["withheld"] == []
    from ledger.alerting.views import alert_view
    from ledger.policy.permission_table import Access

    with here.store.read() as session:
        (row,) = session.alerts.find(before=None, limit=9, rules={"field-outside"})
    shown = alert_view(row, Access.METADATA)
    assert "sex" not in shown.en + shown.zh
    assert [one.what for one in shown.withheld] == ["values"]


def test_metrics_count_what_stands(here: Watched, client: TestClient) -> None:
    suspend(here)
    assert 'quanze_alerts_open{rule="stop"} 1' in client.get("/metrics").text


def test_rows_too_many_and_nothing_else(here: Watched, client: TestClient, signed_in: Headers) -> None:
    here.register()
    sent = {"item": ITEM, "agreement": here.agreement, "payload": payload("aa" * 32, rows=101)}
    values = {"version": "1", "payload_salt": "00" * 16, "share_mode": "file", "outlet": "o"}
    here.record(OWNER, here.draft("deliver", values, **sent))
    here.watch()
    assert [(one["rule"], one["owner"]) for one in listed(client, signed_in(OWNER))] == [("rows-exceeded", OWNER)]


def test_the_application_closes_its_streams(here: Watched) -> None:
    app = create_app(here.ledger)
    with TestClient(app):
        pass
    assert list(app.state.streams.open(lambda: here.caller(USER), None, 3600)) == [b"retry: 2000\n\n"]
