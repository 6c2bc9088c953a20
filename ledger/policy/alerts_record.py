"""Alerts on what the record itself shows: digests that differ, records that stand alone, times that cannot be right."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.policy.alert import Alert, Raising, View
from ledger.policy.seen import Record, Seen
from ledger.workdays import add_workdays


def record_raisings(view: View) -> Iterator[Raising]:
    """A4, A9 and A10."""
    yield from map(Raising, _hashes(view))
    yield from _orphans(view)
    yield from map(Raising, _dates(view))
    yield from _gaps(view)
    yield from map(Raising, _schemas(view))


def _hashes(view: View) -> Iterator[Alert]:
    record = view.record
    for event in record.of_type("deliver"):
        published = record.parents(event, "data.update") or _same_version(record, event)
        if published and event.digest not in {row.digest for row in published}:
            yield view.alert("deliver-mismatch", event, evidence=published)
    for event in record.of_type("transfer"):
        before = record.parents(event, "deliver", "transfer")
        if before and event.digest not in {row.digest for row in before}:
            yield view.alert("transfer-mismatch", event, evidence=before)
    for event in record.of_type("receipt"):
        sent = record.parents(event, "deliver")
        if sent and (event.digest, event.rows) not in {(row.digest, row.rows) for row in sent}:
            yield view.alert("receipt-mismatch", event, evidence=sent)


def _same_version(record: Record, delivery: Seen) -> list[Seen]:
    version = delivery.text("version")
    published = (row for row in record.of_type("data.update") if row.item == delivery.item)
    return [row for row in published if version is not None and row.text("version") == version]


def _orphans(view: View) -> Iterator[Raising]:
    for event in view.record.of_type("deliver"):
        if not view.record.children(event, "receipt"):
            yield Raising(view.alert("orphan-delivery", event), event.recorded_ms + view.limits["orphan-delivery"] + 1)
    for message, sides in sorted(paired_calls(view.record).items()):
        if len({side.actor for side in sides}) == 1 and message not in view.around.paired:
            first = sides[0]
            alert = view.alert("orphan-call", first, message)
            yield Raising(alert, first.recorded_ms + view.limits["orphan-call"] + 1)


def paired_calls(record: Record) -> dict[str, list[Seen]]:
    """Message id → the records of that call, under agreements of which both sides are known to record calls."""
    made = [event for event in record.of_type("call") if event.text("message_id")]
    sides: dict[str, set[str]] = {}
    for event in made:
        sides.setdefault(event.agreement, set()).add(event.actor)
    found: dict[str, list[Seen]] = {}
    for event in made:
        if len(sides[event.agreement]) > 1:
            found.setdefault(str(event.text("message_id")), []).append(event)
    return found


def _dates(view: View) -> Iterator[Alert]:
    days, tolerance = view.limits["backdated"], view.limits["future-dated"]
    for event in view.record.events:
        if event.recorded_ms > (add_workdays(event.occurred_ms, days).due_ms if days else event.occurred_ms):
            yield view.alert("backdated", event, str(days))
        if event.occurred_ms > event.recorded_ms + tolerance:
            yield view.alert("future-dated", event)


def _gaps(view: View) -> Iterator[Raising]:
    for event in view.record.events:
        if event.id in view.around.unnumbered:
            yield Raising(view.alert("sequence-gap", event), event.recorded_ms + view.limits["sequence-gap"] + 1)


def _schemas(view: View) -> Iterator[Alert]:
    for event in view.record.events:
        held, found = view.around.schemas.get(event.item), event.text("schema_hash")
        if held and found and held.lower() != found.lower():
            yield view.alert("schema-drift", event)
