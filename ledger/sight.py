"""What a caller may see in one matter: the permission table, asked in every capacity the caller truly has in it.

The table (ledger.policy.permissions) takes facts on trust; here they come from the directory and the log. A department
is an upper manager only if it stands above the matter's manager, a supervisor only with a supervisor's key, an auditor
only inside an accreditation, on the chain or on record. After a reform the successor stands where its predecessor stood.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ledger.caller import Caller
from ledger.directory import Directory, ItemEntry
from ledger.errors import QuanzeError
from ledger.event_queries import newest
from ledger.event_types import KeyRole
from ledger.events import Event
from ledger.indexing.values import LATEST_MS
from ledger.model import parse_time
from ledger.policy.permission_table import Access, Action, action_of_event
from ledger.policy.permissions import Caller as Standing
from ledger.policy.permissions import Capacity, Matter, allowed
from ledger.policy.terms import AgreementTerms
from ledger.proving import disclosures_of
from ledger.registry import Scope, subjects_of
from ledger.storage.store import Store

_ORDER = (Access.NONE, Access.METADATA, Access.READ, Access.SIGN)
FULL = (Access.READ, Access.SIGN)
"""Accesses that see disclosed fields and terms; metadata does not."""
_OFFICES = (KeyRole.HEAD, KeyRole.OFFICER, KeyRole.GATEWAY)
_EVERYTHING = "*"


class Subject(NamedTuple):
    """What of an event decides who may see it; events that agree in it are seen alike."""

    type: str
    actor: str
    on_behalf_of: str | None
    agreement: str | None
    item: str | None

    @classmethod
    def of(cls, event: Event) -> Subject:
        """Of an event read back."""
        return cls(event.type.name, event.actor, event.on_behalf_of, event.agreement, event.item)


class _About(NamedTuple):
    """Departments and items concerned; empty where there is none."""

    owner: str
    user: str
    manager: str
    items: tuple[str, ...] = ()
    agreement: str | None = None
    is_open: bool = False


class Sight:
    """Answers what a caller may see.

    Every method takes the time of the call, ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory) -> None:
        self._store = store
        self._directory = directory

    def of_agreement(
        self,
        caller: Caller | None,
        terms: AgreementTerms,
        now: int,
        action: Action = Action.AGREEMENT,
        agreement: str | None = None,
    ) -> Access:
        """The best access of the caller to this side of an agreement; ``agreement`` is its id.

        Who may sign is the table's business; to read it is every party's right, and the managers above see metadata.
        """
        about = _About(terms.owner, terms.user, terms.manager, terms.items, agreement)
        matter = self._matter(caller, about, now)
        return max(self._best(caller, action, matter), self._of_party(caller, matter), key=_ORDER.index)

    def of_item(self, caller: Caller | None, item: ItemEntry, now: int) -> Access:
        """The best access of the caller to a catalogue entry; every signed-in department sees published ones."""
        is_open = bool(item.entry.get("is_open")) and item.facts.published
        about = _About(item.owner, "", item.manager or "", (item.code,), is_open=is_open)
        matter = self._matter(caller, about, now)
        found = self._best(caller, Action.CATALOGUE, matter)
        if caller is not None and found is Access.NONE and item.facts.published:
            return Access.METADATA
        return found

    def of_event(self, caller: Caller, event: Subject, now: int) -> Access:
        """The best access of the caller to an event; who said it, or in whose name it was said, reads it."""
        if caller.department in (event.actor, event.on_behalf_of):
            return Access.READ
        action = action_of_event(event.type)
        if action is None:
            return Access.NONE
        if event.agreement is not None:
            facts = self._directory.agreement(event.agreement)
            return Access.NONE if facts is None else self.of_agreement(caller, facts.terms, now, action, facts.id)
        if event.item is not None and (item := self._directory.item(event.item)) is not None:
            return self._of_item_event(caller, event, item, action, now)
        return self.of_department(caller, event.actor, now, action)

    def of_department(self, caller: Caller, code: str, now: int, action: Action) -> Access:
        """The best access of the caller to this side of a department's own matters."""
        return self._best(caller, action, self._matter(caller, _About(code, "", self._above(code)), now))

    def _of_item_event(self, caller: Caller, event: Subject, item: ItemEntry, action: Action, now: int) -> Access:
        by_owner = event.actor in (item.owner, item.manager)
        # What the owner records of an item is also for those who use it under an agreement: version, salt, quality
        user = caller.department if by_owner and self._uses(caller, item) else event.actor
        matter = self._matter(caller, _About(item.owner, user, item.manager or "", (item.code,)), now)
        found = max(self._best(caller, action, matter), self._of_party(caller, matter), key=_ORDER.index)
        return max(found, self.of_item(caller, item, now), key=_ORDER.index) if action is Action.CATALOGUE else found

    def _uses(self, caller: Caller, item: ItemEntry) -> bool:
        with self._store.read() as session:
            rows = session.projections.agreements(party=caller.department)
        return any(
            row.user == caller.department and row.owner == item.owner and item.code in row.terms["items"]
            for row in rows
        )

    def _of_party(self, caller: Caller | None, matter: Matter) -> Access:
        if caller is None or caller.role not in _OFFICES:
            return Access.NONE
        if caller.department in (matter.owner, matter.user):
            return Access.READ
        above = (matter.manager, *self._directory.ancestors(matter.manager))
        return Access.METADATA if caller.department in above else Access.NONE

    def may(self, caller: Caller, action: Action, matter: Matter) -> Access:
        """The best access of the caller to ``action`` in ``matter``."""
        return self._best(caller, action, matter)

    def _best(self, caller: Caller | None, action: Action, matter: Matter) -> Access:
        return max((allowed(action, one, matter) for one in self._standings(caller, matter)), key=_ORDER.index)

    def _standings(self, caller: Caller | None, matter: Matter) -> Iterator[Standing]:
        yield Standing("", None, "", "", Capacity.PUBLIC)
        if caller is None:
            return
        held = [Capacity.OWNER, Capacity.USER, Capacity.MANAGER, Capacity.AUDITOR]
        if caller.department in self._directory.ancestors(matter.manager):
            held.append(Capacity.UPPER_MANAGER)
        if caller.role is KeyRole.SUPERVISOR:
            held.append(Capacity.SUPERVISOR)
        for capacity in held:
            yield Standing(caller.department, caller.role, str(caller.tier), caller.region, capacity)

    def _matter(self, caller: Caller | None, about: _About, now: int) -> Matter:
        owner, user, manager = (self._directory.acting(code) if code else "" for code in about[:3])
        tiers = {self._tier(code) for code in (owner, user) if code}
        return Matter(
            owner=owner,
            user=user,
            manager=manager,
            tier=self._tier(manager),
            region_chain=self._regions(manager),
            at_ms=now,
            cross_tier=len(tiers) > 1,
            accreditations=tuple(self._accreditations(caller, about, now)),
            open_item=about.is_open,
        )

    def _tier(self, code: str) -> str:
        found = self._directory.department(code)
        return "" if found is None else str(found.tier)

    def _above(self, code: str) -> str:
        found = self._directory.department(code)
        return "" if found is None else found.parent or ""

    def _regions(self, manager: str) -> tuple[str, ...]:
        chain = (self._directory.department(code) for code in (manager, *self._directory.ancestors(manager)))
        return tuple(dict.fromkeys(row.region for row in chain if row is not None))

    def _accreditations(self, caller: Caller | None, about: _About, now: int) -> Iterator[tuple[str, int, int]]:
        if caller is None or caller.role is not KeyRole.AUDITOR:
            return  # nobody else stands here as an auditor
        yield from self._mandates(caller, about, now)
        names = {about.owner, about.user, about.manager, *about.items}
        with self._store.read() as session:
            indexes = newest(session, types=("accreditation.grant",))
            granted = [disclosures_of(session, index) for index in indexes]
        for opened in granted:
            values = {name: one["value"] for name, one in opened.items()}
            if _covers(values.get("scope"), names) and (row := _period(values)) is not None:
                yield row

    def _mandates(self, caller: Caller, about: _About, now: int) -> Iterator[tuple[str, int, int]]:
        key = self._directory.key(caller.address)
        scope = Scope((about.owner, about.user), about.manager, subjects_of(about.agreement, about.items))
        for mandate in self._directory.registry().accreditations(key, scope, now) if key is not None else ():
            yield mandate.holder, mandate.valid_from, LATEST_MS if mandate.valid_until is None else mandate.valid_until


def _covers(scope: Any, names: set[str]) -> bool:
    listed = scope if isinstance(scope, list) else str(scope or "").replace(",", " ").split()
    return _EVERYTHING in listed or bool(names & set(listed))


def _period(values: dict[str, Any]) -> tuple[str, int, int] | None:
    try:
        return str(values["subject"]), parse_time(values["valid_from"]), parse_time(values["valid_until"])
    except (KeyError, QuanzeError):
        # What was granted but not disclosed opens nothing
        return None
