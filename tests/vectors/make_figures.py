"""`figures.json`: roots of sets and of reports (docs/formats.md §18), spelled out by recursion."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

_SETS = {
    "nothing": [],
    "one event": ["aa" * 32],
    "the order given does not matter": ["bb" * 32, "aa" * 32],
    "a name counts once": ["aa" * 32, "bb" * 32, "aa" * 32],
    "what is no event": ["agreement:0x" + "0a" * 32, "agreement:0x" + "0a" * 32 + "/2026-07", "duty:MZJ-510100/婚姻登记", "item:307001/000001"],
    "seven": [f"{number:02x}" * 32 for number in range(7)],
}  # fmt: skip
_ROWS = (
    ("K5", 1, "2026", "MZJ-510100", "the order given does not matter", "seven", "nothing"),
    ("K5", 1, "2026", "GGFW-510100", "nothing", "one event", "one event"),
    ("K13a", 2, "2026-Q3", "MZJ-510100", "seven", "seven", "nothing"),
)


def _tree(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + _tree(leaves[:half]) + _tree(leaves[half:])).digest()


def _set(name: str) -> str:
    return _tree(sorted({one.encode() for one in _SETS[name]})).hex()


def _row(row: tuple[Any, ...]) -> str:
    figure, version, period, department, *sets = row
    return f'["{figure}",{version},"{period}","{department}",' + ",".join(f'"{_set(one)}"' for one in sets) + "]"


def make() -> dict[str, Any]:
    rows = [{"canonical": _row(row), "sets": list(row[4:])} for row in _ROWS]
    return {
        "sets": [{"name": name, "members": members, "root": _set(name)} for name, members in _SETS.items()],
        "rows": rows,
        "root": _tree(sorted(row["canonical"].encode() for row in rows)).hex(),
        "root_of_no_rows": _tree([]).hex(),
    }
