"""What a catalogue entry must say (条例 13, 15), and what one still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

# What 条例 13 asks of an entry, by the names used in its field ``entry``
REQUIRED = ("title", "fields", "format", "update_cycle", "share_type", "share_mode", "grade", "manager")

FIELD_WORDS: dict[str, tuple[str, str]] = {
    "title": ("名称", "title"),
    "fields": ("数据项", "data items"),
    "format": ("数据格式", "format"),
    "update_cycle": ("更新频率", "update cycle"),
    "share_type": ("共享属性", "sharing class"),
    "share_mode": ("共享方式", "mode of sharing"),
    "grade": ("分级", "grade"),
    "manager": ("主管部门", "manager"),
    "condition": ("共享条件(范围与用途)", "condition (range and use)"),
    "refusal_basis": ("不予共享的理由与依据", "reason and law for not sharing"),
    "approved_by": ("负责人同意", "the head's approval"),
    "secrecy_assessment": ("保密审查", "secrecy assessment"),
}


class Gap(NamedTuple):
    """One thing an entry lacks: its field, the clause broken and the article."""

    field: str
    clause: str
    article: str


def gaps(entry: Mapping[str, Any]) -> list[str]:
    """Names of what a catalogue entry lacks, and of what its share type asks for on top (条例 15)."""
    return [name for name in REQUIRED if not entry.get(name)] + share_gaps(entry)


def share_gaps(entry: Mapping[str, Any]) -> list[str]:
    """What the entry's share type asks for and the entry lacks: the condition, or the basis of the refusal (条例 15)."""
    asked = {"conditional": "condition", "refused": "refusal_basis"}.get(str(entry.get("share_type")))
    return [asked] if asked and not entry.get(asked) else []


def conditions(value: object) -> frozenset[str]:
    """The conditions that a text (parted by semicolons or line ends) or a list of texts names."""
    parts = (
        value if isinstance(value, (list, tuple)) else str(value or "").replace("；", ";").replace("\n", ";").split(";")
    )
    return frozenset(text for text in (str(part).strip() for part in parts) if text)


def gap_of(field: str) -> Gap:
    """The clause and article that ask for a field."""
    second = field in {"condition", "refusal_basis"}
    return Gap(field, "O2" if second else "O1", "15" if second else "13")
