"""Duties from the log: what is due, for whom, since which event, and what met it, one row a duty.

A cursor of its own follows the event index; another one follows the anchors, because a term is judged by the time of its
anchor once there is one. Each step looks at the new events and at those few that they bear upon, never at the whole log;
everything can be dropped and made again, to the same rows.
"""

from __future__ import annotations

from typing import NamedTuple

from ledger.asking.records import Records
from ledger.duties.duty_grounds import BEARING, TOLD, Affected, Grounds, ReadOnce
from ledger.duties.duty_keeping import Key, changes_of, keep
from ledger.duties.duty_periods import Periods
from ledger.policy.context import Context, Known
from ledger.policy.duties import DutyState, State, clock_states
from ledger.policy.duty_rules import BY_TRIGGER
from ledger.policy.limits import Limits
from ledger.policy.seen import Seen
from ledger.policy.terms import AgreementTerms
from ledger.storage.duty_store import DUTIES, REJUDGED, DutyRow
from ledger.storage.event_index_store import EVENTS
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import Store, StoreSession

CHUNK = 1_000


class _Span(NamedTuple):
    """What a step is about: where both cursors stand and will stand, the events between, and a time (ms) that is over."""

    cursors: tuple[int, ...]
    end: int
    again: int
    new: list[IndexedEvent]
    old: list[IndexedEvent]
    passed: int

    @property
    def entries(self) -> int:
        """How many entries both cursors pass."""
        return self.end + self.again - sum(self.cursors)


class DutyProjector:
    """Feeds the duties from the log.

    Args:
        origin: name of the log whose anchors count.
        limits: terms of this deployment.
    """

    def __init__(self, store: Store, origin: str, limits: Limits | None = None) -> None:
        self._store = store
        self._origin = origin
        self._records = Records(origin)
        self._limits = limits or Limits()
        self._terms: dict[str, AgreementTerms] = {}
        self._tiers: dict[str, int] = {}
        self._mark = -1
        self.lag = 0
        """How many indexed entries the last step left for later."""

    def step(self, most: int | None = None) -> int:
        """Make duties of the next entries, or judge again what was anchored since, at most so many (`CHUNK`); how many
        there were.
        """
        with self._store.read() as session:
            read = ReadOnce(session)
            span = self._next(session, read, most or CHUNK)
            if span.entries == 0:
                return 0
            changes = changes_of(session, *self._made(session, read, span), span.passed)
        with self._store.begin() as session:
            # the projections may have been dropped meanwhile: then these rows are not the next ones any more
            if (session.projections.next_index(DUTIES), session.projections.next_index(REJUDGED)) == span.cursors:
                keep(session, changes)
                session.projections.advance(DUTIES, span.end)
                session.projections.advance(REJUDGED, span.again)
        return span.entries

    def catch_up(self) -> None:
        """Make duties of everything indexed so far."""
        while self.step():
            pass

    def _next(self, session: StoreSession, read: ReadOnce, most: int) -> _Span:
        start, mark = cursors = tuple(session.projections.next_index(name) for name in (DUTIES, REJUDGED))
        reach = session.projections.next_index(EVENTS)
        new, end = self._held(session, read, start, min(reach, start + most))
        self.lag = reach - end
        anchor = session.anchors.latest_final(self._origin)
        # never behind where it was: an anchor that is gone comes back with its events
        again = max(mark, min(anchor.size if anchor else 0, mark + most, end))
        if end < reach and mark < start:
            # what nobody has looked at yet goes before what only another time is known of
            again = mark
        old, held = self._held(session, read, mark, min(again, start))
        again = held if held < min(again, start) else again
        return _Span(cursors, end, again, new, old, anchor.mined_at or 0 if anchor else 0)

    def _held(self, session: StoreSession, read: ReadOnce, start: int, end: int) -> tuple[list[IndexedEvent], int]:
        """What can be judged now of a range, and where that ends. An event is recorded only under an agreement and by a
        department that the chain holds; where one is not known, the chain is being read anew, and what comes from there on
        waits for it.
        """
        if (mark := session.projections.directory_mark()) != self._mark:
            self._tiers = {row.code: int(row.tier) for row in session.projections.departments()}
            self._mark = mark
        rows = _firsts(session, read.between(start, end, BEARING))
        self._learn(session, rows)
        for place, row in enumerate(rows):
            if (row.agreement and row.agreement not in self._terms) or row.actor not in self._tiers:
                return rows[:place], row.index
        return rows, end

    def _learn(self, session: StoreSession, rows: list[IndexedEvent]) -> None:
        unread = {row.agreement for row in rows if row.agreement} - self._terms.keys()
        for found in session.projections.agreements_at(unread):
            self._terms[found.id] = AgreementTerms.from_json(found.terms)

    def _made(self, session: StoreSession, read: ReadOnce, span: _Span) -> tuple[list[DutyRow], set[Key]]:
        triggers = Affected(session).by([*span.new, *span.old])
        grounds = Grounds(session, self._terms, read)
        periods = Periods(session, self._terms)
        rows = read.get(grounds.around(triggers) | periods.open(span.new, span.old))
        # older events, under agreements that this process may not have met yet
        self._learn(session, rows)
        known = Known(terms={**self._terms, **grounds.terms}, tiers=self._tiers)
        seen = self._seen(session, rows)
        context = Context(seen, known, self._limits, 0)
        mine = [event for event in seen if event.index in triggers]
        put = [row_of(context, state) for state in clock_states(context, mine)]
        found = {(row.trigger, row.clause) for row in put}
        bound = {(event.index, rule.clause) for event in mine for rule in BY_TRIGGER.get(event.type, ())}
        more, gone = periods.rows(context)
        return [*put, *more], {*(bound - found), *gone}

    def _seen(self, session: StoreSession, rows: list[IndexedEvent]) -> list[Seen]:
        """These events as the policy sees them; read back whole only where a rule reads a field."""
        told = [row.seen() for row in self._records.load(session, [row.index for row in rows if row.type in TOLD])]
        plain = [row for row in rows if row.type not in TOLD]
        anchored = self._records.anchored_at(session, [row.index for row in plain])
        ids = {row.index: row.event_id.hex() for row in rows}
        parents: dict[int, tuple[str, ...]] = {}
        for child, parent in session.events.parents([row.index for row in plain]):
            if parent in ids:
                parents[child] = (*parents.get(child, ()), ids[parent])
        return told + [_seen_in_index(row, parents.get(row.index, ()), anchored.get(row.index)) for row in plain]


def _firsts(session: StoreSession, rows: list[IndexedEvent]) -> list[IndexedEvent]:
    """Of events that several keys signed, only the first entry."""
    first = session.events.first_indexes(row.event_id for row in rows)
    return [row for row in rows if first[row.event_id] == row.index]


def _seen_in_index(row: IndexedEvent, parents: tuple[str, ...], anchored_ms: int | None) -> Seen:
    return Seen(
        id=row.event_id.hex(),
        type=row.type,
        actor=row.actor,
        occurred_ms=row.occurred_at,
        recorded_ms=row.recorded_at,
        item=row.item or "",
        agreement=row.agreement or "",
        parents=parents,
        anchored_ms=anchored_ms,
        on_behalf_of=row.on_behalf_of or "",
        signer=row.signer,
        index=row.index,
    )


def row_of(context: Context, state: DutyState) -> DutyRow:
    """The row of a duty."""
    trigger = context.record.by_id[state.trigger]
    met = context.record.by_id.get(state.fulfilled_by)
    return DutyRow(
        trigger=trigger.index,
        clause=state.clause,
        department=state.department,
        agreement=trigger.agreement or None,
        item=trigger.item or None,
        begins_at=state.begins_ms,
        due_at=state.due_ms,
        provisional=state.provisional,
        known=state.state is not State.UNKNOWN,
        fulfilled=None if met is None else met.index,
        met_at=None if met is None else context.record.judged_ms(met),
    )
