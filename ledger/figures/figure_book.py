"""Reading what figures are counted from: only the types that are asked for, page by page, by the event index.

A correction (`supersedes`, by the same department, of the same type) speaks in its event's place: the term is judged by
when the first was recorded, what it says is what the newest says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import select

from ledger.policy.figures.book import Book, Call, Mark, Use
from ledger.policy.figures.period import Period
from ledger.policy.quality import truth
from ledger.policy.seen import Record, Seen
from ledger.registers.directory import Directory
from ledger.storage import bulk
from ledger.storage.anchor_journal import AnchorState
from ledger.storage.chain_rows import CatalogueItem, ItemLink
from ledger.storage.event_index_store import EVENTS
from ledger.storage.projection_rows import Agreement, IndexedEvent
from ledger.storage.store import StoreSession
from ledger.storage.tables_journal import anchors
from ledger.storage.walking import BEGINNING, Condition, Way, statement
from ledger.workdays import DAY_MS, EAST_MS

PAGE = 5_000
RECORDS_MS = 4 * 366 * DAY_MS
# What an order or finding is about is named by the parents of these
_FOLLOWED = frozenset({"finding", "breach.mark"})
_ROWS = (
    'SELECT e."index", e.event_id, e.type, e.actor, e.agreement, e.item, e.occurred_at, e.recorded_at, e.supersedes,'
    ' d.fields FROM (%s) AS n JOIN event_index AS e ON e."index" = n."index"'
    ' LEFT JOIN disclosures AS d ON d."index" = e."index" ORDER BY e."index"'
)
_MARKS = (
    'SELECT e."index", e.event_id, e.actor, e.occurred_at FROM event_index AS e'
    ' WHERE e."index" > {mark} AND e."index" < {mark} ORDER BY e."index" LIMIT {mark}'
)
_ENDS = (
    'SELECT min(e."index"), max(CASE WHEN e.occurred_at < {mark} THEN e."index" END) FROM event_index AS e'
    ' WHERE e.type = {mark} AND e."index" < {mark} AND e.agreement IS NOT NULL GROUP BY e.agreement'
)
_DAYS = (
    "SELECT DISTINCT e.agreement, (e.occurred_at + {mark}) / {mark} FROM event_index AS e"
    ' WHERE e.type = {mark} AND e."index" < {mark} AND e.agreement IS NOT NULL AND e.occurred_at >= {mark}'
)
_EVER = 2**53


class _Value(msgspec.Struct):
    value: Any


_read_fields = msgspec.json.Decoder(dict[str, _Value]).decode


@dataclass(frozen=True)
class Wanted:
    """What is read into a book: event types, and whether calls, days of use and all events' times are needed."""

    types: frozenset[str]
    calls: bool = False
    uses: bool = False
    marks: bool = False


class BookReader:
    """Reads one book in one session.

    Args:
        origin: name of the log whose anchors count.
        as_of: ms; what was recorded later, or anchored for good later, is not known yet.
        size: entries that were known then, if that is on record: projections run a little behind the clock.

    Attributes:
        reach, anchored: entries that are known, and how many of these were anchored for good.
    """

    def __init__(
        self, session: StoreSession, directory: Directory, origin: str, as_of: int, size: int | None = None
    ) -> None:
        self._session = session
        self._directory = directory
        self._as_of = as_of
        reach = session.lineage.reach_at(as_of, session.projections.next_index(EVENTS))
        self.reach = reach if size is None else min(reach, size)
        mine = (anchors.c.origin == origin) & (anchors.c.state == AnchorState.FINAL) & (anchors.c.ended_at <= as_of)
        rows = session.connection.execute(
            select(anchors.c.size, anchors.c.mined_at).where(mine).order_by(anchors.c.size)
        )
        self._anchors = [(row[0], row[1]) for row in rows]
        self.anchored = min(self._anchors[-1][0], self.reach) if self._anchors else 0

    def read(self, period: Period, wanted: Wanted) -> Book:
        """The book of a period."""
        events = self._seen(wanted.types)
        known = self._session.projections.agreements()
        concluded = [row for row in known if int(row.facts.get("filed_at", 0)) <= self._as_of]
        items = self._session.projections.items()
        book = Book(
            period,
            self._as_of,
            Record(events),
            {row.id: self._directory.facts_of(row).terms for row in concluded},
            {row.code: row.owner for row in items},
            stopped={row.id: since for row in concluded if (since := _since(row)) is not None},
            ended={row.id: int(row.facts["ends_at"]) for row in concluded if "ends_at" in row.facts},
            links=self._links() if "inspection" in wanted.types else {},
            above={one.code: frozenset(self._directory.ancestors(one.code)) for one in self._directory.departments()},
        )
        if wanted.calls:
            book = replace(book, calls=list(self._calls(period)))
        if wanted.uses:
            first, last = self._ends(book.end_ms)
            book = replace(book, first_use=first, last_use=last, use_days=self._days(book.end_ms))
        return replace(book, marks=list(self._marks(period))) if wanted.marks else book

    def _pages(self, kind: str, since: int = 0, until: int = _EVER) -> Iterator[tuple[Any, ...]]:
        after, connection = BEGINNING, self._session.connection
        occurred: list[Condition] = [("e.occurred_at >= {mark}", (since,)), ("e.occurred_at < {mark}", (until,))]
        while True:
            way = Way(after=after, before=self.reach, limit=PAGE)
            page, values = statement(connection, {"type": kind}, occurred, **way)
            rows = bulk.rows(connection, _ROWS % page, values)
            yield from rows
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def _seen(self, types: Collection[str]) -> list[Seen]:
        rows = {row[0]: row for kind in sorted(types) for row in self._pages(kind)}
        self._add_parents(rows)
        instead = {row[8]: index for index, row in sorted(rows.items()) if _corrects(row, rows)}
        ids = {index: bytes(row[1]).hex() for index, row in rows.items()}
        parents: dict[int, list[str]] = defaultdict(list)
        for child, parent in self._session.events.parents(rows):
            if (newest := _newest(parent, instead)) in ids:
                parents[child].append(ids[newest])
        found: dict[str, Seen] = {}
        firsts = {_newest(index, instead): index for index in sorted(rows, reverse=True)}
        for newest, first in firsts.items():
            named = tuple(sorted({*parents[newest], *parents[first]} - {ids[newest]}))
            found.setdefault(ids[newest], self._event(rows[newest], rows[first], named))
        return list(found.values())

    def _add_parents(self, rows: dict[int, tuple[Any, ...]]) -> None:
        """What findings are about, of whatever type; without disclosures."""
        followed = [index for index, row in rows.items() if row[2] in _FOLLOWED]
        missing = {parent for _, parent in self._session.events.parents(followed)} - rows.keys() if followed else set()
        for one in self._session.events.get(missing):
            agreement = None if one.agreement is None else bytes.fromhex(one.agreement[2:])
            rows[one.index] = (
                one.index, one.event_id, one.type, one.actor, agreement, one.item, one.occurred_at, one.recorded_at,
                None, None,
            )  # fmt: skip

    def _event(self, row: tuple[Any, ...], first: tuple[Any, ...], parents: tuple[str, ...]) -> Seen:
        return Seen(
            id=bytes(row[1]).hex(),
            type=row[2],
            actor=row[3],
            occurred_ms=first[6],
            recorded_ms=first[7],
            item=row[5] or "",
            agreement=_agreement(row[4]),
            parents=parents,
            disclosed={name: one.value for name, one in _read_fields(row[9]).items()} if row[9] else {},
            anchored_ms=self._anchored(first[0]),
        )

    def _anchored(self, index: int) -> int | None:
        place = bisect_right(self._anchors, (index, _EVER))
        return self._anchors[place][1] if place < len(self._anchors) else None

    def _calls(self, period: Period) -> Iterator[Call]:
        replaced: set[int] = set()
        calls: list[tuple[int, Call]] = []
        for row in self._pages("call", period.start_ms, min(period.end_ms, self._as_of + 1)):
            given = _read_fields(row[9]) if row[9] else {}
            success = given.get("success")
            call = Call(
                bytes(row[1]).hex(), row[3], _agreement(row[4]), row[6], _text(given.get("case_ref")),
                _text(given.get("message_id")), None if success is None else truth(success.value),
            )  # fmt: skip
            calls.append((row[0], call))
            replaced |= {row[8]} if row[8] is not None else set()
        return (call for index, call in calls if index not in replaced)

    def _ends(self, end_ms: int) -> tuple[dict[str, Use], dict[str, Use]]:
        """The first call of each agreement, and the last before the end of the period."""
        rows = bulk.rows(self._session.connection, _ENDS, [end_ms, "call", self.reach])
        known = {
            one.index: one for one in self._session.events.get({one for row in rows for one in row if one is not None})
        }
        firsts, lasts = (known[low] for low, _ in rows), (known[high] for _, high in rows if high is not None)
        return _uses(firsts), _uses(lasts)

    def _days(self, end_ms: int) -> dict[str, frozenset[int]]:
        values = [EAST_MS, DAY_MS, "call", self.reach, max(end_ms - RECORDS_MS, 0)]
        found: dict[str, set[int]] = defaultdict(set)
        for agreement, day in bulk.rows(self._session.connection, _DAYS, values):
            found[_agreement(agreement)].add(day * DAY_MS - EAST_MS)
        return {identity: frozenset(days) for identity, days in found.items()}

    def _marks(self, period: Period) -> Iterator[Mark]:
        lineage = self._session.lineage
        low = lineage.reach_at(period.start_ms - 1, self.reach) if period.start_ms else 0
        high = lineage.reach_at(min(period.end_ms - 1, self._as_of), self.reach)
        after = low - 1
        while rows := bulk.rows(self._session.connection, _MARKS, [after, high, PAGE]):
            for index, event_id, actor, occurred in rows:
                yield Mark(bytes(event_id).hex(), actor, occurred, self._anchored(index))
            after = rows[-1][0]

    def _links(self) -> dict[str, tuple[str, ...]]:
        codes = {one.id: one.code for one in self._session.chain.find(CatalogueItem)}
        found: dict[str, list[str]] = defaultdict(list)
        for link in self._session.chain.find(ItemLink):
            if link.since <= self._as_of and (link.until is None or link.until > self._as_of) and link.item in codes:
                found[link.duty.removeprefix("0x")].append(codes[link.item])
        return {duty: tuple(sorted(items)) for duty, items in found.items()}


def _uses(events: Iterable[IndexedEvent]) -> dict[str, Use]:
    return {str(one.agreement): Use(one.event_id.hex(), one.occurred_at) for one in events}


def _newest(index: int, instead: dict[int, int]) -> int:
    while index in instead:
        index = instead[index]
    return index


def _corrects(row: tuple[Any, ...], rows: dict[int, tuple[Any, ...]]) -> bool:
    """Whether it stands in the place of an earlier event: of the same type, by the same department."""
    corrected = rows.get(row[8]) if row[8] is not None else None
    return corrected is not None and corrected[0] < row[0] and (row[2], row[3]) == (corrected[2], corrected[3])


def _agreement(value: Any) -> str:
    return "" if value is None else "0x" + bytes(value).hex()


def _text(given: _Value | None) -> str | None:
    return given.value if given is not None and isinstance(given.value, str) else None


def _since(row: Agreement) -> int | None:
    """Since when the chain has an agreement suspended or ended (ms); None while it stands."""
    if row.state == "concluded":
        return None
    times = [int(row.facts[name]) for name in ("suspended_at", "ends_at", "closed_at") if name in row.facts]
    return min(times, default=0)
