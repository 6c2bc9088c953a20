"""`streams.json`: the streams map (docs/formats.md §8), computed by splitting sets of keys, bit after bit."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tests.vectors.plain import digest

Streams = dict[bytes, tuple[int, bytes]]
NAMES = (
    "agreement:0x" + digest("agreement"), "agreement:0x" + digest("second agreement"), "department:11330000002482099D",
    "department:A1", "department:A2", "item:3001/000001", "item:3001/000002", "item:a",
)  # fmt: skip
ABSENT = ("department:A3", "item:b", "item:3001/000003", "department:zz")


def key_of(name: str) -> bytes:
    return sha256(name.encode()).digest()


def bit(key: bytes, depth: int) -> bool:
    return bool(key[depth // 8] & 128 >> depth % 8)


def leaf(key: bytes, count: int, head: bytes) -> bytes:
    return sha256(b"\x02" + key + count.to_bytes(8, "big") + head).digest()


def root(streams: Streams, depth: int = 0) -> bytes:
    if not streams:
        return bytes(32)
    if len(streams) == 1:
        ((key, (count, head)),) = streams.items()
        return leaf(key, count, head)
    left, right = halves(streams, depth)
    return sha256(b"\x03" + root(left, depth + 1) + root(right, depth + 1)).digest()


def halves(streams: Streams, depth: int) -> tuple[Streams, Streams]:
    left = {key: state for key, state in streams.items() if not bit(key, depth)}
    return left, {key: state for key, state in streams.items() if key not in left}


def prove(key: bytes, streams: Streams, depth: int = 0) -> tuple[list[str], Streams]:
    """Siblings from the root down, and what stands at the end."""
    if len(streams) < 2:
        return [], streams
    left, right = halves(streams, depth)
    near, far = (right, left) if bit(key, depth) else (left, right)
    siblings, end = prove(key, near, depth + 1)
    return [root(far, depth + 1).hex(), *siblings], end


def membership_row(name: str, key: bytes, streams: Streams) -> dict[str, Any]:
    count, head = streams[key]
    return {
        "name": name, "key": key.hex(), "count": count, "head": head.hex(), "siblings": prove(key, streams)[0],
        "root": root(streams).hex(), "ok": True,
    }  # fmt: skip


def absence_row(name: str, key: bytes, streams: Streams) -> dict[str, Any]:
    siblings, end = prove(key, streams)
    other = [{"key": k.hex(), "count": count, "head": head.hex()} for k, (count, head) in end.items()]
    return {
        "name": name, "key": key.hex(), "siblings": siblings, "other": other[0] if other else None,
        "root": root(streams).hex(), "ok": True,
    }  # fmt: skip


def flip(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def membership_mutations(row: dict[str, Any]) -> list[dict[str, Any]]:
    siblings = row["siblings"]
    changes: dict[str, dict[str, Any]] = {
        "one entry less": {"count": row["count"] - 1}, "one entry more": {"count": row["count"] + 1}, "count zero": {"count": 0},
        "other head": {"head": flip(row["head"])}, "other key": {"key": flip(row["key"])}, "other root": {"root": flip(row["root"])},
        "no siblings": {"siblings": []}, "first sibling missing": {"siblings": siblings[1:]},
        "last sibling missing": {"siblings": siblings[:-1]}, "zero hash appended": {"siblings": [*siblings, "00" * 32]},
        "siblings reversed": {"siblings": siblings[::-1]}, "one bit in a sibling": {"siblings": [flip(siblings[0]), *siblings[1:]]},
        "sibling of 31 bytes": {"siblings": [siblings[0][2:], *siblings[1:]]}, "key of 31 bytes": {"key": row["key"][2:]},
        "head of 33 bytes": {"head": row["head"] + "00"}, "257 siblings": {"siblings": ["00" * 32] * 257},
    }  # fmt: skip
    return [{**row, **change, "name": f"membership: {name}", "ok": False} for name, change in changes.items()]


def absence_mutations(row: dict[str, Any], present: dict[str, Any]) -> list[dict[str, Any]]:
    siblings, other = row["siblings"], row["other"]
    own = {"key": present["key"], "count": present["count"], "head": present["head"]}
    changes: dict[str, dict[str, Any]] = {
        "end left out": {"other": None}, "other count at the end": {"other": {**other, "count": other["count"] + 1}},
        "last sibling missing": {"siblings": siblings[:-1]}, "zero hash appended": {"siblings": [*siblings, "00" * 32]},
        "other root": {"root": flip(row["root"])}, "for a key off the path": {"key": f"{int(row['key'][0], 16) ^ 8:x}" + row["key"][1:]},
        "end key of 31 bytes": {"other": {**other, "key": other["key"][:-2]}},
        "end key of 33 bytes": {"other": {**other, "key": other["key"] + "00"}},
        "key of 31 bytes": {"key": row["key"][:-2]},
        "of a stream that is there, its own leaf as the end": {"key": own["key"], "siblings": present["siblings"], "other": own},
        "of a stream that is there, empty end": {"key": own["key"], "siblings": present["siblings"], "other": None},
        "of a stream that is there, another leaf as the end": {"key": own["key"], "siblings": present["siblings"], "other": other},
    }  # fmt: skip
    return [{**row, **change, "name": f"absence: {name}", "ok": False} for name, change in changes.items()]


def twin_row() -> dict[str, Any]:
    """A map that no honest log makes: one leaf on both sides, so that it seems to stand on every key's path."""
    end: dict[str, Any] = {"key": "80" + "00" * 31, "count": 1, "head": "00" * 32}
    twin = leaf(bytes.fromhex(end["key"]), 1, bytes(32))
    top = sha256(b"\x03" + twin + twin).hexdigest()
    return {
        "name": "absence: the leaf at the end lies off the path", "key": "00" * 32, "siblings": [twin.hex()], "other": end,
        "root": top, "ok": False,
    }  # fmt: skip


def near_keys() -> Streams:
    """Keys that an adversary would choose: equal but for one late bit."""
    start = int(digest("adversary"), 16) & ~0xFF
    keys = [start, start | 1, start ^ 1 << 128, start ^ 1 << 255]
    return {value.to_bytes(32, "big"): (n + 1, bytes([n]) * 32) for n, value in enumerate(keys)}


def make() -> dict[str, Any]:
    streams = {key_of(name): (n + 1, bytes.fromhex(digest(f"head {name}"))) for n, name in enumerate(NAMES)}
    near = near_keys()
    one = dict(list(streams.items())[:1])
    members = [membership_row(name, key_of(name), streams) for name in NAMES]
    members += [membership_row("only stream", key_of(NAMES[0]), one)]
    members += [membership_row(f"near key {n}", key, near) for n, key in enumerate(near)]
    absent = [absence_row(name, key_of(name), streams) for name in ABSENT]
    absent += [absence_row("empty map", key_of("item:b"), {}), absence_row("map of one", key_of("item:b"), one)]
    middle = (int.from_bytes(next(iter(near)), "big") ^ 1 << 64).to_bytes(32, "big")
    absent += [absence_row("empty place beside near keys", middle, near)]
    with_other = next(row for row in absent if row["other"] and len(row["siblings"]) > 1)
    return {
        "streams": [
            {"name": n, "key": key_of(n).hex(), "count": c + 1, "head": digest(f"head {n}")}
            for c, n in enumerate(NAMES)
        ],
        "root": root(streams).hex(),
        "membership": members + membership_mutations(members[3]),
        "absence": [*absent, *absence_mutations(with_other, members[2]), twin_row()],
    }
