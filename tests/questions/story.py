"""What happened in the year: exchanges month by month, and one planted fault for each row of the attribution rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec

from ledger.duties.duty_projecting import DutyProjector
from ledger.duties.watching import DutyWatcher
from ledger.event_types import EVENT_TYPES, KeyRole
from ledger.figures.figure_report import report_fields
from ledger.figures.figuring import FigureQuestion, Figuring
from ledger.model import format_time
from ledger.storage.chain_rows import Breach
from tests.api.deployment import AUDIT, DAY, MANAGER, ORIGIN, OTHER, OWNER, UPPER, USER
from tests.questions.scene import (
    COUNTY,
    END,
    MINISTRY_OF_PROVINCE,
    OLD_OWNER,
    OTHER_CITY,
    SUPERVISION,
    Scene,
    Shared,
    ms,
)

ALLOWANCES, MARRIAGES, DIVISIONS, SECRETS, ELDERS = (f"307001/00000{n}" for n in range(1, 6))
SECOND, BACKFLOW, DERIVED, REFORMED, DISABLED = (
    "305001/000001", "107001/000001", "308001/000001", "307001/000006", "307001/000007",
)  # fmt: skip
FIELDS = ["id_code", "name", "level", "address"]
MONTHS = ["2025-12", *(f"2026-{month:02}" for month in range(1, 12))]


def _watched_and_reported(scene: Scene) -> None:
    """The worker's rounds have run, and the manager has reported the year's figures."""
    scene.projector.catch_up()
    store, clock = scene.store, scene.clock
    figuring = Figuring(store, scene.directory, ORIGIN, clock)
    found = figuring.figures(scene.caller(MANAGER), FigureQuestion("2026", None, None))
    fields = report_fields(json.loads(msgspec.json.encode(found)))
    scene.told["figures"] = scene.say(MANAGER, "kpi.report", fields)
    scene.projector.catch_up()
    scene.clock.now = END - 10_000
    DutyWatcher(store, DutyProjector(store, ORIGIN), clock).step()


def digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()


def tell(scene: Scene) -> None:
    """The whole year."""
    _catalogue(scene)
    monthly, calls = _agree(scene)
    _months(scene, monthly, calls)
    _before_the_end(scene)
    scene.projector.catch_up()


def _catalogue(scene: Scene) -> None:
    entry = {"fields": FIELDS, "condition": "限社会保障与公共服务", "update_cycle": "month", "share_mode": "file"}
    more = {"title": "城镇低保对象", "contact": "低保科 028-12345", "personal_data": True}
    scene.register(ALLOWANCES, **entry, **more)
    api = {"share_mode": "api", "fields": ["id_code", "status"]}
    scene.register(MARRIAGES, **{**entry, **api}, title="婚姻登记", grade=2)
    scene.register(DIVISIONS, title="行政区划代码", share_type="unconditional", is_open=True)
    scene.register(SECRETS, title="线索台账", share_type="refused", refusal_basis="某法第十条")
    scene.register(ELDERS, title="高龄津贴", update_cycle="", format="", fields=[])
    scene.register(DISABLED, title="残疾人证", **entry)
    scene.register(REFORMED, OLD_OWNER, title="临时救助", **entry)
    scene.register(SECOND, OTHER, title="城镇低保对象", fields=FIELDS)
    scene.register(BACKFLOW, MINISTRY_OF_PROVINCE, UPPER, title="全省低保名册", fields=FIELDS)
    scene.register(DERIVED, USER, title="参保补助名单", fields=["id_code", "subsidy"])
    rights = dict.fromkeys(set(EVENT_TYPES["rights.confirm"].fields), "—")
    scene.say(OWNER, "rights.confirm", {**rights, "basis": "社会救助暂行办法第三条"}, item=ALLOWANCES)


def _agree(scene: Scene) -> tuple[Shared, Shared]:
    monthly = scene.share("协-1", ALLOWANCES, fields=("id_code", "level"), purposes=("社保待遇审核",), grade=2)
    calls = scene.share(
        "协-2", MARRIAGES, mode="api", fields=("id_code", "status"), purposes=("社保待遇审核",), grade=2
    )
    scene.say(OWNER, "risk.assess", {"scope": "婚姻登记", "result": "low", "next_due": "2027"}, item=MARRIAGES)
    for shared in (monthly, calls):
        for party, kind in ((OWNER, "agreement.sign"), (USER, "agreement.sign"), (MANAGER, "agreement.file")):
            scene.say(party, kind, {"version": "1"}, agreement=shared.agreement)
    return monthly, calls


def _months(scene: Scene, monthly: Shared, calls: Shared) -> None:
    """Each month a version, its delivery and receipt, a report of use, and a day of calls, recorded by both sides."""
    for number, month in enumerate(MONTHS, 1):
        scene.at(f"{month}-05 09:00") if month != "2025-12" else scene.at("2025-12-05 09:00")
        version, content = str(number), digest("monthly", number)
        scene.told[f"publish {month}"] = published = monthly.publish(content, version)
        scene.told[f"deliver {month}"] = delivered = monthly.deliver(published, content, version)
        carried = monthly.transfer(delivered, content, content)
        if month != "2026-11":
            scene.told[f"receive {month}"] = monthly.receive(carried, content)
        if month != "2026-07":
            _report(scene, monthly, month)
        _call(scene, calls, month, number)
        for happens in _IN_MONTH.get(month, ()):
            happens(scene, monthly, calls)
        scene.anchor()


def _requests(scene: Scene, _monthly: Shared, _calls: Shared) -> None:
    """Three requests for one item: one answered with a condition of the owner's own, one incomplete, one that waits; and one
    for return flow.
    """
    values = {"legal_basis": "某条例第三条", "scenario": "核验", "scope": "全市", "share_mode": "file", "use_until": "2027-01-01",
              "case_type": "行政许可", "volume": 100, "drafted_by": "op-1"}  # fmt: skip
    asked = scene.say(USER, "request", values, item=DISABLED)
    scene.told["answered"] = asked
    reply = {
        "decision": "approve",
        "reasons": "",
        "conditions": "限社会保障与公共服务; 须缴纳技术服务费",
        "drafted_by": "op-2",
    }
    scene.told["reply"] = scene.say(OWNER, "reply", reply, item=DISABLED, parents=[asked])
    scene.told["incomplete"] = scene.say(OTHER, "request", {**values, "legal_basis": " "}, item=DISABLED)
    scene.told["return flow"] = scene.say(COUNTY, "request", values, item=BACKFLOW)
    reply = {"decision": "refuse", "reasons": "", "conditions": "", "drafted_by": "op-2"}
    refused = scene.say(OTHER, "request", values, item=MARRIAGES)
    scene.anchor()
    scene.clock.now += 20 * DAY
    scene.told["refused late"] = refused
    scene.say(OWNER, "reply", reply, item=MARRIAGES, parents=[refused])


def _linked(scene: Scene, _monthly: Shared, _calls: Shared) -> None:
    """What the user put together from two items: graded below them, and unchecked."""
    values = {"mode": "logical", "risk_check": "pending", "grade": "1"}
    made = {"alg": "sha256", "digest": digest("pool"), "rows": 9}
    parents = sorted([scene.told["receive 2026-09"], scene.told["call GGFW-510100 2026-09"]])
    scene.told["pooled"] = scene.say(USER, "aggregate", values, item=DERIVED, payload=made, parents=parents)


def _settled(scene: Scene, _monthly: Shared, calls: Shared) -> None:
    for month, count in (("2026-03", 3), ("2026-04", 3)):
        values = {
            "period": month,
            "quantity": count,
            "unit": "次",
            "amount": "0",
            "source_count": count,
            "payer": USER,
            "payee": OWNER,
        }
        scene.told[f"settled {month}"] = scene.say(USER, "settle", values, KeyRole.OFFICER, agreement=calls.agreement)


def _put_right(scene: Scene, _monthly: Shared, _calls: Shared) -> None:
    """Another finding, all the way to its acceptance."""
    values = {"scope": OWNER, "severity": "low", "due": format_time(ms("2026-11-01 00:00")), "description": "目录缺项"}
    found = scene.say(AUDIT, "finding", values, KeyRole.AUDITOR, agreement=scene.agreements["协-1"],
                      parents=[scene.told["publish 2026-08"]])  # fmt: skip
    order = {"clause": "O1", "requirements": "补齐", "due": format_time(ms("2026-11-01 00:00"))}
    ordered = scene.say(MANAGER, "order", order, agreement=scene.agreements["协-1"], parents=[found])
    fixed = scene.say(OWNER, "finding.rectify", {"fix_evidence": "已补"}, KeyRole.OFFICER,
                      agreement=scene.agreements["协-1"], parents=[ordered])  # fmt: skip
    scene.told["accepted"] = scene.say(MANAGER, "finding.verify", {"result": "accept"}, agreement=scene.agreements["协-1"],
                                       parents=[fixed])  # fmt: skip
    scene.told["put right"] = found


def _report(scene: Scene, shared: Shared, month: str) -> None:
    values = {
        "scenario": "社保待遇审核",
        "process": "比对",
        "outcome": "减少材料",
        "storage": "本部门库",
        "period": month,
    }
    scene.say(USER, "use.report", values, KeyRole.OFFICER, agreement=shared.agreement)


def _call(scene: Scene, shared: Shared, month: str, number: int) -> None:
    values: dict[str, Any] = {
        "service": "marriage", "called_fields": "id_code status", "count": 3, "case_ref": f"办-{month}",
        "purpose": "社保待遇审核", "message_id": f"m-{number}", "success": True, "subject_ref": digest("citizen", number % 2),
    }  # fmt: skip
    for actor in (USER, OWNER):
        said = shared.say(actor, "call", values, role=KeyRole.GATEWAY, operator="op-7" if actor == USER else None)
        scene.told[f"call {actor} {month}"] = said
    if month == "2026-04":
        bare = {**values, "case_ref": "", "message_id": "m-bare", "subject_ref": digest("citizen", 0)}
        scene.told["call without case"] = shared.say(USER, "call", bare, role=KeyRole.GATEWAY, operator="op-9")
        secret = {
            **values,
            "message_id": "m-kept",
            "subject_ref": digest("citizen", 1),
            "withheld_basis": "侦查期间, 某法第二十条",
        }
        scene.told["call kept back"] = shared.say(USER, "call", secret, role=KeyRole.GATEWAY, operator="op-7")


def _measure(scene: Scene, _monthly: Shared, _calls: Shared) -> None:
    late = scene.clock.now > ms("2026-09-30 00:00")
    for dimension, measured in (("completeness", 99), ("accuracy", 93 if late else 97), ("consistency", 98),
                                ("timeliness", 96)):  # fmt: skip
        values = {"dimension": dimension, "target": "95", "measured": str(measured), "sample": "500", "rule": "r-1"}
        said = scene.say(MANAGER, "quality.measure", values, item=ALLOWANCES)
        scene.told[f"measure {dimension}"] = said


def _uploaded(scene: Scene, _monthly: Shared, _calls: Shared) -> None:
    """A sheet that the owner filled by hand, cleaned once; rows were lost between."""
    shared = scene.share("协-3", DISABLED)
    values = {"source_kind": "excel", "method": "manual", "legal_basis": "条例", "period": "2026-05", "schema_hash": "5c" * 32,
              "duplicate_check": "none", "channel": "excel"}  # fmt: skip
    sheet = {"alg": "sha256", "digest": digest("sheet"), "rows": 120}
    collected = scene.say(OWNER, "collect", values, KeyRole.OFFICER, item=DISABLED, payload=sheet, operator="op-3")
    cleaned = {"alg": "sha256", "digest": digest("cleaned"), "rows": 117}
    values = {"version": "1", "payload_salt": SALT_OF_SHEET, "cycle_due": format_time(scene.clock.now + 300 * DAY)}
    published = scene.say(OWNER, "data.update", values, item=DISABLED, payload=cleaned, parents=[collected])
    delivered = shared.say(
        OWNER, "deliver", {"version": "1", "payload_salt": SALT_OF_SHEET, "share_mode": "file", "outlet": "outlet-1"},
        published, digest=digest("cleaned"), rows=117, role=KeyRole.GATEWAY,
    )  # fmt: skip
    scene.told |= {"collected": collected, "cleaned": published, "sheet delivered": delivered}
    scene.told["sheet received"] = shared.receive(delivered, digest("cleaned"), rows=117)
    values = {
        "dimension": "accuracy",
        "target": "99",
        "measured": "96",
        "sample": "117",
        "rule": "r-2",
        "mismatched": 5,
    }
    scene.told["sheet checked"] = scene.say(
        USER, "quality.measure", values, KeyRole.OFFICER, item=DISABLED, parents=[scene.told["sheet received"]], operator="op-8",
    )  # fmt: skip


SALT_OF_SHEET = "5a" * 16


def _ended(scene: Scene, _monthly: Shared, _calls: Shared) -> None:
    """Two agreements that ended with June: after one everything was destroyed, after the other calls went on."""
    end = {"use_until": ms("2026-07-01 00:00") // 1000, "retention_until": ms("2029-08-01 00:00") // 1000}
    kept = scene.share("协-4", ALLOWANCES, user=OTHER, **end)
    broken = scene.share("协-5", MARRIAGES, user=OTHER, mode="api", **end)
    content = digest("monthly", 7)
    kept.receive(kept.deliver(scene.told["publish 2026-06"], content, "7"), content)
    scene.told["broken"], scene.told["kept"] = broken.agreement, kept.agreement
    values = {"service": "marriage", "called_fields": "id_code", "count": 1, "case_ref": "办-x", "purpose": "社保待遇审核",
              "message_id": "m-x", "success": True}  # fmt: skip
    broken.say(OTHER, "call", values, role=KeyRole.GATEWAY)


def _reform(scene: Scene, _monthly: Shared, _calls: Shared) -> None:
    scene.at("2026-07-06 09:00")
    kept, broken = scene.told["kept"], scene.told["broken"]
    values = {"method": "粉碎与多次覆写", "scope": "全部副本", "copies": 2, "certificate": digest("certificate")}
    scene.told["disposed"] = scene.say(OTHER, "dispose", values, KeyRole.OFFICER, agreement=kept, item=ALLOWANCES)
    values = {"service": "marriage", "called_fields": "id_code", "count": 2, "case_ref": "", "purpose": "社保待遇审核",
              "message_id": "m-late", "success": True}  # fmt: skip
    scene.told["call after end"] = scene.say(
        OTHER, "call", values, KeyRole.GATEWAY, agreement=broken, item=MARRIAGES, operator="op-5"
    )
    old = scene.share("协-6", REFORMED, owner=OLD_OWNER)
    scene.told["old receipt"] = old.handed_over(digest("old"))[2]
    with scene.store.begin() as session:
        known = session.projections.department(OLD_OWNER)
        assert known is not None
        reform = {"successor": OWNER, "succeeded_ms": ms("2026-07-10 00:00"), "instrument": "0x" + "7e" * 32}
        session.projections.put_department(type(known)(**{**vars(known), "facts": {**known.facts, **reform}}))


def _faults(scene: Scene, _monthly: Shared, _calls: Shared) -> None:
    """One exchange a fault; `tests.questions.faults` says which."""
    from tests.questions.faults import plant

    plant(scene)


def _incident_and_orders(scene: Scene, _monthly: Shared, _calls: Shared) -> None:
    values = {"subject": AUDIT, "scope": f"{OWNER} {USER}", "valid_from": format_time(ms("2026-09-01 00:00")),
              "valid_until": format_time(ms("2027-09-01 00:00"))}  # fmt: skip
    scene.told["accredited"] = scene.say(MANAGER, "accreditation.grant", values)
    bare = scene.told["call without case"]
    values = {
        "scope": USER,
        "severity": "high",
        "due": format_time(ms("2026-10-15 00:00")),
        "description": "无办件调用",
        "clause": "U2",
    }
    finding = scene.say(AUDIT, "finding", values, KeyRole.AUDITOR, agreement=scene.agreements["协-2"], parents=[bare])
    scene.told["finding"] = finding
    sealed = {**values, "description": "线索", "sealed_to": [SUPERVISION]}
    scene.told["sealed finding"] = scene.say(
        AUDIT, "finding", sealed, KeyRole.AUDITOR, agreement=scene.agreements["协-2"], parents=[bare]
    )
    values = {"clause": "U2", "requirements": "补登办件", "due": format_time(ms("2026-10-15 00:00"))}
    scene.told["order"] = scene.say(MANAGER, "order", values, agreement=scene.agreements["协-2"], parents=[finding])
    scene.on_chain(
        Breach("0x" + "b1" * 32, scene.agreements["协-2"], USER, "U2", ms("2026-04-05 09:00"), "ordered", None, 2,
               ms("2026-10-15 00:00"), ms("2026-09-05 09:00"))
    )  # fmt: skip
    cross = scene.share("协-7", ALLOWANCES, user=OTHER_CITY)
    filed = cross.say(OTHER_CITY, "dispute.file", {"claim": "延迟提供", "body": UPPER})
    scene.told["dispute"] = filed
    scene.told["negotiated"] = cross.say(OWNER, "dispute.negotiate", {"result": "failed"}, filed)
    back = scene.share("协-8", BACKFLOW, owner=MINISTRY_OF_PROVINCE, user=COUNTY, manager=UPPER)
    scene.told["backflow agreement"] = back.agreement


def _before_the_end(scene: Scene) -> None:
    scene.at("2026-11-18 09:00")
    busy = scene.share("协-9", DIVISIONS, mode="api", fields=("code",), purposes=("社保待遇审核",), calls_per_day=10)
    scene.at("2026-11-20 09:00")
    values = {"service": "divisions", "called_fields": "code", "count": 12, "case_ref": "办-今日", "purpose": "社保待遇审核",
              "message_id": "m-today", "success": True}  # fmt: skip
    scene.told["busy"] = busy.say(USER, "call", values, role=KeyRole.GATEWAY)
    scene.say(OTHER, "risk.assess", {"scope": "s", "result": "low", "next_due": "2027"})
    _watched_and_reported(scene)
    scene.clock.now = END


_IN_MONTH: dict[str, tuple[Callable[[Scene, Shared, Shared], None], ...]] = {
    "2026-02": (_measure,),
    "2026-05": (_uploaded,),
    "2026-06": (_measure, _ended),
    "2026-07": (_reform,),
    "2026-08": (_faults,),
    "2026-09": (_incident_and_orders,),
    "2026-10": (_measure, _linked, _settled, _put_right, _requests),
}
