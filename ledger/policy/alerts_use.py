"""Alerts on use: more, other or later than agreed, without a case, after the end, passed on without consent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from statistics import fmean, pstdev

from ledger.policy.alert import Alert, CallDay, Raising, View
from ledger.policy.alert_rules import ALERT_RULES
from ledger.policy.seen import Record, Seen
from ledger.workdays import CHINA, DAY_MS, day_start, is_workday

_MOVES = ("deliver", "call", "verify", "backflow")
_DISPOSED = ("dispose", "destroy")
_STOPPED = {"agreement.suspend": ("中止", "suspended"), "agreement.terminate": ("终止", "terminated")}
_STATES = {"suspended": ("中止", "suspended"), "terminated": ("终止", "terminated")}
USUAL_DAYS, LEAST_DAYS = 30, 10
_OPENS, _CLOSES = 7, 20


def use_raisings(view: View) -> Iterator[Raising]:
    """A2, A3 and A5."""
    yield from map(Raising, _bounds(view))
    yield from map(Raising, _cases(view))
    yield from map(Raising, _calls(view))
    yield from map(Raising, _ends(view))
    yield from map(Raising, _stops(view))


def _bounds(view: View) -> Iterator[Alert]:
    record = view.record
    for event in record.of_type("call", "verify"):
        if not (agreed := view.terms.get(event.agreement)):
            continue
        if outside := sorted(set(event.names("called_fields") or ()) - set(agreed.fields)):
            yield view.alert("field-outside", event, ", ".join(outside))
        purpose = event.text("purpose")
        if purpose is not None and purpose not in agreed.purposes:
            yield view.alert("purpose-outside", event, purpose)
    for event in record.of_type("deliver"):
        agreed = view.terms.get(event.agreement)
        if agreed and event.rows is not None and 0 < agreed.rows_per_delivery < event.rows:
            yield view.alert("rows-exceeded", event, str(event.rows), str(agreed.rows_per_delivery))
    for event in record.of_type("redistribute"):
        if not record.parents(event, "consent"):
            yield view.alert("no-consent", event)


def _cases(view: View) -> Iterator[Alert]:
    for event in view.record.of_type("call", "verify"):
        case = event.text("case_ref")
        if case is None:
            continue
        if not case.strip():
            yield view.alert("no-case", event)
        elif view.around.closed_cases.get(case, event.occurred_ms) < event.occurred_ms:
            yield view.alert("case-closed", event, case)
    for event in view.record.events:
        times = view.around.keys.get(event.id)
        if times is not None and not times.holds(event.occurred_ms):
            yield view.alert("key-invalid", event)


def _calls(view: View) -> Iterator[Alert]:
    made = view.record.of_type("call")
    days = counted(made) if view.around.days is None else view.around.days
    by_day: dict[tuple[str, int], list[CallDay]] = {}
    for day in days:
        by_day.setdefault((day.agreement, day.day_ms), []).append(day)
    # Both sides record the same calls: the larger count stands, not the sum
    most = {key: max(sides, key=lambda side: (side.calls, side.actor)) for key, sides in by_day.items()}
    for (agreement, start), day in sorted(most.items()):
        mine = [
            one
            for one in made
            if one.agreement == agreement and one.actor == day.actor and day_start(one.occurred_ms) == start
        ]
        if not mine:
            continue
        yield from _quota(view, day, mine)
        before = [one.calls for (other, at), one in most.items() if other == agreement and _recent(at, start)]
        yield from _unusual(view, day, mine, before)
        yield from _off_hours(view, day, mine)


def _quota(view: View, day: CallDay, mine: list[Seen]) -> Iterator[Alert]:
    agreed = view.terms.get(day.agreement)
    if agreed and 0 < agreed.calls_per_day < day.calls:
        # the call that crossed the line, so that those after it raise nothing new
        crossing = _crossing(mine, agreed.calls_per_day)
        values = (str(day.calls), str(agreed.calls_per_day))
        yield view.alert("quota-exceeded", crossing, *values, evidence=mine, key=str(day.day_ms))


def _unusual(view: View, day: CallDay, mine: list[Seen], before: list[int]) -> Iterator[Alert]:
    if len(before) >= LEAST_DAYS:
        mean, spread = fmean(before), pstdev(before)
        # where every day was alike, a spread of one call is assumed
        if day.calls > mean + view.limits["volume-unusual"] * max(spread, 1.0):
            yield view.alert("volume-unusual", mine[0], str(day.calls), f"{mean:.0f}", key=str(day.day_ms))


def _off_hours(view: View, day: CallDay, mine: list[Seen]) -> Iterator[Alert]:
    off = [event for event in mine if not _in_hours(event.occurred_ms)]
    if (total := sum(map(count_of, off))) >= max(1, view.limits["off-hours"]):
        yield view.alert("off-hours", off[0], str(total), evidence=off[1:], key=str(day.day_ms))


def _crossing(calls: list[Seen], limit: int) -> Seen:
    total = 0
    for event in calls:
        total += count_of(event)
        if total > limit:
            return event
    return calls[-1]


def counted(calls: Iterable[Seen]) -> tuple[CallDay, ...]:
    """The calls of each day as each side recorded them. An undisclosed count is at least one."""
    sums: dict[tuple[str, int, str], int] = {}
    for event in calls:
        key = (event.agreement, day_start(event.occurred_ms), event.actor)
        sums[key] = sums.get(key, 0) + count_of(event)
    return tuple(CallDay(*key, total) for key, total in sums.items())


def count_of(call: Seen) -> int:
    """How many calls one record stands for; one where it does not say."""
    count = call.number("count")
    return 1 if count is None else count


def _recent(day_ms: int, start: int) -> bool:
    return start - USUAL_DAYS * DAY_MS <= day_ms < start


def _in_hours(at_ms: int) -> bool:
    moment = datetime.fromtimestamp(at_ms / 1000, CHINA)
    return is_workday(moment.date()) and timedelta(hours=_OPENS) <= _clock(moment) < timedelta(hours=_CLOSES)


def _clock(moment: datetime) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


def _ends(view: View) -> Iterator[Alert]:
    stopped: dict[str, Seen] = {}
    for event in view.record.events:
        if event.type in _STOPPED:
            stopped[event.agreement] = event
        elif event.type == "agreement.resume":
            stopped.pop(event.agreement, None)
        elif event.type in _MOVES:
            agreed = view.terms.get(event.agreement)
            outside = agreed and not agreed.use_from * 1000 <= event.occurred_ms < agreed.use_until * 1000
            stop = stopped.get(event.agreement)
            after = [stop] if stop and event.occurred_ms >= stop.occurred_ms else []
            if outside or after:
                yield view.alert("use-after-end", event, evidence=after)


def _stops(view: View) -> Iterator[Alert]:
    """The stop alert stands until the agreement is resumed or its data are disposed of."""
    for agreement, agreed in sorted(view.terms.items()):
        stop = _stop(view.record, agreement)
        if stop is not None:
            yield view.alert("stop", stop, *_STOPPED[stop.type])
        elif (words := _STATES.get(view.around.states.get(agreement, ""))) and not _disposed(view.record, agreement):
            yield Alert(ALERT_RULES["stop"], agreement, (), words, "", agreed.user, agreement, "")
        else:
            refused = [code for code in agreed.items if _refused(view, code)]
            for code in refused:
                words = ("因目录改为不予共享而不得再用", "on data that the catalogue no longer shares")
                yield Alert(ALERT_RULES["stop"], agreement, (), words, code, agreed.user, agreement, code)


def _stop(record: Record, agreement: str) -> Seen | None:
    stop: Seen | None = None
    for event in record.events:
        if event.agreement != agreement:
            continue
        if event.type in _STOPPED:
            stop = event
        elif event.type == "agreement.resume" or event.type in _DISPOSED:
            stop = None
    return stop


def _disposed(record: Record, agreement: str) -> bool:
    return any(event.agreement == agreement for event in record.of_type(*_DISPOSED))


def _refused(view: View, code: str) -> bool:
    item = view.around.items.get(code)
    return item is not None and item.share_type == "refused"
