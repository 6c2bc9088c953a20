"""`entries.json`: the bytes of log entries (docs/formats.md §7), put together by offset."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tests.vectors.plain import digest

EVENT_ID, SIGNER, SIGNATURE = bytes.fromhex(digest("event")), bytes(range(1, 21)), bytes(range(2, 66)) + b"\x1b"
TIME = 1_763_774_880_000
PATH = [digest(f"sibling {n}") for n in range(3)]


def u64(value: int) -> bytes:
    return value.to_bytes(8, "big")


def event_entry(index: int, positions: tuple[int, ...], batch: tuple[int, int, list[str]] | None = None) -> bytes:
    data = bytes((1, 1 if batch is None else 2, 1, 1)) + EVENT_ID + SIGNER + u64(index) + u64(TIME) + SIGNATURE
    data += bytes((len(positions),)) + b"".join(map(u64, positions))
    if batch is not None:
        data += u64(batch[0]) + u64(batch[1]) + bytes((len(batch[2]),)) + b"".join(map(bytes.fromhex, batch[2]))
    return data


def event_row(
    name: str, index: int, positions: tuple[int, ...], batch: tuple[int, int, list[str]] | None
) -> dict[str, Any]:
    data = event_entry(index, positions, batch)
    return {
        "name": name, "kind": "event", "event_id": EVENT_ID.hex(), "signer": SIGNER.hex(), "signature": SIGNATURE.hex(),
        "index": str(index), "recorded_at": str(TIME), "positions": [str(value) for value in positions],
        "batch": batch and {"position": str(batch[0]), "count": str(batch[1]), "path": batch[2]},
        "hex": data.hex(), "leaf_hash": sha256(b"\x00" + data).hexdigest(),
    }  # fmt: skip


def streams_row(name: str, index: int, root: str) -> dict[str, Any]:
    data = b"\x02\x01" + u64(index) + u64(TIME) + bytes.fromhex(root)
    return {
        "name": name, "kind": "streams", "index": str(index), "recorded_at": str(TIME), "streams_root": root,
        "hex": data.hex(), "leaf_hash": sha256(b"\x00" + data).hexdigest(),
    }  # fmt: skip


def change(data: bytes, at: int, value: int) -> bytes:
    return data[:at] + bytes((value,)) + data[at + 1 :]


def refused_events() -> list[tuple[str, bytes]]:
    alone, batch = event_entry(7, (0, 1)), event_entry(7, (0,), (1, 5, PATH))
    count_at = 138 + 8 + 16
    return [
        ("empty", b""), ("kind 0", change(alone, 0, 0)), ("kind of a streams entry", change(alone, 0, 2)),
        ("form 0", change(alone, 1, 0)), ("form 3", change(alone, 1, 3)), ("unknown signature algorithm", change(alone, 2, 2)),
        ("unknown hash algorithm", change(alone, 3, 2)), ("no stream", event_entry(7, ())),
        ("five streams", event_entry(7, (0, 1, 2, 3, 4))), ("stream count too high", change(alone, 137, 3)),
        ("stream count too low", change(alone, 137, 1)), ("last byte missing", alone[:-1]), ("one byte more", alone + b"\x00"),
        ("cut at the signature", alone[:100]), ("cut before the streams", alone[:138]),
        ("alone, but followed by a batch position", change(batch, 1, 1)), ("in a batch without position", change(alone, 1, 2)),
        ("batch: last byte missing", batch[:-1]), ("batch: one byte more", batch + b"\x00"),
        ("batch: last hash missing", batch[:-32]), ("batch: path length one too high", change(batch, count_at, 4)),
        ("batch: path length one too low", change(batch, count_at, 2)), ("batch: path length without path", batch[: count_at + 1]),
        ("batch: path length missing", batch[:count_at]), ("batch: path of 33", event_entry(7, (0,), (1, 5, [digest("x")] * 33))),
        ("streams entry", bytes.fromhex(streams_row("", 1, digest("root"))["hex"])),
    ]  # fmt: skip


def refused_streams() -> list[tuple[str, bytes]]:
    good = bytes.fromhex(streams_row("", 1, digest("root"))["hex"])
    return [
        ("empty", b""), ("kind of an event", change(good, 0, 1)), ("version 0", change(good, 1, 0)),
        ("version 2", change(good, 1, 2)), ("last byte missing", good[:-1]), ("one byte more", good + b"\x00"),
        ("event entry", event_entry(7, (0,))),
    ]  # fmt: skip


def make() -> dict[str, Any]:
    largest = 2**64 - 1
    return {
        "entries": [
            event_row("alone, one stream", 0, (0,), None),
            event_row("alone, four streams", 41, (0, 7, 1_280_000_000, 2**53), None),
            event_row("largest numbers", largest, (largest,), None),
            event_row("in a batch", 1_279_999_999, (3, 4), (1, 5, PATH)),
            event_row("batch of one", 5, (3, 4, 5), (0, 1, [])),
            event_row("longest batch path", 5, (3,), (0, 2**32, [digest(f"deep {n}") for n in range(32)])),
            streams_row("first streams entry", 0, "00" * 32),
            streams_row("streams entry", 1_279_999_999, digest("streams root")),
        ],
        "refused_event_entries": [{"name": name, "hex": data.hex()} for name, data in refused_events()],
        "refused_streams_entries": [{"name": name, "hex": data.hex()} for name, data in refused_streams()],
    }
