import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.event_types import EVENT_TYPES
from ledger.policy.transitions import ANY_PARENT, BEFORE, ONCE, missing_step

types = st.sampled_from(sorted(EVENT_TYPES))
PAIRS = [(after, before) for after, befores in BEFORE.items() for before in befores]


@pytest.mark.parametrize(("after", "before"), PAIRS, ids=[f"{before} → {after}" for after, before in PAIRS])
def test_each_named_step_is_enough(after: str, before: str) -> None:
    assert missing_step(after, [before]) is None
    assert missing_step(after, ["kpi.report", before]) is None


REFUSED = {
    "reply without request": ("reply", [], "request"),
    "receipt without delivery": ("receipt", ["request"], "deliver"),
    "correction answered unasked": ("correction.reply", ["receipt"], "correction.request"),
    "correction closed unanswered": ("correction.close", ["correction.request"], "correction.reply"),
    "supplement without notice": ("supplement.supply", ["request"], "supplement.notice"),
    "extension unasked": ("extension.decide", ["request"], "extension.request"),
    "terminated without consultation": ("agreement.terminate", ["agreement.file"], "consult"),
    "mediated before negotiation": ("dispute.mediate", ["dispute.file"], "dispute.negotiate"),
    "report without incident": ("incident.report", [], "incident"),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_step_out_of_order_names_what_should_have_gone_before(row: tuple[str, list[str], str]) -> None:
    event_type, parents, expected = row
    step = missing_step(event_type, parents)
    assert step is not None
    assert expected in step.expected
    assert expected in step.zh
    assert expected in step.en


@pytest.mark.parametrize("kind", sorted(ANY_PARENT))
def test_what_rests_on_an_event_needs_one_of_whatever_type(kind: str) -> None:
    assert missing_step(kind, ["case.step"]) is None
    step = missing_step(kind, [])
    assert step is not None
    assert kind in step.zh
    assert kind in step.en


def test_supplements_are_asked_for_once() -> None:
    assert missing_step("supplement.notice", ["request"], ["review"]) is None
    second = missing_step("supplement.notice", ["request"], ["review", "supplement.notice"])
    assert second is not None
    assert second.expected == ()


def test_the_table_speaks_of_types_of_the_catalogue_only() -> None:
    assert set(BEFORE) | {before for row in BEFORE.values() for before in row} | ANY_PARENT | set(ONCE) <= set(
        EVENT_TYPES
    )


def test_every_type_that_needs_parents_has_an_order() -> None:
    needing = {row.name for row in EVENT_TYPES.values() if "parents" in row.needs}
    assert needing == (set(BEFORE) | ANY_PARENT) & needing
    assert set(BEFORE) <= needing


@given(types, st.lists(types), st.lists(types))
def test_every_type_has_an_answer_and_further_parents_never_hurt(one: str, parents: list[str], more: list[str]) -> None:
    if missing_step(one, parents) is None:
        assert missing_step(one, [*parents, *more]) is None


def test_every_type_can_be_reached_from_one_that_may_come_first() -> None:
    reached = {name for name in EVENT_TYPES if name not in BEFORE}
    while new := {after for after, befores in BEFORE.items() if set(befores) & reached} - reached:
        reached |= new
    assert reached == set(EVENT_TYPES)
