"""What every act has in common: drafts with the right nonce, checks before the journal, refusals, replay."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.acts import ACTS, Consent, find_act
from ledger.errors import (
    ContractRefused,
    EventUnknown,
    InputRefused,
    NotAnchoredYet,
    NotFound,
    SignatureRefused,
    TypedDataRefused,
)
from ledger.keys import LocalSigner
from ledger.keys.contract_types import TYPES
from ledger.storage.operation_journal import OperationState
from tests.ledger.service.stage import GOVERNMENT, MANAGER, OWNER, USER, Stage, grant, now
from tests.ledger.service.test_acts import HASH, PARTIES, entry, terms

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with Stage(tmp_path_factory.mktemp("operations") / "data") as made:
        made.settle()
        yield made


# the table itself


@pytest.mark.parametrize("name", ACTS)
def test_a_row_says_all_that_is_needed(name: str) -> None:
    act = ACTS[name]
    members = [member["name"] for member in TYPES[act.struct]]
    assert (act.name, "nonce" in members) == (name, act.count is not None)
    assert set(act.fills) <= set(members)
    assert all(party.zh and party.en and party.roles for party in act.parties)
    assert all(text for text in (act.zh, act.en, act.arguments))


def test_an_unknown_act_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(InputRefused, match="terminateForMisuse"):
        find_act("abolish")


# drafts


def test_a_draft_counts_what_is_on_its_way(stage: Stage) -> None:
    first = stage.operations.draft("enrol", without_nonce(OWNER)).message["nonce"]
    stage.submit("enrol", without_nonce(OWNER), OWNER)
    assert stage.operations.draft("enrol", without_nonce(OWNER)).message["nonce"] == first + 1
    assert stage.operations.next_nonce(OWNER) == first + 1
    assert stage.operations.draft("enrol", without_nonce(USER)).message["nonce"] == 0
    stage.turn()
    assert stage.operations.next_nonce(OWNER) == first + 1


def test_a_draft_says_who_signs_what(stage: Stage) -> None:
    agreed = terms("who")
    drafted = stage.operations.draft("conclude", agreed)
    assert [one.departments for one in drafted.signings] == [(OWNER,), (USER,), (MANAGER,)]
    assert drafted.typed_data is not None
    assert drafted.typed_data["primaryType"] == "Terms"
    assert drafted.id == stage.run("conclude", agreed, *PARTIES).description["agreement"]
    suspended = stage.operations.draft("suspend", {"agreement": drafted.id, "reasonEvent": HASH})
    assert suspended.signings[0].departments == (OWNER, MANAGER)
    assert suspended.signings[0].party.en == "a head or officer of the owner or of the manager"
    succession = {"department": USER, "successor": OWNER, "instrument": HASH, "effectiveAt": now()}
    drafted = stage.operations.draft("succeed", succession)
    assert [one.departments for one in drafted.signings] == [(GOVERNMENT,), (OWNER,)]
    marked = stage.operations.draft("markBreach", mark(OWNER), {"event": stage.anchored(OWNER)})
    assert (marked.typed_data, marked.digest, marked.signings) == (None, None, ())


@pytest.mark.parametrize(
    ("act", "message", "extra", "says"),
    [
        pytest.param("enrol", {"department": OWNER}, {}, "lacks .*key", id="a member missing"),
        pytest.param("changeQuorum", {"votes": 2, "why": ""}, {}, "unknown .*why", id="a member unknown"),
        pytest.param("changeQuorum", {"votes": "2"}, {}, "uint256", id="a member of another type"),
        pytest.param("publish", {"review": HASH}, {}, "encloses entry", id="no entry enclosed"),
        pytest.param(
            "admit", {}, {"names": {"zh": "民政局", "message": "x"}}, "names lacks", id="names of another shape"
        ),
        pytest.param("admit", {}, {"names": {"zh": "民政局", "en": ""}}, "names.en", id="an empty name"),
        pytest.param("suspend", {"agreement": HASH}, {"entry": {}}, r"unknown \['entry'\]", id="an entry too many"),
        pytest.param("endKey", {"department": "no code"}, {}, "lacks", id="no code"),
        pytest.param("link", {"item": "", "duty": HASH, "table": HASH, "linked": True}, {}, "resource", id="no item"),
        pytest.param(
            "link", {"item": "N/1", "duty": HASH, "table": HASH, "linked": True}, {}, "published", id="unpublished item"
        ),
    ],
)
def test_a_draft_that_cannot_be_is_refused_with_what_is_wrong(
    stage: Stage, act: str, message: dict[str, Any], extra: dict[str, Any], says: str
) -> None:
    with pytest.raises(InputRefused, match=says):
        stage.operations.draft(act, message, extra)


def test_an_event_that_is_not_anchored_yet_cannot_be_cited(stage: Stage) -> None:
    waiting = stage.event(OWNER)
    with pytest.raises(NotAnchoredYet, match="submit again shortly"):
        stage.operations.submit("markBreach", mark(OWNER) | {"clause": "0x4f390000"}, (), {"event": waiting})
    with pytest.raises(EventUnknown):
        stage.operations.draft("markBreach", mark(OWNER), {"event": HASH})
    with pytest.raises(NotFound, match="O99"):
        stage.operations.draft("markBreach", mark(OWNER) | {"clause": "O99"}, {"event": waiting})
    stage.anchored(OWNER)
    assert stage.run("markBreach", mark(OWNER), extra={"event": waiting}).description["cited"]["size"] > 0


# checks before the journal


def test_a_signature_is_checked_before_the_act_is_journalled(stage: Stage) -> None:
    message, (consent,) = stage.sign("enrol", without_nonce(OWNER), OWNER)
    before = journalled(stage)
    rows: list[tuple[list[Consent], type[Exception]]] = [
        ([], InputRefused),
        ([consent, consent], InputRefused),
        ([Consent(stage.heads[USER].address, consent.signature)], InputRefused),
        ([Consent(consent.signer.upper(), consent.signature)], InputRefused),
        ([Consent(consent.signer, consent.signature[:64])], InputRefused),
        ([Consent(consent.signer, bytes(65))], SignatureRefused),
    ]
    for consents, error in rows:
        with pytest.raises(error):
            stage.operations.submit("enrol", message, consents)
    with pytest.raises(InputRefused, match="check its content"):
        stage.operations.submit("enrol", message | {"role": 1}, [consent])
    with pytest.raises(TypedDataRefused):
        stage.operations.submit("enrol", message | {"role": "1"}, [consent])
    assert journalled(stage) == before


def test_a_number_of_consents_that_is_not_the_acts_is_refused_with_who_signs(stage: Stage) -> None:
    message, consents = stage.sign("conclude", terms("two"), OWNER, USER)
    with pytest.raises(InputRefused, match="a head of the owner; a head of the user; a head of the manager"):
        stage.operations.submit("conclude", message, consents)


def test_an_account_with_code_is_left_to_the_contract(stage: Stage) -> None:
    account = stage.worker.chain.departments.address
    message, (consent,) = stage.sign("enrol", without_nonce(OWNER), OWNER)
    for signature in (b"", consent.signature):
        with pytest.raises(ContractRefused) as refused:
            stage.operations.submit("enrol", message, [Consent(account, signature)])
        assert refused.value.error == "NotAHead"


def test_the_same_act_again_is_the_operation_that_is_recorded(stage: Stage) -> None:
    message, consents = stage.sign("enrol", without_nonce(OWNER), OWNER)
    first = stage.operations.submit("enrol", message, consents)
    assert stage.operations.submit("enrol", message, consents).id == first.id
    stage.turn()
    assert stage.operations.submit("enrol", message, consents).state is OperationState.FINAL


# refusals


def test_a_refusal_is_heard_at_once_and_nothing_is_journalled(stage: Stage) -> None:
    before = journalled(stage)
    with pytest.raises(ContractRefused) as refused:
        stage.submit("enrol", without_nonce(OWNER), USER)
    assert (refused.value.error, refused.value.details["arguments"]["department"]) == ("NotAHead", OWNER)
    assert journalled(stage) == before


def test_what_waits_for_something_else_is_refused_in_its_block_and_may_be_sent_anew(stage: Stage) -> None:
    message, consents = stage.sign("submit", entry(item="3/07/002/later", derivedFrom=["3/07/003/parent"]), OWNER)
    failed = []
    for _ in range(3):
        stage.submit("enrol", without_nonce(OWNER), OWNER)
        operation = stage.operations.submit("submit", message, consents)
        stage.turn()
        ended = stage.operations.state(str(operation.id))
        failed.append(ended.id)
        assert ended.state is OperationState.FAILED
        assert str(ended.error).startswith("UnknownItem: nothing of this code is published")
        assert "先提交目录条目" in str(ended.error)
    assert len(set(failed)) == 3
    parent = stage.sign("submit", entry(item="3/07/003/parent"), OWNER)[0]
    stage.run("submit", parent, OWNER)
    stage.run("publish", {"review": HASH}, MANAGER, extra={"entry": parent})
    operation = stage.operations.submit("submit", message, consents)
    stage.turn()
    assert stage.operations.state(str(operation.id)).state is OperationState.FINAL


# replay


def test_after_the_chain_lost_all_of_it_every_act_is_there_again(tmp_path: Path) -> None:
    with Stage(tmp_path / "data") as stage:
        stage.settle()
        for number in range(70):
            stage.submit("enrol", without_nonce(OWNER if number % 2 else USER), OWNER if number % 2 else USER)
        stage.turn()
        agreed = stage.run("conclude", terms("lost"), *PARTIES).description["agreement"]
        marked = stage.run("markBreach", mark(OWNER, agreed), extra={"event": stage.anchored(USER)})
        breach = marked.description["breach"]
        order = {"breach": breach, "department": MANAGER, "measures": HASH, "due": now() + 900}
        stage.run("order", order | {"eventId": stage.anchored(MANAGER)}, MANAGER)
        ordered = stage.worker.chain.contracts["Accountability"].call("breachOf", bytes.fromhex(breach[2:]))
        count = journalled(stage)
        stage.anchored(OWNER)
        node = stage.worker.node
        assert node is not None
        os.kill(node.pid or 0, signal.SIGKILL)
        config = stage.config
    for state in (config.folder / "chain").glob("state*"):
        shutil.rmtree(state) if state.is_dir() else state.unlink()
    again = Stage.of(stage)
    with again:
        again.turn()
        assert journalled(again) == count
        known = again.worker.chain.contracts["Accountability"].call("breachOf", bytes.fromhex(breach[2:]))
        assert known == ordered
        with again.worker.store.read() as session:
            states = {one.state for one in session.operations.in_states(tuple(OperationState))}
        assert states == {OperationState.FINAL}
        again.anchored(OWNER)


def without_nonce(code: str) -> dict[str, Any]:
    return grant(code, LocalSigner.generate(), 3)


def mark(code: str, agreement: str = "") -> dict[str, Any]:
    about = {"agreement": agreement or "0x" + "00" * 32, "item": "" if agreement else "3/07/001/division"}
    return {"clause": "O8", "absence": False, **about, "department": code, "dueAt": now() - 1, "calendar": HASH}


def journalled(stage: Stage) -> int:
    with stage.worker.store.read() as session:
        return len(session.operations.in_states(tuple(OperationState)))
