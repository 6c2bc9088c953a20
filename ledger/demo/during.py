"""Phase 3, during: versions delivered and received, calls in batches, a correction, a derived table, a tampered delivery."""

from __future__ import annotations

import inspect
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.demo.before import CALLS_PER_DAY
from ledger.demo.departments import MANAGER, OWNER, USER
from ledger.demo.divisions import Table, changes
from ledger.demo.registering import publish_item
from ledger.demo.scene import DERIVED, ITEM, PURPOSE, Desk, Scene, draft, wait_item, wait_projected
from ledger.disclosure import SALT_SIZE, payload_digest
from ledger.event_types import KeyRole
from ledger.model import format_time
from ledger.wiring import clock

HEAD, OFFICER, GATEWAY = KeyRole.HEAD, KeyRole.OFFICER, KeyRole.GATEWAY
WRONG, CITY = "410308", "410300"
_YEAR_MS = 366 * 86_400_000


@dataclass(frozen=True)
class Version:
    """One version as published: its label, content and salt; ``event`` is the id of its `data.update`."""

    label: str
    content: bytes
    salt: bytes
    event: str

    def payload(self, content: bytes | None = None) -> dict[str, Any]:
        """The payload member for this content, or for what somebody else holds in its place."""
        data = self.content if content is None else content
        return {"alg": "sha256", "digest": payload_digest("sha256", self.salt, data), "rows": data.count(b"\n") - 1}


def during(scene: Scene) -> None:
    """Play the phase."""
    with scene.show.phase(
        "during", "三 事中: 交付、签收、调用、校核、预警", "3 During: delivery, receipt, calls, correction, alert"
    ):
        first = _publish(scene, "1.5.2", scene.older.csv())
        _accepted(scene, first, "第一版", "first version", scene.older)
        _calls(scene)
        # one name is left as it was before 2021, on purpose: the error that the user will find
        planted = scene.newer.renamed(WRONG, "孟津县")
        second = _publish(scene, "2.1.0", planted.csv())
        received = _accepted(scene, second, "第二版", "second version", scene.newer)
        _differences(scene)
        third = _correct(scene, received, second)
        _derive(scene, third)
        _tampered(scene, third)
        _activity(scene)


def _publish(scene: Scene, label: str, content: bytes, **members: Any) -> Version:
    (scene.folder / "files" / f"divisions-{label}.csv").write_bytes(content)
    version = Version(label, content, secrets.token_bytes(SALT_SIZE), "")
    values = {"version": label, "payload_salt": version.salt.hex(), "cycle_due": format_time(clock() + _YEAR_MS)}
    owner = scene.desk(OWNER)
    event = owner.record(GATEWAY, "data.update", values, item=ITEM, payload=version.payload(), **members)
    return Version(label, content, version.salt, event)


def _exchange(scene: Scene, version: Version, arrived: bytes, outlet: str) -> tuple[str, str]:
    """Deliver, carry and receive; ``arrived`` is what came out of the carrier. Ids of delivery and receipt."""
    under = {"agreement": scene.agreements["batch"], "item": ITEM}
    values = {"version": version.label, "payload_salt": version.salt.hex(), "share_mode": "batch", "outlet": outlet}
    sent = scene.desk(OWNER).record(
        GATEWAY, "deliver", values, payload=version.payload(), parents=[version.event], **under
    )
    carried = scene.desk(MANAGER).record(
        GATEWAY, "transfer", {"in_digest": version.payload()["digest"], "hops": 1},
        payload=version.payload(arrived), parents=[sent], **under,
    )  # fmt: skip
    result = "accept" if version.payload(arrived) == version.payload() else "dispute"
    receipt = scene.desk(USER).record(
        GATEWAY, "receipt", {"result": result}, payload=version.payload(arrived), parents=[sent, carried], **under
    )
    return sent, receipt


def _accepted(scene: Scene, version: Version, zh: str, en: str, table: Table) -> str:
    sent, receipt = _exchange(scene, version, version.content, "outlet-1")
    scene.events[f"deliver {version.label}"], scene.events[f"receipt {version.label}"] = sent, receipt
    wait_projected(scene.desk(USER).client)
    found = _delivery(scene, sent)
    scene.show.kept(
        found["same"] is True,
        f"{zh} ({table.source}, {found['rows']} 行) 已提供、传输、签收, 三方摘要一致",
        f"{en} ({table.source}, {found['rows']} rows) delivered, carried and received; all three digests agree",
    )
    return receipt


def _delivery(scene: Scene, sent: str) -> dict[str, Any]:
    activity = scene.desk(USER).client.activity(scene.agreements["batch"])
    found: dict[str, Any] = next(one for one in activity["deliveries"] if one["delivered"]["id"] == sent)
    return found


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
        counted == [len(codes)] * 2 and activity["alerts"] == [],
        f"按接口协议调用 {len(codes)} 次, 次次有办件编号; 双方网关各以一个签名成批记录, 当日上限 {CALLS_PER_DAY} 次",
        f"{len(codes)} calls under the api agreement, each for a case; both gateways recorded them in one signed batch; "
        f"{CALLS_PER_DAY} a day are agreed",
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
        f"really different between the two: {len(rows)} rows (codes withdrawn and codes new)",
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
    third = _publish(scene, label, scene.newer.csv(), parents=[second.event])
    sent, receipt = _exchange(scene, third, third.content, "outlet-1")
    scene.events["deliver"], scene.events["receipt"] = sent, receipt
    user.record(OFFICER, "correction.close", {"result": "accepted"}, parents=[answered, receipt], **under)
    changed = third.payload()["digest"] != second.payload()["digest"]
    scene.show.kept(
        changed and third.content == scene.newer.csv(),
        f"使用部门提出校核: {WRONG} 孟津县应为孟津区(示范有意留错); 归属部门更正、重发 {label}, 摘要已变, 使用部门办结",
        f"the user asks to correct {WRONG} (an error left in on purpose); the owner corrects it and delivers {label}, whose "
        "digest is new; the user closes",
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
        f"加工成新表 {DERIVED}《{entry['title']}》{payload['rows']} 行, 自有目录项, 记明来源与算法摘要",
        f"a table derived from it ({payload['rows']} rows) is an item of its own, with its source and the code's digest",
    )


def _tampered(scene: Scene, version: Version) -> None:
    arrived = version.content.replace(b"410308", b"410309")
    sent, _ = _exchange(scene, version, arrived, "outlet-2")
    scene.events["tampered"] = sent
    wait_projected(scene.desk(OWNER).client)


def _activity(scene: Scene) -> None:
    desk: Desk = scene.desk(OWNER)
    activity = desk.client.activity(scene.agreements["batch"])
    found = {one["rule"]: one for one in activity["alerts"]}
    scene.show.alert(
        set(found) == {"transfer-mismatch", "receipt-mismatch"},
        "预警: " + "; ".join(one["zh"] for one in found.values()) + " (示范有意篡改传输中的一份)",
        "alert: " + "; ".join(one["en"] for one in found.values()) + " (one delivery is tampered with on purpose)",
    )
    duties = [duty["state"] for duty in activity["duties"]]
    scene.show.kept(
        activity["verdict"] and "overdue" not in duties,
        f"{activity['verdict']['zh']} 义务 {len(duties)} 项, 无一超期",
        f"{activity['verdict']['en']} {len(duties)} duties, none overdue",
    )
