"""Figures and reviews for one asker: read once, counted by the table, shown as far as the asker may see (KPI row)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ledger.asking.answers import Bilingual, calendar_ref, proof_state
from ledger.asking.records import EventRef, Records, ref
from ledger.errors import EventUnknown, InputRefused
from ledger.figures.figure_answers import Shown, figures_answer, review_answer
from ledger.figures.figure_book import BookReader, Wanted
from ledger.figures.figure_report import Report, recounted
from ledger.figures.figure_views import (
    Figures,
    FigureView,
    Members,
    MemberView,
    Recount,
    ReviewAnswer,
)
from ledger.model import format_time
from ledger.policy.figures.book import Book
from ledger.policy.figures.figure import Counted, Figure
from ledger.policy.figures.period import Period
from ledger.policy.figures.reviews import review_of
from ledger.policy.figures.table import FIGURES, figure_of
from ledger.policy.figures.tally import by_department, tally
from ledger.policy.permission_table import Access as Right
from ledger.policy.permission_table import Action
from ledger.recording.read_record import ReadRecord
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.registers.sight import FULL, Sight, Subject
from ledger.storage.store import Store, StoreSession

SETS = ("numerator", "denominator", "unknown")
MAX_PAGE = 1000


@dataclass(frozen=True)
class FigureQuestion:
    """What is asked: ``period`` as `Period.parse` reads it (None: this year), one department or all, as of when (ms), and
    as of how many entries, where that is on record.
    """

    period: str | None = None
    department: str | None = None
    as_of: int | None = None
    size: int | None = None


class Figuring:
    """Answers questions about figures; every answer is recorded as a reading before it is given.

    Args:
        origin: name of the log whose anchors count.
        clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, origin: str, clock: Callable[[], int]) -> None:
        self._store = store
        self._directory = directory
        self._origin = origin
        self._sight = Sight(store, directory)
        self._reads = ReadRecord(store, clock)
        self._records = Records(origin)
        self._clock = clock

    def figures(self, caller: Caller, asked: FigureQuestion, ids: Sequence[str] = ()) -> Figures:
        """The values of these figures (of all, if none are named).

        Raises:
            NotFound: no such figure. InputRefused: a period that is none, or a time that has not come.
        """
        chosen = [figure_of(one) for one in ids] or list(FIGURES.values())
        self._record(caller, "figures", ",".join(ids) or "*", asked)
        with self._store.read() as session:
            return figures_answer(self._directory, chosen, self._shown(session, caller, asked, chosen))

    def members(
        self, caller: Caller, figure_id: str, asked: FigureQuestion, which: str, after: str = "", limit: int = 100
    ) -> Members:
        """One page of what a figure counted, ascending by subject and department.

        Raises:
            NotFound: no such figure. InputRefused: as `figures`.
        """
        figure = figure_of(figure_id)
        self._record(caller, "figure-events", figure_id, asked)
        with self._store.read() as session:
            shown = self._shown(session, caller, asked, [figure])
            cases = sorted(_chosen(shown.cases[figure.id], which), key=_place)
            page = [one for one in cases if _place(one) > after][: limit + 1]
            named = {name for one in page[:limit] for name in (one.subject, *one.evidence)}
            events = self._refs(session, named)
        found = tally(figure, shown.cases[figure.id], whole=asked.department is None)
        assert found.roots is not None
        members = [MemberView.of(one, events.get(one.subject)) for one in page[:limit]]
        count = {"numerator": found.numerator, "denominator": found.denominator, "unknown": found.unknown}[which]
        return Members(
            Bilingual(f"{figure.zh}: 共 {count} 个", f"{figure.en}: {count} in all"),
            FigureView.of(figure, found),
            shown.book.period.name,
            format_time(shown.book.now),
            calendar_ref(),
            proof_state(events.values()),
            which,
            found.roots[SETS.index(which)].hex(),
            members,
            sorted(events.values(), key=lambda one: one.index),
            shown.withheld,
            shown.reach,
            _place(page[limit - 1]) if len(page) > limit else None,
        )

    def review(self, caller: Caller, name: str, asked: FigureQuestion) -> ReviewAnswer:
        """What one of the four reviews finds; refusals are those of the period, everything else stands at its end.

        Raises:
            NotFound: no such review. InputRefused: as `figures`.
        """
        review = review_of(name)
        self._record(caller, "review", name, asked)
        with self._store.read() as session:
            reader, period = self._reader(session, asked)
            book = reader.read(period, Wanted(frozenset(review.reads), uses=True))
            rows = list(review.look(book))
            seen = self._visible(caller, {one.department for one in rows}, asked.department)
            kept = [one for one in rows if one.department in seen]
            events = self._refs(session, {event for row in kept for event in row.evidence})
        hidden = 0 if asked.department else len(rows) - len(kept)
        return review_answer(review, book, kept, events, hidden, reader.reach)

    def recount(self, caller: Caller, event_id: str) -> Recount:
        """A `kpi.report` counted again as of the moment that it names: the same root, another, or no telling.

        Raises:
            EventUnknown: there is no such report, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, "recount", event_id)
        with self._store.read() as session:
            row = self._records.find(session, event_id)
            right = Right.NONE if row is None else self._sight.of_event(caller, Subject.of_row(row), self._clock())
            if row is None or right is Right.NONE or row.event.type.name != "kpi.report":
                raise EventUnknown(zh="没有该考核报告, 或无权查阅", en="no such report, or none that you may see")
            report = Report.of(row.values) if right in FULL else None
            if report is None or report.outdated:
                return recounted(ref(row), report, None, self._clock())
            chosen = [FIGURES[name] for name in report.formulas]
            asked = FigureQuestion(report.period, as_of=report.as_of, size=report.size)
            _, cases, _ = self._counted(session, asked, chosen)
        rows = {one.id: by_department(cases[one.id]) for one in chosen}
        counted = [
            (one, code, tally(one, found, whole=False))
            for one in chosen for code, found in rows[one.id].items() if code in report.departments
        ]  # fmt: skip
        return recounted(ref(row), report, counted, self._clock())

    def _shown(self, session: StoreSession, caller: Caller, asked: FigureQuestion, figures: Sequence[Figure]) -> Shown:
        book, cases, reader = self._counted(session, asked, figures)
        everyone = {one.department for rows in cases.values() for one in rows}
        seen = self._visible(caller, everyone, asked.department)
        shown = {name: [one for one in rows if one.department in seen] for name, rows in cases.items()}
        hidden = 0 if asked.department else sum(map(len, cases.values())) - sum(map(len, shown.values()))
        return Shown(book, shown, hidden, reader.reach, reader.anchored)

    def _counted(
        self, session: StoreSession, asked: FigureQuestion, figures: Sequence[Figure]
    ) -> tuple[Book, dict[str, list[Counted]], BookReader]:
        reader, period = self._reader(session, asked)
        wanted = Wanted(
            frozenset(kind for one in figures for kind in one.reads),
            any(one.calls for one in figures), any(one.uses for one in figures), any(one.marks for one in figures),
        )  # fmt: skip
        book = reader.read(period, wanted)
        return book, {one.id: list(one.count(book)) for one in figures}, reader

    def _reader(self, session: StoreSession, asked: FigureQuestion) -> tuple[BookReader, Period]:
        now = self._clock()
        as_of = now if asked.as_of is None else asked.as_of
        if as_of > now:
            raise InputRefused(
                zh="as_of 不得晚于现在: 以后的记录尚不存在", en="as_of must not lie ahead: what follows is not recorded"
            )
        period = Period.parse(asked.period) if asked.period else Period.year_of(as_of)
        return BookReader(session, self._directory, self._origin, as_of, asked.size), period

    def _visible(self, caller: Caller, departments: Iterable[str], only: str | None) -> set[str]:
        look = self._sight.at(self._clock())
        asked = (one for one in departments if one and only in {None, one})
        return {one for one in asked if look.of_department(caller, one, Action.KPI) is not Right.NONE}

    def _refs(self, session: StoreSession, subjects: Iterable[str]) -> dict[str, EventRef]:
        ids = [bytes.fromhex(one) for one in subjects if len(one) == 64 and ":" not in one]
        indexes = session.events.first_indexes(ids)
        return {row.event.id: ref(row) for row in self._records.load(session, indexes.values())}

    def _record(self, caller: Caller, action: str, subject: str, asked: FigureQuestion) -> None:
        facts = {name: value for name, value in vars(asked).items() if value is not None}
        self._reads.add(caller, action, subject[:80], facts)


def _place(case: Counted) -> str:
    return f"{case.subject} {case.department}"


def _chosen(cases: Iterable[Counted], which: str) -> list[Counted]:
    if which == "unknown":
        return [one for one in cases if one.met is None]
    return [one for one in cases if one.met or (one.met is False and which == "denominator")]
