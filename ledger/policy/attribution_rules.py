"""Who answers for which break: the rules as data. They are inferred from the articles and need legal sign-off."""

from __future__ import annotations

from dataclasses import dataclass

LABEL_ZH = "拟定责任, 须由管理部门或政府认定; 规则由条文推出, 尚待法律审核。"
LABEL_EN = (
    "Proposed attribution: the manager or the government decides. "
    "The rules are inferred from the articles and await legal sign-off."
)
PARTIES_ZH = {
    "owner": "归属部门",
    "user": "使用部门",
    "manager": "管理部门",
    "platform": "平台",
    "deriver": "加工方",
    "both": "归属部门与使用部门",
}


@dataclass(frozen=True)
class AttributionRule:
    """One row.

    Attributes:
        party: who is proposed: owner, user, manager, platform, deriver; "both" where owner and user are asked.
        basis: clause ids and articles.
        alternatives: parties that may answer instead or beside.
    """

    id: str
    party: str
    basis: tuple[str, ...]
    zh: str
    en: str
    alternatives: tuple[str, ...] = ()


# fmt: off
_ROWS = (
    AttributionRule("R-DELIVERED-OTHER", "owner", ("O8", "22"), "提供的与发布的不是同一份", "what was delivered is not what was published"),
    AttributionRule("R-CARRIER-CHANGED", "platform", ("P2", "36"), "平台传出的与传入的不是同一份", "the platform passed on something else than it took in"),
    AttributionRule("R-CHANGED-IN-TRANSIT", "platform", ("P2", "36"), "签收的与提供的不是同一份", "what was received is not what was delivered", ("owner", "user")),
    AttributionRule("R-CHANGED-AT-RECEIPT", "user", ("U9", "P2"), "签收的与平台传出的不是同一份", "what was received is not what the platform passed on", ("platform",)),
    AttributionRule("R-NO-RECEIPT", "both", ("U9",), "提供后没有签收, 责任没有转移, 双方都须说明", "delivered without a receipt: liability has not moved, both sides are asked", ("owner", "user")),
    AttributionRule("R-USED-OTHER", "user", ("U8", "34"), "使用的与签收的不是同一份", "what was used is not what was received", ("platform",)),
    AttributionRule("R-USED-STALE", "user", ("U10", "19"), "使用前已有新版本公布", "a newer version was announced before the use"),
    AttributionRule("R-NOT-UPDATED", "owner", ("O9", "19"), "更新周期已过而没有新版本", "the update cycle passed with no newer version"),
    AttributionRule("R-WRONG-AT-SOURCE", "owner", ("O9", "19", "26"), "一路未变, 源头内容有误", "unchanged all the way, and wrong at the source"),
    AttributionRule("R-MISUSE", "user", ("U8", "34", "36"), "签收无误, 之后泄露或滥用", "received intact, then leaked or misused", ("contractor",)),
    AttributionRule("R-OWNER-SILENT", "owner", ("O10", "26", "39(6)"), "错误已提出, 归属部门逾期不答复, 自到期日起", "the error was reported and the owner stayed silent past the due time, from that time on", ("user",)),
    AttributionRule("R-USER-SILENT", "user", ("U5", "26"), "使用部门知道错误而没有提出, 自知道之日起", "the user knew of the error and did not report it, from that time on", ("owner",)),
    AttributionRule("R-DERIVED-WRONG", "deriver", ("U2", "25"), "输入无误, 加工结果有误", "the inputs are good, the derived value is wrong"),
    AttributionRule("R-NO-LEAD", "manager", ("M2", "41(1)"), "两个来源不一致而没有明确牵头数源部门", "two sources disagree and no lead source is named"),
)
# fmt: on

ATTRIBUTION_RULES: dict[str, AttributionRule] = {row.id: row for row in _ROWS}
