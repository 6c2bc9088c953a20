"""Figures of supervision: disputes, orders, giving and taking, and the record itself (K20–K23)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.errors import InputRefused
from ledger.model import parse_time
from ledger.policy.clauses import CLAUSES
from ledger.policy.figures.book import Book
from ledger.policy.figures.figure import Counted
from ledger.policy.figures.judging import passed, timely
from ledger.policy.limits import Due
from ledger.policy.seen import Seen
from ledger.workdays import add_workdays

SETTLING = ("dispute.mediate", "dispute.decide")
ORDERS = ("order", "rectify.order")
_STEPS = ("order", "rectify.order", "finding", "breach.mark", "finding.rectify", "finding.verify", "notice")


def settled(book: Book) -> Iterator[Counted]:
    """K20: disputes that were filed, and whether each was mediated or decided within its term (条例 28)."""
    for filed in book.record.of_type("dispute.file"):
        counted = add_workdays(book.record.judged_ms(filed), CLAUSES["M5"].term.count)
        met = next(iter(book.record.descendants(filed, *SETTLING)), None)
        terms = book.agreements.get(filed.agreement)
        found = timely(book, filed, Due(counted.due_ms, counted.provisional), met, terms.manager if terms else "")
        if found is not None:
            yield found


def rectified(book: Book) -> Iterator[Counted]:
    """K21: orders of the period whose term has passed or that were met, and whether the rectification was accepted."""
    for order in book.record.of_type(*ORDERS):
        if not book.period.holds(order.recorded_ms):
            continue
        department = _ordered(book, order)
        if order.type == "order" and department and order.actor not in book.above.get(department, ()):
            continue  # whoever does not stand above a department orders nothing of it
        checks = [
            one for one in book.record.descendants(order, "finding.verify") if _may_check(book, one, order, department)
        ]
        met = passed(checks[-1].disclosed.get("result")) if checks else False
        if checks or not _still_open(book, order):
            yield Counted(order.id, department, met, tuple(one.id for one in checks))


def _may_check(book: Book, check: Seen, order: Seen, department: str) -> bool:
    """Whether it is for this department to accept the rectification: who ordered it, who found it, or who stands above."""
    finding = book.ancestor(order, "finding")
    entitled = {order.actor, *book.above.get(department, ()), *([finding.actor] if finding else ())}
    return check.actor in entitled - {department}


def _still_open(book: Book, order: Seen) -> bool:
    text = order.text("due")
    try:
        return text is not None and parse_time(text) > book.now
    except InputRefused:
        return False


def _ordered(book: Book, order: Seen) -> str:
    """Whom an order is for: who made the event that it goes back to; by its agreement, the user."""
    event: Seen | None = order
    while event is not None and event.type in _STEPS:
        event = next((book.record.by_id[one] for one in event.parents if one in book.record.by_id), None)
    if event is not None:
        return event.actor
    terms = book.agreements.get(order.agreement)
    return terms.user if terms and order.type == "rectify.order" else ""


def balance(book: Book) -> Iterator[Counted]:
    """K22: deliveries of the period, once for who gave (met) and once for who took (not met)."""
    for event in book.record.of_type("deliver", "backflow"):
        terms = book.agreements.get(event.agreement)
        if book.period.holds(event.recorded_ms):
            yield Counted(event.id, event.actor, met=True)
            if terms:
                yield Counted(event.id, terms.user, met=False)


def anchored(book: Book) -> Iterator[Counted]:
    """K23: events recorded in the period, whether each is anchored, and how long that took after it occurred (ms)."""
    for mark in book.marks:
        took = None if mark.anchored_ms is None else max(mark.anchored_ms - mark.occurred_ms, 0)
        yield Counted(mark.id, mark.actor, took is not None, measure=took)
