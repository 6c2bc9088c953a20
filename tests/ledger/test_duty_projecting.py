"""The table of duties says what the policy says of the whole record, whatever the steps in which the log was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from sqlalchemy import delete, select

from ledger.alerting.matters import Kind, Matter
from ledger.asking.records import Records
from ledger.duties import duty_projecting
from ledger.duties.duty_grounds import TOLD
from ledger.duties.duty_projecting import DutyProjector, row_of
from ledger.event_types import EVENT_TYPES, KeyRole
from ledger.policy.context import Context, Known
from ledger.policy.duties import clock_states, period_state, yearly_states
from ledger.policy.limits import Limits
from ledger.policy.periods import agreement_periods
from ledger.policy.seen import Seen
from ledger.policy.terms import AgreementTerms
from ledger.policy.transitions import BEFORE
from ledger.recording.intake import Intake
from ledger.storage.alert_store import CURSOR
from ledger.storage.duty_store import DUTIES, REJUDGED, DutyRow
from ledger.storage.tables_duties import duties
from ledger.storage.tables_projection import agreements
from tests.api.deployment import DAY, ITEM, MANAGER, ORIGIN, OWNER, SEPARATOR, USER, Deployment, payload

LIMITS = Limits({"U6": 20, "M3": 2, "M6": 5, "X3": 9})


class Followed(Deployment):
    """A deployment whose duties are made along with its events."""

    follower: DutyProjector | None = None

    def record(self, actor: str, draft: Any, role: KeyRole = KeyRole.HEAD) -> str:
        event = super().record(actor, draft, role)
        self.follow()
        return event

    def anchor(self) -> None:
        super().anchor()
        self.follow()

    def follow(self) -> None:
        if self.follower is not None:
            self.follower.catch_up()


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Followed]:
    deployment = Followed(tmp_path_factory.mktemp("duties"))
    deployment.follower = DutyProjector(deployment.store, ORIGIN, LIMITS)
    for act in (ask, exchange, doubt, break_terms, end):
        act(deployment)
    deployment.follower = None
    yield deployment
    deployment.close()


def table(here: Deployment) -> set[DutyRow]:
    with here.store.read() as session:
        return set(session.duties.at(session.connection.scalars(select(duties.c.trigger)).all()))


def by_policy(here: Deployment) -> set[DutyRow]:
    """The same rows, from all events at once."""
    with here.store.read() as session:
        seen = [row.seen() for row in Records(ORIGIN).load(session, range(session.log.load_state().size))]
        terms = {row.id: AgreementTerms.from_json(row.terms) for row in session.projections.agreements()}
        tiers = {row.code: int(row.tier) for row in session.projections.departments()}
    context = Context(seen, Known(terms=terms, tiers=tiers), LIMITS, 0)
    states = [*clock_states(context, context.record.events)]
    states += [period_state(context, one) for one in agreement_periods(context)]
    under = Context(
        [one for one in seen if one.agreement or one.type in {"kpi.report", "inspection"}], context.known, LIMITS, 0
    )
    rows = {row_of(context, one) for one in states}
    return rows | {row_of(under, one)._replace(agreement=None, item=None) for one in yearly_states(under, MANAGER)}


ASKED = {"legal_basis": "law", "scenario": "s", "scope": ["code"], "share_mode": "file", "use_until": "t", "case_type": "c",
         "volume": 3, "drafted_by": "clerk"}  # fmt: skip


def x(names: str, **others: Any) -> dict[str, Any]:
    return {**dict.fromkeys(names.split(), "x"), **others}


def ask(here: Deployment) -> None:
    here.register()
    request = here.record(USER, here.draft("request", ASKED, item=ITEM))
    notice = here.record(OWNER, here.draft("supplement.notice", {"missing": ["x"]}, item=ITEM, parents=[request]))
    here.clock.now += DAY
    supply = here.record(USER, here.draft("supplement.supply", {"supplied": ["x"]}, item=ITEM, parents=[notice]))
    values = x("reason", days=5, user_notified=True)
    longer = here.record(OWNER, here.draft("extension.request", values, item=ITEM, parents=[supply]))
    values = x("", decision="approve", days=5)
    here.record(MANAGER, here.draft("extension.decide", values, item=ITEM, parents=[longer]))
    here.record(MANAGER, here.draft("review", x("checks result"), item=ITEM, parents=[request]))
    here.anchor()
    values = x("reasons drafted_by", decision="approve", conditions=[])
    here.record(OWNER, here.draft("reply", values, item=ITEM, parents=[supply]))
    here.record(USER, here.draft("request", ASKED, item=ITEM))


def exchange(here: Deployment) -> None:
    _, _, receipt = here.exchange()
    here.record(OWNER, here.draft("countersign", {"position": "agreed"}, parents=[receipt]))
    under = {"agreement": here.agreement, "item": ITEM}
    for number in range(3):
        said = x("service called_fields case_ref purpose", count=1, message_id=f"m-{number}", success=True)
        here.record(USER, here.draft("call", said, **under))
        if number == 1:
            report = x("scenario process outcome storage period")
            here.record(USER, here.draft("use.report", report, agreement=here.agreement))
    here.anchor()


def doubt(here: Deployment) -> None:
    under = {"agreement": here.agreement, "item": ITEM}
    _, delivered, _ = here.exchange()
    issue = here.record(USER, here.draft("quality.issue", x("dimension severity description"), item=ITEM))
    asked = here.record(
        USER, here.draft("correction.request", x("records_class evidence"), **under, parents=[issue, delivered])
    )
    here.clock.now += 20 * DAY
    here.record(OWNER, here.draft("correction.reply", x("fix_version", result="corrected"), **under, parents=[asked]))
    said = x("source_kind method legal_basis period schema_hash duplicate_check")
    here.record(OWNER, here.draft("collect", said, item=ITEM, payload=payload("cc" * 32)))


def break_terms(here: Deployment) -> None:
    under = {"agreement": here.agreement}
    mark = here.record(MANAGER, here.draft("breach.mark", x("due_at calendar_digest", clause="U2"), **under))
    here.record(OWNER, here.draft("agreement.suspend", x("reason effective_at"), **under))
    here.record(MANAGER, here.draft("order", x("clause requirements due"), parents=[mark]))
    here.record(MANAGER, here.draft("rectify.order", x("due requirements"), **under, parents=[mark]))
    values = x("kind affected", discovered_at="2026-11-21T00:00:00.000Z", level="large")
    found = here.record(USER, here.draft("incident", values, **under))
    here.record(USER, here.draft("incident.report", x("reported_to reported_at"), **under, parents=[found]))
    taken = here.record(USER, here.draft("complaint", x("complainant_class subject")))
    here.record(USER, here.draft("complaint.close", x("result"), parents=[taken]))
    here.record(MANAGER, here.draft("inspection", x("scope period result")))


def end(here: Deployment) -> None:
    here.clock.now += 60 * DAY
    here.record(USER, here.draft("purpose.end", x("cause"), agreement=here.agreement))
    here.anchor()
    under = {"agreement": here.agreement, "item": ITEM}
    gone = here.record(USER, here.draft("dispose", x("method scope copies certificate"), **under))
    here.record(OWNER, here.draft("countersign", {"position": "agreed"}, parents=[gone]))


def test_along_with_the_log_the_table_says_what_the_policy_says_of_all_of_it(here: Followed) -> None:
    found, expected = table(here), by_policy(here)
    assert found == expected, sorted(found ^ expected)
    assert {row.clause for row in found} >= {
        "O6",
        "O8",
        "O9",
        "O10",
        "O13",
        "U5",
        "U6",
        "U7",
        "U8",
        "U9",
        "M1",
        "M3",
        "M4",
        "M6",
        "M7",
        "M8",
        "X2",
        "X3",
    }


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_dropped_and_made_again_it_is_the_same(here: Followed, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(duty_projecting, "CHUNK", chunk)
    before = table(here)
    with here.store.begin() as session:
        session.connection.execute(delete(duties))
        for name in (DUTIES, REJUDGED):
            session.projections.advance(name, 0)
    DutyProjector(here.store, ORIGIN, LIMITS).catch_up()
    assert table(here) == before


def test_what_stands_under_an_agreement_that_the_chain_index_lacks_waits_for_it(here: Followed) -> None:
    with here.store.begin() as session:
        (row,) = session.projections.agreements()
        session.connection.execute(delete(agreements))
        session.connection.execute(delete(duties))
        session.projections.advance(DUTIES, 0)
    projector = DutyProjector(here.store, ORIGIN, LIMITS)
    projector.catch_up()
    with here.store.begin() as session:
        stopped = session.projections.next_index(DUTIES)
        session.projections.put_agreement(row)
    assert 0 < stopped < here.writer.state.size
    projector.catch_up()
    with here.store.read() as session:
        assert session.projections.next_index(DUTIES) == here.writer.state.size
    assert table(here) == by_policy(here)


def test_by_the_end_of_the_time_of_use_disposal_is_owed_from_then_on(here: Followed) -> None:
    ends = here.clock.now // 1000 + 86_400
    second = here.conclude(number="协-2026-2", use_until=ends, retention_until=ends + 2000 * 86_400)
    values = x("version payload_salt share_mode outlet")
    here.record(OWNER, here.draft("deliver", values, agreement=second, item=ITEM, payload=payload("aa" * 32)))
    DutyProjector(here.store, ORIGIN, LIMITS).catch_up()
    now = here.clock.now
    with here.store.read() as session:
        early = session.duties.open_page([USER], now, clause="U7")
        later = session.duties.open_page([USER], now + 2 * DAY, clause="U7")
    assert early == []
    assert [(row.agreement, row.begins_at) for row in later] == [(second, ends * 1000)]
    assert table(here) == by_policy(here)


@pytest.mark.parametrize(("days", "asked"), [(0, False), (9, True)], ids=["same day", "days later"])
def test_alerts_are_judged_again_after_an_anchor_only_where_it_moves_what_is_due(
    here: Followed, days: int, asked: bool
) -> None:
    here.follower = DutyProjector(here.store, ORIGIN, LIMITS)
    values = x("version payload_salt share_mode outlet")
    sent = here.draft("deliver", values, agreement=here.agreement, item=ITEM, payload=payload("aa" * 32))
    here.record(OWNER, sent)
    index, matter = here.writer.state.size - 1, Matter(Kind.AGREEMENT, here.agreement).text
    with here.store.begin() as session:
        session.alerts.set_mark(CURSOR, index + 1)
        before = session.duties.at([index])
        assert before
        assert not session.waits.at(matter, [index])
    here.clock.now += days * DAY + 1
    here.anchor()
    here.follower = None
    with here.store.read() as session:
        after, waits = session.duties.at([index]), session.waits.at(matter, [index])
    assert [row.begins_at for row in after] == [here.clock.now] != [row.begins_at for row in before]
    assert ([row.due_at for row in after] != [row.due_at for row in before]) is asked
    assert bool(waits) is asked
    assert table(here) == by_policy(here)


def test_alerts_about_a_duty_that_is_no_more_are_judged_again(here: Followed) -> None:
    third = here.conclude(number="协-2026-3", use_until=here.clock.now // 1000 + 86_400)
    values = x("version payload_salt share_mode outlet")
    here.record(OWNER, here.draft("deliver", values, agreement=third, item=ITEM, payload=payload("aa" * 32)))
    DutyProjector(here.store, ORIGIN, LIMITS).catch_up()
    index, matter = here.writer.state.size - 1, Matter(Kind.AGREEMENT, third).text
    with here.store.begin() as session:
        session.alerts.set_mark(CURSOR, index + 1)
        assert "U7" in {row.clause for row in session.duties.at([index])}
    here.record(USER, here.draft("purpose.end", x("cause"), agreement=third))
    DutyProjector(here.store, ORIGIN, LIMITS).catch_up()
    with here.store.read() as session:
        assert "U7" not in {row.clause for row in session.duties.at([index])}
        assert index in session.waits.at(matter, [index])
    assert table(here) == by_policy(here)


class Noted(dict[str, Any]):
    """Fields that note of which event type they are asked for."""

    asked: ClassVar[set[str]] = set()

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(self.kind)
        return {"decision": "approve", "clause": "U2", "level": "large"}.get(name, default)

    def __contains__(self, name: object) -> bool:
        self.asked.add(self.kind)
        return False


def test_rules_over_duties_read_the_fields_of_no_other_types_than_those_that_are_read_back(here: Followed) -> None:
    kinds = sorted(EVENT_TYPES)
    seen = [
        Seen(f"{turn}-{kind}", kind, (OWNER, USER)[turn], 1, turn, ITEM, (here.agreement, "")[turn],
             tuple(f"0-{one}" for one in BEFORE.get(kind, ())) if turn else (), disclosed=Noted(kind), index=place)
        for turn in (0, 1) for place, kind in enumerate(kinds)
    ]  # fmt: skip
    with here.store.read() as session:
        terms = {row.id: AgreementTerms.from_json(row.terms) for row in session.projections.agreements()}
    context = Context(seen, Known(terms=terms), LIMITS, 0)
    assert list(clock_states(context, context.record.events))
    list(agreement_periods(context))
    assert "reply" in Noted.asked
    assert Noted.asked <= TOLD


def test_an_answer_that_was_recorded_before_what_it_answers_meets_it_all_the_same(here: Followed) -> None:
    request, submission = here.pens[USER, KeyRole.HEAD].write(here.draft("request", ASKED, item=ITEM))
    values = x("reasons drafted_by", decision="refuse", conditions=[])
    follower = DutyProjector(here.store, ORIGIN, LIMITS)
    # as in a log from before the order of steps was asked for at the door
    here.intake = Intake(here.directory, SEPARATOR, here.clock)
    reply = here.record(OWNER, here.draft("reply", values, item=ITEM, parents=[request.id]))
    follower.catch_up()
    here.recorder.submit([here.intake.check(submission)])
    here.projector.catch_up()
    follower.catch_up()
    expected = by_policy(here)
    assert table(here) == expected
    with here.store.read() as session:
        (index,) = session.events.indexes_of(bytes.fromhex(reply))
    assert [row.clause for row in expected if row.fulfilled == index] == ["O6"]
