"""How the due time of each duty is counted, and which event meets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.errors import InputRefused
from ledger.policy.clauses import CLAUSES
from ledger.policy.facts import AgreementTerms
from ledger.policy.seen import APPROVE, Record, Seen
from ledger.workdays import add_workdays

REPORT_HOURS = (1, 2, 4)


@dataclass(frozen=True)
class Limits:
    """Terms that the agreement or local rules set; the law's own number is the ceiling where it has one.

    Attributes:
        receipt_days, correction_days, dispose_days, publish_days, mediate_days: working days.
        report_hours: hours to report an incident: 1 critical infrastructure, 2 central and state organs, 4 others.
    """

    receipt_days: int = CLAUSES["U9"].term.count
    correction_days: int = CLAUSES["O10"].term.count
    dispose_days: int = CLAUSES["U7"].term.count
    publish_days: int = CLAUSES["M1"].term.count
    mediate_days: int = CLAUSES["M5"].term.count
    report_hours: int = CLAUSES["X2"].term.count

    def __post_init__(self) -> None:
        ceilings = {"correction_days": "O10", "publish_days": "M1", "report_hours": "X2"}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            ceiling = CLAUSES[ceilings[name]].term.ceiling if name in ceilings else value
            if not 1 <= value <= ceiling:
                raise InputRefused(
                    zh=f"期限 {name} = {value} 须在 1 与国家上限 {ceiling} 之间",
                    en=f"the term {name} = {value} must lie between 1 and the national ceiling {ceiling}",
                    term=name,
                )


@dataclass(frozen=True)
class Due:
    """Which clause, when it is due (None while the clock stands), and whether that may yet change."""

    clause: str
    due_ms: int | None
    provisional: bool


@dataclass(frozen=True)
class Rule:
    """A duty whose term begins with one event and that is met by one that follows it.

    Attributes:
        limit: the member of `Limits` that gives the term.
        linked: met by an event that has the trigger as parent; otherwise by any later one of the same agreement.
    """

    clause: str
    triggers: tuple[str, ...]
    fulfilled_by: tuple[str, ...]
    limit: str
    linked: bool = True

    @property
    def hours(self) -> bool:
        """Whether the term is in hours."""
        return self.limit == "report_hours"

    def days(self, limits: Limits) -> int:
        """The term in working days."""
        number: int = getattr(limits, self.limit)
        return number

    def fulfilments(self, record: Record, trigger: Seen) -> list[Seen]:
        """Events that meet it, in order."""
        if self.linked:
            return record.descendants(trigger, *self.fulfilled_by)
        later = (event for event in record.of_type(*self.fulfilled_by) if event.recorded_ms >= trigger.recorded_ms)
        return [event for event in later if event.agreement == trigger.agreement]


RULES = (
    Rule("M1", ("catalogue.register", "catalogue.update"), ("catalogue.publish",), "publish_days"),
    Rule("O10", ("correction.request",), ("correction.reply",), "correction_days"),
    Rule("U9", ("deliver",), ("receipt",), "receipt_days"),
    Rule("U7", CLAUSES["U7"].triggers, CLAUSES["U7"].fulfilled_by, "dispose_days", linked=False),
    Rule("M5", ("dispute.file",), ("dispute.mediate",), "mediate_days"),
    Rule("X2", ("incident",), ("incident.report",), "report_hours"),
)


def reply_due(record: Record, request: Seen, share_type: str) -> Due:
    """When the owner must reply (条例 21): one or ten working days, anew after a supplement, longer if extended."""
    clause = "O5" if share_type == "unconditional" else "O6"
    unsure = share_type not in {"unconditional", "conditional"}
    count = CLAUSES[clause].term.count
    due = add_workdays(record.judged_ms(request), count)
    if notice := _timely_notice(record, request, due.due_ms):
        supplied = record.children(notice, "supplement.supply")
        if not supplied:
            return Due(clause, None, provisional=True)
        begins = record.judged_ms(supplied[0])
    else:
        begins = record.judged_ms(request)
    more, undisclosed = _extension(record, request) if clause == "O6" else (0, False)
    due = add_workdays(begins, count + more)
    return Due(clause, due.due_ms, due.provisional or unsure or undisclosed)


def _timely_notice(record: Record, request: Seen, due_ms: int) -> Seen | None:
    notices = record.children(request, "supplement.notice")
    return notices[0] if notices and record.judged_ms(notices[0]) <= due_ms else None


def _extension(record: Record, request: Seen) -> tuple[int, bool]:
    decided = record.descendants(request, "extension.decide")
    if not decided:
        return 0, False
    decision, days = decided[0].text("decision"), decided[0].number("days")
    if decision is None or (decision == APPROVE and days is None):
        return 0, True
    ceiling = CLAUSES["O6"].term.extension
    return (min(max(days or 0, 0), ceiling) if decision == APPROVE else 0), False


def delivery_due(record: Record, reply: Seen) -> Due | None:
    """When the data must be delivered after a reply that consents (条例 22); None after one that does not."""
    decision = reply.text("decision")
    if decision not in {APPROVE, None}:
        return None
    due = add_workdays(record.judged_ms(reply), CLAUSES["O8"].term.count)
    return Due("O8", due.due_ms, due.provisional or decision is None)


def delivery_of_reply(record: Record, reply: Seen, terms: Mapping[str, AgreementTerms]) -> Seen | None:
    """The delivery that meets a reply: one that follows from it, else a later one by the same owner of the item that
    was requested, under an agreement with the department that requested it.
    """
    if linked := record.descendants(reply, "deliver"):
        return linked[0]
    requests = [row for row in record.of_type("request") if reply in record.descendants(row, "reply")]
    for event in record.of_type("deliver"):
        agreed = terms.get(event.agreement)
        for request in requests:
            same = event.item == request.item and event.actor == reply.actor
            if agreed and same and agreed.user == request.actor and event.recorded_ms >= reply.recorded_ms:
                return event
    return None
