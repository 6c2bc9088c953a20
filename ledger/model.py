"""Identifiers and times: the one accepted spelling of each (docs/formats.md §1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NewType

from ledger.errors import InputRefused, TimeRefused

DepartmentCode = NewType("DepartmentCode", str)
ResourceCode = NewType("ResourceCode", str)
AgreementId = NewType("AgreementId", str)
EventId = NewType("EventId", str)
Address = NewType("Address", str)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORMS: dict[str, tuple[re.Pattern[str], str, str]] = {
    "department": (re.compile(r"[0-9A-Z][0-9A-Z-]{1,30}"), "部门代码", "department code"),
    "item": (re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,63}"), "信息资源代码", "resource code"),
    "agreement": (re.compile(r"0x[0-9a-f]{64}"), "协议编号", "agreement id"),
    "digest": (re.compile(r"[0-9a-f]{64}"), "摘要", "digest"),
    "nonce": (re.compile(r"[0-9a-f]{32}"), "随机数", "nonce"),
    "field": (re.compile(r"[a-z][a-z0-9_]{0,39}"), "字段名", "field name"),
    "operator": (re.compile(r"[0-9A-Za-z._-]{1,64}"), "经办人代号", "operator pseudonym"),
    "origin": (re.compile(r"[0-9a-z][0-9a-z./-]{2,99}"), "日志名", "origin"),
    "address": (re.compile(r"0x[0-9a-f]{40}"), "账户地址", "address"),
}


def fits(kind: str, text: str) -> bool:
    """Whether ``text`` is in the form that docs/formats.md §1 gives for ``kind``."""
    return _FORMS[kind][0].fullmatch(text) is not None


def check_form(kind: str, value: object) -> str:
    """Return ``value`` if it is a string in the form that docs/formats.md §1 gives for ``kind``.

    Raises:
        InputRefused: naming the kind, the value and the form that would be right.
    """
    pattern, zh, en = _FORMS[kind]
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    shown = _shown(value)
    raise InputRefused(
        zh=f"{zh} {shown} 不合格式 {pattern.pattern}", en=f"{en} {shown} does not match {pattern.pattern}", kind=kind
    )


# hour 24 is refused here because newer Pythons read it as the next midnight: a second spelling of one time
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T(?!24)\d{2}:\d{2}:[0-5]\d\.\d{3}Z", re.ASCII)
MAX_TIME = 253_402_300_799_999


def parse_time(text: str) -> int:
    """Milliseconds since 1970 of ``YYYY-MM-DDTHH:MM:SS.mmmZ``.

    Raises:
        TimeRefused: any other spelling, a date that does not exist, or a time before 1970.
    """
    try:
        if not _TIME.fullmatch(text):
            raise ValueError
        minute = _minute(text[:16])
    except (ValueError, TypeError):
        shown = _shown(text)
        raise TimeRefused(
            zh=f"时间 {shown} 须写成 2026-11-22T01:28:00.000Z 的形式(UTC, 毫秒)",
            en=f"time {shown} must be written like 2026-11-22T01:28:00.000Z (UTC, milliseconds)",
        ) from None
    if minute < 0:
        raise TimeRefused(zh=f"时间 {text} 早于 1970 年", en=f"time {text} lies before 1970")
    return minute + 1000 * int(text[17:19]) + int(text[20:23])


@lru_cache(maxsize=4096)
def _minute(text: str) -> int:
    """Milliseconds since 1970 of ``YYYY-MM-DDTHH:MM``. Raises ValueError for a date that does not exist."""
    moment = datetime.fromisoformat(text + ":00Z")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def format_time(milliseconds: int) -> str:
    """``YYYY-MM-DDTHH:MM:SS.mmmZ`` of milliseconds since 1970; inverse of `parse_time`.

    Raises:
        TimeRefused: before 1970 or after the year 9999, which a log entry's 64 bits could hold.
    """
    if not 0 <= milliseconds <= MAX_TIME:
        raise TimeRefused(
            zh="毫秒数须在 1970 年至 9999 年之间", en="the milliseconds must lie in the years 1970 to 9999"
        )
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def moment(milliseconds: int | None) -> str | None:
    """`format_time` of a time that there may be none of."""
    return None if milliseconds is None else format_time(milliseconds)


def _shown(value: object) -> str:
    # the repr of a deep list or of a huge integer raises: only text is quoted, other values are named by their type
    return repr(value[:80]) if isinstance(value, str) else type(value).__name__
