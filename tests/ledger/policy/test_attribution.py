from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.canonical import canonical
from ledger.policy.attribution import Confidence, Outcome, attribute
from ledger.policy.attribution_rules import ATTRIBUTION_RULES, LABEL_EN, LABEL_ZH
from ledger.policy.chain_facts import ChainFacts, Claim, Link
from ledger.policy.clauses import CLAUSES

A, B = "a" * 64, "b" * 64
PUBLISH, DELIVER = Link("e-publish", 100, A, version="1"), Link("e-deliver", 200, A, version="1")
TRANSFER, RECEIPT = Link("e-transfer", 210, A, in_digest=A), Link("e-receipt", 300, A)
USE, NEWER, ASKED = Link("e-use", 400, A), Link("e-newer", 350, B), Link("e-asked", 500, A)
WHOLE = ChainFacts(1000, PUBLISH, DELIVER, TRANSFER, RECEIPT, USE, via_platform=True)
DIRECT = replace(WHOLE, transfer=None, via_platform=False)


def with_digest(link: Link, digest: str = B) -> Link:
    return replace(link, digest=digest)


STRONG, WEAK, NONE = Confidence
PROPOSED: dict[str, tuple[ChainFacts, str, str, Confidence]] = {
    "delivered another thing": (replace(DIRECT, deliver=with_digest(DELIVER), receipt=with_digest(RECEIPT), use=None), "R-DELIVERED-OTHER", "owner", STRONG),
    "platform changed it": (replace(WHOLE, transfer=with_digest(TRANSFER), receipt=with_digest(RECEIPT), use=None), "R-CARRIER-CHANGED", "platform", STRONG),
    "platform took in another thing": (replace(WHOLE, transfer=Link("e-transfer", 210, B, in_digest=B), receipt=with_digest(RECEIPT), use=None), "R-CHANGED-IN-TRANSIT", "platform", WEAK),
    "changed after the platform": (replace(WHOLE, receipt=with_digest(RECEIPT), use=None), "R-CHANGED-AT-RECEIPT", "user", WEAK),
    "changed with no transfer on record": (replace(DIRECT, receipt=with_digest(RECEIPT), use=None), "R-CHANGED-IN-TRANSIT", "platform", WEAK),
    "used another thing": (replace(DIRECT, use=with_digest(USE)), "R-USED-OTHER", "user", WEAK),
    "used a stale version": (replace(WHOLE, newer=NEWER), "R-USED-STALE", "user", STRONG),
    "cycle passed": (replace(WHOLE, cycle_due_ms=399), "R-NOT-UPDATED", "owner", STRONG),
    "cycle passed, not used": (replace(WHOLE, use=None, cycle_due_ms=999), "R-NOT-UPDATED", "owner", STRONG),
    "owner silent": (replace(WHOLE, correction=ASKED, correction_due_ms=900), "R-OWNER-SILENT", "owner", WEAK),
    "owner answered late": (replace(WHOLE, correction=ASKED, correction_due_ms=900, correction_reply=Link("e-reply", 901, A)), "R-OWNER-SILENT", "owner", WEAK),
    "user knew and used": (replace(WHOLE, known_to_user_ms=399), "R-USER-SILENT", "user", WEAK),
    "wrong at the source": (replace(WHOLE, claim=Claim.WRONG_CONTENT), "R-WRONG-AT-SOURCE", "owner", STRONG),
    "misuse": (replace(WHOLE, claim=Claim.MISUSE), "R-MISUSE", "user", WEAK),
    "wrong derivation": (replace(WHOLE, claim=Claim.WRONG_DERIVED), "R-DERIVED-WRONG", "deriver", STRONG),
    "two sources, none named": (replace(WHOLE, claim=Claim.SOURCES_DISAGREE, lead_named=False), "R-NO-LEAD", "manager", STRONG),
    "two sources, lead named": (replace(WHOLE, claim=Claim.SOURCES_DISAGREE), "R-WRONG-AT-SOURCE", "owner", STRONG),
}  # fmt: skip


@pytest.mark.parametrize("row", PROPOSED.values(), ids=PROPOSED)
def test_each_rule_names_its_party(row: tuple[ChainFacts, str, str, Confidence]) -> None:
    facts, rule, party, confidence = row
    found = attribute(facts)
    assert found.outcome is Outcome.PROPOSED
    assert found.proposal is not None
    assert (found.proposal.rule.id, found.proposal.rule.party, found.confidence) == (rule, party, confidence)
    assert found.proposal.evidence


def test_every_rule_is_reached_and_rests_on_clauses() -> None:
    assert {row[1] for row in PROPOSED.values()} | {"R-NO-RECEIPT"} == set(ATTRIBUTION_RULES)
    cited = {name for row in ATTRIBUTION_RULES.values() for name in row.basis if name[0].isalpha()}
    assert cited <= set(CLAUSES)


def test_a_delivery_without_receipt_moves_no_liability_and_asks_both() -> None:
    found = attribute(replace(DIRECT, receipt=None, use=None))
    assert (found.outcome, found.confidence) == (Outcome.CANNOT_BE_DETERMINED, Confidence.NONE)
    assert found.proposal is not None
    assert found.proposal.rule.alternatives == ("owner", "user")
    assert found.verdict_en.startswith("Cannot be determined: delivered without a receipt")
    assert found.verdict_zh.startswith("无法判定: 提供后没有签收")


UNDETERMINED = {
    "nothing on record": (ChainFacts(1000), ("publish", "deliver", "receipt")),
    "no publication": (replace(DIRECT, publish=None), ("publish",)),
    "no transfer though carried": (replace(WHOLE, transfer=None), ("transfer",)),
    "delivery not anchored": (replace(DIRECT, deliver=replace(DELIVER, anchored=False)), ("deliver (unanchored)",)),
    "use not anchored": (replace(DIRECT, use=replace(USE, digest=B, anchored=False)), ("use (unanchored)",)),
    "claim with a gap": (replace(DIRECT, publish=None, claim=Claim.WRONG_CONTENT), ("publish",)),
    "late update by an unanchored publication": (replace(DIRECT, publish=replace(PUBLISH, anchored=False), cycle_due_ms=1), ("publish (unanchored)",)),
}  # fmt: skip


@pytest.mark.parametrize("row", UNDETERMINED.values(), ids=UNDETERMINED)
def test_what_is_missing_is_named_and_nothing_is_guessed(row: tuple[ChainFacts, tuple[str, ...]]) -> None:
    facts, missing = row
    found = attribute(facts)
    assert (found.outcome, found.proposal, found.missing) == (Outcome.CANNOT_BE_DETERMINED, None, missing)
    assert ", ".join(missing) in found.verdict_en
    assert ", ".join(missing) in found.verdict_zh


def test_a_break_stays_proposed_but_weak_where_another_link_lacks() -> None:
    found = attribute(replace(DIRECT, deliver=with_digest(DELIVER), receipt=replace(RECEIPT, anchored=False), use=None))
    assert (found.outcome, found.confidence) == (Outcome.PROPOSED, Confidence.WEAK)
    assert "Missing: receipt (unanchored)." in found.verdict_en


NO_BREAK = {
    "whole": WHOLE,
    "direct": DIRECT,
    "not used": replace(WHOLE, use=None),
    "newer version after the use": replace(WHOLE, newer=replace(NEWER, at_ms=401)),
    "cycle met": replace(WHOLE, cycle_due_ms=360, newer=replace(NEWER, at_ms=401)),
    "cycle not over": replace(WHOLE, cycle_due_ms=400),
    "correction in time": replace(
        WHOLE, correction=ASKED, correction_due_ms=900, correction_reply=Link("e-reply", 900, A)
    ),
    "correction not due": replace(WHOLE, correction=ASKED, correction_due_ms=1000),
    "correction with no term": replace(WHOLE, correction=ASKED),
    "user knew after the use": replace(WHOLE, known_to_user_ms=400),
    "user knew and reported": replace(WHOLE, known_to_user_ms=1, correction=ASKED, correction_due_ms=1000),
}


@pytest.mark.parametrize("facts", NO_BREAK.values(), ids=NO_BREAK)
def test_no_party_is_named_without_a_break(facts: ChainFacts) -> None:
    found = attribute(facts)
    assert (found.outcome, found.proposal, found.alternatives) == (Outcome.NO_BREAK, None, ())
    assert found.verdict_en.startswith("Every step agrees")
    assert found.verdict_zh.startswith("各环节一致")


def test_the_earliest_break_is_proposed_and_the_others_are_alternatives() -> None:
    facts = replace(WHOLE, deliver=with_digest(DELIVER), use=with_digest(USE), newer=NEWER, claim=Claim.MISUSE)
    found = attribute(facts)
    assert found.proposal is not None
    assert found.proposal.rule.id == "R-DELIVERED-OTHER"
    others = [row.rule.id for row in found.alternatives]
    assert others == ["R-CHANGED-IN-TRANSIT", "R-USED-OTHER", "R-USED-STALE"]


def test_a_rule_with_a_date_says_from_when_on() -> None:
    value = attribute(replace(WHOLE, correction=ASKED, correction_due_ms=900)).to_json()
    assert value["proposal"]["from_ms"] == 900


links = st.none() | st.builds(
    Link, st.sampled_from(["e1", "e2"]), st.integers(0, 9), st.sampled_from([A, B]), st.sampled_from(["", A, B]),
    st.just(""), st.booleans(),
)  # fmt: skip
numbers = st.none() | st.integers(0, 9)
chains = st.builds(
    ChainFacts, st.integers(0, 9), links, links, links, links, links, st.booleans(), links, numbers, links, links,
    numbers, numbers, st.booleans(), st.sampled_from(Claim),
)  # fmt: skip


@given(chains)
def test_every_answer_is_labelled_proposed_and_canonical(facts: ChainFacts) -> None:
    found = attribute(facts)
    assert found.verdict_zh.endswith(LABEL_ZH)
    assert found.verdict_en.endswith(LABEL_EN)
    assert canonical(found.to_json()) == canonical(attribute(facts).to_json())


@given(chains)
def test_a_party_is_named_only_on_evidence_that_is_on_record_and_anchored(facts: ChainFacts) -> None:
    found = attribute(facts)
    every: list[Any] = [found.proposal] if found.proposal else []
    if found.outcome is Outcome.PROPOSED:
        assert every[0].evidence
        assert every[0].rule.party != "both"
    if found.confidence is Confidence.STRONG:
        assert not found.missing
        assert not every[0].rule.alternatives


@given(chains.filter(lambda facts: facts.claim is Claim.NONE))
def test_equal_digests_all_along_never_yield_a_break(facts: ChainFacts) -> None:
    steps = ("publish", "deliver", "transfer", "receipt", "use")
    same = {step: replace(link, digest=A, in_digest=A) for step in steps if (link := getattr(facts, step))}
    found = attribute(replace(facts, **same, newer=None, cycle_due_ms=None, correction=None, known_to_user_ms=None))
    rules = {row.rule.id for row in (found.proposal, *found.alternatives) if row}
    assert rules <= {"R-NO-RECEIPT"}
