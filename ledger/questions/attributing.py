"""Putting the proposal of the policy into words: departments, head keys at that time, evidence, and what lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.asking.answers import Bilingual, calendar_ref, proof_state, withhold
from ledger.asking.records import Recorded, ref
from ledger.event_types import KeyRole
from ledger.model import format_time, moment
from ledger.policy.attribution import Attribution, Proposal, attribute
from ledger.policy.attribution_rules import LABEL_EN, LABEL_ZH
from ledger.policy.chain_facts import ChainFacts
from ledger.policy.facts import AgreementTerms
from ledger.policy.limits import Limits
from ledger.policy.seen import Record, Seen
from ledger.questions.accountability import (
    Accountability,
    KeyThen,
    Proposed,
    Responsible,
    Stand,
    Step,
    chain_facts,
    delivery_of,
)
from ledger.registers.directory import Directory

_STEPS = ("publish", "deliver", "transfer", "receipt", "use")
_ALONE_ZH = "此事件不属于任何提供: 由签署部门对其所签内容负责。"
_ALONE_EN = "This event belongs to no delivery: its signer answers for what it signed."
_NOT_A_DELIVERY = "not-a-delivery"


class Attributing:
    """One question of accountability.

    Args:
        row: the event asked about; around: the events that may bear on it; truncated: there are more.
        now: ms since 1970. full: whether the asker may see disclosed fields; without, they count as unknown.
    """

    def __init__(
        self,
        directory: Directory,
        row: Recorded,
        around: Sequence[Recorded],
        now: int,
        *,
        full: bool,
        truncated: bool = False,
        limits: Limits | None = None,
    ) -> None:
        self._directory = directory
        self._row = row
        self._rows: dict[str, Recorded] = {one.event.id: one for one in (*around, row)}
        self._now = now
        self._full = full
        self._truncated = truncated
        self._limits = limits
        seen = [one.seen() for one in self._rows.values()]
        self._record = Record(seen if full else [one.bare() for one in seen])

    def answer(self) -> Accountability:
        """The whole answer."""
        delivery = delivery_of(self._record, self._record.by_id[self._row.event.id])
        if delivery is None:
            return self._finish(None, None, ChainFacts(self._now), None)
        terms = self._terms(delivery.agreement)
        facts = chain_facts(self._record, delivery, terms, self._now, self._limits)
        return self._finish(delivery, attribute(facts), facts, terms.get(delivery.agreement))

    def _finish(
        self, delivery: Seen | None, found: Attribution | None, facts: ChainFacts, terms: AgreementTerms | None
    ) -> Accountability:
        steps = [self._step(name, facts) for name in _STEPS] if delivery else []
        proposal = self._proposed(found.proposal, terms) if found and found.proposal else None
        alternatives = [self._proposed(one, terms) for one in found.alternatives] if found else []
        cited = {self._row.event.id} | {step.event.id for step in steps if step.event}
        cited |= {name for one in (*alternatives, *([proposal] if proposal else [])) for name in one.evidence}
        evidence = [ref(row) for row in sorted(self._rows.values(), key=lambda row: row.index) if row.event.id in cited]
        absent = sum(step.event is None and step.step in (found.missing if found else ()) for step in steps)
        event = self._row.event
        return Accountability(
            verdict=Bilingual(found.verdict_zh, found.verdict_en) if found else Bilingual(_ALONE_ZH, _ALONE_EN),
            event=ref(self._row),
            signed_by=self._responsible("signer", event.actor, event.occurred_ms, event.operator),
            delivery=delivery.id if delivery else None,
            outcome=found.outcome.value if found else _NOT_A_DELIVERY,
            confidence=found.confidence.value if found else "none",
            proposal=proposal,
            alternatives=alternatives,
            steps=steps,
            missing=list(found.missing) if found else [],
            as_of=format_time(self._now),
            calendar=calendar_ref(),
            proof=proof_state(evidence, absent),
            evidence=evidence,
            withheld=[] if self._full else [withhold("disclosures")],
            label=Bilingual(LABEL_ZH, LABEL_EN),
            truncated=self._truncated,
        )

    def _terms(self, agreement: str) -> Mapping[str, AgreementTerms]:
        found = self._directory.agreement(agreement) if agreement else None
        return {found.id: found.terms} if found else {}

    def _step(self, name: str, facts: ChainFacts) -> Step:
        link = getattr(facts, name)
        if link is None:
            return Step(name, None, None, None)
        return Step(name, ref(self._rows[link.event]), link.digest or None, link.version or None)

    def _proposed(self, found: Proposal, terms: AgreementTerms | None) -> Proposed:
        last = self._rows[found.evidence[-1]] if found.evidence else self._row
        at = last.event.occurred_ms if found.from_ms is None else found.from_ms
        department = self._department(found.rule.party, terms, last)
        return Proposed(
            rule=found.rule.id,
            basis=list(found.rule.basis),
            zh=found.rule.zh,
            en=found.rule.en,
            evidence=list(found.evidence),
            since=moment(found.from_ms),
            responsible=self._responsible(found.rule.party, department, at, self._office(last, department)),
        )

    @staticmethod
    def _office(last: Recorded, department: str | None) -> str | None:
        """The operator that the last event shown names, if it is that department's own."""
        return last.event.operator if department in (last.event.actor, last.event.on_behalf_of) else None

    def _department(self, party: str, terms: AgreementTerms | None, last: Recorded) -> str | None:
        if party in {"platform", "deriver"}:
            return last.event.on_behalf_of or last.event.actor
        # "both" names two departments, hence no single one
        return getattr(terms, party, None) if terms else None

    def _responsible(self, party: str, department: str | None, at_ms: int, office: str | None = None) -> Responsible:
        known = self._directory.department(department) if department else None
        keys = self._keys(department, at_ms) if department else []
        return Responsible(
            party=party,
            department=department,
            at=format_time(at_ms),
            heads=sorted(key.address for key in keys if key.role == KeyRole.HEAD.value),
            name_zh=known.name_zh if known else None,
            name_en=known.name_en if known else None,
            office=office,
            keys=keys,
            successors=self._successors(department) if department else [],
        )

    def _keys(self, department: str, at_ms: int) -> list[KeyThen]:
        valid = (key for key in self._directory.keys_of(department) if key.valid_at(at_ms))
        return [
            KeyThen(
                key.address,
                key.role.value,
                format_time(key.valid_from_ms),
                moment(key.valid_until_ms),
            )
            for key in sorted(valid, key=lambda key: (key.role.value, key.address))
        ]

    def _successors(self, department: str) -> list[Stand]:
        before, found = self._directory.department(department), []
        for after in self._directory.successors(department):
            since = before.succeeded_ms if before and before.succeeded_ms is not None else after.since_ms
            found.append(
                Stand(after.code, after.name_zh, after.name_en, format_time(since), self._keys(after.code, self._now))
            )
            before = after
        return found
