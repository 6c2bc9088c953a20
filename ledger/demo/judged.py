"""What supervisors and auditors look for: an entry with gaps, a refusal that names no law, an incident, and the figures."""

from __future__ import annotations

from ledger.demo.departments import MANAGER, OWNER, SUPERVISOR, USER
from ledger.demo.scene import PURPOSE, Scene, wait_item, wait_projected
from ledger.event_types import KeyRole
from ledger.figures.figure_report import report_fields
from ledger.model import format_time
from ledger.wiring import clock
from ledger.workdays import DAY_MS

HEAD, OFFICER = KeyRole.HEAD, KeyRole.OFFICER
GAPPED = "307001/000002"


def judged(scene: Scene) -> None:
    """Record what the reviews find, and a report of the figures that anyone counts again."""
    _refused_without_ground(scene)
    _incident(scene)
    wait_projected(scene.desk(MANAGER).client)
    _report(scene)


def _refused_without_ground(scene: Scene) -> None:
    owner, user, bureau = scene.desk(OWNER), scene.desk(USER), scene.desk(MANAGER)
    entry = {
        "title": "地名变更记录(示范)", "fields": ["code", "name", "changed_on"], "share_type": "conditional", "grade": 1,
        "manager": MANAGER.code,
    }  # fmt: skip
    values = {"entry": entry, "approved_by": "部门负责人", "secrecy_assessment": "不涉密 (公开来源)"}
    owner.record(HEAD, "catalogue.register", values, item=GAPPED)
    shown = wait_item(owner.client, GAPPED, published=False)
    until = format_time(clock() + 90 * DAY_MS)
    asked = user.record(
        HEAD, "request",
        {"legal_basis": "政务数据共享条例 第20条", "scenario": PURPOSE, "scope": entry["fields"], "share_mode": "file",
         "use_until": until, "case_type": "行政许可", "volume": 1000, "drafted_by": "经办岗"},
        item=GAPPED,
    )  # fmt: skip
    passed = bureau.record(
        OFFICER, "review", {"checks": "五项要素齐全", "result": "pass"}, item=GAPPED, parents=[asked]
    )
    reply = {"decision": "refuse", "reasons": "本部门认为暂不宜提供", "conditions": "", "drafted_by": "经办岗"}
    scene.events["refused"] = owner.record(HEAD, "reply", reply, item=GAPPED, parents=[asked, passed])
    scene.show.alert(
        shown["gaps"],
        f"目录项 {GAPPED} 缺 {len(shown['gaps'])} 项; 对它的申请被拒绝而未引法条: 审计四查可见",
        f"item {GAPPED} lacks {len(shown['gaps'])} fields; its refusal names no law: the reviews show both",
    )


def _incident(scene: Scene) -> None:
    user = scene.desk(USER)
    found_at = format_time(clock())
    values = {"kind": "数据损坏", "discovered_at": found_at, "level": "一般", "affected": "行政区划代码表"}
    found = user.record(OFFICER, "incident", values)
    report = {"reported_to": MANAGER.code, "reported_at": format_time(clock())}
    scene.events["incident"] = found
    user.record(OFFICER, "incident.report", report, parents=[found])


def _report(scene: Scene) -> None:
    bureau = scene.desk(MANAGER)
    counted = bureau.client.get("/v1/figures")
    report = bureau.record(HEAD, "kpi.report", report_fields(counted))
    wait_projected(bureau.client)
    again = bureau.client.get("/v1/figures/recount", event=report)
    watched = scene.desk(SUPERVISOR).client.get("/v1/figures")
    scene.show.kept(
        again["result"] == "same" and watched["departments"],
        f"数据局记录考核报告, 复算一致; {SUPERVISOR.zh}所见: {watched['verdict']['zh']}",
        f"the bureau reported the figures, counted again with the same result; seen from above: {watched['verdict']['en']}",
    )
