from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.asking.records import Proof
from ledger.errors import DisclosureRefused, InputRefused, NotPermitted
from ledger.event_types import KeyRole
from ledger.policy.facts import Question
from ledger.recording.replaying import Replay, replay
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
    values = {"subject": "s", "position": "agreed"}
    consulted = here.record(OWNER, here.draft("consult", values, agreement=here.agreement))
    change(here, "agreement.terminate", [consulted, resumed])
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
    from ledger.asking.reading import Reading

    return Reading(here.store, here.directory, here.ledger.prover, "example/quanze", here.clock)


def derived(here: Deployment, code: str = "2/derived", *, redistribution: str = "with-consent") -> str:
    """OTHER asks for what USER derived from the owner's item; its id of the agreement between owner and user."""
    agreement = here.conclude(number="协-2026-7", redistribution=redistribution)
    *_, receipt = here.exchange()
    here.register(code, owner=USER)
    values = {"method": "filter", "code_digest": "c", "grade": "1", "payload_salt": "00" * 16}
    payload = {"alg": "sha256", "digest": "dd" * 32, "rows": 3}
    here.record(USER, here.draft("derive", values, item=code, payload=payload, parents=[receipt]))
    here.conclude(number="协-2026-8", owner=USER, user=OTHER, items=(code,))
    return agreement


def ask_derived(here: Deployment) -> Any:
    return ask(here, OTHER, department=OTHER, item="2/derived").decision


def test_what_was_derived_needs_the_consent_of_every_owner_upstream(here: Deployment) -> None:
    agreement = derived(here)
    decision = ask_derived(here)
    assert (decision["answer"], decision["reason"]) == ("refused", "D-ONWARD-CONSENT")
    assert decision["missing"][0]["values"] == [ITEM, OWNER, USER]
    values = {"scope": "code", "third_party": "SOMEBODY-ELSE", "use_until": "2027"}
    here.record(OWNER, here.draft("consent", values, agreement=agreement))
    assert ask_derived(here)["reason"] == "D-ONWARD-CONSENT"
    here.record(OWNER, here.draft("consent", values | {"third_party": OTHER}, agreement=agreement))
    assert ask_derived(here)["answer"] == "permitted"


def test_a_gap_upstream_never_leads_to_a_yes(here: Deployment) -> None:
    values = {"version": "1", "payload_salt": "00" * 16, "cycle_due": "2027-11-20T00:00:00.000Z"}
    payload = {"alg": "sha256", "digest": "dd" * 32, "rows": 3}
    here.record(OWNER, here.draft("data.update", values, item=ITEM, payload=payload, parents=["ab" * 32]))
    decision = ask(here).decision
    assert (decision["answer"], decision["reason"]) == ("undetermined", "D-UPSTREAM-GAP")


def test_linking_wants_a_right_to_both_and_a_check_that_names_both(here: Deployment) -> None:
    here.register("3/other", owner=OTHER)
    asked = {"linked": ["3/other"]}
    assert [row["code"] for row in ask(here, **asked).decision["missing"]] == ["D-LINK-ITEM", "D-LINK-CHECK"]
    here.conclude(number="协-2026-6", owner=OTHER, items=("3/other",))
    assert [row["code"] for row in ask(here, **asked).decision["missing"]] == ["D-LINK-CHECK"]
    values = {"scope": f"{ITEM} 3/other", "result": "low", "next_due": "2027"}
    here.record(USER, here.draft("risk.assess", values, item=ITEM))
    answer = ask(here, **asked)
    assert answer.decision["answer"] == "permitted"
    assert "risk.assess" in [event.type for event in answer.events]


def test_the_same_data_collected_by_another_is_warned_of(here: Deployment) -> None:
    here.register("3/again", owner=OTHER)
    (warning,) = ask(here, OTHER, department=OTHER, item="3/again").decision["warnings"]
    assert (warning["code"], warning["values"]) == ("W-REPEAT-COLLECTION", ["3/again", OWNER, ITEM])


def test_a_recorded_decision_replays_to_the_same_bytes(calling: Deployment) -> None:
    call(calling, 3)
    answer = ask(calling, mode="api", count=8, case_ref="c-2", record=True)
    calling.projector.catch_up()
    view = _reading(calling).event(calling.caller(USER), answer.recorded)
    found = replay(view.text, view.disclosures)
    assert (found.result, found.event) == (Replay.SAME, answer.recorded)
    assert found.again == answer.decision


def test_a_replay_under_other_rules_or_with_fields_withheld_cannot_be_determined(
    here: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ask(here, record=True)
    here.projector.catch_up()
    view = _reading(here).event(here.caller(USER), answer.recorded)
    found = replay(view.text, {name: one for name, one in view.disclosures.items() if name != "facts"})
    assert (found.result, found.missing) == (Replay.CANNOT_BE_DETERMINED, ["facts"])
    for module in ("recording.replaying", "policy.decide"):
        monkeypatch.setattr(f"ledger.{module}.rules_digest", lambda: "f" * 64)
    found = replay(view.text, view.disclosures)
    assert (found.result, found.missing) == (Replay.CANNOT_BE_DETERMINED, ["rules"])


def test_a_changed_input_is_no_disclosure_of_the_event_and_another_type_no_decision(here: Deployment) -> None:
    answer = ask(here, record=True)
    here.projector.catch_up()
    view = _reading(here).event(here.caller(USER), answer.recorded)
    changed = {**view.disclosures, "facts": {**view.disclosures["facts"], "value": {"agreements": []}}}
    with pytest.raises(DisclosureRefused):
        replay(view.text, changed)
    other = _reading(here).event(here.caller(OWNER), here.register("3/x"))
    with pytest.raises(InputRefused, match="no decision"):
        replay(other.text, {})


def test_an_answer_that_does_not_follow_from_its_inputs_is_found(here: Deployment) -> None:
    answer = ask(here)
    forged = {**answer.decision, "answer": "refused"}
    values = {
        "question": answer.question, "facts": answer.facts, "answer": forged,
        "inputs_digest": answer.decision["inputs_digest"],
    }  # fmt: skip
    event, submission = here.pens[MANAGER, KeyRole.GATEWAY].build(here.draft("decision", values))
    found = replay(event.raw.decode(), {name: one.to_json() for name, one in submission.items()})
    assert found.result is Replay.DIFFERENT
