"""Three sides' records against one another, and the quality loop: what differs, who answers, what cannot be determined."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ledger.errors import QualityUnmet
from ledger.event_types import KeyRole
from ledger.questions.quality_reading import QualityGuard
from ledger.recording.intake import Intake
from ledger.recording.step_order import StepOrder
from tests.api.deployment import ITEM, MANAGER, ORIGIN, OTHER, OWNER, SEPARATOR, UPPER, USER, Deployment, payload
from tests.ledger.alerting.conftest import Watched

Headers = Callable[..., dict[str, str]]
A, B = "aa" * 32, "bb" * 32
MINUTE = 60_000


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Watched(tmp_path)
    deployment.register()
    yield deployment
    deployment.close()


class Exchange:
    """Records of one exchange under the agreement."""

    def __init__(self, here: Deployment) -> None:
        self.here = here

    def record(self, who: str, kind: str, values: dict[str, Any], **members: Any) -> str:
        here = self.here
        draft = here.draft(kind, values, item=ITEM, agreement=here.agreement, **members)
        return here.record(who, draft, KeyRole.GATEWAY)

    def published(self, digest: str = A, rows: int = 3) -> str:
        values = {"version": "1", "payload_salt": "00" * 16, "cycle_due": "2027-11-20T00:00:00.000Z"}
        here = self.here
        return here.record(OWNER, here.draft("data.update", values, item=ITEM, payload=payload(digest, rows)))

    def delivered(self, *parents: str, digest: str = A, rows: int = 3) -> str:
        values = {"version": "1", "payload_salt": "00" * 16, "share_mode": "file", "outlet": "o"}
        return self.record(OWNER, "deliver", values, payload=payload(digest, rows), parents=list(parents))

    def carried(self, sent: str, digest: str = A, taken_in: str = A) -> str:
        values = {"in_digest": taken_in, "hops": 1}
        return self.record(MANAGER, "transfer", values, payload=payload(digest), parents=[sent])

    def received(self, sent: str, digest: str = A, rows: int = 3) -> str:
        return self.record(USER, "receipt", {"result": "accept"}, payload=payload(digest, rows), parents=[sent])

    def called(self, who: str, message: str, count: int = 1, fields: str = "code", service: str = "s") -> str:
        values = {
            "service": service, "called_fields": fields, "count": count, "case_ref": "C", "purpose": "办理社保",
            "success": True, "message_id": message,
        }  # fmt: skip
        return self.record(who, "call", values)


@pytest.fixture
def exchange(here: Deployment) -> Exchange:
    return Exchange(here)


def asked(client: TestClient, headers: dict[str, str], here: Deployment, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/reconciliation", headers=headers, params={"agreement": here.agreement, **query})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def settle(here: Deployment) -> None:
    here.anchor()
    here.clock.now += MINUTE + 1000


def in_order(one: Exchange) -> None:
    sent = one.delivered(one.published())
    one.carried(sent)
    one.received(sent)


def not_as_published(one: Exchange) -> None:
    sent = one.delivered(one.published(B))
    one.received(sent)


def changed_by_the_carrier(one: Exchange) -> None:
    sent = one.delivered(one.published())
    one.carried(sent, B)
    one.received(sent, B)


def changed_at_receipt(one: Exchange) -> None:
    sent = one.delivered(one.published())
    one.carried(sent)
    one.received(sent, B)


def changed_somewhere(one: Exchange) -> None:
    one.received(one.delivered(one.published()), B)


def without_receipt(one: Exchange) -> None:
    one.delivered(one.published())


def miscounted_by_the_user(one: Exchange) -> None:
    one.received(one.delivered(one.published()), rows=2)


def miscounted_and_nothing_published(one: Exchange) -> None:
    one.received(one.delivered(), rows=2)


def call_in_order(one: Exchange) -> None:
    one.called(USER, "m1")
    one.called(OWNER, "m1")


def call_of_one_side(one: Exchange) -> None:
    one.called(USER, "m1")


def call_counted_differently(one: Exchange) -> None:
    one.called(USER, "m1", count=1)
    one.called(OWNER, "m1", count=5)


def call_two_against_one(one: Exchange) -> None:
    one.called(USER, "m1", fields="code")
    one.called(OWNER, "m1", fields="code, name")
    one.called(MANAGER, "m1", fields="name code")


def calls_without_a_number(one: Exchange) -> None:
    one.called(USER, "")
    one.called(OWNER, "")


def calls_of_two_services(one: Exchange) -> None:
    one.called(USER, "", service="a")
    one.called(OWNER, "", service="b")


Row = tuple[Callable[[Exchange], None], list[tuple[str, list[str], str | None, bool, list[str]]]]
ROWS: dict[str, Row] = {
    "in order": (in_order, [("paired", [], None, False, [])]),
    "delivered other than published": (not_as_published, [("mismatch", ["digest"], OWNER, False, [])]),
    "changed by the carrier": (changed_by_the_carrier, [("mismatch", ["digest"], MANAGER, False, [])]),
    "changed at the receipt": (changed_at_receipt, [("mismatch", ["digest"], USER, False, [])]),
    "no carrier on record": (changed_somewhere, [("mismatch", ["digest"], None, False, [])]),
    "no receipt": (without_receipt, [("orphan", [], None, True, ["receipt"])]),
    "counted otherwise than published": (miscounted_by_the_user, [("mismatch", ["rows"], USER, False, [])]),
    "counted differently, nothing published": (miscounted_and_nothing_published, [("mismatch", ["rows"], None, True, ["publish"])]),
    "a call in order": (call_in_order, [("paired", [], None, False, [])]),
    "a call of one side": (call_of_one_side, [("orphan", [], None, True, ["owner"])]),
    "a call counted differently": (call_counted_differently, [("mismatch", ["count"], None, True, ["platform"])]),
    "a call, two against one": (call_two_against_one, [("mismatch", ["fields"], USER, False, [])]),
    "calls without a number, by service and time": (calls_without_a_number, [("paired", [], None, False, [])]),
    "calls without a number, of two services": (calls_of_two_services, [("orphan", [], None, True, ["user"]), ("orphan", [], None, True, ["owner"])]),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_difference_names_who_answers_or_what_is_missing(
    row: Row, here: Deployment, exchange: Exchange, client: TestClient, signed_in: Headers
) -> None:
    plant, expected = row
    plant(exchange)
    settle(here)
    answer = asked(client, signed_in(OWNER), here)
    found = [
        (
            one["state"],
            [row["what"] for row in one["differences"]],
            one["responsible"]["department"] if one["responsible"] else None,
            one["undetermined"],
            one["missing"],
        )
        for one in answer["pairs"]
    ]
    if plant is changed_somewhere:  # the platform is proposed, and nobody on record stands for it
        assert answer["pairs"][0]["responsible"]["party"] == "platform"
        assert answer["pairs"][0]["responsible"]["confidence"] == "weak"
    assert found == expected
    assert answer["proof"]["weakest"] == "anchored"
    for one in answer["pairs"]:
        assert one["verdict"]["zh"]
        assert one["responsible"] is None or (one["responsible"]["evidence"] and one["responsible"]["basis"])


def test_a_counterpart_may_still_come_within_the_window(
    here: Deployment, exchange: Exchange, client: TestClient, signed_in: Headers
) -> None:
    exchange.called(USER, "m1")
    exchange.delivered()
    headers = signed_in(USER)
    assert [one["state"] for one in asked(client, headers, here)["pairs"]] == ["pending", "pending"]
    here.clock.now += MINUTE + 1000
    assert asked(client, headers, here)["counts"] == {"paired": 0, "mismatch": 0, "orphan": 2, "pending": 0}
    assert asked(client, headers, here, window=3600)["counts"]["pending"] == 2
    assert asked(client, headers, here, state="paired")["pairs"] == []


def test_unanchored_evidence_determines_nothing(
    here: Deployment, exchange: Exchange, client: TestClient, signed_in: Headers
) -> None:
    changed_by_the_carrier(exchange)
    here.clock.now += MINUTE + 1000
    (one,) = asked(client, signed_in(OWNER), here)["pairs"]
    assert (one["state"], one["undetermined"], one["responsible"]) == ("mismatch", True, None)
    assert all(name.endswith("(unanchored)") for name in one["missing"])
    assert "无法判定" in one["verdict"]["zh"]


def test_who_sees_metadata_only_sees_what_needs_no_disclosure(
    here: Deployment, exchange: Exchange, client: TestClient, signed_in: Headers
) -> None:
    call_counted_differently(exchange)
    changed_at_receipt(exchange)
    settle(here)
    answer = asked(client, signed_in(MANAGER), here)
    assert [one["what"] for one in answer["withheld"]] == ["disclosures"]
    assert [row["what"] for one in answer["pairs"] for row in one["differences"]] == ["digest"]
    for code, status in ((OTHER, 404), (UPPER, 200)):
        given = {"agreement": here.agreement}
        assert client.get("/v1/reconciliation", headers=signed_in(code), params=given).status_code == status
    with here.store.read() as session:
        assert "reconciliation" in {read.action for read in session.access.reads(department=MANAGER)}


# the quality loop


class Loop:
    def __init__(self, here: Deployment) -> None:
        self.here = here
        guards = {"pdma.close": QualityGuard(here.store, ORIGIN, here.clock).check}
        here.intake = Intake(here.directory, SEPARATOR, here.clock, guards, StepOrder(here.store))

    def record(self, who: str, kind: str, values: dict[str, Any], *parents: str) -> str:
        return self.here.record(who, self.here.draft(kind, values, item=ITEM, parents=list(parents)))

    def plan(self, **targets: Any) -> str:
        return self.record(MANAGER, "pdma.plan", {"targets": targets})

    def measure(self, dimension: str, measured: Any) -> str:
        values = {"dimension": dimension, "target": 0, "measured": measured, "sample": "all", "rule": "r1"}
        return self.record(OWNER, "quality.measure", values)

    def round(self, number: int, parent: str, *, reached: bool = False) -> str:
        values = {"round": number, "returned_to": OWNER, "reached": reached}
        return self.record(MANAGER, "pdma.round", values, parent)

    def close(self, parent: str, *, reached: Any = True) -> str:
        return self.record(MANAGER, "pdma.close", {"rounds": 1, "reached": reached}, parent)


def test_a_loop_goes_back_to_the_source_and_is_closed_only_when_met(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    loop, path = Loop(here), f"/v1/agreements/{here.agreement}/quality"
    plan = loop.plan(completeness="99.5", 准确性=100)
    loop.measure("完整性", "99.4%")
    with pytest.raises(QualityUnmet) as refused:
        loop.close(plan)
    assert refused.value.details["unmet"] == ["accuracy", "completeness"]
    again = loop.round(1, plan)
    loop.measure("completeness", "99.5")
    with pytest.raises(QualityUnmet):
        loop.close(again)
    loop.measure("accuracy", 100)
    (one,) = client.get(path, headers=signed_in(USER)).json()["loops"]
    assert (one["state"], one["closed"], one["untargeted"]) == ("met-not-closed", None, ["consistency", "timeliness"])
    assert [(row["dimension"], row["target"], row["measured"], row["met"]) for row in one["targets"]] == [
        ("accuracy", "100", "100", True), ("completeness", "99.5", "99.5", True),
    ]  # fmt: skip
    assert [(row["number"], row["returned_to"], row["reached"]) for row in one["rounds"]] == [(1, OWNER, False)]
    closed = loop.close(again)
    answer = client.get(path, headers=signed_in(OWNER)).json()
    assert (answer["loops"][0]["state"], answer["loops"][0]["closed"]["id"]) == ("closed", closed)
    assert "1" in answer["verdict"]["zh"]


@pytest.mark.parametrize(("reached", "refused"), [(False, True), (True, False), ("unclear", False)])
def test_a_close_that_says_itself_it_was_not_reached_is_refused(here: Deployment, reached: Any, refused: bool) -> None:
    loop = Loop(here)
    plan = loop.record(MANAGER, "pdma.plan", {"targets": "see the annex"})
    if refused:
        with pytest.raises(QualityUnmet):
            loop.close(plan, reached=reached)
    else:
        loop.close(plan, reached=reached)


def test_whether_an_undisclosed_target_was_met_cannot_be_determined(
    here: Deployment, client: TestClient, signed_in: Headers
) -> None:
    loop = Loop(here)
    loop.close(loop.record(MANAGER, "pdma.plan", {"targets": "see the annex"}))
    answer = client.get(f"/v1/agreements/{here.agreement}/quality", headers=signed_in(OWNER)).json()
    assert [(one["state"], one["targets"]) for one in answer["loops"]] == [("closed-cannot-be-determined", [])]
    assert client.get(f"/v1/agreements/{here.agreement}/quality", headers=signed_in(OTHER)).status_code == 404
