"""事中: what is asked while data is shared (questions 12–22)."""

from __future__ import annotations

from ledger.event_types import KeyRole
from tests.api.deployment import AUDIT, MANAGER, OTHER, OWNER, UPPER, USER
from tests.questions.conftest import Year, whole
from tests.questions.faults import item_of
from tests.questions.scene import COUNTY, MINISTRY_OF_PROVINCE
from tests.questions.story import ALLOWANCES, MARRIAGES, SECOND, digest

PERIOD = {"since": "2025-12-01T00:00:00.000Z", "until": "2026-11-20T00:00:00.000Z"}


def test_q12_who_uses_it_how_much_against_what_was_agreed(year: Year) -> None:
    """现在谁在用, 今天调了多少, 和约定差多少?"""
    answer = whole(year.get(f"/v1/agreements/{year.agreements['协-9']}/activity", OWNER))
    assert [(one["actor"], one["counted"], one["limit"]) for one in answer["calls"]] == [(USER, 12, 10)]
    assert "quota-exceeded" in {one["rule"] for one in answer["alerts"]}


def test_q14_is_what_i_received_what_they_sent(year: Year) -> None:
    """收到的和他们发的是不是同一份?"""
    same = whole(year.get(f"/v1/agreements/{year.agreements['协-1']}/hand-over", USER))
    assert [one["same"] for one in same["hand_overs"]] == [True] * 11 + [None]
    agreement = year.agreements["协-R-CARRIER-CHANGED"]
    (pair,) = whole(year.get("/v1/reconciliation", USER, agreement=agreement))["pairs"]
    assert (pair["state"], pair["responsible"]["department"]) == ("mismatch", MANAGER)
    changed = whole(year.get("/v1/accountability", USER, event=year.told["R-CARRIER-CHANGED"]))
    digests = {one["step"]: one["digest"] for one in changed["steps"]}
    assert digests["publish"] == digests["deliver"] == "aa" * 32
    assert digests["transfer"] == digests["receipt"] == "bb" * 32
    assert changed["proposal"]["responsible"]["department"] == MANAGER


def test_q15_who_deals_with_the_error_i_reported_and_may_i_go_on(year: Year) -> None:
    """发现错了, 报上去几天了, 谁在处理, 这段时间我还能用吗?"""
    (asked,) = whole(year.get(f"/v1/agreements/{year.agreements['协-R-OWNER-SILENT']}/corrections", USER))[
        "corrections"
    ]
    assert (asked["request"]["id"], asked["reply"], asked["in_time"]) == (year.told["R-OWNER-SILENT"], None, False)
    assert asked["handled_by"]["department"] == OWNER
    assert asked["handled_by"]["office"] == [year.scene.signers[OWNER, KeyRole.OFFICER].address]
    assert [one["party"] for one in asked["spans"]] == ["user", "owner"]
    assert asked["spans"][1]["since"] == asked["due_at"]
    assert asked["days_since"] > 10
    (done,) = whole(year.get(f"/v1/agreements/{year.agreements['协-R-WRONG-AT-SOURCE']}/corrections", USER))[
        "corrections"
    ]
    assert (done["result"], done["in_time"]) == ("corrected", True)
    assert [one["party"] for one in done["spans"]] == ["user"]


def test_q17_calls_that_no_case_stands_behind(year: Year) -> None:
    """有没有没有对应办件的调用?"""
    answer = whole(year.get("/v1/calls/without-case", USER, **PERIOD))
    assert [(one["event"]["id"], one["reason"]) for one in answer["calls"]] == [
        (year.told["call without case"], "no-case")
    ]
    assert answer["by_operator"] == [{"department": USER, "operator": "op-9", "calls": 1}]
    above = whole(year.get("/v1/calls/without-case", MANAGER, **PERIOD))
    assert (above["calls"], above["undisclosed"]) == ([], above["looked_at"]), (
        "a manager sees that they were made, no case"
    )
    audited = whole(year.get("/v1/calls/without-case", AUDIT, KeyRole.AUDITOR, **PERIOD))
    assert {one["department"] for one in audited["calls"]} == {USER, OTHER}


def test_q18_who_passed_it_on_and_with_whose_consent(year: Year) -> None:
    """谁把数据又给了第三方, 经没经同意?"""
    (first,) = year.get("/v1/events", OWNER, item=item_of("R-USED-OTHER"), type="data.update")["events"]
    answer = whole(year.get(f"/v1/lineage/{first['id']}", OWNER, direction="down"))
    (edge,) = [one for one in answer["edges"] if one["type"] == "redistribute"]
    assert (edge["child"], edge["actor"], edge["basis"]) == (year.told["R-USED-OTHER"], USER, "no-lawful-basis-shown")
    assert edge["same"] is False


def test_q19_do_ordinary_data_together_give_a_secret_away(year: Year) -> None:
    """几个普通数据合起来会不会泄密?"""
    answer = whole(year.get(f"/v1/items/{ALLOWANCES}/linkage", USER))
    (made,) = answer["linkages"]
    assert (made["event"]["id"], made["inputs"]) == (year.told["pooled"], [ALLOWANCES, MARRIAGES])
    assert (made["highest_input"], made["grade"], made["inverted"]) == (2, 1, True)
    assert (made["check"], made["checked"]) == ("pending", False)


def test_q21_who_is_late_most_often_and_why(year: Year) -> None:
    """答复和提供超期的前十名是谁, 原因是什么?"""
    answer = whole(year.get("/v1/requests/ranking", OWNER))
    assert [(one["rank"], one["department"]) for one in answer["departments"]] == [(1, OWNER)]
    ranked = answer["departments"][0]
    cases = {one["request"]: (one["clause"], one["cause"]) for one in ranked["cases"]}
    assert cases[year.told["incomplete"]] == ("O6", "no-reply")
    assert cases[year.told["refused late"]] == ("O6", "replied-late")
    assert cases[year.told["answered"]] == ("O8", "no-delivery")
    assert (ranked["late"], ranked["causes"]) == (3, {"no-reply": 1, "no-delivery": 1, "replied-late": 1})


def test_q22_where_the_return_flow_is_stuck(year: Year) -> None:
    """下级要的回流数据卡在哪?"""
    (stuck,) = whole(year.get("/v1/requests", COUNTY, only="backflow"))["requests"]
    assert (stuck["request"]["id"], stuck["backflow"]) == (year.told["return flow"], True)
    assert (stuck["step"], stuck["waits_for"]) == ("reply-awaited", MINISTRY_OF_PROVINCE)
    assert stuck["days_there"] > 20
    assert whole(year.get("/v1/requests", UPPER, only="backflow"))["requests"][0]["waits_for"] == MINISTRY_OF_PROVINCE


def test_q13_who_uses_which_version_and_how_far_behind(year: Year) -> None:
    """我更新了数据, 用的人都换新版了吗?"""
    answer = whole(year.get(f"/v1/items/{ALLOWANCES}/versions", OWNER))
    assert [one["version"] for one in answer["versions"]] == [str(number) for number in range(1, 13)]
    users = {one["number"]: one for one in answer["users"]}
    assert (users["协-1"]["department"], users["协-1"]["received_version"]) == (USER, "11")
    assert users["协-1"]["current"] is False
    # version 12 was published on 5 November at nine; asked on the 20th at ten
    assert users["协-1"]["lag_hours"] == 15 * 24 + 1
    assert users["协-7"]["received"] is None
    assert "协-4" not in users, "an agreement that has ended asks for no new version"


def test_q16_where_a_sheet_came_from_and_who_changed_it(year: Year) -> None:
    """这份 Excel 是从哪来的, 有没有人改过?"""
    answer = whole(year.get(f"/v1/events/{year.told['sheet received']}/origin", USER))
    steps = [(one["event"]["type"], one["change"], one["rows"]) for one in answer["steps"]]
    assert steps == [
        ("collect", "first", 120), ("data.update", "declared", 117), ("deliver", "same", 117), ("receipt", "same", 117),
    ]  # fmt: skip
    first, cleaned = answer["steps"][:2]
    assert (first["channel"], first["operator"], first["digest"]) == ("excel", "op-3", digest("sheet"))
    assert (cleaned["rows_before"], cleaned["salt"]) == ([120], "5a" * 16)
    checks = {one["event"]["id"]: one for one in answer["checks"]}
    assert (checks[year.told["sheet checked"]]["mismatched"], checks[year.told["sheet checked"]]["operator"]) == (
        5,
        "op-8",
    )
    changed = whole(year.get(f"/v1/events/{year.told['R-CARRIER-CHANGED']}/origin", USER))
    assert [one["event"]["type"] for one in changed["steps"] if one["change"] == "undeclared"] == ["transfer"]


def test_q20_how_many_sources_one_datum_has_and_which_counts(year: Year) -> None:
    """同一个数有几个源, 哪个是准的?"""
    answer = whole(year.get(f"/v1/items/{ALLOWANCES}/standing", MANAGER))
    assert [(one["department"], one["item"], one["relation"]) for one in answer["sources"]] == [
        (OWNER, ALLOWANCES, "owner"), (OTHER, SECOND, "same-title"),
    ]  # fmt: skip
    assert answer["lead_source"] is None
    assert "W-SEVERAL-SOURCES" in {one["code"] for one in answer["warnings"]}
    disagreeing = whole(year.get(f"/v1/items/{item_of('R-NO-LEAD')}/standing", MANAGER))
    assert [one["type"] for one in disagreeing["differences"]] == ["quality.issue"]
