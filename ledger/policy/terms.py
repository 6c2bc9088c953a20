"""The terms of one agreement, as the struct ``Terms`` of contracts/IAgreements.sol binds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.policy.reading import Reader, refused
from ledger.workdays import CHINA

MODES = ("api", "batch", "file")
REDISTRIBUTION = ("none", "with-consent")
RETENTION_YEARS = 3  # 条例 29
LATEST = 253_370_764_800  # start of the year 9999, seconds: what follows a time must still have a date
LATEST_USE = LATEST - (RETENTION_YEARS + 1) * 366 * 86_400

_TEXTS = ("text_zh", "text_en", "policy", "calendar")
_GROUPS: dict[str, dict[str, str]] = {
    "parties": {"owner": "owner", "user": "user", "manager": "manager"},
    "scope": {
        "items": "items", "fields": "fields", "purposes": "purposes", "mode": "mode",
        "legalBasis": "legal_basis", "scenario": "scenario",
    },
    "limits": {
        "callsPerDay": "calls_per_day", "rowsPerDelivery": "rows_per_delivery", "grade": "grade",
        "redistribution": "redistribution",
    },
    "period": {"useFrom": "use_from", "useUntil": "use_until", "retentionUntil": "retention_until"},
    "texts": {"zh": "text_zh", "en": "text_en", "policy": "policy", "calendar": "calendar"},
}  # fmt: skip


@dataclass(frozen=True)
class AgreementTerms:
    """What three departments signed.

    Attributes:
        number: the number under which the parties file it.
        owner, user, manager: department codes.
        items, fields, purposes: what may be used, and for what.
        mode: ``api``, ``batch`` or ``file``.
        calls_per_day: most calls in one day (+08:00), where the mode is ``api``; 0 where the mode knows no calls.
        rows_per_delivery: most rows in one delivery; 0 where no bound is agreed.
        grade: highest grade of the data, 1 (general) to 3 (core).
        redistribution: ``none`` or ``with-consent``.
        use_from, use_until, retention_until: seconds since 1970; use is from ``use_from`` on and before ``use_until``.
        text_zh, text_en, policy, calendar: SHA-256 of the bound texts, 64 hex digits.
    """

    number: str
    owner: str
    user: str
    manager: str
    items: tuple[str, ...]
    fields: tuple[str, ...]
    purposes: tuple[str, ...]
    mode: str
    legal_basis: str
    scenario: str
    calls_per_day: int
    rows_per_delivery: int
    grade: int
    redistribution: str
    use_from: int
    use_until: int
    retention_until: int
    text_zh: str
    text_en: str
    policy: str
    calendar: str

    @classmethod
    def from_json(cls, value: object) -> AgreementTerms:
        """Read terms strictly: exactly the members of this class.

        Raises:
            InputRefused: a member that is missing, unknown or out of form; parties that are not three;
                a period that ends before it begins; records kept less than three years after it (条例 29).
        """
        reader = Reader(value, "terms", cls.__dataclass_fields__)
        for item in (items := reader.texts("items", 64)):
            Reader({"item": item}, "terms", ("item",)).form("item", "item")
        terms = cls(
            number=reader.text("number", 128),
            owner=reader.form("owner", "department"),
            user=reader.form("user", "department"),
            manager=reader.form("manager", "department"),
            items=items,
            fields=reader.texts("fields", 256),
            purposes=reader.texts("purposes", 64),
            mode=reader.choice("mode", MODES),
            legal_basis=reader.text("legal_basis"),
            scenario=reader.text("scenario"),
            calls_per_day=reader.number("calls_per_day"),
            rows_per_delivery=reader.number("rows_per_delivery"),
            grade=reader.number("grade", 1, 3),
            redistribution=reader.choice("redistribution", REDISTRIBUTION),
            use_from=reader.number("use_from", 0, LATEST),
            use_until=reader.number("use_until", 0, LATEST_USE),
            retention_until=reader.number("retention_until", 0, LATEST),
            **{name: reader.form(name, "digest") for name in _TEXTS},
        )
        _check_whole(terms)
        return terms

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; inverse of `from_json`."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}

    def to_message(self) -> dict[str, Any]:
        """The EIP-712 message of the struct ``Terms``: groups and names of the contract, hashes with ``0x``."""
        flat = self.to_json() | {name: f"0x{getattr(self, name)}" for name in _TEXTS}
        groups = {group: {theirs: flat[ours] for theirs, ours in names.items()} for group, names in _GROUPS.items()}
        return {"number": self.number, **groups}

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> AgreementTerms:
        """Read what `to_message` writes (or the contract's event carries).

        Raises:
            InputRefused: as `from_json`, or another shape.
        """
        outer = Reader(message, "Terms", ("number", *_GROUPS))
        flat = {"number": outer.value["number"]}
        for group, names in _GROUPS.items():
            inner = Reader(outer.value[group], f"Terms.{group}", names).value
            flat |= {ours: inner[theirs] for theirs, ours in names.items()}
        texts = {name: flat[name].removeprefix("0x") for name in _TEXTS if isinstance(flat[name], str)}
        return cls.from_json(flat | texts)


def earliest_retention(use_until: int) -> int:
    """Seconds at which records may end at the earliest: three calendar years (+08:00) after ``use_until`` (条例 29)."""
    end = datetime.fromtimestamp(use_until, CHINA)
    try:
        return int(end.replace(year=end.year + RETENTION_YEARS).timestamp())
    except ValueError:  # 29 February of a leap year
        return int(end.replace(year=end.year + RETENTION_YEARS, month=3, day=1).timestamp())


def _check_whole(terms: AgreementTerms) -> None:
    if len({terms.owner, terms.user, terms.manager}) < 3:
        raise refused("归属、使用、管理须是三个不同的部门", "owner, user and manager are three departments", "terms")
    if terms.use_until <= terms.use_from:
        raise refused("use_until 须晚于 use_from", "use_until must lie after use_from", "terms", member="use_until")
    if terms.retention_until < (least := earliest_retention(terms.use_until)):
        raise refused(
            f"记录须保存至使用结束后三年, retention_until 不早于 {least}",
            f"records are kept three years after the use ends: retention_until is at least {least}",
            "terms",
            member="retention_until",
        )
