from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import InputRefused, NotPermitted
from ledger.event_types import KeyRole
from ledger.policy.facts import Question
from ledger.records import Proof
from tests.api.deployment import DAY, ITEM, MANAGER, OTHER, OWNER, START, USER, Deployment


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path)
    deployment.register()
    yield deployment
    deployment.close()


def ask(here: Deployment, code: str = USER, *, record: bool = False, at: str | None = None, **changes: Any) -> Any:
    asked = {"department": USER, "item": ITEM, "fields": ["code"], "purpose": "办理社保", "mode": "file"} | changes
    return here.ledger.decider.decide(here.caller(code), asked, at=at, record=record)


def test_a_use_within_the_agreement_is_permitted(here: Deployment) -> None:
    here.anchor()
    answer = ask(here)
    assert answer.decision["answer"] == "permitted"
    assert answer.decision["agreement"] == here.agreement
    assert [event.type for event in answer.events] == ["catalogue.register", "catalogue.publish"]
    assert answer.proof.weakest is Proof.ANCHORED
    assert answer.calendar.version == answer.decision["calendar"]["version"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"fields": ["code", "birthday"]}, "D-FIELDS-NOT-IN-ITEM", id="field outside"),
        pytest.param({"purpose": "营销"}, "D-PURPOSE", id="other purpose"),
        pytest.param({"mode": "api"}, "D-MODE", id="other mode"),
        pytest.param({"at": "2027-06-01T00:00:00.000Z"}, "", id="after the agreement"),
        pytest.param({"at": "2026-01-01T00:00:00.000Z"}, "", id="before the agreement"),
    ],
)
def test_a_use_outside_is_refused_with_what_is_missing(here: Deployment, changes: dict[str, Any], code: str) -> None:
    decision = ask(here, **changes).decision
    assert decision["answer"] == "refused"
    assert any(row["code"].startswith(code) for row in decision["missing"])
    assert decision["verdict"]["zh"].startswith("不可以")


def test_what_is_not_in_the_catalogue_is_undetermined(here: Deployment) -> None:
    decision = ask(here, item="9/none").decision
    assert (decision["answer"], decision["reason"]) == ("undetermined", "D-ITEM-UNKNOWN")


def change(here: Deployment, kind: str, parents: list[str] | None = None) -> str:
    values = {"reason": "r", "effective_at": "now", "consulted": "yes"}
    if kind != "agreement.terminate":
        del values["consulted"]
    draft = here.draft(kind, values, agreement=here.agreement, **({"parents": parents} if parents else {}))
    return here.record(OWNER, draft)


def test_suspension_resumption_and_end_count(here: Deployment) -> None:
    suspended = change(here, "agreement.suspend")
    assert ask(here).decision["answer"] == "refused"
    resumed = change(here, "agreement.resume", [suspended])
    assert ask(here).decision["answer"] == "permitted"
    change(here, "agreement.terminate", [resumed])
    assert ask(here).decision["answer"] == "refused"


def call(here: Deployment, count: int, *, actor: str = USER, disclose: bool = True) -> None:
    values = {
        "service": "s", "called_fields": ["code"], "count": count, "case_ref": "c-1", "purpose": "办理社保",
        "message_id": "m", "success": True,
    }  # fmt: skip
    draft = here.draft("call", values, item=ITEM, agreement=here.api)  # type: ignore[attr-defined]
    _, submission = here.pens[actor, KeyRole.GATEWAY].write(draft)
    opened = dict(submission.disclosures) if disclose else {}
    here.recorder.submit([here.intake.check(type(submission)(submission.event, submission.signature, opened))])
    here.projector.catch_up()


@pytest.fixture
def calling(here: Deployment) -> Deployment:
    here.api = here.conclude(mode="api", number="协-2026-2")  # type: ignore[attr-defined]
    return here


@pytest.mark.parametrize(("made", "more", "answer"), [(6, 4, "permitted"), (6, 5, "refused"), (0, 10, "permitted")])
def test_calls_of_today_count_against_the_limit(calling: Deployment, made: int, more: int, answer: str) -> None:
    if made:
        call(calling, made)
        call(calling, made, actor=OWNER)
    assert ask(calling, mode="api", count=more, case_ref="c-2").decision["answer"] == answer


def test_calls_of_yesterday_do_not_count(calling: Deployment) -> None:
    call(calling, 10)
    calling.clock.now += DAY
    assert ask(calling, mode="api", count=10, case_ref="c-2").decision["answer"] == "permitted"


def test_a_count_that_was_not_disclosed_never_leads_to_a_yes(calling: Deployment) -> None:
    call(calling, 1, disclose=False)
    assert ask(calling, mode="api", count=1, case_ref="c-2").decision["answer"] == "undetermined"


def test_a_recorded_decision_is_an_event_of_the_service(here: Deployment) -> None:
    answers = [ask(here, record=True) for _ in range(2)]
    here.projector.catch_up()
    with here.store.read() as session:
        rows = [row for row in session.events.find(actor=MANAGER) if row.type == "decision"]
    assert [row.event_id.hex() for row in rows] == [answer.recorded for answer in answers]
    view = _reading(here).event(here.caller(USER), answers[0].recorded)
    assert view.disclosures["inputs_digest"]["value"] == answers[0].decision["inputs_digest"]
    assert view.disclosures["question"]["value"] == answers[0].question


def test_an_unregistered_item_can_be_recorded_too(here: Deployment) -> None:
    assert ask(here, item="9/none", record=True).recorded


def test_the_digest_binds_the_question(here: Deployment) -> None:
    one, other = ask(here), ask(here, count=2)
    assert one.decision["inputs_digest"] != other.decision["inputs_digest"]
    assert Question.from_json(one.question).at_ms > START


def test_an_outsider_may_not_ask(here: Deployment) -> None:
    with pytest.raises(NotPermitted):
        ask(here, OTHER)


def test_a_malformed_question_is_refused(here: Deployment) -> None:
    with pytest.raises(InputRefused):
        ask(here, fields=[])


def _reading(here: Deployment) -> Any:
    from ledger.reading import Reading

    return Reading(here.store, here.directory, here.ledger.prover, "example/quanze", here.clock)
