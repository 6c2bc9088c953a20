"""Phase 3, during: versions delivered and received, calls in batches, a correction, a derived table, a tampered delivery."""

from __future__ import annotations

import inspect
import secrets
from functools import partial
from hashlib import sha256
from typing import Any

from ledger.cli.client import Client
from ledger.demo.before import CALLS_PER_DAY
from ledger.demo.departments import MANAGER, OWNER, SUPERVISOR, USER
from ledger.demo.divisions import Table, changes
from ledger.demo.exchange import Version, accepted, exchange, publish
from ledger.demo.judged import judged
from ledger.demo.registering import publish_item
from ledger.demo.scene import DERIVED, ITEM, PURPOSE, Desk, Scene, draft, wait_item, wait_projected
from ledger.disclosure import SALT_SIZE, payload_digest
from ledger.event_types import KeyRole
from ledger.policy.alert_rules import ALERT_RULES

HEAD, OFFICER, GATEWAY = KeyRole.HEAD, KeyRole.OFFICER, KeyRole.GATEWAY
EXPECTED = ("transfer-mismatch", "receipt-mismatch")
WRONG, CITY = "410308", "410300"


def during(scene: Scene) -> None:
    """Play the phase."""
    with scene.show.phase("during", "三 事中", "3 During"):
        first = publish(scene, "1.5.2", scene.older.csv())
        accepted(scene, first, "第一版", "first version", scene.older)
        _calls(scene)
        # one name is left as it was before 2021, on purpose: the error that the user will find
        planted = scene.newer.renamed(WRONG, "孟津县")
        second = publish(scene, "2.1.0", planted.csv())
        received = accepted(scene, second, "第二版", "second version", scene.newer)
        _differences(scene)
        third = _correct(scene, received, second)
        _derive(scene, third)
        _tampered(scene, third)
        _activity(scene)
        judged(scene)


def _calls(scene: Scene) -> None:
    codes = [row.code for row in scene.older.rows if row.parent == CITY]
    messages = [secrets.token_hex(8) for _ in codes]
    for role in (USER, OWNER):
        drafts = [_call(scene, role.code, number, message) for number, message in enumerate(messages, 1)]
        scene.desk(role).record_batch(GATEWAY, drafts)
    client = scene.desk(OWNER).client
    wait_projected(client)
    activity = client.activity(scene.agreements["api"])
    counted = [one["counted"] for one in activity["calls"]]
    scene.show.kept(
        counted == [len(codes)] * 2
        and [one["limit"] for one in activity["calls"]] == [CALLS_PER_DAY] * 2
        and activity["alerts"] == [],
        f"接口调用 {len(codes)} 次 (日限 {CALLS_PER_DAY}), 均有办件编号; 双方网关各一签成批记录",
        f"{len(codes)} calls for cases ({CALLS_PER_DAY} a day agreed); one signed batch by each side",
    )


def _call(scene: Scene, actor: str, number: int, message: str) -> Any:
    values = {
        "service": "division-by-code", "called_fields": ["code", "name"], "count": 1,
        "case_ref": f"SF-2026-{number:05d}", "purpose": PURPOSE, "message_id": message, "success": True,
    }  # fmt: skip
    return draft("call", values, agreement=scene.agreements["api"], item=ITEM, operator=f"gateway.{actor}")


def _differences(scene: Scene) -> None:
    rows = changes(scene.older, scene.newer)
    gone = "、".join(before.name for before, after in rows if before and not after)
    new = "、".join(after.name for before, after in rows if after and not before)
    scene.show.say(
        f"两版真实差异 {len(rows)} 行: 撤 {gone}; 设 {new}",
        f"{len(rows)} rows really differ between the two: codes withdrawn, codes new",
    )


def _correct(scene: Scene, received: str, second: Version) -> Version:
    owner, user = scene.desk(OWNER), scene.desk(USER)
    under = {"agreement": scene.agreements["batch"], "item": ITEM}
    asked = user.record(
        OFFICER, "correction.request",
        {"records_class": f"{WRONG} name", "evidence": "孟津县已于2021年撤县设区, 代码 410308 应为孟津区"},
        parents=[received], **under,
    )  # fmt: skip
    label = f"{second.label}-1"
    answered = owner.record(
        OFFICER, "correction.reply", {"result": "corrected", "fix_version": label}, parents=[asked], **under
    )
    third = publish(scene, label, scene.newer.csv(), parents=[second.event])
    sent, receipt = exchange(scene, third, third.content, "outlet-1")
    scene.events["deliver"], scene.events["receipt"] = sent, receipt
    user.record(OFFICER, "correction.close", {"result": "accepted"}, parents=[answered, receipt], **under)
    changed = third.payload()["digest"] != second.payload()["digest"]
    scene.show.kept(
        changed and third.content == scene.newer.csv(),
        f"校核: {WRONG} 应为孟津区(有意留错); 归属部门更正重发, 使用部门办结",
        f"corrected at the user's request: {WRONG} (an error left in on purpose)",
    )
    return third


def _derive(scene: Scene, source: Version) -> None:
    user = scene.desk(USER)
    entry = {
        "title": "各市县级区划数(示范)", "fields": ["code", "name", "counties"], "format": "CSV", "update_cycle": "年",
        "share_type": "unconditional", "share_mode": "batch", "grade": 1, "manager": MANAGER.code,
    }  # fmt: skip
    publish_item(scene, user, DERIVED, entry)
    wait_item(user.client, DERIVED, published=True)
    content = scene.newer.per_city()
    (scene.folder / "files" / "counties-per-city.csv").write_bytes(content)
    salt = secrets.token_bytes(SALT_SIZE)
    code = sha256(inspect.getsource(Table.per_city).encode()).hexdigest()
    values = {"method": f"按市计数, 源版本 {source.label}", "code_digest": code, "grade": 1, "payload_salt": salt.hex()}
    payload = {"alg": "sha256", "digest": payload_digest("sha256", salt, content), "rows": content.count(b"\n") - 1}
    scene.events["derive"] = user.record(
        GATEWAY, "derive", values, item=DERIVED, payload=payload, parents=[scene.events["receipt"]]
    )
    scene.show.kept(
        scene.events["derive"],
        f"加工成新目录项 {DERIVED}, {payload['rows']} 行, 记明来源与算法摘要",
        f"derived: a new item of {payload['rows']} rows, with its source and its code's digest",
    )


def _tampered(scene: Scene, version: Version) -> None:
    arrived = version.content.replace(b"410308", b"410309")
    sent, _ = exchange(scene, version, arrived, "outlet-2")
    scene.events["tampered"] = sent
    wait_projected(scene.desk(OWNER).client)


def _activity(scene: Scene) -> None:
    desk: Desk = scene.desk(OWNER)
    activity = desk.client.activity(scene.agreements["batch"])
    found = {one["rule"]: one for one in activity["alerts"]}
    scene.show.alert(
        set(found) == set(EXPECTED),
        "预警: " + "; ".join(ALERT_RULES[rule].zh for rule in EXPECTED) + " (有意篡改)",
        "alert: " + "; ".join(ALERT_RULES[rule].en for rule in EXPECTED) + " (on purpose)",
    )
    kept: dict[str, Any] = desk.client.wait_until(
        partial(_recorded, desk.client, scene.agreements["batch"]), "the alerts"
    )
    owners = ", ".join(sorted({one["owner"] for one in kept["alerts"]}))
    scene.show.kept(
        {one["rule"] for one in kept["alerts"]} == set(EXPECTED),
        f"两条预警已作为事件签名记录, 待 {owners} 签收",
        f"both alerts are recorded as signed events, for {owners} to acknowledge",
    )
    watched = scene.desk(SUPERVISOR).client.activity(scene.agreements["batch"])
    scene.show.kept(
        {one["rule"] for one in watched["alerts"]} == set(found) and watched["withheld"],
        f"{SUPERVISOR.zh}以监督密钥看到同样的预警, 但只见元数据",
        "the supervisor's key sees the same alerts, and metadata only",
    )
    duties = [duty["state"] for duty in activity["duties"]]
    scene.show.kept(
        len(activity["deliveries"]) == 4 and duties and "overdue" not in duties,
        activity["verdict"]["zh"],
        activity["verdict"]["en"],
    )


def _recorded(client: Client, agreement: str) -> dict[str, Any] | None:
    """The alerts of an agreement, once all of them are there and recorded as events."""
    page = client.get("/v1/alerts", agreement=agreement)
    return page if len(page["alerts"]) >= len(EXPECTED) and not page["unsigned"] else None
