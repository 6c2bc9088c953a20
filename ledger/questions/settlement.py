"""Does what was settled agree with what was called: per period the stated count, both sides' own counts, and the pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry
from ledger.asking.records import EventRef, Recorded, ref
from ledger.workdays import month_of

_MONTH = re.compile(r"[0-9]{4}(-[0-9]{2})?")
_SHOWN = 200


@dataclass(frozen=True)
class Settled:
    """One settlement.

    Attributes:
        stated: the count it names. by_user, by_owner: calls that each side recorded in its period, None where a count is
            not disclosed. paired: calls that both recorded with the same count.
        only_user, only_owner, differing: numbers of messages recorded by one side only, or with another count.
        agrees: stated is what was paired and nothing differs; None where it cannot be told.
    """

    event: EventRef
    period: str | None
    quantity: int | None
    unit: str | None
    amount: str | None
    stated: int | None
    by_user: int | None
    by_owner: int | None
    paired: int | None
    only_user: list[str]
    only_owner: list[str]
    differing: list[str]
    agrees: bool | None


@dataclass(frozen=True)
class Settlement(Answer):
    """The answer."""

    agreement: str
    settlements: list[Settled]


def settlement(inquiry: Inquiry, agreement_id: str) -> Settlement:
    """The answer for one agreement.

    Raises:
        AgreementUnknown: there is none, or none that the asker may see.
    """
    facts = inquiry.agreement(agreement_id)
    rows = inquiry.of_types("settle", "call", agreement=facts.id)
    calls = [row for row in rows if row.event.type.name == "call"]
    settled = [row for row in rows if row.event.type.name == "settle"]
    user, owner = (inquiry.directory.acting(code) for code in (facts.terms.user, facts.terms.owner))
    sides = {
        side: [row for row in calls if inquiry.directory.acting(row.event.on_behalf_of or row.event.actor) == code]
        for side, code in (("user", user), ("owner", owner))
    }
    found = [_one(row, sides["user"], sides["owner"]) for row in settled]
    return Settlement(**inquiry.head(*_verdict(found), settled), agreement=facts.id, settlements=found)


def _one(row: Recorded, user: list[Recorded], owner: list[Recorded]) -> Settled:
    seen = row.seen()
    period = seen.text("period")
    mine, theirs = (_counts(side, period) for side in (user, owner))
    known = mine is not None and theirs is not None and period is not None and bool(_MONTH.fullmatch(period))
    ours, others = mine or {}, theirs or {}
    both = ours.keys() & others.keys()
    differing = sorted(one for one in both if ours[one] != others[one])
    only = sorted(ours.keys() - both), sorted(others.keys() - both)
    paired = sum(ours[one] for one in both if ours[one] == others[one]) if known else None
    stated = seen.number("source_count")
    agrees = None if not known or stated is None else stated == paired and not (differing or only[0] or only[1])
    return Settled(
        event=ref(row),
        period=period,
        quantity=seen.number("quantity"),
        unit=seen.text("unit"),
        amount=None if (amount := row.values.get("amount")) is None else str(amount),
        stated=stated,
        by_user=None if mine is None else sum(ours.values()),
        by_owner=None if theirs is None else sum(others.values()),
        paired=paired,
        only_user=only[0][:_SHOWN],
        only_owner=only[1][:_SHOWN],
        differing=differing[:_SHOWN],
        agrees=agrees,
    )


def _counts(rows: Iterable[Recorded], period: str | None) -> dict[str, int] | None:
    """Message → count in the period; None where a message or count is not disclosed."""
    found: dict[str, int] = {}
    for row in rows:
        month = month_of(row.event.occurred_ms)
        if period is None or not month.startswith(period):
            continue
        message, count = row.seen().text("message_id"), row.seen().number("count")
        if message is None or count is None:
            return None
        found[message] = found.get(message, 0) + count
    return found


def _verdict(found: list[Settled]) -> tuple[str, str]:
    wrong, unsure = sum(one.agrees is False for one in found), sum(one.agrees is None for one in found)
    return (
        f"结算 {len(found)} 期, 与双方调用对不上 {wrong} 期, 无法判定 {unsure} 期。",
        f"{len(found)} periods settled, {wrong} that do not agree with both sides' calls, {unsure} undetermined.",
    )
