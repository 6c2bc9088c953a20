import json
from typing import Any

import pytest

from ledger.canonical import canonical
from ledger.errors import InputRefused
from ledger.policy.circumstances import LinkedFacts, SourceFacts, UpstreamFacts
from ledger.policy.facts import AgreementFacts, AgreementTerms, Facts, ItemFacts, Question
from ledger.policy.terms import earliest_retention
from tests.ledger.policy.scene import agreement, at, facts, item, question, terms


def changed(value: dict[str, Any], path: str, to: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(value))
    place = copy
    *way, last = path.split(".")
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    if to is None:
        del place[last]
    else:
        place[last] = to
    return copy


FULL = facts(
    closed_cases=("CASE-9",),
    risk_assessment="recorded",
    agreements=(agreement(policy_terms=("geo",)),),
    upstream=(UpstreamFacts("9/8", "CIVIL-AFFAIRS", "DATA-BUREAU", 2, "with-consent", "none"),),
    linked=(LinkedFacts("9/7", True, "passed"),),
    same_title=(SourceFacts("9/1", "STATISTICS"),),
)


@pytest.mark.parametrize(
    "whole",
    [
        terms(), agreement(), item(), item(condition="", fields=()), question(), question(case_ref=""),
        question(linked=("9/7", "9/8")), facts(), FULL, Facts(None),
    ],
    ids=["terms", "agreement", "item", "bare item", "question", "no case", "linked", "facts", "full facts", "no facts"],
)  # fmt: skip
def test_what_is_written_is_read_back(whole: Any) -> None:
    written = whole.to_json()
    assert type(whole).from_json(json.loads(canonical(written))) == whole


def test_a_question_needs_neither_count_nor_case() -> None:
    value = changed(changed(question().to_json(), "count", None), "case_ref", None)
    assert Question.from_json(value) == question(count=1, case_ref="")


BAD_TERMS = {
    "missing member": ("number", None),
    "unknown member": ("colour", "red"),
    "owner not a code": ("owner", "civil affairs"),
    "same department twice": ("user", "DATA-BUREAU"),
    "items empty": ("items", []),
    "items not a list": ("items", "2001/1"),
    "item not a code": ("items", ["数据"]),
    "items with a number": ("items", [1]),
    "field twice": ("fields", ["a", "a"]),
    "field blank": ("fields", [" "]),
    "too many purposes": ("purposes", [f"p{n}" for n in range(65)]),
    "unknown mode": ("mode", "fax"),
    "mode not a text": ("mode", ["api"]),
    "basis blank": ("legal_basis", "  "),
    "number too long": ("number", "编" * 43),
    "number not a text": ("number", 7),
    "calls a float": ("calls_per_day", 1.5),
    "calls a truth": ("calls_per_day", True),
    "rows negative": ("rows_per_delivery", -1),
    "grade 4": ("grade", 4),
    "grade 0": ("grade", 0),
    "unknown redistribution": ("redistribution", "free"),
    "period empty": ("use_until", at("2026-01-01T00:00") // 1000),
    "time too late": ("use_from", 10**15),
    "records too short": ("retention_until", at("2030-01-01T00:00") // 1000 - 1),
    "hash with prefix": ("text_zh", "0x" + "1" * 64),
}


@pytest.mark.parametrize("row", BAD_TERMS.values(), ids=BAD_TERMS)
def test_bad_terms_are_refused(row: tuple[str, Any]) -> None:
    with pytest.raises(InputRefused) as refusal:
        AgreementTerms.from_json(changed(terms().to_json(), *row))
    assert refusal.value.zh
    assert refusal.value.en


BAD = {
    "question: not an object": (Question, [], "", ""),
    "question: count 0": (Question, question().to_json(), "count", 0),
    "question: mode": (Question, question().to_json(), "mode", "mail"),
    "question: linked with no item": (Question, question(linked=("9/7",)).to_json(), "linked", ["数据"]),
    "item: share type": (ItemFacts, item().to_json(), "share_type", "maybe"),
    "item: flag": (ItemFacts, item().to_json(), "published", 1),
    "agreement: state": (AgreementFacts, agreement().to_json(), "state", "good"),
    "agreement: id": (AgreementFacts, agreement().to_json(), "id", "a" * 64),
    "facts: agreements no list": (Facts, facts().to_json(), "agreements", {}),
    "facts: calls no object": (Facts, facts().to_json(), "calls_today", [1]),
    "facts: calls negative": (Facts, facts().to_json(), "calls_today", {"a": -1}),
    "facts: upstream grade 4": (Facts, FULL.to_json(), "upstream.0.grade", 4),
    "facts: upstream without its owner": (Facts, FULL.to_json(), "upstream.0.owner", None),
    "facts: passing on by nothing known": (Facts, FULL.to_json(), "upstream.0.redistribution", "free"),
    "facts: link neither checked nor not": (Facts, FULL.to_json(), "linked.0.check", "perhaps"),
    "facts: linked item no code": (Facts, FULL.to_json(), "linked.0.item", "数据"),
    "facts: same title, unknown member": (Facts, FULL.to_json(), "same_title.0.colour", "red"),
    "facts: risk": (Facts, facts().to_json(), "risk_assessment", "fine"),
}


@pytest.mark.parametrize("row", BAD.values(), ids=BAD)
def test_bad_facts_are_refused(row: tuple[Any, Any, str, Any]) -> None:
    kind, value, path, to = row
    with pytest.raises(InputRefused):
        kind.from_json(changed(value, path, to) if path else value)


def test_terms_become_the_message_of_the_contract_and_come_back() -> None:
    message = terms().to_message()
    assert list(message) == ["number", "parties", "scope", "limits", "period", "texts"]
    assert message["scope"]["legalBasis"] == "条例 20"
    assert message["texts"]["zh"] == "0x" + "1" * 64
    assert AgreementTerms.from_message(message) == terms()


@pytest.mark.parametrize(
    ("path", "to"),
    [("limits", None), ("limits.grade", None), ("limits.colour", 1), ("texts.zh", 5), ("parties", [])],
    ids=["no group", "no member", "unknown member", "hash a number", "group a list"],
)
def test_a_message_of_another_shape_is_refused(path: str, to: Any) -> None:
    with pytest.raises(InputRefused):
        AgreementTerms.from_message(changed(terms().to_message(), path, to))


@pytest.mark.parametrize(
    ("until", "least"),
    [("2026-06-30T16:00", "2029-06-30T16:00"), ("2028-02-28T16:00", "2031-02-28T16:00")],
    ids=["plain", "from 29 February"],
)
def test_records_are_kept_three_calendar_years(until: str, least: str) -> None:
    assert earliest_retention(at(until) // 1000) == at(least) // 1000


def test_a_period_at_the_end_of_the_calendar_is_refused() -> None:
    value = terms().to_json() | {"use_until": 253_402_300_799, "retention_until": 253_402_300_799}
    with pytest.raises(InputRefused):
        AgreementTerms.from_json(value)
