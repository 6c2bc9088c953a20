"""What everything that departments did on the chain became here, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.chain.artifacts import CONTRACTS, load_artifact
from ledger.indexing import ChainIndexer, rebuild
from ledger.indexing.following import refold
from ledger.indexing.rules import RULES
from ledger.registers.directory import Directory
from ledger.registers.registry import Scope, item_id, subjects_of
from ledger.storage import chain_rows as r
from ledger.storage.projection_rows import Agreement, Department, DepartmentKey
from ledger.storage.store import Store, open_store
from tests.ledger.indexing.conftest import dump
from tests.ledger.indexing.story import OTHER_ITEM, Told
from tests.ledger.indexing.town import DAY, ITEM, MANAGER, NEXT, OWNER, ROOT, USER, some_hash
from tests.ledger.storage.conftest import DATABASES

pytestmark = pytest.mark.chain
# emitted by nothing that the contracts do after their construction (EIP-5267)
NEVER = "EIP712DomainChanged"


def hexed(value: bytes) -> str:
    return "0x" + value.hex()


def one(store: Store, kind: type, *key: Any) -> Any:
    with store.read() as session:
        found = session.chain.get(kind, *key)
    assert found is not None
    return found


def agreement(store: Store, identity: bytes) -> Agreement:
    found: Agreement = one(store, Agreement, hexed(identity))
    return found


def declared() -> set[tuple[str, str]]:
    entries = [(name, part) for name in CONTRACTS for part in load_artifact(name)["abi"]]
    return {(name, part["name"]) for name, part in entries if part["type"] == "event"} - {(n, NEVER) for n in CONTRACTS}


def test_every_event_of_every_contract_has_a_rule_and_was_seen(followed: Store) -> None:
    with followed.read() as session:
        seen = {(event.contract, event.name) for events in session.chain.batches(RULES, 500) for event in events}
    assert {(name, event) for name, rules in RULES.items() for event in rules} == declared() == seen


@pytest.fixture(params=DATABASES)
def other_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/quanze.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("index_database")
    with open_store(url) as store:
        yield store


def test_reading_from_block_0_refolding_and_rebuilding_give_the_same_tables(
    told: Told, followed: Store, other_store: Store
) -> None:
    indexer, expected = ChainIndexer(other_store, told.town.link, {}), dump(followed)
    indexer.step()
    assert dump(other_store) == expected
    for contracts in ({"Agreements"}, {"Departments", "EventLog"}, set(RULES)):
        with other_store.begin() as session:
            session.chain.drop_folded(contracts)
            refold(session, contracts, {})
        assert dump(other_store) == expected
    rebuild(other_store, lambda: 0)
    assert sum(map(len, dump(other_store).values())) == 0
    assert indexer.step() == len(expected["contract_events"])
    assert dump(other_store) == expected


def test_a_batch_may_end_between_the_two_events_of_one_step(
    told: Told, followed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = dump(followed)
    monkeypatch.setattr("ledger.indexing.following._BATCH", 1)
    with followed.begin() as session:
        session.chain.drop_folded({"Accountability"})
        refold(session, {"Accountability"}, {})
    assert dump(followed) == expected


def test_keys_say_when_and_why_they_ended_and_what_took_their_place(told: Told, followed: Store) -> None:
    officer, rotated, restored = (
        one(followed, DepartmentKey, address) for address in (told.officer, told.rotated, told.restored)
    )
    assert (officer.department, officer.role, officer.facts["reason"]) == (USER, "officer", "lost")
    assert officer.valid_from < officer.valid_until < officer.facts["ended_at"] + 6000
    successor = one(followed, DepartmentKey, rotated.facts["successor"])
    assert (rotated.facts["reason"], successor.role, successor.valid_until) == ("calendar", "officer", None)
    assert restored.facts["instrument"] == hexed(some_hash("restoration"))
    with followed.read() as session:
        (quorum,) = session.chain.find(r.RootQuorum)
    assert quorum.votes == 1


def test_a_succession_ends_the_keys_and_names_who_answers(told: Told, followed: Store) -> None:
    department = one(followed, Department, OWNER)
    end = department.facts["succeeded_ms"]
    assert (department.status, department.facts["successor"]) == ("succeeded", NEXT)
    assert one(followed, DepartmentKey, told.town.heads[OWNER].address).valid_until == end
    before, after = (Directory(followed, lambda at=at: at) for at in (end - 1, end))
    assert (before.acting(OWNER), after.acting(OWNER), after.acting(USER)) == (OWNER, NEXT, USER)
    assert before.ancestors(OWNER) == after.ancestors(OWNER) == [MANAGER, ROOT]


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("stepwise", "concluded"),
        ("at_once", "concluded"),
        ("withdrawn", "withdrawn"),
        ("first", "superseded"),
        ("second", "suspended"),
        ("stopped", "terminated"),
        ("closed", "closed"),
    ],
)
def test_an_agreement_is_where_its_steps_led(told: Told, followed: Store, name: str, state: str) -> None:
    assert agreement(followed, getattr(told, name)).state == state


def test_an_agreement_made_step_by_step_is_like_one_made_at_once(told: Told, followed: Store) -> None:
    stepwise, at_once = agreement(followed, told.stepwise), agreement(followed, told.at_once)
    assert {*at_once.facts} == {"filed_at", "block", "transaction"} < {*stepwise.facts}
    assert {**stepwise.terms, "number": "", "use_from": 0, "use_until": 0, "retention_until": 0} == {
        **at_once.terms,
        "number": "",
        "use_from": 0,
        "use_until": 0,
        "retention_until": 0,
    }
    directory = Directory(followed, lambda: told.town.now() * 1000)
    for row in (stepwise, at_once):
        found = directory.agreement(row.id)
        assert found is not None
        assert (found.state, found.terms.to_json()) == ("active", row.terms)


def test_a_draft_is_no_agreement_to_anyone_who_decides(told: Told, followed: Store) -> None:
    directory = Directory(followed, lambda: told.town.now() * 1000)
    assert directory.agreement(hexed(told.withdrawn)) is None
    draft = directory.draft(hexed(told.withdrawn))
    assert draft is not None
    assert draft.state == "withdrawn"
    assert directory.draft(hexed(told.at_once)) is None
    with followed.read() as session:
        concluded = {row.id for row in session.projections.agreements(party=OWNER, item=ITEM)}
        everything = {row.id for row in session.projections.agreements(party=OWNER, item=ITEM, drafts=True)}
    assert everything - concluded == {hexed(told.withdrawn)}


def test_versions_are_linked_both_ways(told: Told, followed: Store) -> None:
    first, second = agreement(followed, told.first), agreement(followed, told.second)
    assert (second.version, second.first, second.previous) == (2, first.id, first.id)
    assert first.facts["superseded_by"] == second.id
    with followed.read() as session:
        assert [row.version for row in session.projections.versions(first.id)] == [1, 2]


def test_a_suspension_keeps_the_order_to_rectify_and_an_announced_end_outlasts_it(told: Told, followed: Store) -> None:
    suspended, stopped = agreement(followed, told.second).facts, agreement(followed, told.stopped).facts
    assert (suspended["suspended_by"], suspended["rectification_refused"]) == (OWNER, True)
    assert suspended["rectify_by"] > suspended["suspended_at"]
    assert "suspended_at" not in stopped
    assert (stopped["ground"], stopped["ends_at"] > stopped["filed_at"]) == ("owner-stop", True)
    closed = agreement(followed, told.closed).facts
    assert (closed["ground"], closed["certificate"]) == ("purpose-ended", hexed(some_hash("certificate")))


def test_an_item_has_its_versions_owners_source_links_and_grants(told: Told, followed: Store) -> None:
    item = one(followed, r.CatalogueItem, item_id(ITEM))
    assert (item.code, item.owner, item.lead_source, item.version, item.holdings) == (ITEM, USER, USER, 2, 2)
    assert item.entry == hexed(told.newer)
    with followed.read() as session:
        chain = session.chain
        holdings = chain.find(r.Holding, item=item.id)
        (link,) = chain.find(r.ItemLink, item=item.id)
        assert chain.find(r.CatalogueItem, code=OTHER_ITEM) == []
    assert [(one.owner, one.instrument) for one in holdings] == [(OWNER, None), (USER, hexed(some_hash("reform")))]
    assert link.until is not None
    grant, refused = one(followed, r.Grant, hexed(told.grant)), one(followed, r.CatalogueEntry, hexed(told.refused))
    assert (grant.operator, grant.facts["ended_by"], grant.valid_until) == (NEXT, MANAGER, grant.facts["ended_at"])
    assert (refused.state, refused.facts["reason"]) == ("refused", "gaps")
    assert one(followed, r.CatalogueEntry, hexed(told.entry)).state == "published"


def test_a_breach_and_a_dispute_stand_where_their_steps_led(told: Told, followed: Store) -> None:
    breach, dispute = one(followed, r.Breach, hexed(told.breach)), one(followed, r.Dispute, hexed(told.dispute))
    assert (breach.clause, breach.department, breach.severity) == ("O6", OWNER, 2)
    # the first rectification was rejected, the second waits
    assert (breach.state, breach.resumes) == ("rectified", "ordered")
    assert (dispute.state, dispute.claimant, dispute.respondent) == ("mediating", USER, OWNER)
    assert {breach.subject, dispute.subject} == {hexed(told.at_once)}
    with followed.read() as session:
        steps = session.chain.find(r.AccountabilityStep, matter=breach.id)
    kinds = ["mark", "finding", "order", "rectification", "rejection", "rectification"]
    assert [step.kind for step in steps] == kinds
    assert [step.proof["index"] for step in steps] == [0, 1, 2, 3, 4, 5]


def test_a_log_has_its_keys_anchors_and_witnesses(told: Told, followed: Store) -> None:
    with followed.read() as session:
        opened, (anchor,), (witness,) = (session.chain.find(k) for k in (r.LogOpening, r.ChainAnchor, r.ChainWitness))
    assert [(one.nonce, one.department, one.log_key) for one in opened] == [
        (nonce, MANAGER, told.town.log_key.address) for nonce in (0, 1)
    ]
    assert (anchor.size, witness.size, witness.department, witness.count) == (11, 11, USER, 1)


def test_a_history_holds_what_tells_of_its_subject_and_comes_in_pages(told: Told, followed: Store) -> None:
    with followed.read() as session:
        chain = session.chain
        names = [event.name for event in chain.history(hexed(told.second))]
        assert names[:3] == ["Concluded", "Amended", "Suspended"]
        assert "BreachMarked" in {event.name for event in chain.history(hexed(told.at_once))}
        whole = chain.history(OWNER)
        first = chain.history(OWNER, limit=3)
        assert first + chain.history(OWNER, after=(first[-1].block, first[-1].log_index)) == whole
        assert {"DepartmentAdmitted", "Offered", "EntryPublished", "CorrectionOrdered", "DepartmentSucceeded"} <= {
            event.name for event in chain.history(OWNER)
        } | {event.name for event in chain.history(MANAGER)}
        assert chain.history("ZZ-000000") == []
        for event in whole:
            json.dumps(event.arguments, allow_nan=False)


def test_the_directory_gives_mandates_as_the_contract_does(told: Told, followed: Store) -> None:
    town = told.town
    contract, now = town.contract("Departments"), town.now()
    registry = Directory(followed, lambda: now * 1000).registry()
    auditor, agreement_id = town.auditor.address, hexed(told.at_once)
    codes = (ROOT, MANAGER, OWNER, USER, NEXT, "YY-330000")

    def padded(code: str) -> bytes:
        return code.encode().ljust(32, b"\x00")

    for at in (0, now - 3600, now, now + 2, now + DAY - 60, now + 2 * DAY, now + 41 * DAY):
        for code in codes:
            said = registry.accredited(auditor, Scope((code,), ""), at * 1000)
            assert said == contract.call("accredited", auditor, padded(code), at), (code, at)
            assert (
                registry.resolve(code, at * 1000) == contract.call("resolve", padded(code), at).rstrip(b"\0").decode()
            )
            for other in codes:
                acts = contract.call("mayActFor", padded(code), padded(other), at)
                assert registry.may_act_for(code, other, at * 1000) == acts, (code, other, at)
        scope = Scope((), MANAGER, subjects_of(agreement_id, ()))
        said = registry.accredited(auditor, scope, at * 1000)
        assert said == contract.call("mayAudit", auditor, padded(MANAGER), told.at_once, at), at
    assert not registry.accredited(town.heads[OWNER].address, Scope((OWNER,), ""), now * 1000)
