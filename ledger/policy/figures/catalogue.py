"""Figures of the catalogue: duties with data, complete entries, updates in time, one source, repeat collection
(K1–K4, K18, K19).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from ledger.keys import keccak256
from ledger.policy.completeness import gaps
from ledger.policy.conduct_owner import change_due, extended
from ledger.policy.figures.book import Book, DutyList, entry_of
from ledger.policy.figures.figure import Counted
from ledger.policy.seen import APPROVE, Seen

DUTY_SCOPE = "duties:"
COLLECTING = ("collect", "data.update")
_MARKS = re.compile(r"[\W_]+")


def covered(book: Book) -> Iterator[Counted]:
    """K1: the duties that an inspection wrote down, and whether the catalogue has data for each."""
    for department, listed in sorted(duty_lists(book).items()):
        for duty in listed.duties:
            items = _items_of(book, duty)
            yield Counted(f"duty:{department}/{duty}", department, bool(items), (listed.event,))


def shared(book: Book) -> Iterator[Counted]:
    """K2: the duties that have data, and whether any of it is shared, with or without condition."""
    for department, listed in sorted(duty_lists(book).items()):
        for duty in listed.duties:
            if items := _items_of(book, duty):
                entries = [book.entries.get(item) for item in items]
                verdict = _any_shared(entries)
                known = tuple(one.id for one in entries if one)
                yield Counted(f"duty:{department}/{duty}", department, verdict, (listed.event, *known))


def duty_lists(book: Book) -> dict[str, DutyList]:
    """Department → its duties, by the newest `inspection` of a department above it whose ``scope`` is
    ``duties:DEPARTMENT`` and that discloses the list ``duties``.
    """
    found: dict[str, DutyList] = {}
    for event in book.record.of_type("inspection"):
        scope, listed = event.text("scope") or "", event.disclosed.get("duties")
        department = scope.removeprefix(DUTY_SCOPE) if scope.startswith(DUTY_SCOPE) else ""
        counts = event.actor in book.above.get(department, ()) and event.recorded_ms < book.end_ms
        if counts and isinstance(listed, list):
            duties = tuple(sorted({one for one in listed if isinstance(one, str)}))
            found[department] = DutyList(event.id, duties)
    return found


def _items_of(book: Book, duty: str) -> tuple[str, ...]:
    return book.links.get(keccak256(duty.encode()).hex(), ())


def _any_shared(entries: list[Seen | None]) -> bool | None:
    types = [(entry_of(one) or {}).get("share_type") if one else None for one in entries]
    if any(one in {"unconditional", "conditional"} for one in types):
        return True
    return False if all(one == "refused" for one in types) else None


def complete(book: Book) -> Iterator[Counted]:
    """K3: entries at the end of the period, and whether each says what 条例 13 and 15 ask."""
    for item, event in sorted(book.entries.items()):
        entry = entry_of(event)
        lacking = None if entry is None else lacks(event)
        yield Counted(event.id, book.owners.get(item, event.actor), None if lacking is None else not lacking)


def lacks(event: Seen) -> list[str]:
    """Fields that a disclosed catalogue event lacks: of its entry, and approval and secrecy assessment beside it."""
    beside = ["approved_by"] + (["secrecy_assessment"] if event.type == "catalogue.register" else [])
    empty = [name for name in beside if event.disclosed.get(name) == ""]
    return [*gaps(entry_of(event) or {}), *empty]


def updated(book: Book) -> Iterator[Counted]:
    """K4: updates of the catalogue, and whether each came within 10 working days of the change that it discloses as
    ``changed_at`` (15 with the manager's consent, 条例 17).
    """
    for event in book.record.of_type("catalogue.update"):
        if not book.period.holds(event.recorded_ms):
            continue
        consents = extended(book.record, event)
        due = change_due(event.text("changed_at"), granted=any(one.text("decision") == APPROVE for one in consents))
        if due is None:
            yield Counted(event.id, event.actor, None)
            continue
        in_time = book.record.judged_ms(event) <= due
        yield Counted(event.id, event.actor, in_time, tuple(one.id for one in consents), due_ms=due)


def one_source(book: Book) -> Iterator[Counted]:
    """K18: items at the end of the period, and whether each has one source: one department collects it, and no other
    entry of the same title has another owner, unless a lead source was named (条例 19).
    """
    titled: dict[str, set[str]] = defaultdict(set)
    for item, event in book.entries.items():
        titled[plain_title(event)].add(book.owners.get(item, event.actor))
    for item, event in sorted(book.entries.items()):
        rows = [one for one in book.about.get(item, ()) if one.recorded_ms < book.end_ms]
        verdict, evidence = _sources(rows, titled[plain_title(event)] if plain_title(event) else None)
        yield Counted(event.id, book.owners.get(item, event.actor), verdict, evidence)


def _sources(rows: list[Seen], same_title: set[str] | None) -> tuple[bool | None, tuple[str, ...]]:
    assigned = [one for one in rows if one.type == "source.assign"]
    collecting = [one for one in rows if one.type in COLLECTING]
    if assigned:
        lead, after = (
            assigned[-1].text("lead_department"),
            [one for one in collecting if one.recorded_ms >= assigned[-1].recorded_ms],
        )
        verdict = None if lead is None else {one.actor for one in after} <= {lead}
        return verdict, (assigned[-1].id, *(one.id for one in after))
    single = len({one.actor for one in collecting}) <= 1
    if not single:
        return False, tuple(one.id for one in collecting)
    return (None if same_title is None else len(same_title) == 1), tuple(one.id for one in collecting)


def plain_title(event: Seen) -> str:
    """The title of a catalogue event without punctuation, blanks and case; empty where it is not disclosed."""
    title = (entry_of(event) or {}).get("title")
    return _MARKS.sub("", unicodedata.normalize("NFKC", title)).casefold() if isinstance(title, str) else ""


def repeated(book: Book) -> Iterator[Counted]:
    """K19: collections of the period, and whether each repeats what its department may use under an agreement, or what
    another department owns (条例 19).
    """
    for event in book.record.of_type("collect"):
        if not book.period.holds(event.recorded_ms):
            continue
        owner = book.owners.get(event.item, "")
        held = [one for one in book.covering.get((event.item, event.actor), ()) if _in_force(book, one, event)]
        repeats = None if not owner else owner != event.actor or bool(held)
        yield Counted(event.id, event.actor, repeats, tuple(f"agreement:{one}" for one in held))


def _in_force(book: Book, agreement: str, event: Seen) -> bool:
    terms = book.agreements[agreement]
    return terms.use_from * 1000 <= event.occurred_ms < terms.use_until * 1000


def behind_law(book: Book) -> Iterator[tuple[Seen, list[str]]]:
    """Entries that lack something, with the names of what they lack."""
    for _, event in sorted(book.entries.items()):
        if entry_of(event) is not None and (lacking := lacks(event)):
            yield event, lacking
