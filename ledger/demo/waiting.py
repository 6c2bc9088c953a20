"""What the story leaves open: a request that waits for its reply, and an incident that was to be reported hours ago."""

from __future__ import annotations

from functools import partial
from typing import Any

from ledger.cli.client import Client
from ledger.demo.departments import MANAGER, OWNER, USER
from ledger.demo.scene import DERIVED, ITEM, Scene
from ledger.event_types import KeyRole
from ledger.model import format_time
from ledger.wiring import clock
from ledger.workdays import DAY_MS, HOUR_MS

_HOURS_AGO, _DAYS = 5, 180
_LATE = frozenset({"U8", "X2"})


def leave_waiting(scene: Scene) -> None:
    """Record both; shown once the duty to report is known to be overdue and its alert is recorded."""
    until = format_time(clock() + _DAYS * DAY_MS)
    scene.desk(OWNER).record(
        KeyRole.HEAD, "request",
        {"legal_basis": "政务数据共享条例 第20条", "scenario": "区划变更核对", "scope": ["code", "counties"],
         "share_mode": "batch", "use_until": until, "case_type": "行政管理", "volume": 20, "drafted_by": "经办岗"},
        item=DERIVED,
    )  # fmt: skip
    found = format_time(clock() - _HOURS_AGO * HOUR_MS)
    scene.desk(USER).record(
        KeyRole.OFFICER, "incident",
        {"kind": "越权访问", "discovered_at": found, "level": "较大", "affected": "示范区划 3 行"},
        agreement=scene.agreements["api"], item=ITEM,
    )  # fmt: skip
    bureau = scene.desk(MANAGER).client
    work: dict[str, Any] = bureau.wait_until(partial(_overdue, bureau), "the overdue duty to report")
    bureau.wait_until(partial(_told, bureau, scene.agreements["api"]), "the alert that tells of it")
    scene.show.alert(work, work["verdict"]["zh"], work["verdict"]["en"])


def _told(client: Client, agreement: str) -> bool:
    page = client.get("/v1/alerts", agreement=agreement)
    return any(one["rule"] == "incident-late" for one in page["alerts"]) and not page["unsigned"]


def _overdue(client: Client) -> dict[str, Any] | None:
    work = client.work()
    late = {one["clause"] for one in work["duties"] if one["state"] == "overdue"}
    return work if late >= _LATE else None
