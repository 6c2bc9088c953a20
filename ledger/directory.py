"""The directory: which departments, keys, agreements and catalogue items exist, as the chain and the log say.

Departments and keys are few and asked for with every event, so they are kept in memory and read again when the
projection has moved; agreements and items are read when asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ledger.event_types import KeyRole
from ledger.policy.facts import AgreementFacts, ItemFacts
from ledger.policy.terms import AgreementTerms
from ledger.storage.store import Store

OPEN_UNTIL = 2**64 - 1
CONCLUDED = "concluded"  # on the chain and neither suspended nor ended there: time alone decides
KEEP_MS = 250


@dataclass(frozen=True)
class KeyFacts:
    """A key: its department, its role, and when it is valid (ms; until None is open)."""

    address: str
    department: str
    role: KeyRole
    valid_from_ms: int
    valid_until_ms: int | None

    def valid_at(self, time_ms: int) -> bool:
        """Whether it is valid at that time, by what is known now."""
        return self.valid_from_ms <= time_ms and (self.valid_until_ms is None or time_ms < self.valid_until_ms)


@dataclass(frozen=True)
class DepartmentFacts:
    """A department: who admitted it, on which tier, for which region (6 digits), and its names."""

    code: str
    parent: str | None
    tier: int
    region: str
    kind: int
    since_ms: int
    name_zh: str = ""
    name_en: str = ""


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
        self._departments: dict[str, DepartmentFacts] = {}
        self._keys: dict[str, KeyFacts] = {}

    def key(self, address: str) -> KeyFacts | None:
        """The key of this address (``0x`` and 40 lower-case hex digits), or None."""
        self._refresh()
        return self._keys.get(address)

    def keys_of(self, code: str) -> list[KeyFacts]:
        """All keys of a department, ended ones too."""
        self._refresh()
        return [key for key in self._keys.values() if key.department == code]

    def department(self, code: str) -> DepartmentFacts | None:
        """The department of this code, or None."""
        self._refresh()
        return self._departments.get(code)

    def departments(self) -> list[DepartmentFacts]:
        """All departments, by code."""
        self._refresh()
        return [self._departments[code] for code in sorted(self._departments)]

    def ancestors(self, code: str) -> list[str]:
        """Codes of the departments above this one, nearest first."""
        found: list[str] = []
        department = self.department(code)
        while department is not None and department.parent and department.parent not in found:
            found.append(department.parent)
            department = self.department(department.parent)
        return found

    def agreement(self, agreement_id: str) -> AgreementFacts | None:
        """The agreement with its state now, or None."""
        with self._store.read() as session:
            row = session.projections.agreement(agreement_id)
        if row is None:
            return None
        terms = AgreementTerms.from_json(row.terms)
        state = state_of(terms, self._clock()) if row.state == CONCLUDED else row.state
        return AgreementFacts(id=row.id, terms=terms, state=state)

    def item(self, code: str) -> ItemEntry | None:
        """The catalogue item of this resource code, or None."""
        with self._store.read() as session:
            row = session.projections.item(code)
        return None if row is None else item_entry(row.code, row.facts)

    def _refresh(self) -> None:
        now = self._clock()
        if 0 <= now - self._read_at < KEEP_MS:
            return
        with self._lock, self._store.read() as session:
            departments = {row.code: _department(row) for row in session.projections.departments()}
            keys = {row.address: _key(row) for code in departments for row in session.projections.keys_of(code)}
            self._departments, self._keys, self._read_at = departments, keys, now


def state_of(terms: AgreementTerms, now_ms: int) -> str:
    """State by time alone: pending, active or expired (contracts/IAgreements.sol)."""
    if now_ms < terms.use_from * 1000:
        return "pending"
    return "active" if now_ms < terms.use_until * 1000 else "expired"


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


def _department(row: Any) -> DepartmentFacts:
    return DepartmentFacts(code=row.code, **row.facts)


def _key(row: Any) -> KeyFacts:
    return KeyFacts(row.address, row.department, KeyRole(row.role), row.valid_from, row.valid_until)
