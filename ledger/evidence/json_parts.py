"""Strict readers of the parts that evidence and extracts are made of (docs/formats.md §11, §15)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, TypeVar

from ledger.errors import EvidenceRefused
from ledger.evidence.state_proof import MAX_NODE, MAX_NODES

MAX_PATH = 64
_T = TypeVar("_T")


def nodes(value: object) -> tuple[bytes, ...]:
    """Merkle-Patricia nodes, base64 each."""
    return listed(value, MAX_NODES, lambda item: binary(item, MAX_NODE))


def hashes(value: object, longest: int = MAX_PATH) -> tuple[bytes, ...]:
    """Up to ``longest`` hashes of 32 bytes, base64 each."""
    return listed(value, longest, lambda item: binary(item, 32))


def listed(value: object, longest: int, read: Callable[[object], _T]) -> tuple[_T, ...]:
    """An array of at most ``longest``, each item through ``read``."""
    if not isinstance(value, list) or len(value) > longest:
        raise refused(f"此处须为至多 {longest} 项的数组", f"an array of at most {longest} belongs here")
    return tuple(map(read, value))


def members(value: object, names: set[str], optional: AbstractSet[str] = frozenset()) -> dict[str, Any]:
    """An object with these members, and any of ``optional``."""
    if not isinstance(value, dict) or not names <= set(value) <= names | optional:
        wanted = ", ".join(sorted(names))
        raise refused(f"成员须恰为 {wanted}", f"exactly these members belong here: {wanted}")
    return value


def binary(value: object, longest: int) -> bytes:
    """Up to ``longest`` bytes in canonical base64."""
    text = string(value)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise refused("base64 编码不对", "malformed base64") from None
    if text64(data) != text or len(data) > longest:
        raise refused("base64 编码不规范或过长", "base64 that is not canonical, or too long")
    return data


def string(value: object) -> str:
    """A string."""
    if not isinstance(value, str):
        raise refused("此处须为字符串", "a string belongs here")
    return value


def text64(data: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(data).decode()


def texts64(items: Sequence[bytes]) -> list[str]:
    """Each as base64."""
    return [text64(item) for item in items]


def refused(zh: str, en: str) -> EvidenceRefused:
    """The refusal of a malformed document."""
    return EvidenceRefused(zh=zh, en=en)
