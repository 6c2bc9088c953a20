"""Real data for the demo: one province's administrative divisions from two published versions of an npm package.

The package `@vant/area-data` (MIT) ships the divisions of China as a JavaScript literal; the older version is installed
beside it under the name ``area-data-v1``. Both are read as text: no JavaScript runs.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ledger.errors import SourceMissing

COLUMNS = ("code", "name", "level", "parent")
LEVELS = {"province_list": "province", "city_list": "city", "county_list": "county"}
PROVINCE = "410000"
_SOURCES = ("area-data-v1/dist/index.esm.mjs", "@vant/area-data/dist/index.js")
_LIST = re.compile(r"(\w+_list): \{(.*?)\}", re.DOTALL)
# the older build shortens codes: 11e4 is 110000
_ROW = re.compile(r'(\d+)(?:e(\d))?: ("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True)
class Division:
    """One row: six-digit code, name, level, and the code of the division above (empty for the province)."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True)
class Table:
    """One version of the table: where it comes from, and its rows by code."""

    source: str
    rows: tuple[Division, ...]

    def csv(self) -> bytes:
        """Canonical CSV: header, rows by code, UTF-8, line feeds. No value holds a comma, quote or line feed."""
        lines = [COLUMNS, *((row.code, row.name, row.level, row.parent) for row in self.rows)]
        return "".join(",".join(line) + "\n" for line in lines).encode()

    def renamed(self, code: str, name: str) -> Table:
        """The same table with another name in one row."""
        return replace(self, rows=tuple(replace(row, name=name) if row.code == code else row for row in self.rows))

    def per_city(self) -> bytes:
        """A derived table, CSV: how many counties each city of the province has."""
        counted = Counter(row.parent for row in self.rows if row.level == "county")
        cities = [row for row in self.rows if row.level == "city"]
        return (
            "code,name,counties\n" + "".join(f"{row.code},{row.name},{counted[row.code]}\n" for row in cities)
        ).encode()


def load(folders: Sequence[Path] | None = None) -> tuple[Table, Table]:
    """The province's table in the older and in the newer version.

    Args:
        folders: where ``node_modules`` may lie; beside the program or the working directory if None.

    Raises:
        SourceMissing: a package is not installed, or holds something else.
    """
    older, newer = (_table(name, _folders() if folders is None else folders) for name in _SOURCES)
    return older, newer


def changes(older: Table, newer: Table) -> list[tuple[Division | None, Division | None]]:
    """Rows that differ, before and after, by code; None where a version has no such code."""
    before = {row.code: row for row in older.rows}
    after = {row.code: row for row in newer.rows}
    codes = sorted(before.keys() | after.keys())
    return [(before.get(code), after.get(code)) for code in codes if before.get(code) != after.get(code)]


def _table(name: str, folders: Sequence[Path]) -> Table:
    file = _find(name, folders)
    found: dict[str, Division] = {}
    for title, body in _LIST.findall(file.read_text("utf-8")):
        for digits, zeros, text in _ROW.findall(body):
            code = digits + "0" * int(zeros or 0)
            if code[:2] == PROVINCE[:2] and title in LEVELS:
                found[code] = Division(code, json.loads(text), LEVELS[title], _parent(code, LEVELS[title]))
    if PROVINCE not in found or any(len(code) != 6 for code in found):
        raise _missing(name)
    version = json.loads((file.parent.parent / "package.json").read_text("utf-8"))
    return Table(f"{version['name']} {version['version']}", tuple(found[code] for code in sorted(found)))


def _parent(code: str, level: str) -> str:
    return {"province": "", "city": PROVINCE}.get(level, code[:4] + "00")


def _folders() -> Sequence[Path]:
    here = Path(__file__).resolve()
    return (Path.cwd(), *here.parents[2:4], Path(sys.prefix), Path(sys.prefix).parent)


def _find(name: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        if (file := folder / "node_modules" / name).is_file():
            return file
    raise _missing(name)


def _missing(name: str) -> SourceMissing:
    return SourceMissing(
        zh=f"找不到示范数据 node_modules/{name}: 请在程序目录运行 npm ci",
        en=f"the demo's data node_modules/{name} is missing: run `npm ci` in the program's folder",
        file=name,
    )
