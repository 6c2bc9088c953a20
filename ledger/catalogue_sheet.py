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

from ledger.catalogue_words import (
    CYCLES,
    DATA_TYPES,
    FLAGS,
    FORMAT_CLASSES,
    GRADES,
    HEADS,
    SHARE_MODES,
    SHARE_TYPES,
    bare,
)
from ledger.errors import ImportRefused, InputRefused
from ledger.model import check_form
from ledger.policy.clause import cite_en, cite_zh
from ledger.policy.completeness import FIELD_WORDS, gap_of, gaps
from ledger.tabular import CellProblem, Grid, letters

HEAD_ROWS = 10
_NEEDED = {"code", "title"}
_CODE = re.compile(r"[1-3][0-9]{5,}/[0-9A-Za-z]{1,40}")
_SYSTEM = re.compile(r"(系统|平台|网站|门户|小程序|\bapp|\bsystem|\bplatform|\bportal)$", re.IGNORECASE)
_PARTS = re.compile(r"[、,,;;\n]+")
_NUMBER = re.compile(r"[0-9][0-9,]*")
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_BLANK = {"abstract": ("摘要", "abstract"), "provider": ("提供方", "provider")}


@dataclass(frozen=True)
class SheetRow:
    """One row as an entry: its place, its resource code, what `catalogue.register` commits to as ``entry``."""

    sheet: str
    row: int
    code: str
    entry: dict[str, Any]


@dataclass(frozen=True)
class Read:
    """All rows of a file and everything that is wrong with any of them."""

    rows: tuple[SheetRow, ...]
    problems: tuple[CellProblem, ...]

    def sound(self) -> tuple[SheetRow, ...]:
        """The rows without a problem."""
        bad = {(one.sheet, one.row) for one in self.problems}
        return tuple(one for one in self.rows if (one.sheet, one.row) not in bad)


class _Row:
    """One row while it is read: its cells by field, and the problems found in it."""

    def __init__(
        self, sheet: str, row: int, cells: dict[str, tuple[str, str, str]], problems: list[CellProblem]
    ) -> None:
        self.sheet, self.row = sheet, row
        self._cells = cells
        self._problems = problems

    def text(self, field: str) -> str:
        return self._cells.get(field, ("", "", ""))[2]

    def has(self, field: str) -> bool:
        return field in self._cells

    def wrong(self, field: str, zh: str, en: str) -> None:
        column, head, _ = self._cells.get(field, ("", FIELD_WORDS.get(field, (field, field))[0], ""))
        self._problems.append(CellProblem(self.sheet, self.row, column or "A", head, zh, en))

    def word(self, field: str, known: dict[str, Any]) -> Any:
        text = self.text(field)
        if not text:
            return None
        found = known.get(text.strip().lower())
        if found is None:
            options = "、".join(dict.fromkeys(word for word in known if not word.isascii()))
            self.wrong(field, f"{text!r} 不在可选值内, 应为 {options} 之一", f"{text!r} is none of {options}")
        return found

    def number(self, field: str) -> int | None:
        text = self.text(field)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            bare_number = "".join(re.findall(r"[0-9]", text)) or "0"
            self.wrong(
                field,
                f"{text!r} 应只填数字, 不带单位, 如 {bare_number}",
                f"{text!r} must be a number without unit, as {bare_number}",
            )
            return None
        return int(text.replace(",", ""))

    def listed(self, field: str) -> list[str]:
        return [part.strip() for part in _PARTS.split(self.text(field)) if part.strip()]


def read_catalogue(grids: Sequence[Grid], manager: str = "") -> Read:
    """The entries of all sheets whose head row names a code and a title.

    Args:
        grids: sheets as `ledger.tabular.read_grids` gives them.
        manager: department code for rows that name no manager of their own.

    Raises:
        ImportRefused: no sheet has such a head row. InputRefused: ``manager`` is no department code.
    """
    if manager:
        check_form("department", manager)
    rows: list[SheetRow] = []
    problems: list[CellProblem] = []
    read = [(grid, found) for grid in grids if (found := _head(grid)) is not None]
    if not read:
        raise ImportRefused(
            zh="没有一张表的前几行含表头“信息资源代码”与“信息资源名称”",
            en="no sheet has a head row with the code (信息资源代码) and the title (信息资源名称) of the items",
        )
    for grid, (place, columns) in read:
        problems += grid.problems
        heads = grid.rows[place][1]
        for number, cells in grid.rows[place + 1 :]:
            given = {
                field: (letters(at), heads[at], cells[at] if at < len(cells) else "") for field, at in columns.items()
            }
            rows.append(_entry(_Row(grid.sheet, number, given, problems), manager))
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


def _entry(row: _Row, manager: str) -> SheetRow:
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
    entry |= {"row_count": row.number("row_count"), "field_types": _types(row), "issued": row.text("issued")}
    for check in (_names, _code, _format, _secret, _dates, _lengths, _manager):
        check(row)
    _lacking(row, entry)
    kept = {name: value for name, value in entry.items() if value not in (None, "", [])}
    return SheetRow(row.sheet, row.row, row.text("code"), kept)


def _types(row: _Row) -> list[str]:
    found = []
    for text in row.listed("field_types"):
        code = DATA_TYPES.get(text.lower())
        if code is None:
            row.wrong("field_types", f"数据类型 {text!r} 不在清单内, 应为字符型 C、数值型 N、日期型 D 等",
                      f"{text!r} is no data type of the list: 字符型 C, 数值型 N, 日期型 D …")  # fmt: skip
        found.append(code or text)
    names = row.listed("fields")
    if found and names and len(found) not in {1, len(names)}:
        row.wrong("field_types", f"有 {len(names)} 个信息项而有 {len(found)} 个数据类型, 应一一对应",
                  f"{len(names)} data items have {len(found)} types: each needs one")  # fmt: skip
    return found


def _lengths(row: _Row) -> None:
    for text in row.listed("field_lengths"):
        if not _NUMBER.fullmatch(text):
            row.wrong("field_lengths", f"{text!r} 应只填数字, 不带单位", f"{text!r} must be a number without unit")


def _names(row: _Row) -> None:
    if _SYSTEM.search(row.text("title")):
        row.wrong("title", "以系统名称作信息资源名称, 应写数据的名称, 如“居民户籍信息”",
                  "names a system: write what the data is, as 居民户籍信息")  # fmt: skip
    for field, (zh, en) in _BLANK.items():
        if row.has(field) and not row.text(field):
            row.wrong(field, f"{zh}为空, 须填写", f"the {en} is blank: fill it in")


def _code(row: _Row) -> None:
    code = row.text("code")
    if not code:
        row.wrong(
            "code",
            "代码为空, 应为“类项目细目/顺序码”, 如 307001/000001",
            "the code is blank; it reads like 307001/000001",
        )
    elif not _CODE.fullmatch(code):
        row.wrong(
            "code", f"{code!r} 过短或不合规则, 应为类(1位)项(2位)目(3位)细目“/”顺序码, 如 307001/000001",
            f"{code!r} is too short or of another form; it reads like 307001/000001",
        )  # fmt: skip


def _format(row: _Row) -> None:
    name, kind, mode = row.text("format_class"), row.text("format"), SHARE_MODES.get(row.text("share_mode").lower())
    if not name:
        return
    if name not in FORMAT_CLASSES:
        options = "、".join(FORMAT_CLASSES)
        row.wrong("format_class", f"{name!r} 不是格式分类, 应为 {options} 之一", f"{name!r} is none of {options}")
        return
    kinds, modes = FORMAT_CLASSES[name]
    if kind and kinds and not {part.lower() for part in row.listed("format")} <= kinds:
        row.wrong("format", f"格式 {kind!r} 与分类“{name}”不符, 应为 {'、'.join(sorted(kinds)[:8])} 等",
                  f"{kind!r} is no format of {name}; it takes {', '.join(sorted(kinds)[:8])} …")  # fmt: skip
    if mode and mode not in modes:
        row.wrong("share_mode", f"分类“{name}”不能以此方式共享, 应为 {'、'.join(sorted(modes))}",
                  f"{name} is not shared in this mode; it takes {', '.join(sorted(modes))}")  # fmt: skip


def _secret(row: _Row) -> None:
    text = row.text("secret").lower()
    if text and FLAGS.get(text) is not False:
        row.wrong(
            "secret",
            "涉密信息不得登记(条例第 3 条), 此栏应为“否”",
            "secret matters are not registered (article 3): this must be 否",
        )


def _dates(row: _Row) -> None:
    text = row.text("issued")
    if text and not _DATE.fullmatch(text):
        row.wrong("issued", f"{text!r} 应写作 2026-07-01", f"{text!r} must be written 2026-07-01")


def _manager(row: _Row) -> None:
    text = row.text("manager")
    try:
        if text:
            check_form("department", text)
    except InputRefused:
        row.wrong(
            "manager", f"{text!r} 应填部门代码, 如 SJJ-510100", f"{text!r} must be a department code, as SJJ-510100"
        )


def _lacking(row: _Row, entry: dict[str, Any]) -> None:
    for field in gaps(entry):
        if not row.text(field):  # what is there and wrong has been named already
            zh, en, article = *FIELD_WORDS[field], gap_of(field).article
            row.wrong(
                field, f"缺少{zh}({cite_zh(article)}), 须填写", f"lacks its {en} ({cite_en(article)}): fill it in"
            )


def _across(rows: Sequence[SheetRow], columns: dict[str, dict[str, int]]) -> Iterator[CellProblem]:
    """What only several rows together show: names and codes that repeat, codes of several lengths."""
    yield from _repeated(rows, columns, "title", lambda one: bare(str(one.entry.get("title", ""))), "名称", "title")
    yield from _repeated(rows, columns, "code", lambda one: one.code.casefold(), "代码", "code")
    lengths: dict[int, list[SheetRow]] = defaultdict(list)
    for one in rows:
        if _CODE.fullmatch(one.code):
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
