from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.asking.basis import Basis
from ledger.errors import InputRefused, NotFound
from ledger.event_types import KeyRole
from ledger.lineage.lineage import Asked, Lineage
from ledger.lineage.walking import read_cursor, write_cursor
from ledger.model import format_time
from tests.api.deployment import DAY, ITEM, MANAGER, OTHER, OWNER, USER, Deployment, payload


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("lineage"))
    deployment.register()
    yield deployment
    deployment.close()


def ask(here: Deployment, code: str, ref: str, direction: str = "up", **bounds: Any) -> Lineage:
    return here.ledger.tracer.lineage(here.caller(code), Asked(ref, direction, **bounds))


def derive(here: Deployment, parents: list[str], item: str = "2/derived", **values: Any) -> str:
    if here.directory.item(item) is None:
        here.register(item, owner=USER)
    fields = {"method": "filter", "code_digest": "c", "grade": "1", "payload_salt": "00" * 16} | values
    return here.record(USER, here.draft("derive", fields, item=item, payload=payload("dd" * 32), parents=parents))


def ids(answer: Lineage) -> list[str]:
    return [node.event.id for node in answer.nodes]


def test_pages_follow_each_other_and_hold_every_event_and_edge_once(here: Deployment) -> None:
    *_, receipt = here.exchange()
    top = receipt
    for _ in range(5):
        top = derive(here, [derive(here, [top]), derive(here, [top])])
    whole = ask(here, USER, top)
    nodes: list[str] = []
    edges: list[tuple[str, str]] = []
    cursor = None
    while True:
        page = ask(here, USER, top, limit=3, cursor=cursor)
        nodes += ids(page)
        edges += [(one.child, one.parent) for one in page.edges]
        # what is recorded while somebody pages neither enters nor moves a page
        derive(here, [top])
        if page.next is None:
            break
        cursor = page.next
    assert nodes == ids(whole)
    assert len(nodes) == 18
    assert sorted(edges) == sorted((one.child, one.parent) for one in whole.edges)
    levels = [node.level for node in whole.nodes]
    assert all(one <= other for one, other in pairwise(levels))


def test_a_page_down_does_not_move_while_children_are_recorded(here: Deployment) -> None:
    *_, receipt = here.exchange()
    children = [derive(here, [receipt]) for _ in range(4)]
    first = ask(here, USER, receipt, "down", limit=3)
    derive(here, [children[0]])
    second = ask(here, USER, receipt, "down", limit=3, cursor=first.next)
    assert ids(first) + ids(second) == [receipt, *children]
    assert second.next is None


@pytest.mark.parametrize("cursor", ["", "x", "1", "1-", "-1-2", "1-2-3", "1" * 17 + "-1", "１-2"])
def test_a_cursor_that_no_page_gave_is_refused(cursor: str) -> None:
    with pytest.raises(InputRefused, match="cursor"):
        read_cursor(cursor)


@given(st.integers(0, 10**16 - 1), st.integers(0, 10**12 - 1))
@settings(max_examples=20)
def test_a_cursor_reads_back(reach: int, position: int) -> None:
    assert read_cursor(write_cursor(reach, position)) == (reach, position)


def test_a_cursor_beyond_the_log_sees_no_more_than_the_log(here: Deployment) -> None:
    _, delivered, receipt = here.exchange()
    assert delivered in ids(ask(here, USER, receipt, cursor=write_cursor(10**9, 0)))


def test_a_parent_that_arrives_later_closes_its_gap(here: Deployment) -> None:
    values = {"version": "9", "payload_salt": "00" * 16, "cycle_due": "2027-11-20T00:00:00.000Z"}
    draft = here.draft("data.update", values, item=ITEM, payload=payload("aa" * 32))
    event, submission = here.pens[OWNER, KeyRole.HEAD].write(draft)
    child = derive(here, [event.id])
    before = here.clock.now
    assert [gap.parent for gap in ask(here, USER, child).gaps] == [event.id]
    here.clock.now += 1000
    here.recorder.submit([here.intake.check(submission)])
    here.projector.catch_up()
    answer = ask(here, USER, child)
    assert (ids(answer), answer.gaps) == ([child, event.id], [])
    then = ask(here, USER, child, known_at=before)
    assert (ids(then), [gap.parent for gap in then.gaps]) == ([child], [event.id])


def test_as_of_a_time_and_as_known_at_a_time(here: Deployment) -> None:
    *_, receipt = here.exchange()
    first = derive(here, [receipt])
    occurred = recorded = here.clock.now
    here.clock.now += DAY
    second = derive(here, [first])
    draft = here.draft("derive", {"method": "m", "code_digest": "c", "grade": "1", "payload_salt": "0"}, item="2/derived",
                       payload=payload("dd" * 32), parents=[first], supersedes=first)  # fmt: skip
    late = here.record(USER, type(draft)(**{**vars(draft), "occurred_at": format_time(occurred)}))
    now = ask(here, USER, receipt, "down")
    assert ids(now) == [receipt, first, second, late]
    assert now.nodes[1].superseded_by == late
    # recorded a day late, it had occurred by then, but was not known then
    assert ids(ask(here, USER, receipt, "down", occurred_until=occurred)) == [receipt, first, late]
    known = ask(here, USER, receipt, "down", known_at=recorded)
    assert ids(known) == [receipt, first]
    assert known.nodes[1].superseded_by is None
    assert known.known_at == format_time(recorded)
    with pytest.raises(NotFound):
        ask(here, USER, receipt, known_at=recorded - 10 * DAY)
    with pytest.raises(NotFound):
        ask(here, USER, receipt, occurred_until=occurred - 10 * DAY)


def test_an_edge_tells_agreement_purpose_version_fields_and_signatures(here: Deployment) -> None:
    _, delivered, receipt = here.exchange()
    made = derive(here, [receipt], field_map={"title": ["name", "code"]})
    here.record(OWNER, here.draft("countersign", {"position": "agreed"}, parents=[receipt]))
    edges = {edge.child: edge for edge in ask(here, USER, made).edges}
    edge = edges[receipt]
    assert (edge.agreement, edge.purposes, edge.version) == (here.agreement, ["办理社保"], "1")
    assert [(one.part, one.department, one.role) for one in edge.signatures] == [
        ("parent", OWNER, "gateway"), ("child", USER, "gateway"), ("countersigned", OWNER, "head"),
    ]  # fmt: skip
    assert [(flow.field, flow.made_from) for flow in edges[made].fields] == [("title", ["name", "code"])]
    assert edges[delivered].signatures[1].key == here.signers[OWNER, KeyRole.GATEWAY].address


def test_who_sees_metadata_only_is_told_no_disclosed_version(here: Deployment) -> None:
    *_, receipt = here.exchange()
    answer = ask(here, MANAGER, receipt)
    edges = {edge.child: edge for edge in answer.edges}
    assert (edges[receipt].version, edges[receipt].basis) == (None, Basis.AGREEMENT)
    assert "disclosures" in [one.what for one in answer.withheld]


def test_a_hidden_event_is_named_as_hidden_beside_what_is_seen(here: Deployment) -> None:
    *_, receipt = here.exchange()
    values = {"method": "m", "code_digest": "c", "grade": "1", "payload_salt": "0"}
    if here.directory.item("3/other") is None:
        here.register("3/other", owner=OTHER)
    members = {"item": "3/other", "payload": payload("dd" * 32), "parents": [receipt]}
    taken = here.record(OTHER, here.draft("derive", values, **members))
    answer = ask(here, OTHER, taken)
    assert ids(answer) == [taken]
    assert [(one.level, one.next_to) for one in answer.hidden] == [(1, [taken]), (2, []), (3, [])]
    assert all(one.en and one.zh for one in answer.hidden)


def call(here: Deployment, agreement: str, parents: list[str], **changes: Any) -> str:
    values = {
        "service": "s", "called_fields": ["code"], "count": 1, "case_ref": "c-1", "purpose": "办理社保",
        "message_id": "m", "success": True,
    } | changes  # fmt: skip
    draft = here.draft("call", values, item=ITEM, agreement=agreement, parents=parents)
    return here.record(USER, draft, KeyRole.GATEWAY)


BARE = {
    "another purpose": ({"purpose": "推广"}, "the purpose is not agreed: 推广"),
    "fields not agreed": ({"called_fields": ["code", "phone"]}, "fields are not agreed: phone"),
}


@pytest.mark.parametrize("row", BARE.values(), ids=BARE)
def test_a_call_outside_the_terms_shows_no_basis(here: Deployment, row: tuple[dict[str, Any], str]) -> None:
    changes, reason = row
    published, _, _ = here.exchange()
    made = call(here, here.agreement, [published], **changes)
    (edge,) = [one for one in ask(here, OWNER, made).edges if one.child == made]
    assert (edge.basis, edge.en) == (Basis.NONE_SHOWN, f"no lawful basis shown: {reason}")
    (told,) = [one for one in ask(here, MANAGER, made).edges if one.child == made]
    assert told.basis is Basis.NONE_SHOWN
    assert reason.partition(": ")[2] not in told.en


def redistribute(here: Deployment, agreement: str, receipt: str, consent: str) -> str:
    values = {"third_party": OTHER, "consent": consent}
    members = {"item": ITEM, "agreement": agreement, "payload": payload("aa" * 32), "parents": [receipt]}
    return here.record(USER, here.draft("redistribute", values, **members))


def test_passing_on_needs_the_owners_prior_consent(here: Deployment) -> None:
    agreement = here.conclude(number="协-2026-9", redistribution="with-consent")
    *_, receipt = here.exchange()
    values = {"scope": "code", "third_party": OTHER, "use_until": "2027"}
    consent = here.record(OWNER, here.draft("consent", values, agreement=agreement))
    passed = redistribute(here, agreement, receipt, consent)
    taken = redistribute(here, agreement, receipt, "none")
    edges = {edge.child: edge for edge in ask(here, OWNER, receipt, "down").edges}
    assert edges[passed].basis is Basis.AGREEMENT
    assert edges[taken].basis is Basis.NONE_SHOWN
    assert "consent" in edges[taken].en


def test_what_moved_while_the_agreement_was_suspended_shows_no_basis(here: Deployment) -> None:
    agreement = here.conclude(number="协-2026-10")
    published, _, _ = here.exchange()
    before = call(here, agreement, [published])
    stopped = here.draft("agreement.suspend", {"reason": "r", "effective_at": "now"}, agreement=agreement)
    suspended = here.record(OWNER, stopped)
    during = call(here, agreement, [published])
    values = {"reason": "r", "effective_at": "now"}
    here.record(OWNER, here.draft("agreement.resume", values, agreement=agreement, parents=[suspended]))
    after = call(here, agreement, [published])
    edges = {edge.child: edge for edge in ask(here, OWNER, published, "down").edges}
    assert [edges[one].basis for one in (before, during, after)] == [
        Basis.AGREEMENT, Basis.NONE_SHOWN, Basis.AGREEMENT,
    ]  # fmt: skip
    assert "suspended then" in edges[during].en


def test_an_end_on_the_chain_without_a_date_on_record_cannot_be_judged(here: Deployment) -> None:
    agreement = here.conclude(number="协-2026-11")
    published, _, _ = here.exchange()
    made = call(here, agreement, [published])
    with here.store.begin() as session:
        known = session.projections.agreement(agreement)
        assert known is not None
        session.projections.put_agreement(type(known)(**{**vars(known), "state": "terminated"}))
    edges = {edge.child: edge for edge in ask(here, OWNER, published, "down").edges}
    assert edges[made].basis is Basis.UNDETERMINED
    assert "cannot be determined" in edges[made].en
