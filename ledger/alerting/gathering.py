"""Gathering: the record of one matter and what lies around it, as the rules of alerts want it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from ledger.alerting.call_pairs import Calls
from ledger.alerting.matters import BULK, CALLS, QUIET, Kind, Matter
from ledger.asking.event_queries import newest, newest_by
from ledger.asking.records import Recorded, Records
from ledger.event_types import EVENT_TYPES
from ledger.policy.alert import Around, CallDay, KeyTimes
from ledger.policy.facts import AgreementFacts
from ledger.policy.sealing import sealed_to
from ledger.policy.seen import Record
from ledger.registers.directory import Directory, ItemEntry
from ledger.storage.alert_rows import AlertRow
from ledger.storage.store import StoreSession
from ledger.storage.tables_projection import call_days
from ledger.workdays import DAY_MS, day_start

MAX_EVENTS, MAX_CALLS, MAX_NEAR = 1_000, 300, 100
# From a use up to the delivery and the version that it rests on
_STEPS_UP = 4
_ABOUT_ITEM = ("data.update", "collect", "source.assign", "attribution.change", "grade", "derive", "aggregate")
_FEW = tuple(name for name in EVENT_TYPES if name not in {*BULK, *CALLS, *QUIET})
_CLOSING = frozenset({"close", "closed", "end", "ended", "办结", "结案", "归档"})
_MAX_STEPS = 20_000
_DAYS_MS = 31 * DAY_MS


@dataclass(frozen=True)
class Gathered:
    """One matter: the events that are judged and those they are judged by, the agreements that bear on it, what lies around.

    ``judged`` holds ids.
    """

    judged: frozenset[str]
    record: Record
    agreements: Mapping[str, AgreementFacts]
    around: Around


class CaseBook:
    """Which cases were closed when, as `case.step` events disclose it; each is read once."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._seen = -1
        self.closed: dict[str, int] = {}

    def read(self, session: StoreSession) -> Mapping[str, int]:
        """Case number → when it was closed (ms), by what is recorded now."""
        fresh = [one for one in newest(session, types=("case.step",), limit=_MAX_STEPS) if one > self._seen]
        for row in self._records.load(session, fresh):
            values = row.values
            case, activity = values.get("case_ref"), str(values.get("activity", "")).strip().casefold()
            if isinstance(case, str) and activity in _CLOSING:
                self.closed[case] = row.event.occurred_ms
        self._seen = max((self._seen, *fresh))
        return self.closed


class Gathering:
    """Reads matters in one session.

    Args:
        cases: which cases were closed, kept from session to session.
        known: the alerts of the matter that stand as yet, by id.
        now: ms since 1970.
    """

    def __init__(
        self,
        session: StoreSession,
        records: Records,
        directory: Directory,
        cases: CaseBook,
        known: Mapping[str, AlertRow],
        now: int,
    ) -> None:
        self._session = session
        self._records = records
        self._directory = directory
        self._cases = cases
        self._known = known
        self._now = now
        self._found: dict[Matter, set[int]] = {}

    def matter(self, matter: Matter, judged: Collection[int]) -> Gathered | None:
        """What these events of a matter are judged by; None while what it is about is not known here, as during a rebuild.

        Calls are counted by the day, so the newest ones are judged with them.
        """
        if matter.kind is Kind.AGREEMENT:
            return self._agreement(matter.name, set(judged))
        if matter.kind is Kind.ITEM:
            return self._item(matter.name, set(judged))
        return self._department(matter.name, set(judged))

    def standing(self, matter: Matter) -> set[int]:
        """Events whose alerts anything may change that is not one of many: the newest of the few, and what alerts are about."""
        subjects = {row.subject for row in self._known.values()}
        ids = [bytes.fromhex(one) for one in subjects if is_event_id(one)]
        return self._few(matter) | set(self._session.events.first_indexes(ids).values())

    def _agreement(self, identity: str, judged: set[int]) -> Gathered | None:
        facts = self._directory.agreements([identity], self._session).get(identity)
        if facts is None:
            return None
        indexes = self._with_near(judged) | self._few(Matter(Kind.AGREEMENT, identity))
        judged |= set(newest(self._session, types=CALLS, agreement=identity, limit=MAX_CALLS))
        for code in facts.terms.items:
            indexes |= set(newest(self._session, types=_ABOUT_ITEM, item=code, limit=MAX_NEAR))
        rows = self._records.load(self._session, indexes | judged)
        calls = Calls(self._session, identity, [row for row in rows if row.index in judged], self._known.values())
        answered = calls.answered()
        rows += self._records.load(self._session, answered - {row.index for row in rows})
        paired = calls.paired(rows, self._now)
        return self._gathered(rows, judged | answered, {identity: facts}, set(facts.terms.items), paired=paired)

    def _item(self, code: str, judged: set[int]) -> Gathered:
        indexes = self._with_near(judged | self._few(Matter(Kind.ITEM, code)))
        rows = self._records.load(self._session, indexes)
        above = {row.event.item for row in rows if row.event.item}
        for other in above - {code}:
            indexes |= set(newest(self._session, types=("data.update", "grade"), item=other, limit=MAX_NEAR))
        rows = self._records.load(self._session, indexes)
        named = {row.event.agreement for row in rows if row.event.agreement}
        sources = {source for _, source in self._session.events.sources([code])}
        return self._gathered(rows, judged, self._directory.agreements(named, self._session), {code, *above, *sources})

    def _department(self, code: str, judged: set[int]) -> Gathered:
        indexes = self._with_near(judged | self._few(Matter(Kind.DEPARTMENT, code)))
        return self._gathered(self._records.load(self._session, indexes), judged, {}, set(), department=code)

    def _few(self, matter: Matter) -> set[int]:
        """The newest events of a matter, of those types of which there are not very many."""
        if matter not in self._found:
            self._found[matter] = self._find_few(matter)
        return self._found[matter]

    def _find_few(self, matter: Matter) -> set[int]:
        if matter.kind is Kind.AGREEMENT:
            return set(newest(self._session, types=_FEW, agreement=matter.name, limit=MAX_EVENTS))
        if matter.kind is Kind.ITEM:
            return set(newest(self._session, types=_FEW, item=matter.name, limit=MAX_EVENTS))
        return set(newest_by(self._session, matter.name, _FEW, MAX_EVENTS, alone=True))

    def _with_near(self, indexes: set[int]) -> set[int]:
        """With what these events rest on, step by step, and with what follows from them directly."""
        events = self._session.events
        above, level = set[int](), indexes
        for _ in range(_STEPS_UP):
            level = {parent for _, parent in events.parents(level)} - above
            above |= level
        children = {child for child, _ in events.children(indexes)}
        return indexes | set(sorted(above)[-MAX_EVENTS:]) | set(sorted(children)[-MAX_EVENTS:])

    def _gathered(
        self,
        rows: list[Recorded],
        judged: Collection[int],
        agreements: Mapping[str, AgreementFacts],
        codes: set[str],
        *,
        paired: frozenset[str] = frozenset(),
        department: str = "",
    ) -> Gathered:
        # an alert would tell of a sealed matter to whoever sees alerts of its kind
        rows = [row for row in rows if sealed_to(row.event.type.name, row.event.fields, row.values) is None]
        mine = [row for row in rows if row.index in judged]
        entries = {code: entry for code in codes if (entry := self._directory.item(code, self._session)) is not None}
        calls = any(row.event.type.name in CALLS for row in rows)
        collected = {row.event.actor for row in rows if row.event.type.name == "collect"}
        others = {code: self._others(entry) for code, entry in entries.items()} if collected else {}
        schemas = {code: entry.entry.get("schema_hash") for code, entry in entries.items()}
        around = Around(
            items={code: entry.facts for code, entry in entries.items()},
            managers={code: entry.manager for code, entry in entries.items() if entry.manager},
            schemas={code: value for code, value in schemas.items() if isinstance(value, str)},
            keys=self._keys(mine),
            unnumbered=self._unnumbered(mine),
            paired=paired,
            states=self._session.projections.agreement_states(agreements),
            closed_cases=self._cases.read(self._session) if calls else {},
            others=others,
            obtained={actor: self._obtained(actor, others) for actor in collected},
            sources=self._sources(entries),
            days=self._days(agreements),
            closing_keys=self._closing(department) if department else {},
        )
        ids = frozenset(row.event.id for row in mine)
        return Gathered(ids, Record(row.seen() for row in rows), agreements, around)

    def _keys(self, rows: Iterable[Recorded]) -> dict[str, KeyTimes]:
        known = ((row.event.id, self._directory.key(row.signer)) for row in rows)
        return {event: KeyTimes(key.valid_from_ms, key.valid_until_ms) for event, key in known if key is not None}

    def _unnumbered(self, rows: Iterable[Recorded]) -> frozenset[str]:
        places = {row.event.id: _place(row) for row in rows if row.event.seq > 0}
        own = {(signer, lane, seq + 1) for signer, lane, seq in places.values()}
        asked = {place for place in places.values() if place not in own}
        missing = asked - self._session.alerts.numbered(asked)
        return frozenset(event for event, place in places.items() if place in missing)

    def _others(self, entry: ItemEntry) -> tuple[tuple[str, str], ...]:
        rows = self._session.projections.items_titled(entry.title) if entry.title else []
        return tuple((row.code, row.owner) for row in rows if row.code != entry.code)

    def _obtained(self, actor: str, others: Mapping[str, tuple[tuple[str, str], ...]]) -> frozenset[str]:
        codes = {code for rows in others.values() for code, _ in rows}
        held = self._session.projections.agreements_on(codes, user=actor) if codes else []
        active = (facts for row in held if (facts := self._directory.facts_of(row)).state == "active")
        return frozenset(code for facts in active for code in facts.terms.items if code in codes)

    def _sources(self, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for item, source in self._session.events.sources(sorted(codes)) if codes else ():
            found[item] = (*found.get(item, ()), source)
        return found

    def _days(self, agreements: Collection[str]) -> tuple[CallDay, ...]:
        c = call_days.c
        since = day_start(self._now) - _DAYS_MS
        columns = (c.agreement, c.day, c.actor, c.calls + c.undisclosed)
        where = c.agreement.in_(sorted(agreements)) & (c.day >= since)
        return tuple(CallDay(*row) for row in self._session.connection.execute(select(*columns).where(where)))

    def _closing(self, department: str) -> dict[str, tuple[tuple[str, int], ...]]:
        keys = ((key.address, key.valid_until_ms) for key in self._directory.keys_of(department))
        ends = tuple((address, end) for address, end in keys if end is not None and end > self._now)
        return {department: tuple(sorted(ends))} if ends else {}


def is_event_id(subject: str) -> bool:
    """Whether the subject of an alert is an event; else it is the name of an agreement, a key, or the log."""
    return len(subject) == 64


def _place(row: Recorded) -> tuple[bytes, int, int]:
    """The number before this event's own."""
    return bytes.fromhex(row.signer.removeprefix("0x")), row.event.lane, row.event.seq - 1
