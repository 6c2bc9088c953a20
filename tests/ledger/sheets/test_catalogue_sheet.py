"""Every filling error is named by its cell with what would be right; a right sheet gives whole entries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import ImportRefused
from ledger.imports.catalogue_sheet import Read, read_catalogue
from ledger.imports.tabular import Grid
from ledger.policy.completeness import gaps

HEAD = (
    "信息资源代码", "信息资源名称", "信息资源摘要", "信息资源提供方", "格式分类", "信息资源格式类型", "信息项", "数据类型", "共享类型",
    "共享条件", "共享方式", "更新周期", "数据级别", "主管部门", "数据量(条)", "是否涉密", "发布日期", "数据长度", "不予共享依据", "是否开放",
)  # fmt: skip
GOOD = {
    "信息资源代码": "307001/000001", "信息资源名称": "婚姻登记信息", "信息资源摘要": "婚姻登记的结果", "信息资源提供方": "民政局",
    "格式分类": "数据库", "信息资源格式类型": "Oracle", "信息项": "姓名、登记日期", "数据类型": "字符型C、日期型", "共享类型": "有条件共享",
    "共享条件": "限社会救助核验", "共享方式": "服务接口", "更新周期": "每日", "数据级别": "重要", "主管部门": "SJJ-510100",
    "数据量(条)": "12000", "是否涉密": "否", "发布日期": "2026-07-01", "数据长度": "20", "不予共享依据": "", "是否开放": "否",
}  # fmt: skip
GOOD["数据类型"] = "字符型、D"


def read(*rows: dict[str, str], head: tuple[str, ...] = HEAD, manager: str = "") -> Read:
    lines = [(2, head), *((number, tuple(row.get(one, "") for one in head)) for number, row in enumerate(rows, 3))]
    return read_catalogue([Grid("目录", ((1, ("XX 市政务信息资源目录",)), *lines), ())], manager)


def changed(**cells: str) -> dict[str, str]:
    return {**GOOD, **cells}


def test_a_right_row_is_a_whole_entry() -> None:
    (row,) = read(GOOD).rows
    assert read(GOOD).problems == ()
    assert (row.code, row.row, gaps(row.entry)) == ("307001/000001", 3, [])
    assert row.entry["share_type"] == "conditional"
    assert row.entry["share_mode"] == "api"
    assert (row.entry["grade"], row.entry["update_cycle"], row.entry["fields"]) == (2, "day", ["姓名", "登记日期"])
    assert (row.entry["field_types"], row.entry["row_count"], row.entry["is_open"]) == (["C", "D"], 12000, False)


WRONG: dict[str, tuple[dict[str, str], str, str]] = {
    "a system's name": ({"信息资源名称": "婚姻登记管理系统"}, "B3", "names a system"),
    "code too short": ({"信息资源代码": "3071"}, "A3", "too short or of another form"),
    "no code": ({"信息资源代码": ""}, "A3", "the code is blank"),
    "no title": ({"信息资源名称": ""}, "B3", "lacks its title"),
    "blank abstract": ({"信息资源摘要": ""}, "C3", "the abstract is blank"),
    "blank provider": ({"信息资源提供方": ""}, "D3", "the provider is blank"),
    "no class of format": ({"格式分类": "数据仓库"}, "E3", "is none of 电子文件"),
    "format of another class": ({"信息资源格式类型": "pdf"}, "F3", "is no format of 数据库"),
    "mode of another class": ({"共享方式": "文件下载"}, "K3", "is not shared in this mode"),
    "no data type": ({"数据类型": "长文本"}, "H3", "is no data type of the list"),
    "types that do not fit the items": ({"数据类型": "C、D、N"}, "H3", "2 data items have 3 types"),
    "number with unit": ({"数据量(条)": "1.2万条"}, "O3", "must be a number without unit, as 12"),
    "length with unit": ({"数据长度": "20位"}, "R3", "must be a number without unit"),
    "unknown class of sharing": ({"共享类型": "部分共享"}, "I3", "is none of 无条件共享"),
    "conditional without condition": ({"共享条件": ""}, "J3", "lacks its condition (range and use) (article 15)"),
    "refused without law": ({"共享类型": "不予共享"}, "S3", "lacks its reason and law for not sharing (article 15)"),
    "a data item twice": ({"信息项": "姓名、姓名"}, "G3", "names data items twice: 姓名"),
    "no data items": ({"信息项": ""}, "G3", "lacks its data items (article 13)"),
    "no cycle": ({"更新周期": ""}, "L3", "lacks its update cycle (article 13)"),
    "unknown cycle": ({"更新周期": "经常"}, "L3", "is none of 实时"),
    "unknown grade": ({"数据级别": "绝密"}, "M3", "is none of 一般"),
    "no manager": ({"主管部门": ""}, "N3", "lacks its manager"),
    "a manager by name": ({"主管部门": "市数据局"}, "N3", "must be a department code"),
    "secret": ({"是否涉密": "是"}, "P3", "secret matters are not registered"),
    "perhaps secret": ({"是否涉密": "待定"}, "P3", "secret matters are not registered"),
    "date": ({"发布日期": "2026年7月"}, "Q3", "must be written 2026-07-01"),
    "open": ({"是否开放": "再议"}, "T3", "is none of 是"),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "where", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_filling_error_is_named_by_its_cell(cells: dict[str, str], where: str, says: str) -> None:
    (problem,) = read(changed(**cells)).problems
    assert f"{problem.column}{problem.row}" == where
    assert says in problem.en
    assert problem.zh


@pytest.mark.parametrize(
    ("second", "column", "says"),
    [
        (changed(信息资源代码="307001/000002", 信息资源名称=" 婚姻.登记信息。"), "B", "that of row 3"),
        (changed(信息资源名称="收养登记信息"), "A", "that of row 3"),
        (changed(信息资源代码="307001/02", 信息资源名称="收养登记信息"), "A", "make them uniform"),
    ],
    ids=["titles that differ by a mark", "the same code", "codes of another length"],
)
def test_what_only_two_rows_show_is_named(second: dict[str, str], column: str, says: str) -> None:
    (problem,) = read(GOOD, second).problems
    assert (problem.row, problem.column) == (4, column)
    assert says in problem.en


def test_rows_that_only_name_further_data_items_belong_to_the_one_above() -> None:
    blank = dict.fromkeys(HEAD, "")
    more = [{**blank, "信息项": "证件号", "数据类型": "C"}, {**GOOD, "信息项": "办理机关", "数据类型": "C"}]
    found = read(GOOD, *more)
    assert found.problems == ()
    (row,) = found.rows
    assert row.entry["fields"] == ["姓名", "登记日期", "证件号", "办理机关"]
    assert row.entry["field_types"] == ["C", "D", "C", "C"]
    other = read(GOOD, {**blank, "信息项": "证件号", "数据类型": "C", "数据级别": "一般"})
    assert other.sound() == ()
    (problem,) = other.problems
    assert (problem.row, problem.column) == (4, "M")
    assert "differs from '重要' in row 3" in problem.en


def test_bad_rows_can_be_left_out_and_the_others_stay() -> None:
    found = read(GOOD, changed(信息资源代码="x", 信息资源名称="另一"))
    assert [one.code for one in found.sound()] == ["307001/000001"]


def test_a_manager_may_be_given_for_all() -> None:
    (row,) = read(changed(主管部门=""), manager="SJJ-1").rows
    assert row.entry["manager"] == "SJJ-1"


def test_english_heads_and_words_are_read_too() -> None:
    head = ("Code", "Title", "fields", "format", "share type", "share_mode", "Update cycle", "grade")
    values = ("307001/1", "Marriages", "name;date", "csv", "Unconditional", "FILE", "Year", "general")
    found = read(dict(zip(head, values, strict=True)), head=head, manager="M-1")
    assert found.problems == ()
    assert found.rows[0].entry["share_type"] == "unconditional"


def test_a_file_without_such_a_head_is_refused() -> None:
    with pytest.raises(ImportRefused, match="head row"):
        read_catalogue([Grid("x", ((1, ("a", "b")),), ())])


@given(st.dictionaries(st.sampled_from(HEAD), st.text(max_size=12), min_size=1))
@settings(max_examples=80)
def test_any_cell_gives_an_entry_or_a_problem(cells: dict[str, str]) -> None:
    found = read({**GOOD, **{name: text.strip() for name, text in cells.items()}})
    for row in found.sound():
        assert gaps(row.entry) == []
