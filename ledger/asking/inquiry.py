"""One question of one asker: what is on record as far as it may see it, and the head that every answer carries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from ledger.asking.answers import (
    HIDDEN,
    Bilingual,
    CalendarRef,
    ProofState,
    Withheld,
    calendar_ref,
    proof_state,
    withhold,
)
from ledger.asking.event_queries import newest, newest_between, newest_by
from ledger.asking.records import EventRef, Recorded, Records, ref
from ledger.errors import AgreementUnknown, EventUnknown, ItemUnknown
from ledger.model import format_time
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access as Right
from ledger.recording.read_record import ReadRecord
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.registers.look import FULL, Look, Subject
from ledger.storage.projection_rows import Item
from ledger.storage.store import Store, StoreSession

MAX_EVENTS = 5000


@dataclass(frozen=True)
class Answer:
    """The head of every answer.

    Attributes:
        verdict: the answer in one line.
        as_of: when it was given; docs/formats.md §1, as all times of answers.
        proof: how far the events below are proven.
        events: what the answer rests on: who signed what when.
        withheld: what the asker may not see, and why.
        truncated: of some kind only the newest records were looked at, and there are more.
    """

    verdict: Bilingual
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    events: list[EventRef]
    withheld: list[Withheld]
    truncated: bool


def by_event(rows: Iterable[Recorded]) -> dict[str, Recorded]:
    """Events by their ids."""
    return {row.event.id: row for row in rows}


class Inquiry:
    """What one asker may see, read in one session.

    Args:
        now: ms since 1970.
    """

    def __init__(
        self, session: StoreSession, records: Records, directory: Directory, look: Look, caller: Caller, now: int
    ) -> None:
        self.session = session
        self.directory = directory
        self.look = look
        self.caller = caller
        self.now = now
        self.truncated = False
        self._records = records
        self._hidden: set[int] = set()
        self._bare: set[int] = set()

    def load(self, indexes: Collection[int]) -> list[Recorded]:
        """These events, ascending: without fields where the asker sees metadata only, and without those it may not see."""
        rows = self._records.load(self.session, indexes)
        subjects = {row.index: Subject.of_row(row) for row in rows}
        rights = self.look.of_events(self.caller, subjects.values())
        return [shown for row in rows if (shown := self._shown(row, rights[subjects[row.index]])) is not None]

    def of_types(self, *types: str, limit: int = MAX_EVENTS, **where: Any) -> list[Recorded]:
        """The newest events of each of these types (`ledger.asking.event_queries.newest`), ascending, as the asker may see them.

        ``truncated`` tells afterwards whether there were more of one of them.
        """
        found: set[int] = set()
        for one in types:
            # each by itself: many calls must not crowd out the few events that decide
            found.update(self._kept(newest(self.session, types=(one,), limit=limit + 1, **where), limit))
        return self.load(found)

    def between(
        self, since_ms: int, until_ms: int, *, actor: str | None = None, types: Collection[str] = ("",)
    ) -> list[Recorded]:
        """The newest events of a period (`ledger.asking.event_queries.newest_between`), as `of_types`."""
        found = newest_between(self.session, since_ms, until_ms, actor=actor, types=types, limit=MAX_EVENTS + 1)
        return self.load(self._kept(found, MAX_EVENTS))

    def by(self, actor: str, *types: str) -> list[int]:
        """Indexes of the newest events of these types that a department recorded; ``truncated`` as of `of_types`."""
        return self._kept(newest_by(self.session, actor, types, MAX_EVENTS + 1), MAX_EVENTS)

    def event(self, event_id: str) -> Recorded:
        """One event.

        Raises:
            EventUnknown: there is none, or none that the asker may see; the two are not told apart.
        """
        row = self._records.find(self.session, event_id)
        found = self.load([row.index]) if row is not None else []
        if not found:
            raise EventUnknown.unseen()
        return found[0]

    def agreement(self, agreement_id: str) -> AgreementFacts:
        """One agreement.

        Raises:
            AgreementUnknown: there is none, or none that the asker may see; the two are not told apart.
        """
        facts = self.look.agreement(agreement_id)
        if facts is None or self.look.of_agreement(self.caller, facts.terms, agreement=facts.id) is Right.NONE:
            raise AgreementUnknown.unseen()
        return facts

    def item(self, code: str) -> Item:
        """One catalogue item as projected.

        Raises:
            ItemUnknown: there is none, or none that the asker may see; the two are not told apart.
        """
        row, entry = self.session.projections.item(code), self.look.item(code)
        if row is None or entry is None or self.look.of_item(self.caller, entry) is Right.NONE:
            raise ItemUnknown.unseen()
        return row

    def head(self, zh: str, en: str, rows: Iterable[Recorded], *, missing: int = 0) -> dict[str, Any]:
        """The members of `Answer`; ``rows`` are what it rests on, ``missing`` what should be on record and is not."""
        events = [ref(row) for row in sorted({row.index: row for row in rows}.values(), key=lambda row: row.index)]
        withheld = [withhold(f"events: {len(self._hidden)}", HIDDEN)] if self._hidden else []
        withheld += [withhold(f"disclosures: {len(self._bare)}")] if self._bare else []
        return {
            "verdict": Bilingual(zh, en),
            "as_of": format_time(self.now),
            "calendar": calendar_ref(),
            "proof": proof_state(events, missing),
            "events": events,
            "withheld": withheld,
            "truncated": self.truncated,
        }

    def _kept(self, indexes: list[int], limit: int) -> list[int]:
        """The newest ``limit`` of these, of which one more was asked for."""
        self.truncated |= len(indexes) > limit
        return indexes[-limit:]

    def _shown(self, row: Recorded, right: Right) -> Recorded | None:
        if right is Right.NONE:
            # of a sealed matter not even the number is told
            if Subject.of_row(row).sealed_to is None:
                self._hidden.add(row.index)
            return None
        if right in FULL or not row.disclosed:
            return row
        self._bare.add(row.index)
        return replace(row, disclosed={})


class Inquiries:
    """Opens inquiries; each is recorded as a reading before anything is read.

    Args:
        origin: name of the log whose anchors count.
        clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, origin: str, clock: Callable[[], int]) -> None:
        self._store = store
        self._directory = directory
        self._records = Records(origin)
        self._reads = ReadRecord(store, clock)
        self._clock = clock

    @contextmanager
    def open(
        self, caller: Caller, action: str, subject: str, facts: Mapping[str, Any] | None = None
    ) -> Iterator[Inquiry]:
        """An inquiry of ``caller`` about ``subject``; ``facts`` is small JSON about the question."""
        self._reads.add(caller, action, subject, dict(facts or {}))
        now = self._clock()
        with self._store.read() as session:
            look = Look(self._store, self._directory, now, session)
            yield Inquiry(session, self._records, self._directory, look, caller, now)
