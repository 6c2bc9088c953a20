"""What is written down is read back the same, runs nothing and loads nothing."""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ledger.sheets.sheet import Document, inert, table
from ledger.sheets.written import FORMATS, to_csv, to_html, to_xlsx

HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("http://x")', "|x")


def document(*rows: tuple[Any, ...], sheets: int = 1) -> Document:
    made = tuple(table(f"t{number}", ("a", "b"), rows, "note") for number in range(sheets))
    return Document("标题 <title>", "zh", "summary", made)


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    (_, row) = read_csv(to_csv(document((text, "x"))))
    assert row == [f"'{text}", "x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    data = to_xlsx(document((text, 7)))
    page = load_workbook(BytesIO(data))["t0"]
    last = list(page[page.max_row])
    assert [cell.data_type for cell in last] == ["s", "n"]
    assert last[0].value.strip() == text.strip()
    assert b"<f>" not in ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_a_csv_begins_with_its_mark_and_ends_its_lines_as_the_rfc_says() -> None:
    data = to_csv(document(('say "x", y', None), ("两\n行", 3), sheets=2))
    assert data.startswith(b"\xef\xbb\xbft0\r\n")
    rows = read_csv(data)
    assert rows[:4] == [["t0"], ["a", "b"], ['say "x", y', ""], ["两\n行", "3"]]
    assert rows[4:6] == [[], ["t1"]]


def test_a_workbook_keeps_its_head_in_sight_and_its_notes_above() -> None:
    page = load_workbook(BytesIO(to_xlsx(document((None, "x" * 100)))))["t0"]
    assert page.freeze_panes == "A6"
    assert [page.cell(row, 1).value for row in (1, 2, 3, 5)] == ["标题 <title>", "summary", "note", "a"]
    assert page.column_dimensions["B"].width == 60


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_page_runs_and_loads_nothing() -> None:
    text = to_html(document(("<script>alert(1)</script>", '<img src="http://x">'))).decode()
    page = _Page()
    page.feed(text)
    assert {tag for tag, _ in page.tags} <= {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table",
                                             "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    assert not any({"src", "href", "style"} & attrs.keys() for _, attrs in page.tags)
    assert "url(" not in text
    assert "@import" not in text
    assert "@page" in text
    assert page.tags[0] == ("html", {"lang": "zh-Hans"})


@given(st.lists(st.tuples(st.text(max_size=40), st.one_of(st.none(), st.integers(0, 10**9))), max_size=5))
@settings(max_examples=40)
def test_any_text_can_be_written_and_none_is_active(rows: list[tuple[str, int | None]]) -> None:
    found = read_csv(to_csv(document(*rows)))[1:]
    assert [row[0] for row in found] == [inert(text).replace("\r\n", "\r\n") for text, _ in rows]
    assert not any(row[0].startswith(("=", "+", "-", "@")) for row in found)
    for form in FORMATS.values():
        assert form.write(document(*rows))


def test_control_characters_are_left_out() -> None:
    assert inert("a\x00b\x0b\ufffe") == "ab"
    assert load_workbook(BytesIO(to_xlsx(document(("\x01x", 1)))))["t0"]["A6"].value == "x"
