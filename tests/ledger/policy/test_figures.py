"""Each figure counts what its row says, leaves out what is not due, and never guesses what is not disclosed."""

from collections.abc import Sequence
from typing import Any

import pytest

from ledger.keys import keccak256
from ledger.policy.figures.book import Book, Call, Mark, Use
from ledger.policy.figures.figure import Counted
from ledger.policy.figures.period import Period
from ledger.policy.figures.table import FIGURES
from ledger.policy.figures.tally import by_department, tally
from ledger.policy.seen import Record, Seen
from tests.changed import replace
from tests.ledger.policy.scene import AGREEMENT, DAY, ITEM, MANAGER, NOW, OWNER, USER, at, seen, terms

YEAR = Period.parse("2026")
START = at("2026-01-05T02:00")
ENTRY = {
    "title": "Divisions", "fields": ["code"], "format": "csv", "update_cycle": "year", "share_type": "conditional",
    "condition": "case work", "share_mode": "api", "grade": 1, "manager": MANAGER,
}  # fmt: skip
YES, NO, OPEN = True, False, None


def book(events: Sequence[Seen] = (), **members: Any) -> Book:
    above = {one: frozenset({MANAGER}) for one in (OWNER, USER, "WRONGDOER")}
    whole = Book(YEAR, NOW, Record(events), {AGREEMENT: terms()}, {ITEM: OWNER}, above=above)
    return replace(whole, **members)


def entry(name: str = "e1", when: int = START, type: str = "catalogue.register", **changes: Any) -> Seen:  # noqa: A002
    item, owner = changes.pop("item", ITEM), changes.pop("actor", OWNER)
    values = {"entry": {**ENTRY, **changes}, "approved_by": "head", "secrecy_assessment": "s"}
    return seen(name, type, when, disclosed=values, item=item, actor=owner, agreement="")


def says(name: str, kind: str, when: int = START, parents: tuple[str, ...] = (), **values: Any) -> Seen:
    members = {key: values.pop(key) for key in ("actor", "item", "agreement", "occurred_ms") if key in values}
    return seen(name, kind, when, parents=parents, disclosed=values, **members)


ASKED = says("q", "request")
WEEK, MONTH = 7 * DAY, 30 * DAY
REPLIED = says("r", "reply", START + WEEK, ("q",), decision="approve")
UNCONDITIONAL, CONDITIONAL = entry(share_type="unconditional"), entry()
HIDDEN = seen("e1", "catalogue.register", START)
UPDATED = says("v1", "data.update", cycle_due="2026-02-01T00:00:00.000Z", version="1")
SUCCESSOR = says("v2", "data.update", at("2026-01-30T00:00"), cycle_due="2026-12-01T00:00:00.000Z")


def measured(*values: tuple[str, Any], parents: tuple[str, ...] = ("v1",)) -> list[Seen]:
    return [
        says(f"m{place}", "quality.measure", START + DAY, parents, dimension=name, target=90, measured=value)
        for place, (name, value) in enumerate(values)
    ]


GOOD = (("completeness", 99), ("准确性", "95.5%"), ("consistency", 90), ("timeliness", "100"))
ROWS: dict[str, tuple[str, Sequence[Seen], dict[str, bool | None]]] = {
    "K3 complete": ("K3", [entry()], {"e1": YES}),
    "K3 the newest version counts": ("K3", [entry(title=""), entry("e2", START + 1, "catalogue.update")], {"e2": YES}),
    "K3 lacks": ("K3", [entry(condition="")], {"e1": NO}),
    "K3 no approval": ("K3", [says("e1", "catalogue.register", entry=ENTRY, approved_by="")], {"e1": NO}),
    "K3 not disclosed": ("K3", [HIDDEN], {"e1": OPEN}),
    "K4 in time": ("K4", [says("u", "catalogue.update", START, changed_at="2025-12-30")], {"u": YES}),
    "K4 late": ("K4", [says("u", "catalogue.update", START, changed_at="2025-11-01")], {"u": NO}),
    "K4 late, then extended": ("K4", [
        says("x", "extension.decide", START - DAY, decision="approve"),
        says("u", "catalogue.update", START, ("x",), changed_at="2025-12-12")], {"u": YES}),
    "K4 the change is not disclosed": ("K4", [says("u", "catalogue.update")], {"u": OPEN}),
    "K4 no date": ("K4", [says("u", "catalogue.update", changed_at="lately")], {"u": OPEN}),
    "K4 another year": ("K4", [says("u", "catalogue.update", START - 30 * DAY)], {}),
    "K5 in ten": ("K5", [CONDITIONAL, ASKED, REPLIED], {"q": YES}),
    "K5 not in one": ("K5", [UNCONDITIONAL, ASKED, REPLIED], {"q": NO}),
    "K5 silence": ("K5", [CONDITIONAL, ASKED], {"q": NO}),
    "K5 not due yet": ("K5", [CONDITIONAL, says("q", "request", NOW - DAY)], {}),
    "K5 supplement awaited": ("K5", [CONDITIONAL, ASKED, says("n", "supplement.notice", START + DAY, ("q",))], {}),
    "K5 class unknown, in time for one of them": ("K5", [ASKED, REPLIED], {"q": OPEN}),
    "K5 class unknown, late for both": ("K5", [HIDDEN, ASKED], {"q": NO}),
    "K5 class unknown, late for one and open for the other": ("K5", [says("q", "request", NOW - 4 * DAY)], {"q": OPEN}),
    "K5 due in another year": ("K5", [CONDITIONAL, says("q", "request", START - 60 * DAY)], {}),
    "K6 delivered": ("K6", [ASKED, REPLIED, says("d", "deliver", NOW, ("r",))], {"q": YES}),
    "K6 delivered under the agreement": ("K6", [ASKED, REPLIED, says("d", "deliver", NOW)], {"q": YES}),
    "K6 an earlier delivery is none": ("K6", [ASKED, REPLIED, says("d", "deliver", START)], {"q": NO}),
    "K6 refused": ("K6", [ASKED, says("r", "reply", START, ("q",), decision="refuse")], {"q": NO}),
    "K6 not answered": ("K6", [ASKED], {"q": NO}),
    "K6 not complete": ("K6", [ASKED, says("n", "supplement.notice", START, ("q",))], {}),
    "K6 another year": ("K6", [says("q", "request", START - MONTH)], {}),
    "K7 by law": ("K7", [says("r", "reply", decision="refuse", reasons="《数据安全法》第二十一条")], {"r": YES}),
    "K7 by its own field": ("K7", [says("r", "reply", decision="refuse", reasons="no", legal_basis="article 15")], {"r": YES}),
    "K7 no law": ("K7", [says("r", "reply", decision="refuse", reasons="inconvenient")], {"r": NO}),
    "K7 no reasons": ("K7", [says("r", "reply", decision="refuse", reasons="")], {"r": NO}),
    "K7 reasons not disclosed": ("K7", [says("r", "reply", decision="refuse")], {"r": OPEN}),
    "K7 decision not disclosed": ("K7", [says("r", "reply")], {"r": OPEN}),
    "K7 decision unknown": ("K7", [says("r", "reply", decision="maybe")], {"r": OPEN}),
    "K7 consent": ("K7", [REPLIED], {}),
    "K7 another year": ("K7", [says("r", "reply", START - MONTH, decision="refuse")], {}),
    "K8 in time": ("K8", [ASKED, REPLIED, says("d", "deliver", START + 2 * WEEK, ("r",))], {"r": YES}),
    "K8 late": ("K8", [ASKED, says("r", "reply", START, ("q",), decision="approve"), says("d", "deliver", NOW, ("r",))], {"r": NO}),
    "K8 never": ("K8", [ASKED, says("r", "reply", START, ("q",), decision="approve")], {"r": NO}),
    "K8 refused": ("K8", [ASKED, says("r", "reply", START, ("q",), decision="refuse")], {}),
    "K8 not known whether it consents": ("K8", [says("r", "reply", START)], {"r": OPEN}),
    "K9 in time": ("K9", [UPDATED, SUCCESSOR], {"v1": YES}),
    "K9 missed": ("K9", [UPDATED], {"v1": NO}),
    "K9 cycle not disclosed": ("K9", [says("v", "data.update")], {"v": OPEN}),
    "K9 cycle no time": ("K9", [says("v", "data.update", cycle_due="soon")], {"v": OPEN}),
    "K9 another year": ("K9", [says("v", "data.update", START - MONTH)], {}),
    "K10 all four": ("K10", [UPDATED, *measured(*GOOD)], {"v1": YES}),
    "K10 by time": ("K10", [UPDATED, *measured(*GOOD, parents=()), SUCCESSOR], {"v1": YES, "v2": OPEN}),
    "K10 one fails": ("K10", [UPDATED, *measured(("accuracy", 89))], {"v1": NO}),
    "K10 three of four": ("K10", [UPDATED, *measured(*GOOD[:3])], {"v1": OPEN}),
    "K10 no number": ("K10", [UPDATED, *measured(*GOOD[:3], ("timeliness", "good"))], {"v1": OPEN}),
    "K10 unknown dimension": ("K10", [UPDATED, *measured(("beauty", 1))], {"v1": OPEN}),
    "K10 another year": ("K10", [says("v", "data.update", START - MONTH)], {}),
    "K11 in time": ("K11", [says("c", "correction.request"), says("a", "correction.reply", START + WEEK, ("c",))], {"c": YES}),
    "K11 silence": ("K11", [says("c", "correction.request")], {"c": NO}),
    "K11 open": ("K11", [says("c", "correction.request", NOW)], {}),
    "K12 closed": ("K12", [says("p", "pdma.plan"), says("n", "pdma.round", START, ("p",)), says("x", "pdma.close", START + 1, ("n",), reached=True)], {"p": YES}),
    "K12 closed, in the command's word": ("K12", [says("p", "pdma.plan"), says("x", "pdma.close", START + 1, ("p",), reached="reached")], {"p": YES}),
    "K12 given up, in the command's word": ("K12", [says("p", "pdma.plan"), says("x", "pdma.close", START + 1, ("p",), reached="not-reached")], {"p": NO}),
    "K12 given up": ("K12", [says("p", "pdma.plan"), says("x", "pdma.close", START + 1, ("p",), reached="否")], {"p": NO}),
    "K12 not disclosed": ("K12", [says("p", "pdma.plan"), says("x", "pdma.close", START + 1, ("p",))], {"p": OPEN}),
    "K12 open": ("K12", [says("p", "pdma.plan")], {"p": NO}),
    "K12 another year": ("K12", [says("p", "pdma.plan", START - MONTH)], {}),
    "K18 one": ("K18", [entry(), says("c", "collect")], {"e1": YES}),
    "K18 two": ("K18", [entry(), says("c", "collect"), says("d", "data.update", actor="OTHER")], {"e1": NO}),
    "K18 two, then a lead": ("K18", [entry(), says("c", "collect", actor="OTHER"), says("s", "source.assign", START + 1, lead_department=OWNER), says("d", "data.update", START + 2)], {"e1": YES}),
    "K18 the lead is not followed": ("K18", [entry(), says("s", "source.assign", lead_department=OWNER), says("c", "collect", START + 1, actor="OTHER")], {"e1": NO}),
    "K18 the lead is not disclosed": ("K18", [entry(), says("s", "source.assign"), says("c", "collect")], {"e1": OPEN}),
    "K18 same title elsewhere": ("K18", [entry(), entry("e2", item="2", actor="OTHER", title=" divisions。")], {"e1": NO, "e2": NO}),
    "K18 title not disclosed": ("K18", [HIDDEN], {"e1": OPEN}),
    "K19 own data": ("K19", [says("c", "collect")], {"c": NO}),
    "K19 another's data": ("K19", [says("c", "collect", actor="OTHER")], {"c": YES}),
    "K19 what an agreement gives": ("K19", [says("c", "collect", actor=USER)], {"c": YES}),
    "K8 already given, not due": ("K8", [says("r", "reply", NOW, decision="approve")], {}),
    "K19 owner unknown": ("K19", [says("c", "collect", item="9")], {"c": OPEN}),
    "K19 another year": ("K19", [says("c", "collect", START - MONTH)], {}),
    "K20 in time": ("K20", [says("f", "dispute.file"), says("m", "dispute.mediate", START + WEEK, ("f",))], {"f": YES}),
    "K20 late": ("K20", [says("f", "dispute.file"), says("m", "dispute.decide", NOW, ("f",))], {"f": NO}),
    "K20 no agreement known": ("K20", [says("f", "dispute.file", agreement="0x")], {"f": NO}),
    "K20 open": ("K20", [says("f", "dispute.file", NOW)], {}),
    "K21 accepted": ("K21", [says("o", "order"), says("v", "finding.verify", START + 1, ("o",), result="pass")], {"o": YES}),
    "K21 refused": ("K21", [says("o", "order"), says("v", "finding.verify", START + 1, ("o",), result="不合格")], {"o": NO}),
    "K21 unknown word": ("K21", [says("o", "order"), says("v", "finding.verify", START + 1, ("o",), result="hm")], {"o": OPEN}),
    "K21 overdue": ("K21", [says("o", "order", due="2026-02-01T00:00:00.000Z")], {"o": NO}),
    "K21 no term": ("K21", [says("o", "rectify.order", due="soon")], {"o": NO}),
    "K21 within its term": ("K21", [says("o", "order", due="2026-12-01T00:00:00.000Z")], {}),
    "K21 another year": ("K21", [says("o", "order", START - MONTH)], {}),
}  # fmt: skip


def counted(figure: str, of: Book) -> list[Counted]:
    return list(FIGURES[figure].count(of))


@pytest.mark.parametrize(("figure", "events", "expected"), ROWS.values(), ids=ROWS.keys())
def test_a_figure_counts_what_its_row_says(
    figure: str, events: Sequence[Seen], expected: dict[str, bool | None]
) -> None:
    assert {one.subject: one.met for one in counted(figure, book(events))} == expected


def test_replies_are_split_by_their_term_and_scored_for_who_answers() -> None:
    extended = [says("x", "extension.request", START + 1, ("q",)), says("y", "extension.decide", START + 2, ("x",), decision="approve", days=5)]  # fmt: skip
    late = says("r", "reply", START + 15 * DAY, ("q",), decision="approve", actor="HEIR")
    (one,) = counted("K5", book([CONDITIONAL, ASKED, *extended, late]))
    assert (one.met, one.group, one.department, one.evidence) == (True, "10+", "HEIR", ("r",))
    (one,) = counted("K5", book([UNCONDITIONAL, ASKED]))
    assert (one.group, one.department) == ("1", OWNER)


def test_a_term_in_years_without_a_calendar_is_certain_only_if_met() -> None:
    late = at("2090-03-01T02:00")
    far = replace(book(), period=Period.parse("2090"), now=late + 90 * DAY)
    request, answer = says("c", "correction.request", late), says("a", "correction.reply", late + 60 * DAY, ("c",))
    assert [one.met for one in counted("K11", replace(far, record=Record([request, answer])))] == [None]
    prompt = replace(answer, recorded_ms=late + DAY)
    assert [one.met for one in counted("K11", replace(far, record=Record([request, prompt])))] == [True]
    used = replace(terms(), use_until=late // 1000)
    ended = replace(far, agreements={AGREEMENT: used}, record=Record([says("d", "deliver", late - DAY)]))
    assert [one.met for one in counted("K16", ended)] == [None]


def test_a_service_counts_as_delivered_with_its_first_call() -> None:
    first = {AGREEMENT: Use("c0", START + 10 * DAY)}
    events = [CONDITIONAL, ASKED, REPLIED]
    assert [one.evidence for one in counted("K6", book(events, first_use=first))] == [("r", "c0")]
    assert [(one.met, one.evidence) for one in counted("K8", book(events, first_use=first))] == [(True, ("c0",))]
    before = {AGREEMENT: Use("c0", START)}
    assert [one.met for one in counted("K6", book(events, first_use=before))] == [False]


def test_duties_are_counted_by_the_newest_list_and_the_links_of_the_catalogue() -> None:
    old = says("i0", "inspection", START, scope=f"duties:{OWNER}", duties=["x"], actor=MANAGER)
    new = says(
        "i1",
        "inspection",
        START + 1,
        scope=f"duties:{OWNER}",
        duties=["births", "deaths", "names", "none"],
        actor=MANAGER,
    )
    others = [
        says("i2", "inspection", scope="safety"),
        says("i3", "inspection", scope=f"duties:{USER}", actor=MANAGER),
        says("i4", "inspection", NOW, scope=f"duties:{OWNER}", duties=["births"], actor=USER),
    ]
    links = {keccak256(name.encode()).hex(): items for name, items in {"births": (ITEM,), "deaths": ("2",), "names": ("3",)}.items()}  # fmt: skip
    of = book(
        [old, new, *others, entry(), entry("e2", item="2", share_type="refused", refusal_basis="law")], links=links
    )
    named = {one.subject.rpartition("/")[2]: one.met for one in counted("K1", of)}
    assert named == {"births": True, "deaths": True, "names": True, "none": False}
    assert {one.subject.rpartition("/")[2]: one.met for one in counted("K2", of)} == {
        "births": True, "deaths": False, "names": None,
    }  # fmt: skip


def call(
    name: str, actor: str = USER, message: str | None = "m", case: str | None = "c", *, good: bool | None = True
) -> Call:
    return Call(name, actor, AGREEMENT, START, case, message, good)


def test_calls_pair_by_message_between_two_departments() -> None:
    calls = [
        call("1"), call("2", OWNER), call("3", message="lone"), call("4", message="lone"), call("5", message=None),
        call("6", message="", case=" ", good=False), call("7", message="x", case=None, good=None),
    ]  # fmt: skip
    of = book(calls=calls)
    assert {one.subject: one.met for one in counted("K13", of)} == {
        "1": True, "2": True, "3": False, "4": False, "5": None, "6": False, "7": False,
    }  # fmt: skip
    assert [one.met for one in counted("K13a", of)] == [True, True, True, True, True, False, None]
    assert [one.met for one in counted("K14", of)] == [True, True, True, True, True, False, None]


def days_before(count: int) -> int:
    return NOW - count * DAY


@pytest.mark.parametrize(
    ("events", "members", "expected"),
    [
        ([], {}, []),
        ([], {"now": NOW + 60 * DAY}, [False]),
        ([], {"now": NOW + 60 * DAY, "last_use": {AGREEMENT: Use("c", NOW)}}, [True]),
        ([], {"now": NOW + 190 * DAY, "last_use": {AGREEMENT: Use("c", NOW)}}, [False]),
        ([says("u", "use.report", NOW)], {"now": NOW + 60 * DAY}, [True]),
        ([says("t", "agreement.terminate", NOW)], {"now": NOW + 60 * DAY}, []),
        ([says("s", "agreement.suspend", NOW), says("t", "agreement.resume", NOW + 1)], {"now": NOW + 60 * DAY}, [False]),
        ([says("t", "agreement.terminate", NOW), says("s", "agreement.resume", NOW + 1)], {"now": NOW + 60 * DAY}, []),
        ([], {"now": NOW + 60 * DAY, "stopped": {AGREEMENT: NOW}}, []),
        ([], {"now": at("2027-02-01T00:00"), "period": Period.parse("2027")}, []),
    ],
    ids=["not in force for 90 days", "never used", "called", "called long ago", "reported", "terminated", "resumed",
         "an end stays one", "ended on the chain", "expired"],
)  # fmt: skip
def test_an_agreement_is_in_use_or_not_or_not_asked(
    events: list[Seen], members: dict[str, Any], expected: list[bool]
) -> None:
    assert [one.met for one in counted("K15", book(events, **members))] == expected


PROOF = says("x", "dispose", at("2026-02-10T00:00"), certificate="c1", actor=USER)
GIVEN = says("d", "deliver")


@pytest.mark.parametrize(
    ("events", "members", "expected"),
    [
        ([GIVEN, says("p", "purpose.end", at("2026-02-02T00:00")), PROOF], {}, [True]),
        ([GIVEN, says("p", "purpose.end", at("2026-02-02T00:00")), replace(PROOF, disclosed={"certificate": ""})], {}, [False]),
        ([GIVEN, says("p", "purpose.end", at("2026-02-02T00:00")), replace(PROOF, disclosed={})], {}, [None]),
        ([GIVEN, says("p", "purpose.end", START), replace(PROOF, recorded_ms=NOW)], {}, [False]),
        ([GIVEN], {"ended": {AGREEMENT: START}}, [False]),
        ([], {"ended": {AGREEMENT: START}}, []),
        ([], {"ended": {AGREEMENT: START}, "first_use": {AGREEMENT: Use("c", START)}}, [False]),
        ([GIVEN], {}, []),
    ],
    ids=["proof", "no certificate", "certificate not disclosed", "late", "ended on the chain", "nothing came", "called", "runs"],
)  # fmt: skip
def test_disposal_is_proven_when_due(events: list[Seen], members: dict[str, Any], expected: list[bool | None]) -> None:
    assert [one.met for one in counted("K16", book(events, **members))] == expected


def test_months_of_use_are_covered_by_days_of_calls_and_by_reports() -> None:
    now = at("2026-06-02T00:00")
    report = says("u", "use.report", now, period="2026-03")
    of = book([report, says("w", "use.report", now, period="spring"), says("y", "receipt", at("2026-04-10T00:00"))],
              now=now, use_days={AGREEMENT: frozenset({at("2026-02-09T16:00")})})  # fmt: skip
    found = {one.subject.rpartition("/")[2]: (one.met, one.evidence) for one in counted("K17", of)}
    assert found == {
        "2026-02": (True, ()), "2026-03": (True, ("u",)), "2026-04": (True, ("y",)), "2026-05": (False, ()),
    }  # fmt: skip
    hidden = replace(of, record=Record([replace(report, disclosed={})]))
    assert [one.met for one in counted("K17", hidden)] == [True, None, None, None]
    assert counted("K17", book(now=START, period=Period.parse("2025"))) == []


def test_orders_are_scored_for_whom_they_are_for() -> None:
    wrong = says("w", "call", actor="WRONGDOER")
    found = [
        says("f", "finding", START + 1, ("w",), actor="AUDIT"),
        says("o", "order", START + 2, ("f",), actor=MANAGER),
    ]
    assert [one.department for one in counted("K21", book([wrong, *found]))] == ["WRONGDOER"]
    assert [one.department for one in counted("K21", book(found))] == [""]
    assert counted("K21", book([wrong, found[0], replace(found[1], actor=OWNER)])) == []


@pytest.mark.parametrize(("actor", "met"), [(MANAGER, True), ("AUDIT", True), ("WRONGDOER", False), ("OTHER", False)])
def test_a_rectification_is_accepted_by_who_ordered_or_found_never_by_who_rectified(actor: str, met: bool) -> None:
    chain = [
        says("w", "call", actor="WRONGDOER"),
        says("f", "finding", START + 1, ("w",), actor="AUDIT"),
        says("o", "order", START + 2, ("f",), actor=MANAGER),
        says("v", "finding.verify", START + 3, ("o",), actor=actor, result="pass"),
    ]
    assert [one.met for one in counted("K21", book(chain))] == [met]


def test_an_order_under_an_agreement_is_for_its_user() -> None:
    assert [one.department for one in counted("K21", book([says("o", "rectify.order")]))] == [USER]


def test_giving_and_taking_are_shares_of_each_and_of_nobody_together() -> None:
    of = book(
        [
            says("1", "deliver"),
            says("2", "backflow"),
            says("3", "deliver", agreement="0x"),
            says("4", "deliver", START - MONTH),
        ]
    )
    cases = counted("K22", of)
    each = by_department(cases)
    assert tally(FIGURES["K22"], each[OWNER], whole=False).value == "100.00"
    assert tally(FIGURES["K22"], each[USER], whole=False).value == "0.00"
    assert tally(FIGURES["K22"], cases, whole=True).value is None


def test_anchoring_is_counted_with_its_delay() -> None:
    marks = [Mark(str(place), OWNER, START, START + place * 1000) for place in range(20)] + [
        Mark("z", USER, START, None)
    ]
    found = tally(FIGURES["K23"], counted("K23", book(marks=marks)), whole=True)
    assert (found.numerator, found.denominator, found.value, found.measure) == (20, 21, "95.24", "18000")


def test_rounds_are_the_median_of_closed_loops() -> None:
    events = [says("p", "pdma.plan"), says("x", "pdma.close", START + 1, ("p",), reached=True), says("q", "pdma.plan"),
              says("n", "pdma.round", START, ("q",)), says("y", "pdma.close", START + 1, ("n",), reached=True)]  # fmt: skip
    assert tally(FIGURES["K12"], counted("K12", book(events)), whole=True).measure == "0.5"
