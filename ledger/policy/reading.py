"""Strict reading of plain JSON objects: every name known, every value in its form, or InputRefused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ledger.canonical import MAX_INTEGER
from ledger.errors import InputRefused
from ledger.model import check_form


class Reader:
    """Reads the members of one JSON object; each method raises InputRefused naming object, member and what is right."""

    def __init__(self, value: object, what: str, required: Collection[str], optional: Collection[str] = ()) -> None:
        self.what = what
        if not isinstance(value, Mapping):
            raise refused(f"{what} 须是 JSON 对象", f"{what} is a JSON object", what)
        names = set(value)
        if missing := sorted(set(required) - names):
            raise refused(f"{what} 缺少 {missing}", f"{what} lacks {missing}", what)
        if unknown := sorted(str(name) for name in names - set(required) - set(optional)):
            raise refused(f"{what} 有未知成员 {unknown}", f"{what} has unknown members {unknown}", what)
        self.value: Mapping[str, Any] = value

    def form(self, name: str, kind: str) -> str:
        """An identifier in the form of `ledger.model.check_form`."""
        return check_form(kind, self.value[name])

    def text(self, name: str, longest: int = 2000) -> str:
        """A non-empty string of at most ``longest`` UTF-8 bytes."""
        value = self.value[name]
        if isinstance(value, str) and value.strip() and len(value.encode("utf-8", "replace")) <= longest:
            return value
        raise self._wrong(name, f"1 至 {longest} 字节的文本", f"a text of 1 to {longest} bytes")

    def optional_text(self, name: str) -> str:
        """`text`, or the empty string where the member is absent."""
        return self.text(name) if name in self.value else ""

    def texts(self, name: str, most: int) -> tuple[str, ...]:
        """A list of 1 to ``most`` distinct non-empty strings, in the order given."""
        value = self.value[name]
        if (
            isinstance(value, list)
            and 1 <= len(value) <= most
            and all(isinstance(item, str) and item.strip() for item in value)
            and len(set(value)) == len(value)
        ):
            return tuple(value)
        raise self._wrong(name, f"1 至 {most} 个互不相同的文本", f"a list of 1 to {most} distinct texts")

    def choice(self, name: str, choices: Collection[str]) -> str:
        """One of ``choices``."""
        value = self.value[name]
        if isinstance(value, str) and value in choices:
            return value
        raise self._wrong(name, f"{sorted(choices)} 之一", f"one of {sorted(choices)}")

    def number(self, name: str, least: int = 0, most: int = MAX_INTEGER) -> int:
        """An integer from ``least`` to ``most``."""
        value = self.value[name]
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise self._wrong(name, f"{least} 至 {most} 的整数", f"an integer from {least} to {most}")

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self.value[name]
        if isinstance(value, bool):
            return value
        raise self._wrong(name, "true 或 false", "true or false")

    def objects(self, name: str) -> list[Any]:
        """A list whose members the caller reads."""
        value = self.value[name]
        if isinstance(value, list):
            return value
        raise self._wrong(name, "列表", "a list")

    def _wrong(self, name: str, zh: str, en: str) -> InputRefused:
        return refused(f"{self.what}.{name} 须是{zh}", f"{self.what}.{name} must be {en}", self.what, member=name)


def refused(zh: str, en: str, what: str, **details: str) -> InputRefused:
    """The refusal of an object called ``what``."""
    return InputRefused(zh=zh, en=en, what=what, **details)


def plain(row: Any, *leave_out_if_empty: str) -> dict[str, Any]:
    """A dataclass as plain JSON, without those of the named members that are empty."""
    value = {name: list(member) if isinstance(member, tuple) else member for name, member in vars(row).items()}
    return {name: member for name, member in value.items() if member or name not in leave_out_if_empty}
