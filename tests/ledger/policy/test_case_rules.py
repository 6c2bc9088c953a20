"""When a case is late, and when one person held two roles in it."""

import pytest

from ledger.policy.case_rules import Case, Late, Pair, moment_ms, two_roles
from ledger.policy.seen import Seen

DUE, NOW = 1000, 5000


def case(last: int = 900, due: int | None = DUE, closed: int | None = None, told: bool = True) -> Case:
    steps = [Seen("a", "case.step", "D", at, at, disclosed={"activity": "x"}) for at in (100, last)]
    return Case("1", steps, due, closed, told)


@pytest.mark.parametrize(
    ("made", "late"),
    [
        (case(1001), (Late.STEP, 1)),
        (case(1001, closed=3000), (Late.STEP, 2000)),
        (case(closed=1200), (Late.CLOSED, 200)),
        (case(), (Late.OPEN, 4000)),
        (case(closed=1000), None),
        (case(1000, closed=900), None),
        (case(told=False), None),
        (case(due=6000), None),
        (case(1001, due=None), None),
    ],
    ids=["a step after", "and closed later", "closed after", "not closed", "closed in time", "at the deadline",
         "no case tells its end", "not due yet", "no deadline"],
)  # fmt: skip
def test_a_case_is_late_by_the_first_thing_that_shows_it(made: Case, late: tuple[Late, int] | None) -> None:
    assert made.late(NOW) == late


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1970-01-01T00:00:01+00:00", 1000),
        ("1970-01-01 08:00:00.002+08:00", 2),
        ("1970-01-01T00:00:01", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_moment_needs_its_offset(text: str, found: int | None) -> None:
    assert moment_ms(text) == found


def steps(*rows: tuple[str, str]) -> Case:
    return Case(
        "1",
        [Seen(f"{n}", "case.step", "D", n, n, disclosed={"activity": name}) for n, (name, _) in enumerate(rows)],
        None,
    )


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("check", "p"), ("decide", "p")], [("p", "0", "1")]),
        ([("check", "p"), ("decide", "q")], []),
        ([("check", "p"), ("check", "q"), ("decide", "q"), ("decide", "p")], [("p", "0", "3"), ("q", "1", "2")]),
        ([("check", ""), ("decide", "")], []),
        ([("decide", "p")], []),
        ([("other", "p"), ("decide", "p")], []),
    ],
    ids=["one person", "two persons", "two that both did both", "nobody is named", "no check", "another step"],
)
def test_one_persons_two_roles(rows: list[tuple[str, str]], found: list[tuple[str, str, str]]) -> None:
    operators = {f"{n}": who for n, (_, who) in enumerate(rows) if who}
    roles = two_roles(steps(*rows), operators, [Pair("check", "decide")])
    assert [(one.operator, one.check, one.decide) for one in roles] == found
