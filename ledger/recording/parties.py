"""In which capacities a department acts in a matter: as a party of its agreement, or towards its catalogue item.

Asked for with every event, so answers are kept, but not for long: an item may change hands (`KEEP_MS`, like the keys of
`ledger.registers.directory`); a reform puts a successor in a department's place and a reorganisation of the chain may abandon an
agreement (`KEEP_AGREEMENTS_MS`). Nobody is refused on an item that was kept before it is read again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from ledger.errors import AgreementUnknown, ItemUnknown, NotEntrusted, PartyNotAllowed
from ledger.event_types import KeyRole, Party
from ledger.events import Event
from ledger.policy.terms import AgreementTerms
from ledger.registers.directory import KEEP_MS, Directory, ItemEntry, KeyFacts

K = TypeVar("K")
V = TypeVar("V")
MAX_KEPT = 20_000
KEEP_AGREEMENTS_MS = 2_000
_ROLES = {
    role: frozenset({Party.ANY})
    | ({Party.AUDITOR} if role is KeyRole.AUDITOR else set())
    | ({Party.SUPERVISOR} if role in (KeyRole.SUPERVISOR, KeyRole.HEAD) else set())
    for role in KeyRole
}
_WITHOUT_MATTER = (Party.OWNER, Party.USER, Party.MANAGER, Party.PLATFORM)


class Parties:
    """Who may say what of a matter.

    Args:
        clock: milliseconds since 1970.
    """

    def __init__(self, directory: Directory, clock: Callable[[], int]) -> None:
        self._directory = directory
        self._clock = clock
        self._agreements: dict[str, AgreementTerms] = {}
        self._allowed: dict[object, bool] = {}
        self._items: dict[str, tuple[int, ItemEntry]] = {}
        self._kept_since = 0

    def check(self, event: Event, key: KeyFacts) -> None:
        """Raise unless the department may record this type of event in this matter.

        Raises:
            NotEntrusted: it acts on behalf of a department that has not entrusted it on the chain.
            PartyNotAllowed: it is none of the parties that may. AgreementUnknown, ItemUnknown: the matter is unknown.
        """
        if event.on_behalf_of is not None:
            self._require_entrusted(event.actor, event.on_behalf_of)
        self._forget()
        acting, allowed = event.on_behalf_of or event.actor, event.type.signed_by
        known = event.agreement and (event.agreement, acting, key.role, event.type.name)
        if known in self._allowed:
            return
        if self._may(event, key, allowed, fresh=False) or self._may(event, key, allowed, fresh=True):
            if known:
                _keep(self._allowed, known, True)
            return
        needed = ", ".join(allowed)
        raise PartyNotAllowed(
            zh=f"{event.actor} 在此事中不是 {needed}, 不能作出 {event.type.name}",
            en=f"{event.actor} is not {needed} in this matter and cannot record {event.type.name}",
            needed=needed,
        )

    def capacities(self, agreement: str | None, item: str | None, acting: str, role: KeyRole) -> frozenset[Party]:
        """In which capacities a key of a department stands in a matter; those of its role only where that is unknown."""
        self._forget()
        held: tuple[Party, ...] = ()
        if agreement is not None:
            with suppress(AgreementUnknown):
                held = self._in_agreement(self._terms(agreement), acting)
        elif item is None:
            held = _WITHOUT_MATTER
        elif (entry := self._item(item, fresh=False)) is not None:
            held = self._towards(entry, acting)
        return _ROLES[role] | frozenset(held)

    def _forget(self) -> None:
        now = self._clock()
        if not 0 <= now - self._kept_since < KEEP_AGREEMENTS_MS:
            self._agreements.clear()
            self._allowed.clear()
            self._kept_since = now

    def _require_entrusted(self, contractor: str, principal: str) -> None:
        if not self._directory.may_act_for(contractor, principal, self._clock()):
            raise NotEntrusted(
                zh=f"链上没有 {principal} 对 {contractor} 的有效委托: 请由 {principal} 的负责人先行委托 (department entrust)",
                en=f"the chain holds no entrustment of {contractor} by {principal} that is in force: a head of {principal} "
                "has to entrust it first (department entrust)",
                contractor=contractor,
                principal=principal,
            )

    def _may(self, event: Event, key: KeyFacts, allowed: tuple[Party, ...], *, fresh: bool) -> bool:
        acting = event.on_behalf_of or event.actor
        if event.agreement is not None:
            held = self._in_agreement(self._terms(event.agreement), acting)
        elif event.item is not None:
            held = self._in_item(event, self._item(event.item, fresh=fresh), acting)
        else:
            held = _WITHOUT_MATTER
        by_role = _ROLES[key.role]
        return any(party in held or party in by_role for party in allowed)

    def _in_agreement(self, terms: AgreementTerms, acting: str) -> tuple[Party, ...]:
        parties = ((Party.OWNER, terms.owner), (Party.USER, terms.user), (Party.MANAGER, terms.manager))
        held = tuple(party for party, code in parties if self._directory.acting(code) == acting)
        return (*held, Party.PLATFORM) if Party.MANAGER in held else held

    def _in_item(self, event: Event, item: ItemEntry | None, acting: str) -> tuple[Party, ...]:
        if item is None:
            if event.type.name != "catalogue.register":
                raise ItemUnknown(
                    zh=f"目录中没有 {event.item}: 先登记", en=f"{event.item} is not in the catalogue: register it first"
                )
            return (Party.OWNER,)
        return self._towards(item, acting)

    def _towards(self, item: ItemEntry, acting: str) -> tuple[Party, ...]:
        if acting == self._directory.acting(item.owner):
            return (Party.OWNER,)
        # A manager is who the entry names; everybody else can only ask for the data
        managed = item.manager is not None and acting == self._directory.acting(item.manager)
        return (Party.MANAGER, Party.PLATFORM) if managed else (Party.USER,)

    def _terms(self, agreement: str) -> AgreementTerms:
        known = self._agreements.get(agreement)
        if known is None:
            facts = self._directory.agreement(agreement)
            if facts is None:
                raise AgreementUnknown(
                    zh=f"协议 {agreement} 未在链上订立", en=f"the agreement {agreement} is not concluded on the chain"
                )
            known = _keep(self._agreements, agreement, facts.terms)
        return known

    def _item(self, code: str, *, fresh: bool) -> ItemEntry | None:
        now = self._clock()
        read_at, known = self._items.get(code, (0, None))
        if not fresh and known is not None and 0 <= now - read_at < KEEP_MS:
            return known
        item = self._directory.item(code)
        if item is not None:
            _keep(self._items, code, (now, item))
        return item


def _keep(kept: dict[K, V], key: K, value: V) -> V:
    if len(kept) >= MAX_KEPT:
        kept.clear()
    kept[key] = value
    return value
