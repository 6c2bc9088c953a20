"""Each rule of A1 … A15: raised, not raised at the boundary, and nothing from what was not disclosed."""

from typing import Any

import pytest

from ledger.errors import InputRefused
from ledger.policy.alert import Around, CallDay, KeyTimes
from ledger.policy.alert_rules import ALERT_RULES, Level, thresholds
from ledger.policy.alerts import alerts, next_change, raisings
from ledger.policy.alerts_chain import Health, health_alerts
from ledger.policy.alerts_clock import workdays_before
from ledger.policy.facts import ItemFacts
from ledger.policy.seen import Record, Seen
from ledger.workdays import add_workdays, workdays_between
from tests.changed import replace
from tests.ledger.policy.scene import AGREEMENT, DAY, ITEM, MANAGER, NOW, OWNER, PLATFORM, USER, at, item, seen, terms

A, B, HOUR = "a" * 64, "b" * 64, 3_600_000
TERMS = {AGREEMENT: terms(rows_per_delivery=50)}
NOTHING = Around()


def of(name: str, kind: str, when: int = NOW, **disclosed: Any) -> Seen:
    return seen(name, kind, when, disclosed=disclosed)


def after(event: Seen, *parents: str, **members: Any) -> Seen:
    return replace(event, parents=parents, **members)


def known(**changes: Any) -> Around:
    return Around(items={ITEM: item(**changes)}, managers={ITEM: MANAGER})


def past(days: int, calls: int) -> tuple[CallDay, ...]:
    start = at("2026-03-01T16:00")
    return tuple(CallDay(AGREEMENT, start - n * DAY, USER, calls) for n in range(1, days + 1))


TODAY = at("2026-03-01T16:00")
MONDAY, TUESDAY = NOW, at("2026-03-03T02:00")
DUE_REPLY = add_workdays(NOW, 10).due_ms
CALL = of("c", "call", case_ref="C1", called_fields=["code"], purpose="address-form", count=5)
NIGHT = at("2026-03-02T12:00")
SENT = seen("d", "deliver", NOW, digest=A, rows=9, disclosed={"version": "1"})
FIRST = seen(
    "p", "data.update", NOW - DAY, digest=A, disclosed={"version": "1", "cycle_due": "2026-03-05T02:00:00.000Z"}
)
NEWER = seen("n", "data.update", NOW + 1, digest=B, disclosed={"version": "2"})
STALE = add_workdays(at("2026-03-05T02:00"), 3).due_ms
FOUND = of("i", "incident", discovered_at="2026-03-02T02:00:00.000Z")
PLAN = of("pl", "pdma.plan", targets={"accuracy": "99.5", "完整性": 100})
ROUNDS = [of("pl", "pdma.plan"), *(after(of(f"r{n}", "pdma.round", NOW + n, reached=False), "pl") for n in range(1, 4))]
CLOSE = after(of("z", "pdma.close", NOW + 9, reached=True), "pl")
GOOD = of("m2", "quality.measure", NOW + 2, dimension="completeness", target=100, measured=100)
ASK = of("q", "request")
CONDITIONAL = known(share_type="conditional", condition="限公共服务")


def measured(name: str, value: Any, when: int = NOW + 1) -> Seen:
    return of(name, "quality.measure", when, dimension="accuracy", target="99.5", measured=value)


def derived(grade: Any) -> Seen:
    return after(replace(of("x", "derive", NOW + 2, **({"grade": grade} if grade else {})), item="2001/2"), "d")


# rule → what stands → (events, now, around, subjects of that rule)
Row = tuple[str, list[Seen], int, Around, list[str]]
ROWS: dict[str, Row] = {
    "A1 four working days left": ("due-soon", [of("k", "correction.request")], workdays_before(DUE_REPLY, 3) - 1, NOTHING, []),
    "A1 three working days left": ("due-soon", [of("k", "correction.request")], workdays_before(DUE_REPLY, 3), NOTHING, ["k"]),
    "A1 one working day left, no longer only soon": ("due-soon", [of("k", "correction.request")], workdays_before(DUE_REPLY, 1), NOTHING, []),
    "A1 one working day left": ("due-last", [of("k", "correction.request")], workdays_before(DUE_REPLY, 1), NOTHING, ["k"]),
    "A1 two working days left": ("due-last", [of("k", "correction.request")], workdays_before(DUE_REPLY, 1) - 1, NOTHING, []),
    "A1 at the due time": ("overdue", [of("k", "correction.request")], DUE_REPLY, NOTHING, []),
    "A1 past the due time": ("overdue", [of("k", "correction.request")], DUE_REPLY + 1, NOTHING, ["k"]),
    "A1 met late is not overdue": ("overdue", [of("k", "correction.request"), after(of("y", "correction.reply", DUE_REPLY + 2), "k")], DUE_REPLY + 9, NOTHING, []),
    "A2 quota met by days kept elsewhere": ("quota-exceeded", [CALL], NOW, Around(days=(CallDay(AGREEMENT, TODAY, USER, 100),)), []),
    "A2 quota exceeded by days kept elsewhere": ("quota-exceeded", [CALL], NOW, Around(days=(CallDay(AGREEMENT, TODAY, USER, 101),)), ["c"]),
    "A2 a day of which no call is at hand": ("quota-exceeded", [SENT], NOW, Around(days=(CallDay(AGREEMENT, TODAY, USER, 101),)), []),
    "A2 quota: the call that crossed the line": ("quota-exceeded", [of("e", "call", count=60), of("f", "call", NOW + 1, count=41), of("g", "call", NOW + 2, count=9)], NOW + 9, NOTHING, ["f"]),
    "A2 three deviations above": ("volume-unusual", [CALL], NOW, Around(days=(*past(10, 10), CallDay(AGREEMENT, TODAY, USER, 14))), ["c"]),
    "A2 at three deviations": ("volume-unusual", [CALL], NOW, Around(days=(*past(10, 10), CallDay(AGREEMENT, TODAY, USER, 13))), []),
    "A2 too few days to tell": ("volume-unusual", [CALL], NOW, Around(days=(*past(9, 10), CallDay(AGREEMENT, TODAY, USER, 99))), []),
    "A2 a burst at night": ("off-hours", [of("e", "call", NIGHT, count=20)], NIGHT, NOTHING, ["e"]),
    "A2 one fewer at night": ("off-hours", [of("e", "call", NIGHT, count=19)], NIGHT, NOTHING, []),
    "A2 a burst at noon": ("off-hours", [of("e", "call", NOW, count=99)], NIGHT, NOTHING, []),
    "A2 a burst on a Sunday": ("off-hours", [of("e", "call", at("2026-03-01T02:00"), count=20)], NIGHT, NOTHING, ["e"]),
    "A2 a burst on a make-up Saturday is none": ("off-hours", [of("e", "call", at("2026-02-14T02:00"), count=20)], NIGHT, NOTHING, []),
    "A2 night calls that hide their count": ("off-hours", [of("e", "call", NIGHT)], NIGHT, NOTHING, []),
    "A2 rows": ("rows-exceeded", [replace(SENT, rows=51)], NOW, NOTHING, ["d"]),
    "A2 fields": ("field-outside", [of("c", "call", called_fields=["sex"])], NOW, NOTHING, ["c"]),
    "A2 fields not disclosed": ("field-outside", [of("c", "call")], NOW, NOTHING, []),
    "A2 purpose": ("purpose-outside", [of("c", "call", purpose="marketing")], NOW, NOTHING, ["c"]),
    "A3 no case": ("no-case", [of("c", "call", case_ref=" ")], NOW, NOTHING, ["c"]),
    "A3 case not disclosed": ("no-case", [of("c", "call")], NOW, NOTHING, []),
    "A3 case closed before": ("case-closed", [CALL], NOW, Around(closed_cases={"C1": NOW - 1}), ["c"]),
    "A3 case closed at that moment": ("case-closed", [CALL], NOW, Around(closed_cases={"C1": NOW}), []),
    "A3 another case closed": ("case-closed", [CALL], NOW, Around(closed_cases={"C2": 0}), []),
    "A3 closed case, not disclosed": ("case-closed", [of("c", "call")], NOW, Around(closed_cases={"C1": 0}), []),
    "A3 key ended before": ("key-invalid", [CALL], NOW, Around(keys={"c": KeyTimes(0, NOW)}), ["c"]),
    "A3 key ends after": ("key-invalid", [CALL], NOW, Around(keys={"c": KeyTimes(0, NOW + 1)}), []),
    "A3 key not yet good": ("key-invalid", [CALL], NOW, Around(keys={"c": KeyTimes(NOW + 1, None)}), ["c"]),
    "A3 key good from then on": ("key-invalid", [CALL], NOW, Around(keys={"c": KeyTimes(NOW, None)}), []),
    "A3 key unknown": ("key-invalid", [CALL], NOW, NOTHING, []),
    "A4 delivered other than published": ("deliver-mismatch", [replace(FIRST, digest=B), SENT], NOW, NOTHING, ["d"]),
    "A4 changed on the way": ("transfer-mismatch", [SENT, after(seen("t", "transfer", digest=B, actor=PLATFORM), "d")], NOW, NOTHING, ["t"]),
    "A4 received other than delivered": ("receipt-mismatch", [SENT, after(seen("r", "receipt", digest=B, rows=9), "d")], NOW, NOTHING, ["r"]),
    "A4 an hour without receipt": ("orphan-delivery", [SENT], NOW + HOUR, NOTHING, []),
    "A4 more than an hour without receipt": ("orphan-delivery", [SENT], NOW + HOUR + 1, NOTHING, ["d"]),
    "A4 a call that one side recorded": ("orphan-call", [of("c", "call", message_id="1"), replace(of("e", "call", message_id="2"), actor=OWNER), of("f", "call", message_id="2")], NOW + HOUR + 1, NOTHING, ["c"]),
    "A4 within the hour": ("orphan-call", [of("c", "call", message_id="1"), replace(of("e", "call", message_id="2"), actor=OWNER), of("f", "call", message_id="2")], NOW + HOUR, NOTHING, []),
    "A4 only one side ever records": ("orphan-call", [of("c", "call", message_id="1")], NOW + 2 * HOUR, NOTHING, []),
    "A4 message not disclosed": ("orphan-call", [of("c", "call"), replace(of("e", "call", message_id="2"), actor=OWNER)], NOW + 2 * HOUR, NOTHING, []),
    "A5 suspended": ("stop", [of("s", "agreement.suspend")], NOW, NOTHING, ["s"]),
    "A5 resumed": ("stop", [of("s", "agreement.suspend"), after(of("u", "agreement.resume", NOW + 1), "s")], NOW + 1, NOTHING, []),
    "A5 ended and disposed of": ("stop", [of("s", "agreement.terminate"), of("o", "dispose", NOW + 1)], NOW + 1, NOTHING, []),
    "A5 suspended on the chain": ("stop", [], NOW, Around(states={AGREEMENT: "suspended"}), [AGREEMENT]),
    "A5 in force on the chain": ("stop", [], NOW, Around(states={AGREEMENT: "active"}), []),
    "A5 ended on the chain and disposed of": ("stop", [of("o", "dispose")], NOW, Around(states={AGREEMENT: "terminated"}), []),
    "A5 the catalogue shares it no longer": ("stop", [], NOW, known(share_type="refused"), [AGREEMENT]),
    "A5 the catalogue still shares it": ("stop", [], NOW, CONDITIONAL, []),
    "A5 use while suspended": ("use-after-end", [of("s", "agreement.suspend", NOW - 1), CALL], NOW, NOTHING, ["c"]),
    "A5 passed on": ("no-consent", [of("x", "redistribute")], NOW, NOTHING, ["x"]),
    "A6 at the end of the grace": ("stale-data", [FIRST], STALE, NOTHING, []),
    "A6 past the grace": ("stale-data", [FIRST], STALE + 1, NOTHING, ["p"]),
    "A6 a newer version came": ("stale-data", [FIRST, NEWER], STALE + 1, NOTHING, []),
    "A6 by the catalogue's cycle": ("stale-data", [NEWER], NOW + 60 * DAY, known(update_cycle="month"), ["n"]),
    "A6 no cycle known": ("stale-data", [NEWER], NOW + 600 * DAY, NOTHING, []),
    "A6 a cycle that is no time": ("stale-data", [of("p", "data.update", cycle_due="soon")], NOW + 600 * DAY, NOTHING, []),
    "A6 an old version used": ("old-version", [FIRST, SENT, NEWER, after(of("x", "derive", NOW + 2 + DAY), "d")], NOW, NOTHING, ["x"]),
    "A6 an old version used within a day": ("old-version", [FIRST, SENT, NEWER, after(of("x", "derive", NOW + 1 + DAY), "d")], NOW, NOTHING, []),
    "A6 an old version delivered": ("old-version", [FIRST, NEWER, replace(SENT, occurred_ms=NOW + 2 + DAY)], NOW, NOTHING, ["d"]),
    "A6 version not disclosed": ("old-version", [FIRST, NEWER, replace(SENT, occurred_ms=NOW + 2 + DAY, disclosed={})], NOW, NOTHING, []),
    "A7 two collect one item": ("second-source", [of("a", "collect"), replace(of("b", "collect", NOW + 1), actor=USER)], NOW, NOTHING, ["b"]),
    "A7 one collects twice": ("second-source", [of("a", "collect"), of("b", "collect", NOW + 1)], NOW, NOTHING, []),
    "A7 a lead is assigned": ("second-source", [of("a", "collect"), of("l", "source.assign"), replace(of("b", "collect", NOW + 1), actor=USER)], NOW, NOTHING, []),
    "A7 it changed hands": ("second-source", [of("a", "collect"), of("l", "attribution.change"), replace(of("b", "collect", NOW + 1), actor=USER)], NOW, NOTHING, []),
    "A7 the same title elsewhere": ("second-source", [of("a", "collect")], NOW, Around(others={ITEM: (("9/9", USER),)}), ["a"]),
    "A7 the same title of one's own": ("second-source", [of("a", "collect")], NOW, Around(others={ITEM: (("9/9", OWNER),)}), []),
    "A7 to be had under an agreement": ("repeat-collection", [of("a", "collect")], NOW, Around(others={ITEM: (("9/9", USER),)}, obtained={OWNER: frozenset({"9/9"})}), ["a"]),
    "A7 not to be had": ("repeat-collection", [of("a", "collect")], NOW, Around(others={ITEM: (("9/9", USER),)}, obtained={USER: frozenset({"9/9"})}), []),
    "A8 graded below its source": ("grade-inverted", [SENT, derived(1)], NOW, known(grade=2), ["x"]),
    "A8 graded like its source": ("grade-inverted", [SENT, derived("重要")], NOW, known(grade=2), []),
    "A8 regraded": ("grade-inverted", [SENT, derived(1), replace(of("g", "grade"), item="2001/2")], NOW, known(grade=2), []),
    "A8 grade not disclosed": ("grade-inverted", [SENT, derived(None)], NOW, known(grade=2), []),
    "A8 below what it was derived from": ("grade-inverted", [derived(3), after(replace(of("y", "derive", NOW + 3, grade=2), item="2001/3"), "x")], NOW, NOTHING, ["y"]),
    "A9 backdated": ("backdated", [seen("g", "drill", recorded_ms=add_workdays(NOW, 1).due_ms + 1)], NOW, NOTHING, ["g"]),
    "A9 future": ("future-dated", [seen("g", "drill", recorded_ms=NOW - 300_001)], NOW, NOTHING, ["g"]),
    "A9 a number is missing": ("sequence-gap", [CALL], NOW + HOUR + 1, Around(unnumbered=frozenset("c")), ["c"]),
    "A9 a number may still come": ("sequence-gap", [CALL], NOW + HOUR, Around(unnumbered=frozenset("c")), []),
    "A9 numbers in order": ("sequence-gap", [CALL], NOW + 2 * HOUR, NOTHING, []),
    "A10 another schema": ("schema-drift", [of("a", "collect", schema_hash=B)], NOW, Around(schemas={ITEM: A}), ["a"]),
    "A10 the same schema": ("schema-drift", [of("a", "collect", schema_hash=A.upper())], NOW, Around(schemas={ITEM: A}), []),
    "A10 schema not disclosed": ("schema-drift", [of("a", "collect")], NOW, Around(schemas={ITEM: A}), []),
    "A10 the catalogue holds none": ("schema-drift", [of("a", "collect", schema_hash=B)], NOW, NOTHING, []),
    "A11 before half the time": ("incident-half", [FOUND], NOW + 2 * HOUR - 1, NOTHING, []),
    "A11 half the time": ("incident-half", [FOUND], NOW + 2 * HOUR, NOTHING, ["i"]),
    "A11 at the end": ("incident-late", [FOUND], NOW + 4 * HOUR, NOTHING, []),
    "A11 past the end": ("incident-late", [FOUND], NOW + 4 * HOUR + 1, NOTHING, ["i"]),
    "A11 reported": ("incident-late", [FOUND, after(of("w", "incident.report", NOW + 1), "i")], NOW + 9 * HOUR, NOTHING, []),
    "A11 discovery not disclosed: from when it occurred": ("incident-late", [of("i", "incident")], NOW + 4 * HOUR + 1, NOTHING, ["i"]),
    "A12 a key ends in 30 days": ("key-expiring", [], NOW, Around(closing_keys={OWNER: (("0x1", NOW + 30 * DAY),)}), ["0x1"]),
    "A12 a key ends later": ("key-expiring", [], NOW, Around(closing_keys={OWNER: (("0x1", NOW + 30 * DAY + 1),)}), []),
    "A12 a key has ended": ("key-expiring", [], NOW, Around(closing_keys={OWNER: (("0x1", NOW),)}), []),
    "A12 the next assessment is near": ("assessment-due", [of("g", "drill", next_due="2026-04-01T02:00:00.000Z")], NOW, NOTHING, ["g"]),
    "A12 the next assessment is far": ("assessment-due", [of("g", "drill", next_due="2026-04-01T02:00:00.001Z")], NOW, NOTHING, []),
    "A12 it took place anew": ("assessment-due", [of("g", "drill", next_due="2026-03-03T02:00:00.000Z"), of("h", "drill", NOW + 1, next_due="2027-03-03T02:00:00.000Z")], NOW, NOTHING, []),
    "A12 next date not disclosed": ("assessment-due", [of("g", "risk.assess")], NOW, NOTHING, []),
    "A12 an accreditation ends": ("accreditation-expiring", [of("g", "accreditation.grant", subject="AUDIT", valid_until="2026-04-01T02:00:00.000Z")], NOW, NOTHING, ["g"]),
    "A12 an accreditation was ended": ("accreditation-expiring", [of("g", "accreditation.grant", subject="AUDIT", valid_until="2026-04-01T02:00:00.000Z"), after(of("h", "accreditation.expire"), "g")], NOW, NOTHING, []),
    "A12 an accreditation not disclosed": ("accreditation-expiring", [of("g", "accreditation.grant")], NOW, NOTHING, []),
    "A13 three rounds missed": ("quality-unmet", ROUNDS, NOW + 9, NOTHING, ["r3"]),
    "A13 two rounds missed": ("quality-unmet", ROUNDS[:3], NOW + 9, NOTHING, []),
    "A13 three rounds that hide what they reached": ("quality-unmet", [replace(one, disclosed={}) for one in ROUNDS], NOW + 9, NOTHING, []),
    "A13 three measures missed": ("quality-unmet", [measured(f"m{n}", "99.4", NOW + n) for n in range(3)], NOW + 9, NOTHING, ["m2"]),
    "A13 met in between": ("quality-unmet", [measured(f"m{n}", "99.4" if n % 3 else "99.5", NOW + n) for n in range(5)], NOW + 9, NOTHING, []),
    "A13 measures not disclosed": ("quality-unmet", [measured(f"m{n}", None, NOW + n) for n in range(5)], NOW + 9, NOTHING, []),
    "A13 closed below a target": ("closed-unmet", [PLAN, measured("m1", "99.4"), GOOD, CLOSE], NOW + 9, NOTHING, ["z"]),
    "A13 closed and met": ("closed-unmet", [PLAN, measured("m1", "99.5"), GOOD, CLOSE], NOW + 9, NOTHING, []),
    "A13 closed, a target not measured": ("closed-unmet", [PLAN, GOOD, CLOSE], NOW + 9, NOTHING, ["z"]),
    "A13 closed, targets not disclosed": ("closed-unmet", [replace(PLAN, disclosed={}), CLOSE], NOW + 9, NOTHING, []),
    "A14 a condition of their own": ("condition-added", [of("y", "reply", conditions=["限公共服务", "付费"])], NOW, CONDITIONAL, ["y"]),
    "A14 a condition of the catalogue": ("condition-added", [of("y", "reply", conditions="限公共服务")], NOW, CONDITIONAL, []),
    "A14 any condition where none may be": ("condition-added", [of("y", "reply", conditions="限公共服务")], NOW, known(share_type="unconditional"), ["y"]),
    "A14 conditions not disclosed": ("condition-added", [of("y", "reply")], NOW, CONDITIONAL, []),
    "A14 no condition": ("condition-added", [of("y", "reply", conditions="无")], NOW, known(share_type="unconditional"), []),
    "A14 the catalogue's conditions unknown": ("condition-added", [of("y", "reply", conditions="付费")], NOW, known(share_type="unknown"), []),
    "A14 asked for supplements twice": ("second-supplement", [ASK, after(of("u", "supplement.notice", NOW + 1), "q"), after(of("v", "supplement.notice", NOW + 2), "q")], NOW, NOTHING, ["v"]),
    "A14 asked for supplements once": ("second-supplement", [ASK, after(of("u", "supplement.notice", NOW + 1), "q")], NOW, NOTHING, []),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_rule(row: Row) -> None:
    rule, events, now, around, expected = row
    assert [one.subject for one in alerts(events, TERMS, now, around=around) if one.rule.id == rule] == expected


HEALTH: dict[str, tuple[str, dict[str, Any], int]] = {
    "an anchor at five minutes": ("anchor-late", {"unanchored_ms": 300_999}, 0),
    "an anchor after five minutes": ("anchor-late", {"unanchored_ms": 301_000}, 1),
    "nothing waits": ("anchor-late", {}, 0),
    "a chain that answers": ("chain-away", {"chain_ok": True}, 0),
    "a chain that does not": ("chain-away", {"chain_ok": False}, 1),
    "a hundred blocks": ("chain-behind", {"blocks_behind": 100}, 0),
    "more blocks": ("chain-behind", {"blocks_behind": 101}, 1),
    "a thousand entries": ("witness-behind", {"witnesses_behind": 1000}, 0),
    "more entries": ("witness-behind", {"witnesses_behind": 1001}, 1),
    "not frozen": ("log-frozen", {}, 0),
    "frozen": ("log-frozen", {"frozen": ("因", "why")}, 1),
    "a calendar for this year": ("calendar-unpublished", {"last_year": 2026}, 0),
    "a calendar that ends soon": ("calendar-unpublished", {"last_year": 2025}, 1),
}


@pytest.mark.parametrize("row", HEALTH.values(), ids=HEALTH)
def test_the_ledger_raises_alerts_about_itself(row: tuple[str, dict[str, Any], int]) -> None:
    rule, members, times = row
    found = [one for one in health_alerts(Health("OP", **members), NOW) if one.rule.id == rule]
    assert [(one.subject, one.owner) for one in found] == [("log", "OP")] * times
    assert all(one.zh and one.en for one in found)


def test_every_rule_has_a_row_of_each_kind_and_speaks_both_languages() -> None:
    for rule in ALERT_RULES.values():
        rows = [bool(row[4]) for row in ROWS.values() if row[0] == rule.id]
        rows += [bool(row[2]) for row in HEALTH.values() if row[0] == rule.id]
        assert True in rows, rule.id
        assert rule.zh.count("{") == rule.en.count("{"), rule.id
        assert bool(rule.threshold) == bool(rule.unit), rule.id
    assert {rule.level for rule in ALERT_RULES.values()} == set(Level)
    assert {rule.group for rule in ALERT_RULES.values()} == {f"A{n}" for n in range(1, 16)}


def test_whoever_must_act_is_named() -> None:
    found = {one.rule.id: one.owner for one in alerts([SENT, after(seen("r", "receipt", digest=B), "d")], TERMS, NOW)}
    assert found == {"receipt-mismatch": MANAGER}
    found = {one.rule.id: one.owner for one in alerts([FIRST], {}, STALE + 1, around=known())}
    assert found == {"stale-data": OWNER}
    found = {one.rule.id: one.owner for one in alerts([of("c", "call", purpose="x")], TERMS, NOW)}
    assert found == {"purpose-outside": USER}


def test_an_alert_keeps_its_name() -> None:
    (once,) = alerts([of("e", "call", count=101)], TERMS, NOW)
    (again,) = alerts([of("e", "call", count=101), of("f", "call", NOW + 1, count=9)], TERMS, NOW)
    assert once.id == again.id
    assert once.values != again.values
    duties = {one.id for one in alerts([of("k", "correction.request")], TERMS, DUE_REPLY + 1)}
    assert once.id not in duties


def test_it_says_when_to_look_again() -> None:
    events, now = [SENT, of("k", "correction.request")], NOW
    seen_states = []
    for _ in range(20):
        found = raisings(Record(events), TERMS, now)
        stands = {one.id for one in alerts(events, TERMS, now)}
        coming = next_change(found, now)
        if coming is None:
            break
        assert {one.id for one in alerts(events, TERMS, coming - 1)} == stands
        seen_states.append(frozenset(one.rule.id for one in alerts(events, TERMS, coming)))
        now = coming
    assert "orphan-delivery" in seen_states[0]
    assert {"overdue", "orphan-delivery"} <= seen_states[-1]


@pytest.mark.parametrize("days", [0, 1, 3, 10])
def test_days_before_are_the_inverse_of_days_between(days: int) -> None:
    for due in (
        DUE_REPLY,
        add_workdays(at("2026-02-13T02:00"), 1).due_ms,
        add_workdays(at("2026-09-30T02:00"), 1).due_ms,
    ):
        first = workdays_before(due, days)
        assert workdays_between(first, due - 1) <= days
        assert workdays_between(first - 1, due - 1) > days


@pytest.mark.parametrize(
    "given", [{"no-rule": 1}, {"overdue": 1}, {"due-soon": -1}, {"due-soon": True}, {"due-soon": "3"}], ids=str
)
def test_a_threshold_that_cannot_be_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        thresholds(given)


def test_item_facts_are_not_needed_for_anything_else() -> None:
    bare = ItemFacts(ITEM, OWNER, "unknown")
    assert alerts([SENT], TERMS, NOW, around=Around(items={ITEM: bare})) == alerts([SENT], TERMS, NOW)
