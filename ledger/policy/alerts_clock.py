"""Alerts that time raises: terms that run out, data that grows stale, incidents unreported, keys and mandates that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache

from ledger.errors import TimeRefused
from ledger.model import format_time, parse_time
from ledger.policy.alert import EVER, Alert, Raising, View
from ledger.policy.alert_rules import ALERT_RULES
from ledger.policy.duties import State
from ledger.policy.seen import Seen
from ledger.workdays import CHINA, DAY_MS, HOUR_MS, add_workdays, is_workday

# A cycle word of the catalogue → days until the next version; what is not listed sets no date
_CYCLES = {
    "day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366,
    "每日": 1, "每周": 7, "每月": 31, "每季度": 92, "每年": 366, "日": 1, "周": 7, "月": 31, "季": 92, "年": 366,
}  # fmt: skip
_SOON, _LAST, _OVERDUE = (ALERT_RULES[name] for name in ("due-soon", "due-last", "overdue"))
# stale data and the report of an incident have rules of their own
_OWN_CLOCK = frozenset({"O9", "U8", "X2"})
_REPEATED = ("risk.assess", "drill", "audit.plan")


def clock_raisings(view: View) -> Iterator[Raising]:
    """A1, A6 (data that is not updated), A11 and A12."""
    yield from _duties(view)
    yield from _stale(view)
    yield from _incidents(view)
    yield from _ending(view)
    yield from _keys(view)


@lru_cache(maxsize=8192)
def workdays_before(due_ms: int, days: int) -> int:
    """Start of the day (+08:00) from which on at most ``days`` working days are left until ``due_ms``."""
    day = datetime.fromtimestamp((due_ms - 1) / 1000, CHINA).date()
    left = 0
    while left + is_workday(day) <= days:
        left += is_workday(day)
        day -= timedelta(days=1)
    return int(datetime.combine(day, time(), CHINA).timestamp()) * 1000


def _duties(view: View) -> Iterator[Raising]:
    soon, last = view.limits["due-soon"], view.limits["due-last"]
    for duty in view.duties:
        if duty.due_ms is None or duty.state not in {State.OPEN, State.OVERDUE} or duty.clause in _OWN_CLOCK:
            continue
        due, event = duty.due_ms, view.record.by_id.get(duty.trigger)
        begins, near = _warnings(event, due, soon, min(soon, last))
        values = (duty.clause, format_time(due))
        about = (event.agreement, event.item) if event else ("", "")
        for rule, start, end in ((_SOON, begins, near), (_LAST, near, due + 1), (_OVERDUE, due + 1, EVER)):
            owner = duty.department or (view.alert(rule.id, event, owner=None).owner if event else "")
            # a period that begins later is no duty yet
            begun = max(start, duty.begins_ms)
            yield Raising(Alert(rule, duty.trigger, (), values, duty.clause, owner, *about), begun, end)


def _warnings(event: Seen | None, due: int, soon: int, last: int) -> tuple[int, int]:
    """From when on a term is soon due, and is in its last days; a term that short warns on its last day only."""
    begins, near, day = workdays_before(due, soon), workdays_before(due, last), workdays_before(due, 0)
    begun = event.recorded_ms if event else 0
    near = near if begun < near else day
    return (begins if begun < begins else near), near


def _stale(view: View) -> Iterator[Raising]:
    newest = {event.item: event for event in view.record.of_type("data.update")}
    for event in newest.values():
        due = _moment(event, "cycle_due") or _by_cycle(view, event)
        if due is not None:
            grace = view.limits["stale-data"]
            after = add_workdays(due, grace).due_ms if grace else due
            yield Raising(view.alert("stale-data", event, format_time(due)), after + 1)


def _by_cycle(view: View, event: Seen) -> int | None:
    item = view.around.items.get(event.item)
    days = _CYCLES.get(item.update_cycle) if item else None
    return None if days is None else event.occurred_ms + days * DAY_MS


def _incidents(view: View) -> Iterator[Raising]:
    hours, percent = view.limits["incident-late"], view.limits["incident-half"]
    for event in view.record.of_type("incident"):
        if view.record.descendants(event, "incident.report"):
            continue
        begun = _moment(event, "discovered_at") or event.occurred_ms
        end = begun + hours * HOUR_MS
        part = begun + hours * HOUR_MS * percent // 100
        yield Raising(view.alert("incident-half", event, str(percent)), part, end + 1)
        yield Raising(view.alert("incident-late", event, str(hours)), end + 1)


def _ending(view: View) -> Iterator[Raising]:
    before = view.limits["assessment-due"] * DAY_MS
    for event in {(one.type, one.actor, one.text("scope")): one for one in view.record.of_type(*_REPEATED)}.values():
        if (due := _moment(event, "next_due")) is not None:
            yield Raising(view.alert("assessment-due", event, format_time(due)), due - before)
    before = view.limits["accreditation-expiring"] * DAY_MS
    for event in view.record.of_type("accreditation.grant"):
        end, holder = _moment(event, "valid_until"), event.text("subject")
        if end is not None and holder and not view.record.children(event, "accreditation.expire"):
            yield Raising(view.alert("accreditation-expiring", event, holder, format_time(end)), end - before, end)


def _keys(view: View) -> Iterator[Raising]:
    before = view.limits["key-expiring"] * DAY_MS
    for department, keys in sorted(view.around.closing_keys.items()):
        for address, end in keys:
            values = (address, format_time(end))
            alert = Alert(ALERT_RULES["key-expiring"], address, (), values, values[1], department)
            yield Raising(alert, end - before, end)


def _moment(event: Seen, name: str) -> int | None:
    text = event.text(name)
    try:
        return parse_time(text) if text else None
    except TimeRefused:
        # What a department wrote there is its own; a text that is no time sets no date
        return None
