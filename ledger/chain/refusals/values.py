"""Numbers of the contracts in words: states, and the fields of a catalogue entry, each in Chinese and in English."""

from __future__ import annotations

from collections.abc import Sequence

Words = Sequence[tuple[str, str]]

STATES: dict[str, Words] = {
    "enum IAgreements.State": (
        ("不存在", "unknown"),
        ("未到期", "pending"),
        ("生效", "active"),
        ("到期", "expired"),
        ("暂停", "suspended"),
        ("终止", "terminated"),
        ("办结", "closed"),
        ("要约中", "offered"),
        ("双方已签", "signed"),
        ("已被新版本取代", "superseded"),
        ("已撤回", "withdrawn"),
    ),
    "enum IAccountabilityErrors.BreachState": (
        ("不存在", "unknown"),
        ("已标记", "marked"),
        ("已认定", "found"),
        ("已责令", "ordered"),
        ("已整改", "rectified"),
        ("已验收", "accepted"),
    ),
    "enum IAccountabilityErrors.DisputeState": (
        ("不存在", "unknown"),
        ("协商中", "being negotiated"),
        ("调解中", "being mediated"),
        ("待裁决", "being decided"),
        ("已和解", "settled"),
        ("已裁决", "decided"),
    ),
}  # by the ABI's internal type
FIELDS: Words = (
    ("", ""),
    ("名称与摘要", "title"),
    ("数据项", "schema"),
    ("格式", "format class"),
    ("共享方式", "modes of sharing"),
    ("更新周期", "update cycle"),
    ("共享类型", "share type"),
    ("共享条件或不予共享依据", "condition or legal basis"),
    ("数据级别", "grade"),
    ("保密与个人信息评估", "assessment of secrecy and personal data"),
    ("汇聚方式", "aggregation"),
    ("权利词表", "vocabulary of rights"),
    ("权利性质", "nature of the right"),
    ("取得时间", "time of acquisition"),
    ("使用期限", "term of use"),
    ("其他确权属性", "other attributes of the right"),
)  # as contracts/catalogue/ICatalogueErrors.sol numbers them, from 1


def in_words(internal_type: str, name: str, value: object) -> tuple[str, str] | None:
    """The words of a number where it stands for a state or field; ``None`` where it is just a number."""
    words = FIELDS if name == "field" else STATES.get(internal_type, ())
    return words[value] if isinstance(value, int) and 0 <= value < len(words) else None
