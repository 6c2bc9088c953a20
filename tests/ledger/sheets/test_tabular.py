"""Tables are read to the last cell or refused by name; nothing hostile is unpacked, run or guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ledger.errors import ImportRefused
from ledger.imports.tabular import MAX_CELL, MAX_FILE, CellProblem, letters, place, read_grids, refuse_cells

Put = Callable[[str, bytes], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


def workbook(*rows: tuple[Any, ...], change: Callable[[Any], None] = lambda _: None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """A workbook with one of its parts replaced, or a further one."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename != name:
                new.writestr(one, old.read(one))
        new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_csv_is_read_in_the_encodings_that_offices_save(put: Put, encoding: str, mark: str) -> None:
    text = f'名称{mark}代码\r\n"户籍,信息;\t"{mark} 1 \r\n\r\n企业{mark}2\r\n'
    (grid,) = read_grids(put("a.csv", text.encode(encoding)))
    assert [cells for _, cells in grid.rows] == [("名称", "代码"), ("户籍,信息;", "1"), ("企业", "2")]
    assert [number for number, _ in grid.rows] == [1, 2, 4]


def test_a_workbook_is_read_as_texts(put: Put) -> None:
    when = datetime(2026, 7, 1, 8)  # noqa: DTZ001 - sheets know no zones
    rows = (("名", 1), (2.0, 1.5), (None, None), (date(2026, 7, 1), when))
    (grid,) = read_grids(put("a.xlsx", workbook(*rows)))
    assert [cells for _, cells in grid.rows] == [("名", "1"), ("2", "1.5"), ("2026-07-01", "2026-07-01T08:00:00")]
    assert grid.problems == ()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (workbook(("a", "=1+1")), "is a formula"),
        (workbook(("a", '=HYPERLINK("http://x")')), "is a formula"),
        (workbook(("a", "b"), change=lambda page: page.merge_cells("A1:B2")), "merged cells"),
        (workbook(("a", "x" * (MAX_CELL + 1))), f"at most {MAX_CELL}"),
        (workbook(("a", "#N/A")), "an error value"),
    ],
    ids=["formula", "link", "merged", "huge cell", "error"],
)
def test_a_cell_that_is_no_plain_value_is_named(put: Put, data: bytes, says: str) -> None:
    (grid,) = read_grids(put("a.xlsx", data))
    assert [says in one.en for one in grid.problems] == [True]


def _hide(page: Any) -> None:
    page.parent.create_sheet("shown")
    page.sheet_state = "hidden"


def test_hidden_sheets_are_left_out(put: Put) -> None:
    assert [grid.sheet for grid in read_grids(put("a.xlsx", workbook(("a",), change=_hide)))] == ["shown"]


def _far(page: Any) -> None:
    page["XFD1048576"] = "far"


PLAIN = workbook(("a", "b"))
BOMB = with_part(PLAIN, "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (40 * 2**20) + b"</worksheet>")
DTD = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><sst>&lol;</sst>'
BAD: dict[str, tuple[str, bytes, str]] = {
    "zip bomb": ("a.xlsx", BOMB, "too large"),
    "one cell far away": ("a.xlsx", workbook(("a",), change=_far), "too large"),
    "entities": ("a.xlsx", with_part(PLAIN, "xl/sharedStrings.xml", DTD), "declares a document type"),
    "entities in UTF-16": ("a.xlsx", with_part(PLAIN, "xl/sharedStrings.xml", DTD.decode().encode("utf-16")), "declares a document type"),
    "cut off": ("a.xlsx", PLAIN[: len(PLAIN) // 2], "no whole .xlsx"),
    "a zip of something else": ("a.xlsx", with_part(PLAIN, "[Content_Types].xml", b"<x/>"), "no whole .xlsx"),
    "old or encrypted": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old .xls or has a password"),
    "binary": ("a.csv", b"\x00\xff\x00\xfe\x80", "no table in UTF-8"),
    "neither encoding": ("a.csv", b"\xff\xff\xff", "no table in UTF-8"),
    "open quote": ("a.csv", b'a,"b\n', "is no CSV"),
    "too many columns": ("a.csv", b"," * 300, "too large"),
    "too large": ("a.csv", b"a" * (MAX_FILE + 1), "too large"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "data", "says"), BAD.values(), ids=BAD.keys())
def test_a_hostile_or_broken_file_is_refused_by_name(put: Put, name: str, data: bytes, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_grids(put(name, data))
    assert says in refused.value.en
    assert refused.value.zh


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot read"):
        read_grids(tmp_path / "nothing.csv")


def test_problems_are_told_by_place_and_counted() -> None:
    refuse_cells([])
    many = [CellProblem("表", row, "C", "代码", "错", "wrong") for row in range(9, 2, -1)]
    with pytest.raises(ImportRefused) as refused:
        refuse_cells(many)
    assert refused.value.en.startswith("7 cells cannot be imported, nothing was recorded: 表!C3 代码: wrong")
    assert "and 2 more" in refused.value.en
    assert len(refused.value.details["problems"]) == 7
    assert place(many[0]) == "表!C9"


def test_columns_are_lettered_as_sheets_do() -> None:
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused_never_else(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / "any"
    file.write_bytes(data)
    try:
        grids = read_grids(file)
    except ImportRefused:
        return
    assert all(isinstance(text, str) for grid in grids for _, cells in grid.rows for text in cells)
