"""事后: what auditors, supervisors, owners and citizens ask afterwards (questions 23–38)."""

from __future__ import annotations

import pytest

from ledger.event_types import KeyRole
from ledger.model import format_time, parse_time
from tests.api.deployment import AUDIT, MANAGER, OTHER, OWNER, UPPER, USER
from tests.questions.conftest import Year, whole
from tests.questions.faults import FAULTS, item_of
from tests.questions.scene import NATION, OLD_OWNER, OTHER_CITY, ms
from tests.questions.story import ALLOWANCES, MARRIAGES, REFORMED, digest

PERIOD = {"since": "2025-12-01T00:00:00.000Z", "until": "2026-11-20T00:00:00.000Z"}


def test_q23_what_a_result_was_made_from_whose_and_which_version(year: Year) -> None:
    """这个结果用了哪些原始数据, 各是谁的, 哪一版?"""
    made = year.told["R-DERIVED-WRONG"]
    answer = whole(year.get(f"/v1/lineage/{made}", USER, direction="up"))
    nodes = {one["event"]["type"]: one for one in answer["nodes"]}
    assert set(nodes) == {"derive", "receipt", "deliver", "data.update"}
    assert (nodes["data.update"]["event"]["actor"], nodes["data.update"]["version"]) == (OWNER, "1")
    assert answer["gaps"] == []
    assert {one["basis"] for one in answer["edges"]} <= {"agreement", "own"}
    assert {one["proof"] for one in answer["edges"]} == {"anchored"}


def test_q24_where_wrong_data_went_and_who_was_told(year: Year) -> None:
    """这批错数据流到了哪里, 影响了哪些结果?"""
    (wrong,) = year.get("/v1/events", OWNER, item=item_of("R-DERIVED-WRONG"), type="data.update")["events"]
    answer = whole(year.get("/v1/recall", OWNER, event=wrong["id"]))
    holders = {(one["department"], one["holding"]) for one in answer["holders"]}
    assert {department for department, _ in holders} == {USER}
    assert {one["item"] for one in answer["holders"]} == {item_of("R-DERIVED-WRONG"), item_of("R-DERIVED-WRONG") + ".d"}
    assert all(one["closed_by"] is None for one in answer["holders"])


def test_q25_was_the_ledger_changed_and_how_do_strangers_check(year: Year) -> None:
    """账本本身有没有被改过, 怎么让我不信你们也能验?"""
    answer = whole(year.get("/v1/log/statement", AUDIT, KeyRole.AUDITOR))
    assert answer["stored_agrees"] is True
    assert answer["checkpoint"].startswith("example/quanze\n")
    assert answer["anchored_size"] == answer["checkpoint_size"] == answer["proof"]["anchored"]
    assert answer["proof"]["waiting"] == answer["size"] - answer["anchored_size"] > 0
    assert any("evidence verify" in one["command"] for one in answer["checks"])
    # one node, no witnesses: the answer says so itself
    assert answer["independent"] == 0
    assert any("seals" in one["en"] for one in answer["limits"])


def test_q26_what_someone_looked_up_on_a_day_and_on_what_ground(year: Year) -> None:
    """某人某日查过哪些数据, 凭什么?"""
    path = f"/v1/departments/{USER}/acts"
    answer = whole(year.get(path, AUDIT, KeyRole.AUDITOR, day="2026-03-05", operator="op-7"))
    (act,) = answer["acts"]
    assert (act["event"]["id"], act["case_ref"]) == (year.told[f"call {USER} 2026-03"], "办-2026-03")
    assert (act["grounded"], act["key_valid_then"], act["agreement_state"]) == (True, True, "active")
    bare = whole(year.get(path, AUDIT, KeyRole.AUDITOR, day="2026-04-05", operator="op-9"))
    assert [(one["grounded"], one["en"]) for one in bare["acts"]] == [(False, "no case is named")]
    late = whole(year.get(f"/v1/departments/{OTHER}/acts", OTHER, day="2026-07-06", operator="op-5"))
    assert [one["agreement_state"] for one in late["acts"]] == ["expired"]
    assert late["acts"][0]["grounded"] is False
    seen = whole(year.get(path, MANAGER, day="2026-03-05", operator="op-7"))
    assert [one["grounded"] for one in seen["acts"]] == [None], "a manager sees no fields, hence no case"
    today = whole(year.get(path, USER, day="2026-11-20"))
    assert {one["action"] for one in today["reads"]} >= {"department.acts"}, "what is read of this ledger is an act too"
    assert today["reads"][0]["department"] == USER
    year.get(path, USER, status=422, day="2026-02-30")


def test_q27_are_three_years_kept_and_which_month_is_missing(year: Year) -> None:
    """记录有没有存满三年, 缺哪段?"""
    answer = whole(year.get(f"/v1/departments/{USER}/coverage", AUDIT, KeyRole.AUDITOR))
    monthly = next(one for one in answer["agreements"] if one["number"] == "协-1")
    assert len(monthly["months"]) == 12
    assert monthly["missing"] == ["2026-07"]
    assert (monthly["kept_long_enough"], monthly["retention_until"]) == (True, "2030-04-14T16:00:00.000Z")
    assert answer["proof"]["weakest"] == "missing"


@pytest.mark.parametrize("rule", sorted(FAULTS))
def test_q28_which_step_and_whose_responsibility(year: Year, rule: str) -> None:
    """数据泄露了, 是哪个环节, 谁的责任?"""
    answer = whole(year.get("/v1/accountability", USER, event=year.told[rule]))
    proposal = answer["proposal"]
    assert (proposal["rule"], proposal["responsible"]["department"]) == (rule, FAULTS[rule][1])
    assert proposal["evidence"]
    assert {one["id"] for one in answer["evidence"]} >= set(proposal["evidence"])
    assert answer["outcome"] == ("cannot-be-determined" if FAULTS[rule][1] is None else "proposed")
    assert "legal sign-off" in answer["label"]["en"]


def test_q29_when_was_it_found_when_reported_and_was_that_late(year: Year) -> None:
    """事件几点发现、几点报的, 超没超?"""
    answer = whole(year.get(f"/v1/events/{year.told['incident']}/incident", USER))
    assert (answer["body"], answer["hours"], answer["reported_to"]) == ("other", 4, MANAGER)
    found, reported = (parse_time(answer[name]) for name in ("found_at", "reported_at"))
    assert (reported - found) // 3_600_000 == 5, "five hours by what the department says itself"
    assert answer["minutes_late"] == (parse_time(answer["recorded_at"]) - parse_time(answer["due_at"])) // 60_000 > 0
    year.get(f"/v1/events/{year.told['finding']}/incident", USER, status=422)


def test_q30_was_it_put_right_and_who_accepted_it(year: Year) -> None:
    """责令整改的改了没有, 谁验收的?"""
    done = whole(year.get(f"/v1/events/{year.told['put right']}/rectification", OWNER))
    assert [one["kind"] for one in done["steps"]] == ["finding", "order", "finding.rectify", "finding.verify"]
    assert (done["state"], done["accepted_by"], done["own_acceptance"]) == ("accepted", MANAGER, False)
    same = year.get(f"/v1/events/{year.told['accepted']}/rectification", OWNER)
    assert [one["event"]["id"] for one in same["steps"]] == [one["event"]["id"] for one in done["steps"]]
    open_one = whole(year.get(f"/v1/events/{year.told['order']}/rectification", USER))
    assert (open_one["state"], open_one["overdue"], open_one["accepted_by"]) == ("ordered", True, None)
    assert open_one["due_at"] == format_time(ms("2026-10-15 00:00"))


def test_q31_who_settles_it_and_where_it_stands(year: Year) -> None:
    """这个争议该谁裁, 走到哪步了?"""
    answer = whole(year.get(f"/v1/agreements/{year.agreements['协-7']}/disputes", OTHER_CITY))
    # two cities of one province: the lowest department above both mediates, the one above it decides
    assert (answer["mediator"], answer["decider"]) == (UPPER, NATION)
    (dispute,) = answer["disputes"]
    assert (dispute["claimant"], dispute["right_body"], dispute["state"]) == (OTHER_CITY, True, "open")
    assert [(one["step"], one["result"]) for one in dispute["steps"]] == [
        ("negotiate", "failed"), ("mediate", None), ("decide", None),
    ]  # fmt: skip
    assert (dispute["next_step"], dispute["next_body"], dispute["overdue"]) == ("mediate", UPPER, True)
    same = whole(year.get(f"/v1/agreements/{year.agreements['协-1']}/disputes", USER))
    assert (same["mediator"], same["disputes"]) == (MANAGER, [])


def test_q32_was_it_deleted_and_what_proves_it(year: Year) -> None:
    """协议到期, 他们删了没有, 拿什么证明?"""
    kept = whole(year.get(f"/v1/agreements/{year.told['kept']}/disposal", OWNER))
    (done,) = kept["disposals"]
    assert (done["event"]["id"], done["copies"], done["certificate"]) == (
        year.told["disposed"],
        "2",
        digest("certificate"),
    )
    assert (kept["ended_at"], kept["in_time"], kept["count_after"]) == (format_time(ms("2026-07-01 00:00")), True, 0)
    # ten working days after 1 July 2026
    assert kept["due_at"] == format_time(ms("2026-07-16 00:00"))
    broken = whole(year.get(f"/v1/agreements/{year.told['broken']}/disposal", OWNER))
    assert (broken["disposals"], broken["in_time"], broken["count_after"]) == ([], False, 1)
    assert broken["used_after"][0]["id"] == year.told["call after end"]
    assert broken["proof"]["missing"] == 1
    running = whole(year.get(f"/v1/agreements/{year.agreements['协-1']}/disposal", OWNER))
    assert (running["ended_at"], running["in_time"]) == (None, None)


def test_q33_whose_it_is_after_a_reform_and_what_is_to_be_signed_anew(year: Year) -> None:
    """机构改革后这些数据归谁, 旧协议还算不算?"""
    answer = whole(year.get(f"/v1/departments/{OLD_OWNER}/succession", OWNER))
    assert [(one["department"], one["acting"]) for one in answer["line"]] == [(OLD_OWNER, OWNER), (OWNER, OWNER)]
    assert answer["line"][0]["instrument"] == "0x" + "7e" * 32
    items = {one["item"]: one for one in answer["items"]}
    assert (items[REFORMED]["acting"], items[REFORMED]["attribution_changed"]) == (OWNER, False)
    anew = [one for one in answer["agreements"] if one["sign_anew"]]
    assert [(one["number"], one["in_force"], one["binds"]) for one in anew] == [("协-6", True, OWNER)]


def test_q34_how_the_scores_came_about(year: Year) -> None:
    """去年各部门考核分怎么来的, 能不能复算?"""
    shown = year.get("/v1/figures", MANAGER, period="2026")
    replies = next(one for one in shown["figures"] if one["id"] == "K5")["total"]
    members = whole(year.get("/v1/figures/K5/events", MANAGER, period="2026"))
    assert replies["denominator"] == len(members["members"])
    assert replies["numerator"] == sum(bool(one["met"]) for one in members["members"])
    again = year.get("/v1/figures/recount", MANAGER, event=year.told["figures"])
    assert (again["result"], again["differences"]) == ("same", [])
    assert again["reported_root"] == again["counted_root"]


def test_q36_does_what_was_settled_agree_with_the_calls(year: Year) -> None:
    """这期结算几次, 和调用对得上吗?"""
    answer = whole(year.get(f"/v1/agreements/{year.agreements['协-2']}/settlement", OWNER))
    march, april = answer["settlements"]
    assert (march["stated"], march["by_user"], march["by_owner"], march["paired"], march["agrees"]) == (
        3,
        3,
        3,
        3,
        True,
    )
    assert (april["stated"], april["by_user"], april["by_owner"], april["agrees"]) == (3, 9, 3, False)
    assert (april["only_user"], april["only_owner"]) == (["m-bare", "m-kept"], [])


def test_q38_which_data_to_pool_physically(year: Year) -> None:
    """哪些数据该物理汇聚?"""
    answer = whole(year.get("/v1/pooling", MANAGER, often=12, many=2, **PERIOD))
    rows = {one["item"]: one for one in answer["items"]}
    assert (rows[MARRIAGES]["quadrant"], rows[MARRIAGES]["calls"], rows[MARRIAGES]["users"]) == ("pool", 45, 2)
    assert (rows[ALLOWANCES]["deliveries"], rows[ALLOWANCES]["quadrant"]) == (13, "pool")
    assert rows[REFORMED]["quadrant"] == "leave"
    assert answer["items"][0]["item"] == MARRIAGES


def test_q35_should_the_user_answer_for_what_it_did_with_the_data(year: Year) -> None:
    """我用这数据办错了事, 我该不该担责?"""
    stale = whole(year.get(f"/v1/events/{year.told['R-USED-STALE']}/liability", USER))
    assert (stale["used_version"], stale["newest_then"], stale["stale"]) == ("1", "2", True)
    assert (stale["department"], stale["asker_answers"]) == (USER, True)
    known = whole(year.get(f"/v1/events/{year.told['R-USER-SILENT']}/liability", USER))
    assert [(one["raised_by"], one["by_asker"]) for one in known["known_then"]] == [(USER, True)]
    source = whole(year.get(f"/v1/events/{year.told['R-WRONG-AT-SOURCE']}/liability", USER))
    assert (source["department"], source["asker_answers"]) == (OWNER, False)
    nobody = whole(year.get(f"/v1/events/{year.told['R-NO-RECEIPT']}/liability", USER))
    assert (nobody["department"], nobody["asker_answers"], nobody["outcome"]) == (None, None, "cannot-be-determined")


def test_q37_who_used_my_data_is_told_as_far_as_the_record_and_the_law_go(year: Year) -> None:
    """谁用过我的信息?"""
    answer = whole(year.get("/v1/uses", OWNER, subject=digest("citizen", 1), **PERIOD))
    assert len(answer["uses"]) == 6, "every other month, each call once though both sides recorded it"
    assert {(one["department"], one["purpose"]) for one in answer["uses"]} == {(USER, "社保待遇审核")}
    assert answer["kept_back"] == [{"basis": "侦查期间, 某法第二十条", "count": 1}]
    assert year.told["call kept back"] not in {one["event"]["id"] for one in answer["uses"]}
    assert answer["unkeyed"] > 0
    by_case = whole(year.get("/v1/uses", USER, case="办-2026-03", **PERIOD))
    assert [one["case_ref"] for one in by_case["uses"]] == ["办-2026-03"]
    nobody = whole(year.get("/v1/uses", OWNER, subject=digest("nobody"), **PERIOD))
    assert (nobody["uses"], nobody["kept_back"]) == ([], [])
    outside = whole(year.get("/v1/uses", OTHER_CITY, subject=digest("citizen", 1), **PERIOD))
    assert (outside["uses"], bool(outside["withheld"])) == ([], True)
    year.get("/v1/uses", OWNER, status=422, **PERIOD)
    kept = year.get("/v1/reads", OWNER, limit=1000)["reads"]
    assert digest("citizen", 1) not in {one["subject"] for one in kept}, "no record of readings leads to the person"
