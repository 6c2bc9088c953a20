"""Alerts over one exchange's events. A field that was not disclosed raises nothing: it is unknown, not wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ledger.model import format_time
from ledger.policy.alert_rules import ALERT_RULES, AlertRule
from ledger.policy.duties import DutyState, State, due_duties
from ledger.policy.facts import AgreementTerms
from ledger.policy.seen import Record, Seen
from ledger.workdays import CHINA, add_workdays, workdays_between

_MOVES = ("deliver", "call", "verify", "backflow")
Terms = Mapping[str, AgreementTerms]


@dataclass(frozen=True)
class Alert:
    """One alert: its rule, the event it is about, the other events that show it, and its sentence."""

    rule: AlertRule
    subject: str
    evidence: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return self.rule.zh.format(*self.values)

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self.rule.en.format(*self.values)


def alerts(
    events: Iterable[Seen],
    terms: Terms,
    now: int,
    *,
    duties: Iterable[DutyState] | None = None,
    thresholds: Mapping[str, int] | None = None,
) -> list[Alert]:
    """Every alert, ordered by the recording of its subject and by rule.

    Args:
        events: of one exchange, or of many.
        terms: agreement id → terms, as far as known.
        now: ms since 1970.
        duties: as `due_duties` gives them; counted with its defaults if absent.
        thresholds: rule id → number, in place of the default of its row.
    """
    record = Record(events)
    limit = {row.id: row.threshold for row in ALERT_RULES.values()} | dict(thresholds or {})
    known = due_duties(record.events, terms, now) if duties is None else duties
    found = {
        *_duties(known, now, limit["due-soon"]),
        *_hashes(record),
        *_orphans(record, now, limit["orphan-delivery"]),
        *_bounds(record, terms),
        *_ends(record, terms),
        *_quota(record, terms),
        *_dates(record, limit["backdated"], limit["future-dated"]),
    }
    place = {event.id: n for n, event in enumerate(record.events)}
    return sorted(found, key=lambda alert: (place.get(alert.subject, -1), alert.rule.id, alert.values))


def _alert(rule: str, subject: Seen | str, evidence: Iterable[Seen] = (), *values: str) -> Alert:
    name = subject if isinstance(subject, str) else subject.id
    return Alert(ALERT_RULES[rule], name, tuple(event.id for event in evidence), values)


def _duties(duties: Iterable[DutyState], now: int, days: int) -> Iterator[Alert]:
    for duty in duties:
        if duty.due_ms is None:
            continue
        values = (duty.clause, format_time(duty.due_ms))
        if duty.state is State.OVERDUE:
            yield _alert("overdue", duty.trigger, (), *values)
        elif duty.state is State.OPEN and workdays_between(now, duty.due_ms - 1) <= days:
            yield _alert("due-soon", duty.trigger, (), *values)


def _hashes(record: Record) -> Iterator[Alert]:
    for event in record.of_type("deliver"):
        published = record.parents(event, "data.update") or _same_version(record, event)
        if published and event.digest not in {row.digest for row in published}:
            yield _alert("deliver-mismatch", event, published)
    for event in record.of_type("transfer"):
        before = record.parents(event, "deliver", "transfer")
        if before and event.digest not in {row.digest for row in before}:
            yield _alert("transfer-mismatch", event, before)
    for event in record.of_type("receipt"):
        sent = record.parents(event, "deliver")
        if sent and (event.digest, event.rows) not in {(row.digest, row.rows) for row in sent}:
            yield _alert("receipt-mismatch", event, sent)


def _same_version(record: Record, delivery: Seen) -> list[Seen]:
    version = delivery.text("version")
    published = (row for row in record.of_type("data.update") if row.item == delivery.item)
    return [row for row in published if version is not None and row.text("version") == version]


def _orphans(record: Record, now: int, limit: int) -> Iterator[Alert]:
    for event in record.of_type("deliver"):
        if not record.children(event, "receipt") and now - event.recorded_ms > limit:
            yield _alert("orphan-delivery", event)


def _bounds(record: Record, terms: Terms) -> Iterator[Alert]:
    for event in record.of_type("call", "verify"):
        if event.text("case_ref") == "":
            yield _alert("no-case", event)
        if not (agreed := terms.get(event.agreement)):
            continue
        if outside := sorted(set(event.names("called_fields") or ()) - set(agreed.fields)):
            yield _alert("field-outside", event, (), ", ".join(outside))
        purpose = event.text("purpose")
        if purpose is not None and purpose not in agreed.purposes:
            yield _alert("purpose-outside", event, (), purpose)
    for event in record.of_type("deliver"):
        agreed = terms.get(event.agreement)
        if agreed and event.rows is not None and 0 < agreed.rows_per_delivery < event.rows:
            yield _alert("rows-exceeded", event, (), str(event.rows), str(agreed.rows_per_delivery))
    for event in record.of_type("redistribute"):
        if not record.parents(event, "consent"):
            yield _alert("no-consent", event)


def _ends(record: Record, terms: Terms) -> Iterator[Alert]:
    stopped: dict[str, Seen] = {}
    for event in record.events:
        if event.type in {"agreement.suspend", "agreement.terminate"}:
            stopped[event.agreement] = event
        elif event.type == "agreement.resume":
            stopped.pop(event.agreement, None)
        elif event.type in _MOVES:
            agreed = terms.get(event.agreement)
            outside = agreed and not agreed.use_from * 1000 <= event.occurred_ms < agreed.use_until * 1000
            stop = stopped.get(event.agreement)
            after = [stop] if stop and event.occurred_ms >= stop.occurred_ms else []
            if outside or after:
                yield _alert("use-after-end", event, after)


def _quota(record: Record, terms: Terms) -> Iterator[Alert]:
    by_day: dict[tuple[str, str], dict[str, list[Seen]]] = defaultdict(lambda: defaultdict(list))
    for event in record.of_type("call"):
        day = datetime.fromtimestamp(event.occurred_ms / 1000, CHINA).date().isoformat()
        by_day[event.agreement, day][event.actor].append(event)
    for (agreement, _), sides in sorted(by_day.items()):
        agreed = terms.get(agreement)
        # Both sides record the same calls: the larger count stands, not the sum. An undisclosed count is at least one.
        calls = max(sides.values(), key=lambda side: (sum(map(_count, side)), side[0].actor))
        made = sum(map(_count, calls))
        if agreed and 0 < agreed.calls_per_day < made:
            yield _alert("quota-exceeded", calls[-1], calls, str(made), str(agreed.calls_per_day))


def _count(call: Seen) -> int:
    count = call.number("count")
    return 1 if count is None else count


def _dates(record: Record, days: int, tolerance: int) -> Iterator[Alert]:
    for event in record.events:
        if event.recorded_ms > add_workdays(event.occurred_ms, days).due_ms:
            yield _alert("backdated", event, (), str(days))
        if event.occurred_ms > event.recorded_ms + tolerance:
            yield _alert("future-dated", event)
