"""The quality loop: what was asked for, what was measured, and whether it was met when it was closed."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.policy.quality import LoopState, dimension, loops, met, number, plan_of, said, unmet_at_close
from ledger.policy.seen import Record, Seen
from tests.changed import replace
from tests.ledger.policy.scene import NOW, seen

TARGETS = {"accuracy": "99.5", "完整性": 100}


def of(name: str, kind: str, when: int, *parents: str, **disclosed: Any) -> Seen:
    return seen(name, kind, NOW + when, parents=parents, disclosed=disclosed)


def measure(name: str, dimension: str, measured: Any, when: int) -> Seen:
    return of(name, "quality.measure", when, dimension=dimension, target="1", measured=measured)


PLAN = of("p", "pdma.plan", 0, targets=TARGETS)
ROUND = of("r", "pdma.round", 2, "p", round=1, returned_to="SOURCE", reached=False)
CLOSE = of("z", "pdma.close", 9, "r", rounds=1, reached=True)
LOW, HIGH = measure("a", "accuracy", "99.4", 3), measure("b", "准确性", "99.5%", 4)
WHOLE = measure("c", "completeness", 100, 5)

ROWS: dict[str, tuple[list[Seen], LoopState, list[bool | None]]] = {
    "nothing measured": ([PLAN], LoopState.OPEN, [None, None]),
    "one below": ([PLAN, LOW, WHOLE], LoopState.OPEN, [False, True]),
    "the newest measure counts": ([PLAN, LOW, HIGH, WHOLE], LoopState.MET, [True, True]),
    "closed and met": ([PLAN, ROUND, HIGH, WHOLE, CLOSE], LoopState.CLOSED, [True, True]),
    "closed below": ([PLAN, ROUND, LOW, WHOLE, CLOSE], LoopState.CLOSED_UNMET, [False, True]),
    "closed, one not measured": ([PLAN, ROUND, WHOLE, CLOSE], LoopState.CLOSED_UNMET, [None, True]),
    "a measure after the close does not count": ([PLAN, ROUND, LOW, WHOLE, CLOSE, measure("b", "accuracy", 100, 10)], LoopState.CLOSED_UNMET, [False, True]),
    "a measure before the plan does not count": ([measure("b", "accuracy", 100, -1), PLAN], LoopState.OPEN, [None, None]),
    "a measure of another item does not count": ([PLAN, replace(HIGH, item="9/9"), WHOLE], LoopState.OPEN, [None, True]),
    "a measure that is not disclosed": ([PLAN, ROUND, replace(HIGH, disclosed={"dimension": "accuracy"}), WHOLE, CLOSE], LoopState.UNDETERMINED, [None, True]),
    "targets that are not disclosed": ([replace(PLAN, disclosed={}), ROUND, CLOSE], LoopState.UNDETERMINED, []),
    "targets that are no numbers": ([replace(PLAN, disclosed={"targets": {"accuracy": "high"}}), ROUND, CLOSE], LoopState.UNDETERMINED, []),
    "closed, and said not to be reached": ([replace(PLAN, disclosed={}), ROUND, replace(CLOSE, disclosed={"reached": "否"})], LoopState.CLOSED_UNMET, []),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_loop(row: tuple[list[Seen], LoopState, list[bool | None]]) -> None:
    events, state, reached = row
    (loop,) = loops(Record(events))
    assert (loop.state, [aim.met for aim in loop.aims]) == (state, reached)
    assert [aim.dimension for aim in loop.aims] == ["accuracy", "completeness"][: len(reached)]


def test_a_round_says_its_number_and_to_whom_the_data_went_back() -> None:
    (loop,) = loops(Record([PLAN, ROUND, replace(CLOSE, parents=("p",))]))
    (found,) = loop.rounds
    assert (found.number, found.returned_to, found.reached) == (1, "SOURCE", False)
    assert loop.closed is not None


def test_the_plan_is_found_over_any_number_of_rounds() -> None:
    again = of("s", "pdma.round", 3, "r")
    # two rounds that name each other cannot hold it up
    ring = [of("x", "pdma.round", 3, "y"), of("y", "pdma.round", 4, "x")]
    record = Record([PLAN, ROUND, again, *ring, CLOSE])
    assert plan_of(record, of("z", "pdma.close", 9, "s")) == PLAN
    assert plan_of(record, of("z", "pdma.close", 9, "y")) is None
    assert unmet_at_close(record, of("z", "pdma.close", 9, "y")) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [(99, "99"), ("99.5", "99.5"), (" 99.5% ", "99.5"), (True, None), ("high", None), ("NaN", None), ("Infinity", None), (None, None), ([1], None)],
)  # fmt: skip
def test_numbers(value: Any, found: str | None) -> None:
    assert number(value) == (None if found is None else Decimal(found))


@pytest.mark.parametrize(
    ("value", "found"), [(True, True), (False, False), ("是", True), ("No", False), ("maybe", None), (None, None)]
)
def test_yes_and_no(value: Any, found: bool | None) -> None:
    assert said(of("x", "pdma.round", 0, reached=value), "reached") is found


def test_dimensions_have_two_names() -> None:
    assert [dimension(name) for name in ("完整性", "Timeliness ", "及时性", "readability")] == [
        "completeness", "timeliness", "timeliness", "readability",
    ]  # fmt: skip


@given(st.one_of(st.integers(0, 100), st.text(max_size=5)), st.one_of(st.integers(0, 100), st.text(max_size=5)))
def test_a_measure_meets_its_target_only_where_both_are_numbers(target: Any, measured: Any) -> None:
    found = met(of("m", "quality.measure", 0, target=target, measured=measured))
    assert (found is None) == (number(target) is None or number(measured) is None)
