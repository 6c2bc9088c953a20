"""Where a file came from, and whether anybody changed it: every step back to the first record, by digest and rows."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.basis import SAME_BYTES
from ledger.asking.inquiry import MAX_EVENTS, Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.lineage.walking import Bounds, walk
from ledger.storage.event_index_store import EVENTS

_CHECKS = ("quality.measure", "quality.issue", "verify", "receipt")


@dataclass(frozen=True)
class OriginStep:
    """One step, oldest first.

    Attributes:
        channel: how it came in (``excel`` and the like), as the first record says.
        digest, rows: of the data at this step; salt: with which anyone who holds the file can compute the digest anew
            (H(salt ‖ content), docs/formats.md §5), where the asker may see it.
        change: ``first``, ``same``, ``declared`` (a new version or a derivation says so), ``undeclared`` (it should be the
            same bytes and is not), or ``unknown``.
        rows_before: of the steps that it names.
    """

    event: EventRef
    operator: str | None
    channel: str | None
    digest: str | None
    rows: int | None
    rows_before: list[int]
    salt: str | None
    change: str


@dataclass(frozen=True)
class Check:
    """Someone looked at the data: a measure, an issue, a receipt; ``mismatched`` is how many cells did not agree."""

    event: EventRef
    operator: str | None
    of: str
    dimension: str | None
    measured: str | None
    mismatched: int | None


@dataclass(frozen=True)
class DataOrigin(Answer):
    """The answer. ``gaps`` names parents that are not recorded."""

    event: str
    steps: list[OriginStep]
    checks: list[Check]
    gaps: list[str]


def data_origin(inquiry: Inquiry, event_id: str) -> DataOrigin:
    """The answer for the data of one event.

    Raises:
        EventUnknown: there is none, or none that the asker may see.
    """
    asked = inquiry.event(event_id)
    reach = inquiry.session.projections.next_index(EVENTS)
    page = walk(inquiry.session, [asked.index], Bounds(up=True, reach=reach), 0, MAX_EVENTS)
    inquiry.truncated |= page.following is not None
    rows = inquiry.load(page.indexes)
    by_id = by_event(rows)
    steps = [_step(row, by_id) for row in rows if row.event.payload]
    known = {row.event_id.hex() for row in inquiry.session.events.get(page.indexes)}
    gaps = sorted({str(parent) for row in rows for parent in row.event.parents if parent not in known})
    checks = _checks(inquiry, rows)
    return DataOrigin(
        **inquiry.head(*_verdict(steps, gaps), [*rows, *(row for row, _ in checks)], missing=len(gaps)),
        event=asked.event.id,
        steps=steps,
        checks=[one for _, one in checks],
        gaps=gaps,
    )


def _step(row: Recorded, by_id: dict[str, Recorded]) -> OriginStep:
    event, payload = row.event, row.event.payload or {}
    before = [by_id[parent].event.payload for parent in event.parents if parent in by_id]
    held = [one for one in before if one]
    return OriginStep(
        event=ref(row),
        operator=event.operator,
        channel=row.seen().text("channel") or row.seen().text("source_kind"),
        digest=payload.get("digest"),
        rows=payload.get("rows"),
        rows_before=[one["rows"] for one in held],
        salt=row.seen().text("payload_salt"),
        change=_change(row, [one["digest"] for one in held]),
    )


def _change(row: Recorded, before: list[str]) -> str:
    event = row.event
    if not event.parents:
        return "first"
    if not before:
        return "unknown"
    if event.payload and event.payload["digest"] in before:
        return "same"
    return "undeclared" if event.type.name in SAME_BYTES else "declared"


def _checks(inquiry: Inquiry, rows: list[Recorded]) -> list[tuple[Recorded, Check]]:
    of = {row.index: row.event.id for row in rows}
    children = inquiry.session.events.children(of)
    parent_of = dict(children)
    indexed = [one.index for one in inquiry.session.events.get(parent_of) if one.type in _CHECKS]
    return [(row, _check(row, of[parent_of[row.index]])) for row in inquiry.load(indexed)]


def _check(row: Recorded, of: str) -> Check:
    seen = row.seen()
    return Check(
        ref(row), row.event.operator, of, seen.text("dimension"), seen.text("measured"), seen.number("mismatched")
    )


def _verdict(steps: list[OriginStep], gaps: list[str]) -> tuple[str, str]:
    if not steps:
        return "没有带摘要的记录: 来源无法判定。", "No record carries a digest: the origin cannot be determined."
    first = steps[0]
    broken = [one.event.actor for one in steps if one.change == "undeclared"]
    declared = sum(one.change == "declared" for one in steps)
    zh = f"最早由 {first.event.actor} 于 {first.event.occurred_at} 记录({first.channel or first.event.type})"
    en = f"First recorded by {first.event.actor} at {first.event.occurred_at} ({first.channel or first.event.type})"
    zh += f", 此后声明的变更 {declared} 次, 未声明的改动 {len(broken)} 处"
    en += f"; {declared} declared changes since, {len(broken)} undeclared"
    if gaps:
        return (
            f"{zh}; 有 {len(gaps)} 处上游未记录, 其前无法判定。",
            f"{en}; {len(gaps)} parents are not recorded: undetermined before.",
        )
    return f"{zh}。", f"{en}."
