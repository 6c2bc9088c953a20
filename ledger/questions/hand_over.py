"""If something goes wrong after the data was given: where liability moves, and by which clauses and rules (条例 19–29, 34)."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.policy.attribution_rules import ATTRIBUTION_RULES, LABEL_EN, LABEL_ZH
from ledger.policy.clauses import CLAUSES
from ledger.policy.facts import AgreementTerms
from ledger.policy.seen import Record, Seen

_ACCEPT = "accept"


@dataclass(frozen=True)
class HandedOver:
    """One delivery. ``moved``: the user accepted the very bytes that were delivered; None while there is no receipt."""

    item: str
    delivered: EventRef
    receipt: EventRef | None
    result: str | None
    same: bool | None
    moved: bool | None


@dataclass(frozen=True)
class ClauseHere:
    """A clause as it binds a department under this agreement."""

    clause: str
    party: str
    department: str | None
    article: str
    consequence: str
    zh: str
    en: str
    breach_zh: str
    breach_en: str


@dataclass(frozen=True)
class RuleHere:
    """A rule of attribution: whom it names under this agreement, None where that depends on who carried or derived."""

    rule: str
    party: str
    department: str | None
    basis: list[str]
    zh: str
    en: str


@dataclass(frozen=True)
class HandOver(Answer):
    """The answer; ``label`` says that rules are proposals."""

    agreement: str
    state: str
    hand_overs: list[HandedOver]
    clauses: list[ClauseHere]
    rules: list[RuleHere]
    label_zh: str
    label_en: str


def hand_over(inquiry: Inquiry, agreement_id: str) -> HandOver:
    """The answer for one agreement.

    Raises:
        AgreementUnknown: there is none, or none that the asker may see.
    """
    facts = inquiry.agreement(agreement_id)
    rows = inquiry.of_types("deliver", "transfer", "receipt", agreement=facts.id)
    found = _hand_overs(rows)
    last = found[-1] if found else None
    return HandOver(
        **inquiry.head(*_verdict(last), rows),
        agreement=facts.id,
        state=facts.state,
        hand_overs=found,
        clauses=[
            ClauseHere(row.id, row.party, getattr(facts.terms, row.party, None), row.articles, row.consequence, row.zh,
                       row.en, row.breach_zh, row.breach_en)
            for row in CLAUSES.values()
        ],
        rules=_rules(facts.terms),
        label_zh=LABEL_ZH,
        label_en=LABEL_EN,
    )  # fmt: skip


def _hand_overs(rows: list[Recorded]) -> list[HandedOver]:
    record, by_id = Record(row.seen() for row in rows), by_event(rows)
    return [_one(record, delivery, by_id) for delivery in record.of_type("deliver")]


def _one(record: Record, delivery: Seen, by_id: dict[str, Recorded]) -> HandedOver:
    received = next(iter(record.descendants(delivery, "receipt")), None)
    if received is None:
        return HandedOver(delivery.item, ref(by_id[delivery.id]), None, None, None, None)
    same = (received.digest, received.rows) == (delivery.digest, delivery.rows)
    result = received.text("result")
    # a result that the asker may not see leaves it open whether the user accepted
    moved = None if result is None and same else same and result == _ACCEPT
    return HandedOver(delivery.item, ref(by_id[delivery.id]), ref(by_id[received.id]), result, same, moved)


def _rules(terms: AgreementTerms) -> list[RuleHere]:
    return [
        RuleHere(row.id, row.party, getattr(terms, row.party, None), list(row.basis), row.zh, row.en)
        for row in ATTRIBUTION_RULES.values()
    ]


def _verdict(last: HandedOver | None) -> tuple[str, str]:
    if last is None:
        return (
            "尚无提供: 责任未转移, 仍在归属部门。",
            "Nothing was delivered: liability has not moved, it is the owner's.",
        )
    if last.receipt is None:
        return (
            "最近一次提供尚无签收: 责任未转移, 双方均须说明。",
            "The last delivery has no receipt: liability has not moved, both sides are asked.",
        )
    if last.moved:
        at = last.receipt.occurred_at
        return (
            f"责任自 {at} 使用部门签收同一份数据起转移: 此前归归属部门(或传输方), 此后归使用部门。",
            (
                f"Liability moved at {at}, when the user accepted the very data: before it the owner's (or the carrier's), "
                "after it the user's."
            ),
        )
    if last.moved is None:
        return "签收结论无权查阅: 无法判定责任是否转移。", "The receipt's result is withheld: it cannot be determined."
    return (
        "签收的与提供的不一致或使用部门未接受: 责任未转移。",
        "What was received differs or was not accepted: liability has not moved.",
    )
