"""Facts of a decision that lie beyond the agreement: sources upstream, items to be linked, other sources of the same data."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.asking.event_queries import newest
from ledger.asking.records import Recorded, Records
from ledger.policy.circumstances import LinkedFacts, SourceFacts, UpstreamFacts
from ledger.policy.facts import AgreementFacts, Question
from ledger.registers.directory import Directory, ItemEntry, item_entry
from ledger.storage.store import StoreSession

_CHECKING = ("aggregate", "link", "risk.assess")
_NEWEST = 50


class Circumstances:
    """Reads the facts of one question.

    Attributes:
        cited: the events that they rest on.
    """

    def __init__(self, session: StoreSession, records: Records, directory: Directory, question: Question) -> None:
        self._session = session
        self._records = records
        self._directory = directory
        self._question = question
        self._owners: dict[str, ItemEntry] = {}
        self.cited: list[Recorded] = []

    def upstream(self) -> tuple[tuple[UpstreamFacts, ...], bool]:
        """Every item the one asked about was made from, over other departments; and whether that lineage is whole."""
        edges: set[tuple[str, str]] = set()
        known, level = {self._question.item}, {self._question.item}
        while level:
            found = self._session.events.sources(level)
            edges.update(found)
            level = {source for _, source in found} - known
            known |= level
        whole = not self._session.events.lacks_parents(known)
        if not edges:
            return (), whole
        self._owners = {row.code: item_entry(row.code, row.facts) for row in self._session.projections.items_at(known)}
        return tuple(self._passed(edges)), whole

    def linked(self) -> tuple[LinkedFacts, ...]:
        """The items that the question wants linked, as far as the catalogue has them."""
        entries = self._session.projections.items_at(self._question.linked) if self._question.linked else []
        return tuple(LinkedFacts(row.code, self._held(row.code, row.owner), self._check(row.code)) for row in entries)

    def same_title(self, item: ItemEntry | None) -> tuple[SourceFacts, ...]:
        """Other catalogue items of the same title."""
        if item is None or not item.title:
            return ()
        rows = self._session.projections.items_titled(item.title)
        return tuple(SourceFacts(row.code, row.owner) for row in rows if row.code != item.code)

    def _passed(self, edges: set[tuple[str, str]]) -> Iterator[UpstreamFacts]:
        for item, source in sorted(edges):
            entry, made = self._owners.get(source), self._owners.get(item)
            if entry is None or made is None or entry.owner == made.owner:
                continue
            agreements = [one for one in self._agreements(source, made.owner) if one.terms.owner == entry.owner]
            rules = {one.terms.redistribution for one in agreements}
            rule = "with-consent" if "with-consent" in rules else "none" if rules else "unknown"
            consent = self._consent(agreements) if rule == "with-consent" else "none" if rules else "unknown"
            yield UpstreamFacts(source, entry.owner, made.owner, entry.facts.grade, rule, consent)

    def _agreements(self, item: str, user: str) -> list[AgreementFacts]:
        return [self._directory.facts_of(row) for row in self._session.projections.agreements_on([item], user)]

    def _consent(self, agreements: list[AgreementFacts]) -> str:
        hidden = False
        for one in agreements:
            rows = self._load(newest(self._session, types=("consent",), agreement=one.id, limit=_NEWEST))
            for row in rows:
                third = row.seen().names("third_party")
                if row.event.actor != one.terms.owner or row.event.occurred_ms > self._question.at_ms:
                    continue
                if third is not None and self._question.department in third:
                    self.cited.append(row)
                    return "given"
                hidden = hidden or third is None
        return "unknown" if hidden else "none"

    def _held(self, item: str, owner: str) -> bool:
        department = self._question.department
        at = self._question.at_ms // 1000
        return owner == department or any(
            one.state == "active" and one.terms.use_from <= at < one.terms.use_until
            for one in self._agreements(item, department)
        )

    def _check(self, code: str) -> str:
        """Whether a check names both items: `aggregate` and `link` by their parents' items, `risk.assess` by its scope."""
        asked = self._question.item
        for kind in _CHECKING:
            items = (code, asked) if kind != "risk.assess" else (asked, None)
            for item in items:
                rows = self._load(newest(self._session, types=(kind,), item=item, limit=_NEWEST))
                for row in rows:
                    if {code, asked} <= self._named(row) and row.event.occurred_ms <= self._question.at_ms:
                        self.cited.append(row)
                        return "passed" if self._passed_check(row) else "unknown"
        return "none"

    def _named(self, row: Recorded) -> set[str]:
        """The items that a check is about."""
        named: set[str] = {row.event.item} if row.event.item else set()
        named.update(row.seen().names("scope") or ())
        parents = [parent for _, parent in self._session.events.parents([row.index])]
        return named | set(self._session.events.items_of(parents).values())

    @staticmethod
    def _passed_check(row: Recorded) -> bool:
        said = row.seen().text("result" if row.event.type.name == "risk.assess" else "risk_check")
        return said in {"passed", "pass", "low", "通过", "低"}

    def _load(self, indexes: list[int]) -> list[Recorded]:
        return self._records.load(self._session, indexes)
