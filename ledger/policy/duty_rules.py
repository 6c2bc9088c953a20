"""Which event starts the clock of which clause, when it is due, who owes it, and which event meets it: one row a duty.

Replies and deliveries count their terms in `ledger.policy.reply_terms`; what is owed over a period stands in
`ledger.policy.periods`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from msgspec.structs import replace

from ledger.errors import TimeRefused
from ledger.model import parse_time
from ledger.policy import reply_terms
from ledger.policy.clauses import CLAUSES
from ledger.policy.context import Context
from ledger.policy.limits import Due
from ledger.policy.seen import Seen
from ledger.workdays import HOUR_MS

MISUSE = frozenset({"U2", "U3"})
_NO_REPORT = frozenset({"general", "minor", "一般"})
_GRAVEST = frozenset({"major", "serious", "especially-serious", "重大", "特别重大"})
_CENTRAL_TIER = 1
_CRITICAL_HOURS, _CENTRAL_HOURS, _ONWARD_HOURS = 1, 2, 1


class Link(StrEnum):
    """How what meets a duty hangs together with what started it: it descends from it, is a later event in the same
    agreement or of the same item, or delivers what was requested.
    """

    DESCENDS = "descends"
    DELIVERS = "delivers"
    AGREEMENT = "agreement"
    ITEM = "item"


def _always(_context: Context, _trigger: Seen) -> bool | None:
    return True


def _days(context: Context, clause: str, trigger: Seen) -> Due:
    return context.limits(trigger).due(clause, context.record.judged_ms(trigger))


def _own_party(context: Context, clause: str, trigger: Seen) -> str:
    return context.department(CLAUSES[clause].party, trigger)


def _any_answer(_context: Context, _trigger: Seen, _answer: Seen) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """One duty with a clock.

    Attributes:
        clause: id in the clause table.
        triggers, fulfilled_by: event types.
        link: how the two hang together.
        starts: whether the trigger starts this clock; None where a field that says so is not disclosed.
        due: the end of the term.
        debtor: department that owes it, empty where the record does not name it.
        meets: whether an event of a fitting type, rightly linked, meets it.
    """

    clause: str
    triggers: tuple[str, ...]
    fulfilled_by: tuple[str, ...]
    link: Link = Link.DESCENDS
    starts: Callable[[Context, Seen], bool | None] = _always
    due: Callable[[Context, str, Seen], Due] = _days
    debtor: Callable[[Context, str, Seen], str] = _own_party
    meets: Callable[[Context, Seen, Seen], bool] = _any_answer

    def answers(self, context: Context, trigger: Seen) -> Iterator[Seen]:
        """Events that meet it, in order."""
        record = context.record
        if self.link is Link.DESCENDS:
            found = record.descendants(trigger, *self.fulfilled_by)
        elif self.link is Link.DELIVERS:
            found = reply_terms.deliveries(context, trigger)
        else:
            found = [row for row in record.later(trigger, *self.fulfilled_by) if self._same(row, trigger)]
        return (row for row in found if self.meets(context, trigger, row))

    def _same(self, row: Seen, trigger: Seen) -> bool:
        name = self.link.value
        return bool(getattr(row, name)) and getattr(row, name) == getattr(trigger, name)


def _hours(context: Context, clause: str, trigger: Seen) -> Due:
    begins = context.record.judged_ms(trigger)
    found = time_of(trigger.text("discovered_at"))
    most = context.limits(trigger).count(clause)
    _, hours = report_term(trigger, most, context.known.tiers.get(trigger.acting))
    # discovery may lie before the record of it, never after
    begins = begins if found is None else min(begins, found)
    return Due(begins + hours * HOUR_MS, provisional=found is None)


def report_term(incident: Seen, most: int, tier: int | None) -> tuple[str, int]:
    """The kind of body that reports an incident, and the hours it is left.

    Args:
        incident: who found it says whether it struck critical information infrastructure.
        most: hours that nobody is left more of.
        tier: of the department, None where unknown.
    """
    if incident.disclosed.get("critical_infrastructure") is True:
        return "critical-infrastructure", min(most, _CRITICAL_HOURS)
    if tier == _CENTRAL_TIER:
        return "central", min(most, _CENTRAL_HOURS)
    return "other", most


def _onward(context: Context, trigger: Seen) -> bool | None:
    """Whether the office of a central organ, to which this is the first report of a grave incident, has to pass it on."""
    found = context.record.parents(trigger, "incident")
    again = context.record.parents(trigger, "incident.report")
    if not found or again or context.known.tiers.get(found[0].acting) != _CENTRAL_TIER:
        return False
    level = found[0].text("level")
    return None if level is None else level in _GRAVEST


def _onward_due(context: Context, _clause: str, trigger: Seen) -> Due:
    return Due(context.record.judged_ms(trigger) + _ONWARD_HOURS * HOUR_MS, provisional=False)


def _reported_to(context: Context, _clause: str, trigger: Seen) -> str:
    told = trigger.text("reported_to") or ""
    return told if told in context.known.tiers else ""


def _passed_on(context: Context, trigger: Seen, answer: Seen) -> bool:
    debtor = _reported_to(context, "X2", trigger)
    return answer.acting == debtor if debtor else answer.acting != trigger.acting


def _grave(_context: Context, trigger: Seen) -> bool | None:
    return trigger.text("level") not in _NO_REPORT


def _in_use(context: Context, trigger: Seen) -> bool | None:
    terms = context.terms(trigger)
    return _grave(context, trigger) and terms is not None and trigger.acting == terms.user


def _misuse(_context: Context, trigger: Seen) -> bool | None:
    if not trigger.agreement:
        return False
    clause = trigger.text("clause")
    return (trigger.type == "breach.mark" and None) if clause is None else clause in MISUSE


def _at_once(context: Context, _clause: str, trigger: Seen) -> Due:
    return Due(context.record.judged_ms(trigger), provisional=False)


def _cycle(_context: Context, _clause: str, trigger: Seen) -> Due:
    due = time_of(trigger.text("cycle_due"))
    return Due(due, provisional=due is None)


def _by_owner(context: Context, trigger: Seen) -> bool | None:
    owner = context.department("owner", trigger)
    return owner in {trigger.acting, ""}


def _read_by_owner(context: Context, trigger: Seen) -> bool | None:
    terms = context.terms(trigger)
    return terms is not None and trigger.acting == terms.owner


def _uses_item(context: Context, trigger: Seen) -> bool | None:
    at = trigger.occurred_ms // 1000
    mine = (one for one in context.known.terms.values() if one.user == trigger.acting and trigger.item in one.items)
    return any(one.use_from <= at < one.use_until for one in mine)


def same_actor(_context: Context, trigger: Seen, answer: Seen) -> bool:
    """Whether the department that started the clock has to meet it itself."""
    return answer.acting == trigger.acting


def _second_source(context: Context, trigger: Seen) -> bool | None:
    before = [row for row in context.record.before(trigger, "collect") if row.item == trigger.item]
    known = {row.acting for row in before}
    return bool(known) and trigger.acting not in known


def _new_owner(_context: Context, _clause: str, trigger: Seen) -> str:
    return trigger.text("new_owner") or ""


def _update_due(context: Context, clause: str, trigger: Seen) -> Due:
    more, hidden = reply_terms.extension(context, trigger, CLAUSES[clause].term.extension)
    due = context.limits(trigger).due(clause, context.record.judged_ms(trigger), more)
    return replace(due, provisional=due.provisional or hidden)


def _who_acted(_context: Context, _clause: str, trigger: Seen) -> str:
    return trigger.acting


def _reader_asks(context: Context, _clause: str, trigger: Seen) -> str:
    return context.department("user", trigger)


RULES = (
    Rule("O4", ("attribution.change",), ("catalogue.update",), Link.ITEM, due=_update_due, debtor=_new_owner),
    Rule("O5", ("request",), ("reply",), starts=reply_terms.unconditional, due=reply_terms.reply_due),
    Rule("O6", ("request",), ("reply",), starts=reply_terms.conditional, due=reply_terms.reply_due),
    Rule("O8", ("reply",), ("deliver",), Link.DELIVERS, reply_terms.consents, reply_terms.delivery_due, _who_acted),
    Rule("O9", ("data.update",), ("data.update",), Link.ITEM, starts=_by_owner, due=_cycle, meets=same_actor),
    Rule("O10", ("correction.request",), ("correction.reply",)),
    Rule("O12", ("request",), ("backflow", "deliver"), Link.DELIVERS, reply_terms.from_lower_tier),
    Rule("O13", ("breach.mark", "finding"), ("agreement.suspend",), Link.AGREEMENT, starts=_misuse, due=_at_once),
    Rule("O14", ("record.read",), ("record.disclose",), starts=_read_by_owner, debtor=_reader_asks),
    Rule("U5", ("quality.issue",), ("correction.request",), Link.ITEM, starts=_uses_item, meets=same_actor, debtor=_who_acted),
    Rule("U7", CLAUSES["U7"].triggers, CLAUSES["U7"].fulfilled_by, Link.AGREEMENT),
    Rule("U8", ("incident",), ("incident.report",), starts=_in_use, due=_hours),
    Rule("U9", ("deliver",), ("receipt",)),
    Rule("M1", ("catalogue.register", "catalogue.update"), ("catalogue.publish",)),
    Rule("M2", ("collect",), ("source.assign",), Link.ITEM, starts=_second_source),
    Rule("M3", ("request",), ("review",)),
    Rule("M4", ("extension.request",), ("extension.decide",), due=reply_terms.decision_due),
    Rule("M5", ("dispute.file",), ("dispute.mediate",)),
    Rule("M6", ("agreement.suspend",), ("rectify.order", "agreement.resume"), Link.AGREEMENT),
    Rule("M8", ("breach.mark",), ("order",)),
    Rule("X2", ("incident",), ("incident.report",), starts=_grave, due=_hours),
    Rule("X2", ("incident.report",), ("incident.report",), starts=_onward, due=_onward_due, debtor=_reported_to, meets=_passed_on),
    Rule("X3", ("complaint",), ("complaint.close",)),
)  # fmt: skip


BY_TRIGGER: dict[str, list[Rule]] = {}
"""Event type → the rules whose clock it starts."""
for _rule in RULES:
    for _name in _rule.triggers:
        BY_TRIGGER.setdefault(_name, []).append(_rule)


def time_of(text: str | None) -> int | None:
    """A time that a field names, ms since 1970; None where it is not disclosed or no time."""
    try:
        return parse_time(text) if text else None
    except TimeRefused:
        return None
