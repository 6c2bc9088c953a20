"""Values of contract events: from the ABI to JSON that keeps every bit, and from there to ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.canonical import MAX_INTEGER
from ledger.errors import InputRefused
from ledger.event_types import KeyRole

ROLES = tuple(KeyRole)
LATEST_MS = 2**63 - 1
_OPEN_UNTIL = 2**64 - 1


def texts_as_bytes(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The ABI entry with ``bytes`` for every ``string``: a text that is not UTF-8 must not stop the reading of a log."""
    parts = {name: [texts_as_bytes(part) for part in entry[name]] for name in ("inputs", "components") if name in entry}
    kind = str(entry["type"])
    return {**entry, **parts, "type": "bytes" + kind[len("string") :] if kind.startswith("string") else kind}


def plain(part: Mapping[str, Any], value: Any) -> Any:
    """A decoded value as JSON; ``part`` is its ABI entry, ``value`` decoded with texts as bytes."""
    kind = str(part["type"])
    if kind.endswith("]"):
        return [plain({**part, "type": kind.rpartition("[")[0]}, one) for one in value]
    if kind == "tuple":
        return {one["name"]: plain(one, value[one["name"]]) for one in part["components"]}
    if kind == "string":
        return _text(value)
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > MAX_INTEGER:
        return str(value)
    return value.lower() if isinstance(value, str) else value


def to_ms(seconds: int | str) -> int:
    """Milliseconds of a contract's u64 seconds; times that no store can count are as good as the last one it can."""
    return min(int(seconds) * 1000, LATEST_MS)


def end_of(seconds: int | str) -> int | None:
    """As `to_ms` for the end of an interval; None where it is open."""
    return None if int(seconds) >= _OPEN_UNTIL else to_ms(seconds)


def countable(number: int | str) -> int:
    """A contract's u64 that a store can hold.

    Raises:
        InputRefused: beyond 2^63−1. Anybody who opens a log may anchor a tree of that size.
    """
    if int(number) > LATEST_MS:
        raise InputRefused(zh=f"{number} 超过 2^63−1, 不予采用", en=f"{number} is beyond 2^63−1 and is not followed")
    return int(number)


def code_of(word: str) -> str:
    """A department code from its 32 bytes in the contracts; empty for zero."""
    return bytes.fromhex(word[2:]).rstrip(b"\x00").decode("ascii")


def or_none(word: str) -> str | None:
    """A hash or an address; None for zero."""
    return None if set(word[2:]) <= {"0"} else word


def _text(value: bytes) -> Any:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"bytes": "0x" + value.hex()}
