"""How one case of a figure is judged: by its term, by its words, by its numbers. What is not known is None, never yes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ledger.policy.figures.book import Book
from ledger.policy.figures.figure import Counted
from ledger.policy.limits import Due
from ledger.policy.seen import APPROVE, Seen

PASS = frozenset({"pass", "passed", "accept", "accepted", "approve", "approved", "通过", "合格", "同意"})
FAIL = frozenset({"fail", "failed", "refuse", "refused", "reject", "rejected", "不通过", "不合格", "不同意", "退回"})
REFUSE = frozenset({"refuse", "refused", "reject", "rejected", "不同意", "拒绝"})
# A law, regulation or rule as Chinese and English texts cite one: 《…》, 第N条, article N
_CITES = re.compile(r"《[^《》]{2,}》|第[0-9〇零一二三四五六七八九十百]+条|\b(?:article|section)\s+\d+", re.IGNORECASE)


def timely(book: Book, trigger: Seen, due: Due, met: Seen | None, department: str, group: str = "") -> Counted | None:
    """A duty with a term; None where it does not fall due in the period, or is neither met nor due yet."""
    if due.due_ms is None or not book.period.holds(due.due_ms):
        return None
    if met is None and due.due_ms > book.now:
        return None
    in_time = met is not None and book.record.judged_ms(met) <= due.due_ms
    # A year without a published calendar: only what was in time anyhow is certain
    verdict = None if due.provisional and not in_time else in_time
    return Counted(trigger.id, department, verdict, () if met is None else (met.id,), group, due_ms=due.due_ms)


def agreeing(found: Iterable[Counted | None]) -> Counted | None:
    """One verdict from several readings of the same case: theirs where all agree, else it is not counted."""
    readings = list(found)
    known = [one for one in readings if one is not None]
    if not known:
        return None
    first = known[0]
    if len(known) == len(readings) and len({one.met for one in known}) == 1:
        return first
    return Counted(first.subject, first.department, None, first.evidence, first.group)


def passed(text: object) -> bool | None:
    """Whether a disclosed result accepts; None where it is not disclosed or says something unknown."""
    word = text.strip().lower() if isinstance(text, str) else None
    return True if word in PASS else False if word in FAIL else None


def refuses(reply: Seen) -> bool | None:
    """Whether a reply refuses; None where its decision is not disclosed or says something unknown."""
    decision = reply.text("decision")
    if decision is None:
        return None
    return False if decision == APPROVE else True if decision.strip().lower() in REFUSE else None


def cites_law(text: str) -> bool:
    """Whether a reason names a law, a regulation or an article."""
    return _CITES.search(text) is not None
