"""Canonical JSON: RFC 8785 restricted to what cannot be misread (docs/formats.md §2).

Plain values (ASCII names, no escapes but the short ones) go through msgspec, an order of magnitude faster; everything
else, and everything doubtful, through rfc8785. Both give the same bytes, which a property test holds them to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NoReturn

import msgspec
import rfc8785

from ledger.errors import NotCanonical

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 8
FEW_BRACKETS = 200

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")
_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder().decode


def canonical(value: Any) -> bytes:
    """Return the one canonical spelling of ``value`` (RFC 8785).

    Raises:
        NotCanonical: a float, a negative or large integer, ``None``, a non-string name, a lone surrogate,
            U+0000, or nesting deeper than 8.
    """
    quick = _quickly(value)
    if quick is not None:
        return quick
    _check(value, MAX_DEPTH)
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotCanonical(
            zh="文本含有不能编码的字符", en="a string holds characters that cannot be encoded"
        ) from error


def parse(data: bytes) -> Any:
    """Read canonical JSON; anything that is not byte-for-byte its canonical spelling is refused.

    Raises:
        NotCanonical: not UTF-8, not JSON, duplicate names, or any other spelling than the canonical one.
    """
    # both readers below recurse on the machine's own stack, which a deep enough text would overrun
    if data.count(b"[") + data.count(b"{") > FEW_BRACKETS and deeper_than(data, MAX_DEPTH):
        raise _too_deep()
    try:
        value = _decode(data)
        if _quickly(value) == data:
            return value
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # the careful way below finds the words for it
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotCanonical(zh="不是 UTF-8 编码的 JSON", en="this is not JSON in UTF-8") from error
    if canonical(value) != data:
        raise NotCanonical(
            zh="JSON 不是规范形式(RFC 8785): 成员须排序、不得重复、不得有多余空白",
            en="the JSON is not canonical (RFC 8785): sort names, repeat none, leave no spare white space",
        )
    return value


def _quickly(value: Any) -> bytes | None:
    """The canonical spelling if ``value`` is plain enough for msgspec to know it; None says nothing about the value."""
    if not _is_plain(value, MAX_DEPTH):
        return None
    try:
        data = _encode(value)
    except UnicodeEncodeError:
        return None
    # the one escape that the two may write differently, and that U+0000 needs
    return None if b"\\u" in data else data


def _is_plain(value: Any, depth: int) -> bool:
    match value:
        case str() | bool():
            return True
        case int():
            return 0 <= value <= MAX_INTEGER
        case dict() if depth:
            # by UTF-8 bytes and by UTF-16 units, ASCII names sort alike
            return all(type(name) is str and name.isascii() for name in value) and all(
                type(item) is str or _is_plain(item, depth - 1) for item in value.values()
            )
        case list() if depth:
            return all(type(item) is str or _is_plain(item, depth - 1) for item in value)
        case _:
            return False


def _check(value: Any, depth: int) -> None:
    match value:
        case bool():
            return
        case str():
            _check_text(value)
        case int():
            if not 0 <= value <= MAX_INTEGER:
                raise NotCanonical(zh="整数须在 0 与 2^53−1 之间", en="integers must lie between 0 and 2^53-1")
        case list() | tuple() | dict():
            if not depth:
                raise _too_deep()
            for item in _children(value):
                _check(item, depth - 1)
        case _:
            raise NotCanonical(
                zh=f"不接受 {type(value).__name__}: 只允许字符串、非负整数、布尔值、数组和对象",
                en=f"{type(value).__name__} is not accepted: use strings, non-negative integers, booleans, "
                "arrays and objects (write decimals as strings)",
            )


def _check_text(text: str) -> None:
    # PostgreSQL's text and jsonb cannot hold it: a value that one store takes and the other does not is no record
    if "\x00" in text:
        raise NotCanonical(zh="文本不得含 U+0000", en="a string must not hold U+0000")


def _children(value: list[Any] | tuple[Any, ...] | dict[Any, Any]) -> Iterable[Any]:
    if not isinstance(value, dict):
        return value
    for name in value:
        if not isinstance(name, str):
            raise NotCanonical(zh="成员名须是字符串", en="member names must be strings")
        _check_text(name)
    return value.values()


def deeper_than(data: bytes, most: int) -> bool:
    """Whether JSON text nests deeper than ``most``; counted before it is read, for readers of it go as deep as it does."""
    if data.count(b"[") + data.count(b"{") <= most:
        return False
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", data)):
        depth += 1 if bracket in b"[{" else -1
        if depth > most:
            return True
    return False


def _too_deep() -> NotCanonical:
    return NotCanonical(zh=f"嵌套超过 {MAX_DEPTH} 层", en=f"nesting is deeper than {MAX_DEPTH}")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
