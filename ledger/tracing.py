"""During and after: what goes on under an agreement, where data came from and went to, who answers for a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from ledger.accountability import Accountability
from ledger.activity import MAX_EVENTS, Activity, build_activity
from ledger.answers import HIDDEN, withhold
from ledger.attributing import Attributing
from ledger.caller import Caller
from ledger.directory import Directory
from ledger.errors import AgreementUnknown, EventUnknown, NotFound
from ledger.event_queries import newest
from ledger.lineage import Edge, Lineage, Shown, Walk, answer, edge, gaps, node, walk
from ledger.policy.permission_table import Access as Right
from ledger.policy.permission_table import Action
from ledger.read_record import ReadRecord
from ledger.records import Recorded, Records
from ledger.sight import FULL, Sight, Subject
from ledger.storage.event_index_store import EVENTS
from ledger.storage.store import Store, StoreSession

_SIZE_OF_ID = 64
_START = 200


class Tracer:
    """Answers during and after; every answer is recorded as a reading before it is given.

    Args:
        origin: name of the log whose anchors count.
        clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, origin: str, clock: Callable[[], int]) -> None:
        self._store = store
        self._directory = directory
        self._sight = Sight(store, directory)
        self._reads = ReadRecord(store, clock)
        self._records = Records(origin)
        self._clock = clock

    def activity(self, caller: Caller, agreement_id: str) -> Activity:
        """What goes on under an agreement.

        Raises:
            AgreementUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, "activity", agreement_id)
        now = self._clock()
        facts = self._directory.agreement(agreement_id)
        if facts is None or self._sight.of_agreement(caller, facts.terms, now) is Right.NONE:
            raise AgreementUnknown(zh="没有该协议, 或无权查阅", en="no such agreement, or none that you may see")
        full = self._sight.of_agreement(caller, facts.terms, now, Action.EXCHANGE) in FULL
        with self._store.read() as session:
            rows = self._records.load(session, newest(session, agreement=agreement_id, limit=MAX_EVENTS))
        return build_activity(facts, rows, now, full=full)

    def lineage(self, caller: Caller, start: str, direction: str = "up", depth: int = 8) -> Lineage:
        """Where the data of an event id or a catalogue item came from (``up``) or went to (``down``).

        Raises:
            NotFound: nothing recorded under that name, or nothing that the caller may see.
        """
        self._reads.add(caller, "lineage", start, {"direction": direction, "depth": depth})
        now = self._clock()
        with self._store.read() as session:
            found = walk(session, self._records, self._start(session, start), up=direction == "up", depth=depth)
            missing = gaps(session, found.rows.values()) if direction == "up" else []
            reached = session.projections.next_index(EVENTS)
        visible = self._visible(caller, found.rows.values(), now)
        if direction == "down" and self._owns(caller, found):
            # The owner may see where its data went (条例 29); a node shows no disclosed field
            visible = set(found.rows)
        nodes = [node(row, found.levels[index]) for index, row in found.rows.items() if index in visible]
        if not nodes:
            raise NotFound(zh="没有该记录, 或无权查阅", en="nothing recorded under that name, or nothing you may see")
        shown = {one.event.id for one in nodes}
        hidden = len(found.rows) - len(visible)
        seen = Shown(
            nodes=nodes,
            edges=self._edges(found, visible),
            gaps=[gap for gap in missing if gap.event in shown],
            withheld=[withhold(f"events: {hidden}", HIDDEN)] if hidden else [],
            truncated=found.truncated,
            complete_to=reached,
        )
        return answer(start, direction, depth, now, seen)

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
                raise EventUnknown(zh="没有该事件, 或无权查阅", en="no such event, or none that you may see")
            around = self._around(session, row)
        full = self._sight.of_event(caller, Subject.of(row.event), now) in FULL
        return Attributing(self._directory, row, around, now, full=full).answer()

    def _edges(self, found: Walk, visible: set[int]) -> list[Edge]:
        agreements = cache(self._directory.agreement)
        return [
            edge(found.rows[parent], found.rows[child], max(found.levels[parent], found.levels[child]), agreements)
            for child, parent in found.edges
            if {child, parent} <= visible
        ]

    def _start(self, session: StoreSession, start: str) -> list[int]:
        if len(start) == _SIZE_OF_ID and (found := self._records_of_id(session, start)):
            return found
        rows = self._records.load(session, newest(session, item=start, limit=_START))
        # A question about an item is one about its data; requests and reviews of it would only widen the graph
        return [row.index for row in rows if row.event.payload is not None]

    def _records_of_id(self, session: StoreSession, event_id: str) -> list[int]:
        try:
            return session.events.indexes_of(bytes.fromhex(event_id))[:1]
        except ValueError:
            return []

    def _visible(self, caller: Caller, rows: Iterable[Recorded], now: int) -> set[int]:
        subjects = {row.index: Subject.of(row.event) for row in rows}
        shown = {one for one in set(subjects.values()) if self._sight.of_event(caller, one, now) is not Right.NONE}
        return {index for index, subject in subjects.items() if subject in shown}

    def _owns(self, caller: Caller, found: Walk) -> bool:
        items = {row.event.item for index, row in found.rows.items() if found.levels[index] == 0}
        owners = {entry.owner for item in items if item and (entry := self._directory.item(item))}
        return owners == {caller.department}

    def _around(self, session: StoreSession, row: Recorded) -> list[Recorded]:
        """The events that may bear on one: its lineage both ways, its agreement's and its items' newest."""
        indexes = set(walk(session, self._records, [row.index], up=True, depth=16).rows)
        indexes |= set(walk(session, self._records, [row.index], up=False, depth=16).rows)
        if row.event.agreement:
            indexes |= set(newest(session, agreement=row.event.agreement, limit=MAX_EVENTS))
        if row.event.item:
            indexes |= set(newest(session, item=row.event.item, limit=MAX_EVENTS))
        return self._records.load(session, indexes)
