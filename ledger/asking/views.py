"""What the reading side gives out: frozen rows, times as docs/formats.md §1, and what is withheld from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.asking.answers import Withheld, withhold
from ledger.asking.records import EventRef, Recorded, ref
from ledger.model import format_time
from ledger.policy.completeness import FIELD_WORDS, gap_of, gaps
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access as Right
from ledger.registers.directory import ItemEntry
from ledger.registers.sight import FULL
from ledger.storage.access_store import Read


@dataclass(frozen=True)
class Lacking:
    """One thing that a catalogue entry lacks: the field in words, the clause and the article that ask for it."""

    field: str
    zh: str
    en: str
    clause: str
    article: str


@dataclass(frozen=True)
class ItemView:
    """A catalogue item.

    ``entry`` is what was disclosed of it, empty where it is withheld; ``gaps`` names what it lacks, ``lacking`` says why.
    """

    code: str
    title: str
    owner: str
    manager: str | None
    share_type: str
    grade: int
    published: bool
    entry: dict[str, Any]
    gaps: list[str]
    lacking: list[Lacking]
    withheld: list[Withheld]


@dataclass(frozen=True)
class ItemList:
    """Catalogue items by code."""

    items: list[ItemView]


@dataclass(frozen=True)
class AgreementView:
    """An agreement, or the offer of one: state offered, signed or withdrawn.

    ``terms`` is None for who sees metadata only. Times as docs/formats.md §1.
    """

    id: str
    number: str
    owner: str
    user: str
    manager: str
    items: list[str]
    state: str
    use_from: str
    use_until: str
    retention_until: str
    terms: dict[str, Any] | None
    withheld: list[Withheld]


@dataclass(frozen=True)
class AgreementList:
    """Agreements, oldest period first."""

    agreements: list[AgreementView]


@dataclass(frozen=True)
class EventPage:
    """Events ascending by index; ``next_after`` is where the next page starts, None at the end of the log."""

    events: list[EventRef]
    next_after: int | None


@dataclass(frozen=True)
class EventView:
    """One event: its canonical text as signed, what is disclosed to this caller, and what is withheld from it."""

    event: EventRef
    zh: str
    en: str
    text: str
    agreement: str | None
    item: str | None
    parents: list[str]
    payload: dict[str, Any] | None
    disclosures: dict[str, Any]
    withheld: list[Withheld]


@dataclass(frozen=True)
class ReadRow:
    """One reading: who read what when."""

    department: str
    address: str
    role: str
    action: str
    subject: str
    facts: dict[str, Any]
    read_at: str


@dataclass(frozen=True)
class ReadList:
    """Readings, newest first."""

    reads: list[ReadRow]


def item_view(entry: ItemEntry, right: Right) -> ItemView | None:
    """The catalogue item for a caller with this right; None where that is none."""
    if right is Right.NONE:
        return None
    facts, lacking = entry.facts, gaps(entry.entry)
    return ItemView(
        code=entry.code,
        title=entry.title,
        owner=entry.owner,
        manager=entry.manager,
        share_type=facts.share_type,
        grade=facts.grade,
        published=facts.published,
        entry=entry.entry,
        gaps=lacking,
        lacking=[_lacking(name) for name in lacking],
        # An entry is the catalogue's own metadata: whoever may see the item sees all of it
        withheld=[],
    )


def _lacking(field: str) -> Lacking:
    zh, en = FIELD_WORDS[field]
    asked = gap_of(field)
    return Lacking(field, zh, en, asked.clause, asked.article)


def agreement_view(facts: AgreementFacts, right: Right) -> AgreementView | None:
    """The agreement for a caller with this right; None where that is none."""
    if right is Right.NONE:
        return None
    full, terms = right in FULL, facts.terms
    return AgreementView(
        id=facts.id,
        number=terms.number,
        owner=terms.owner,
        user=terms.user,
        manager=terms.manager,
        items=list(terms.items),
        state=facts.state,
        use_from=_seconds(terms.use_from),
        use_until=_seconds(terms.use_until),
        retention_until=_seconds(terms.retention_until),
        terms=terms.to_json() if full else None,
        withheld=[] if full else [withhold("terms")],
    )


def event_view(row: Recorded, right: Right) -> EventView:
    """The event for a caller with this right (not none)."""
    event, full = row.event, right in FULL
    return EventView(
        event=ref(row),
        zh=event.type.zh,
        en=event.type.en,
        text=event.raw.decode(),
        agreement=event.agreement,
        item=event.item,
        parents=list(event.parents),
        payload=dict(event.payload) if event.payload else None,
        disclosures=dict(row.disclosed) if full else {},
        withheld=[] if full else [withhold(name) for name in sorted(row.disclosed)],
    )


def read_row(read: Read) -> ReadRow:
    """One reading with its time in words."""
    return ReadRow(
        read.department, read.address, read.role, read.action, read.subject, read.facts, format_time(read.read_at)
    )


def _seconds(value: int) -> str:
    return format_time(value * 1000)
