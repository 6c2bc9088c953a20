"""JSON that can be read in one way only: what a body must be before anybody looks at what it says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from ledger.canonical import deeper_than
from ledger.errors import BodyRefused

DEEPEST = 64


def check_strict(body: bytes) -> None:
    """Raise unless ``body`` is JSON in UTF-8 without repeated names, floats, NaN or lone surrogates.

    Raises:
        BodyRefused: naming what was found.
    """
    # the reader recurses on the machine's own stack, which not every build of Python watches in time
    if deeper_than(body, DEEPEST):
        raise _refused(f"JSON 嵌套超过 {DEEPEST} 层", f"the JSON nests deeper than {DEEPEST}")
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_unique, parse_float=_no_float, parse_constant=_no_float
        )
        if b"\\ud" in body.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _refused("字符串含半个代理对", "a string holds half a surrogate pair") from None
    except (UnicodeDecodeError, ValueError):
        raise _refused("请求体不是 UTF-8 编码的 JSON", "the body is not JSON in UTF-8") from None


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _refused(f"JSON 成员名 {name[:40]!r} 重复", f"the JSON repeats the name {name[:40]!r}")
        found[name] = value
    return found


def _no_float(text: str) -> NoReturn:
    raise _refused(
        f"JSON 含小数或非数值 {text[:20]}: 小数请写成字符串", f"the JSON holds {text[:20]}: write decimals as strings"
    )


def _refused(zh: str, en: str) -> BodyRefused:
    return BodyRefused(zh=zh, en=en)
