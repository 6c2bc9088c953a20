"""What is known of an item's quality: the newest measure of each dimension against its target, and open issues."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ledger.policy.seen import Record, Seen

DIMENSIONS = ("completeness", "accuracy", "consistency", "timeliness")
_MENDS = ("correction.reply", "correction.close", "pdma.close", "data.update")
_STANDS = frozenset({"rejected", "refused", "open"})


@dataclass(frozen=True)
class Measure:
    """The newest measure of one dimension; ``met`` None where target or measured value is not known to be a number."""

    dimension: str
    event: str
    target: str | None
    measured: str | None
    met: bool | None


def newest_measures(record: Record) -> list[Measure]:
    """The newest measure of each dimension that was measured and disclosed, by dimension."""
    found: dict[str, Measure] = {}
    for event in record.of_type("quality.measure"):
        name = event.text("dimension")
        if name is not None:
            target, measured = _number(event, "target"), _number(event, "measured")
            met = None if target is None or measured is None else measured >= target
            found[name] = Measure(name, event.id, _text(event, "target"), _text(event, "measured"), met)
    return [found[name] for name in sorted(found)]


def open_issues(record: Record) -> list[Seen]:
    """Issues and doubts that nothing on record has settled since: no correction that was made, no new version, no close."""
    raised = record.of_type("quality.issue", "correction.request")
    settled = {event.id for event in raised if any(_settles(one) for one in record.descendants(event, *_MENDS))}
    # A doubt that follows from an issue speaks for it
    return [
        event for event in raised
        if event.id not in settled and not any(parent.id not in settled for parent in record.parents(event, "quality.issue"))
    ]  # fmt: skip


def _settles(event: Seen) -> bool:
    return event.type != "correction.reply" or (event.text("result") or "open") not in _STANDS


def _text(event: Seen, name: str) -> str | None:
    value = event.disclosed.get(name)
    return None if value is None else str(value)


def _number(event: Seen, name: str) -> Decimal | None:
    text = _text(event, name)
    try:
        number = None if text is None else Decimal(text.strip().removesuffix("%"))
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
