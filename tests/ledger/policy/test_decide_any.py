from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from ledger.canonical import canonical, parse
from ledger.policy.decide import decide, inputs_digest
from ledger.policy.facts import AgreementFacts, Facts, ItemFacts, Question
from ledger.policy.reasons import Answer
from tests.changed import replace
from tests.ledger.policy.scene import OWNER, agreement, at, item, question
from tests.ledger.policy.test_decide import END

ASKED: dict[str, Callable[[Question], Question]] = {
    "another department": lambda asked: replace(asked, department="OTHER-USER"),
    "the owner": lambda asked: replace(asked, department=OWNER),
    "another item": lambda asked: replace(asked, item="9/9"),
    "another field": lambda asked: replace(asked, fields=(*asked.fields, "sex")),
    "another purpose": lambda asked: replace(asked, purpose="marketing"),
    "a file": lambda asked: replace(asked, mode="file"),
    "no case": lambda asked: replace(asked, case_ref=""),
    "before": lambda asked: replace(asked, at_ms=at("2026-01-01T00:00") - 1),
    "at the end": lambda asked: replace(asked, at_ms=END),
}
GIVEN: dict[str, Callable[[ItemFacts], ItemFacts]] = {
    "not published": lambda thing: replace(thing, published=False),
    "not shared": lambda thing: replace(thing, share_type="refused"),
    "share type odd": lambda thing: replace(thing, share_type="odd"),
    "unconditional": lambda thing: replace(thing, share_type="unconditional"),
    "important": lambda thing: replace(thing, grade=2),
    "no grade": lambda thing: replace(thing, grade=0),
    "fewer fields": lambda thing: replace(thing, fields=("code",)),
    "fields not at hand": lambda thing: replace(thing, fields=()),
    "another owner": lambda thing: replace(thing, owner="NEW-OWNER"),
}
RESTRICTIONS: dict[str, Callable[[AgreementFacts], AgreementFacts]] = {
    "suspend": lambda row: replace(row, state="suspended"),
    "add a policy term": lambda row: replace(row, policy_terms=(*row.policy_terms, "new")),
    "fewer fields": lambda row: replace(row, terms=replace(row.terms, fields=row.terms.fields[:-1])),
    "fewer purposes": lambda row: replace(row, terms=replace(row.terms, purposes=())),
    "fewer items": lambda row: replace(row, terms=replace(row.terms, items=())),
    "fewer calls": lambda row: replace(row, terms=replace(row.terms, calls_per_day=max(0, row.terms.calls_per_day - 1))),
    "bounded rows": lambda row: replace(row, terms=replace(row.terms, rows_per_delivery=row.terms.rows_per_delivery or 1)),
    "later start": lambda row: replace(row, terms=replace(row.terms, use_from=row.terms.use_from + 1)),
    "earlier end": lambda row: replace(row, terms=replace(row.terms, use_until=max(0, row.terms.use_until - 1))),
    "lower grade": lambda row: replace(row, terms=replace(row.terms, grade=max(0, row.terms.grade - 1))),
}  # fmt: skip
STRICTER: dict[str, Callable[[Facts], Facts]] = {
    "close cases": lambda known: replace(known, closed_cases=("CASE-1", "C2")),
    "forget the calls": lambda known: replace(known, calls_today={}),
    "more calls": lambda known: replace(known, calls_today={name: n + 1 for name, n in known.calls_today.items()}),
    "no assessment": lambda known: replace(known, risk_assessment="none"),
    "forget the item": lambda known: replace(known, item=None),
    "forget the agreements": lambda known: replace(known, agreements=()),
}
ALLOWANCES: dict[str, Callable[[AgreementFacts], AgreementFacts]] = {
    "by file": lambda row: replace(row, terms=replace(row.terms, mode="file")),
    "by fax": lambda row: replace(row, terms=replace(row.terms, mode="fax")),
    "higher grade": lambda row: replace(row, terms=replace(row.terms, grade=2)),
    "state unknown": lambda row: replace(row, state="unknown"),
    "redistribution odd": lambda row: replace(row, terms=replace(row.terms, redistribution="odd")),
    "no quota": lambda row: replace(row, terms=replace(row.terms, calls_per_day=0)),
}


def some(table: Mapping[str, Callable[[Any], Any]], most: int) -> st.SearchStrategy[list[Callable[[Any], Any]]]:
    return st.lists(st.sampled_from(sorted(table)), max_size=most, unique=True).map(lambda ks: [table[k] for k in ks])


def applied(value: Any, steps: list[Callable[[Any], Any]]) -> Any:
    for step in steps:
        value = step(value)
    return value


@st.composite
def agreed_rows(draw: st.DrawFn) -> tuple[AgreementFacts, ...]:
    letters = draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True))
    spoiled = [applied(agreement(), draw(some({**RESTRICTIONS, **ALLOWANCES}, 2))) for _ in letters]
    return tuple(replace(row, id="0x" + letter * 64) for row, letter in zip(spoiled, letters, strict=True))


@st.composite
def known_facts(draw: st.DrawFn) -> Facts:
    counts = st.dictionaries(st.sampled_from(["0x" + letter * 64 for letter in "abc"]), st.integers(0, 100), min_size=2)
    whole = Facts(
        applied(item(), draw(some(GIVEN, 1))), draw(agreed_rows()), draw(counts),
        risk_assessment=draw(st.sampled_from(["recorded", "none", "statutory", "unknown"])),
    )  # fmt: skip
    return cast("Facts", applied(whole, draw(some(STRICTER, 1)) if draw(st.booleans()) else []))


questions = st.builds(lambda count, steps: applied(question(count=count), steps), st.integers(1, 101), some(ASKED, 1))
all_facts = known_facts()


_FIRST = settings(phases=[Phase.generate], database=None, derandomize=True, max_examples=2000)


@pytest.mark.parametrize("answer", Answer)
def test_the_generated_facts_reach_every_answer(answer: Answer) -> None:
    find(st.tuples(questions, all_facts), lambda pair: decide(*pair).answer is answer, settings=_FIRST)


def plainly_permitted(asked: Question, known: Facts) -> bool:
    """The rule again, written as one condition over one agreement: an oracle that shares no code with the engine."""
    thing = known.item
    if thing is None or thing.code != asked.item or thing.owner == asked.department or not thing.published:
        return False
    if thing.share_type not in {"conditional", "unconditional"} or not 1 <= thing.grade <= 3:
        return False
    if thing.grade > 1 and known.risk_assessment not in {"recorded", "statutory"}:
        return False
    if thing.fields and not set(asked.fields) <= set(thing.fields):
        return False
    if asked.case_ref in known.closed_cases or (asked.mode == "api" and asked.case_ref == ""):
        return False
    return any(plainly_agreed(asked, known, row) for row in known.agreements)


def plainly_agreed(asked: Question, known: Facts, row: AgreementFacts) -> bool:
    agreed, thing = row.terms, known.item
    assert thing is not None
    made = known.calls_today.get(row.id, 10**9)
    bound = made + asked.count <= agreed.calls_per_day if asked.mode == "api" else (
        agreed.rows_per_delivery == 0 or asked.count <= agreed.rows_per_delivery
    )  # fmt: skip
    return (
        row.state == "active" and not row.policy_terms and agreed.redistribution in {"none", "with-consent"}
        and agreed.user == asked.department and agreed.owner == thing.owner and asked.item in agreed.items
        and asked.mode == agreed.mode != "fax" and asked.purpose in agreed.purposes
        and set(asked.fields) <= set(agreed.fields) and thing.grade <= agreed.grade <= 3
        and agreed.use_from * 1000 <= asked.at_ms < agreed.use_until * 1000 and bound
    )  # fmt: skip


@given(questions, all_facts)
def test_never_permitted_when_any_term_is_broken_or_unknown(asked: Question, known: Facts) -> None:
    assert (decide(asked, known).answer is Answer.PERMITTED) == plainly_permitted(asked, known)


@given(questions, all_facts.filter(lambda known: known.agreements), st.sampled_from(sorted(RESTRICTIONS)))
def test_a_restriction_in_the_agreements_never_permits(asked: Question, known: Facts, name: str) -> None:
    stricter = replace(known, agreements=tuple(RESTRICTIONS[name](row) for row in known.agreements))
    if decide(asked, known).answer is not Answer.PERMITTED:
        assert decide(asked, stricter).answer is not Answer.PERMITTED


@given(questions, all_facts, st.sampled_from(sorted(STRICTER)))
def test_a_restriction_in_the_facts_never_permits(asked: Question, known: Facts, name: str) -> None:
    if decide(asked, known).answer is not Answer.PERMITTED:
        assert decide(asked, STRICTER[name](known)).answer is not Answer.PERMITTED


@given(questions, all_facts, st.randoms(use_true_random=False))
def test_replay_yields_the_same_bytes_in_any_order_of_the_facts(asked: Question, known: Facts, random: Any) -> None:
    first = canonical(decide(asked, known).to_json())
    shuffled = list(known.agreements)
    random.shuffle(shuffled)
    assert canonical(decide(asked, replace(known, agreements=tuple(shuffled))).to_json()) == first
    assert parse(first)["inputs_digest"] == inputs_digest(asked, known)


@given(questions, all_facts)
def test_any_change_of_the_question_changes_the_digest(asked: Question, known: Facts) -> None:
    assert inputs_digest(asked, known) != inputs_digest(replace(asked, count=asked.count + 1), known)
