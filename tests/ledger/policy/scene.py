"""One exchange in plain values, for the tests of this folder."""

from __future__ import annotations

from typing import Any

from ledger.model import parse_time
from ledger.policy.facts import AgreementFacts, AgreementTerms, Facts, ItemFacts, Question
from ledger.policy.seen import Seen
from tests.changed import replace

OWNER, USER, MANAGER, PLATFORM = "CIVIL-AFFAIRS", "PUBLIC-SERVICE", "DATA-BUREAU", "PLATFORM"
ITEM, AGREEMENT = "2001/1", "0x" + "a" * 64
DAY = 86_400_000


def at(text: str) -> int:
    """Milliseconds of a day and minute in UTC, like 2026-03-02T02:00."""
    return parse_time(f"{text}:00.000Z")


NOW = at("2026-03-02T02:00")


def terms(**changes: Any) -> AgreementTerms:
    whole = AgreementTerms(
        number="2026-1",
        owner=OWNER,
        user=USER,
        manager=MANAGER,
        items=(ITEM,),
        fields=("code", "name", "parent"),
        purposes=("residence-check", "address-form"),
        mode="api",
        legal_basis="条例 20",
        scenario="residence registration",
        calls_per_day=100,
        rows_per_delivery=0,
        grade=1,
        redistribution="none",
        use_from=at("2026-01-01T00:00") // 1000,
        use_until=at("2027-01-01T00:00") // 1000,
        retention_until=at("2030-01-01T00:00") // 1000,
        text_zh="1" * 64,
        text_en="2" * 64,
        policy="3" * 64,
        calendar="4" * 64,
    )
    return replace(whole, **changes)


def agreement(state: str = "active", policy_terms: tuple[str, ...] = (), **changes: Any) -> AgreementFacts:
    return AgreementFacts(AGREEMENT, terms(**changes), state, policy_terms)


def item(**changes: Any) -> ItemFacts:
    whole = ItemFacts(ITEM, OWNER, "conditional", condition="for case work", grade=1, fields=("code", "name", "parent"))
    return replace(whole, **changes)


def question(**changes: Any) -> Question:
    whole = Question(USER, ITEM, ("code", "name"), "residence-check", "api", NOW, 5, "CASE-1")
    return replace(whole, **changes)


def facts(**changes: Any) -> Facts:
    return replace(Facts(item(), (agreement(),), {AGREEMENT: 10}), **changes)


def seen(id: str, type: str, when: int = NOW, **members: Any) -> Seen:  # noqa: A002 - the members' own names
    actor = {"request": USER, "receipt": USER, "call": USER, "correction.request": USER, "dispose": USER}
    whole = Seen(id, type, actor.get(type, OWNER), when, when, agreement=AGREEMENT, item=ITEM)
    return replace(whole, **members)
