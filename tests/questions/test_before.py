"""事前: what owners, users, managers and auditors ask before data is shared (questions 1–11)."""

from __future__ import annotations

from typing import Any

from ledger.event_types import KeyRole
from ledger.model import format_time
from tests.api.deployment import AUDIT, MANAGER, OTHER, OWNER, USER
from tests.questions.conftest import Year, whole
from tests.questions.faults import item_of
from tests.questions.scene import ms
from tests.questions.story import ALLOWANCES, DISABLED, DIVISIONS, ELDERS, MARRIAGES, MONTHS, SECRETS, digest


def test_q01_who_owns_it_which_class_and_which_procedure(year: Year) -> None:
    """我要的数据归谁管, 是哪类共享, 要走什么手续?"""
    answer = whole(year.get(f"/v1/items/{ALLOWANCES}/standing", OTHER))
    assert (answer["owner"]["department"], answer["share_type"]) == (OWNER, "conditional")
    assert (answer["condition"], answer["contact"]) == ("限社会保障与公共服务", "低保科 028-12345")
    steps = {one["step"]["clause"]: one for one in answer["procedure"]}
    assert [steps[clause]["step"]["days"] for clause in ("O6", "O8", "U9")] == [10, 20, 2]
    assert steps["O6"]["step"]["article"] == "21"
    # ten working days after Friday 20 November 2026
    assert steps["O6"]["due_if_today"] == format_time(ms("2026-12-05 00:00"))
    heads = year.scene.signers[OWNER, KeyRole.HEAD].address
    assert answer["owner"]["heads"] == [heads]
    assert whole(year.get(f"/v1/items/{ALLOWANCES}/standing", USER))["source_basis"] == "社会救助暂行办法第三条"


def test_q01_what_is_not_shared_says_so_with_its_basis_and_what_is_free_takes_a_day(year: Year) -> None:
    """不予共享的依据; 无条件共享一个工作日答复。"""
    kept = whole(year.get(f"/v1/items/{SECRETS}/standing", USER))
    assert (kept["procedure"], kept["refusal_basis"]) == ([], "某法第十条")
    free = whole(year.get(f"/v1/items/{DIVISIONS}/standing", USER))
    assert [one["step"]["days"] for one in free["procedure"] if one["step"]["clause"] == "O5"] == [1]


def test_q02_field_by_field_with_law_and_the_fewest_that_do(year: Year) -> None:
    """我们处室办这个事项, 有没有依据用这些字段?"""
    question = {
        "department": USER, "item": MARRIAGES, "fields": ["id_code", "status", "address"], "purpose": "社保待遇审核",
        "mode": "api", "case_ref": "办-9",
    }  # fmt: skip
    answer = whole(year.post("/v1/decisions/fields", question, USER))
    fields = {one["field"]: one for one in answer["fields"]}
    assert {name: one["answer"] for name, one in fields.items()} == {
        "id_code": "permitted", "status": "permitted", "address": "refused",
    }  # fmt: skip
    assert (fields["id_code"]["number"], fields["id_code"]["legal_basis"]) == ("协-2", "条例 20")
    assert fields["id_code"]["last_called"] == year.told["call GGFW-510100 2026-11"]
    assert "address" in fields["address"]["missing"][0]["en"]
    assert answer["fewest"] == ["id_code", "status"]


def test_q02_the_same_fields_for_another_purpose_are_none(year: Year) -> None:
    """换一个用途即无依据。"""
    question = {
        "department": USER,
        "item": MARRIAGES,
        "fields": ["id_code"],
        "purpose": "招商",
        "mode": "api",
        "case_ref": "x",
    }
    assert whole(year.post("/v1/decisions/fields", question, USER))["fewest"] == []


def test_q03_who_obtains_it_already_is_warned_not_to_collect_again(year: Year) -> None:
    """别的部门是不是已经采过, 我还能不能再采?"""
    answer = whole(year.get(f"/v1/items/{ALLOWANCES}/standing", USER))
    assert [(one["number"], one["state"]) for one in answer["held"]] == [("协-1", "active")]
    warned = {one["code"]: one["article"] for one in answer["warnings"]}
    assert warned["W-REPEAT-COLLECTION"] == "19"
    without = whole(year.get(f"/v1/items/{DISABLED}/standing", OTHER))
    assert (without["held"], without["warnings"]) == ([], [])


def test_q04_how_current_and_how_good(year: Year) -> None:
    """数据多久更新, 最近质量怎样, 能不能放心用?"""
    answer = whole(year.get(f"/v1/items/{ALLOWANCES}/standing", USER))
    fresh = answer["freshness"]
    assert (fresh["cycle"], fresh["version"], fresh["overdue"]) == ("month", "12", False)
    assert fresh["digest"] == digest("monthly", 12)
    assert (fresh["updated"]["id"], fresh["updated"]["proof"]) == (year.told["publish 2026-11"], "anchored")
    quality = {one["dimension"]: (one["target"], one["measured"], one["met"]) for one in answer["quality"]}
    assert quality["accuracy"] == ("95", "93", False)
    assert {name for name, (_, _, met) in quality.items() if met} == {"completeness", "consistency", "timeliness"}
    wrong = whole(year.get(f"/v1/items/{item_of('R-USER-SILENT')}/standing", USER))
    assert [one["type"] for one in wrong["open_issues"]] == ["quality.issue"]


def request_of(answer: dict[str, Any], event: str) -> dict[str, Any]:
    (found,) = [one for one in answer["requests"] if one["request"]["id"] == event]
    return dict(found)


def test_q05_who_asks_for_my_data_is_it_founded_and_when_must_i_answer(year: Year) -> None:
    """谁在申请我的数据, 理由成不成立, 还有几个工作日必须答复?"""
    answer = whole(year.get("/v1/requests", OWNER, item=DISABLED))
    bare = request_of(answer, year.told["incomplete"])
    assert (bare["requester"], bare["lacking"], bare["step"]) == (OTHER, ["legal_basis"], "reply-awaited")
    assert bare["fields"]["scope"] == "全市"
    (term,) = bare["terms"]
    # ten working days after 5 October 2026, Saturday the 10th among them
    assert (term["clause"], term["due_at"], term["state"]) == ("O6", format_time(ms("2026-10-21 00:00")), "overdue")
    assert (term["days_left"], term["provisional"]) == (-23, False)
    assert [(one["requester"], one["decision"]) for one in bare["similar"]] == [(USER, "approve")]


def test_q08_which_requests_are_about_to_be_late_and_who_signs(year: Year) -> None:
    """今天有哪些申请快超期, 该谁签?"""
    answer = whole(year.get("/v1/work", MANAGER, limit=500))
    due = [one["due_at"] for one in answer["duties"] if one["due_at"]]
    assert due == sorted(due)
    waiting = {(one["trigger"]["id"], one["clause"]): one for one in answer["duties"]}
    reply = waiting[year.told["incomplete"], "O6"]
    assert (reply["department"], reply["state"], reply["due_at"]) == (
        OWNER,
        "overdue",
        format_time(ms("2026-10-21 00:00")),
    )
    assert (reply["days_left"], reply["roles"]) == (-23, ["head"])
    assert [one["address"] for one in reply["keys"]] == [year.scene.signers[OWNER, KeyRole.HEAD].address]
    assert answer["watcher"]["ok"] is True
    assert answer["counts"]["overdue"] >= 1


def test_q09_did_the_department_invent_the_condition(year: Year) -> None:
    """这条「有条件」是不是部门自己加码?"""
    answer = whole(year.get("/v1/requests", USER, item=DISABLED))
    asked = request_of(answer, year.told["answered"])
    assert asked["catalogue_condition"] == "限社会保障与公共服务"
    assert asked["added"] == ["须缴纳技术服务费"]
    unseen = request_of(year.get("/v1/requests", MANAGER, item=DISABLED), year.told["answered"])
    assert unseen["added"] is None or unseen["added"] == ["须缴纳技术服务费"]


def test_q10_which_items_lack_what_the_law_asks(year: Year) -> None:
    """目录哪些项缺字段, 不予共享的有没有法律依据?"""
    answer = whole(year.get("/v1/reviews/gaps", MANAGER, period="2025"))
    lacking = {one["field"]: one["article"] for one in answer["rows"] if one["item"] == ELDERS}
    assert {"fields", "format", "update_cycle"} <= set(lacking)
    assert lacking["format"].startswith("13")
    assert SECRETS not in {one["item"] for one in answer["rows"] if one["field"] == "refusal_basis"}


def test_q06_where_liability_moves_and_by_which_rules(year: Year) -> None:
    """给出去以后出了事算谁的?"""
    answer = whole(year.get(f"/v1/agreements/{year.agreements['协-1']}/hand-over", OWNER))
    by_delivery = {one["delivered"]["id"]: one for one in answer["hand_overs"]}
    october, november = (by_delivery[year.told[f"deliver 2026-{month}"]] for month in (10, 11))
    assert (october["moved"], october["receipt"]["id"]) == (True, year.told["receive 2026-10"])
    assert (november["moved"], november["receipt"]) == (None, None)
    assert "尚无签收" in answer["verdict"]["zh"]
    rules = {one["rule"]: one["department"] for one in answer["rules"]}
    assert (rules["R-DELIVERED-OTHER"], rules["R-MISUSE"]) == (OWNER, USER)
    clauses = {one["clause"]: (one["department"], one["article"]) for one in answer["clauses"]}
    assert clauses["U8"] == (USER, "34")


def test_q06_another_content_received_moves_nothing(year: Year) -> None:
    """签收的不是同一份, 责任不转移。"""
    answer = year.get(f"/v1/agreements/{year.agreements['协-R-CHANGED-IN-TRANSIT']}/hand-over", OWNER)
    assert [(one["same"], one["moved"]) for one in answer["hand_overs"]] == [(False, False)]


def test_q07_findings_breaches_and_disposals_with_the_unresolved_marked(year: Year) -> None:
    """对方过去有没有超范围使用记录?"""
    answer = whole(year.get(f"/v1/departments/{USER}/record", OWNER))
    entries = {one["event"]["id"]: one for one in answer["entries"]}
    finding = entries[year.told["finding"]]
    assert (finding["kind"], finding["open"], finding["closed_by"]) == ("finding", True, None)
    assert finding["due_at"] == format_time(ms("2026-10-15 00:00"))
    assert year.told["incident"] in entries
    assert [one["clause"] for one in answer["breaches"]] == ["U2"]
    assert answer["unresolved"] >= 3
    other = whole(year.get(f"/v1/departments/{OTHER}/record", OWNER))
    assert [one["kind"] for one in other["entries"]] == ["dispose"]
    stranger = whole(year.get(f"/v1/departments/{USER}/record", "WSJ-510700"))
    assert (stranger["entries"], stranger["breaches"]) == ([], [])
    assert stranger["withheld"]


def test_q11_did_they_sign_themselves_and_had_they_the_right_then(year: Year) -> None:
    """协议三方签字是不是本人、当时有没有权?"""
    answer = whole(year.get(f"/v1/agreements/{year.agreements['协-1']}/signatures", AUDIT, KeyRole.AUDITOR))
    signed = {one["party"]: one for one in answer["signatures"]}
    assert {side: one["department"] for side, one in signed.items()} == {
        "owner": OWNER,
        "user": USER,
        "manager": MANAGER,
    }
    for one in signed.values():
        assert (one["own_key"], one["valid_then"], one["head_then"]) == (True, True, True)
        assert one["key"] == year.scene.signers[one["department"], KeyRole.HEAD].address
        assert one["event"]["proof"] == "anchored"
    bare = whole(year.get(f"/v1/agreements/{year.agreements['协-3']}/signatures", OWNER))
    assert [one["event"] for one in bare["signatures"]] == [None, None, None]
    assert (bare["proof"]["weakest"], bare["proof"]["missing"]) == ("missing", 3)


def test_the_year_has_twelve_months(year: Year) -> None:
    assert len(MONTHS) == 12
