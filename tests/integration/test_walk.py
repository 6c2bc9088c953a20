"""The scripted walk: from the nation to the county, from an offer to its closure, from a breach to its acceptance.

Every step is tried with every key of the cast in every place: what the contract answers is what the table of acts says,
and each refusal bears the error that the documentation names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ledger.acts import ACTS, Consent, terms_message
from ledger.acts.asking import code_of, item_id, text_of
from ledger.asking.operations import Drafted
from ledger.indexing import ChainIndexer, rebuild
from ledger.keys import LocalSigner
from ledger.policy.terms import AgreementTerms
from ledger.registers.directory import Directory, state_of
from ledger.storage import chain_rows as rows
from ledger.storage.operation_journal import Operation
from ledger.storage.projection_rows import Agreement
from ledger.wiring import open_ledger
from tests.integration.walkers import (
    AUDIT,
    CITY,
    CONTRACTOR,
    COUNTY,
    HEIR,
    MANAGER,
    NATION,
    OWNER,
    PLACES,
    PROVINCE,
    STRANGER,
    USER,
    Walk,
)
from tests.ledger.indexing.conftest import dump
from tests.ledger.service.stage import OPEN, grant
from tests.ledger.service.test_acts import entry
from tests.ledger.service.world import terms_of

pytestmark = pytest.mark.chain
HASH, ITEM = "0x" + "ab" * 32, "3/07/001/walk"
PARTIES = (OWNER, USER, MANAGER)
REASON = {"reasonEvent": HASH}
STATES = [
    "none",
    "pending",
    "active",
    "expired",
    "suspended",
    "terminated",
    "closed",
    "offered",
    "signed",
    "superseded",
    "withdrawn",
]
BREACH = ["none", "marked", "found", "ordered", "rectified", "accepted"]
DISPUTE = ["none", "negotiating", "mediating", "deciding", "settled", "decided"]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with Walk(tmp_path_factory.mktemp("walk") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def client(walk: Walk) -> Iterator[TestClient]:
    """The API beside the worker."""
    ledger = open_ledger(walk.config, walk.worker.recorder, walk.clock)
    with TestClient(create_app(ledger)) as made:
        yield made


@pytest.fixture(scope="module")
def agreed() -> dict[str, str]:
    """Ids by what they are, for the chapters that follow."""
    return {}


def over_http(walk: Walk, client: TestClient, extra: dict[str, Any] | None = None) -> Any:
    """Carries a step out through the API, which is asked for a draft and then sent the signatures."""

    def carry(drafted: Drafted, consents: list[Consent]) -> Operation:
        path, message = f"/v1/acts/{drafted.act.name}", dict(drafted.message)
        enclosed = {"extra": extra} if extra else {}
        if drafted.act.count is not None:
            del message["nonce"]
        again = client.post(f"{path}/draft", json={"message": message, **enclosed}).json()
        assert (again["message"], again["digest"]) == (drafted.message, "0x" + (drafted.digest or b"").hex())
        signed = [{"signer": one.signer, "signature": "0x" + one.signature.hex()} for one in consents]
        answer = client.post(path, json={"message": again["message"], "consents": signed, **enclosed})
        assert answer.status_code == 202, answer.text
        walk.turn()
        told = client.get(f"/v1/operations/{answer.json()['operation']['id']}").json()
        assert told["state"] == "final", told
        return walk.operations.state(told["id"])

    return carry


def terms(walk: Walk, number: str, owner: str = OWNER, **changes: Any) -> dict[str, Any]:
    sides = {"owner": owner, "user": USER, "manager": MANAGER}
    return terms_message(terms_of(number=number, items=[ITEM], **sides, **changes))


def test_admission_goes_down_four_tiers(walk: Walk, client: TestClient) -> None:
    for code in (PROVINCE, CITY, COUNTY):
        names = {"names": {"zh": code, "en": code}}
        carry = over_http(walk, client, names) if code == COUNTY else None
        walk.step("admit", walk.admission(code), PLACES[code][0], extra=names, carry=carry)
        walk.hold(code, "head", walk.heads[code])
    walk.settle()
    new = walk.keys["nobody's key"].signer
    for parent in (NATION, PROVINCE, CITY, COUNTY):
        admission = {**walk.admission(HEIR), "code": "XX-330106", "parent": parent, "head": new.address}
        walk.tried("admit", admission, parent)
    walk.tried(
        "admitRoot",
        {**walk.admission(PROVINCE), "code": "XX-000000", "parent": "", "head": new.address},
        NATION,
        departments={0: [NATION]},
    )
    walk.tried("changeQuorum", {"votes": 1}, NATION, departments={0: [NATION]})
    assert [row["tier"] for row in client.get("/v1/departments").json()["departments"] if row["kind"] == 2] == [
        2, 3, 4, 1
    ]  # fmt: skip


def test_keys_are_enrolled_rotated_ended_and_restored_by_the_right_head_only(walk: Walk) -> None:
    new, gateway = LocalSigner.generate(), walk.keys[f"gateway of {OWNER}"].signer
    walk.tried("enrol", grant(OWNER, new, 2), OWNER)
    rotation = {"department": OWNER, "key": gateway.address, "successor": new.address, "since": walk.now()}
    walk.tried("rotate", rotation | {"validUntil": OPEN, "reason": "换"}, OWNER)
    lost = {"department": STRANGER, "key": walk.heads[STRANGER].address, "since": walk.now() - 1, "reason": "失"}
    walk.step("endKey", lost, STRANGER)
    walk.keys["ended head of a stranger"] = replace(walk.keys[f"head of {STRANGER}"], valid=False)
    del walk.keys[f"head of {STRANGER}"]
    restored = {"department": STRANGER, "head": new.address, "validFrom": 0, "validUntil": OPEN, "instrument": HASH}
    walk.step("restoreHead", restored, PROVINCE)
    walk.heads[STRANGER] = new
    walk.hold(STRANGER, "head", new)


def test_mandates_are_given_by_the_right_head_only(walk: Walk) -> None:
    auditor = walk.keys[f"auditor of {AUDIT}"].signer.address
    scope = {"auditor": AUDIT, "key": auditor, "manager": PROVINCE, "subtree": CITY, "subjects": []}
    walk.step("accredit", scope | {"validFrom": 0, "validUntil": OPEN}, PROVINCE)
    trust = {"contractor": CONTRACTOR, "principal": OWNER, "validFrom": 0, "validUntil": OPEN, "approval": HASH}
    given = walk.step("entrust", trust, OWNER).description["mandate"]
    walk.tried("endMandate", {"mandate": given, "department": OWNER, "since": walk.now() + 900, "reason": "止"}, OWNER)
    walk.tried("open", {"origin": "quanze.test/other", "department": OWNER, "logKey": HASH[:42]}, OWNER)


def test_an_item_is_submitted_reviewed_published_and_its_rights_recorded(walk: Walk, client: TestClient) -> None:
    made = entry(item=ITEM, responsible={"owner": OWNER, "manager": MANAGER, "aggregation": 2})
    sent = walk.step("submit", made, OWNER).description["message"]
    enclosed = {"entry": sent}
    walk.tried("refuse", {"reason": "不全"}, MANAGER, extra=enclosed)
    walk.step("publish", {"review": HASH}, MANAGER, extra=enclosed, carry=over_http(walk, client, enclosed))
    walk.step("assignSource", {"item": ITEM, "source": USER, "basis": HASH}, MANAGER)
    walk.step("link", {"item": ITEM, "duty": HASH, "table": HASH, "linked": True}, OWNER)
    right = {"item": ITEM, "operator": CONTRACTOR, "vocabulary": 1, "rightType": 3, "scope": HASH, "until": OPEN}
    given = walk.step("grant", right | {"incomeShare": 500, "approval": HASH}, OWNER, MANAGER, CONTRACTOR)
    end = {"grant": given.description["grant"], "since": walk.now() + 900, "reason": HASH}
    walk.tried("endGrant", end | {"department": OWNER}, OWNER)
    walk.step("endGrant", end | {"department": MANAGER}, MANAGER)


def test_an_agreement_from_the_offer_to_its_resumption(walk: Walk, client: TestClient, agreed: dict[str, str]) -> None:
    offered = {"terms": terms(walk, "1"), "openUntil": walk.now() + 900}
    walk.step("offer", offered, OWNER, carry=over_http(walk, client))
    made = terms(walk, "1") | {"period": offered["terms"]["period"]}
    walk.tried("withdraw", {"agreement": walk.operations.draft("sign", made).id, **REASON}, USER)
    walk.step("sign", made, USER, departments={0: [USER]})
    first = walk.step("file", made, MANAGER).description["agreement"]
    second = walk.step("amend", {"previous": first, "terms": terms(walk, "1之二")}, *PARTIES).description["agreement"]
    act = {"agreement": second, **REASON}
    for name, who in (("terminateByAgreement", PARTIES), ("endPurpose", (USER,))):
        walk.tried(name, act, *who)
    stop = {"agreement": second, "consultationEvent": HASH, "effectAt": walk.now() + 900}
    walk.tried("stopByOwner", stop, OWNER, MANAGER)
    walk.step("suspend", act, walk.keys[f"officer of {OWNER}"].signer)
    walk.step("orderRectification", act | {"dueAt": walk.now() + 900}, MANAGER)
    walk.tried("refuseRectification", act, USER)
    walk.step("resume", act, OWNER)
    # what the manager suspended, the owner does not resume
    walk.run("suspend", act, MANAGER)
    walk.step("resume", act, MANAGER, departments={0: [MANAGER]})
    agreed |= {"first": first, "second": second}


def test_misuse_that_was_not_mended_ends_an_agreement(walk: Walk, agreed: dict[str, str]) -> None:
    misused = walk.step("conclude", terms(walk, "2"), *PARTIES).description["agreement"]
    act = {"agreement": misused, **REASON}
    walk.run("suspend", act, MANAGER)
    walk.run("orderRectification", act | {"dueAt": walk.now() + 900}, MANAGER)
    assert walk.refusal("terminateForMisuse", act, MANAGER) == "RectificationNotOver"
    walk.run("refuseRectification", act, USER)
    walk.step("terminateForMisuse", act, OWNER)
    agreed["misused"] = misused


def test_a_breach_is_marked_found_ordered_rectified_and_accepted(walk: Walk, agreed: dict[str, str]) -> None:
    mark = {"clause": "O8", "absence": True, "agreement": agreed["second"], "item": "", "department": OWNER}
    mark |= {"dueAt": walk.now() - 60, "calendar": HASH}
    started = {"event": walk.anchored(USER)}
    assert walk.refusal("markBreach", mark | {"department": USER}, extra=started) == "NotTheDebtor"
    breach = walk.run("markBreach", mark, extra=started).description["breach"]
    auditor = walk.keys[f"auditor of {AUDIT}"].signer
    found = {"breach": breach, "scope": "0x" + code_of(CITY).hex(), "severity": 2, "report": HASH}
    walk.step("fileFinding", found | {"eventId": walk.anchored(AUDIT, auditor)}, auditor, departments={0: [AUDIT]})
    order = {"breach": breach, "department": CITY, "measures": HASH, "due": walk.now() + 900}
    walk.step("order", order | {"eventId": walk.anchored(CITY)}, CITY)
    walk.step("rectify", {"breach": breach, "proof": HASH, "eventId": walk.anchored(OWNER)}, OWNER)
    answer = {"breach": breach, "department": MANAGER, "accepted": True, "report": HASH}
    accepted = answer | {"eventId": walk.anchored(MANAGER)}
    for code, error in ((OWNER, "OwnCase"), (USER, "MayNotOrder"), (STRANGER, "MayNotOrder")):
        assert walk.refusal("accept", accepted | {"department": code}, code) == error
    audited = {**answer, "department": AUDIT, "scope": found["scope"], "eventId": walk.anchored(AUDIT, auditor)}
    walk.tried("accept", audited, auditor, departments={0: [AUDIT]}, roles=["auditor"])
    walk.step("accept", accepted, MANAGER, roles=["head"])
    agreed["breach"] = breach


def test_a_dispute_goes_to_the_common_ancestor(walk: Walk, agreed: dict[str, str]) -> None:
    filing = {"agreement": agreed["second"], "item": "", "claimant": USER, "respondent": OWNER, "claim": HASH}
    filed = walk.step("fileDispute", filing | {"eventId": walk.anchored(USER)}, USER)
    step = {"dispute": filed.description["dispute"], "settled": False, "report": HASH}
    walk.step("negotiate", step | {"department": OWNER, "eventId": walk.anchored(OWNER)}, OWNER)
    mediation = step | {"eventId": walk.anchored(CITY)}
    # owner and user are of different tiers: not their manager, but the lowest government above both mediates
    assert walk.refusal("mediate", mediation | {"body": MANAGER}, MANAGER) == "WrongBody"
    assert walk.step("mediate", mediation, CITY).description["message"]["body"] == CITY
    ruling = {"dispute": step["dispute"], "ruling": HASH, "eventId": walk.anchored(PROVINCE)}
    assert walk.step("decide", ruling, PROVINCE).description["message"]["body"] == PROVINCE
    agreed["dispute"] = step["dispute"]


def test_what_was_anchored_is_witnessed_by_others(walk: Walk) -> None:
    size, anchor = walk.worker.chain.event_log.call("headOf", walk.config.origin)
    seen = {"origin": walk.config.origin, "size": size, "root": "0x" + anchor["root"].hex()}
    walk.step("witness", seen, USER, departments={0: list(PLACES)})


def test_the_heir_of_the_owner_stands_in_its_place(walk: Walk, agreed: dict[str, str]) -> None:
    reform = {"department": OWNER, "successor": HEIR, "instrument": HASH, "effectiveAt": walk.now()}
    walk.step("succeed", reform, COUNTY, HEIR)
    walk.end(OWNER)
    walk.pass_days(1)
    act = {"agreement": agreed["second"], **REASON}
    old = {"previous": agreed["second"], "terms": terms(walk, "1之三")}
    assert walk.refusal("amend", old, HEIR, USER, MANAGER) == "PartyChanged"
    walk.tried("amend", {**old, "terms": terms(walk, "1之三", HEIR)}, HEIR, USER, MANAGER)
    walk.step("suspend", act, walk.keys[f"officer of {HEIR}"].signer)
    walk.step("resume", act, HEIR)
    walk.step("link", {"item": ITEM, "duty": HASH, "table": "0x" + "cd" * 32, "linked": True}, HEIR)
    moved = {"item": ITEM, "from": OWNER, "to": HEIR, "manager": MANAGER, "instrument": HASH}
    walk.step("changeAttribution", moved, HEIR, HEIR, MANAGER)
    assert walk.operations.draft("link", {"item": ITEM, "duty": HASH, "table": HASH, "linked": False}).signings[
        0
    ].departments == (HEIR,)


def test_what_is_over_is_closed_on_proof_of_disposal(walk: Walk, agreed: dict[str, str]) -> None:
    disposal = {"agreement": agreed["second"], "certificate": HASH, "disposalEvent": HASH}
    assert walk.refusal("close", disposal, USER, HEIR) == "WrongState"
    walk.pass_days(40)
    act = {"agreement": agreed["second"], **REASON}
    assert walk.refusal("suspend", act, MANAGER) == "WrongState"
    walk.step("close", disposal, USER, walk.keys[f"officer of {HEIR}"].signer)
    walk.step("close", disposal | {"agreement": agreed["misused"]}, USER, HEIR)


def test_the_tables_say_what_the_contracts_say(walk: Walk, agreed: dict[str, str]) -> None:
    chain, store = walk.worker.chain, walk.worker.store
    directory, now = Directory(store, walk.clock), walk.clock()
    with store.read() as session:
        agreements = session.chain.find(Agreement)
        (item,) = session.chain.find(rows.CatalogueItem)
        breaches, disputes = session.chain.find(rows.Breach), session.chain.find(rows.Dispute)
    assert {row.id for row in agreements} == {agreed[name] for name in ("first", "second", "misused")}
    for row in agreements:
        state = STATES[chain.agreements.call("stateOf", bytes.fromhex(row.id[2:]))]
        told = state_of(AgreementTerms.from_json(row.terms), now) if row.state == "concluded" else row.state
        assert told == state, row
    known = chain.contracts["Catalogue"].call("itemOf", item_id(ITEM))
    for name in ("owner", "manager", "leadSource"):
        ours = {"leadSource": "lead_source"}.get(name, name)
        assert text_of(known[name]) == getattr(item, ours)
    assert (known["version"], known["entry"].hex()) == (item.version, item.entry[2:])
    account = chain.contracts["Accountability"]
    for breach in breaches:
        assert BREACH[account.call("breachOf", bytes.fromhex(breach.id[2:]))["state"]] == breach.state == "accepted"
    for dispute in disputes:
        assert DISPUTE[account.call("disputeOf", bytes.fromhex(dispute.id[2:]))["state"]] == dispute.state == "decided"
    for code in (NATION, *PLACES):
        assert chain.departments.call("resolve", code_of(code), now // 1000) == code_of(directory.acting(code))
    for name, key in walk.keys.items():
        facts = directory.key(key.signer.address)
        valid = chain.departments.call("keyValidAt", key.signer.address, now // 1000)
        assert valid == key.valid == (facts is not None and facts.valid_at(now)), name


def test_a_rebuild_from_block_0_gives_the_same_tables(walk: Walk) -> None:
    store = walk.worker.store
    expected = dump(store)
    names = {root.code: {"zh": root.name_zh, "en": root.name_en} for root in walk.config.roots}
    rebuild(store, walk.clock)
    assert ChainIndexer(store, walk.worker.chain, names).step() == len(expected["contract_events"]) > 60
    assert dump(store) == expected


def test_every_wrong_key_was_tried_and_refused_by_name(walk: Walk) -> None:
    print(f"accepted {walk.accepted}, refused {sum(walk.refused.values())}: {dict(walk.refused)}")
    assert walk.tested == set(ACTS) - {"markBreach", "closeKeys"}  # which nobody signs
    assert set(walk.refused) == {
        "NotAHead", "NotARootHead", "NotAReviewer", "NotEntitled", "NotAnOfficer", "NotAnAuditor", "NotAccredited", "OwnCase",
        "NotAWitness", "OwnWitness",
    }  # fmt: skip
    assert sum(walk.refused.values()) > 2000
