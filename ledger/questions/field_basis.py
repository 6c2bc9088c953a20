"""Field by field: which of these fields may this department use for this matter, on what basis, and with how few it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld
from ledger.asking.chain_views import LinkView, link_view
from ledger.asking.inquiry import Inquiry
from ledger.asking.records import EventRef
from ledger.policy.decide import decide
from ledger.policy.facts import Facts, Question
from ledger.policy.seen import Seen
from ledger.questions.deciding import Decider
from ledger.registers.caller import Caller
from ledger.registers.registry import item_id
from ledger.storage.chain_rows import ItemLink

_PERMITTED = "permitted"


@dataclass(frozen=True)
class FieldBasis:
    """One field: the decision on it alone, the agreement and legal basis it rests on, and what is missing.

    ``last_called`` is the newest call of this department that used it; None where none is on record.
    """

    field: str
    answer: str
    agreement: str | None
    number: str | None
    legal_basis: str | None
    missing: list[Bilingual]
    last_called: str | None


@dataclass(frozen=True)
class FieldByField:
    """The answer.

    Attributes:
        duties: lines of the list of duties that the chain links to the item, as hashes, with the tables.
        fewest: the fields that would be permitted; unused: those of them that no call on record ever used; truncated: only
            the newest calls were looked at.
    """

    verdict: Bilingual
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    events: list[EventRef]
    withheld: list[Withheld]
    truncated: bool
    item: str
    purpose: str
    fields: list[FieldBasis]
    fewest: list[str]
    unused: list[str]
    duties: list[LinkView]


def field_by_field(
    decider: Decider, inquiry: Inquiry, caller: Caller, asked: Mapping[str, Any], at: str | None
) -> FieldByField:
    """The question before, asked once of the record and then of the policy for each field alone.

    Raises:
        InputRefused, NotPermitted: as `Decider.decide`.
    """
    decided = decider.decide(caller, asked, at=at)
    question, facts = Question.from_json(decided.question), Facts.from_json(decided.facts)
    calls = [row.seen() for row in inquiry.of_types("call", item=question.item)]
    mine = [call for call in calls if call.actor == question.department]
    rows = [_field(name, question, facts, mine) for name in question.fields]
    fewest = [row.field for row in rows if row.answer == _PERMITTED]
    unused = [row.field for row in rows if row.answer == _PERMITTED and row.last_called is None]
    links = inquiry.session.chain.find(ItemLink, item=item_id(question.item))
    return FieldByField(
        verdict=_verdict(rows, fewest),
        **{name: getattr(decided, name) for name in ("as_of", "calendar", "proof", "events", "withheld")},
        truncated=inquiry.truncated,
        item=question.item,
        purpose=question.purpose,
        fields=rows,
        fewest=fewest,
        unused=unused if mine else [],
        duties=[link_view(one) for one in links if one.until is None],
    )


def _field(name: str, question: Question, facts: Facts, calls: list[Seen]) -> FieldBasis:
    decision = decide(replace(question, fields=(name,)), facts).to_json()
    terms = next((one.terms for one in facts.agreements if one.id == decision.get("agreement")), None)
    used = [call for call in calls if name in (call.names("called_fields") or ())]
    return FieldBasis(
        field=name,
        answer=str(decision["answer"]),
        agreement=decision.get("agreement") or None,
        number=terms.number if terms else None,
        legal_basis=terms.legal_basis if terms else None,
        missing=[Bilingual(str(row["zh"]), str(row["en"])) for row in decision["missing"]],
        last_called=used[-1].id if used else None,
    )


def _verdict(rows: list[FieldBasis], fewest: list[str]) -> Bilingual:
    names = ", ".join(fewest) or "—"
    return Bilingual(
        f"所问 {len(rows)} 个字段, 有依据可用 {len(fewest)} 个: {names}。",
        f"{len(rows)} fields asked, {len(fewest)} may be used: {names}.",
    )
