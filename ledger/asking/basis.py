"""On what an edge of a lineage rests: an agreement in force that covers it, the department's own work, or nothing shown."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from ledger.asking.event_queries import of_agreements
from ledger.asking.records import Recorded
from ledger.policy.facts import AgreementFacts, AgreementTerms
from ledger.registers.directory import state_at
from ledger.registers.sight import Look
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import StoreSession

# Types that hand on the very bytes of their parent: another digest is a break
SAME_BYTES = frozenset({"deliver", "transfer", "receipt", "store", "backup", "redistribute", "backflow"})
EXCHANGE = SAME_BYTES | {"call", "verify", "derive", "aggregate", "link", "mask", "migrate"}
STATE_EVENTS = ("agreement.suspend", "agreement.resume", "agreement.terminate")
_CONSENT = "consent"


class Basis(StrEnum):
    """On what an edge rests."""

    OWN = "own"
    AGREEMENT = "agreement"
    NO_EXCHANGE = "no-exchange"
    NONE_SHOWN = "no-lawful-basis-shown"
    UNDETERMINED = "cannot-be-determined"


class Ground(NamedTuple):
    """What was found, with its reason; ``found`` is the value that decided, for who may see disclosed fields."""

    basis: Basis
    zh: str
    en: str
    found: str = ""

    def told(self, *, full: bool) -> Ground:
        """The reason as an asker is told it."""
        return (
            self._replace(zh=f"{self.zh}: {self.found}", en=f"{self.en}: {self.found}") if full and self.found else self
        )


class Grounds:
    """Judges the edges of one page; what it needs of the agreements is read at once.

    Args:
        agreements: ids that the page names. reach: index before which events are known.
    """

    def __init__(self, session: StoreSession, look: Look, agreements: Iterable[str], reach: int) -> None:
        self._look = look
        self._events: dict[str, list[IndexedEvent]] = {}
        for row in of_agreements(session, set(agreements), (*STATE_EVENTS, _CONSENT)):
            if row.index < reach and row.agreement:
                self._events.setdefault(row.agreement, []).append(row)

    def agreement_of(self, parent: Recorded, child: Recorded) -> AgreementFacts | None:
        """The agreement under which the data moved from parent to child."""
        number = child.event.agreement or parent.event.agreement
        return self._look.agreement(number) if number else None

    def of(self, parent: Recorded, child: Recorded) -> Ground:
        """On what the edge between two events rests."""
        event, before = child.event, parent.event
        if event.type.name not in EXCHANGE:
            return Ground(Basis.NO_EXCHANGE, "不是数据流转", "no data moves here")
        mine, theirs = event.on_behalf_of or event.actor, before.on_behalf_of or before.actor
        if mine == theirs and event.agreement is None:
            return Ground(Basis.OWN, "同一部门内", "within one department")
        facts = self.agreement_of(parent, child)
        if facts is None:
            return _none("没有协议", "no agreement")
        return self._outside(child, {mine, theirs}, facts) or self._in_force(child, facts)

    def _outside(self, child: Recorded, parties: set[str], facts: AgreementFacts) -> Ground | None:
        terms, event = facts.terms, child.event
        if not parties <= {terms.owner, terms.user, terms.manager}:
            return _none("不是协议当事部门", "not a party to the agreement")
        if event.agreement and event.item is not None and event.item not in terms.items:
            return _none("协议不含该目录项", "the agreement lacks this item")
        if not terms.use_from * 1000 <= event.occurred_ms < terms.use_until * 1000:
            return _none("不在协议期内", "outside the agreement's period")
        if event.type.name == "redistribute" and not self._consented(child, facts):
            return _none(
                "转提供未见归属部门事先同意(条例25)", "no prior consent of the owner to pass it on (article 25)"
            )
        return _call_outside(child, terms) if event.type.name == "call" else None

    def _in_force(self, child: Recorded, facts: AgreementFacts) -> Ground:
        number = facts.terms.number
        changes = [(row.type, row.occurred_at) for row in self._events.get(facts.id, ()) if row.type != _CONSENT]
        if not changes and facts.state in {"suspended", "terminated"}:
            zh, en = f"协议 {number} 已在链上{_ENDED[facts.state]}", f"agreement {number} is {facts.state} on the chain"
            return Ground(
                Basis.UNDETERMINED,
                f"无法判定: {zh}, 何时起未见记录",
                f"cannot be determined: {en}, since when is not on record",
            )
        state = state_at(facts.terms, changes, child.event.occurred_ms)
        if state != "active":
            return _none(f"协议 {number} 当时已{_ENDED[state]}", f"agreement {number} was {state} then")
        return Ground(Basis.AGREEMENT, f"依据协议 {number}", f"under agreement {number}")

    def _consented(self, child: Recorded, facts: AgreementFacts) -> bool:
        named = {*child.event.parents, child.seen().text("consent")}
        rows = self._events.get(facts.id, ())
        given = (row for row in rows if row.type == _CONSENT and row.actor == facts.terms.owner)
        return facts.terms.redistribution == "with-consent" and any(
            row.index < child.index and row.event_id.hex() in named for row in given
        )


def _call_outside(call: Recorded, terms: AgreementTerms) -> Ground | None:
    seen = call.seen()
    if (purpose := seen.text("purpose")) and purpose not in terms.purposes:
        return _none("目的不在约定之内", "the purpose is not agreed", purpose)
    beyond = sorted(set(seen.names("called_fields") or ()) - set(terms.fields))
    return _none("字段不在约定之内", "fields are not agreed", ", ".join(beyond)) if beyond else None


_ENDED = {"suspended": "中止", "terminated": "终止", "pending": "订立而未生效", "expired": "到期"}


def _none(zh: str, en: str, found: str = "") -> Ground:
    return Ground(Basis.NONE_SHOWN, f"未见合法依据: {zh}", f"no lawful basis shown: {en}", found)
