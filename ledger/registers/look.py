"""One look at what a caller may see: agreements, items and accreditations are read once, however much is asked about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from ledger.asking.event_queries import newest
from ledger.asking.records import Recorded
from ledger.errors import QuanzeError
from ledger.event_types import KeyRole
from ledger.events import Event
from ledger.indexing.values import LATEST_MS
from ledger.model import parse_time
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access, Action, action_of_event
from ledger.policy.permissions import Caller as Standing
from ledger.policy.permissions import Capacity, Matter, allowed
from ledger.policy.sealing import SEALABLE, sealed_to
from ledger.policy.terms import AgreementTerms
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory, ItemEntry
from ledger.registers.registry import Scope, subjects_of
from ledger.storage.store import Store, StoreSession

_ORDER = (Access.NONE, Access.METADATA, Access.READ, Access.SIGN)
FULL = (Access.READ, Access.SIGN)
"""Accesses that see disclosed fields and terms; metadata does not."""
_OFFICES = (KeyRole.HEAD, KeyRole.OFFICER, KeyRole.GATEWAY)
_EVERYTHING = "*"
_ENDED = "accreditation.expire"


class Subject(NamedTuple):
    """What of an event decides who may see it; events that agree in it are seen alike."""

    type: str
    actor: str
    on_behalf_of: str | None
    agreement: str | None
    item: str | None
    sealed_to: tuple[str, ...] | None = None

    @classmethod
    def of(cls, event: Event, values: Mapping[str, Any] = MappingProxyType({})) -> Subject:
        """Of an event read back; ``values`` are its disclosed fields: without them a sealed one is for who recorded it."""
        name = event.type.name
        sealed = sealed_to(name, event.fields, values) if name in SEALABLE else None
        return cls(name, event.actor, event.on_behalf_of, event.agreement, event.item, sealed)

    @classmethod
    def of_row(cls, row: Recorded) -> Subject:
        """Of an event with what is disclosed of it."""
        return cls.of(row.event, row.values if row.event.type.name in SEALABLE else MappingProxyType({}))


class _About(NamedTuple):
    """Departments and items concerned; empty where there is none."""

    owner: str
    user: str
    manager: str
    items: tuple[str, ...] = ()
    agreement: str | None = None
    is_open: bool = False


class Look:
    """One look at the record: agreements, items and accreditations are read once, however many events are asked about."""

    def __init__(self, store: Store, directory: Directory, now: int, session: StoreSession | None = None) -> None:
        self._store = store
        self._directory = directory
        self._now = now
        self._session = session
        self._regions_of: dict[str, tuple[str, ...]] = {}
        self._above_of: dict[str, tuple[str, ...]] = {}
        self._agreements: dict[str, AgreementFacts | None] = {}
        self._items: dict[str, ItemEntry | None] = {}
        self._used: dict[tuple[str, str, str], bool] = {}
        self._seen: dict[tuple[str, str, Action], Access] = {}
        self._matters: dict[tuple[str, str | None], Matter] = {}
        self._stands: dict[str, tuple[str, str]] = {}

    def of_events(self, caller: Caller, events: Iterable[Subject]) -> dict[Subject, Access]:
        """The best access of the caller to each of these events."""
        asked = set(events)
        unknown = {one.agreement for one in asked if one.agreement} - self._agreements.keys()
        found = self._directory.agreements(unknown, self._session) if unknown else {}
        self._agreements |= {one: found.get(one) for one in unknown}
        return {one: self.of_event(caller, one) for one in asked}

    def agreement(self, identity: str) -> AgreementFacts | None:
        """The agreement of this id, or None."""
        if identity not in self._agreements:
            self._agreements[identity] = self._directory.agreements([identity], self._session).get(identity)
        return self._agreements[identity]

    def item(self, code: str) -> ItemEntry | None:
        """The catalogue item of this code, or None."""
        if code not in self._items:
            self._items[code] = self._directory.item(code, self._session)
        return self._items[code]

    def of_agreement(
        self,
        caller: Caller | None,
        terms: AgreementTerms,
        action: Action = Action.AGREEMENT,
        agreement: str | None = None,
    ) -> Access:
        """The best access of the caller to this side of an agreement; ``agreement`` is its id.

        Who may sign is the table's business; to read it is every party's right, and the managers above see metadata.
        """
        key = (caller.address if caller else "", agreement)
        matter = self._matters.get(key) if agreement else None
        if matter is None:
            about = _About(terms.owner, terms.user, terms.manager, terms.items, agreement)
            matter = self._matters[key] = self._matter(caller, about)
        return max(self.may(caller, action, matter), self._of_party(caller, matter), key=_ORDER.index)

    def of_item(self, caller: Caller | None, item: ItemEntry) -> Access:
        """The best access of the caller to a catalogue entry; every signed-in department sees published ones."""
        is_open = bool(item.entry.get("is_open")) and item.facts.published
        matter = self._matter(caller, _About(item.owner, "", item.manager or "", (item.code,), is_open=is_open))
        found = self.may(caller, Action.CATALOGUE, matter)
        if caller is not None and found is Access.NONE and item.facts.published:
            return Access.METADATA
        return found

    def of_event(self, caller: Caller, event: Subject) -> Access:
        """The best access of the caller to an event; who said it, or in whose name it was said, reads it."""
        if caller.department in (event.actor, event.on_behalf_of):
            return Access.READ
        if event.sealed_to is not None:
            named = caller.department in {self._stand(code)[0] for code in event.sealed_to}
            return Access.READ if named else Access.NONE
        action = action_of_event(event.type)
        if action is None:
            return Access.NONE
        if event.agreement is not None:
            return self._of_agreement_event(caller, event.agreement, action)
        if event.item is not None and (item := self.item(event.item)) is not None:
            return self._of_item_event(caller, event, item, action)
        return self.of_department(caller, event.actor, action)

    def of_department(self, caller: Caller, code: str, action: Action) -> Access:
        """The best access of the caller to this side of a department's own matters."""
        return self.may(caller, action, self._matter(caller, _About(code, "", self._above(code))))

    def sees_terms(self, caller: Caller, identity: str) -> bool:
        """Whether the caller reads the terms of this agreement."""
        return self._of_agreement_event(caller, identity, Action.AGREEMENT) in FULL

    def may(self, caller: Caller | None, action: Action, matter: Matter) -> Access:
        """The best access of the caller to ``action`` in ``matter``, in every capacity it truly has there."""
        return max((allowed(action, one, matter) for one in self._standings(caller, matter)), key=_ORDER.index)

    def _of_agreement_event(self, caller: Caller, agreement: str, action: Action) -> Access:
        key = (caller.address, agreement, action)
        if key not in self._seen:
            facts = self.agreement(agreement)
            found = Access.NONE if facts is None else self.of_agreement(caller, facts.terms, action, facts.id)
            self._seen[key] = found
        return self._seen[key]

    def _of_item_event(self, caller: Caller, event: Subject, item: ItemEntry, action: Action) -> Access:
        by_owner = event.actor in (item.owner, item.manager)
        # What the owner records of an item is also for those who use it under an agreement: version, salt, quality
        user = caller.department if by_owner and self._uses(caller, item) else event.actor
        matter = self._matter(caller, _About(item.owner, user, item.manager or "", (item.code,)))
        found = max(self.may(caller, action, matter), self._of_party(caller, matter), key=_ORDER.index)
        return max(found, self.of_item(caller, item), key=_ORDER.index) if action is Action.CATALOGUE else found

    def _uses(self, caller: Caller, item: ItemEntry) -> bool:
        key = (caller.department, item.code, item.owner)
        if key not in self._used:
            with self._reading() as session:
                rows = session.projections.agreements_on([item.code], user=caller.department)
            self._used[key] = any(row.owner == item.owner for row in rows)
        return self._used[key]

    def _of_party(self, caller: Caller | None, matter: Matter) -> Access:
        if caller is None or caller.role not in _OFFICES:
            return Access.NONE
        if caller.department in (matter.owner, matter.user):
            return Access.READ
        above = (matter.manager, *self._ancestors(matter.manager))
        return Access.METADATA if caller.department in above else Access.NONE

    def _standings(self, caller: Caller | None, matter: Matter) -> Iterator[Standing]:
        yield Standing("", None, "", "", Capacity.PUBLIC)
        if caller is None:
            return
        held = [Capacity.OWNER, Capacity.USER, Capacity.MANAGER, Capacity.AUDITOR]
        if caller.department in self._ancestors(matter.manager):
            held.append(Capacity.UPPER_MANAGER)
        if caller.role is KeyRole.SUPERVISOR:
            held.append(Capacity.SUPERVISOR)
        for capacity in held:
            yield Standing(caller.department, caller.role, str(caller.tier), caller.region, capacity)

    def _matter(self, caller: Caller | None, about: _About) -> Matter:
        owner, user, manager = (self._stand(code)[0] if code else "" for code in about[:3])
        tiers = {self._stand(code)[1] for code in (owner, user) if code}
        return Matter(
            owner=owner,
            user=user,
            manager=manager,
            tier=self._stand(manager)[1],
            region_chain=self._regions(manager),
            at_ms=self._now,
            cross_tier=len(tiers) > 1,
            accreditations=tuple(self._accreditations(caller, about)),
            open_item=about.is_open,
        )

    def _stand(self, code: str) -> tuple[str, str]:
        """The department that stands in the place of this one now, and that one's tier."""
        if code not in self._stands:
            acting = self._directory.acting(code)
            found = self._directory.department(acting)
            self._stands[code] = (acting, "" if found is None else str(found.tier))
        return self._stands[code]

    def _above(self, code: str) -> str:
        found = self._directory.department(code)
        return "" if found is None else found.parent or ""

    def _ancestors(self, code: str) -> tuple[str, ...]:
        if code not in self._above_of:
            self._above_of[code] = tuple(self._directory.ancestors(code))
        return self._above_of[code]

    def _regions(self, manager: str) -> tuple[str, ...]:
        if manager not in self._regions_of:
            chain = (self._directory.department(code) for code in (manager, *self._ancestors(manager)))
            self._regions_of[manager] = tuple(dict.fromkeys(row.region for row in chain if row is not None))
        return self._regions_of[manager]

    def _accreditations(self, caller: Caller | None, about: _About) -> Iterator[tuple[str, int, int]]:
        if caller is None or caller.role is not KeyRole.AUDITOR:
            return  # nobody else stands here as an auditor
        yield from self._mandates(caller, about)
        names = {about.owner, about.user, about.manager, *about.items}
        for giver, scope, row in self._granted:
            if (_EVERYTHING in scope or names & scope) and self._manages(giver, about):
                yield row

    def _manages(self, giver: str, about: _About) -> bool:
        """Whoever signs may write down an accreditation; it opens what its giver manages, itself or from above."""
        manager = self._stand(about.manager)[0] if about.manager else ""
        return manager != "" and self._stand(giver)[0] in (manager, *self._ancestors(manager))

    def _mandates(self, caller: Caller, about: _About) -> Iterator[tuple[str, int, int]]:
        key = self._directory.key(caller.address)
        scope = Scope((about.owner, about.user), about.manager, subjects_of(about.agreement, about.items))
        for mandate in self._directory.registry().accreditations(key, scope, self._now) if key is not None else ():
            yield mandate.holder, mandate.valid_from, LATEST_MS if mandate.valid_until is None else mandate.valid_until

    @cached_property
    def _granted(self) -> list[tuple[str, frozenset[str], tuple[str, int, int]]]:
        with self._reading() as session:
            granted = set(newest(session, types=("accreditation.grant",)))
            granted -= self._expired(session, granted)
            opened = session.log.disclosures_at(sorted(granted))
            givers = {row.index: row.actor for row in session.events.get(granted)}
        found = []
        for index, text in opened.items():
            values = {name: one["value"] for name, one in json.loads(text).items()}
            if (row := _period(values)) is not None:
                found.append((givers[index], _scope(values.get("scope")), row))
        return found

    @staticmethod
    def _expired(session: StoreSession, granted: set[int]) -> set[int]:
        """Grants that whoever gave them ended again."""
        ended = session.lineage.children_of_type(granted, _ENDED, LATEST_MS)
        rows = session.events.get({index for pair in ended for index in pair})
        actors = {row.index: row.actor for row in rows}
        return {grant for grant, end in ended if actors[grant] == actors[end]}

    @contextmanager
    def _reading(self) -> Iterator[StoreSession]:
        if self._session is not None:
            yield self._session
            return
        with self._store.read() as session:
            yield session


def _scope(scope: Any) -> frozenset[str]:
    return frozenset(scope if isinstance(scope, list) else str(scope or "").replace(",", " ").split())


def _period(values: dict[str, Any]) -> tuple[str, int, int] | None:
    try:
        return str(values["subject"]), parse_time(values["valid_from"]), parse_time(values["valid_until"])
    except (KeyError, QuanzeError):
        # What was granted but not disclosed opens nothing
        return None
