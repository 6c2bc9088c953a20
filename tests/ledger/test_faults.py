"""Each row of the attribution rules, planted as a fault among real events of a real store, and what the service proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.event_types import KeyRole
from ledger.model import format_time
from ledger.policy.attribution_rules import ATTRIBUTION_RULES
from ledger.questions.accountability import Accountability
from ledger.storage.projection_rows import Department
from tests.api.deployment import DAY, ITEM, MANAGER, OTHER, OWNER, USER, Deployment, payload

SALT = "00" * 16
A, B, C = "aa" * 32, "bb" * 32, "cc" * 32


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path)
    deployment.register()
    deployment.register("2/derived", owner=USER)
    yield deployment
    deployment.close()


def publish(here: Deployment, digest: str = A, item: str = ITEM, owner: str = OWNER, **values: str) -> str:
    fields = {"version": "1", "payload_salt": SALT, "cycle_due": format_time(here.clock.now + 300 * DAY)} | values
    return here.record(owner, here.draft("data.update", fields, item=item, payload=payload(digest)))


def deliver(here: Deployment, parent: str, digest: str = A) -> str:
    values = {"version": "1", "payload_salt": SALT, "share_mode": "file", "outlet": "o"}
    return here.record(OWNER, under(here, "deliver", values, [parent], digest), KeyRole.GATEWAY)


def transfer(here: Deployment, parent: str, taken_in: str, given_out: str) -> str:
    values = {"in_digest": taken_in, "hops": 1}
    return here.record(MANAGER, under(here, "transfer", values, [parent], given_out), KeyRole.GATEWAY)


def receive(here: Deployment, parent: str, digest: str = A) -> str:
    return here.record(USER, under(here, "receipt", {"result": "accept"}, [parent], digest), KeyRole.GATEWAY)


def under(here: Deployment, kind: str, values: dict[str, Any], parents: list[str], digest: str | None = None) -> Any:
    members: dict[str, Any] = {"item": ITEM, "agreement": here.agreement, "parents": parents}
    return here.draft(kind, values, **members, **({"payload": payload(digest)} if digest else {}))


def derive(here: Deployment, parent: str) -> str:
    values = {"method": "filter", "code_digest": "c", "grade": "1", "payload_salt": SALT}
    return here.record(
        USER, here.draft("derive", values, item="2/derived", payload=payload("dd" * 32), parents=[parent])
    )


def sound(here: Deployment) -> tuple[str, str, str]:
    published = publish(here)
    delivered = deliver(here, published)
    return published, delivered, receive(here, delivered)


def issue(here: Deployment, actor: str, parents: list[str], item: str = ITEM) -> str:
    values = {"dimension": "accuracy", "severity": "high", "description": "d"}
    return here.record(actor, here.draft("quality.issue", values, item=item, parents=parents))


def ask_correction(here: Deployment, receipt: str) -> str:
    values = {"records_class": "r", "evidence": "e"}
    return here.record(USER, under(here, "correction.request", values, [receipt]))


def delivered_other(here: Deployment) -> str:
    delivered = deliver(here, publish(here), B)
    receive(here, delivered, B)
    return delivered


def carrier_changed(here: Deployment) -> str:
    delivered = deliver(here, publish(here))
    return receive(here, transfer(here, delivered, A, B), B)


def changed_in_transit(here: Deployment) -> str:
    return receive(here, deliver(here, publish(here)), B)


def changed_at_receipt(here: Deployment) -> str:
    return receive(here, transfer(here, deliver(here, publish(here)), A, A), B)


def no_receipt(here: Deployment) -> str:
    return deliver(here, publish(here))


def used_other(here: Deployment) -> str:
    *_, receipt = sound(here)
    draft = here.draft("redistribute", {"third_party": OTHER, "consent": "c"}, agreement=here.agreement, item=ITEM,
                       payload=payload(C), parents=[receipt])  # fmt: skip
    return here.record(USER, draft)


def used_stale(here: Deployment) -> str:
    *_, receipt = sound(here)
    publish(here, C, version="2")
    return derive(here, receipt)


def not_updated(here: Deployment) -> str:
    published = publish(here, cycle_due=format_time(here.clock.now + DAY))
    receipt = receive(here, deliver(here, published))
    here.clock.now += 3 * DAY
    return derive(here, receipt)


def wrong_at_source(here: Deployment) -> str:
    *_, receipt = sound(here)
    asked = ask_correction(here, receipt)
    here.record(OWNER, under(here, "correction.reply", {"result": "corrected", "fix_version": "2"}, [asked]))
    return receipt


def misuse(here: Deployment) -> str:
    *_, receipt = sound(here)
    values = {"kind": "leak", "discovered_at": "now", "level": "general", "affected": here.agreement}
    here.record(USER, here.draft("incident", values, agreement=here.agreement, parents=[receipt]))
    return receipt


def owner_silent(here: Deployment) -> str:
    *_, receipt = sound(here)
    asked = ask_correction(here, receipt)
    # a term runs from the anchor of what nobody countersigned
    here.anchor()
    here.clock.now += 40 * DAY
    here.record(OWNER, here.draft("risk.assess", {"scope": "s", "result": "low", "next_due": "2027"}))
    return asked


def user_silent(here: Deployment) -> str:
    *_, receipt = sound(here)
    issue(here, USER, [])
    here.clock.now += DAY
    return derive(here, receipt)


def derived_wrong(here: Deployment) -> str:
    *_, receipt = sound(here)
    made = derive(here, receipt)
    issue(here, OTHER, [made], "2/derived")
    return made


def no_lead(here: Deployment) -> str:
    published, _, receipt = sound(here)
    here.register("3/second", owner=OTHER)
    second = publish(here, C, "3/second", OTHER)
    issue(here, USER, sorted([published, second]))
    return receipt


FAULTS: dict[str, tuple[Callable[[Deployment], str], str | None]] = {
    "R-DELIVERED-OTHER": (delivered_other, OWNER),
    "R-CARRIER-CHANGED": (carrier_changed, MANAGER),
    "R-CHANGED-IN-TRANSIT": (changed_in_transit, USER),
    "R-CHANGED-AT-RECEIPT": (changed_at_receipt, USER),
    "R-NO-RECEIPT": (no_receipt, None),
    "R-USED-OTHER": (used_other, USER),
    "R-USED-STALE": (used_stale, USER),
    "R-NOT-UPDATED": (not_updated, OWNER),
    "R-WRONG-AT-SOURCE": (wrong_at_source, OWNER),
    "R-MISUSE": (misuse, USER),
    "R-OWNER-SILENT": (owner_silent, OWNER),
    "R-USER-SILENT": (user_silent, USER),
    "R-DERIVED-WRONG": (derived_wrong, USER),
    "R-NO-LEAD": (no_lead, MANAGER),
}


def ask(here: Deployment, event: str) -> Accountability:
    return here.ledger.tracer.accountability(here.caller(USER), event)


def test_a_fault_is_planted_for_every_rule() -> None:
    assert set(FAULTS) == set(ATTRIBUTION_RULES)


@pytest.mark.parametrize(("rule", "fault"), FAULTS.items(), ids=FAULTS)
def test_a_planted_fault_is_attributed_by_its_rule_with_evidence(
    here: Deployment, rule: str, fault: tuple[Callable[[Deployment], str], str | None]
) -> None:
    plant, department = fault
    event = plant(here)
    here.anchor()
    answer = ask(here, event)
    assert answer.proposal is not None
    assert (answer.proposal.rule, answer.proposal.responsible.department) == (rule, department)
    assert answer.proposal.evidence
    assert {one.id for one in answer.evidence} >= set(answer.proposal.evidence)
    assert answer.outcome == ("cannot-be-determined" if department is None else "proposed")


@pytest.mark.parametrize("rule", sorted(set(FAULTS) - {"R-NO-RECEIPT", "R-OWNER-SILENT"}))
def test_the_same_fault_without_anchored_evidence_cannot_be_determined(here: Deployment, rule: str) -> None:
    answer = ask(here, FAULTS[rule][0](here))
    assert (answer.outcome, answer.proposal) == ("cannot-be-determined", None)
    assert "deliver (unanchored)" in answer.missing


def test_a_lead_source_moves_the_answer_from_manager_to_owner(here: Deployment) -> None:
    event = no_lead(here)
    values = {"lead_department": OWNER, "replaced_source": OTHER, "basis": "b"}
    here.record(MANAGER, here.draft("source.assign", values, item=ITEM))
    here.anchor()
    answer = ask(here, event)
    assert answer.proposal is not None
    assert (answer.proposal.rule, answer.proposal.responsible.department) == ("R-WRONG-AT-SOURCE", OWNER)


def test_a_doubt_about_what_was_derived_accuses_no_source(here: Deployment) -> None:
    event = derived_wrong(here)
    here.anchor()
    answer = ask(here, event)
    assert [one.rule for one in answer.alternatives] == []


def test_keys_and_office_are_those_of_then_and_the_successors_are_named(here: Deployment) -> None:
    published = publish(here)
    draft = under(
        here, "deliver", {"version": "1", "payload_salt": SALT, "share_mode": "file", "outlet": "o"}, [published], B
    )
    delivered = here.record(OWNER, type(draft)(**{**vars(draft), "operator": "op-7"}), KeyRole.GATEWAY)
    receive(here, delivered, B)
    here.anchor()
    keys = {key.address for key in here.directory.keys_of(OWNER)}
    reform = here.clock.now + DAY
    with here.store.begin() as session:
        known = session.projections.department(OWNER)
        assert known is not None
        facts = {**known.facts, "successor": "MZJ-NEW", "succeeded_ms": reform}
        session.projections.put_department(Department(**{**vars(known), "facts": facts}))
        after = {**known.facts, "name_zh": "新民政局", "name_en": "New bureau"}
        session.projections.put_department(Department(**{**vars(known), "code": "MZJ-NEW", "facts": after}))
    here.clock.now += 30 * DAY
    answer = ask(here, delivered)
    assert answer.proposal is not None
    responsible = answer.proposal.responsible
    assert (responsible.department, responsible.office) == (OWNER, "op-7")
    assert {key.address for key in responsible.keys} == keys
    assert [(one.department, one.name_zh, one.since) for one in responsible.successors] == [
        ("MZJ-NEW", "新民政局", format_time(reform))
    ]
