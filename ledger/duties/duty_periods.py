"""Duties over a period, kept along the log: the report of use, the disposal at the end of use, the yearly report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby

from ledger.policy.clauses import CLAUSES
from ledger.policy.context import Context
from ledger.policy.periods import GIVEN, REPORTED, USES, year_of, year_start
from ledger.policy.terms import AgreementTerms
from ledger.storage.duty_store import DutyRow
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import StoreSession

_REPORT = "use.report"
_ENDS, _DISPOSALS = CLAUSES["U7"].triggers, CLAUSES["U7"].fulfilled_by
_Key = tuple[int, str]


class Periods:
    """One pass over the next events: which periods they open and close."""

    def __init__(self, session: StoreSession, terms: Mapping[str, AgreementTerms]) -> None:
        self._session = session
        self._terms = terms
        self._spans: dict[_Key, tuple[int, int | None]] = {}
        self._years: dict[tuple[str, int], tuple[int, int | None]] = {}
        self._gone: set[_Key] = set()

    def open(self, new: Iterable[IndexedEvent], old: Collection[IndexedEvent]) -> set[int]:
        """Take these events in, and those whose anchor came since; the indexes of the events that are needed for `rows`."""
        rows = sorted((row for row in new if row.agreement), key=lambda row: (str(row.agreement), row.index))
        for agreement, some in groupby(rows, key=lambda row: str(row.agreement)):
            mine, terms = list(some), self._terms[agreement]
            self._uses(agreement, terms, mine)
            self._end(agreement, mine)
        self._year(sorted(rows, key=lambda row: row.index))
        self._told(new)
        self._judge_again([row.index for row in old])
        spans = (*self._spans.values(), *self._years.values())
        return {index for span in spans for index in span if index is not None}

    def rows(self, context: Context) -> tuple[list[DutyRow], list[_Key]]:
        """The rows of these periods, and those that are no more."""
        by_index = {event.index: event for event in context.record.events}
        put = []
        for (trigger, clause), (_, met) in self._spans.items():
            opened, closed = by_index[trigger], by_index.get(met) if met is not None else None
            begins = context.record.judged_ms(opened)
            user = self._terms[opened.agreement].user
            if clause == "U7":
                begins = self._terms[opened.agreement].use_until * 1000
            due = context.limits(opened).due(clause, begins)
            when = None if closed is None else context.record.judged_ms(closed)
            put.append(DutyRow(trigger, clause, user, opened.agreement, opened.item or None, begins, due.due_ms,
                               due.provisional, True, met, when))  # fmt: skip
        for (manager, year), (trigger, met) in self._years.items():
            closed = by_index.get(met) if met is not None else None
            when = None if closed is None else context.record.judged_ms(closed)
            put.append(DutyRow(trigger, "M7", manager, None, None, year_start(year), year_start(year + 1), False, True,
                               met, when))  # fmt: skip
        return put, sorted(self._gone)

    def _uses(self, agreement: str, terms: AgreementTerms, rows: Iterable[IndexedEvent]) -> None:
        wanted = (*USES, _REPORT)
        mine = [row for row in rows if row.type in wanted and (row.on_behalf_of or row.actor) == terms.user]
        last = self._session.duties.newest_under(agreement, "U6") if mine else None
        opened = last.trigger if last is not None and last.fulfilled is None else None
        for row in mine:
            if opened is None and row.type in USES:
                opened = row.index
                self._spans[opened, "U6"] = (opened, None)
            elif opened is not None and row.type == _REPORT:
                self._spans[opened, "U6"] = (opened, row.index)
                opened = None

    def _end(self, agreement: str, rows: Iterable[IndexedEvent]) -> None:
        """Disposal when the time of use ends; an event that ended the use before starts that clock itself."""
        names = {row.type for row in rows}
        if not names & {*GIVEN, *_ENDS, *_DISPOSALS}:
            return
        find = self._session.duties.neighbour
        first = find(-1, GIVEN, later=True, agreement=agreement)
        if first is None:
            return
        key = (first, "U7")
        if find(-1, _ENDS, later=True, agreement=agreement) is not None:
            self._gone.add(key)
        elif names & set(_DISPOSALS) or any(row.index == first for row in rows):
            self._spans[key] = (first, find(first, _DISPOSALS, later=True, agreement=agreement))

    def _year(self, rows: Iterable[IndexedEvent]) -> None:
        asked = set[tuple[str, int]]()
        for row in rows:
            key = (self._terms[str(row.agreement)].manager, year_of(row.recorded_at))
            if key not in asked and self._session.duties.of_year(key[0], year_start(key[1])) is None:
                self._years[key] = (row.index, self._report(*key))
            asked.add(key)

    def _told(self, rows: Iterable[IndexedEvent]) -> None:
        for row in rows:
            if row.type in REPORTED:
                year = year_of(row.recorded_at)
                known = self._session.duties.of_year(row.on_behalf_of or row.actor, year_start(year))
                if known is not None and known.fulfilled is None:
                    self._years.setdefault((known.department, year), (known.trigger, row.index))

    def _report(self, manager: str, year: int) -> int | None:
        start = self._session.lineage.reach_at(year_start(year) - 1, self._session.log.load_state().size)
        found = self._session.duties.neighbour(start - 1, REPORTED, later=True, acting=manager)
        if found is None:
            return None
        (row,) = self._session.events.get([found])
        return found if year_of(row.recorded_at) == year else None

    def _judge_again(self, indexes: Collection[int]) -> None:
        known = [*self._session.duties.at(indexes), *self._session.duties.met_by(indexes)]
        starts = {row.index: row.type for row in self._session.events.get({one.trigger for one in known})}
        for row in known:
            key = (row.trigger, row.clause)
            if row.clause == "M7":
                self._years.setdefault((row.department, year_of(row.begins_at)), (row.trigger, row.fulfilled))
            elif row.clause == "U6" or (row.clause == "U7" and starts[row.trigger] in GIVEN):
                self._spans.setdefault(key, (row.trigger, row.fulfilled))
