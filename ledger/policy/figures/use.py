"""Figures of use: calls paired, successful and with a case; agreements used; disposal; records kept (K13–K17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ledger.errors import InputRefused
from ledger.policy.clauses import CLAUSES
from ledger.policy.figures.book import Book, Use
from ledger.policy.figures.figure import Counted
from ledger.policy.figures.period import Period, month_start, months_between
from ledger.policy.limits import Due
from ledger.policy.seen import Seen
from ledger.policy.terms import RETENTION_YEARS, AgreementTerms
from ledger.workdays import DAY_MS, add_workdays

UNUSED_DAYS = 90
ENDING = ("agreement.terminate", "purpose.end")
DISPOSING = ("dispose", "destroy")
USING = ("use.report", "verify", "receipt", "derive")


def paired(book: Book) -> Iterator[Counted]:
    """K13: calls of the period, and whether another department recorded the same message under the same agreement."""
    sides: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for call in book.calls:
        if call.message_id:
            sides[call.agreement, call.message_id].append((call.actor, call.id))
    for call in book.calls:
        if not call.message_id:
            yield Counted(call.id, call.actor, None if call.message_id is None else False)
            continue
        others = [name for actor, name in sides[call.agreement, call.message_id] if actor != call.actor]
        yield Counted(call.id, call.actor, bool(others), tuple(others))


def succeeded(book: Book) -> Iterator[Counted]:
    """K13a: calls of the period, and whether each succeeded."""
    for call in book.calls:
        yield Counted(call.id, call.actor, call.success)


def grounded(book: Book) -> Iterator[Counted]:
    """K14: calls of the period, and whether each names the case it was made for."""
    for call in book.calls:
        yield Counted(call.id, call.actor, None if call.case_ref is None else bool(call.case_ref.strip()))


def applied(book: Book) -> Iterator[Counted]:
    """K15: agreements in force at the end of the period for 90 days or more, and whether each was used in the last 90."""
    since = book.end_ms - UNUSED_DAYS * DAY_MS
    for identity, terms in sorted(book.agreements.items()):
        if terms.use_from * 1000 > since or not in_force(book, identity, terms, book.end_ms):
            continue
        last = last_use(book, identity)
        used = last is not None and last.occurred_ms >= since
        yield Counted(f"agreement:{identity}", terms.user, used, (last.id,) if last else ())


def in_force(book: Book, identity: str, terms: AgreementTerms, at_ms: int) -> bool:
    """Whether an agreement runs at that time: within its period, neither ended nor suspended by what is recorded."""
    state = ""
    for event in book.under.get(identity, ()):
        if (
            event.type in {"agreement.terminate", "agreement.suspend", "agreement.resume"}
            and event.recorded_ms <= at_ms
        ):
            state = state if state == "agreement.terminate" else event.type
    stopped = state in {"agreement.terminate", "agreement.suspend"} or book.stopped.get(identity, at_ms + 1) <= at_ms
    return not stopped and terms.use_from * 1000 <= at_ms <= terms.use_until * 1000


def last_use(book: Book, identity: str) -> Use | None:
    """The newest use of an agreement before the end of the period: call, verification, receipt, derivation, report."""
    rows = [Use(one.id, one.occurred_ms) for one in book.under.get(identity, ()) if one.type in USING]
    called = book.last_use.get(identity)
    known = [one for one in (*rows, *([called] if called else ())) if one.occurred_ms < book.end_ms]
    return max(known, key=lambda one: (one.occurred_ms, one.id), default=None)


def disposed(book: Book) -> Iterator[Counted]:
    """K16: agreements whose use ended and under which data had come, and whether a certificate of disposal was recorded
    when due, 10 working days after (条例 27).
    """
    for identity, terms in sorted(book.agreements.items()):
        rows = book.under.get(identity, [])
        if not any(one.type in {"deliver", "receipt"} for one in rows) and identity not in book.first_use:
            continue
        ends = [book.record.judged_ms(one) for one in rows if one.type in ENDING][:1]
        ends += [terms.use_until * 1000, book.ended.get(identity, terms.use_until * 1000)]
        due = add_workdays(min(ends), CLAUSES["U7"].term.count)
        found = _disposal(book, identity, terms, Due(due.due_ms, due.provisional))
        if found is not None:
            yield found


def _disposal(book: Book, identity: str, terms: AgreementTerms, due: Due) -> Counted | None:
    if due.due_ms is None or due.due_ms > book.now or not book.period.holds(due.due_ms):
        return None
    ended = [one for item in terms.items for one in book.about.get(item, ()) if one.actor == terms.user]
    proofs = [one for one in ended if one.type in DISPOSING and one.agreement in {identity, ""}]
    in_time = [one for one in proofs if book.record.judged_ms(one) <= due.due_ms]
    certified = [one.text("certificate") for one in in_time]
    met = True if any(certified) else None if None in certified else False
    if met is False and due.provisional:
        met = None
    return Counted(f"agreement:{identity}", terms.user, met, tuple(one.id for one in proofs), due_ms=due.due_ms)


def kept(book: Book) -> Iterator[Counted]:
    """K17: whole months of the three years before the end of the period in which an agreement ran, and whether the user's
    use is on record in each: a call, or a report that covers the month (条例 29).
    """
    for identity, terms in sorted(book.agreements.items()):
        horizon = _years_before(book.end_ms)
        start, end = max(terms.use_from * 1000, horizon), min(terms.use_until * 1000, book.end_ms)
        whole = [one for one in months_between(start, end) if one[1] >= start] if start < end else []
        rows = [one for one in book.under.get(identity, ()) if one.type in USING]
        called = book.use_days.get(identity, frozenset())
        for name, begins, ends in whole:
            evidence = tuple(one.id for one in rows if _covers(one, begins, ends))
            met: bool | None = bool(evidence) or any(begins <= day < ends for day in called)
            if not met and any(one.type == "use.report" and one.text("period") is None for one in rows):
                met = None  # a report whose period is not disclosed may be of this month
            yield Counted(f"agreement:{identity}/{name}", terms.user, met, evidence)


def _years_before(time_ms: int) -> int:
    year = Period.year_of(time_ms)
    return month_start(int(year.name) - RETENTION_YEARS, 1) + (time_ms - year.start_ms)


def _covers(event: Seen, begins: int, ends: int) -> bool:
    period = event.text("period") if event.type == "use.report" else None
    if period is not None:
        try:
            told = Period.parse(period)
        except InputRefused:
            return False
        return told.start_ms <= begins and ends <= told.end_ms
    return event.type != "use.report" and begins <= event.occurred_ms < ends
