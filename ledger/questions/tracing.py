"""During and after: what goes on under an agreement, where data came from and went to, who answers for a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ledger.asking.event_queries import newest
from ledger.asking.records import Recorded, Records
from ledger.errors import EventUnknown
from ledger.lineage.following import Following
from ledger.lineage.lineage import Asked, Lineage
from ledger.lineage.walking import Bounds, walk
from ledger.policy.limits import Limits
from ledger.policy.permission_table import Access as Right
from ledger.policy.permission_table import Action
from ledger.questions.accountability import Accountability
from ledger.questions.activity import MAX_EVENTS, Activity, build_activity
from ledger.questions.attributing import Attributing
from ledger.questions.known_facts import KnownFacts
from ledger.questions.recall import Recall, Recalling
from ledger.recording.read_record import ReadRecord
from ledger.registers.agreement_sight import AgreementSight
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.registers.sight import FULL, Sight, Subject
from ledger.storage.event_index_store import EVENTS
from ledger.storage.store import Store, StoreSession

_AROUND_DEPTH = 16


class Tracer:
    """Answers during and after; every answer is recorded as a reading before it is given.

    Args:
        origin: name of the log whose anchors count.
        clock: ms since 1970.
        limits: terms of this deployment.
    """

    def __init__(
        self, store: Store, directory: Directory, origin: str, clock: Callable[[], int], limits: Limits | None = None
    ) -> None:
        self._store = store
        self._directory = directory
        self._sight = Sight(store, directory)
        self._agreements = AgreementSight(store, directory, clock)
        self._reads = ReadRecord(store, clock)
        self._records = Records(origin)
        self._clock = clock
        self._limits = limits

    def activity(self, caller: Caller, agreement_id: str) -> Activity:
        """What goes on under an agreement.

        Raises:
            AgreementUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        facts, full, now = self._agreements.open(caller, "activity", agreement_id, Action.EXCHANGE)
        with self._store.read() as session:
            indexes = newest(session, agreement=agreement_id, limit=MAX_EVENTS + 1)
            rows = self._records.load(session, indexes[-MAX_EVENTS:])
            known = KnownFacts(session, self._records, self._directory, facts).known(rows)
        sealed = {row.index for row in rows if Subject.of_row(row).sealed_to is not None}
        seen = self._visible(caller, (row for row in rows if row.index in sealed), now)
        rows = [row for row in rows if row.index not in sealed or row.index in seen]
        more = len(indexes) > MAX_EVENTS
        return build_activity(facts, rows, now, known, full=full, truncated=more, limits=self._limits)

    def lineage(self, caller: Caller, asked: Asked) -> Lineage:
        """Where the data of an event or a catalogue item came from (``up``) or went to (``down``), one page.

        Raises:
            NotFound: nothing recorded under that name, or nothing that the caller may see.
            InputRefused: a cursor that no page gave.
        """
        facts = {"direction": asked.direction, "depth": asked.depth, "cursor": asked.cursor}
        facts |= {"until": asked.occurred_until, "known_at": asked.known_at}
        self._reads.add(caller, "lineage", asked.ref, {name: one for name, one in facts.items() if one is not None})
        with self._store.read() as session:
            following = Following(session, self._records, self._directory, self._sight, caller, self._clock())
            return following.page(asked)

    def recall(self, caller: Caller, event_id: str) -> Recall:
        """Every holder of what a wrong source record or delivery led to, each one's duty, and what closed it.

        Raises:
            EventUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, "recall", event_id)
        with self._store.read() as session:
            recalling = Recalling(session, self._records, self._directory, self._sight, caller, self._clock())
            return recalling.recall(event_id)

    def accountability(self, caller: Caller, event_id: str) -> Accountability:
        """Who answers for one event.

        Raises:
            EventUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, "accountability", event_id)
        now = self._clock()
        with self._store.read() as session:
            row = self._records.find(session, event_id)
            if row is None or not self._visible(caller, [row], now):
                raise EventUnknown.unseen()
            around, truncated = self._around(session, row)
        full = self._sight.of_event(caller, Subject.of_row(row), now) in FULL
        return Attributing(
            self._directory, row, around, now, full=full, truncated=truncated, limits=self._limits
        ).answer()

    def _visible(self, caller: Caller, rows: Iterable[Recorded], now: int) -> set[int]:
        subjects = {row.index: Subject.of_row(row) for row in rows}
        rights = self._sight.at(now).of_events(caller, subjects.values())
        return {index for index, subject in subjects.items() if rights[subject] is not Right.NONE}

    def _around(self, session: StoreSession, row: Recorded) -> tuple[list[Recorded], bool]:
        """The events that may bear on one: its lineage both ways, and the newest of its agreements and items; those of the
        deliveries it rests on count as its own. And whether there are more of them than were read.
        """
        reach = session.projections.next_index(EVENTS)
        indexes = {row.index}
        truncated = False
        for up in (True, False):
            page = walk(session, [row.index], Bounds(up, reach, _AROUND_DEPTH), 0, MAX_EVENTS)
            indexes.update(page.indexes)
            truncated |= page.truncated or page.following is not None
        found = session.events.get(indexes)
        near = [one for one in found if one.index == row.index or one.type == "deliver"]
        subjects = {(one.agreement, None) for one in near} | {(None, one.item) for one in near}
        for agreement, item in subjects - {(None, None)}:
            most = newest(session, agreement=agreement, item=item, limit=MAX_EVENTS + 1)
            indexes.update(most[-MAX_EVENTS:])
            truncated |= len(most) > MAX_EVENTS
        # What an issue names beside this event is what it sets against it: another source of the same data
        issues = [one.index for one in session.events.get(indexes) if one.type == "quality.issue"]
        beside = {parent for _, parent in session.events.parents(issues)}
        items = set(session.events.items_of(beside).values())
        indexes |= beside | {one.index for one in session.events.about(items, ("source.assign",), -1)}
        return self._records.load(session, indexes), truncated
