"""Where a request stands and whose turn it is; which conditions of a reply are the owner's own."""

from typing import Any

import pytest

from ledger.policy.request_terms import added_conditions, stands_at
from ledger.policy.seen import APPROVE, Record, Seen


def at(number: int, kind: str, parent: int | None = 1, **disclosed: Any) -> Seen:
    parents = () if parent is None else (str(parent),)
    return Seen(str(number), kind, "D", number, number, parents=parents, disclosed=disclosed)


REQUEST = at(1, "request", None)
NOTICE, ASKED = at(2, "supplement.notice"), at(2, "extension.request")
STANDS = {
    "nothing yet": ([], "reply-awaited", "owner", 1),
    "a review": ([at(2, "review")], "reply-awaited", "owner", 2),
    "a notice": ([NOTICE], "supplement-awaited", "user", 2),
    "supplied": ([NOTICE, at(3, "supplement.supply", 2)], "reply-awaited", "owner", 3),
    "more time asked for": ([ASKED], "extension-awaited", "manager", 2),
    "more time given": ([ASKED, at(3, "extension.decide", 2)], "reply-awaited", "owner", 3),
    "refused": ([at(2, "reply", decision="refuse")], "refused", "", 2),
    "a decision that is withheld": ([at(2, "reply")], "unknown", "", 2),
    "granted": ([at(2, "reply", decision=APPROVE)], "delivery-awaited", "owner", 2),
    "delivered": ([at(2, "reply", decision=APPROVE), at(3, "deliver", 2)], "delivered", "", 3),
    "returned": ([at(2, "reply", decision=APPROVE), at(3, "backflow", 2)], "delivered", "", 3),
    "answered twice": ([at(2, "reply", decision="refuse"), at(3, "reply", decision=APPROVE)], "delivery-awaited", "owner", 3),
}  # fmt: skip


@pytest.mark.parametrize(("more", "name", "turn", "since"), STANDS.values(), ids=STANDS)
def test_where_a_request_stands(more: list[Seen], name: str, turn: str, since: int) -> None:
    found = stands_at(Record([REQUEST, *more]), REQUEST)
    assert (found.name, found.turn, found.since_ms) == (name, turn, since)


@pytest.mark.parametrize(
    ("given", "condition", "added"),
    [
        ("限公共服务", "限公共服务", []),
        ("限 公共服务。", "限公共服务", []),
        ("限公共服务; 须缴费\n须备案", "限公共服务", ["须缴费", "须备案"]),
        (["限公共服务", "须缴费"], "限公共服务与救助", ["须缴费"]),
        ("", "限公共服务", []),
        (None, "", []),
        ("须缴费", "", ["须缴费"]),
    ],
    ids=["the same", "but for blanks", "two more", "as a list", "none", "nothing said", "none in the catalogue"],
)
def test_conditions_beyond_the_catalogue(given: Any, condition: str, added: list[str]) -> None:
    assert added_conditions(at(2, "reply", conditions=given), condition) == added
