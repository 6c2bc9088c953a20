"""Figures over a real store: read by index, shown as far as the asker may see, and counted again to the same roots."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from ledger.errors import EventUnknown, InputRefused, NotFound
from ledger.event_types import KeyRole
from ledger.figures.figure_report import report_fields
from ledger.figures.figuring import FigureQuestion, Figuring
from ledger.model import format_time
from ledger.policy.figures.sets import set_root
from ledger.storage.tables_access import reads
from tests.api.deployment import (
    AUDIT,
    DAY,
    ITEM,
    MANAGER,
    ORIGIN,
    OTHER,
    OWNER,
    START,
    UPPER,
    USER,
    Deployment,
    payload,
)

THIS_YEAR = FigureQuestion("2026")


@dataclass
class Told:
    here: Deployment
    figuring: Figuring
    request: str
    reply: str
    late: str
    calls: list[str]

    def score(self, figure: str, code: str = MANAGER, asked: FigureQuestion = THIS_YEAR) -> Any:
        return self.figuring.figures(self.here.caller(code), asked, [figure]).figures[0].total

    def members(self, figure: str, which: str, code: str = MANAGER, **page: Any) -> Any:
        return self.figuring.members(self.here.caller(code), figure, THIS_YEAR, which, **page)


REQUEST = {
    "legal_basis": "条例 20", "scenario": "社保", "scope": "全市", "share_mode": "file", "use_until": "2027", "case_type": "x",
    "volume": "1", "drafted_by": "op",
}  # fmt: skip


def ask(here: Deployment) -> str:
    return here.record(USER, here.draft("request", REQUEST, item=ITEM))


def answer(here: Deployment, request: str, decision: str = "approve", reasons: str = "合规", **members: Any) -> str:
    values = {"decision": decision, "reasons": reasons, "conditions": "", "drafted_by": "op"}
    return here.record(OWNER, here.draft("reply", values, item=ITEM, parents=[request], **members))


def call(here: Deployment, actor: str, message: str, case: str = "c-1") -> str:
    values = {
        "service": "s", "called_fields": ["code"], "count": 1, "case_ref": case, "purpose": "办理社保",
        "message_id": message, "success": True,
    }  # fmt: skip
    draft = here.draft("call", values, item=ITEM, agreement=here.agreement)
    return here.record(actor, draft, KeyRole.GATEWAY)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A request answered in time, one answered late and refused without ground, a delivery, calls of which one is lone."""
    here = Deployment(tmp_path_factory.mktemp("figures"))
    here.register()
    request, late = ask(here), ask(here)
    here.clock.now += DAY
    reply = answer(here, request)
    here.exchange()
    calls = [call(here, USER, "m1"), call(here, OWNER, "m1"), call(here, USER, "m2", case="")]
    here.anchor()
    here.clock.now += 20 * DAY
    answer(here, late, "refuse", "不便提供")
    here.clock.now += 10 * DAY
    figuring = Figuring(here.store, here.directory, ORIGIN, here.clock)
    yield Told(here, figuring, request, reply, late, calls)
    here.close()


def test_a_figure_is_counted_from_the_record(told: Told) -> None:
    replies = told.score("K5")
    assert (replies.numerator, replies.denominator, replies.value, replies.groups) == (1, 2, "50.00", {"10": [1, 2]})
    assert (told.score("K7").value, told.score("K6").value, told.score("K8").value) == ("0.00", "50.00", "100.00")
    assert (told.score("K13").numerator, told.score("K13").denominator, told.score("K14").value) == (2, 3, "66.67")
    assert told.score("K20").standing == "no-cases"
    assert told.score("K20").value is None
    whole = told.score("K23")
    assert 0 < whole.numerator < whole.denominator
    assert int(whole.measure) >= 0


def test_any_figure_leads_to_its_events_and_their_root(told: Told) -> None:
    late = told.members("K5", "denominator")
    assert {one.subject: one.met for one in late.members} == {told.request: True, told.late: False}
    assert late.root == set_root([told.request, told.late]).hex()
    assert [one.event.type for one in late.members] == ["request", "request"]
    met = told.members("K5", "numerator")
    assert [(one.subject, one.evidence) for one in met.members] == [(told.request, [told.reply])]
    assert met.members[0].due_at is not None
    assert [one.id for one in met.events] == [told.request, told.reply]
    assert met.proof.weakest.value == "anchored"
    assert told.members("K5", "unknown").members == []


def test_a_set_comes_in_pages_whose_root_is_that_of_the_whole(told: Told) -> None:
    page, found = told.members("K13", "denominator", limit=1), []
    root = page.root
    while True:
        found += [one.subject for one in page.members]
        assert page.root == root
        if page.next is None:
            break
        page = told.members("K13", "denominator", limit=1, after=page.next)
    assert found == sorted(told.calls)


@pytest.mark.parametrize(
    ("code", "role", "sees"),
    [
        (OWNER, KeyRole.HEAD, {OWNER}),
        (USER, KeyRole.HEAD, {USER}),
        (OTHER, KeyRole.HEAD, set()),
        (MANAGER, KeyRole.HEAD, {OWNER, USER, MANAGER}),
        (UPPER, KeyRole.HEAD, {OWNER, USER, MANAGER}),
        (AUDIT, KeyRole.AUDITOR, set()),
    ],
    ids=["owner", "user", "another", "manager", "upper manager", "auditor without accreditation"],
)
def test_each_sees_the_scores_that_the_permission_table_gives(
    told: Told, code: str, role: KeyRole, sees: set[str]
) -> None:
    found = told.figuring.figures(told.here.caller(code, role), THIS_YEAR)
    assert {one.department for one in found.departments} == sees
    assert bool(found.withheld) == (sees != {OWNER, USER, MANAGER})


def test_scores_name_both_addressees_and_are_summed_by_tier(told: Told) -> None:
    found = told.figuring.figures(told.here.caller(MANAGER), THIS_YEAR)
    owner = next(one for one in found.departments if one.department == OWNER)
    assert (owner.tier, owner.region, owner.block, owner.line) == (3, "510100", MANAGER, UPPER)
    assert [(one.tier, one.departments) for one in found.tiers] == [(3, 3)]
    assert {one.figure for one in owner.scores} >= {"K3", "K5", "K22"}
    balance = next(one for one in found.figures if one.id == "K22")
    assert balance.total.value is None
    assert next(one.value for one in owner.scores if one.figure == "K22") == "100.00"


def test_the_same_moment_counted_later_gives_the_same_roots(told: Told) -> None:
    now = told.here.clock.now
    then = FigureQuestion("2026", as_of=now)
    first = told.figuring.figures(told.here.caller(MANAGER), then)
    ask(told.here)
    told.here.anchor()
    told.here.clock.now += DAY
    again = told.figuring.figures(told.here.caller(MANAGER), then)
    assert again.event_set_root == first.event_set_root
    assert again.complete_to >= first.complete_to
    assert told.figuring.figures(told.here.caller(MANAGER), THIS_YEAR).event_set_root != first.event_set_root


def test_one_department_may_be_asked_for_alone(told: Told) -> None:
    found = told.figuring.figures(told.here.caller(MANAGER), FigureQuestion("2026", OWNER))
    assert [one.department for one in found.departments] == [OWNER]
    assert found.withheld == []


def test_a_period_without_cases_has_no_values(told: Told) -> None:
    found = told.figuring.figures(told.here.caller(MANAGER), FigureQuestion("2001-Q1"), ["K5", "K13"])
    assert {one.total.standing for one in found.figures} == {"no-cases"}


def test_every_answer_is_recorded_as_a_reading(told: Told) -> None:
    told.members("K5", "numerator", code=OWNER)
    with told.here.store.read() as session:
        rows = session.connection.execute(
            select(reads.c.action, reads.c.subject).where(reads.c.department == OWNER)
        ).all()
    assert ("figure-events", "K5") in [tuple(row) for row in rows]


@pytest.mark.parametrize(
    "asked", [FigureQuestion("2026-13"), FigureQuestion("2026", as_of=2**50)], ids=["period", "future"]
)
def test_what_cannot_be_asked_is_refused(told: Told, asked: FigureQuestion) -> None:
    with pytest.raises(InputRefused):
        told.figuring.figures(told.here.caller(MANAGER), asked)


def test_unknown_figures_and_reviews_are_not_found(told: Told) -> None:
    with pytest.raises(NotFound):
        told.figuring.figures(told.here.caller(MANAGER), THIS_YEAR, ["K77"])
    with pytest.raises(NotFound):
        told.figuring.review(told.here.caller(MANAGER), "nothing", THIS_YEAR)


def test_the_reviews_name_what_they_found_with_clause_and_evidence(told: Told) -> None:
    found = told.figuring.review(told.here.caller(MANAGER), "groundless", THIS_YEAR)
    assert [(one.department, one.clause, one.certain) for one in found.rows] == [(OWNER, "O7", True)]
    assert [one.type for one in found.events] == ["reply"]
    assert told.figuring.review(told.here.caller(OTHER), "groundless", THIS_YEAR).withheld
    gaps = told.figuring.review(told.here.caller(OWNER), "gaps", THIS_YEAR)
    assert gaps.rows == []


def test_a_correction_speaks_for_the_event_it_corrects_without_making_it_late(tmp_path: Path) -> None:
    here = Deployment(tmp_path)
    here.register()
    request = ask(here)
    first = answer(here, request, "refuse", "不便提供")
    here.clock.now += 30 * DAY
    newest = answer(here, request, "refuse", "《保密法》第三条", supersedes=first)
    told = Told(here, Figuring(here.store, here.directory, ORIGIN, here.clock), request, newest, "", [])
    assert told.score("K5").value == "100.00"
    assert [(one.subject, one.met) for one in told.members("K7", "denominator").members] == [(newest, True)]
    lone = call(here, USER, "m9")
    call_again = here.draft(
        "call",
        {"service": "s", "called_fields": ["code"], "count": 1, "case_ref": "c", "purpose": "p", "message_id": "m9", "success": False},
        item=ITEM, agreement=here.agreement, supersedes=lone,
    )  # fmt: skip
    here.record(USER, call_again, KeyRole.GATEWAY)
    assert (told.score("K13a").denominator, told.score("K13a").value) == (1, "0.00")
    here.close()


def test_an_order_is_scored_for_whoever_did_what_the_finding_is_about(tmp_path: Path) -> None:
    here = Deployment(tmp_path)
    here.register()
    values = {"version": "1", "payload_salt": "00" * 16, "share_mode": "file", "outlet": "o"}
    members = {"item": ITEM, "agreement": here.agreement, "payload": payload("aa" * 32)}
    wrong = here.record(OWNER, here.draft("deliver", values, **members), KeyRole.GATEWAY)
    mark = here.draft("breach.mark", {"clause": "O8", "due_at": "x", "calendar_digest": "y"}, parents=[wrong])
    marked = here.record(MANAGER, mark)
    order = here.draft(
        "order", {"clause": "O8", "requirements": "r", "due": "2026-11-21T00:00:00.000Z"}, parents=[marked]
    )
    here.record(MANAGER, order)
    here.clock.now += 5 * DAY
    told = Told(here, Figuring(here.store, here.directory, ORIGIN, here.clock), "", "", "", [])
    (row,) = told.members("K21", "denominator").members
    assert (row.department, row.met) == (OWNER, False)
    here.close()


def report(told: Told, **changes: Any) -> str:
    """A `kpi.report` of all that the manager sees, as the console or the command line would draft it."""
    found = told.figuring.figures(told.here.caller(MANAGER), THIS_YEAR)
    fields = report_fields(json.loads(msgspec.json.encode(found))) | changes
    return told.here.record(MANAGER, told.here.draft("kpi.report", fields))


def test_a_report_is_counted_again_to_the_same_root(told: Told) -> None:
    event = report(told)
    told.here.clock.now += DAY
    ask(told.here)
    found = told.figuring.recount(told.here.caller(MANAGER), event)
    assert (found.result, found.differences) == ("same", [])
    assert found.reported_root == found.counted_root


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"values": [["K5", OWNER, 2, 2, 0]]}, "different"),
        ({"event_set_root": "00" * 32}, "different"),
        ({"formulas": {"K5": 99}}, "cannot-be-determined"),
        ({"period": "last year"}, "cannot-be-determined"),
        ({"formulas": ["K5"]}, "cannot-be-determined"),
    ],
    ids=["another value", "another root", "a formula of another version", "no period", "no formulas"],
)
def test_a_report_that_says_something_else_is_told_so(told: Told, changes: dict[str, Any], result: str) -> None:
    found = told.figuring.recount(told.here.caller(MANAGER), report(told, **changes))
    assert found.result == result
    assert (found.verdict.zh, found.verdict.en) != ("", "")


def test_a_report_is_only_counted_again_for_who_reads_it(told: Told) -> None:
    event = report(told)
    assert told.figuring.recount(told.here.caller(UPPER), event).result == "cannot-be-determined"
    for asked in (event, told.request, "00" * 32):
        with pytest.raises(EventUnknown):
            told.figuring.recount(told.here.caller(OTHER), asked)


def test_a_sealed_report_is_for_who_recorded_it_and_those_it_names(told: Told) -> None:
    sealed, open_one = report(told, sealed_to=[UPPER]), report(told)
    for who in (MANAGER, UPPER):
        assert told.figuring.recount(told.here.caller(who), sealed).event.id == sealed
    told.here.record(UPPER, told.here.draft("accreditation.grant", {
        "subject": AUDIT, "scope": ["*"], "valid_from": format_time(START), "valid_until": format_time(START + 900 * DAY),
    }))  # fmt: skip
    auditor = told.here.caller(AUDIT, KeyRole.AUDITOR)
    assert told.figuring.recount(auditor, open_one).event.id == open_one
    with pytest.raises(EventUnknown):
        told.figuring.recount(auditor, sealed)


def test_every_answer_about_figures_has_the_head_of_an_answer(told: Told) -> None:
    caller = told.here.caller(MANAGER)
    found = told.figuring.figures(caller, THIS_YEAR)
    assert found.proof.anchored + found.proof.waiting == found.complete_to
    assert found.proof.weakest == ("waiting-for-anchor" if found.proof.waiting else "anchored")
    answers = [
        found, told.figuring.members(caller, "K5", THIS_YEAR, "denominator"), told.figuring.review(caller, "gaps", THIS_YEAR),
        told.figuring.recount(caller, report(told)),
    ]  # fmt: skip
    for one in answers:
        assert one.calendar.version
        assert one.as_of
        assert one.proof.weakest


def test_an_accredited_auditor_sees_the_scores_in_scope(tmp_path: Path) -> None:
    here = Deployment(tmp_path)
    here.register()
    told = Told(here, Figuring(here.store, here.directory, ORIGIN, here.clock), "", "", "", [])
    values = {
        "subject": AUDIT,
        "scope": OWNER,
        "valid_from": format_time(START),
        "valid_until": format_time(START + DAY),
    }
    here.record(MANAGER, here.draft("accreditation.grant", values))
    auditor = here.caller(AUDIT, KeyRole.AUDITOR)
    assert [one.department for one in told.figuring.figures(auditor, THIS_YEAR).departments] == [OWNER]
    here.clock.now = START + DAY
    assert told.figuring.figures(here.caller(AUDIT, KeyRole.AUDITOR), THIS_YEAR).departments == []
    here.close()
