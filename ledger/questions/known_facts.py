"""What the rules are told beside the events of an agreement: departments, mandates and items as the chain and the log have
them, lists of duties and accreditations that were recorded elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.asking.event_queries import newest
from ledger.asking.records import Recorded, Records
from ledger.indexing.departments import ACCREDITATION
from ledger.indexing.values import LATEST_MS
from ledger.model import fits
from ledger.policy.completeness import conditions
from ledger.policy.context import Accredited, ItemKnown, Known
from ledger.policy.duty_rules import time_of
from ledger.policy.facts import AgreementFacts
from ledger.policy.figures.catalogue import DUTY_SCOPE
from ledger.policy.sealing import sealed_to
from ledger.policy.terms import AgreementTerms
from ledger.questions.dispute_standing import route
from ledger.registers.directory import Directory
from ledger.registers.registry import Scope, subjects_of
from ledger.storage.store import StoreSession

READINGS = ("audit.access", "record.read")
_ENTRUSTED_ENTERPRISE = 6  # contracts/IDepartments.sol, kind
_MOST = 1_000


class KnownFacts:
    """Gathers them for one agreement in one session."""

    def __init__(self, session: StoreSession, records: Records, directory: Directory, facts: AgreementFacts) -> None:
        self._session = session
        self._records = records
        self._directory = directory
        self._facts = facts

    def known(self, rows: Sequence[Recorded]) -> Known:
        """What is known beside these events of the agreement."""
        departments = self._directory.registry().departments
        terms = self._facts.terms
        mediator, _, _ = route(self._directory, terms)
        return Known(
            terms={self._facts.id: terms},
            items={code: known for code in terms.items if (known := self._item(code)) is not None},
            tiers={code: one.tier for code, one in departments.items()},
            contractors=frozenset(code for code, one in departments.items() if one.kind == _ENTRUSTED_ENTERPRISE),
            bases=self._bases(),
            accredited=(*self._granted(terms), *self._mandated(rows)),
            bodies={} if mediator is None else {self._facts.id: mediator},
        )

    def _item(self, code: str) -> ItemKnown | None:
        item = self._directory.item(code, self._session)
        if item is None:
            return None
        filed = conditions(item.entry.get("condition")) if item.entry else None
        return ItemKnown(item.owner, item.manager or "", item.facts.share_type, filed)

    def _bases(self) -> dict[str, frozenset[str]]:
        """Legal bases and scopes of a party's duties: by the newest inspection of a department above it whose ``scope`` is
        ``duties:DEPARTMENT`` and that discloses the list ``bases``.
        """
        found: dict[str, frozenset[str]] = {}
        parties = {DUTY_SCOPE + code: code for code in (self._facts.terms.owner, self._facts.terms.user)}
        for row in self._open_to_all("inspection"):
            code = parties.get(str(row.values.get("scope")), "")
            listed = row.values.get("bases")
            if code and isinstance(listed, list) and row.event.actor in self._directory.ancestors(code):
                found[code] = frozenset(one for one in listed if isinstance(one, str))
        return found

    def _granted(self, terms: AgreementTerms) -> Iterator[Accredited]:
        """Accreditations that were written down by the agreement's manager or one above it, until they were ended there."""
        givers = {terms.manager, *self._directory.ancestors(terms.manager)}
        rows = [row for row in self._open_to_all("accreditation.grant") if row.event.actor in givers]
        ends = self._ends({row.index: row for row in rows})
        for row in rows:
            said = row.seen()
            begins, until = time_of(said.text("valid_from")), time_of(said.text("valid_until"))
            subject, scope = said.text("subject"), said.names("scope")
            if subject and scope and begins is not None and until is not None:
                yield Accredited(subject, frozenset(scope), begins, min(until, ends.get(row.index, until)))

    def _ends(self, grants: dict[int, Recorded]) -> dict[int, int]:
        pairs = self._session.lineage.children_of_type(set(grants), "accreditation.expire", LATEST_MS)
        ended = {row.index: row for row in self._records.load(self._session, {end for _, end in pairs})}
        mine = ((grant, ended[end]) for grant, end in pairs if ended[end].event.actor == grants[grant].event.actor)
        return {grant: row.event.occurred_ms for grant, row in mine}

    def _mandated(self, rows: Sequence[Recorded]) -> Iterator[Accredited]:
        """The chain's accreditations of those who read, with what they cover of what was named as read."""
        registry = self._directory.registry()
        for row in rows:
            key = self._directory.key(row.signer) if row.event.type.name in READINGS else None
            if key is None:
                continue
            covered: dict[str, set[str]] = {}
            for name in row.seen().names("scope") or ():
                scope = self._scope(name)
                for one in registry.accreditations(key, scope, row.event.occurred_ms) if scope else ():
                    covered.setdefault(one.id, set()).add(name)
            for one in registry.mandates:
                if (one.kind, one.holder) == (ACCREDITATION, key.department) and one.key in (None, key.address):
                    until = LATEST_MS if one.valid_until is None else one.valid_until
                    yield Accredited(key.address, frozenset(covered.get(one.id, ())), one.valid_from, until)

    def _scope(self, name: str) -> Scope | None:
        """What is meant by a name in the scope of a reading: an agreement, an item or a department; None for another."""
        facts = self._facts if name == self._facts.terms.number else None
        if fits("agreement", name):
            facts = self._directory.agreements([name], self._session).get(name)
        if facts is not None:
            terms = facts.terms
            return Scope((terms.owner, terms.user), terms.manager, subjects_of(facts.id, terms.items))
        if (item := self._directory.item(name, self._session)) is not None:
            return Scope((item.owner,), item.manager or "", subjects_of(None, [name]))
        found = self._directory.department(name)
        return None if found is None else Scope((name,), found.parent or "")

    def _open_to_all(self, kind: str) -> list[Recorded]:
        """The newest events of a type but sealed ones, ascending: a verdict would tell of those to whoever reads it."""
        rows = self._records.load(self._session, newest(self._session, types=(kind,), limit=_MOST))
        return [row for row in rows if sealed_to(kind, row.event.fields, row.values) is None]
