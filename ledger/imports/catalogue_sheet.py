"""Catalogue sheets: every row becomes one entry, or says cell by cell what is wrong and what would be right.

The checks are those of errors that departments really make: names that differ by a blank only, a system's name for a
title, codes of several forms, blank providers, a format that does not fit its class or mode, numbers with their unit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.errors import ImportRefused
from ledger.imports.catalogue_row import CODE, Cells, check, types
from ledger.imports.catalogue_words import (
    CYCLES,
    FLAGS,
    GRADES,
    HEADS,
    SHARE_MODES,
    SHARE_TYPES,
    bare,
)
from ledger.imports.tabular import CellProblem, Grid, letters
from ledger.model import check_form

HEAD_ROWS = 10
_NEEDED = {"code", "title"}


@dataclass(frozen=True)
class SheetRow:
    """One entry: its place, its resource code, what `catalogue.register` commits to as ``entry``, all rows it is read from."""

    sheet: str
    row: int
    code: str
    entry: dict[str, Any]
    rows: frozenset[int]


@dataclass(frozen=True)
class Read:
    """All rows of a file and everything that is wrong with any of them."""

    rows: tuple[SheetRow, ...]
    problems: tuple[CellProblem, ...]

    def sound(self) -> tuple[SheetRow, ...]:
        """The entries without a problem in any of their rows."""
        bad = {(one.sheet, one.row) for one in self.problems}
        return tuple(one for one in self.rows if not {(one.sheet, row) for row in one.rows} & bad)


def read_catalogue(grids: Sequence[Grid], manager: str = "") -> Read:
    """The entries of all sheets whose head row names a code and a title.

    Args:
        grids: sheets as `ledger.imports.tabular.read_grids` gives them.
        manager: department code for rows that name no manager of their own.

    Raises:
        ImportRefused: no sheet has such a head row. InputRefused: ``manager`` is no department code.
    """
    if manager:
        check_form("department", manager)
    rows: list[SheetRow] = []
    problems: list[CellProblem] = []
    read = [(grid, head) for grid in grids if (head := _head(grid)) is not None]
    if not read:
        raise ImportRefused(
            zh="没有一张表的前几行含表头“信息资源代码”与“信息资源名称”",
            en="no sheet has a head row with the code (信息资源代码) and the title (信息资源名称) of the items",
        )
    for grid, (place, columns) in read:
        problems += grid.problems
        heads, found = grid.rows[place][1], list[Cells]()
        for number, cells in grid.rows[place + 1 :]:
            given = {
                field: (letters(at), heads[at], cells[at] if at < len(cells) else "") for field, at in columns.items()
            }
            row = Cells(grid.sheet, number, given, problems)
            if not (found and found[-1].adopt(row)):
                found.append(row)
        rows += [_entry(row, manager) for row in found]
    problems += _across(rows, {grid.sheet: columns for grid, (_, columns) in read})
    return Read(tuple(rows), tuple(problems))


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for place, (_, cells) in enumerate(grid.rows[:HEAD_ROWS]):
        columns: dict[str, int] = {}
        for at, text in enumerate(cells):
            field = _FIELDS.get(bare(re.sub(r"[((].*?[))]", "", text)))
            if field:
                columns.setdefault(field, at)
        if columns.keys() >= _NEEDED:
            return place, columns
    return None


_FIELDS = {bare(word): field for word, field in HEADS.items()}


def _entry(row: Cells, manager: str) -> SheetRow:
    entry: dict[str, Any] = {"manager": row.text("manager") or manager}
    for field in ("title", "abstract", "provider", "provider_code", "format_class", "format", "condition", "refusal_basis",
                  "open_condition", "legal_basis"):  # fmt: skip
        entry[field] = row.text(field)
    words: dict[str, dict[str, Any]] = {
        "share_type": SHARE_TYPES, "share_mode": SHARE_MODES, "update_cycle": CYCLES, "grade": GRADES,
        "personal_data": FLAGS, "is_open": FLAGS,
    }  # fmt: skip
    entry |= {field: row.word(field, known) for field, known in words.items()}
    entry |= {"fields": row.listed("fields"), "related_codes": row.listed("related_codes")}
    entry |= {"row_count": row.number("row_count"), "field_types": types(row), "issued": row.text("issued")}
    check(row, entry)
    kept = {name: value for name, value in entry.items() if value not in (None, "", [])}
    return SheetRow(row.sheet, row.row, row.text("code"), kept, frozenset(row.rows))


def _across(rows: Sequence[SheetRow], columns: dict[str, dict[str, int]]) -> Iterator[CellProblem]:
    """What only several rows together show: names and codes that repeat, codes of several lengths."""
    yield from _repeated(rows, columns, "title", lambda one: bare(str(one.entry.get("title", ""))), "名称", "title")
    yield from _repeated(rows, columns, "code", lambda one: one.code.casefold(), "代码", "code")
    lengths: dict[int, list[SheetRow]] = defaultdict(list)
    for one in rows:
        if CODE.fullmatch(one.code):
            lengths[len(one.code.partition("/")[2])].append(one)
    usual = max(lengths, key=lambda size: len(lengths[size]), default=0)
    for size, odd in lengths.items():
        for one in odd if size != usual else ():
            yield _at(one, columns, "code", f"顺序码有 {size} 位, 其他行为 {usual} 位, 应统一",
                      f"its sequence has {size} characters, that of the others {usual}: make them uniform")  # fmt: skip


def _repeated(
    rows: Sequence[SheetRow],
    columns: dict[str, dict[str, int]],
    field: str,
    key: Callable[[SheetRow], str],
    zh: str,
    en: str,
) -> Iterator[CellProblem]:
    first: dict[str, SheetRow] = {}
    for one in rows:
        earlier = first.setdefault(key(one), one) if key(one) else one
        if earlier is not one:
            yield _at(one, columns, field, f"{zh}与 {earlier.sheet} 第 {earlier.row} 行相同或只差标点、空格, 应合并或区分",
                      f"the {en} is that of row {earlier.row} of {earlier.sheet}, but for blanks and marks: merge or tell apart")  # fmt: skip


def _at(row: SheetRow, columns: dict[str, dict[str, int]], field: str, zh: str, en: str) -> CellProblem:
    return CellProblem(row.sheet, row.row, letters(columns[row.sheet][field]), field, zh, en)
