"""Reading what is recorded, as far as the caller may see it; each reading is recorded before it takes place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ledger.asking.event_queries import next_seq
from ledger.asking.proving import Prover
from ledger.asking.records import Recorded, Records, ref
from ledger.asking.views import (
    AgreementList,
    AgreementView,
    EventPage,
    EventView,
    ItemList,
    ItemView,
    ReadList,
    agreement_view,
    event_view,
    item_view,
    read_row,
)
from ledger.errors import AgreementUnknown, EventUnknown, ItemUnknown, NotPermitted
from ledger.event_types import KeyRole
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access as Right
from ledger.policy.sealing import SEALABLE
from ledger.recording.read_record import ReadRecord
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory, ItemEntry, item_entry
from ledger.registers.sight import FULL, Sight, Subject
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import Store, StoreSession

_SCAN = 5000


class Reading:
    """The reading side.

    Args:
        prover: makes the evidence that `evidence` hands out.
    """

    def __init__(
        self, store: Store, directory: Directory, prover: Prover, origin: str, clock: Callable[[], int]
    ) -> None:
        self._store = store
        self._directory = directory
        self._sight = Sight(store, directory)
        self._reads = ReadRecord(store, clock)
        self._clock = clock
        self._prover = prover
        self._records = Records(origin)

    def items(self, caller: Caller | None) -> ItemList:
        """Every catalogue item that the caller may see."""
        with self._store.read() as session:
            rows = session.projections.items()
        views = (self._item(caller, item_entry(row.code, row.facts)) for row in rows)
        return ItemList([view for view in views if view is not None])

    def item(self, caller: Caller | None, code: str) -> ItemView:
        """One catalogue item.

        Raises:
            ItemUnknown: there is none, or none that the caller may see.
        """
        entry = self._directory.item(code)
        view = None if entry is None else self._item(caller, entry)
        if view is None:
            raise ItemUnknown.unseen()
        return view

    def agreements(self, caller: Caller) -> AgreementList:
        """Every agreement that the caller may see, those that are only offered too."""
        self._reads.add(caller, "agreements", "*")
        with self._store.read() as session:
            ids = [row.id for row in session.projections.agreements(drafts=True)]
        found = (self._standing(one) for one in ids)
        views = (self._agreement(caller, facts) for facts in found if facts is not None)
        return AgreementList([view for view in views if view is not None])

    def agreement(self, caller: Caller, agreement_id: str) -> AgreementView:
        """One agreement.

        Raises:
            AgreementUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, "agreement", agreement_id)
        facts = self._standing(agreement_id)
        view = None if facts is None else self._agreement(caller, facts)
        if view is None:
            raise AgreementUnknown.unseen()
        return view

    def events(
        self,
        caller: Caller,
        *,
        agreement: str | None = None,
        item: str | None = None,
        actor: str | None = None,
        type: str | None = None,  # noqa: A002 - the format's own word
        after: int = -1,
        limit: int = 100,
    ) -> EventPage:
        """Events that match all filters and that the caller may see, at most ``limit`` of the next `_SCAN` recorded."""
        given = {"agreement": agreement, "item": item, "actor": actor, "type": type}
        self._reads.add(caller, "events", "*", {name: value for name, value in given.items() if value})
        with self._store.read() as session:
            found = session.events.find(agreement=agreement, item=item, actor=actor, after=after, limit=_SCAN)
            wanted = [row for row in found if type in {None, row.type}]
            shown = self._records.load(session, self._visible(session, caller, wanted)[:limit])
        if len(shown) == limit:
            last: int | None = shown[-1].index
        else:
            last = found[-1].index if len(found) == _SCAN else None
        return EventPage([ref(row) for row in shown], last)

    def event(self, caller: Caller, event_id: str) -> EventView:
        """One event.

        Raises:
            EventUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, "event", event_id)
        row, right = self._find(caller, event_id)
        return event_view(row, right)

    def evidence(self, caller: Caller, event_id: str, disclose: Sequence[str] | None) -> bytes:
        """The evidence document; ``disclose`` None opens all that the caller may see.

        Raises:
            EventUnknown: as `event`. NotPermitted: a field is asked for that the caller may not see.
        """
        self._reads.add(caller, "evidence", event_id)
        _, right = self._find(caller, event_id)
        if right in FULL:
            return self._prover.evidence(event_id, disclose)
        if disclose:
            raise NotPermitted(
                zh="不是当事部门, 证据只能不带披露: 请用 disclose=",
                en="not a party: evidence without disclosures only, ask disclose=",
            )
        return self._prover.evidence(event_id, ())

    def next_seq(self, address: str, lane: int) -> int:
        """The next number in a signer's lane."""
        with self._store.read() as session:
            return next_seq(session, address, lane)

    def reads(
        self, caller: Caller, *, department: str | None = None, subject: str | None = None, limit: int = 100
    ) -> ReadList:
        """Who read what: one's own department, or any for auditors and supervisors.

        Raises:
            NotPermitted: another department's readings, without such a key.
        """
        wide = caller.role in (KeyRole.AUDITOR, KeyRole.SUPERVISOR)
        if not wide and department not in (None, caller.department):
            raise NotPermitted(zh="只能查本部门的查阅记录", en="you may see the readings of your own department only")
        asked = {"department": department, "subject": subject}
        self._reads.add(caller, "reads", "*", {name: value for name, value in asked.items() if value})
        mine = department if wide else caller.department
        with self._store.read() as session:
            rows = session.access.reads(department=mine, subject=subject, limit=limit)
        return ReadList([read_row(row) for row in rows])

    def _find(self, caller: Caller, event_id: str) -> tuple[Recorded, Right]:
        with self._store.read() as session:
            row = self._records.find(session, event_id)
        right = Right.NONE if row is None else self._right(caller, row)
        if row is None or right is Right.NONE:
            raise EventUnknown.unseen()
        return row, right

    def _visible(self, session: StoreSession, caller: Caller, rows: Sequence[IndexedEvent]) -> list[int]:
        subjects = {row.index: Subject(row.type, row.actor, row.on_behalf_of, row.agreement, row.item) for row in rows}
        # the index does not tell which of these are sealed
        sealable = self._records.load(session, [row.index for row in rows if row.type in SEALABLE])
        subjects |= {row.index: Subject.of_row(row) for row in sealable}
        rights = self._sight.at(self._clock()).of_events(caller, subjects.values())
        return [index for index, subject in subjects.items() if rights[subject] is not Right.NONE]

    def _right(self, caller: Caller, row: Recorded) -> Right:
        return self._sight.of_event(caller, Subject.of_row(row), self._clock())

    def _item(self, caller: Caller | None, entry: ItemEntry) -> ItemView | None:
        return item_view(entry, self._sight.of_item(caller, entry, self._clock()))

    def _agreement(self, caller: Caller, facts: AgreementFacts) -> AgreementView | None:
        right = self._sight.of_agreement(caller, facts.terms, self._clock(), agreement=facts.id)
        return agreement_view(facts, right)

    def _standing(self, agreement_id: str) -> AgreementFacts | None:
        return self._directory.agreement(agreement_id) or self._directory.draft(agreement_id)
