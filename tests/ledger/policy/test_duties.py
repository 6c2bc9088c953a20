import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.event_types import EVENT_TYPES
from ledger.policy.duties import DutyState, State, due_duties
from ledger.policy.duty_rules import RULES
from ledger.policy.limits import Limits
from ledger.policy.seen import Record, Seen
from ledger.workdays import add_workdays
from tests.changed import replace
from tests.ledger.policy.scene import AGREEMENT, DAY, ITEM, MANAGER, NOW, OWNER, USER, at, seen, terms

START = at("2025-09-25T02:00")
CONDITIONAL, UNCONDITIONAL = {ITEM: "conditional"}, {ITEM: "unconditional"}
TERMS = {AGREEMENT: terms()}
REQUEST = seen("q", "request", START, agreement="")


def reply(when: int, decision: str | None = "refuse", parents: tuple[str, ...] = ("q",)) -> Seen:
    disclosed = {} if decision is None else {"decision": decision}
    return seen("r", "reply", when, parents=parents, agreement="", item="", disclosed=disclosed)


def test_an_event_without_its_fields_is_the_same_otherwise() -> None:
    event = reply(START)
    assert event.bare() == replace(event, disclosed={}) != event


def only(duties: list[DutyState], clause: str) -> DutyState:
    (duty,) = [row for row in duties if row.clause == clause]
    return duty


TEN, ONE = at("2025-10-15T16:00"), at("2025-09-26T16:00")
NOTICE = seen("n", "supplement.notice", START + 1, parents=("q",))
SUPPLY = seen("s", "supplement.supply", at("2025-09-30T02:00"), parents=("n",), actor=USER)
ASK = seen("x", "extension.request", START + DAY, parents=("q",))


def extension(**disclosed: object) -> Seen:
    return seen("y", "extension.decide", START + 2 * DAY, parents=("x",), actor=MANAGER, disclosed=disclosed)


LATE_NOTICE = seen("n", "supplement.notice", TEN + 1, parents=("q",))
REPLIES = {
    "conditional, open": ([REQUEST], CONDITIONAL, TEN, "O6", TEN, State.OPEN, False),
    "conditional, overdue": ([REQUEST], CONDITIONAL, TEN + 1, "O6", TEN, State.OVERDUE, False),
    "conditional, met at the last moment": ([REQUEST, reply(TEN)], CONDITIONAL, TEN + 9, "O6", TEN, State.MET, False),
    "conditional, late": ([REQUEST, reply(TEN + 1)], CONDITIONAL, TEN + 9, "O6", TEN, State.LATE, False),
    "unconditional": ([REQUEST], UNCONDITIONAL, START, "O5", ONE, State.OPEN, False),
    "share type unknown": ([REQUEST], {}, START, "O6", TEN, State.OPEN, True),
    "supplement awaited": ([REQUEST, NOTICE], CONDITIONAL, TEN + 1, "O6", None, State.OPEN, True),
    "replied though a supplement is awaited": ([REQUEST, NOTICE, reply(TEN)], CONDITIONAL, TEN, "O6", None, State.MET, True),
    "supplement supplied": ([REQUEST, NOTICE, SUPPLY], CONDITIONAL, START, "O6", at("2025-10-21T16:00"), State.OPEN, False),
    "supplied, then answered": ([REQUEST, NOTICE, SUPPLY, reply(TEN, parents=("s",))], CONDITIONAL, TEN, "O6", at("2025-10-21T16:00"), State.MET, False),
    "notice sent too late": ([REQUEST, LATE_NOTICE], CONDITIONAL, TEN + 2, "O6", TEN, State.OVERDUE, False),
    "extended by five": ([REQUEST, ASK, extension(decision="approve", days=5)], CONDITIONAL, START, "O6", at("2025-10-22T16:00"), State.OPEN, False),
    "extended beyond the ceiling": ([REQUEST, ASK, extension(decision="approve", days=99)], CONDITIONAL, START, "O6", at("2025-10-29T16:00"), State.OPEN, False),
    "extension refused": ([REQUEST, ASK, extension(decision="refuse", days=5)], CONDITIONAL, START, "O6", TEN, State.OPEN, False),
    "extension not disclosed": ([REQUEST, ASK, extension()], CONDITIONAL, START, "O6", TEN, State.OPEN, True),
    "days not disclosed": ([REQUEST, ASK, extension(decision="approve")], CONDITIONAL, START, "O6", TEN, State.OPEN, True),
    "no extension without condition": ([REQUEST, ASK, extension(decision="approve", days=5)], UNCONDITIONAL, START, "O5", ONE, State.OPEN, False),
}  # fmt: skip


@pytest.mark.parametrize("row", REPLIES.values(), ids=REPLIES)
def test_the_term_to_reply(row: tuple[list[Seen], dict[str, str], int, str, int | None, State, bool]) -> None:
    events, share_types, now, clause, due, state, provisional = row
    duty = only(due_duties(events, {}, now, share_types=share_types), clause)
    assert (duty.due_ms, duty.state, duty.provisional, duty.trigger, duty.article) == (
        due,
        state,
        provisional,
        "q",
        "21",
    )
    assert duty.party == "owner"


def test_past_the_published_calendar_a_due_date_is_provisional() -> None:
    late = seen("q", "request", at("2026-12-31T02:00"))
    assert only(due_duties([late], {}, NOW, share_types=UNCONDITIONAL), "O5").provisional


DELIVERY_DUE = add_workdays(START, 20).due_ms
SENT = seen("d", "deliver", START + DAY, digest="a" * 64, rows=3)
DELIVERIES = {
    "open": ([REQUEST, reply(START, "approve")], "", State.OPEN, False),
    "decision not disclosed": ([REQUEST, reply(START, None)], "", State.OPEN, True),
    "met by a linked delivery": ([REQUEST, reply(START, "approve"), seen("d", "deliver", START, parents=("r",), item="9/9")], "d", State.MET, False),
    "met by the item under an agreement": ([REQUEST, reply(START, "approve"), SENT], "d", State.MET, False),
    "another item does not count": ([REQUEST, reply(START, "approve"), seen("d", "deliver", START + DAY, item="9/9")], "", State.OPEN, False),
    "another agreement does not count": ([REQUEST, reply(START, "approve"), seen("d", "deliver", START + DAY, agreement="0x")], "", State.OPEN, False),
    "an earlier delivery does not count": ([REQUEST, reply(START, "approve"), seen("d", "deliver", START - 1)], "", State.OPEN, False),
}  # fmt: skip


@pytest.mark.parametrize("row", DELIVERIES.values(), ids=DELIVERIES)
def test_the_term_to_deliver(row: tuple[list[Seen], str, State, bool]) -> None:
    events, met, state, provisional = row
    duty = only(due_duties(events, TERMS, START + 2 * DAY, share_types=CONDITIONAL), "O8")
    assert (duty.fulfilled_by, duty.state, duty.provisional, duty.due_ms) == (met, state, provisional, DELIVERY_DUE)
    assert duty.department == OWNER


def test_a_refusal_starts_no_delivery() -> None:
    assert {row.clause for row in due_duties([REQUEST, reply(START)], TERMS, START)} == {"M3", "O6"}


PUBLISHED = seen("p", "catalogue.publish", NOW + DAY, parents=("c",), actor=MANAGER)
AGREED = Limits({"M3": 2, "M6": 5, "M8": 10, "X3": 30})
SIMPLE = {
    "M1 publish": (seen("c", "catalogue.register"), PUBLISHED, 2, "", MANAGER),
    "O10 correction": (seen("c", "correction.request"), seen("p", "correction.reply", NOW, parents=("c",)), 10, OWNER, OWNER),
    "U9 receipt": (seen("c", "deliver"), seen("p", "receipt", NOW, parents=("c",)), 2, USER, USER),
    "U7 disposal": (seen("c", "purpose.end"), seen("p", "dispose", NOW + 1), 10, USER, USER),
    "M8 order": (seen("c", "breach.mark", disclosed={"clause": "O6"}), seen("p", "order", NOW, parents=("c",)), 10, MANAGER, MANAGER),
    "M6 rectification": (seen("c", "agreement.suspend"), seen("p", "rectify.order", NOW + 1), 5, MANAGER, MANAGER),
    "M6 a suspension lifted": (seen("c", "agreement.suspend"), seen("p", "agreement.resume", NOW + 1), 5, MANAGER, MANAGER),
    "M3 review": (seen("c", "request"), seen("p", "review", NOW, parents=("c",)), 2, MANAGER, MANAGER),
    "O14 use records": (seen("c", "record.read"), seen("p", "record.disclose", NOW, parents=("c",)), 5, USER, USER),
    "U5 correction": (seen("c", "quality.issue", actor=USER), seen("p", "correction.request", NOW + 1), 3, USER, USER),
    "X3 complaint": (seen("c", "complaint"), seen("p", "complaint.close", NOW, parents=("c",)), 30, OWNER, OWNER),
    "O4 new owner": (seen("c", "attribution.change", disclosed={"new_owner": "NEW"}), seen("p", "catalogue.update", NOW + 1), 10, "NEW", "NEW"),
    "M5 dispute": (seen("c", "dispute.file"), seen("p", "dispute.mediate", NOW, parents=("c",)), 10, MANAGER, MANAGER),
}  # fmt: skip


@pytest.mark.parametrize(("name", "row"), SIMPLE.items(), ids=SIMPLE)
def test_duties_between_two_events(name: str, row: tuple[Seen, Seen, int, str, str]) -> None:
    trigger, answer, days, _, department = row
    clause, due = name.split(maxsplit=1)[0], add_workdays(NOW, days).due_ms
    waiting = only(due_duties([trigger], TERMS, due, limits=AGREED), clause)
    assert (waiting.state, waiting.due_ms, waiting.department) == (State.OPEN, due, department)
    assert only(due_duties([trigger], TERMS, due + 1, limits=AGREED), clause).state is State.OVERDUE
    met = only(due_duties([trigger, answer], TERMS, due + 1, limits=AGREED), clause)
    assert (met.state, met.fulfilled_by) == (State.MET, "p")
    late = replace(answer, recorded_ms=due + 1)
    assert only(due_duties([trigger, late], TERMS, due + 1, limits=AGREED), clause).state is State.LATE


def test_where_nobody_named_a_limit_a_duty_is_open_and_has_no_due_time() -> None:
    duty = only(due_duties([seen("c", "complaint")], TERMS, NOW + 4000 * DAY), "X3")
    assert (duty.state, duty.due_ms, duty.provisional) == (State.OPEN, None, False)


def test_without_terms_the_department_is_not_guessed() -> None:
    assert only(due_duties([seen("d", "deliver")], {}, NOW), "U9").department == ""


def test_a_disposal_before_the_end_of_purpose_does_not_meet_it() -> None:
    events = [seen("x", "dispose", NOW - 1), seen("e", "purpose.end", NOW), seen("y", "dispose", NOW, agreement="0x")]
    assert only(due_duties(events, TERMS, NOW), "U7").fulfilled_by == ""


END = at("2027-01-01T00:00")


def test_the_end_of_the_period_alone_asks_for_disposal() -> None:
    sent = seen("d", "deliver")
    assert [row.clause for row in due_duties([sent], TERMS, END - 1)] == ["U9"]
    duty = only(due_duties([sent], TERMS, END), "U7")
    assert (duty.trigger, duty.due_ms, duty.department) == ("d", add_workdays(END, 10).due_ms, USER)
    assert only(due_duties([sent, seen("x", "dispose", END)], TERMS, END), "U7").state is State.MET


def test_nothing_delivered_nothing_to_dispose_of_and_a_purpose_ended_asks_once() -> None:
    assert due_duties([seen("s", "agreement.sign")], TERMS, END) == []
    events = [seen("d", "deliver"), seen("e", "purpose.end", NOW + 1)]
    assert only(due_duties(events, TERMS, END), "U7").trigger == "e"


JUDGED = {
    "recorded": (seen("d", "deliver", recorded_ms=NOW + 5), [], NOW + 5),
    "anchored": (seen("d", "deliver", recorded_ms=NOW + 5, anchored_ms=NOW + 9), [], NOW + 9),
    "countersigned by another": (
        seen("d", "deliver", recorded_ms=NOW + 5, anchored_ms=NOW + 9),
        [seen("c", "countersign", NOW + 6, actor=USER, parents=("d",))],
        NOW,
    ),
    "countersigned by itself": (
        seen("d", "deliver", recorded_ms=NOW + 5),
        [seen("c", "countersign", NOW + 6, parents=("d",))],
        NOW + 5,
    ),
}


@pytest.mark.parametrize("row", JUDGED.values(), ids=JUDGED)
def test_the_time_that_counts(row: tuple[Seen, list[Seen], int]) -> None:
    event, more, expected = row
    assert Record([event, *more]).judged_ms(event) == expected


def test_rules_name_types_of_the_catalogue() -> None:
    assert {name for rule in RULES for name in (*rule.triggers, *rule.fulfilled_by)} <= set(EVENT_TYPES)


ids = st.sampled_from("abcdef")
events = st.lists(
    st.builds(
        lambda name, kind, when, parents: seen(name, kind, NOW + when, parents=tuple(parents)),
        ids, st.sampled_from(sorted(EVENT_TYPES)), st.integers(0, 40 * DAY), st.lists(ids, max_size=2),
    ),
    unique_by=lambda event: event.id,
)  # fmt: skip


@given(events, st.integers(NOW, NOW + 80 * DAY), st.randoms(use_true_random=False))
def test_any_record_has_an_answer_whatever_its_order(found: list[Seen], now: int, random: object) -> None:
    duties = due_duties(found, TERMS, now)
    assert due_duties(found[::-1], TERMS, now) == duties
    for duty in duties:
        assert bool(duty.fulfilled_by) == (duty.state in {State.MET, State.LATE})
