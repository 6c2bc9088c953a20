"""Which duties an event bears upon, and which few events each duty is judged on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from ledger.asking.event_queries import newest
from ledger.policy.clauses import CLAUSES
from ledger.policy.context import ENTRIES
from ledger.policy.duty_rules import BY_TRIGGER, RULES, Link, same_actor
from ledger.policy.periods import GIVEN, REPORTED, USES
from ledger.policy.terms import AgreementTerms
from ledger.storage.duty_store import DutyRow
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import StoreSession

_BETWEEN = ("supplement.notice", "supplement.supply", "extension.request", "extension.decide", "countersign")
_LINKED = tuple(rule for rule in RULES if rule.link in {Link.DESCENDS, Link.DELIVERS})
_MOVED = "attribution.change"
_CHAIN = frozenset({*_BETWEEN, _MOVED}) | {name for rule in _LINKED for name in (*rule.triggers, *rule.fulfilled_by)}
_TRIGGERS = frozenset({_MOVED}) | {name for rule in _LINKED for name in rule.triggers}
_DELIVERY = frozenset({"deliver", "backflow"})
_OF_REQUEST = frozenset({"reply", "extension.request", "incident.report"})
_FILING = "agreement.file"
_MOST = 1_000
BEARING = frozenset(
    _CHAIN | set(BY_TRIGGER) | set(USES) | set(GIVEN) | set(REPORTED) | {"use.report"}
    | {name for rule in RULES for name in rule.fulfilled_by} | {*CLAUSES["U7"].triggers, *CLAUSES["U7"].fulfilled_by}
)  # fmt: skip
"""Event types that start, meet or change a duty."""
TOLD = frozenset({
    "agreement.file", "attribution.change", "breach.mark", "data.update", "extension.decide", "finding", "incident", "incident.report", "reply", *ENTRIES,
})  # fmt: skip
"""Event types of which a rule over duties reads a field; of the others, of which there are many, the index says enough."""


class ReadOnce:
    """The rows of the event index that one pass has read, each once."""

    def __init__(self, session: StoreSession) -> None:
        self._session = session
        self._known: dict[int, IndexedEvent] = {}

    def between(self, start: int, end: int, types: Collection[str]) -> list[IndexedEvent]:
        """The events of these types from ``start`` on and before ``end``, ascending."""
        return self._keep(self._session.events.between(start, end, types))

    def get(self, indexes: Collection[int]) -> list[IndexedEvent]:
        """The events at these indexes, ascending."""
        self._keep(self._session.events.get(set(indexes) - self._known.keys()))
        return [self._known[index] for index in sorted(set(indexes)) if index in self._known]

    def _keep(self, rows: list[IndexedEvent]) -> list[IndexedEvent]:
        self._known.update((row.index, row) for row in rows)
        return rows


def _by_type(link: Link) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for rule in RULES:
        if rule.link is link:
            for name in rule.fulfilled_by:
                found[name].add(rule.clause)
    return found


_UNDER, _ABOUT, _DELIVERS = _by_type(Link.AGREEMENT), _by_type(Link.ITEM), _by_type(Link.DELIVERS)


def ascend(session: StoreSession, start: Collection[int], types: Collection[str]) -> dict[int, IndexedEvent]:
    """Events of these types from which the given ones descend over events of these types."""
    return _walk(session, start, types, up=True)


def descend(session: StoreSession, start: Collection[int], types: Collection[str]) -> dict[int, IndexedEvent]:
    """Events of these types that descend from the given ones over events of these types."""
    return _walk(session, start, types, up=False)


def _walk(
    session: StoreSession, start: Collection[int], types: Collection[str], *, up: bool
) -> dict[int, IndexedEvent]:
    found: dict[int, IndexedEvent] = {}
    level = set(start)
    while level:
        edges = session.events.parents(level) if up else session.events.children(level)
        ends = {parent if up else child for child, parent in edges} - found.keys() - set(start)
        rows = [row for row in session.events.get(ends) if row.type in types]
        found |= {row.index: row for row in rows}
        level = {row.index for row in rows}
    return found


class Affected:
    """The triggers whose duties have to be judged again because of some events."""

    def __init__(self, session: StoreSession) -> None:
        self._session = session

    def by(self, rows: Iterable[IndexedEvent]) -> set[int]:
        """Indexes of the triggers, the events among them that are triggers themselves included."""
        rows = list(rows)
        found = {row.index for row in rows if row.type in BY_TRIGGER}
        found |= self._above([row.index for row in rows if row.type in _CHAIN - _DELIVERY], _TRIGGERS)
        sent = [row.index for row in rows if row.type in _DELIVERY]
        above = self._above(sent, {"reply", "request"})
        found |= {row.trigger for row in self._session.duties.at(above) if row.fulfilled is None}
        return found | self._met(rows) | self._waiting(rows)

    def _above(self, indexes: Collection[int], types: Collection[str]) -> set[int]:
        above = ascend(self._session, indexes, _CHAIN)
        return {index for index, row in above.items() if row.type in types}

    def _met(self, rows: list[IndexedEvent]) -> set[int]:
        """Of duties that these events met: when they count may have changed, by an anchor or a countersignature."""
        signed = [row.index for row in rows if row.type == "countersign"]
        indexes = {row.index for row in rows} | {parent for _, parent in self._session.events.parents(signed)}
        return {row.trigger for row in self._session.duties.met_by(indexes)}

    def _waiting(self, rows: list[IndexedEvent]) -> set[int]:
        """Of open duties in the same agreement or of the same item that such an event may meet."""
        found: list[DutyRow] = []
        by_type: dict[str, list[IndexedEvent]] = defaultdict(list)
        for row in rows:
            by_type[row.type].append(row)
        for name, some in by_type.items():
            if under := _UNDER.get(name):
                found += self._session.duties.open_under({row.agreement for row in some if row.agreement}, under)
            if about := _ABOUT.get(name, set()) | _DELIVERS.get(name, set()):
                found += self._session.duties.open_about({row.item for row in some if row.item}, about)
        return {row.trigger for row in found}


class Grounds:
    """The events on which duties are judged.

    Attributes:
        terms: of agreements that bear upon them beside those they stand under.
    """

    def __init__(self, session: StoreSession, terms: dict[str, AgreementTerms], read: ReadOnce) -> None:
        self._session = session
        self._known = terms
        self._read = read
        self.terms: dict[str, AgreementTerms] = {}

    def around(self, triggers: Collection[int]) -> set[int]:
        """Indexes of the triggers, of what hangs together with them, and of what says how their terms are counted."""
        rows = self._read.get(triggers)
        found = {row.index for row in rows}
        found |= set(descend(self._session, [row.index for row in rows if row.type in _TRIGGERS], _CHAIN))
        requests = ascend(self._session, [row.index for row in rows if row.type in _OF_REQUEST], _CHAIN)
        found |= set(requests)
        found |= set(descend(self._session, requests, _CHAIN - _DELIVERY))
        for row in rows:
            found |= self._answers(row, requests)
        found |= self._terms_of(rows)
        return found | set(descend(self._session, found, {"countersign"}))

    def _answers(self, row: IndexedEvent, requests: dict[int, IndexedEvent]) -> set[int]:
        """The first events that may meet its duties without descending from it, and what a second source is one beside."""
        found: set[int | None] = set()
        for rule in BY_TRIGGER.get(row.type, ()):
            key = {Link.AGREEMENT: row.agreement, Link.ITEM: row.item}.get(rule.link)
            if key:
                where = {rule.link.value: key}
                where |= {"acting": row.on_behalf_of or row.actor} if rule.meets is same_actor else {}
                found.add(self._session.duties.neighbour(row.index, rule.fulfilled_by, later=True, **where))
            if rule.link is Link.DELIVERS:
                found |= self._deliveries(row, requests)
        if row.type == "collect" and row.item:
            found |= set(self._session.duties.first_by_actor(row.item, "collect").values())
        if row.type == "quality.issue" and row.item:
            self._agreements(row.item, row.on_behalf_of or row.actor)
        return found - {None}  # type: ignore[return-value]

    def _deliveries(self, row: IndexedEvent, requests: dict[int, IndexedEvent]) -> set[int | None]:
        asked = [row] if row.type == "request" else [one for one in requests.values() if one.type == "request"]
        users = {one.on_behalf_of or one.actor for one in asked if one.item == row.item}
        under = {one for user in users for one in self._agreements(row.item or "", user)}
        return {self._session.duties.neighbour(row.index, sorted(_DELIVERY), later=True, agreement=one, item=row.item or "")
                for one in under}  # fmt: skip

    def _agreements(self, item: str, user: str) -> list[str]:
        rows = self._session.projections.agreements_on([item], user)
        self.terms |= {row.id: self._known.get(row.id) or AgreementTerms.from_json(row.terms) for row in rows}
        return [row.id for row in rows]

    def _terms_of(self, rows: Iterable[IndexedEvent]) -> set[int]:
        """Filings of their agreements, and what the catalogue said of the items of those that stand under none."""
        agreements = {row.agreement for row in rows if row.agreement}
        items = {row.item for row in rows if row.item and not row.agreement}
        filed = (newest(self._session, types=(_FILING,), agreement=one, limit=_MOST) for one in agreements)
        entries = (newest(self._session, types=(*ENTRIES, _MOVED), item=one, limit=_MOST) for one in items)
        return {index for some in (*filed, *entries) for index in some}
