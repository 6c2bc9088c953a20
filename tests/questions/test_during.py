"""事中: what is asked while data is shared (questions 12–22)."""

from __future__ import annotations

from tests.api.deployment import MANAGER, OTHER, OWNER, USER
from tests.questions.conftest import Year, whole
from tests.questions.faults import item_of
from tests.questions.story import ALLOWANCES, SECOND, digest


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
