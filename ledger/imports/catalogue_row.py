"""One row of a catalogue sheet: its cells as values, and what is wrong with each."""

from __future__ import annotations

import re
from typing import Any

from ledger.errors import InputRefused
from ledger.imports.catalogue_words import DATA_TYPES, FLAGS, FORMAT_CLASSES, SHARE_MODES
from ledger.imports.tabular import CellProblem
from ledger.model import check_form
from ledger.policy.clause import cite_en, cite_zh
from ledger.policy.completeness import FIELD_WORDS, gap_of, gaps

CODE = re.compile(r"[1-3][0-9]{5,}/[0-9A-Za-z]{1,40}")
_GROWING = ("fields", "field_types", "field_lengths")
_SYSTEM = re.compile(r"(系统|平台|网站|门户|小程序|\bapp|\bsystem|\bplatform|\bportal)$", re.IGNORECASE)
_PARTS = re.compile(r"[、,,;;\n]+")
_NUMBER = re.compile(r"[0-9][0-9,]*")
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_BLANK = {"abstract": ("摘要", "abstract"), "provider": ("提供方", "provider")}


class Cells:
    """One row while it is read: by field (column letters, head, text), and the problems found in it."""

    def __init__(
        self, sheet: str, row: int, cells: dict[str, tuple[str, str, str]], problems: list[CellProblem]
    ) -> None:
        self.sheet, self.row = sheet, row
        self.rows = {row}
        self._cells = cells
        self._problems = problems

    def adopt(self, more: Cells) -> bool:
        """Take a row that only names further data items of this one; whether it does.

        It does where code and title are blank or the same; what else it says must be blank or the same too.
        """
        same = all(more.text(one) in {"", self.text(one)} for one in ("code", "title"))
        if not (same and more.text("fields")):
            return False
        self.rows |= more.rows
        for field, (_, head, text) in more._cells.items():
            mine = self.text(field)
            if field in _GROWING:
                joined = "\n".join(one for one in (mine, text) if one)
                self._cells[field] = (*self._cells[field][:2], joined)
            elif text not in {"", mine}:
                more.wrong(field, f"与第 {self.row} 行同一目录项的 {mine!r} 不同 ({head}), 应一致或留空",
                           f"differs from {mine!r} in row {self.row} of the same item: leave it blank or the same")  # fmt: skip
        return True

    def text(self, field: str) -> str:
        """What stands in it; empty where the sheet has no such column."""
        return self._cells.get(field, ("", "", ""))[2]

    def has(self, field: str) -> bool:
        """Whether the sheet has such a column."""
        return field in self._cells

    def wrong(self, field: str, zh: str, en: str) -> None:
        """Name what is wrong with a cell, and what would be right."""
        column, head, _ = self._cells.get(field, ("", FIELD_WORDS.get(field, (field, field))[0], ""))
        self._problems.append(CellProblem(self.sheet, self.row, column or "A", head, zh, en))

    def word(self, field: str, known: dict[str, Any]) -> Any:
        """What one of the known words stands for; None where there is none."""
        text = self.text(field)
        if not text:
            return None
        found = known.get(text.strip().lower())
        if found is None:
            options = "、".join(dict.fromkeys(word for word in known if not word.isascii()))
            self.wrong(field, f"{text!r} 不在可选值内, 应为 {options} 之一", f"{text!r} is none of {options}")
        return found

    def number(self, field: str) -> int | None:
        """A number without unit; None where there is none."""
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
        """The parts of a list, whatever parts them."""
        return [part.strip() for part in _PARTS.split(self.text(field)) if part.strip()]


def types(row: Cells) -> list[str]:
    """The data types as their codes."""
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


def _lengths(row: Cells) -> None:
    for text in row.listed("field_lengths"):
        if not _NUMBER.fullmatch(text):
            row.wrong("field_lengths", f"{text!r} 应只填数字, 不带单位", f"{text!r} must be a number without unit")


def _names(row: Cells) -> None:
    if _SYSTEM.search(row.text("title")):
        row.wrong("title", "以系统名称作信息资源名称, 应写数据的名称, 如“居民户籍信息”",
                  "names a system: write what the data is, as 居民户籍信息")  # fmt: skip
    for field, (zh, en) in _BLANK.items():
        if row.has(field) and not row.text(field):
            row.wrong(field, f"{zh}为空, 须填写", f"the {en} is blank: fill it in")


def _items(row: Cells) -> None:
    names = row.listed("fields")
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        row.wrong("fields", f"信息项重复: {'、'.join(twice)}", f"names data items twice: {', '.join(twice)}")


def _code(row: Cells) -> None:
    code = row.text("code")
    if not code:
        row.wrong(
            "code",
            "代码为空, 应为“类项目细目/顺序码”, 如 307001/000001",
            "the code is blank; it reads like 307001/000001",
        )
    elif not CODE.fullmatch(code):
        row.wrong(
            "code", f"{code!r} 过短或不合规则, 应为类(1位)项(2位)目(3位)细目“/”顺序码, 如 307001/000001",
            f"{code!r} is too short or of another form; it reads like 307001/000001",
        )  # fmt: skip


def _format(row: Cells) -> None:
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


def _secret(row: Cells) -> None:
    text = row.text("secret").lower()
    if text and FLAGS.get(text) is not False:
        row.wrong(
            "secret",
            "涉密信息不得登记(条例第 3 条), 此栏应为“否”",
            "secret matters are not registered (article 3): this must be 否",
        )


def _dates(row: Cells) -> None:
    text = row.text("issued")
    if text and not _DATE.fullmatch(text):
        row.wrong("issued", f"{text!r} 应写作 2026-07-01", f"{text!r} must be written 2026-07-01")


def _manager(row: Cells) -> None:
    text = row.text("manager")
    try:
        if text:
            check_form("department", text)
    except InputRefused:
        row.wrong(
            "manager", f"{text!r} 应填部门代码, 如 SJJ-510100", f"{text!r} must be a department code, as SJJ-510100"
        )


def check(row: Cells, entry: dict[str, Any]) -> None:
    """Name everything that is wrong with a row whose entry was read."""
    for one in (_names, _items, _code, _format, _secret, _dates, _lengths, _manager):
        one(row)
    _lacking(row, entry)


def _lacking(row: Cells, entry: dict[str, Any]) -> None:
    for field in gaps(entry):
        if not row.text(field):  # what is there and wrong has been named already
            zh, en, article = *FIELD_WORDS[field], gap_of(field).article
            row.wrong(
                field, f"缺少{zh}({cite_zh(article)}), 须填写", f"lacks its {en} ({cite_en(article)}): fill it in"
            )
