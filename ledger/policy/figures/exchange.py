"""Figures of asking and answering: replies, refusals, deliveries, updates of data, corrections (K5–K9, K11)."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.errors import InputRefused
from ledger.model import parse_time
from ledger.policy.clauses import CLAUSES
from ledger.policy.figures.book import SHARE_TYPES, Book, Use, entry_of
from ledger.policy.figures.figure import Counted
from ledger.policy.figures.judging import agreeing, cites_law, refuses, timely
from ledger.policy.limits import Due
from ledger.policy.reply_terms import consents, delivery_due, reply_due
from ledger.policy.seen import Record, Seen
from ledger.workdays import add_workdays

EXTENDED = "10+"


def replies(book: Book) -> Iterator[Counted]:
    """K5: requests whose reply was due, split by term: 1, 10, or 10 and an extension (working days)."""
    for request in book.record.of_type("request"):
        share_type = _share_type(book, request)
        read_as = (share_type,) if share_type in SHARE_TYPES else SHARE_TYPES
        met = next(iter(book.record.descendants(request, "reply")), None)
        department = met.actor if met else book.owners.get(request.item, "")
        found = agreeing(_reply(book, request, met, department, one) for one in read_as)
        if found is not None:
            yield found


def _reply(book: Book, request: Seen, met: Seen | None, department: str, share_type: str) -> Counted | None:
    clause = "O5" if share_type == "unconditional" else "O6"
    due = reply_due(book.contexts[share_type], clause, request)
    granted = any(one.text("decision") == "approve" for one in book.record.descendants(request, "extension.decide"))
    group = "1" if clause == "O5" else EXTENDED if granted else "10"
    return timely(book, request, due, met, department, group)


def _share_type(book: Book, request: Seen) -> str:
    event = book.entries.get(request.item)
    entry = entry_of(event) if event else None
    return str(entry.get("share_type", "unknown")) if entry else "unknown"


def satisfied(book: Book) -> Iterator[Counted]:
    """K6: complete requests of the period, and whether data came of them."""
    for request in book.record.of_type("request"):
        if not book.period.holds(request.recorded_ms) or _awaits_supplement(book.record, request):
            continue
        reply = next(iter(book.record.descendants(request, "reply")), None)
        given = delivered(book, request, reply) if reply else None
        department = reply.actor if reply else book.owners.get(request.item, "")
        evidence = tuple(one.id for one in (reply, given) if one)
        yield Counted(request.id, department, given is not None, evidence)


def _awaits_supplement(record: Record, request: Seen) -> bool:
    notices = record.children(request, "supplement.notice")
    return bool(notices) and not record.descendants(request, "supplement.supply", "reply")


def refusals(book: Book) -> Iterator[Counted]:
    """K7: refusals of the period, and whether each gives reasons that name a law (条例 20, 21)."""
    for reply in book.record.of_type("reply"):
        refused = refuses(reply) if book.period.holds(reply.recorded_ms) else False
        if refused is None:
            yield Counted(reply.id, reply.actor, None)
        elif refused:
            reasons = [text for text in (reply.text("reasons"), reply.text("legal_basis")) if text is not None]
            yield Counted(reply.id, reply.actor, any(map(cites_law, reasons)) if reasons else None)


def deliveries(book: Book) -> Iterator[Counted]:
    """K8: deliveries that were due after a reply that consents, within 20 working days (条例 22)."""
    for reply in book.record.of_type("reply"):
        context = book.contexts["conditional"]
        if not consents(context, reply):
            continue
        due = delivery_due(context, "O8", reply)
        request = book.ancestor(reply, "request")
        met = delivered(book, request, reply)
        found = _delivery(book, reply, due, met)
        if found is not None:
            yield found


def _delivery(book: Book, reply: Seen, due: Due, met: Seen | Use | None) -> Counted | None:
    if isinstance(met, Use):  # the first call stands for the delivery of a service; it has no countersignature
        return timely(book, reply, due, Seen(met.id, "call", "", met.occurred_ms, met.occurred_ms), reply.actor)
    return timely(book, reply, due, met, reply.actor)


def delivered(book: Book, request: Seen | None, reply: Seen) -> Seen | Use | None:
    """What came of a reply: the delivery that follows from it; else the first of the item to the department that asked,
    under an agreement with it; else the first call under such an agreement.
    """
    if linked := book.record.descendants(reply, "deliver", "backflow"):
        return linked[0]
    found: list[Seen | Use] = []
    for identity in book.covering.get((request.item, request.actor), ()) if request else ():
        later = (one for one in book.under.get(identity, ()) if one.type in {"deliver", "backflow"})
        found += [one for one in later if one.recorded_ms >= reply.recorded_ms][:1]
        first = book.first_use.get(identity)
        found += [first] if first and first.occurred_ms >= reply.occurred_ms else []
    return min(found, key=lambda one: (one.occurred_ms, one.id), default=None)


def updates(book: Book) -> Iterator[Counted]:
    """K9: versions whose successor was due by the update cycle, and whether it came in time (条例 19)."""
    versions: dict[str, list[Seen]] = {}
    for event in book.record.of_type("data.update"):
        versions.setdefault(event.item, []).append(event)
    for rows in versions.values():
        for place, event in enumerate(rows):
            after = rows[place + 1] if place + 1 < len(rows) else None
            due_ms = cycle_due(event)
            if due_ms is not None:
                found = timely(book, event, Due(due_ms, provisional=False), after, event.actor)
                yield from () if found is None else (found,)
            elif book.period.holds(event.recorded_ms):
                yield Counted(event.id, event.actor, None)


def cycle_due(event: Seen) -> int | None:
    """When a version's successor is due (ms), as it discloses in ``cycle_due``; None where it does not."""
    text = event.text("cycle_due")
    try:
        return None if text is None else parse_time(text)
    except InputRefused:
        return None


def corrections(book: Book) -> Iterator[Counted]:
    """K11: corrections that were asked for, and whether the owner answered within 10 working days (条例 26)."""
    for request in book.record.of_type("correction.request"):
        counted = add_workdays(book.record.judged_ms(request), CLAUSES["O10"].term.count)
        met = next(iter(book.record.descendants(request, "correction.reply")), None)
        due = Due(counted.due_ms, counted.provisional)
        found = timely(book, request, due, met, met.actor if met else book.owner(request))
        if found is not None:
            yield found
