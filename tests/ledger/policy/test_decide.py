from typing import Any

import pytest

from ledger.canonical import canonical, parse
from ledger.event_types import EVENT_TYPES
from ledger.policy.changes import CHANGES, Change, Who, working_days
from ledger.policy.circumstances import CalendarFacts, LinkedFacts, SourceFacts, UpstreamFacts
from ledger.policy.clauses import CLAUSES
from ledger.policy.decide import decide
from ledger.policy.facts import AgreementFacts, Facts, Question
from ledger.policy.reasons import REASONS, Answer
from ledger.workdays import calendar
from tests.changed import replace
from tests.ledger.policy.scene import AGREEMENT, NOW, OWNER, agreement, at, facts, item, question

OTHER = "0x" + "b" * 64


def upstream(
    rule: str, consent: str = "none", owner: str = "STATISTICS", item: str = "9/9", grade: int = 1
) -> UpstreamFacts:
    return UpstreamFacts(item, owner, OWNER, grade, rule, consent)


END = at("2027-01-01T00:00")

ROWS: dict[str, tuple[Question, Facts, Answer, list[str], str]] = {
    "everything agreed": (question(), facts(), Answer.PERMITTED, [], ""),
    "last millisecond of the period": (question(at_ms=END - 1), facts(), Answer.PERMITTED, [], ""),
    "last calls of the day": (question(count=90), facts(), Answer.PERMITTED, [], ""),
    "rows without bound": (question(mode="file", count=10**6), facts(agreements=(agreement(mode="file"),)), Answer.PERMITTED, [], ""),
    "important data with assessment": (question(), facts(item=item(grade=2), agreements=(agreement(grade=2),), risk_assessment="recorded"), Answer.PERMITTED, [], ""),
    "important data by statutory duty": (question(), facts(item=item(grade=3), agreements=(agreement(grade=3),), risk_assessment="statutory"), Answer.PERMITTED, [], ""),
    "entry's fields not at hand": (question(), facts(item=item(fields=())), Answer.PERMITTED, [], ""),
    "item unknown": (question(), Facts(None), Answer.UNDETERMINED, ["D-ITEM-UNKNOWN"], "register-item"),
    "item unknown, agreement on it": (question(), facts(item=None), Answer.UNDETERMINED, ["D-ITEM-UNKNOWN"], "register-item"),
    "another item's entry": (question(), facts(item=item(code="9/9")), Answer.UNDETERMINED, ["D-ITEM-OTHER"], "establish"),
    "another item's entry, no agreement": (question(), Facts(item(code="9/9")), Answer.UNDETERMINED, ["D-ITEM-OTHER"], "establish"),
    "own data": (question(department=OWNER), facts(), Answer.UNDETERMINED, ["D-OWN-DATA"], "establish"),
    "item not published": (question(), facts(item=item(published=False)), Answer.REFUSED, ["D-ITEM-UNPUBLISHED"], "publish-item"),
    "item not shared": (question(), facts(item=item(share_type="refused", refusal_basis="law 1")), Answer.REFUSED, ["D-ITEM-REFUSED"], "reclassify-item"),
    "share type unknown": (question(), facts(item=item(share_type="unknown")), Answer.UNDETERMINED, ["D-SHARE-TYPE-UNKNOWN"], "establish"),
    "field not in the entry": (question(fields=("code", "sex")), facts(agreements=(agreement(fields=("code", "sex")),)), Answer.REFUSED, ["D-FIELDS-NOT-IN-ITEM"], "ask-without-fields"),
    "grade unknown": (question(), facts(item=item(grade=0)), Answer.UNDETERMINED, ["D-GRADE-UNKNOWN"], "establish"),
    "important data, no assessment": (question(), facts(item=item(grade=2), agreements=(agreement(grade=2),), risk_assessment="none"), Answer.REFUSED, ["D-RISK-MISSING"], "assess-risk"),
    "important data, assessment unknown": (question(), facts(item=item(grade=2), agreements=(agreement(grade=2),)), Answer.UNDETERMINED, ["D-RISK-UNKNOWN"], "establish"),
    "no case": (question(case_ref=""), facts(), Answer.REFUSED, ["D-CASE"], "name-case"),
    "case closed": (question(), facts(closed_cases=("CASE-1",)), Answer.REFUSED, ["D-CASE-CLOSED"], "name-case"),
    "no agreement": (question(), Facts(item()), Answer.REFUSED, ["D-NO-AGREEMENT"], "conclude-agreement"),
    "agreement on another item": (question(), facts(agreements=(agreement(items=("9/9",)),)), Answer.REFUSED, ["D-NO-AGREEMENT"], "conclude-agreement"),
    "another department's agreement": (question(), facts(agreements=(agreement(user="OTHER-USER"),)), Answer.REFUSED, ["D-NO-AGREEMENT"], "conclude-agreement"),
    "source not to be passed on": (question(), facts(upstream=(upstream("none"),)), Answer.REFUSED, ["D-ONWARD-FORBIDDEN"], "obtain-consent"),
    "source without consent": (question(), facts(upstream=(upstream("with-consent"),)), Answer.REFUSED, ["D-ONWARD-CONSENT"], "obtain-consent"),
    "source with consent": (question(), facts(upstream=(upstream("with-consent", "given"),)), Answer.PERMITTED, [], ""),
    "source without agreement": (question(), facts(upstream=(upstream("unknown"),)), Answer.UNDETERMINED, ["D-ONWARD-UNKNOWN"], "establish"),
    "consent not disclosed": (question(), facts(upstream=(upstream("with-consent", "unknown"),)), Answer.UNDETERMINED, ["D-ONWARD-UNKNOWN"], "establish"),
    "consent in an unknown word": (question(), facts(upstream=(upstream("with-consent", "perhaps"),)), Answer.UNDETERMINED, ["D-ONWARD-UNKNOWN"], "establish"),
    "its own data comes back": (question(), facts(upstream=(upstream("none", owner="PUBLIC-SERVICE"),)), Answer.PERMITTED, [], ""),
    "one of two sources without consent": (question(), facts(upstream=(upstream("with-consent", "given"), upstream("with-consent", item="9/8"))), Answer.REFUSED, ["D-ONWARD-CONSENT"], "obtain-consent"),
    "grade below its source": (question(), facts(upstream=(upstream("with-consent", "given", grade=2),)), Answer.UNDETERMINED, ["D-GRADE-INVERTED"], "establish"),
    "lineage with a gap": (question(), facts(upstream_whole=False), Answer.UNDETERMINED, ["D-UPSTREAM-GAP"], "establish"),
    "link checked": (question(linked=("9/8",)), facts(linked=(LinkedFacts("9/8", True, "passed"),)), Answer.PERMITTED, [], ""),
    "link not checked": (question(linked=("9/8",)), facts(linked=(LinkedFacts("9/8", True, "none"),)), Answer.REFUSED, ["D-LINK-CHECK"], "assess-risk"),
    "link checked with a result unknown": (question(linked=("9/8",)), facts(linked=(LinkedFacts("9/8", True, "unknown"),)), Answer.UNDETERMINED, ["D-LINK-UNKNOWN"], "establish"),
    "link with an unknown item": (question(linked=("9/8",)), facts(), Answer.UNDETERMINED, ["D-LINK-UNKNOWN"], "establish"),
    "link with what is not held": (question(linked=("9/8",)), facts(linked=(LinkedFacts("9/8", False, "passed"),)), Answer.REFUSED, ["D-LINK-ITEM"], "conclude-agreement"),
    "pending": (question(), facts(agreements=(agreement("pending"),)), Answer.REFUSED, ["D-PENDING"], "await-agreement"),
    "suspended": (question(), facts(agreements=(agreement("suspended"),)), Answer.REFUSED, ["D-SUSPENDED"], "resume-agreement"),
    "expired": (question(), facts(agreements=(agreement("expired"),)), Answer.REFUSED, ["D-EXPIRED"], "conclude-agreement"),
    "terminated": (question(), facts(agreements=(agreement("terminated"),)), Answer.REFUSED, ["D-TERMINATED"], "conclude-agreement"),
    "state unknown": (question(), facts(agreements=(agreement("unknown"),)), Answer.UNDETERMINED, ["D-STATE-UNKNOWN"], "establish"),
    "state never heard of": (question(), facts(agreements=(agreement("closed"),)), Answer.UNDETERMINED, ["D-STATE-UNKNOWN"], "establish"),
    "policy term unknown": (question(), facts(agreements=(agreement(policy_terms=("spatial",)),)), Answer.UNDETERMINED, ["D-TERM-UNKNOWN"], "establish"),
    "redistribution unknown": (question(), facts(agreements=(agreement(redistribution="maybe"),)), Answer.UNDETERMINED, ["D-TERM-UNKNOWN"], "establish"),
    "agreed grade unknown": (question(), facts(agreements=(agreement(grade=9),)), Answer.UNDETERMINED, ["D-TERM-UNKNOWN"], "establish"),
    "owner changed": (question(), facts(item=item(owner="NEW-OWNER")), Answer.REFUSED, ["D-OWNER"], "conclude-agreement"),
    "before the period": (question(at_ms=at("2025-12-31T23:59")), facts(), Answer.REFUSED, ["D-PERIOD"], "ask-from"),
    "end of the period": (question(at_ms=END), facts(), Answer.REFUSED, ["D-PERIOD"], "conclude-agreement"),
    "purpose": (question(purpose="marketing"), facts(), Answer.REFUSED, ["D-PURPOSE"], "amend-agreement"),
    "one field too many": (question(fields=("code", "name")), facts(agreements=(agreement(fields=("code",)),)), Answer.REFUSED, ["D-FIELDS"], "ask-without-fields"),
    "no agreed field": (question(fields=("code",)), facts(agreements=(agreement(fields=("name",)),)), Answer.REFUSED, ["D-FIELDS"], "amend-agreement"),
    "mode": (question(mode="file"), facts(), Answer.REFUSED, ["D-MODE"], "ask-mode"),
    "grade above the agreed": (question(), facts(item=item(grade=2), risk_assessment="recorded"), Answer.REFUSED, ["D-GRADE"], "amend-agreement"),
    "quota: over at once": (question(count=101), facts(), Answer.REFUSED, ["D-QUOTA"], "ask-fewer"),
    "quota: over with what was called": (question(count=91), facts(), Answer.REFUSED, ["D-QUOTA"], "ask-fewer"),
    "quota: nothing left": (question(count=1), facts(calls_today={AGREEMENT: 100}), Answer.REFUSED, ["D-QUOTA"], "ask-from"),
    "quota: nothing left and more than a day's": (question(count=101), facts(calls_today={AGREEMENT: 100}), Answer.REFUSED, ["D-QUOTA", "D-QUOTA"], "ask-from"),
    "quota: calls unknown": (question(), facts(calls_today={}), Answer.UNDETERMINED, ["D-CALLS-UNKNOWN"], "establish"),
    "quota: none named": (question(), facts(agreements=(agreement(calls_per_day=0),)), Answer.UNDETERMINED, ["D-QUOTA-UNSET"], "amend-agreement"),
    "rows": (question(mode="batch", count=51), facts(agreements=(agreement(mode="batch", rows_per_delivery=50),)), Answer.REFUSED, ["D-ROWS"], "ask-fewer"),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_condition_has_its_answer_reason_and_change(row: Any) -> None:
    asked, known, answer, codes, change = row
    decision = decide(asked, known)
    assert (decision.answer, [missing.code for missing in decision.missing]) == (answer, codes)
    assert [missing.change.kind for missing in decision.missing][:1] == [change] * min(1, len(codes))
    assert decision.reason.code == (codes or ["D-PERMITTED"])[0]


def test_every_reason_is_reached_and_rests_on_a_clause() -> None:
    assert {code for row in ROWS.values() for code in row[3]} | {"D-PERMITTED"} == set(REASONS)
    assert {row.clause for row in REASONS.values()} <= set(CLAUSES)
    assert {row[4] for row in ROWS.values()} - {""} == set(CHANGES)


def test_all_missing_conditions_are_named_not_only_the_first() -> None:
    asked = question(purpose="x", fields=("code", "sex"), mode="file", case_ref="CASE-9", at_ms=END)
    decision = decide(asked, facts(closed_cases=("CASE-9",), agreements=(agreement("suspended"),)))
    codes = ["D-FIELDS-NOT-IN-ITEM", "D-CASE-CLOSED", "D-SUSPENDED", "D-PERIOD", "D-PURPOSE", "D-FIELDS", "D-MODE"]
    assert [row.code for row in decision.missing] == codes
    assert decision.verdict_en.endswith("6 further condition(s) are not met.")
    assert "另有 6 项" in decision.verdict_zh
    assert "without the fields sex; " in decision.change_en


def test_refusal_decides_over_what_is_unknown() -> None:
    decision = decide(question(purpose="x"), facts(calls_today={}))
    assert (decision.answer, decision.reason.code) == (Answer.REFUSED, "D-PURPOSE")


CHOICES = {
    "the one that permits": ([agreement("suspended"), replace(agreement(), id=OTHER)], OTHER),
    "undetermined before refused": ([agreement("suspended"), replace(agreement("unknown"), id=OTHER)], OTHER),
    "fewest conditions": ([agreement("suspended", mode="file"), replace(agreement("suspended"), id=OTHER)], OTHER),
    "smallest id among equals": ([replace(agreement("suspended"), id=OTHER), agreement("suspended")], AGREEMENT),
}


@pytest.mark.parametrize("row", CHOICES.values(), ids=CHOICES)
def test_of_several_agreements_it_takes(row: tuple[list[AgreementFacts], str]) -> None:
    agreements, expected = row
    for order in (agreements, agreements[::-1]):
        known = facts(agreements=tuple(order), calls_today={AGREEMENT: 1, OTHER: 1})
        assert decide(question(), known).agreement == expected


TIMES: dict[str, tuple[Facts, Question, tuple[int, int, bool] | None]] = {
    "conditional: ten working days": (Facts(item()), question(at_ms=at("2025-09-25T02:00")), (10, at("2025-10-15T16:00"), False)),
    "unconditional: one": (Facts(item(share_type="unconditional")), question(at_ms=at("2025-09-30T02:00")), (1, at("2025-10-09T16:00"), False)),
    "publication: two": (facts(item=item(published=False)), question(at_ms=at("2026-03-02T02:00")), (2, at("2026-03-04T16:00"), False)),
    "no calendar yet": (Facts(item(share_type="unconditional")), question(at_ms=at("2026-12-31T02:00")), (1, at("2027-01-01T16:00"), True)),
    "asking otherwise: none": (facts(), question(mode="file"), (0, NOW, False)),
    "no term in the law": (facts(agreements=(agreement("suspended"),)), question(), None),
    "share type unknown": (Facts(item(share_type="unknown")), question(), None),
    "item unknown": (Facts(None), question(), None),
    "nothing to change": (facts(), question(), None),
}  # fmt: skip


@pytest.mark.parametrize("row", TIMES.values(), ids=TIMES)
def test_working_days_that_the_change_takes(row: tuple[Facts, Question, tuple[int, int, bool] | None]) -> None:
    known, asked, expected = row
    value = decide(asked, known).to_json()
    found = value.get("working_days")
    assert (found and (found["days"], found["due_ms"], found["provisional"])) == expected
    assert value["calendar"] == {"version": calendar().version, "digest": calendar().digest}


def test_changes_side_by_side_take_the_longest_term() -> None:
    both = [Change("amend-agreement", ("a", "b")), Change("publish-item"), Change("ask-mode", ("api",))]
    assert working_days(both, "conditional") == 10
    assert working_days([*both, Change("assess-risk")], "conditional") is None
    assert working_days(both[:1], "refused") is None
    assert {who for who, _, _ in CHANGES.values()} == set(Who)


def test_the_verdict_names_clause_and_article_in_both_languages() -> None:
    decision = decide(question(purpose="marketing"), facts())
    assert decision.verdict_en == "Refused: purpose marketing is not agreed (clause U2, article 25)."
    assert decision.verdict_zh == "不可以: 目的 marketing 不在约定之内(条款 U2, 条例第 25 条)。"


def test_the_answer_names_the_agreement_and_its_change() -> None:
    value = decide(question(mode="file"), facts()).to_json()
    assert value["agreement"] == AGREEMENT
    assert value["change"]["en"] == "use the mode api"
    assert "change" not in decide(question(), facts()).to_json()
    assert "agreement" not in decide(question(), Facts(item())).to_json()


def mended(asked: Question, known: Facts, change: Change) -> tuple[Question, Facts]:
    value = change.values[0] if change.values else ""
    match change.kind:
        case "ask-without-fields":
            asked = replace(asked, fields=tuple(name for name in asked.fields if name not in value.split(", ")))
        case "ask-fewer":
            asked = replace(asked, count=int(value))
        case "ask-mode":
            asked = replace(asked, mode=value)
        case "name-case":
            asked = replace(asked, case_ref="OPEN")
        case "ask-from":
            asked = replace(asked, at_ms=at(value[:16]))
            known = replace(known, calls_today=dict.fromkeys(known.calls_today, 0))
        case "publish-item" if known.item:
            known = replace(known, item=replace(known.item, published=True))
    return asked, known


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, row in ROWS.items()
        if row[3] and row[4].startswith(("ask-", "name-", "publish-")) and name != "mode"
    ],
)
def test_the_change_proposed_makes_it_permitted(name: str) -> None:
    asked, known = ROWS[name][:2]
    decision = decide(asked, known)
    for missing in decision.missing:
        asked, known = mended(asked, known, missing.change)
    assert decide(asked, known).answer is Answer.PERMITTED


def test_the_catalogue_has_an_event_for_the_decision() -> None:
    assert set(EVENT_TYPES["decision"].fields) == {"question", "answer", "inputs_digest"}


CAUTIONED = {
    "its own item, another collects the same": (question(department=OWNER), (SourceFacts("9/1", "STATISTICS"),), "W-REPEAT-COLLECTION"),
    "an item of the asker's own holds the same": (question(), (SourceFacts("9/1", "PUBLIC-SERVICE"),), "W-REPEAT-COLLECTION"),
    "several sources": (question(), (SourceFacts("9/1", "STATISTICS"),), "W-SEVERAL-SOURCES"),
    "the same owner twice": (question(), (SourceFacts("9/1", OWNER),), None),
    "one source": (question(), (), None),
}  # fmt: skip


@pytest.mark.parametrize("row", CAUTIONED.values(), ids=CAUTIONED)
def test_repeat_collection_is_warned_of_and_decides_nothing(
    row: tuple[Question, tuple[SourceFacts, ...], str | None],
) -> None:
    asked, same, code = row
    value = decide(asked, facts(same_title=same)).to_json()
    assert value["answer"] == decide(asked, facts()).to_json()["answer"]
    assert [one["code"] for one in value.get("warnings", [])] == ([code] if code else [])
    assert all("{" not in one["zh"] + one["en"] for one in value.get("warnings", []))


def test_the_calendar_of_then_counts_though_another_is_in_use() -> None:
    then = CalendarFacts("of-then-1", "c" * 64, tuple(f"2026-03-{day:02}" for day in range(3, 23)), 5)
    value = decide(question(purpose="marketing"), facts(calendar=then)).to_json()
    assert value["calendar"] == {"version": "of-then-1", "digest": "c" * 64}
    assert value["working_days"] == {"days": 10, "due_ms": at("2026-03-12T16:00"), "provisional": True}
    assert Facts.from_json(parse(canonical(facts(calendar=then).to_json()))).calendar == then
