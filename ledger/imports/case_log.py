"""Case logs: CSV files with case, activity, time, actor and deadline columns, read by a mapping. Strict: a cell that
cannot be read is named by line and column, and then nothing of the file is taken.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger.errors import ImportRefused
from ledger.event_types import EVENT_TYPES
from ledger.imports.mapping_file import read_mapping
from ledger.model import MAX_TIME, check_form

FORMAT = 1
ISO = "iso"
MAX_CELL = 4096
SHOWN = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECTIONS = {
    "csv": {"encoding", "delimiter"},
    "columns": {"case", "activity", "time", "actor", "due"},
    "time": {"format", "zone"},
    "event": {"type"},
    "operators": {"as"},
}


class Problem(NamedTuple):
    """What is wrong with one row; ``line`` as an editor counts, the header being line 1."""

    line: int
    column: str
    zh: str
    en: str


@dataclass(frozen=True)
class HandMapping:
    """Which department's key signs the rows of an actor."""

    department: str
    key: str


@dataclass(frozen=True)
class LogMapping:
    """How a file is read.

    Attributes:
        source: name of the case log, for ever the same: it decides the lane.
        case, activity, time, actor, due: columns; ``actor`` and ``due`` may be empty.
        time_format: ``iso`` or a format of strptime; zone: IANA name for times without an offset, or empty.
        fields: further event fields and their columns.
        pseudonyms: whether actors become operators under a derived name; else they are left out.
        hands: actor → who signs; empty where the importing key signs everything.
    """

    source: str
    case: str
    activity: str
    time: str
    actor: str
    due: str
    time_format: str
    zone: ZoneInfo | None
    event_type: str
    fields: Mapping[str, str]
    encoding: str
    delimiter: str
    pseudonyms: bool
    hands: Mapping[str, HandMapping]
    digest: str

    @property
    def columns(self) -> list[str]:
        """All columns that are read."""
        return [name for name in (self.case, self.activity, self.time, self.actor, self.due) if name] + [
            *self.fields.values()
        ]


@dataclass(frozen=True)
class Row:
    """One row. Times in ms since 1970, ``due_ms`` None where the cell is empty; digest: SHA-256 of the cells read."""

    line: int
    case: str
    activity: str
    time_ms: int
    actor: str
    due_ms: int | None
    fields: Mapping[str, str]
    digest: bytes


@dataclass(frozen=True)
class CaseLog:
    """A file that was read from beginning to end."""

    mapping: LogMapping
    rows: tuple[Row, ...]


def load_mapping(path: Path) -> LogMapping:
    """Read a mapping (TOML).

    Raises:
        ImportRefused: unreadable, not TOML, or a member that is missing, unknown or malformed.
    """
    return read_mapping(path, _mapping)


def read_case_log(path: Path, mapping: LogMapping) -> CaseLog:
    """Read a whole file.

    Raises:
        ImportRefused: unreadable, columns that are missing, or bad rows: all of them are named.
    """
    problems: list[Problem] = []
    rows: list[Row] = []
    try:
        with path.open(encoding=mapping.encoding, newline="") as file:
            for line, cells in _cells(csv.reader(file, delimiter=mapping.delimiter, strict=True), mapping, problems):
                row = _row(line, cells, mapping, problems)
                if row is not None:
                    rows.append(row)
    except OSError as error:
        raise ImportRefused.unreadable(path, error) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImportRefused(
            zh=f"{path} 不是 {mapping.encoding} 编码的 CSV: {error}",
            en=f"{path} is no CSV in {mapping.encoding}: {error}",
        ) from error
    refuse_rows(problems)
    if not rows:
        raise ImportRefused(zh=f"{path} 没有数据行", en=f"{path} has no rows")
    return CaseLog(mapping, tuple(rows))


def refuse_rows(problems: Sequence[Problem]) -> None:
    """Raise if there is any problem, naming the first few in the sentence and all in the details."""
    if not problems:
        return
    first = sorted(problems)[:SHOWN]
    more = len(problems) - len(first)
    zh = "; ".join(f"第 {one.line} 行 {one.column}: {one.zh}" for one in first) + (f"; 另有 {more} 处" if more else "")
    en = "; ".join(f"line {one.line} {one.column}: {one.en}" for one in first) + (f"; and {more} more" if more else "")
    raise ImportRefused(
        zh=f"有 {len(problems)} 处不能导入, 未记录任何事件: {zh}",
        en=f"{len(problems)} cells or rows cannot be imported, nothing was recorded: {en}",
        problems=[one._asdict() for one in sorted(problems)],
    )


def _mapping(value: dict[str, Any], digest: str) -> LogMapping:
    if value.pop("format", None) != FORMAT:
        raise ImportRefused(zh=f"format 须为 {FORMAT}", en=f"format must be {FORMAT}")
    columns, times = value["columns"], value.get("time", {})
    fields: dict[str, str] = value.pop("fields", {})
    actors: dict[str, Any] = value.pop("actors", {})
    source = value.pop("source")
    unknown = [name for name in value if name not in _SECTIONS]
    unknown += [
        f"{part}.{name}" for part, names in _SECTIONS.items() for name in value.get(part, {}) if name not in names
    ]
    if unknown:
        raise ImportRefused(zh=f"未知成员 {unknown}", en=f"unknown members {unknown}")
    event_type = value.get("event", {}).get("type", "case.step")
    if event_type not in EVENT_TYPES or EVENT_TYPES[event_type].needs:
        raise ImportRefused(
            zh=f"event.type {event_type} 不是办件日志可记的类型",
            en=f"event.type {event_type} is no type that a case log gives",
        )
    operators = value.get("operators", {}).get("as", "pseudonym")
    if operators not in ("pseudonym", "none"):
        raise ImportRefused(zh="operators.as 须为 pseudonym 或 none", en="operators.as is pseudonym or none")
    return LogMapping(
        source=check_form("field", source),
        case=str(columns["case"]), activity=str(columns["activity"]), time=str(columns["time"]),
        actor=str(columns.get("actor", "")), due=str(columns.get("due", "")),
        time_format=str(times.get("format", ISO)), zone=_zone(str(times.get("zone", ""))), event_type=event_type,
        fields={check_form("field", name): str(column) for name, column in fields.items()},
        encoding=str(value.get("csv", {}).get("encoding", "utf-8-sig")),
        delimiter=str(value.get("csv", {}).get("delimiter", ",")), pseudonyms=operators == "pseudonym",
        hands={name: HandMapping(check_form("department", one["department"]), str(one["key"]))
               for name, one in actors.items()},
        digest=digest,
    )  # fmt: skip


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImportRefused(zh=f"没有时区 {name}", en=f"there is no time zone {name}") from error


def _cells(reader: Any, mapping: LogMapping, problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    header: list[str] = next(reader, [])
    twice = sorted({name for name in mapping.columns if header.count(name) > 1})
    missing = [name for name in mapping.columns if name not in header]
    if missing or twice:
        raise ImportRefused(
            zh=f"表头缺少列 {missing}" if missing else f"表头中列重复 {twice}",
            en=f"the header lacks the columns {missing}" if missing else f"the header repeats the columns {twice}",
        )
    before = reader.line_num
    for cells in reader:
        line, before = before + 1, reader.line_num
        if not cells:
            continue
        if len(cells) != len(header):
            zh, en = f"有 {len(cells)} 格, 应为 {len(header)}", f"has {len(cells)} cells, not {len(header)}"
            problems.append(Problem(line, "", zh, en))
            continue
        yield line, dict(zip(header, cells, strict=True))


def _row(line: int, cells: Mapping[str, str], mapping: LogMapping, problems: list[Problem]) -> Row | None:
    found = len(problems)
    for column in dict.fromkeys(mapping.columns):
        if column in (mapping.case, mapping.activity, mapping.time) and not cells[column].strip():
            problems.append(Problem(line, column, "不得为空", "must not be empty"))
        if len(cells[column]) > MAX_CELL:
            problems.append(Problem(line, column, f"超过 {MAX_CELL} 字", f"is longer than {MAX_CELL} characters"))
    time_ms = _time(line, mapping.time, cells, mapping, problems)
    due_ms = _time(line, mapping.due, cells, mapping, problems) if mapping.due else None
    if len(problems) > found or time_ms is None:
        return None
    read = "\0".join(f"{column}\0{cells[column]}" for column in dict.fromkeys(mapping.columns))
    fields = {name: cells[column] for name, column in mapping.fields.items() if cells[column]}
    actor = cells[mapping.actor] if mapping.actor else ""
    digest = sha256(read.encode()).digest()
    return Row(line, cells[mapping.case], cells[mapping.activity], time_ms, actor, due_ms, fields, digest)


def _time(line: int, column: str, cells: Mapping[str, str], mapping: LogMapping, problems: list[Problem]) -> int | None:
    """Milliseconds since 1970, fractions of one cut off; None for an empty cell or one that was added to ``problems``."""
    text = cells[column].strip()
    if not text:
        return None
    try:
        iso = mapping.time_format == ISO
        moment = datetime.fromisoformat(text) if iso else datetime.strptime(text, mapping.time_format)  # noqa: DTZ007
        if moment.tzinfo is None and mapping.zone is None:
            zh, en = (
                f"{text[:40]!r} 没有时区, 映射也未给出 zone",
                f"{text[:40]!r} has no offset and the mapping no zone",
            )
            problems.append(Problem(line, column, zh, en))
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=mapping.zone)
        milliseconds = (moment - _EPOCH) // timedelta(milliseconds=1)
        if not 0 <= milliseconds <= MAX_TIME:
            raise ValueError
    except (ValueError, OverflowError):
        zh, en = (
            f"{text[:40]!r} 不是 {mapping.time_format} 形式的时间",
            f"{text[:40]!r} is no time of the form {mapping.time_format}",
        )
        problems.append(Problem(line, column, zh, en))
        return None
    return milliseconds
