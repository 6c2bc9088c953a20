from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.asking.basis import Basis
from ledger.asking.records import Proof
from ledger.errors import AgreementUnknown, EventUnknown, NotFound
from ledger.event_types import KeyRole
from ledger.lineage.lineage import Asked, Lineage
from ledger.model import format_time
from ledger.policy.duties import State
from tests.api.deployment import DAY, ITEM, MANAGER, OTHER, OWNER, USER, Deployment, payload


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path)
    deployment.register()
    yield deployment
    deployment.close()


def ask(
    here: Deployment, code: str, ref: str, direction: str = "up", depth: int | None = None, **bounds: Any
) -> Lineage:
    return here.ledger.tracer.lineage(here.caller(code), Asked(ref, direction, depth, **bounds))


def derive(here: Deployment, parents: list[str], actor: str = USER, item: str = "2/derived", **members: object) -> str:
    if here.directory.item(item) is None:
        here.register(item, owner=actor)
    values = {"method": "filter", "code_digest": "c", "grade": "1", "payload_salt": "00" * 16}
    draft = here.draft("derive", values, item=item, payload=payload("dd" * 32), parents=parents, **members)
    return here.record(actor, draft)


def test_a_sound_exchange_shows_no_difference(here: Deployment) -> None:
    here.exchange()
    here.anchor()
    answer = here.ledger.tracer.activity(here.caller(USER), here.agreement)
    (delivery,) = answer.deliveries
    assert (delivery.same, delivery.rows, delivery.version) == (True, 3, "1")
    assert answer.alerts == []
    assert answer.proof.weakest is Proof.ANCHORED
    assert answer.calendar.version.startswith("chinesecalendar-")


def test_a_tampered_delivery_raises_an_alert_that_cites_both_events(here: Deployment) -> None:
    _, delivered, receipt = here.exchange("bb" * 32)
    answer = here.ledger.tracer.activity(here.caller(OWNER), here.agreement)
    assert answer.deliveries[0].same is False
    (alert,) = answer.alerts
    assert (alert.rule, alert.subject, alert.evidence) == ("receipt-mismatch", receipt, [delivered])
    assert answer.proof.weakest is Proof.WAITING
    assert "1" in answer.verdict.zh


def test_a_late_receipt_shows_due_against_actual(here: Deployment) -> None:
    values = {"version": "1", "payload_salt": "00" * 16, "share_mode": "file", "outlet": "o"}
    members = {"item": ITEM, "agreement": here.agreement, "payload": payload("aa" * 32)}
    here.record(OWNER, here.draft("deliver", values, **members), KeyRole.GATEWAY)
    here.clock.now += 7 * DAY
    (duty,) = here.ledger.tracer.activity(here.caller(USER), here.agreement).duties
    assert (duty.clause, duty.party, duty.department, duty.state) == ("U9", "user", USER, State.OVERDUE)
    assert duty.due_at == "2026-11-24T16:00:00.000Z"
    assert duty.fulfilled_by is None


def test_calls_are_counted_for_each_side_against_the_limit(here: Deployment) -> None:
    for actor, count in ((USER, 7), (USER, 5), (OWNER, 11)):
        values = {
            "service": "s", "called_fields": ["code"], "count": count, "case_ref": "c-1", "purpose": "办理社保",
            "message_id": "m", "success": True,
        }  # fmt: skip
        draft = here.draft("call", values, item=ITEM, agreement=here.agreement)
        here.record(actor, draft, KeyRole.GATEWAY)
    answer = here.ledger.tracer.activity(here.caller(USER), here.agreement)
    assert {(one.actor, one.records, one.counted, one.limit) for one in answer.calls} == {
        (USER, 2, 12, 10),
        (OWNER, 1, 11, 10),
    }
    assert [alert.rule for alert in answer.alerts] == ["quota-exceeded"]


def test_a_manager_sees_counts_but_no_disclosed_value(here: Deployment) -> None:
    here.exchange()
    answer = here.ledger.tracer.activity(here.caller(MANAGER), here.agreement)
    assert answer.deliveries[0].version is None
    assert [one.what for one in answer.withheld] == ["disclosures"]


def test_an_outsider_cannot_tell_an_agreement_from_none(here: Deployment) -> None:
    outsider = here.caller(OTHER)
    refusals = []
    for agreement in (here.agreement, "0x" + "00" * 32):
        with pytest.raises(AgreementUnknown) as refused:
            here.ledger.tracer.activity(outsider, agreement)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


def test_lineage_goes_up_level_by_level(here: Deployment) -> None:
    published, delivered, receipt = here.exchange()
    derived = derive(here, [receipt])
    answer = ask(here, USER, derived, "up", 8)
    assert {node.event.id: node.level for node in answer.nodes} == {derived: 0, receipt: 1, delivered: 2, published: 3}
    rows = {(edge.child, edge.parent): edge for edge in answer.edges}
    assert rows[receipt, delivered].same is True
    assert rows[receipt, delivered].basis is Basis.AGREEMENT
    assert rows[derived, receipt].basis is Basis.OWN
    assert rows[derived, receipt].same is None
    assert not answer.truncated


def test_depth_is_a_bound_and_says_so(here: Deployment) -> None:
    _, delivered, receipt = here.exchange()
    answer = ask(here, USER, receipt, "up", 1)
    assert {node.event.id for node in answer.nodes} == {receipt, delivered}
    assert answer.truncated
    assert "cannot be determined" in answer.verdict.en


def test_the_owner_sees_where_its_item_went(here: Deployment) -> None:
    _, _, receipt = here.exchange()
    derived = derive(here, [receipt])
    answer = ask(here, OWNER, ITEM, "down", 8)
    assert derived in {node.event.id for node in answer.nodes}
    assert answer.hidden == []
    assert [one.what for one in answer.withheld] == ["disclosures"]


def test_a_tampered_edge_and_one_without_a_basis_are_marked(here: Deployment) -> None:
    _, delivered, receipt = here.exchange("bb" * 32)
    stolen = derive(here, [delivered], actor=OTHER, item="3/other")
    edges = {edge.child: edge for edge in ask(here, OWNER, delivered, "down").edges}
    assert edges[receipt].same is False
    assert edges[stolen].basis is Basis.NONE_SHOWN
    assert "no lawful basis shown" in edges[stolen].en


def test_taking_what_was_only_published_shows_no_basis(here: Deployment) -> None:
    published, _, _ = here.exchange()
    taken = derive(here, [published], actor=OTHER, item="3/other")
    edges = {edge.child: edge for edge in ask(here, OWNER, published, "down").edges}
    assert (edges[taken].basis, edges[taken].en) == (Basis.NONE_SHOWN, "no lawful basis shown: no agreement")


def test_an_exchange_outside_the_agreements_period_shows_no_basis(here: Deployment) -> None:
    here.clock.now += 100 * DAY
    _, delivered, receipt = here.exchange()
    edges = {edge.child: edge for edge in ask(here, USER, receipt, "up").edges}
    assert edges[receipt].basis is Basis.NONE_SHOWN
    assert "period" in edges[receipt].en
    assert delivered in edges


def test_a_parent_that_is_not_recorded_is_a_named_gap(here: Deployment) -> None:
    derived = derive(here, ["ab" * 32])
    answer = ask(here, USER, derived, "up")
    assert [(gap.event, gap.parent) for gap in answer.gaps] == [(derived, "ab" * 32)]
    assert answer.proof.weakest is Proof.MISSING
    assert "cannot be determined" in answer.verdict.en


def test_what_the_asker_may_not_see_is_counted_not_shown(here: Deployment) -> None:
    _, _, receipt = here.exchange()
    derived = derive(here, [receipt])
    second = derive(here, [derived], actor=OTHER, item="3/other")
    answer = ask(here, OTHER, second, "up")
    assert {node.event.id for node in answer.nodes} == {second}
    assert [one.what for one in answer.withheld] == ["events: 4"]


def test_a_changed_stored_event_fails_its_proof(here: Deployment) -> None:
    _, delivered, receipt = here.exchange()
    here.anchor()
    with here.store.begin() as session:
        statement = "UPDATE events SET event = CAST(replace(CAST(event AS TEXT), '\"rows\":3', '\"rows\":4') AS BLOB)"
        session.connection.exec_driver_sql(statement)
    answer = ask(here, USER, receipt, "up")
    assert answer.proof.weakest is Proof.FAILED
    assert delivered not in {row.event.id for row in answer.nodes if row.event.proof is Proof.ANCHORED}


@pytest.mark.parametrize("start", ["00" * 32, "9/none", "zz" * 32])
def test_nothing_recorded_is_not_found(here: Deployment, start: str) -> None:
    with pytest.raises(NotFound):
        ask(here, USER, start)


def test_a_break_in_transit_names_party_department_and_head(here: Deployment) -> None:
    published, delivered, receipt = here.exchange("bb" * 32)
    here.anchor()
    answer = here.ledger.tracer.accountability(here.caller(USER), receipt)
    assert answer.outcome == "proposed"
    assert answer.proposal is not None
    assert answer.proposal.rule == "R-CHANGED-IN-TRANSIT"
    assert set(answer.proposal.evidence) == {delivered, receipt}
    assert [step.step for step in answer.steps if step.event] == ["publish", "deliver", "receipt"]
    assert {event.id for event in answer.evidence} == {published, delivered, receipt}
    assert "await legal sign-off" in answer.label.en


def test_an_owner_that_delivers_something_else_is_named_with_its_head_of_that_time(here: Deployment) -> None:
    published, _, _ = here.exchange()
    values = {"version": "1", "payload_salt": "00" * 16, "share_mode": "file", "outlet": "o"}
    under = {"item": ITEM, "agreement": here.agreement, "payload": payload("cc" * 32)}
    delivered = here.record(OWNER, here.draft("deliver", values, parents=[published], **under), KeyRole.GATEWAY)
    here.record(USER, here.draft("receipt", {"result": "accept"}, parents=[delivered], **under), KeyRole.GATEWAY)
    here.anchor()
    head = here.signers[OWNER, KeyRole.HEAD].address
    here.end_key(OWNER, KeyRole.HEAD)
    later = here.enrol(OWNER, KeyRole.HEAD)
    with here.store.begin() as session:
        key = session.projections.key(later.address)
        assert key is not None
        session.projections.put_key(type(key)(key.address, OWNER, "head", here.clock.now, None))
    answer = here.ledger.tracer.accountability(here.caller(USER), delivered)
    assert answer.proposal is not None
    responsible = answer.proposal.responsible
    assert (answer.proposal.rule, responsible.party, responsible.department) == ("R-DELIVERED-OTHER", "owner", OWNER)
    assert responsible.heads == [head]


def test_what_is_not_anchored_cannot_be_determined(here: Deployment) -> None:
    _, delivered, _ = here.exchange("bb" * 32)
    answer = here.ledger.tracer.accountability(here.caller(USER), delivered)
    assert answer.outcome == "cannot-be-determined"
    assert answer.missing == ["publish (unanchored)", "deliver (unanchored)", "receipt (unanchored)"]


def test_a_sound_exchange_has_nothing_to_attribute(here: Deployment) -> None:
    published, _, _ = here.exchange()
    here.anchor()
    answer = here.ledger.tracer.accountability(here.caller(USER), published)
    assert (answer.outcome, answer.proposal, answer.missing) == ("no-break", None, [])


def test_using_an_old_version_is_the_users(here: Deployment) -> None:
    _, _, receipt = here.exchange()
    values = {"version": "2", "payload_salt": "00" * 16, "cycle_due": format_time(here.clock() + DAY)}
    here.record(OWNER, here.draft("data.update", values, item=ITEM, payload=payload("ee" * 32)))
    derive(here, [receipt])
    here.anchor()
    answer = here.ledger.tracer.accountability(here.caller(USER), receipt)
    assert answer.proposal is not None
    assert (answer.proposal.rule, answer.proposal.responsible.department) == ("R-USED-STALE", USER)


def test_an_event_of_no_delivery_is_its_signers(here: Deployment) -> None:
    values = {"scope": "all", "result": "low", "next_due": "2027"}
    event = here.record(OWNER, here.draft("risk.assess", values))
    answer = here.ledger.tracer.accountability(here.caller(OWNER), event)
    assert (answer.outcome, answer.delivery, answer.signed_by.department) == ("not-a-delivery", None, OWNER)


def test_an_outsider_cannot_tell_an_event_from_none(here: Deployment) -> None:
    _, delivered, _ = here.exchange()
    for event in (delivered, "00" * 32):
        with pytest.raises(EventUnknown, match="none that you may see"):
            here.ledger.tracer.accountability(here.caller(OTHER), event)
