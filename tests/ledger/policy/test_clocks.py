"""The clocks that hang on more than one pair of events: incidents, cycles, misuse, periods, limits."""

import pytest

from ledger.errors import InputRefused
from ledger.policy.clauses import CLAUSES
from ledger.policy.conduct import ACT_RULES
from ledger.policy.context import Context, ItemKnown, Known
from ledger.policy.duties import DutyState, State, due_duties, yearly_states
from ledger.policy.duty_rules import RULES, time_of
from ledger.policy.limits import Limits, ceiling
from ledger.policy.seen import Seen
from ledger.workdays import HOUR_MS, add_workdays
from tests.changed import replace
from tests.ledger.policy.scene import AGREEMENT, DAY, ITEM, MANAGER, NOW, OWNER, USER, at, seen, terms

TERMS = {AGREEMENT: terms()}
FOUND = {"discovered_at": "2026-03-02T01:00:00.000Z", "level": "large"}
FOUND_MS = at("2026-03-02T01:00")
PERIODS = {"U6", "U7", "M7"}


def one(events: list[Seen], clause: str, now: int = NOW, known: Known | None = None, **counts: int) -> DutyState | None:
    found = due_duties(events, TERMS, now, limits=Limits(counts), known=known)
    rows = [row for row in found if row.clause == clause]
    assert len(rows) <= 1, rows
    return rows[0] if rows else None


def sure(*arguments: object, **named: object) -> DutyState:
    found = one(*arguments, **named)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_every_clause_has_a_clock_a_period_or_a_rule_over_acts() -> None:
    assert {rule.clause for rule in RULES} | {rule.clause for rule in ACT_RULES} | PERIODS == set(CLAUSES)


INCIDENT = seen("i", "incident", NOW, actor=USER, disclosed=FOUND)
STRUCK = replace(INCIDENT, disclosed={**FOUND, "critical_infrastructure": True})
BODIES = {
    "critical infrastructure": (STRUCK, Known(tiers={USER: 3}), 1),
    "critical infrastructure of a central organ": (STRUCK, Known(tiers={USER: 1}), 1),
    "central organ": (INCIDENT, Known(tiers={USER: 1}), 2),
    "another": (INCIDENT, Known(tiers={USER: 3}), 4),
    "tier unknown": (INCIDENT, Known(), 4),
}


@pytest.mark.parametrize("clause", ["U8", "X2"])
@pytest.mark.parametrize("row", BODIES.values(), ids=BODIES)
def test_an_incident_is_reported_within_the_hours_of_its_body(row: tuple[Seen, Known, int], clause: str) -> None:
    incident, known, hours = row
    due = FOUND_MS + hours * HOUR_MS
    duty = sure([incident], clause, due, known)
    assert (duty.due_ms, duty.department, duty.provisional, duty.state) == (due, USER, False, State.OPEN)
    assert sure([incident], clause, due + 1, known).state is State.OVERDUE
    report = seen("r", "incident.report", NOW, actor=USER, parents=("i",), recorded_ms=due + 1)
    assert sure([incident, report], clause, due + 1, known).state is State.LATE
    assert sure([incident, replace(report, recorded_ms=due)], clause, due + 1, known).state is State.MET


OFFICE = "CYBER-OFFICE"
GRAVE = replace(INCIDENT, disclosed={**FOUND, "level": "重大"})
FIRST = seen("r", "incident.report", NOW, actor=USER, parents=("i",), disclosed={"reported_to": OFFICE})
ONWARD = seen("o", "incident.report", NOW + HOUR_MS, actor=OFFICE, parents=("i", "r"))
CENTRAL = Known(tiers={USER: 1, OFFICE: 1})


def onward(events: list[Seen], now: int = NOW, known: Known = CENTRAL) -> DutyState | None:
    found = due_duties(events, TERMS, now, known=known)
    return next((row for row in found if (row.clause, row.trigger) == ("X2", "r")), None)


def test_the_office_of_a_central_organ_passes_a_grave_incident_on_within_an_hour() -> None:
    due = NOW + HOUR_MS
    waiting = onward([GRAVE, FIRST], due)
    assert waiting is not None
    assert (waiting.due_ms, waiting.department, waiting.state) == (due, OFFICE, State.OPEN)
    states = {
        "late": [GRAVE, FIRST, replace(ONWARD, recorded_ms=due + 1)],
        "met": [GRAVE, FIRST, ONWARD],
        "overdue": [GRAVE, FIRST, replace(ONWARD, actor=USER)],
    }
    assert {name: onward(events, due + 1).state.value for name, events in states.items()} == {  # type: ignore[union-attr]
        name: name for name in states
    }
    unnamed = onward([GRAVE, replace(FIRST, disclosed={"reported_to": "网信办"}), ONWARD], due)
    assert unnamed is not None
    assert (unnamed.department, unnamed.state) == ("", State.MET)


NO_ONWARD = {
    "not grave": ([INCIDENT, FIRST], CENTRAL),
    "no central organ": ([GRAVE, FIRST], Known(tiers={USER: 3})),
    "the incident is not on record": ([FIRST], CENTRAL),
}


@pytest.mark.parametrize("row", NO_ONWARD.values(), ids=NO_ONWARD)
def test_other_reports_are_not_passed_on(row: tuple[list[Seen], Known]) -> None:
    assert onward(row[0], known=row[1]) is None


def test_what_was_passed_on_is_not_passed_on_again_and_a_hidden_level_leaves_it_open() -> None:
    rows = due_duties([GRAVE, FIRST, ONWARD], TERMS, NOW, known=CENTRAL)
    assert {row.trigger for row in rows if row.clause == "X2"} == {"i", "r"}
    hidden = onward([replace(GRAVE, disclosed={}), FIRST])
    assert hidden is not None
    assert hidden.state is State.UNKNOWN


def test_an_undisclosed_discovery_counts_from_the_record_and_says_so() -> None:
    duty = sure([replace(INCIDENT, disclosed={})], "X2")
    assert (duty.due_ms, duty.provisional) == (NOW + 4 * HOUR_MS, True)


def test_a_minor_incident_and_one_not_in_use_have_no_report_clock() -> None:
    assert one([replace(INCIDENT, disclosed={**FOUND, "level": "general"})], "X2") is None
    assert one([replace(INCIDENT, disclosed={**FOUND, "level": "general"})], "U8") is None
    assert one([replace(INCIDENT, actor=OWNER)], "U8") is None
    assert one([replace(INCIDENT, agreement="")], "U8") is None
    assert sure([replace(INCIDENT, agreement="", actor=OWNER)], "X2").department == OWNER


CYCLE = at("2026-03-10T00:00")
UPDATE = seen("u", "data.update", NOW, disclosed={"cycle_due": "2026-03-10T00:00:00.000Z"})


def test_data_are_kept_current_by_their_cycle() -> None:
    assert sure([UPDATE], "O9", CYCLE).state is State.OPEN
    overdue = sure([UPDATE], "O9", CYCLE + 1)
    assert (overdue.state, overdue.due_ms, overdue.department) == (State.OVERDUE, CYCLE, OWNER)
    following = [seen("v", "data.update", CYCLE + 1, actor=other) for other in (OWNER, USER)]
    late = due_duties([UPDATE, following[0]], TERMS, CYCLE + 2)
    assert [(row.trigger, row.state) for row in late if row.clause == "O9"] == [("u", State.LATE), ("v", State.OPEN)]
    assert sure([UPDATE, following[1]], "O9", CYCLE + 2).state is State.OVERDUE
    hidden = sure([replace(UPDATE, disclosed={})], "O9", CYCLE + 9)
    assert (hidden.due_ms, hidden.provisional, hidden.state) == (None, True, State.OPEN)
    assert time_of("soon") is None


MARK = seen("b", "breach.mark", NOW, actor=MANAGER, disclosed={"clause": "U2"})
STOP = seen("s", "agreement.suspend", NOW + DAY, actor=MANAGER)


def test_misuse_is_answered_by_a_suspension_at_once() -> None:
    assert sure([MARK], "O13", NOW + 1).state is State.OVERDUE
    assert sure([MARK, STOP], "O13", NOW + 9).state is State.LATE
    assert sure([MARK, replace(STOP, recorded_ms=NOW)], "O13", NOW + 9).state is State.MET
    assert sure([replace(MARK, type="finding")], "O13", NOW + 1).department == OWNER
    unknown = sure([replace(MARK, disclosed={})], "O13")
    assert (unknown.state, unknown.due_ms, unknown.why) == (State.UNKNOWN, None, "field-undisclosed")
    for other in ({"disclosed": {"clause": "O6"}}, {"agreement": ""}, {"type": "finding", "disclosed": {}}):
        assert one([replace(MARK, **other)], "O13") is None  # type: ignore[arg-type]


def test_only_the_owner_of_the_agreement_is_owed_the_records_of_use() -> None:
    assert one([seen("r", "record.read", actor=MANAGER)], "O14") is None
    assert one([seen("r", "record.read", agreement="")], "O14") is None


def test_only_a_user_of_the_item_has_to_ask_for_its_correction() -> None:
    assert one([seen("q", "quality.issue", actor=OWNER)], "U5") is None
    assert one([seen("q", "quality.issue", actor=USER, item="9/9")], "U5") is None


def test_a_second_department_that_collects_the_same_asks_for_a_lead() -> None:
    first, second = seen("a", "collect", NOW), seen("b", "collect", NOW + 1, actor="OTHER", agreement="")
    known = Known(items={ITEM: ItemKnown(manager=MANAGER)})
    assert one([first, seen("b", "collect", NOW + 1)], "M2", NOW + 9) is None
    due = add_workdays(NOW + 1, 10).due_ms
    assert sure([first, second], "M2", due, known, M2=10).state is State.OPEN
    duty = sure([first, second], "M2", due + 1, known, M2=10)
    assert (duty.state, duty.trigger, duty.department) == (State.OVERDUE, "b", MANAGER)
    named = seen("c", "source.assign", due, actor=MANAGER, agreement="")
    assert sure([first, second, named], "M2", due + 1, known, M2=10).state is State.MET
    elsewhere = replace(named, item="9/9")
    assert sure([first, second, elsewhere], "M2", due + 1, known, M2=10).state is State.OVERDUE


def entry(when: int = NOW - DAY, **members: object) -> Seen:
    whole = {"share_type": "conditional", "manager": MANAGER, "condition": "for case work; no export", **members}
    return seen("c", "catalogue.register", when, agreement="", disclosed={"entry": whole})


REQUEST = seen("q", "request", NOW, agreement="")
TEN = add_workdays(NOW, 10).due_ms


def test_an_extension_is_decided_before_the_original_term_ends() -> None:
    asked = seen("x", "extension.request", NOW + DAY, parents=("q",), agreement="")
    events = [entry(), REQUEST, asked]
    duty = sure(events, "M4", TEN)
    assert (duty.due_ms, duty.department, duty.state) == (TEN, MANAGER, State.OPEN)
    assert sure(events, "M4", TEN + 1).state is State.OVERDUE
    decided = seen("y", "extension.decide", TEN + 1, actor=MANAGER, parents=("x",), agreement="")
    assert sure([*events, decided], "M4", TEN + 2).state is State.LATE
    alone = sure([asked], "M4", TEN)
    assert (alone.due_ms, alone.provisional, alone.department) == (None, True, "")


def test_the_entry_then_says_who_owes_the_reply_and_under_which_clause() -> None:
    later = entry(NOW + 1, share_type="unconditional")
    duty = sure([entry(), REQUEST, replace(later, id="e")], "O6")
    assert (duty.department, duty.provisional) == (OWNER, False)
    moved = seen("m", "attribution.change", NOW - 1, agreement="", disclosed={"new_owner": "NEW"})
    signed = seen("n", "countersign", NOW - 1, agreement="", item="", actor="NEW", parents=("m",))
    assert sure([entry(), moved, signed, REQUEST], "O6").department == "NEW"
    for other in ([moved], [replace(moved, disclosed={}), signed], [moved, replace(signed, recorded_ms=NOW + 1)]):
        assert sure([entry(), *other, REQUEST], "O6").department == OWNER
    assert sure([entry(), replace(moved, item="9/9"), signed, REQUEST], "O6").department == OWNER
    assert sure([replace(entry(), disclosed={}), REQUEST], "O6").provisional


def test_a_lower_tier_is_served_in_the_agreed_time() -> None:
    known = Known(tiers={OWNER: 2, USER: 4}, items={ITEM: ItemKnown(owner=OWNER)})
    due = add_workdays(NOW, 20).due_ms
    duty = sure([REQUEST], "O12", due, known, O12=20)
    assert (duty.due_ms, duty.department, duty.state) == (due, OWNER, State.OPEN)
    assert sure([REQUEST], "O12", due + 1, known, O12=20).state is State.OVERDUE
    sent = seen("f", "backflow", due)
    assert sure([REQUEST, sent], "O12", due, known, O12=20).state is State.MET
    assert sure([REQUEST, replace(sent, parents=("q",), agreement="")], "O12", due, known, O12=20).fulfilled_by == "f"
    for tiers in ({OWNER: 4, USER: 2}, {USER: 4}, {OWNER: 2}):
        assert one([REQUEST], "O12", due, replace(known, tiers=tiers)) is None


def test_an_update_of_the_catalogue_may_be_extended_by_five_days() -> None:
    moved = seen("m", "attribution.change", NOW, disclosed={"new_owner": "NEW"})
    asked = seen("x", "extension.request", NOW, parents=("m",))
    yes = seen("y", "extension.decide", NOW, parents=("x",), disclosed={"decision": "approve", "days": 9})
    assert sure([moved], "O4").due_ms == TEN
    assert sure([moved, asked, yes], "O4").due_ms == add_workdays(NOW, 15).due_ms
    assert sure([moved, asked, replace(yes, disclosed={})], "O4").provisional
    assert sure([replace(moved, disclosed={})], "O4").department == ""


def test_a_reply_whose_request_is_not_on_record_waits_for_what_follows_from_it() -> None:
    reply = seen("r", "reply", NOW, parents=("q",), agreement="", disclosed={"decision": "approve"})
    assert sure([reply], "O8", NOW).fulfilled_by == ""
    circle = [replace(reply, parents=("z",)), seen("z", "review", NOW, parents=("r",))]
    assert sure(circle, "O8", NOW).fulfilled_by == ""


def test_a_pause_keeps_the_days_already_counted() -> None:
    notice = seen("n", "supplement.notice", NOW + 2 * DAY, parents=("q",), agreement="")
    supply = seen("s", "supplement.supply", NOW + 7 * DAY, parents=("n",), actor=USER, agreement="")
    for mode, left in (("restart", 10), ("pause", 8)):
        limits = Limits(supplement=mode)  # type: ignore[arg-type]
        (duty,) = [
            row for row in due_duties([entry(), REQUEST, notice, supply], {}, NOW, limits=limits) if row.clause == "O6"
        ]
        assert duty.due_ms == add_workdays(NOW + 7 * DAY, left).due_ms


USE = seen("1", "call", NOW)


def test_use_is_reported_once_a_period() -> None:
    report = seen("2", "use.report", NOW + DAY, actor=USER)
    again = seen("3", "call", NOW + 2 * DAY)
    due = add_workdays(NOW, 20).due_ms
    assert sure([USE], "U6", due, U6=20).state is State.OPEN
    assert sure([USE], "U6", due + 1, U6=20).state is State.OVERDUE
    assert sure([USE, report], "U6", due + 1, U6=20).fulfilled_by == "2"
    assert sure([USE, replace(report, recorded_ms=due + 1)], "U6", due + 1, U6=20).state is State.LATE
    events = [USE, replace(USE, id="9"), report, again]
    twice = [row.trigger for row in due_duties(events, TERMS, NOW + 3 * DAY) if row.clause == "U6"]
    assert twice == ["1", "3"]
    assert one([replace(USE, actor=OWNER)], "U6") is None


def test_a_manager_reports_every_year() -> None:
    report = seen("k", "kpi.report", at("2026-11-01T00:00"), actor=MANAGER)
    context = Context(
        [seen("d", "deliver", NOW), seen("e", "deliver", at("2026-12-31T16:00"))],
        Known(),
        Limits(),
        at("2027-06-01T00:00"),
    )
    first, second = yearly_states(context, MANAGER)
    assert (first.state, first.due_ms, first.department) == (State.OVERDUE, at("2026-12-31T16:00"), MANAGER)
    assert (second.state, second.begins_ms, second.trigger) == (State.OPEN, at("2026-12-31T16:00"), "e")
    told = Context(
        [*context.record.events, report, replace(report, id="l", actor=OWNER)], Known(), Limits(), context.now
    )
    assert [row.state for row in yearly_states(told, MANAGER)] == [State.MET, State.OPEN]


REFUSED = {
    "above the national ceiling": ({"O6": 11}, {}),
    "hours above theirs": ({"X2": 5}, {}),
    "none": ({"U9": 0}, {}),
    "no number": ({"U9": True}, {}),
    "a clause without a limit": ({"O3": 1}, {}),
    "an unknown clause": ({"Z9": 1}, {}),
    "a cut-off past midnight": ({}, {"cut_off": 1441}),
    "another word for supplements": ({}, {"supplement": "stop"}),
}


@pytest.mark.parametrize("row", REFUSED.values(), ids=REFUSED)
def test_a_limit_out_of_bounds_is_refused(row: tuple[dict[str, int], dict[str, object]]) -> None:
    counts, others = row
    with pytest.raises(InputRefused):
        Limits(counts, **others)  # type: ignore[arg-type]


def test_what_the_filed_agreement_says_counts_up_to_the_ceiling() -> None:
    filed = seen("f", "agreement.file", NOW - DAY, disclosed={"limits": {"U9": 1, "O10": 99, "Z": 1, "U7": "x"}})
    sent, doubt = seen("d", "deliver", NOW), seen("c", "correction.request", NOW)
    assert sure([filed, sent], "U9").due_ms == add_workdays(NOW, 1).due_ms
    assert sure([filed, doubt], "O10").due_ms == add_workdays(NOW, ceiling("O10")).due_ms
    unsaid = replace(filed, disclosed={"limits": "none"})
    assert sure([unsaid, sent], "U9").due_ms == add_workdays(NOW, 2).due_ms
    assert Limits().under({"Z": 1}) == Limits()


def test_the_first_day_and_the_cut_off_are_settings() -> None:
    sent = seen("d", "deliver", NOW)
    for limits, due in (
        (Limits(first_day=True), at("2026-03-03T16:00")),
        (Limits(cut_off=17 * 60 + 30), at("2026-03-04T09:30")),
    ):
        (duty,) = due_duties([sent], TERMS, NOW, limits=limits)
        assert duty.due_ms == due
