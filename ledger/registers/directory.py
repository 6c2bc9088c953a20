"""The directory: which departments, keys, agreements and catalogue items exist, as the chain and the log say.

Departments and keys are few and asked for with every event, so they are kept in memory and read again when the
projection has moved; agreements and items are read when asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from ledger.event_types import KeyRole
from ledger.indexing.agreements import CONCLUDED, WITHDRAWN
from ledger.policy.facts import AgreementFacts, ItemFacts
from ledger.policy.terms import AgreementTerms
from ledger.registers.registry import DepartmentFacts, KeyFacts, Registry, Scope
from ledger.storage.chain_rows import Mandate
from ledger.storage.projection_rows import Agreement
from ledger.storage.projection_store import DRAFTS
from ledger.storage.store import Store, StoreSession

__all__ = ["DepartmentFacts", "Directory", "ItemEntry", "KeyFacts", "item_entry", "state_at", "state_of"]

KEEP_MS = 250
_KEPT_TERMS = 20_000


# what the policy makes of states that only the chain tells apart
_POLICY = {"superseded": "terminated", "closed": "terminated"}


@dataclass(frozen=True)
class ItemEntry:
    """A catalogue item with who manages it; ``facts`` is what a decision works on, ``entry`` all that was disclosed."""

    code: str
    owner: str
    manager: str | None
    facts: ItemFacts
    entry: dict[str, Any] = field(default_factory=dict)
    title: str = ""


class Directory:
    """Answers who may sign what.

    Args:
        clock: milliseconds since 1970; a snapshot of departments and keys is kept `KEEP_MS`.
    """

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at = -KEEP_MS
        self._mark = 0
        self._registry = Registry()
        self._terms: dict[str, AgreementTerms] = {}

    def registry(self) -> Registry:
        """Departments, keys and mandates as they are known now."""
        now = self._clock()
        if not 0 <= now - self._read_at < KEEP_MS:
            with self._lock, self._store.read() as session:
                mark = session.projections.directory_mark()
                if mark == 0 or mark != self._mark:
                    self._registry, self._mark = _registry(session), mark
                self._read_at = now
        return self._registry

    def key(self, address: str) -> KeyFacts | None:
        """The key of this address (``0x`` and 40 lower-case hex digits), or None."""
        return self.registry().keys.get(address)

    def keys_of(self, code: str) -> list[KeyFacts]:
        """All keys of a department, ended ones too."""
        return [key for key in self.registry().keys.values() if key.department == code]

    def department(self, code: str) -> DepartmentFacts | None:
        """The department of this code, or None."""
        return self.registry().departments.get(code)

    def departments(self) -> list[DepartmentFacts]:
        """All departments, by code."""
        known = self.registry().departments
        return [known[code] for code in sorted(known)]

    def ancestors(self, code: str) -> list[str]:
        """Codes of the departments that now stand above this one, or above the one in its place, nearest first."""
        return self.registry().path(code, self._clock())[1:]

    def successors(self, code: str) -> list[DepartmentFacts]:
        """The departments that came to stand in the place of this one, in order."""
        found: list[DepartmentFacts] = []
        department = self.department(code)
        while department is not None and department.successor:
            department = self.department(department.successor)
            if department is None or department in found:
                break
            found.append(department)
        return found

    def acting(self, code: str) -> str:
        """The department that answers now for what this one entered into: itself, or its successor after a reform."""
        return self.registry().resolve(code, self._clock())

    def accredited(self, address: str, scope: Scope, at_ms: int) -> bool:
        """Whether the key was at that time an auditor's, accredited on the chain for this scope."""
        return self.registry().accredited(address, scope, at_ms)

    def may_act_for(self, contractor: str, principal: str, at_ms: int) -> bool:
        """Whether at that time the contractor was entrusted by the principal on the chain."""
        return self.registry().may_act_for(contractor, principal, at_ms)

    def mandates_of(self, code: str) -> list[Mandate]:
        """Mandates that the department gave or holds, ended ones too, by id."""
        return [one for one in self.registry().mandates if code in (one.giver, one.holder)]

    def agreement(self, agreement_id: str) -> AgreementFacts | None:
        """The concluded agreement with its state now, or None: what was only offered or signed binds nobody."""
        return self.agreements([agreement_id]).get(agreement_id)

    def agreements(self, identities: Collection[str], session: StoreSession | None = None) -> dict[str, AgreementFacts]:
        """Those of these agreements that were concluded, by id; read in ``session``, if one is open."""
        if session is None:
            with self._store.read() as own:
                return self.agreements(identities, own)
        states = session.projections.agreement_states(identities)
        unread = [one for one in states if one not in self._terms]
        rows = {row.id: self.facts_of(row) for row in session.projections.agreements_at(unread)} if unread else {}
        return {one: rows.get(one) or self._facts(one, self._terms[one], state) for one, state in states.items()}

    def facts_of(self, row: Agreement) -> AgreementFacts:
        """A concluded agreement as projected, with its state now."""
        terms = self._terms.get(row.id)
        if terms is None:
            # An id is the hash of its terms, so what was read once stays true
            terms = AgreementTerms.from_json(row.terms)
            if len(self._terms) >= _KEPT_TERMS:
                self._terms.clear()
            self._terms[row.id] = terms
        return self._facts(row.id, terms, row.state)

    def _facts(self, identity: str, terms: AgreementTerms, state: str) -> AgreementFacts:
        now = state_of(terms, self._clock()) if state == CONCLUDED else _POLICY.get(state, state)
        return AgreementFacts(identity, terms, now)

    def draft(self, agreement_id: str) -> AgreementFacts | None:
        """What was offered or signed and is not concluded: state offered, signed or withdrawn; or None."""
        row = self._agreement(agreement_id)
        if row is None or row.state not in DRAFTS:
            return None
        lapsed = self._clock() >= row.facts["open_until"]
        return AgreementFacts(row.id, AgreementTerms.from_json(row.terms), WITHDRAWN if lapsed else row.state)

    def item(self, code: str, session: StoreSession | None = None) -> ItemEntry | None:
        """The catalogue item of this resource code, or None; read in ``session``, if one is open."""
        if session is None:
            with self._store.read() as own:
                return self.item(code, own)
        row = session.projections.item(code)
        return None if row is None else item_entry(row.code, row.facts)

    def _agreement(self, agreement_id: str) -> Agreement | None:
        with self._store.read() as session:
            return session.projections.agreement(agreement_id)


def state_of(terms: AgreementTerms, now_ms: int) -> str:
    """State by time alone: pending, active or expired (contracts/IAgreements.sol)."""
    if now_ms < terms.use_from * 1000:
        return "pending"
    return "active" if now_ms < terms.use_until * 1000 else "expired"


def state_at(terms: AgreementTerms, changes: Iterable[tuple[str, int]], at_ms: int) -> str:
    """State at a time: by the period, then by what was recorded of suspension and end.

    Args:
        terms: of the agreement.
        changes: (event type, occurred_at in ms) of its `agreement.suspend`, `.resume` and `.terminate`, as recorded.
        at_ms: the time asked about.
    """
    state = "active"
    for name, occurred_ms in changes:
        if occurred_ms <= at_ms and state != "terminated":
            state = {"agreement.suspend": "suspended", "agreement.terminate": "terminated"}.get(name, "active")
    if at_ms < terms.use_from * 1000:
        return "pending"
    return "expired" if at_ms >= terms.use_until * 1000 and state != "terminated" else state


def item_entry(code: str, facts: dict[str, Any]) -> ItemEntry:
    """A catalogue item from its projected facts."""
    return ItemEntry(
        code=code,
        owner=facts["owner"],
        manager=facts.get("manager"),
        facts=ItemFacts.from_json(facts["decision"]),
        entry=facts.get("entry", {}),
        title=facts.get("title", ""),
    )


def _registry(session: StoreSession) -> Registry:
    departments = {row.code: DepartmentFacts(code=row.code, **row.facts) for row in session.projections.departments()}
    keys = (
        KeyFacts(row.address, row.department, KeyRole(row.role), row.valid_from, row.valid_until)
        for row in session.projections.all_keys()
    )
    return Registry(departments, {key.address: key for key in keys}, session.chain.find(Mandate))
