"""Recursive Length Prefix, strict: every item has one spelling and any other is refused.

Source: Ethereum yellow paper, appendix B. An item is bytes or a list of items.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from ledger.errors import RlpRefused

Item: TypeAlias = "bytes | list[Item]"
MAX_NESTING = 16


def encode(item: bytes | Sequence[Item]) -> bytes:
    """The RLP bytes of ``item``."""
    if isinstance(item, bytes):
        if len(item) == 1 and item[0] < 0x80:
            return item
        return _head(len(item), 0x80) + item
    body = b"".join(map(encode, item))
    return _head(len(body), 0xC0) + body


def decode(data: bytes) -> Item:
    """Read exactly one item.

    Raises:
        RlpRefused: cut short, bytes left over, a length or byte not in its shortest form, or lists nested beyond 16.
    """
    item, end = _item(data, 0, MAX_NESTING)
    if end != len(data):
        raise _refused("RLP 之后有多余字节", "bytes are left over behind the RLP item")
    return item


def encode_int(value: int) -> bytes:
    """Big-endian without leading zeros; zero is empty (as an item's bytes, not yet RLP)."""
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def decode_int(item: Item, size: int = 32) -> int:
    """The integer in an item of at most ``size`` bytes.

    Raises:
        RlpRefused: a list, a leading zero, or more bytes.
    """
    if not isinstance(item, bytes) or item[:1] == b"\x00" or len(item) > size:
        raise _refused("RLP 整数不规范", f"not an integer of at most {size} bytes without leading zeros")
    return int.from_bytes(item, "big")


def _head(length: int, base: int) -> bytes:
    if length < 56:
        return bytes((base + length,))
    size = encode_int(length)
    return bytes((base + 55 + len(size),)) + size


def _item(data: bytes, at: int, depth: int) -> tuple[Item, int]:
    if at >= len(data):
        raise _refused("RLP 不完整", "the RLP is cut short")
    first = data[at]
    if first < 0x80:
        return data[at : at + 1], at + 1
    start, end = _extent(data, at, 0x80 if first < 0xC0 else 0xC0)
    if first >= 0xC0:
        return _items(data, start, end, depth - 1), end
    if end - start == 1 and data[start] < 0x80:
        raise _refused("RLP 单字节不规范", "a single small byte stands for itself in RLP")
    return data[start:end], end


def _items(data: bytes, at: int, end: int, depth: int) -> list[Item]:
    if depth < 0:
        raise _refused("RLP 嵌套过深", f"RLP lists nest at most {MAX_NESTING} deep")
    # an item that reaches past its list would be read as cut short
    data, items = data[:end], []
    while at < end:
        item, at = _item(data, at, depth)
        items.append(item)
    return items


def _extent(data: bytes, at: int, base: int) -> tuple[int, int]:
    start, length = at + 1, data[at] - base
    if length > 55:
        size = data[start : start + length - 55]
        start += length - 55
        length = int.from_bytes(size, "big")
        if length < 56 or size[0] == 0:
            raise _refused("RLP 长度不规范", "the RLP length is not in its shortest form")
    if start + length > len(data):
        raise _refused("RLP 不完整", "the RLP is cut short")
    return start, start + length


def _refused(zh: str, en: str) -> RlpRefused:
    return RlpRefused(zh=zh, en=en)
