"""Tables that people filled in, CSV or XLSX, as text cells with their places. Whatever is hostile or ambiguous is named.

Nothing of a workbook is run: a formula is a problem, not a value. Sizes are checked before anything is unpacked.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from ledger.errors import ImportRefused

MAX_FILE = 32 * 2**20
MAX_UNPACKED = 64 * 2**20
MAX_RATIO = 200
MAX_PARTS = 2_000
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 20_000, 200, 4_096
SHOWN = 5
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RATIO_FROM = 2**20


class CellProblem(NamedTuple):
    """What is wrong with one cell, and what would be right; ``column`` as the sheet letters it, ``name`` as its head says."""

    sheet: str
    row: int
    column: str
    name: str
    zh: str
    en: str


@dataclass(frozen=True)
class Grid:
    """One sheet: rows of texts, each with its number as an editor counts; blank rows are left out."""

    sheet: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[CellProblem, ...]
    encoding: str = ""


def read_grids(path: Path) -> list[Grid]:
    """The sheets of a file, hidden ones left out.

    Raises:
        ImportRefused: unreadable, no CSV or XLSX, or larger than is taken.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_FILE else b""
    except OSError as error:
        raise ImportRefused.unreadable(path, error) from error
    if size > MAX_FILE:
        raise _too_large(path, f"{size} bytes")
    if data.startswith(_OLD_EXCEL):
        raise ImportRefused(
            zh=f"{path} 是旧版 .xls 或设有密码: 请另存为不加密的 .xlsx",
            en=f"{path} is an old .xls or has a password: save it as .xlsx without one",
        )
    return _workbook(path, data) if data.startswith(b"PK") else [_csv(path, data)]


def refuse_cells(problems: Sequence[CellProblem]) -> None:
    """Raise if there is any problem, naming the first few in the sentence and all in the details."""
    if not problems:
        return
    ordered = sorted(problems, key=lambda one: (one.sheet, one.row, one.column))
    more = len(ordered) - SHOWN
    zh = "; ".join(f"{place(one)} {one.name}: {one.zh}" for one in ordered[:SHOWN])
    en = "; ".join(f"{place(one)} {one.name}: {one.en}" for one in ordered[:SHOWN])
    raise ImportRefused(
        zh=f"有 {len(ordered)} 处不能导入, 未记录任何事件: {zh}" + (f"; 另有 {more} 处" if more > 0 else ""),
        en=f"{len(ordered)} cells cannot be imported, nothing was recorded: {en}"
        + (f"; and {more} more" if more > 0 else ""),
        problems=[one._asdict() for one in ordered],
    )


def place(problem: CellProblem) -> str:
    """Where it is, as a spreadsheet writes it."""
    return f"{problem.sheet}!{problem.column}{problem.row}"


def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    found = ""
    while column >= 0:
        found, column = chr(65 + column % 26) + found, column // 26 - 1
    return found


def _csv(path: Path, data: bytes) -> Grid:
    text, encoding = _decoded(path, data)
    delimiter = max(",\t;", key=text.partition("\n")[0].count)
    rows: list[tuple[int, tuple[str, ...]]] = []
    problems: list[CellProblem] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            _add(path, path.name, reader.line_num, [one.strip() for one in cells], rows, problems)
    except csv.Error as error:
        raise ImportRefused(
            zh=f"{path} 第 {reader.line_num} 行不是 CSV: {error}",
            en=f"{path} line {reader.line_num} is no CSV: {error}",
        ) from error
    return Grid(path.name, tuple(rows), tuple(problems), encoding)


def _decoded(path: Path, data: bytes) -> tuple[str, str]:
    """UTF-8, UTF-16 with its mark, else GB 18030 (of which GBK is a part), each to the last byte."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise ImportRefused(
        zh=f"{path} 不是 UTF-8 或 GB 18030 编码的表格: 请另存为 UTF-8 CSV 或 .xlsx",
        en=f"{path} is no table in UTF-8 or GB 18030: save it as UTF-8 CSV or as .xlsx",
    )


def _workbook(path: Path, data: bytes) -> list[Grid]:
    from openpyxl import load_workbook

    _check_parts(path, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it does not draw (validation, extensions) is no concern here
            book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except Exception as error:  # a damaged part surfaces as whatever its reader meets
        raise ImportRefused(
            zh=f"{path} 不是完整的 .xlsx: {type(error).__name__}: {error}",
            en=f"{path} is no whole .xlsx: {type(error).__name__}: {error}",
        ) from error
    return [_sheet(path, page) for page in book.worksheets if page.sheet_state == "visible"]


def _check_parts(path: Path, data: bytes) -> None:
    """Refuse what would unpack to far more than it says, and document types, which OOXML has none of (ECMA-376-2 §8)."""
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
            unpacked = sum(one.file_size for one in infos)
            ratio = max(
                (one.file_size / max(one.compress_size, 1) for one in infos if one.file_size > _RATIO_FROM), default=0
            )
            if len(infos) > MAX_PARTS or unpacked > MAX_UNPACKED or ratio > MAX_RATIO:
                raise _too_large(path, f"{unpacked} bytes unpacked")
            for one in infos:
                with parts.open(one) as part:
                    content = part.read(one.file_size + 1)
                if one.filename.endswith((".xml", ".rels")) and _declares_type(content):
                    raise ImportRefused(
                        zh=f"{path} 的 {one.filename} 含文档类型声明, 不予读取",
                        en=f"{one.filename} of {path} declares a document type: it is not read",
                    )
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise ImportRefused(zh=f"{path} 不是完整的 .xlsx: {error}", en=f"{path} is no whole .xlsx: {error}") from error


def _declares_type(content: bytes) -> bool:
    plain = content.replace(b"\0", b"").upper()  # UTF-16 too
    return b"<!DOCTYPE" in plain or b"<!ENTITY" in plain


def _sheet(path: Path, page: Any) -> Grid:
    if page.max_row > MAX_ROWS or page.max_column > MAX_COLUMNS:
        raise _too_large(path, f"{page.title}: {page.max_row} × {page.max_column}")
    rows: list[tuple[int, tuple[str, ...]]] = []
    problems = [
        CellProblem(
            page.title, one.min_row, letters(one.min_col - 1), str(one), "合并单元格: 请拆分, 逐格填写或留空",
            "merged cells: unmerge them, fill in each or leave it blank",
        )
        for one in page.merged_cells.ranges
    ]  # fmt: skip
    for number, cells in enumerate(page.iter_rows(), 1):
        texts = [_text(cell, page.title, problems) for cell in cells]
        _add(path, page.title, number, texts, rows, problems)
    return Grid(page.title, tuple(rows), tuple(problems))


def _text(cell: Any, sheet: str, problems: list[CellProblem]) -> str:
    value = cell.value
    if cell.data_type in {"f", "e"}:
        zh, en = ("公式", "a formula") if cell.data_type == "f" else ("错误值", "an error value")
        where = (sheet, cell.row, cell.column_letter, "")
        problems.append(CellProblem(*where, f"是{zh}: 请改填其值", f"is {en}: put the value itself"))
        return ""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _add(
    path: Path, sheet: str, number: int, texts: list[str], rows: list[tuple[int, tuple[str, ...]]],
    problems: list[CellProblem],
) -> None:  # fmt: skip
    if len(rows) >= MAX_ROWS or len(texts) > MAX_COLUMNS:
        raise _too_large(path, f"{sheet}: {number} × {len(texts)}")
    problems += _long(sheet, number, texts)
    if any(texts):
        rows.append((number, tuple(text[:MAX_CELL] for text in texts)))


def _long(sheet: str, number: int, texts: Iterable[str]) -> Iterator[CellProblem]:
    for column, text in enumerate(texts):
        if len(text) > MAX_CELL:
            yield CellProblem(
                sheet, number, letters(column), "", f"有 {len(text)} 个字符, 至多 {MAX_CELL} 个",
                f"has {len(text)} characters; at most {MAX_CELL} are taken",
            )  # fmt: skip


def _too_large(path: Path, found: str) -> ImportRefused:
    return ImportRefused(
        zh=f"{path} 过大({found}): 文件至多 {MAX_FILE >> 20} MiB、{MAX_ROWS} 行、{MAX_COLUMNS} 列, 请拆分",
        en=f"{path} is too large ({found}): at most {MAX_FILE >> 20} MiB, {MAX_ROWS} rows, {MAX_COLUMNS} columns; split it",
    )
