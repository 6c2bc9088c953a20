"""An answer that looked at the newest records of a kind only says so, and only where it left some out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ledger.event_types import KeyRole
from ledger.model import format_time
from tests.api.deployment import DAY, ITEM, START, USER, Deployment

CALLS = 3
BETWEEN = {"since": format_time(START - DAY), "until": format_time(START + DAY)}
ASKED: dict[str, tuple[str, dict[str, str]]] = {
    "activity": ("ledger.questions.tracing", {}),
    "bare calls": ("ledger.asking.inquiry", BETWEEN),
    "acts of a department": ("ledger.asking.inquiry", {"day": "2026-11-20"}),
    "item": ("ledger.questions.item_standing", {}),
    "quality": ("ledger.questions.quality_reading", {}),
}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    made = Deployment(Path(tmp_path_factory.mktemp("truncated")))
    made.register()
    called = {"service": "s", "called_fields": ["code"], "count": 1, "case_ref": "c", "purpose": "办理社保", "message_id": "m",
              "success": True}  # fmt: skip
    issue = {"dimension": "accuracy", "severity": "high", "description": "d"}
    for _ in range(CALLS):
        made.record(USER, made.draft("call", called, item=ITEM, agreement=made.agreement), KeyRole.GATEWAY)
        made.record(USER, made.draft("quality.issue", issue, item=ITEM))
    yield made
    made.close()


def path(here: Deployment, what: str) -> str:
    return {
        "activity": f"/v1/agreements/{here.agreement}/activity",
        "bare calls": "/v1/calls/without-case",
        "acts of a department": f"/v1/departments/{USER}/acts",
        "item": f"/v1/items/{ITEM}/standing",
        "quality": f"/v1/agreements/{here.agreement}/quality",
    }[what]


@pytest.mark.parametrize("what", ASKED)
def test_truncated_says_whether_any_was_left_out(here: Deployment, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, query = ASKED[what]
    name = {"item": "_PER_TYPE"}.get(what, "MAX_EVENTS")
    # of the calls and issues of this user, all of the one kind or of both
    there = {"acts of a department": 2 * CALLS, "activity": CALLS}.get(what, CALLS)

    def ask(most: int) -> Any:
        monkeypatch.setattr(f"{module}.{name}", most)
        client = TestClient(create_app(here.ledger))
        headers = {"authorization": f"Bearer {here.sign_in(USER)}"}
        return client.get(path(here, what), headers=headers, params=query).json()

    assert ask(there)["truncated"] is False
    assert ask(there - 1)["truncated"] is True
