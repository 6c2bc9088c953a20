"""Work lists over HTTP: who sees what is due, in which order, and how the watcher says it is itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ledger.config import load_config
from ledger.duties import duty_projecting
from ledger.duties.duty_projecting import DutyProjector
from ledger.duties.watching import STALE_MS, DutyWatcher
from ledger.errors import ConfigRefused
from ledger.event_types import KeyRole
from ledger.policy.limits import Limits
from ledger.workdays import add_workdays, calendar
from tests.api.deployment import DAY, ITEM, MANAGER, ORIGIN, OTHER, OWNER, USER, Deployment

ASKED = {"legal_basis": "law", "scenario": "s", "scope": ["code"], "share_mode": "file", "use_until": "t", "case_type": "c",
         "volume": 3, "drafted_by": "clerk"}  # fmt: skip


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("work"))
    deployment.register()
    deployment.requests = [  # type: ignore[attr-defined]
        deployment.record(USER, deployment.draft("request", ASKED, item=ITEM)) for _ in range(3)
    ]
    deployment.record(USER, deployment.draft("complaint", {"complainant_class": "c", "subject": "s"}))
    yield deployment
    deployment.close()


@pytest.fixture(scope="module")
def client(here: Deployment) -> TestClient:
    return TestClient(create_app(here.ledger))


@pytest.fixture(scope="module")
def watcher(here: Deployment) -> DutyWatcher:
    found = DutyWatcher(here.store, DutyProjector(here.store, ORIGIN, Limits({"M3": 2})), here.clock)
    found.step()
    return found


def ask(here: Deployment, client: TestClient, code: str, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/work", params=query, headers={"authorization": f"Bearer {here.sign_in(code)}"})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_before_the_watcher_ran_an_empty_list_says_that_it_proves_nothing(here: Deployment, client: TestClient) -> None:
    found = ask(here, client, OWNER)
    assert (found["duties"], found["watcher"]["ok"], found["watcher"]["last_run"]) == ([], False, None)
    assert found["watcher"]["lag_entries"] == here.writer.state.size
    assert "quanze_watcher_up 0" in client.get("/metrics").text


def test_the_owner_sees_its_replies_soonest_first_with_who_signs(
    here: Deployment, client: TestClient, watcher: DutyWatcher
) -> None:
    found = ask(here, client, OWNER, clause="O6")
    assert [row["trigger"]["id"] for row in found["duties"]] == here.requests  # type: ignore[attr-defined]
    first = found["duties"][0]
    due = add_workdays(here.clock.now, 10)
    assert (first["department"], first["state"], first["days_left"], first["provisional"]) == (
        OWNER,
        "open",
        10,
        due.provisional,
    )
    assert first["keys"] == [{"address": here.signers[OWNER, KeyRole.HEAD].address, "role": "head"}]
    assert (first["settled_by"], first["mark"], first["trigger"]["actor"]) == (["reply"], None, USER)
    assert (found["calendar"]["digest"], found["watcher"]["ok"]) == (calendar().digest, True)
    assert found["proof"]["weakest"] == "waiting-for-anchor"


def test_pages_hold_every_duty_once(here: Deployment, client: TestClient, watcher: DutyWatcher) -> None:
    whole = ask(here, client, MANAGER)["duties"]
    rows, cursor = [], None
    while True:
        page = ask(here, client, MANAGER, limit=2, **({"cursor": cursor} if cursor else {}))
        rows += page["duties"]
        if (cursor := page["next"]) is None:
            break
    assert rows == whole
    assert [row["due_at"] for row in whole if row["due_at"]] == sorted(row["due_at"] for row in whole if row["due_at"])
    assert whole[-1]["clause"] == "X3"
    assert (whole[-1]["due_at"], whole[-1]["days_left"]) == (None, None)


def test_a_manager_sees_those_under_it_and_nobody_sees_its_neighbour(
    here: Deployment, client: TestClient, watcher: DutyWatcher
) -> None:
    assert {row["department"] for row in ask(here, client, MANAGER)["duties"]} == {OWNER, USER, MANAGER}
    assert {row["department"] for row in ask(here, client, MANAGER, department=USER)["duties"]} == {USER}
    assert ask(here, client, OTHER)["duties"] == []
    headers = {"authorization": f"Bearer {here.sign_in(OTHER)}"}
    refused = client.get("/v1/work", params={"department": OWNER}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
    assert client.get("/v1/work").status_code == 401


@pytest.mark.parametrize(
    "query", [{"state": "late"}, {"clause": "Z1"}, {"cursor": "1-2-Z9"}, {"cursor": "x"}, {"limit": 0}]
)
def test_a_question_out_of_form_is_refused(here: Deployment, client: TestClient, query: dict[str, Any]) -> None:
    answer = client.get("/v1/work", params=query, headers={"authorization": f"Bearer {here.sign_in(OWNER)}"})
    assert answer.status_code == 422


def test_a_clause_that_there_is_not_is_not_found(here: Deployment, client: TestClient) -> None:
    answer = client.get(
        "/v1/work", params={"clause": "O99"}, headers={"authorization": f"Bearer {here.sign_in(OWNER)}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_silence_becomes_overdue_by_time_alone_and_can_be_marked(
    here: Deployment, client: TestClient, watcher: DutyWatcher
) -> None:
    due = add_workdays(here.clock.now, 10).due_ms
    started = here.clock.now
    here.clock.now = due - 1_000
    assert ask(here, client, OWNER, state="due-today", clause="O6")["counts"] == {
        "open": 3,
        "overdue": 0,
        "due_today": 3,
    }
    here.clock.now = due + 4 * DAY
    found = ask(here, client, OWNER, state="overdue", clause="O6")
    assert found["counts"] == {"open": 3, "overdue": 3, "due_today": 0}
    row = found["duties"][0]
    assert (row["state"], row["days_left"] < 0) == ("overdue", True)
    assert row["mark"] == {
        "act": "markBreach",
        "event": here.requests[0],  # type: ignore[attr-defined]
        "message": {
            "clause": "O6", "absence": True, "agreement": "0x" + "00" * 32, "item": ITEM, "department": OWNER,
            "dueAt": due // 1000, "calendar": "0x" + calendar().digest,
        },
    }  # fmt: skip
    assert found["watcher"]["ok"] is False, "it has not run for days"
    watcher.step()
    assert ask(here, client, OWNER)["watcher"]["ok"] is True
    page = client.get("/metrics").text
    assert "quanze_watcher_up 1" in page
    assert f"quanze_duties_overdue {client.get('/readyz').json()['watcher']['overdue']}" in page
    here.clock.now = started


def test_a_reply_settles_it_and_another_watcher_goes_on_where_the_first_ended(
    here: Deployment, client: TestClient
) -> None:
    values = {"decision": "refuse", "reasons": "r", "conditions": [], "drafted_by": "clerk"}
    here.record(OWNER, here.draft("reply", values, item=ITEM, parents=[here.requests[1]]))  # type: ignore[attr-defined]
    DutyWatcher(here.store, DutyProjector(here.store, ORIGIN), here.clock).step()
    left = [row["trigger"]["id"] for row in ask(here, client, OWNER, clause="O6")["duties"]]
    assert left == [here.requests[0], here.requests[2]]  # type: ignore[attr-defined]


def test_a_step_of_the_watcher_leaves_the_rest_for_later(
    here: Deployment, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duty_projecting, "CHUNK", 1)
    for _ in range(2):
        here.record(USER, here.draft("request", ASKED, item=ITEM))
    here.clock.now += STALE_MS
    DutyWatcher(here.store, DutyProjector(here.store, ORIGIN), here.clock).step()
    report = ask(here, client, OWNER)["watcher"]
    assert (report["ok"], report["lag_entries"]) == (True, 1)


CONFIG = """format = 1
origin = "example/quanze"
operator = "SJJ-510100"
database = "sqlite:///quanze.db"
roots = []
[duties]
"""
SETTINGS = {
    "limits": (
        'O6 = 5\nfirst_day = true\ncut_off = "17:30"\nsupplement = "pause"',
        Limits({"O6": 5}, True, 1050, "pause"),
    ),
    "none": ("", Limits()),
}
BAD = {
    "above the ceiling": "O6 = 11", "no clause": "Z1 = 1", "no time": 'cut_off = "5pm"', "minutes past the hour": 'cut_off = "17:75"',
    "past midnight": 'cut_off = "25:00"', "another word": 'supplement = "stop"', "no table": "",
}  # fmt: skip


@pytest.mark.parametrize("row", SETTINGS.values(), ids=SETTINGS)
def test_a_deployment_sets_its_terms(tmp_path: Any, row: tuple[str, Limits]) -> None:
    text, limits = row
    (tmp_path / "config.toml").write_text(CONFIG + text, "utf-8")
    assert load_config(tmp_path).limits() == limits


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_terms_out_of_bounds_are_refused(tmp_path: Any, text: str) -> None:
    whole = CONFIG + text if text else CONFIG.replace("[duties]", 'duties = "none"')
    (tmp_path / "config.toml").write_text(whole, "utf-8")
    with pytest.raises(ConfigRefused):
        load_config(tmp_path)
