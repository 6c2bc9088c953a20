"""Phase 1: departments and keys on the chain, the log opened, the catalogue item registered and published."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.demo.departments import AUDIT, CAST, GOVERNMENT, MANAGER, OWNER, PROVINCE_TIER, REGION, USER
from ledger.demo.scene import DERIVED, FIELDS, ITEM, Desk, Scene, wait_item
from ledger.event_types import KeyRole
from ledger.model import format_time
from ledger.wiring import clock
from ledger.workdays import DAY_MS

HEAD, OFFICER = KeyRole.HEAD, KeyRole.OFFICER
_NUMBER = {role: number for number, role in enumerate(KeyRole, 1)}
_YEAR_MS = 366 * DAY_MS


def register(scene: Scene, opening: Sequence[str]) -> None:
    """Play the phase; ``opening`` are the calls that were journalled when the deployment was founded."""
    with scene.show.phase("register", "一 部门、密钥、目录", "1 Departments, keys, catalogue"):
        _open_log(scene, opening)
        _departments(scene)
        _sign_in(scene)
        _catalogue(scene)
        _accredit(scene)


def _open_log(scene: Scene, opening: Sequence[str]) -> None:
    bureau = scene.desk(MANAGER)
    for operation in opening:
        bureau.client.wait_for(operation)
    scene.show.kept(
        opening,
        f"数据局负责人密钥签名, 在链上开设日志 {scene.config.origin}",
        "the data bureau's head opened the log on the chain",
    )


def _departments(scene: Scene) -> None:
    bureau = scene.desk(MANAGER)
    waiting = []
    for role in (one for one in CAST if not one.root):
        admission = {
            "code": role.code, "parent": MANAGER.code, "tier": PROVINCE_TIER, "region": REGION, "kind": GOVERNMENT,
            "head": scene.desk(role).head.address,
        }  # fmt: skip
        waiting.append(bureau.client.admit(admission, {"zh": role.zh, "en": role.en}, bureau.head)["id"])
    for desk in scene.desks.values():
        for key in (one for one in desk.keys if one is not HEAD):
            grant = {"department": desk.role.code, "key": desk.keys[key].address, "role": _NUMBER[key]}
            waiting.append(desk.client.enrol(grant, desk.head)["id"])
    done = [bureau.client.wait_for(operation) for operation in waiting]
    _show_departments(scene, max(one["block"] for one in done))


def _show_departments(scene: Scene, block: int) -> None:
    client = scene.desk(MANAGER).client

    def all_known() -> bool:
        known = {row["code"] for row in client.departments()}
        return known >= scene.desks.keys() and all(
            {one.address for one in desk.keys.values()} <= {key["address"] for key in client.department(code)["keys"]}
            for code, desk in scene.desks.items()
        )

    client.wait_until(all_known, "the departments")
    keys = {role.code: client.department(role.code)["keys"] for role in CAST}
    scene.show.kept(
        True,
        f"{len(CAST)} 个示范部门、{sum(map(len, keys.values()))} 把密钥已上链, 均由负责人密钥签名登记 (区块 {block})",
        f"{len(CAST)} demonstration departments with {sum(map(len, keys.values()))} keys on the chain, signed by heads",
    )
    scene.show.table(
        ("代码 code", "部门 department", "密钥 keys"),
        [
            (role.code, f"{role.zh} {role.en}", ", ".join(sorted(key["role"] for key in keys[role.code])))
            for role in CAST
        ],
    )


def _sign_in(scene: Scene) -> None:
    for desk in scene.desks.values():
        key = next((one for one in (OFFICER, KeyRole.AUDITOR, KeyRole.SUPERVISOR) if one in desk.keys), HEAD)
        caller = desk.client.sign_in(desk.keys[key])["caller"]
        if (caller["department"], caller["role"]) != (desk.role.code, key.value):
            scene.show.kept(False, "登录身份应为本部门", "who signs in should be this department")
    scene.show.kept(True, "各部门以自己的密钥登录 (EIP-4361)", "every department signed in with its own key (EIP-4361)")


def _catalogue(scene: Scene) -> None:
    newest = scene.newer
    entry = {
        "title": "行政区划代码表(示范)", "fields": FIELDS, "format": "CSV", "update_cycle": "年", "share_type": "conditional",
        "condition": "限政务服务事项受理", "share_mode": "batch, api", "grade": 1, "manager": MANAGER.code,
        "source": newest.source,
    }  # fmt: skip
    publish_item(scene, scene.desk(OWNER), ITEM, entry)
    item = wait_item(scene.desk(USER).client, ITEM, published=True)
    scene.show.kept(
        item["gaps"] == [] and item["owner"] == OWNER.code,
        f"民政厅登记、数据局发布目录项 {ITEM}《{item['title']}》, 条例第13条各项齐全",
        "item registered by its owner, published by the bureau; complete by article 13",
    )


def publish_item(scene: Scene, owner: Desk, code: str, entry: dict[str, object]) -> None:
    """Register an item by its owner's head and have the manager publish it."""
    values = {"entry": entry, "approved_by": "部门负责人", "secrecy_assessment": "不涉密 (公开来源)"}
    registered = owner.record(HEAD, "catalogue.register", values, item=code)
    bureau = scene.desk(MANAGER)
    wait_item(owner.client, code, published=False)
    bureau.record(OFFICER, "catalogue.publish", {"review_result": "pass"}, item=code, parents=[registered])


def _accredit(scene: Scene) -> None:
    now = clock()
    values = {
        "subject": AUDIT.code, "scope": [OWNER.code, ITEM, DERIVED], "valid_from": format_time(now - 60_000),
        "valid_until": format_time(now + _YEAR_MS),
    }  # fmt: skip
    scene.events["accreditation"] = scene.desk(MANAGER).record(HEAD, "accreditation.grant", values)
    scene.show.kept(
        scene.events["accreditation"],
        "审计厅获授权: 只限民政厅的事项与这两个目录项、一年",
        "the audit office is accredited: civil affairs and these two items only, for one year",
    )
