"""Was it put right, and who accepted it: from a finding over the order to the fix and its acceptance, with the days it took."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, ref
from ledger.errors import InputRefused, TimeRefused
from ledger.model import format_time, moment, parse_time
from ledger.policy.seen import Record, Seen
from ledger.workdays import workdays_between

_BEGINS = ("breach.mark", "finding", "agreement.suspend")
_ORDERS = ("order", "rectify.order")
_TYPES = (*_BEGINS, *_ORDERS, "finding.rectify", "finding.verify", "notice", "sanction.ref")
_ACCEPTED, _DEPTH = "accept", 12


@dataclass(frozen=True)
class ChainStep:
    """One step; ``due_at`` as an order or finding set it, ``late`` whether what answers it came after."""

    kind: str
    event: EventRef
    department: str
    due_at: str | None
    result: str | None


@dataclass(frozen=True)
class Rectification(Answer):
    """The answer.

    Attributes:
        state: ``found``, ``ordered``, ``fixed``, ``accepted``, ``rejected``, or ``unknown`` where a result is withheld.
        days_open: working days from the first step to the acceptance, or to now. overdue: open past its due time.
        accepted_by: who accepted it; own_acceptance: the same department as made the fix, which is no acceptance.
    """

    event: str
    state: str
    days_open: int
    due_at: str | None
    overdue: bool
    accepted_by: str | None
    own_acceptance: bool
    steps: list[ChainStep]


def rectification(inquiry: Inquiry, event_id: str) -> Rectification:
    """The chain that an event belongs to.

    Raises:
        EventUnknown: there is none, or none that the asker may see. InputRefused: it belongs to no such chain.
    """
    asked = inquiry.event(event_id)
    if asked.event.type.name not in _TYPES:
        raise InputRefused(
            zh=f"{asked.event.type.name} 不属于发现、责令、整改、验收之列",
            en=f"a {asked.event.type.name} is no part of finding, order, rectification and acceptance",
        )
    rows = by_event(inquiry.load(_chain(inquiry, asked.index)))
    record = Record(row.seen() for row in rows.values())
    steps = record.of_type(*_TYPES)
    state, end = _state(record, steps)
    due = next((found for one in reversed(steps) if (found := _due(one)) is not None), None)
    until = inquiry.now if end is None else end.occurred_ms
    fixed = next(iter(record.of_type("finding.rectify")), None)
    begun = steps[0].occurred_ms
    return Rectification(
        **inquiry.head(*_verdict(state, workdays_between(begun, until), end), rows.values()),
        event=asked.event.id,
        state=state,
        days_open=workdays_between(begun, until),
        due_at=moment(due),
        overdue=due is not None and end is None and inquiry.now > due,
        accepted_by=end.actor if end else None,
        own_acceptance=end is not None and fixed is not None and end.actor == fixed.actor,
        steps=[
            ChainStep(
                one.type,
                ref(rows[one.id]),
                one.actor,
                None if (at := _due(one)) is None else format_time(at),
                one.text("result"),
            )
            for one in steps
        ],
    )


def _chain(inquiry: Inquiry, index: int) -> set[int]:
    """The event with those of these types above it and below all of them."""
    events, known, level = inquiry.session.events, {index}, {index}
    for _ in range(_DEPTH):
        near = {parent for _, parent in events.parents(level)} | {child for child, _ in events.children(level)}
        level = {row.index for row in events.get(near - known) if row.type in _TYPES}
        if not level:
            break
        known |= level
    return known


def _state(record: Record, steps: list[Seen]) -> tuple[str, Seen | None]:
    verified = record.of_type("finding.verify")
    if verified:
        result = verified[-1].text("result")
        if result is None:
            return "unknown", None
        return ("accepted", verified[-1]) if result == _ACCEPTED else ("rejected", None)
    kinds = {one.type for one in steps}
    if "finding.rectify" in kinds:
        return "fixed", None
    return ("ordered" if kinds & set(_ORDERS) else "found"), None


def _due(event: Seen) -> int | None:
    text = event.text("due")
    try:
        return None if text is None else parse_time(text)
    except TimeRefused:
        return None


def _verdict(state: str, days: int, end: Seen | None) -> tuple[str, str]:
    if end is not None:
        return (
            f"已整改, 由 {end.actor} 验收, 历时 {days} 个工作日。",
            f"Put right and accepted by {end.actor} after {days} working days.",
        )
    zh = {"found": "尚未责令", "ordered": "已责令, 未见整改", "fixed": "已整改, 未验收", "rejected": "验收未通过"}.get(
        state, "结果无权查阅, 无法判定"
    )
    en = {
        "found": "Not ordered yet", "ordered": "Ordered, no fix on record", "fixed": "Fixed, not accepted yet",
        "rejected": "The fix was not accepted",
    }.get(state, "A result is withheld: undetermined")  # fmt: skip
    return f"{zh}; 已 {days} 个工作日。", f"{en}; open for {days} working days."
