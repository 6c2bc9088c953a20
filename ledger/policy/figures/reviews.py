"""The four findings that state auditors look for first, each with its clause and article: facts, not verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger.errors import NotFound
from ledger.model import format_time
from ledger.policy.clause import cite_en, cite_zh
from ledger.policy.clauses import CLAUSES
from ledger.policy.completeness import FIELD_WORDS, gap_of
from ledger.policy.figures.book import Book
from ledger.policy.figures.catalogue import behind_law
from ledger.policy.figures.exchange import cycle_due, refusals
from ledger.policy.figures.use import UNUSED_DAYS, applied, last_use
from ledger.workdays import workdays_between


@dataclass(frozen=True)
class ReviewRow:
    """One thing found.

    Attributes:
        subject: event id, or ``agreement:0x…`` or ``item:…``.
        department: who answers for it; field: of a catalogue entry, else empty.
        since_ms: since when it stands, None where the record does not say; days: working days since.
        evidence: ids of the events that show it; certain: False where a disclosure that it takes is missing.
    """

    subject: str
    department: str
    item: str
    field: str
    since_ms: int | None
    days: int
    clause: str
    article: str
    zh: str
    en: str
    evidence: tuple[str, ...]
    certain: bool = True


@dataclass(frozen=True)
class Review:
    """One of the four: its name, words, the event types it reads, and how it looks."""

    id: str
    zh: str
    en: str
    reads: tuple[str, ...]
    look: Callable[[Book], Iterator[ReviewRow]]


def unused(book: Book) -> Iterator[ReviewRow]:
    """Applied but unused: agreements in force for 90 days or more without use in the last 90."""
    for one in applied(book):
        identity = one.subject.removeprefix("agreement:")
        terms = book.agreements[identity]
        if one.met is False:
            last = last_use(book, identity)
            since = last.occurred_ms if last else terms.use_from * 1000
            when = f"{format_time(since)[:10]}"
            yield _row(
                book, one.subject, terms.user, terms.items[0], since, "U6", "29",
                f"协议 {terms.number} 近 {UNUSED_DAYS} 日没有使用, {'最后使用' if last else '生效'}于 {when}",
                f"agreement {terms.number} was not used for {UNUSED_DAYS} days; {'last used' if last else 'in force since'} {when}",
                one.evidence,
            )  # fmt: skip


def groundless(book: Book) -> Iterator[ReviewRow]:
    """Refusals without ground: no reasons, or none that names a law; those not disclosed are marked uncertain."""
    for one in refusals(book):
        event = book.record.by_id[one.subject]
        if one.met:
            continue
        said = event.text("reasons")
        zh, en = ("拒绝的理由未引用法律法规", "the refusal's reasons name no law")
        if one.met is None:
            zh, en = (
                "答复的决定或理由未披露, 无法判定",
                "the reply's decision or reasons are not disclosed: cannot be determined",
            )
        elif not said:
            zh, en = "拒绝未说明理由", "the refusal gives no reasons"
        yield _row(
            book, event.id, event.actor, event.item, event.recorded_ms, "O7", CLAUSES["O7"].articles, zh, en,
            (event.id,), certain=one.met is not None,
        )  # fmt: skip


def stale(book: Book) -> Iterator[ReviewRow]:
    """Stale supply: items whose newest version should have had a successor by now."""
    newest = {event.item: event for event in book.record.of_type("data.update") if event.recorded_ms < book.end_ms}
    for item, event in sorted(newest.items()):
        due = cycle_due(event)
        if due is None:
            yield _row(
                book, f"item:{item}", event.actor, item, None, "O9", "19", "最新版本未披露应更新日, 无法判定",
                "the newest version does not disclose when the next is due: cannot be determined", (event.id,),
                certain=False,
            )  # fmt: skip
        elif due < book.end_ms:
            day = format_time(due)[:10]
            yield _row(
                book, f"item:{item}", event.actor, item, due, "O9", "19", f"应于 {day} 前更新, 至今未更新",
                f"an update was due by {day} and has not come", (event.id,),
            )  # fmt: skip


def lacking(book: Book) -> Iterator[ReviewRow]:
    """Catalogue gaps: what each entry lacks, field by field, with the article that asks for it."""
    for event, fields in behind_law(book):
        for field in fields:
            gap, (zh, en) = gap_of(field), FIELD_WORDS[field]
            yield _row(
                book, event.id, book.owners.get(event.item, event.actor), event.item, event.recorded_ms, gap.clause,
                gap.article, f"缺少{zh}({cite_zh(gap.article)})", f"lacks its {en} ({cite_en(gap.article)})",
                (event.id,), field=field,
            )  # fmt: skip


def _row(  # noqa: PLR0913, PLR0917 - one argument per column
    book: Book, subject: str, department: str, item: str, since: int | None, clause: str, article: str, zh: str, en: str,
    evidence: tuple[str, ...], *, field: str = "", certain: bool = True,
) -> ReviewRow:  # fmt: skip
    days = 0 if since is None else max(workdays_between(since, book.now), 0)
    return ReviewRow(
        subject, department, item, field, since, days, clause, article, zh, en, evidence, certain=certain
    )  # fmt: skip


_ENTRY = ("catalogue.register", "catalogue.update")
REVIEWS: dict[str, Review] = {
    row.id: row
    for row in (
        Review("unused", "申请不用", "applied for, not used", (
            "agreement.terminate", "agreement.suspend", "agreement.resume", "use.report", "verify", "receipt", "derive"), unused),
        Review("groundless", "无据拒绝", "refused without ground", ("reply",), groundless),
        Review("stale", "供数滞后", "stale supply", ("data.update",), stale),
        Review("gaps", "目录缺项", "catalogue gaps", _ENTRY, lacking),
    )
}  # fmt: skip
"""By name."""


def review_of(name: str) -> Review:
    """The review of that name.

    Raises:
        NotFound: no such review.
    """
    if name not in REVIEWS:
        raise NotFound(
            zh=f"没有检查 {name}: 应为 {', '.join(REVIEWS)} 之一",
            en=f"there is no review {name}: it is one of {', '.join(REVIEWS)}",
            review=name,
        )
    return REVIEWS[name]
