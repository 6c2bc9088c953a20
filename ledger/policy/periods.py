"""Duties over a period: reports of use (U6), disposal when the time of use ends (U7), the manager's yearly report (M7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ledger.policy.clauses import CLAUSES
from ledger.policy.context import Context
from ledger.policy.limits import Due
from ledger.policy.seen import Seen
from ledger.workdays import CHINA

USES = ("call", "verify", "derive", "aggregate", "link")
GIVEN = ("deliver", "call")
REPORTED = ("inspection", "kpi.report")


@dataclass(frozen=True)
class Period:
    """A duty that a period brings: its clause, the event that opened it, who owes it, from when (ms) until when,
    and the event that met it.
    """

    clause: str
    trigger: Seen
    department: str
    begins_ms: int
    due: Due
    met: Seen | None


def agreement_periods(context: Context) -> Iterator[Period]:
    """What each agreement brings: a report of use after the first use since the last, disposal after its end."""
    for agreement, terms in sorted(context.known.terms.items()):
        ours = [event for event in context.record.events if event.agreement == agreement]
        for opened, report in _spans([event for event in ours if event.acting == terms.user]):
            yield report_of_use(context, opened, report)
        if (end := disposal_at_end(context, ours)) is not None:
            yield end


def report_of_use(context: Context, opened: Seen, report: Seen | None) -> Period:
    """U6: the report that is due after the first use since the last one."""
    begins = context.record.judged_ms(opened)
    return Period(
        "U6", opened, context.department("user", opened), begins, context.limits(opened).due("U6", begins), report
    )


def disposal_at_end(context: Context, ours: list[Seen]) -> Period | None:
    """U7: what was given is disposed of once the time of use has ended; None where nothing was given, or where an event
    ended the use before (which starts that clock itself).
    """
    given = [event for event in ours if event.type in GIVEN]
    terms = context.terms(given[0]) if given else None
    if terms is None or any(event.type in CLAUSES["U7"].triggers for event in ours):
        return None
    begins = terms.use_until * 1000
    due = context.limits(given[0]).due("U7", begins)
    after = context.record.later(given[0], *CLAUSES["U7"].fulfilled_by)
    met = next((event for event in after if event.agreement == given[0].agreement), None)
    return Period("U7", given[0], terms.user, begins, due, met)


def yearly_reports(context: Context, manager: str) -> Iterator[Period]:
    """M7: each year (+08:00) in which the record has an event, the manager inspects or reports once."""
    years: dict[int, list[Seen]] = {}
    for event in context.record.events:
        years.setdefault(year_of(event.recorded_ms), []).append(event)
    for year, ours in years.items():
        met = next((one for one in ours if one.type in REPORTED and one.acting == manager), None)
        due = Due(year_start(year + 1), provisional=False)
        yield Period("M7", ours[0], manager, year_start(year), due, met)


def year_of(at_ms: int) -> int:
    """The year (+08:00) of a time."""
    return datetime.fromtimestamp(at_ms / 1000, CHINA).year


def year_start(year: int) -> int:
    """Its first moment (+08:00), ms since 1970."""
    return int(datetime(year, 1, 1, tzinfo=CHINA).timestamp()) * 1000


def _spans(events: list[Seen]) -> Iterator[tuple[Seen, Seen | None]]:
    opened: Seen | None = None
    for event in events:
        if opened is None and event.type in USES:
            opened = event
        elif opened is not None and event.type == "use.report":
            yield opened, event
            opened = None
    if opened is not None:
        yield opened, None
