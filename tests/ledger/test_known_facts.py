"""What is known beside the events of an agreement: from the chain's mandates and departments, the catalogue and the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.asking.event_queries import newest
from ledger.asking.records import Records
from ledger.event_types import KeyRole
from ledger.policy.context import Known
from ledger.questions.known_facts import KnownFacts
from ledger.registers.registry import item_id
from ledger.storage.chain_rows import Mandate
from ledger.storage.projection_rows import Department
from tests.api.deployment import AUDIT, DAY, ITEM, MANAGER, ORIGIN, OTHER, OWNER, START, UPPER, USER, Deployment

LATER = "2026-12-31T00:00:00.000Z"
ASKED = {
    "legal_basis": "条例 20", "scenario": "s", "scope": ["社保待遇"], "share_mode": "api", "use_until": "u", "case_type": "t",
    "volume": 1, "approved_by": "h", "drafted_by": "d",
}  # fmt: skip
MEMBERS = {"owner": OWNER, "user": USER}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Deployment]:
    made = Deployment(tmp_path)
    made.register()
    yield made
    made.close()


def known(here: Deployment) -> Known:
    records = Records(ORIGIN)
    facts = here.directory.agreement(here.agreement)
    assert facts is not None
    with here.store.read() as session:
        rows = records.load(session, newest(session, agreement=here.agreement))
        return KnownFacts(session, records, here.directory, facts).known(rows)


def duty(here: Deployment, clause: str) -> Any:
    found = here.ledger.tracer.activity(here.caller(USER), here.agreement)
    return next((one for one in found.duties if one.clause == clause), None)


def inspect(here: Deployment, actor: str, *bases: str) -> None:
    values = {"scope": f"duties:{USER}", "period": "2026", "result": "listed", "bases": list(bases)}
    here.record(actor, here.draft("inspection", values))


def access(here: Deployment, *scope: str) -> None:
    draft = here.draft("audit.access", {"scope": list(scope), "query": "q"}, agreement=here.agreement)
    here.record(AUDIT, draft, KeyRole.AUDITOR)


def mandate(here: Deployment, **members: Any) -> None:
    facts: dict[str, Any] = {
        "id": "0x" + "0a" * 32, "kind": "accreditation", "giver": UPPER, "holder": AUDIT, "key": None, "subtree": None,
        "subjects": [], "valid_from": START - DAY, "valid_until": None,
    }  # fmt: skip
    with here.store.begin() as session:
        sheet = session.chain.sheet()
        sheet.put(Mandate(**{**facts, **members}))
        sheet.write()
    here.clock.now += 1_000


def test_items_departments_and_the_body_of_disputes_come_from_the_projections(here: Deployment) -> None:
    found = known(here)
    assert found.items[ITEM].conditions == frozenset({"限公共服务"})
    assert (found.items[ITEM].owner, found.items[ITEM].manager) == (OWNER, MANAGER)
    assert found.tiers[UPPER] == 2
    assert found.bodies == {here.agreement: MANAGER}


def test_an_entrusted_enterprise_that_acts_for_nobody_is_told(here: Deployment) -> None:
    facts = {"parent": MANAGER, "tier": 3, "region": "510100", "since_ms": START - DAY, "kind": 6}
    with here.store.begin() as session:
        session.projections.put_department(Department(USER, USER, MANAGER, "3", "510100", "active", facts))
    here.clock.now += 1_000
    assert known(here).contractors == {USER}
    here.record(USER, here.draft("purpose.end", {"cause": "c"}, agreement=here.agreement))
    assert duty(here, "P1").why.en == "no entrusting department"


def test_a_request_is_held_against_the_list_that_a_department_above_wrote_down(here: Deployment) -> None:
    here.record(USER, here.draft("request", ASKED, item=ITEM, agreement=here.agreement))
    assert known(here).bases == {}
    assert duty(here, "U1") is None
    inspect(here, MANAGER, "条例 20", "社保待遇")
    assert known(here).bases == {USER: frozenset({"条例 20", "社保待遇"})}
    assert duty(here, "U1") is None
    inspect(here, OTHER, "条例 20")
    assert duty(here, "U1") is None
    inspect(here, UPPER, "条例 20")
    assert "社保待遇" in duty(here, "U1").why.zh


def test_an_auditor_without_accreditation_is_told(here: Deployment) -> None:
    access(here, ITEM)
    assert duty(here, "A1").why.en == "not accredited"


COVERING: dict[str, dict[str, Any]] = {
    "all under a department": {"subtree": MANAGER},
    "the item by name": {"subjects": [item_id(ITEM)]},
}


@pytest.mark.parametrize("members", COVERING.values(), ids=COVERING)
def test_the_chains_accreditation_covers_what_it_names(here: Deployment, members: dict[str, Any]) -> None:
    mandate(here, **members)
    access(here, ITEM)
    assert duty(here, "A1") is None
    access(here, ITEM, "nothing-we-know")
    assert "nothing-we-know" in duty(here, "A1").why.en


def test_an_accreditation_that_has_not_begun_or_has_ended_is_outside_its_dates(here: Deployment) -> None:
    mandate(here, subtree=MANAGER, valid_until=START)
    access(here, here.agreement, "协-2026-1")
    assert duty(here, "A1").why.en == "outside the accredited dates"


@pytest.mark.parametrize(("giver", "reason"), [(MANAGER, None), (OTHER, "not accredited")])
def test_a_recorded_accreditation_counts_from_whoever_manages_the_matter(
    here: Deployment, giver: str, reason: str | None
) -> None:
    values = {"subject": AUDIT, "scope": [ITEM], "valid_from": "2026-01-01T00:00:00.000Z", "valid_until": LATER}
    grant = here.record(giver, here.draft("accreditation.grant", values))
    access(here, ITEM)
    told = duty(here, "A1")
    assert (told.why.en if told else None) == reason
    if giver == MANAGER:
        end = here.draft("accreditation.expire", {"subject": AUDIT, "reason": "r"}, parents=[grant])
        here.record(MANAGER, end)
        access(here, ITEM)
        assert duty(here, "A1").why.en == "outside the accredited dates"
