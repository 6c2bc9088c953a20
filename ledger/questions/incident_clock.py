"""An incident's clock: when it was found, when it was reported, and whether that was in time for a body of its kind (X2)."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.errors import InputRefused
from ledger.model import format_time, moment
from ledger.policy.clauses import CLAUSES
from ledger.policy.duty_rules import report_term, time_of
from ledger.policy.seen import Record
from ledger.workdays import HOUR_MS

_MINUTE_MS = 60_000


@dataclass(frozen=True)
class IncidentClock(Answer):
    """The answer.

    Attributes:
        body: ``critical-infrastructure``, ``central``, or ``other``; hours: what it is left.
        found_at: as the finder says, at the latest when the record shows it. reported_at: as the report says; recorded_at: when the
            record shows it, which counts where the two differ.
        minutes_late: after the due time, None while it is not reported and not due; minutes_taken: from finding to report.
    """

    event: str
    kind: str | None
    level: str | None
    department: str
    body: str
    hours: int
    article: str
    found_at: str
    due_at: str
    report: EventRef | None
    reported_to: str | None
    reported_at: str | None
    recorded_at: str | None
    minutes_taken: int | None
    minutes_late: int | None
    remedy: EventRef | None


def incident_clock(inquiry: Inquiry, event_id: str) -> IncidentClock:
    """The answer for one incident.

    Raises:
        EventUnknown: there is none, or none that the asker may see. InputRefused: it is no incident.
    """
    incident = inquiry.event(event_id)
    if incident.event.type.name != "incident":
        raise InputRefused(zh="该事件不是 incident", en=f"that event is a {incident.event.type.name}, not an incident")
    children = {child for child, _ in inquiry.session.events.children([incident.index])}
    rows = by_event([incident, *inquiry.load(children)])
    record = Record(row.seen() for row in rows.values())
    report = next(iter(record.descendants(incident.seen(), "incident.report")), None)
    remedy = next(iter(record.descendants(incident.seen(), "incident.remedy")), None)
    body, hours = _body(inquiry, incident)
    # discovery may lie before the record of it, never after
    begins = record.judged_ms(incident.seen())
    found = min(begins, time_of(incident.seen().text("discovered_at")) or begins)
    due = found + hours * HOUR_MS
    shown = None if report is None else record.judged_ms(report)
    late = max(0, (inquiry.now if shown is None else shown) - due) // _MINUTE_MS
    return IncidentClock(
        **inquiry.head(
            *_verdict(shown, late, due, inquiry.now), rows.values(), missing=int(shown is None and inquiry.now > due)
        ),
        event=incident.event.id,
        kind=incident.seen().text("kind"),
        level=incident.seen().text("level"),
        department=incident.event.actor,
        body=body,
        hours=hours,
        article=CLAUSES["X2"].articles,
        found_at=format_time(found),
        due_at=format_time(due),
        report=ref(rows[report.id]) if report else None,
        reported_to=report.text("reported_to") if report else None,
        reported_at=report.text("reported_at") if report else None,
        recorded_at=moment(shown),
        minutes_taken=None if shown is None else max(0, shown - found) // _MINUTE_MS,
        minutes_late=None if shown is None and inquiry.now <= due else late,
        remedy=ref(rows[remedy.id]) if remedy else None,
    )


def _body(inquiry: Inquiry, incident: Recorded) -> tuple[str, int]:
    finder = inquiry.directory.department(incident.event.actor)
    most, tier = CLAUSES["X2"].term.count, finder.tier if finder else None
    return report_term(incident.seen(), most, tier)


def _verdict(shown: int | None, late: int, due: int, now: int) -> tuple[str, str]:
    if shown is None and now <= due:
        return "尚未报告, 未到期限。", "Not reported yet; the term still runs."
    if shown is None:
        return f"未见报告, 已超 {late} 分钟。", f"No report is on record, {late} minutes past the due time."
    if late:
        return f"报告迟 {late} 分钟。", f"Reported {late} minutes late."
    return "按时报告。", "Reported in time."
