"""May it be used? `Agreements.permits` beside `ledger.policy.decide`, over terms, lives and questions drawn at random.

The contract never says yes where Python says no, except for what a contract cannot know; `BEYOND` lists that by name.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ledger.chain.deploy import RootDepartment
from ledger.chain.node import EmbeddedNode
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc
from ledger.errors import InputRefused
from ledger.keys import LocalSigner
from ledger.policy.decide import decide
from ledger.policy.decision import Decision
from ledger.policy.facts import AgreementFacts, Facts, ItemFacts, Question
from ledger.policy.reasons import Answer
from tests.differential.acts import Stage
from tests.differential.conftest import CHAIN_ID
from tests.differential.lives import DAY, FIELDS, ITEM, MODES, OWNER, PARTIES, PURPOSES, USER, Life, Lives
from tests.ledger.chain.conftest import take_port

pytestmark = pytest.mark.chain
# contract's reason → what Python finds missing then; the order of the enum IAgreements.Reason
REASONS: tuple[tuple[str, set[str]], ...] = (
    ("Permitted", set()),
    ("NoAgreement", {"D-NO-AGREEMENT"}),
    ("NotYet", {"D-PENDING"}),
    ("Expired", {"D-EXPIRED"}),
    ("Suspended", {"D-SUSPENDED"}),
    ("Terminated", {"D-TERMINATED"}),
    ("PurposeNotAgreed", {"D-PURPOSE"}),
    ("FieldNotAgreed", {"D-FIELDS"}),
    ("ModeNotAgreed", {"D-MODE"}),
    ("QuotaExceeded", {"D-QUOTA"}),
    ("QuotaUnset", {"D-QUOTA-UNSET"}),
    ("UnknownTerm", set()),
    ("Superseded", {"D-TERMINATED"}),
    ("RowsExceeded", {"D-ROWS"}),
)
PERMITTED, UNKNOWN_TERM = 0, 11


@pytest.fixture(scope="module")
def lives(anvil: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """A month of 24 agreements and their later versions, on a node of its own whose clock is moved."""
    heads = {code: LocalSigner.generate() for code in PARTIES}
    roots = [RootDepartment(code, 2, 330000, 2, heads[code].address) for code in PARTIES]
    with (
        EmbeddedNode(tmp_path_factory.mktemp("permits"), take_port(), 60, executable=anvil) as node,
        Rpc(node.url) as rpc,
    ):
        made = Lives(Stage.found(Relay(rpc, LocalSigner.generate(), CHAIN_ID), roots, heads), random.Random(27))
        for _ in range(24):
            made.conclude()
        for _ in range(50):
            rpc.call("evm_increaseTime", made.chance.randrange(DAY))
            rpc.call("evm_mine")
            made.befall()
        yield made


def asked(life: Life, question: Question, made: int) -> tuple[Any, ...]:
    """The same question to the contract: in mode api it counts the calls of the whole day."""
    count = question.count + (made if question.mode == "api" else 0)
    return life.id, question.purpose, list(question.fields), question.mode, count, question.at_ms // 1000


def facts(life: Life, question: Question, made: int) -> Facts:
    """Everything that no contract knows speaks for the use."""
    item = ItemFacts(ITEM, OWNER, "conditional", "within the duties", grade=1)
    state = life.state(question.at_ms // 1000)
    return Facts(item, (AgreementFacts(life.name, life.terms, state),), {life.name: made}, (), "recorded")


def codes(decision: Decision) -> set[str]:
    return {row.code for row in decision.missing}


def ask_at_random(chance: random.Random, many: list[Life]) -> tuple[Life, Question, int]:
    """Mostly of what is agreed and near the bounds, so that each single difference decides often."""

    def mostly(usual: Any, *others: Any) -> Any:
        return usual if chance.random() < 0.85 else chance.choice(others)

    life, made = chance.choice(many), chance.randrange(4)
    terms = life.terms
    near = chance.choice(life.edges()) + chance.randrange(-1, 2)
    within = chance.randrange(max(life.filed, terms.use_from), terms.use_until)
    mode = mostly(terms.mode, *MODES)
    bound = terms.calls_per_day - made if mode == "api" else terms.rows_per_delivery
    count = chance.choice((bound - 1, bound, bound + 1, chance.randrange(1, 5), 2**53 - 1))
    agreed = chance.sample(terms.fields, chance.randint(1, len(terms.fields)))
    question = Question(
        department=USER,
        item=ITEM,
        fields=tuple(mostly(agreed, [*agreed, "Name"], list(FIELDS))),
        purpose=mostly(chance.choice(terms.purposes), *PURPOSES, "sell", "verify "),
        mode=mode,
        at_ms=chance.choice((near, within)) * 1000 + chance.choice((0, 999)),
        count=min(max(count, 1), 2**53 - 1),
        case_ref="C-1",
    )
    return life, question, made


@given(seed=st.integers(0, 2**64 - 1))
@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))  # a batch tells the case: nothing to shrink
def test_the_contract_permits_exactly_what_python_permits(lives: Lives, seed: int) -> None:
    chance = random.Random(seed)
    cases = [ask_at_random(chance, lives.all) for _ in range(300)]
    answers = lives.stage.ask("Agreements")("permits", [asked(*case) for case in cases])
    for (life, question, made), answer in zip(cases, answers, strict=True):
        decision = decide(question, facts(life, question, made))
        assert (answer == PERMITTED) == (decision.answer is Answer.PERMITTED), (question, REASONS[answer], decision)
        assert REASONS[answer][1] <= codes(decision), (question, REASONS[answer], decision)


def test_the_lives_show_every_state(lives: Lives) -> None:
    states = {life.state(edge + step) for life in lives.all for edge in life.edges() for step in (-1, 0)}
    assert states == {"pending", "active", "suspended", "expired", "terminated"}


# where Python says no and the contract yes: what the contract cannot know


def usable(lives: Lives, mode: str) -> tuple[Life, Question]:
    """An agreement and a use that both sides permit."""
    for life in lives.all:
        time, terms = max(life.filed, life.terms.use_from), life.terms
        quota = terms.calls_per_day if mode == "api" else terms.rows_per_delivery
        if terms.mode == mode and quota != (0 if mode == "api" else None) and life.state(time) == "active":
            return life, Question(USER, ITEM, terms.fields, terms.purposes[0], mode, time * 1000, 1, "C-1")
    raise AssertionError(f"no active agreement of mode {mode}")


BEYOND = {
    "D-ITEM-UNKNOWN": "the catalogue is another contract, and an entry is judged at the time of the question",
    "D-ITEM-OTHER": "permits names no item: an agreement may hold several",
    "D-ITEM-UNPUBLISHED": "publication stands in Catalogue",
    "D-ITEM-REFUSED": "the share type stands in Catalogue",
    "D-SHARE-TYPE-UNKNOWN": "the share type stands in Catalogue",
    "D-FIELDS-NOT-IN-ITEM": "the fields of an item stand behind its schema hash",
    "D-OWN-DATA": "who owns the item now stands in Catalogue",
    "D-OWNER": "who owns the item now stands in Catalogue",
    "D-GRADE": "the item's grade stands in Catalogue",
    "D-GRADE-UNKNOWN": "the item's grade stands in Catalogue",
    "D-RISK-MISSING": "risk assessments are events of the log",
    "D-RISK-UNKNOWN": "risk assessments are events of the log",
    "D-CASE": "cases are events of the log",
    "D-CASE-CLOSED": "cases are events of the log",
    "D-CALLS-UNKNOWN": "the asker states the calls of the day; who does not know them cannot ask",
    "D-TERM-UNKNOWN": "the policy is bound by its hash alone",
    "D-STATE-UNKNOWN": "the contract always knows its own state",
    "D-NO-AGREEMENT": "permits does not know who asks",
}


def spoilt(code: str, question: Question, good: Facts) -> tuple[Question, Facts]:
    """The question and the facts with one thing wrong that no contract knows."""
    item, agreement = good.item, good.agreements[0]
    assert item is not None
    items = {
        "D-ITEM-UNKNOWN": None,
        "D-ITEM-OTHER": replace(item, code="another"),
        "D-ITEM-UNPUBLISHED": replace(item, published=False),
        "D-ITEM-REFUSED": replace(item, share_type="refused"),
        "D-SHARE-TYPE-UNKNOWN": replace(item, share_type="unknown"),
        "D-FIELDS-NOT-IN-ITEM": replace(item, fields=("another",)),
        "D-OWN-DATA": replace(item, owner=USER),
        "D-OWNER": replace(item, owner="XX-330100"),
        "D-GRADE": replace(item, grade=3),
        "D-GRADE-UNKNOWN": replace(item, grade=0),
        "D-RISK-MISSING": replace(item, grade=2),
        "D-RISK-UNKNOWN": replace(item, grade=2),
    }
    others = {
        "D-RISK-MISSING": replace(good, item=items.get(code), risk_assessment="none"),
        "D-RISK-UNKNOWN": replace(good, item=items.get(code), risk_assessment="unknown"),
        "D-CASE-CLOSED": replace(good, closed_cases=("C-1",)),
        "D-CALLS-UNKNOWN": replace(good, calls_today={}),
        "D-TERM-UNKNOWN": replace(good, agreements=(replace(agreement, policy_terms=("new",)),)),
        "D-STATE-UNKNOWN": replace(good, agreements=(replace(agreement, state="unknown"),)),
    }
    if code == "D-CASE":
        return replace(question, case_ref=""), good
    if code == "D-NO-AGREEMENT":
        return replace(question, department="XX-330100"), good
    return question, others[code] if code in others else replace(good, item=items[code])


@pytest.mark.parametrize("code", BEYOND)
def test_the_contract_says_yes_to_what_it_cannot_know(lives: Lives, code: str) -> None:
    life, question = usable(lives, "api")
    low = replace(life, terms=replace(life.terms, grade=2)) if code == "D-GRADE" else life
    question, spoilt_facts = spoilt(code, question, facts(low, question, 0))
    decision = decide(question, spoilt_facts)
    assert decision.answer is not Answer.PERMITTED
    assert code in codes(decision) <= BEYOND.keys()
    assert lives.stage.ask("Agreements")("permits", [asked(life, question, 0)]) == [PERMITTED]


# where the contract is the stricter one: what is no question to Python


@pytest.mark.parametrize(
    "open_",
    [{"purpose": ""}, {"fields": ()}, {"count": 0}, {"mode": ""}],
    ids=["no purpose", "no fields", "nothing", "no mode"],
)
def test_what_a_question_leaves_open_is_no_question_to_python(lives: Lives, open_: dict[str, Any]) -> None:
    life, question = usable(lives, "batch")
    (answer,) = lives.stage.ask("Agreements")("permits", [asked(life, replace(question, **open_), 0)])
    assert REASONS[answer][0] == ("ModeNotAgreed" if "mode" in open_ else "UnknownTerm")
    value = replace(question, **open_).to_json()
    with pytest.raises(InputRefused):
        Question.from_json({name: list(one) if isinstance(one, tuple) else one for name, one in value.items()})
