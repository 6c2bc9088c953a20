"""The register of departments at one moment, in memory: who stands in whose place, under whom, and with which mandates.

The same questions as the views of contracts/IDepartments.sol, with the same answers; times in ms since 1970.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.event_types import KeyRole
from ledger.indexing.departments import ACCREDITATION, ENTRUSTMENT
from ledger.keys import keccak256
from ledger.storage.chain_rows import Mandate

LEVELS = 12


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
        return _within(time_ms, self.valid_from_ms, self.valid_until_ms)


@dataclass(frozen=True)
class DepartmentFacts:
    """A department: who admitted it, on which tier, for which region (6 digits), its names, and who succeeded it.

    From ``succeeded_ms`` on ``successor`` stands in its place, by the legal instrument of that hash.
    """

    code: str
    parent: str | None
    tier: int
    region: str
    kind: int
    since_ms: int
    name_zh: str = ""
    name_en: str = ""
    successor: str | None = None
    succeeded_ms: int | None = None
    instrument: str | None = None


@dataclass(frozen=True)
class Scope:
    """What an audit is about: departments concerned, the manager, and ids of the agreement and its items."""

    parties: tuple[str, ...]
    manager: str
    subjects: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Registry:
    """Departments and keys by name, and all mandates."""

    departments: Mapping[str, DepartmentFacts] = field(default_factory=dict)
    keys: Mapping[str, KeyFacts] = field(default_factory=dict)
    mandates: Sequence[Mandate] = ()

    def resolve(self, code: str, at_ms: int) -> str:
        """The department that stands in the place of this one at that time; itself if none does."""
        seen = {code}
        while (found := self.departments.get(code)) and found.successor and not self.stands(code, at_ms):
            code = found.successor
            if code in seen:  # the contract lets no circle come about
                return code
            seen.add(code)
        return code

    def stands(self, code: str, at_ms: int) -> bool:
        """Whether the department is known and not succeeded at that time."""
        found = self.departments.get(code)
        return found is not None and (found.succeeded_ms is None or at_ms < found.succeeded_ms)

    def path(self, code: str, at_ms: int) -> list[str]:
        """The department and those above it, itself first, successors in the place of the succeeded."""
        codes: list[str] = []
        step: str | None = code
        while step is not None and len(codes) < LEVELS:
            codes.append(self.resolve(step, at_ms))
            found = self.departments.get(codes[-1])
            step = found.parent if found is not None else None
        return codes

    def accreditations(self, key: KeyFacts, scope: Scope, at_ms: int) -> Iterator[Mandate]:
        """Accreditations of this auditor's key that cover the scope as the tree stands then, whatever their dates.

        One covers a department and all under it, or single subjects where the manager or one above it gave it.
        """
        above = {code for party in (*scope.parties, scope.manager) if party for code in self.path(party, at_ms)}
        givers = {scope.manager, *self.path(scope.manager, at_ms)}
        for mandate in self._of(ACCREDITATION, key.department):
            fits = mandate.key in (None, key.address) and key.role is KeyRole.AUDITOR
            listed = mandate.giver in givers and not scope.subjects.isdisjoint(mandate.subjects)
            if fits and (mandate.subtree in above or listed):
                yield mandate

    def accredited(self, address: str, scope: Scope, at_ms: int) -> bool:
        """Whether this key is at that time an auditor's, accredited for the scope."""
        key = self.keys.get(address)
        if key is None or not key.valid_at(at_ms):
            return False
        return any(in_force(one, at_ms) for one in self.accreditations(key, scope, at_ms))

    def may_act_for(self, contractor: str, principal: str, at_ms: int) -> bool:
        """Whether at that time the contractor acts for the principal under an entrustment, both of them standing."""
        standing = self.stands(contractor, at_ms) and self.stands(principal, at_ms)
        given = (one for one in self._of(ENTRUSTMENT, contractor) if one.giver == principal)
        return standing and any(in_force(one, at_ms) for one in given)

    def _of(self, kind: str, holder: str) -> Iterator[Mandate]:
        return (one for one in self.mandates if (one.kind, one.holder) == (kind, holder))


def in_force(mandate: Mandate, at_ms: int) -> bool:
    """Whether the mandate holds at that time, by what is known now."""
    return _within(at_ms, mandate.valid_from, mandate.valid_until)


def item_id(code: str) -> str:
    """The id under which the contracts know a catalogue item: keccak256 of its resource code."""
    return "0x" + keccak256(code.encode()).hex()


def subjects_of(agreement: str | None, items: Collection[str]) -> frozenset[str]:
    """The ids under which the contracts know an agreement and these items."""
    return frozenset({item_id(code) for code in items} | ({agreement} if agreement else set()))


def _within(time_ms: int, start: int, end: int | None) -> bool:
    return start <= time_ms and (end is None or time_ms < end)
