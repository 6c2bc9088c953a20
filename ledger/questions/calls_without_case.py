"""Calls that no case stands behind: no case is named, or one that was closed before; by operator."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry
from ledger.asking.records import EventRef, Recorded, ref
from ledger.model import format_time
from ledger.policy.case_rules import moment_ms

_TYPES = ("call", "verify")


@dataclass(frozen=True)
class BareCall:
    """One call; ``reason``: ``no-case`` or ``case-closed`` (at ``closed_at``)."""

    event: EventRef
    department: str
    operator: str | None
    agreement: str | None
    item: str | None
    case_ref: str | None
    reason: str
    closed_at: str | None


@dataclass(frozen=True)
class ByOperator:
    """How many such calls an operator of a department made."""

    department: str
    operator: str | None
    calls: int


@dataclass(frozen=True)
class CallsWithoutCase(Answer):
    """The answer; ``undisclosed`` calls do not tell the asker their case: whether one stands behind them is unknown."""

    since: str
    until: str
    looked_at: int
    undisclosed: int
    calls: list[BareCall]
    by_operator: list[ByOperator]


def calls_without_case(inquiry: Inquiry, since_ms: int, until_ms: int) -> CallsWithoutCase:
    """The answer for a period, over all calls that the asker may see."""
    rows = inquiry.between(since_ms, until_ms, types=_TYPES)
    told = [row for row in rows if "case_ref" in row.values]
    closed = _closed(inquiry, {row.event.on_behalf_of or row.event.actor for row in told})
    found = [bare for row in told if (bare := _bare(row, closed)) is not None]
    counted = Counter((one.department, one.operator) for one in found)
    ids = {one.event.id for one in found}
    return CallsWithoutCase(
        **inquiry.head(*_verdict(found, len(rows) - len(told)), (row for row in rows if row.event.id in ids)),
        since=format_time(since_ms),
        until=format_time(until_ms),
        looked_at=len(rows),
        undisclosed=len(rows) - len(told),
        calls=found,
        by_operator=[ByOperator(*who, calls) for who, calls in counted.most_common()],
    )


def _closed(inquiry: Inquiry, departments: set[str]) -> dict[tuple[str, str], int]:
    """(department, case) → when the case log of that department says it was closed (ms)."""
    found: dict[tuple[str, str], int] = {}
    for department in sorted(departments):
        for row in inquiry.load(inquiry.by(department, "case.step")):
            case, at = row.seen().text("case_ref"), moment_ms(row.seen().text("closed_at") or "")
            if case and at is not None:
                found[department, case] = at
    return found


def _bare(row: Recorded, closed: dict[tuple[str, str], int]) -> BareCall | None:
    department, case = row.event.on_behalf_of or row.event.actor, row.seen().text("case_ref")
    ended = closed.get((department, case or ""))
    over = ended is not None and row.event.occurred_ms > ended
    if case and not over:
        return None
    return BareCall(
        event=ref(row),
        department=department,
        operator=row.event.operator,
        agreement=row.event.agreement,
        item=row.event.item,
        case_ref=case or None,
        reason="case-closed" if over else "no-case",
        closed_at=format_time(ended) if ended is not None and over else None,
    )


def _verdict(found: list[BareCall], dark: int) -> tuple[str, str]:
    over = sum(one.reason == "case-closed" for one in found)
    return (
        f"没有对应办件的调用 {len(found)} 次(其中办件已办结 {over} 次); 办件编号无权查阅 {dark} 次, 无法判定。",
        f"{len(found)} calls without a case ({over} after the case was closed); of {dark} the case is withheld: undetermined.",
    )
