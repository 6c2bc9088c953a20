"""The newest measure of each dimension, issues that nothing settled, and the steps to data of a sharing class."""

from typing import Any

import pytest

from ledger.policy.facts import SHARE_TYPES
from ledger.policy.item_quality import newest_measures, open_issues
from ledger.policy.procedure import procedure
from ledger.policy.seen import Record, Seen


def at(number: int, kind: str, parents: tuple[str, ...] = (), **disclosed: Any) -> Seen:
    return Seen(f"{number}", kind, "D", number, number, parents=parents, disclosed=disclosed)


def measure(number: int, target: Any, measured: Any) -> Seen:
    return at(number, "quality.measure", dimension="accuracy", target=target, measured=measured)


@pytest.mark.parametrize(
    ("target", "measured", "met"),
    [
        ("95", "95", True), ("95", "94.9", False), (95, 96, True), ("95%", " 97 %", True), ("95%", "97%", True),
        ("all", "97", None), ("95", None, None), ("95", "NaN", None),
    ],
)  # fmt: skip
def test_a_measure_meets_its_target_where_both_are_numbers(target: Any, measured: Any, met: bool | None) -> None:
    (found,) = newest_measures(Record([measure(1, "0", "0"), measure(2, target, measured)]))
    assert (found.event, found.met) == ("2", met)


def test_a_measure_that_names_no_dimension_is_none() -> None:
    assert newest_measures(Record([at(1, "quality.measure", target="1", measured="1")])) == []


ISSUE, DOUBT = at(1, "quality.issue"), at(2, "correction.request", ("1",))
SETTLED = {
    "nothing": ([], ["1"]),
    "a doubt that follows": ([DOUBT], ["1"]),
    "a correction that was made": ([DOUBT, at(3, "correction.reply", ("2",), result="corrected")], []),
    "a correction refused": ([DOUBT, at(3, "correction.reply", ("2",), result="rejected")], ["1"]),
    "a reply that is withheld": ([DOUBT, at(3, "correction.reply", ("2",))], ["1"]),
    "a new version": ([at(3, "data.update", ("1",))], []),
}


@pytest.mark.parametrize(("more", "found"), SETTLED.values(), ids=SETTLED)
def test_an_issue_is_open_until_something_settles_it(more: list[Seen], found: list[str]) -> None:
    assert [one.id for one in open_issues(Record([ISSUE, *more]))] == found


def test_a_doubt_of_its_own_is_open_by_itself() -> None:
    assert [one.id for one in open_issues(Record([at(2, "correction.request")]))] == ["2"]


def test_every_sharing_class_has_its_procedure() -> None:
    clauses = {one: [step.clause for step in procedure(one)] for one in SHARE_TYPES}
    assert clauses == {
        "unconditional": ["U1", "O5", "O8", "U9"], "conditional": ["U1", "O6", "X1", "O8", "U9"], "refused": [], "unknown": [],
    }  # fmt: skip
    (reply,) = [step for step in procedure("conditional") if step.clause == "O6"]
    assert (reply.days, reply.extension, reply.article) == (10, 10, "21")
