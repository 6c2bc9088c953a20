from collections.abc import Iterator
from typing import Any

import pytest

from ledger.errors import EventUnknown
from ledger.event_types import KeyRole
from ledger.policy.facts import STATES
from ledger.policy.recalling import DUTY_RULES, Holding, RecallDuty, duty_of
from ledger.questions.recall import Holder, Recall
from tests.api.deployment import DAY, ITEM, OTHER, OWNER, USER, Deployment, payload

WRONG, RIGHT = "aa" * 32, "ee" * 32


@pytest.fixture
def here(tmp_path: Any) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path)
    deployment.register()
    deployment.register("2/derived", owner=USER)
    yield deployment
    deployment.close()


def derive(here: Deployment, parents: list[str], digest: str = "dd" * 32) -> str:
    values = {"method": "filter", "code_digest": "c", "grade": "1", "payload_salt": "00" * 16}
    return here.record(USER, here.draft("derive", values, item="2/derived", payload=payload(digest), parents=parents))


def recall(here: Deployment, event: str, code: str = OWNER) -> Recall:
    return here.ledger.tracer.recall(here.caller(code), event)


def only(found: Recall, holding: Holding) -> Holder:
    (holder,) = [one for one in found.holders if one.holding is holding]
    return holder


def redeliver(here: Deployment, fixed: str, digest: str = RIGHT) -> str:
    under = {"item": ITEM, "agreement": here.agreement, "payload": payload(digest)}
    values = {"version": "2", "payload_salt": "00" * 16, "share_mode": "file", "outlet": "o"}
    sent = here.record(OWNER, here.draft("deliver", values, parents=[fixed], **under), KeyRole.GATEWAY)
    return here.record(USER, here.draft("receipt", {"result": "accept"}, parents=[sent], **under), KeyRole.GATEWAY)


def fix(here: Deployment, wrong: str) -> str:
    values = {"version": "2", "payload_salt": "00" * 16, "cycle_due": "2027-11-20T00:00:00.000Z"}
    draft = here.draft("data.update", values, item=ITEM, payload=payload(RIGHT), supersedes=wrong)
    return here.record(OWNER, draft)


def test_every_holder_is_found_with_its_duty_and_open_until_an_event_closes_it(here: Deployment) -> None:
    wrong, _, receipt = here.exchange()
    made = derive(here, [receipt])
    found = recall(here, wrong)
    assert [(one.event.id, one.department, one.duty, one.closed_by) for one in found.holders] == [
        (receipt, USER, RecallDuty.CORRECT, None), (made, USER, RecallDuty.CORRECT, None),
    ]  # fmt: skip
    assert "2 open" in found.verdict.en
    replaced = redeliver(here, fix(here, wrong))
    remade = derive(here, [replaced], "de" * 32)
    found = recall(here, wrong)
    assert [one.closed_by.id for one in found.holders if one.closed_by] == [replaced, remade]
    assert "0 open" in found.verdict.en


def test_the_wrong_bytes_delivered_again_or_derived_from_again_close_nothing(here: Deployment) -> None:
    wrong, _, receipt = here.exchange()
    derive(here, [receipt])
    redeliver(here, wrong, WRONG)
    derive(here, [receipt], "df" * 32)
    assert all(one.closed_by is None for one in recall(here, wrong).holders)


ENDS = {
    "suspended": ("agreement.suspend", RecallDuty.STOP, "purpose.end"),
    "terminated": ("agreement.terminate", RecallDuty.DISPOSE, "dispose"),
}


@pytest.mark.parametrize("row", ENDS.values(), ids=ENDS)
def test_after_the_right_ends_the_duty_is_to_stop_or_to_dispose(
    here: Deployment, row: tuple[str, RecallDuty, str]
) -> None:
    kind, duty, closing = row
    wrong, _, receipt = here.exchange()
    consulted = here.record(OWNER, here.draft("consult", {"subject": "s", "position": "p"}, agreement=here.agreement))
    values = {"reason": "r", "effective_at": "now", "consulted": "yes"}
    here.record(OWNER, here.draft(kind, values, agreement=here.agreement, parents=sorted([consulted, receipt])))
    assert only(recall(here, wrong), Holding.DELIVERY).duty is duty
    redeliver(here, fix(here, wrong))
    assert recall(here, wrong).holders[0].closed_by is None
    values = {"cause": "c", "method": "wipe", "scope": "all", "copies": 1, "certificate": "d"}
    closed = here.record(USER, here.draft(closing, values, agreement=here.agreement, item=ITEM))
    assert recall(here, wrong).holders[0].closed_by.id == closed  # type: ignore[union-attr]


def test_an_expired_agreement_asks_for_disposal(here: Deployment) -> None:
    wrong, _, _ = here.exchange()
    here.clock.now += 200 * DAY
    holder = only(recall(here, wrong), Holding.DELIVERY)
    assert (holder.state, holder.duty, holder.clause) == ("expired", RecallDuty.DISPOSE, "U7")


def test_a_third_party_is_a_holder_whose_ground_must_be_established(here: Deployment) -> None:
    wrong, _, receipt = here.exchange()
    values = {"third_party": OTHER, "consent": "none"}
    members = {"item": ITEM, "agreement": here.agreement, "payload": payload(WRONG), "parents": [receipt]}
    here.record(USER, here.draft("redistribute", values, **members))
    holder = only(recall(here, wrong), Holding.REDISTRIBUTED)
    assert (holder.department, holder.duty) == (OTHER, RecallDuty.UNDETERMINED)


def test_who_was_told_and_who_still_uses_it_is_said(here: Deployment) -> None:
    wrong, _, receipt = here.exchange()
    values = {"dimension": "accuracy", "severity": "high", "description": "wrong"}
    told = here.record(OWNER, here.draft("quality.issue", values, item=ITEM, parents=[wrong]))
    values = {
        "service": "s", "called_fields": ["code"], "count": 1, "case_ref": "c-1", "purpose": "办理社保",
        "message_id": "m", "success": True,
    }  # fmt: skip
    draft = here.draft("call", values, item=ITEM, agreement=here.agreement, parents=[receipt])
    called = here.record(USER, draft, KeyRole.GATEWAY)
    found = recall(here, wrong)
    assert [[one.id for one in row] for row in (found.told, found.still_used)] == [[told], [called]]


def test_what_an_asker_may_not_see_is_counted(here: Deployment) -> None:
    wrong, _, receipt = here.exchange()
    derive(here, [receipt])
    mine = recall(here, receipt, USER)
    assert [one.holding for one in mine.holders] == [Holding.DERIVED]
    for event in (wrong, "00" * 32):
        with pytest.raises(EventUnknown, match="none that you may see"):
            recall(here, event, OTHER)


@pytest.mark.parametrize("state", [*STATES, "own", "never heard of"])
def test_every_state_has_a_duty_and_an_unknown_one_is_never_nothing(state: str) -> None:
    duty = duty_of(state)
    assert DUTY_RULES[duty].closed_by
    assert (duty is RecallDuty.UNDETERMINED) == (state in {"unknown", "never heard of"})
