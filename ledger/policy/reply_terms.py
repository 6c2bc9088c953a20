"""The terms to reply and to deliver (条例 21, 22): supplements, extensions, and what meets a consent."""

from __future__ import annotations

from msgspec.structs import replace

from ledger.policy.clauses import CLAUSES
from ledger.policy.context import Context
from ledger.policy.limits import Due, Limits
from ledger.policy.seen import APPROVE, Record, Seen
from ledger.policy.terms import AgreementTerms
from ledger.workdays import workdays_between


def unconditional(context: Context, request: Seen) -> bool | None:
    """Whether the requested item is shared without condition (O5); one whose type is unknown is not."""
    return context.item(request).share_type == "unconditional"


def conditional(context: Context, request: Seen) -> bool | None:
    """Whether the longer term holds (O6): for every item not known to be shared without condition."""
    return not unconditional(context, request)


def reply_due(context: Context, clause: str, request: Seen) -> Due:
    """When the owner must reply: anew (or after a pause) when a supplement is supplied, longer if extended."""
    record, limits = context.record, context.limits(request)
    unsure = context.item(request).share_type not in {"unconditional", "conditional"}
    more, hidden = extension(context, request, CLAUSES[clause].term.extension)
    begins, count = record.judged_ms(request), limits.count(clause)
    if notice := _timely_notice(record, limits, request, count):
        supplied = record.children(notice, "supplement.supply")
        if not supplied:
            return Due(None, provisional=True)
        if limits.supplement == "pause":
            count = max(1, count - workdays_between(begins, record.judged_ms(notice)))
        begins = record.judged_ms(supplied[0])
    end = limits.end(begins, count + more)
    return Due(end.due_ms, end.provisional or unsure or hidden)


def original_due(context: Context, request: Seen) -> Due:
    """As `reply_due` for a conditional item, with no extension: before this an extension is asked for and decided."""
    limits = context.limits(request)
    asked = [request, *context.record.descendants(request, "supplement.supply")]
    return limits.due("O6", context.record.judged_ms(asked[-1]))


def decision_due(context: Context, _clause: str, asked: Seen) -> Due:
    """When an extension must be decided: before the original term ends; None where the request is not on record."""
    request = request_of(context.record, asked)
    return Due(None, provisional=True) if request is None else original_due(context, request)


def request_of(record: Record, event: Seen) -> Seen | None:
    """The request that an event answers, over any number of steps; None where it is not on record."""
    level, known = [event], {event.id}
    while level:
        above = [record.by_id[name] for one in level for name in one.parents if name in record.by_id]
        for parent in above:
            if parent.type == "request":
                return parent
        level = [parent for parent in above if parent.id not in known]
        known |= {parent.id for parent in level}
    return None


def extension(context: Context, trigger: Seen, most: int) -> tuple[int, bool]:
    """Working days granted on top, at most ``most``, and whether a field that says so is not disclosed."""
    decided = context.record.descendants(trigger, "extension.decide")
    if not decided or not most:
        return 0, False
    decision, days = decided[0].text("decision"), decided[0].number("days")
    if decision is None or (decision == APPROVE and days is None):
        return 0, True
    return (min(max(days or 0, 0), most) if decision == APPROVE else 0), False


def delivery_due(context: Context, clause: str, trigger: Seen) -> Due:
    """When the data must be there after the trigger; provisional where the decision is not disclosed."""
    due = context.limits(trigger).due(clause, context.record.judged_ms(trigger))
    return replace(due, provisional=due.provisional or trigger.text("decision") is None)


def consents(_context: Context, reply: Seen) -> bool | None:
    """Whether a delivery is owed after this reply; also where the decision is not disclosed."""
    return reply.text("decision") in {APPROVE, None}


def from_lower_tier(context: Context, request: Seen) -> bool | None:
    """Whether a lower tier asks a higher one (O12); not where a tier is unknown."""
    asking, owning = (context.known.tiers.get(code) for code in (request.acting, context.item(request).owner))
    return asking is not None and owning is not None and asking > owning


def deliveries(context: Context, trigger: Seen) -> list[Seen]:
    """What meets the duty to deliver after a reply or a request: what follows from it, else later deliveries by the owner
    of the item that was requested, under an agreement with the department that requested it.
    """
    record = context.record
    if linked := record.descendants(trigger, "deliver", "backflow"):
        return linked
    request = trigger if trigger.type == "request" else request_of(record, trigger)
    owner = context.item(trigger).owner if trigger is request else trigger.acting
    if request is None:
        return []
    later = (row for row in record.later(trigger, "deliver", "backflow") if row.acting == owner)
    return [row for row in later if _under(context.terms(row), row, request)]


def _under(terms: AgreementTerms | None, delivery: Seen, request: Seen) -> bool:
    return terms is not None and (delivery.item, terms.user) == (request.item, request.acting)


def _timely_notice(record: Record, limits: Limits, request: Seen, count: int) -> Seen | None:
    due_ms = limits.end(record.judged_ms(request), count).due_ms
    notices = record.children(request, "supplement.notice")
    return notices[0] if notices and record.judged_ms(notices[0]) <= due_ms else None
