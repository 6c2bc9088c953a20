"""`reads.json`: batches of readings (docs/formats.md §19), written out a second time."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tests.vectors.plain import canonical_text, salt

FACTS: tuple[dict[str, Any], ...] = (
    {},
    {"direction": "up", "depth": 3},
    {"operator": None, "day": "2026-04-05"},
    {"项": "值"},
)


def rows(count: int) -> list[list[Any]]:
    return [
        [
            number,
            "MZJ-510100",
            "0x" + "5a" * 20,
            "head",
            "event",
            f"{number:064x}",
            FACTS[number % 4],
            1_790_000_000_000 + number,
        ]
        for number in range(1, count + 1)
    ]


def leaf_of(row: list[Any], batch_salt: bytes) -> bytes:
    own = sha256(b"quanze/read-salt/v1\x00" + batch_salt + row[0].to_bytes(8, "big")).digest()[:16]
    data = sha256(b"quanze/read/v1\x00" + own + canonical_text(row).encode()).digest()
    return sha256(b"\x00" + data).digest()


def root_of(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + root_of(leaves[:split]) + root_of(leaves[split:])).digest()


def make() -> dict[str, Any]:
    batches = []
    for count in (1, 2, 3, 7):
        made, batch_salt = rows(count), salt(f"reads {count}")
        root = root_of([leaf_of(row, batch_salt) for row in made]).hex()
        scope = {"v": 1, "first": 1, "last": count, "count": count, "salt": batch_salt.hex(), "root": root}
        batches.append({"name": f"{count} rows", "rows": made, "scope": scope})
    good = batches[0]["scope"]
    refused = {
        "another version": {**good, "v": 2}, "a member more": {**good, "x": 1}, "no root": {k: v for k, v in good.items() if k != "root"},
        "short salt": {**good, "salt": "00"}, "upper case": {**good, "root": "AB" * 32}, "no hex": {**good, "root": "zz" * 32},
        "count no number": {**good, "count": True}, "root no text": {**good, "root": 1}, "text": "batch",
    }  # fmt: skip
    return {"batches": batches, "refused": [{"name": name, "scope": scope} for name, scope in refused.items()]}
