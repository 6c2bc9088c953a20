"""Changes that would make a refused use permitted: what to change, to which values, and how long the law lets it take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.policy.clauses import CLAUSES


class Who(StrEnum):
    """What kind of act a change is, which decides the time it may take."""

    ASK = "ask"
    """Ask otherwise: no time."""
    AGREE = "agree"
    """A request to the owner: the reply term of the share type (条例 21)."""
    PUBLISH = "publish"
    """The manager's review of the catalogue (条例 17)."""
    OTHER = "other"
    """No term in the law."""


@dataclass(frozen=True)
class Change:
    """One change, structured: a kind of `CHANGES` and its values."""

    kind: str
    values: tuple[str, ...] = ()


# fmt: off
CHANGES: dict[str, tuple[Who, str, str]] = {
    "ask-without-fields": (Who.ASK, "去掉字段 {0}", "ask without the fields {0}"),
    "ask-fewer": (Who.ASK, "数量减至 {0}", "ask for at most {0}"),
    "ask-mode": (Who.ASK, "改用方式 {0}", "use the mode {0}"),
    "ask-from": (Who.ASK, "等到 {0} 再用", "wait until {0}"),
    "name-case": (Who.ASK, "写明在办的办件编号", "name an open case"),
    "amend-agreement": (Who.AGREE, "变更协议: {0} 加入 {1}", "amend the agreement: add {1} to {0}"),
    "conclude-agreement": (Who.AGREE, "申请并签订协议: {0}", "request and conclude an agreement: {0}"),
    "obtain-consent": (Who.OTHER, "取得 {0} 同意将 {1} 转提供给 {2}", "obtain the consent of {0} to pass {1} on to {2}"),
    "resume-agreement": (Who.OTHER, "由归属部门或管理部门恢复协议", "have the owner or the manager resume the agreement"),
    "await-agreement": (Who.OTHER, "等协议生效", "wait until the agreement is in force"),
    "register-item": (Who.OTHER, "由归属部门登记目录", "have the owner register the catalogue item"),
    "publish-item": (Who.PUBLISH, "由管理部门审核发布目录", "have the manager review and publish the catalogue item"),
    "reclassify-item": (Who.OTHER, "由归属部门依法调整共享属性", "have the owner change the share type, as the law allows"),
    "assess-risk": (Who.OTHER, "作风险评估并记录", "assess the risk and record it"),
    "establish": (Who.OTHER, "查明: {0}", "establish: {0}"),
}
# fmt: on


def sentence_zh(change: Change) -> str:
    """The change as a Chinese phrase."""
    return CHANGES[change.kind][1].format(*change.values)


def sentence_en(change: Change) -> str:
    """The change as an English phrase."""
    return CHANGES[change.kind][2].format(*change.values)


def working_days(changes: Sequence[Change], share_type: str) -> int | None:
    """Working days that all of these may take together, side by side; None where the law fixes no term for one of them.

    Args:
        changes: what has to change.
        share_type: of the item, which decides the owner's term to reply (条例 21).
    """
    terms = [_days(CHANGES[change.kind][0], share_type) for change in changes]
    return None if None in terms else max((term for term in terms if term is not None), default=0)


def _days(who: Who, share_type: str) -> int | None:
    if who is Who.ASK:
        return 0
    agree = {"unconditional": "O5", "conditional": "O6"}.get(share_type)
    clause = {Who.AGREE: agree, Who.PUBLISH: "M1"}.get(who)
    return CLAUSES[clause].term.count if clause else None
