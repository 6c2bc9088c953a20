"""Alerts over the events of one matter. A field that was not disclosed raises nothing: it is unknown, not wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ledger.policy.alert import EVER, Alert, Around, Raising, View
from ledger.policy.alert_rules import thresholds
from ledger.policy.alerts_clock import clock_raisings
from ledger.policy.alerts_data import data_raisings
from ledger.policy.alerts_record import record_raisings
from ledger.policy.alerts_use import use_raisings
from ledger.policy.duties import DutyState, due_duties
from ledger.policy.facts import AgreementTerms
from ledger.policy.seen import Record, Seen

__all__ = ["Alert", "Around", "Raising", "alerts", "next_change", "raisings", "standing"]

Terms = Mapping[str, AgreementTerms]


def alerts(
    events: Iterable[Seen],
    terms: Terms,
    now: int,
    *,
    duties: Iterable[DutyState] | None = None,
    limits: Mapping[str, int] | None = None,
    around: Around | None = None,
) -> list[Alert]:
    """Every alert that stands at ``now``, ordered by the recording of its subject and by rule.

    Args:
        events: of one exchange, or of many.
        terms: agreement id → terms, as far as known.
        now: ms since 1970.
        duties: as `due_duties` gives them; counted with its defaults if absent.
        limits: rule id → number, in place of the default of its row.
        around: what is known beside the events.

    Raises:
        InputRefused: ``limits`` names no rule, or no number.
    """
    record = Record(events)
    return standing(raisings(record, terms, now, duties=duties, limits=limits, around=around), record, now)


def raisings(
    record: Record,
    terms: Terms,
    now: int,
    *,
    duties: Iterable[DutyState] | None = None,
    limits: Mapping[str, int] | None = None,
    around: Around | None = None,
) -> list[Raising]:
    """As `alerts`, with the windows in which they stand, those of the past and of the future too."""
    known = due_duties(record.events, terms, now) if duties is None else duties
    view = View(record, terms, around or Around(), thresholds(limits or {}), tuple(known))
    return [*clock_raisings(view), *use_raisings(view), *record_raisings(view), *data_raisings(view)]


def standing(found: Iterable[Raising], record: Record, now: int) -> list[Alert]:
    """The alerts that stand at ``now``, in order."""
    place = {event.id: n for n, event in enumerate(record.events)}
    held = {one.alert for one in found if one.from_ms <= now < one.until_ms}
    return sorted(held, key=lambda one: (place.get(one.subject, -1), one.subject, one.rule.id, one.key, one.values))


def next_change(found: Iterable[Raising], now: int) -> int | None:
    """The next time after ``now`` at which an alert begins or ceases to stand; None if only an event can change it."""
    return min((at for one in found for at in (one.from_ms, one.until_ms) if now < at < EVER), default=None)
