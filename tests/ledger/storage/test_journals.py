"""Journals: each step follows only the states it may follow, and nothing is sent that was not recorded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from ledger.errors import ConflictRefused, JournalStateRefused, NotFound
from ledger.storage.anchor_journal import Anchor, AnchorJournal, AnchorState
from ledger.storage.checkpoint_store import StoredCheckpoint
from ledger.storage.conflict_store import Conflict
from ledger.storage.operation_journal import Operation, OperationJournal, OperationState
from ledger.storage.store import Store

TX, BLOCK = "0x" + "ab" * 32, "0x" + "cd" * 32
HELD = StoredCheckpoint(5, b"r" * 32, b"s" * 32, 7, "note\n", published=False)
STEPS: dict[str, Callable[[AnchorJournal, int], Anchor]] = {
    "sent": lambda journal, one: journal.record_sent(one, 2),
    "mined": lambda journal, one: journal.record_mined(one, 9, BLOCK, 3),
    "lost": lambda journal, one: journal.record_lost(one),
    "final": lambda journal, one: journal.record_final(one, 4),
    "superseded": lambda journal, one: journal.record_superseded(one, 4),
    "failed": lambda journal, one: journal.record_failed(one, "reverted", 4),
    "attempt": lambda journal, one: journal.record_attempt_failed(one, "no answer"),
    "reopen": lambda journal, one: journal.reopen(one),
    "gone": lambda journal, one: journal.record_gone(one, 5),
}


def prepare(journal: AnchorJournal, size: int = 5, origin: str = "log.example/one") -> Anchor:
    return journal.prepare(origin=origin, size=size, root=b"r" * 32, raw_tx=b"raw", tx_hash=TX, nonce=3, now=1)


def add(journal: OperationJournal, key: str = "k", calldata: bytes = b"call") -> Operation:
    contract = "0x" + "11" * 20
    return journal.add(
        kind="admit", idempotency_key=key, contract=contract, calldata=calldata, description={"code": "D"}, now=1
    )


def test_an_anchor_goes_from_prepared_to_final(store: Store) -> None:
    with store.begin() as session:
        anchor = prepare(session.anchors)
        assert (anchor.state, anchor.raw_tx, anchor.tx_hash, anchor.attempts) == (AnchorState.PREPARED, b"raw", TX, 0)
        session.anchors.record_sent(anchor.id, 2)
        session.anchors.record_sent(anchor.id, 3)
        session.anchors.record_mined(anchor.id, 9, BLOCK, 4)
    with store.begin() as session:
        assert session.anchors.in_flight("log.example/one") == session.anchors.get(anchor.id)
        final = session.anchors.record_final(anchor.id, 5)
        assert (final.state, final.attempts, final.block_number, final.block_hash) == ("final", 2, 9, BLOCK)
        assert session.anchors.in_flight("log.example/one") is None
        assert session.anchors.latest_final("log.example/one") == final
        assert session.anchors.covering("log.example/one", 4) == final
        assert session.anchors.covering("log.example/one", 5) is None
        assert session.anchors.newest("log.example/one", 3) == [final]


def test_one_anchor_of_an_origin_is_in_flight(store: Store) -> None:
    with store.begin() as session:
        first = prepare(session.anchors)
        prepare(session.anchors, origin="log.example/two")
        with pytest.raises(JournalStateRefused):
            prepare(session.anchors, 6)
        session.anchors.record_superseded(first.id, 2)
        assert prepare(session.anchors, 6).size == 6


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        ([], "final"), ([], "lost"), ([], "reopen"), ([], "gone"),
        (["sent"], "final"), (["sent"], "lost"), (["sent", "mined"], "sent"),
        (["sent", "mined", "final"], "failed"), (["sent", "mined", "final"], "mined"),
        (["failed"], "sent"), (["superseded"], "mined"), (["failed"], "attempt"), (["failed"], "superseded"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else value,
)  # fmt: skip
def test_an_anchors_steps_out_of_order_are_refused(store: Store, steps: list[str], refused: str) -> None:
    with store.begin() as session:
        anchor = prepare(session.anchors)
        for step in steps:
            STEPS[step](session.anchors, anchor.id)
        before = session.anchors.get(anchor.id)
        with pytest.raises(JournalStateRefused):
            STEPS[refused](session.anchors, anchor.id)
        assert session.anchors.get(anchor.id) == before


@pytest.mark.parametrize(
    ("steps", "state"),
    [(["sent", "mined", "lost"], "sent"), (["sent", "mined", "final", "reopen"], "sent"), (["attempt"], "prepared"),
     (["sent", "mined", "final", "gone"], "superseded"), (["mined"], "mined")],
    ids=str,
)  # fmt: skip
def test_an_anchor_that_a_chain_lost_can_go_on(store: Store, steps: list[str], state: str) -> None:
    with store.begin() as session:
        anchor = prepare(session.anchors)
        for step in steps:
            anchor = STEPS[step](session.anchors, anchor.id)
    assert anchor.state == state


def test_an_operation_is_recorded_once_under_its_key(store: Store) -> None:
    with store.begin() as session:
        first = add(session.operations)
        assert (first.state, first.description, first.contract) == ("recorded", {"code": "D"}, "0x" + "11" * 20)
        assert add(session.operations) == first
        with pytest.raises(ConflictRefused):
            add(session.operations, calldata=b"other")
        assert session.operations.find("none") is None
        with pytest.raises(NotFound):
            session.operations.get(99)


def test_a_final_operation_can_be_replayed_in_order(store: Store) -> None:
    with store.begin() as session:
        journal = session.operations
        ids = [add(journal, f"k{number}").id for number in range(3)]
        for one in ids[:2]:
            journal.record_sent(one, raw_tx=b"raw", tx_hash=TX, nonce=0, now=2)
            journal.record_mined(one, 7, BLOCK, 3)
            journal.record_final(one, 4)
        assert [one.id for one in journal.open()] == ids[2:]
        assert journal.reopen(ids, 5) == 2
        assert [(one.id, one.state, one.raw_tx) for one in journal.open()] == [(one, "recorded", None) for one in ids]
        failed = journal.record_failed(ids[0], "refused", 6)
        assert (failed.state, failed.error) == ("failed", "refused")
        with pytest.raises(JournalStateRefused):
            journal.record_final(ids[0], 7)
        assert journal.record_attempt_failed(ids[1], "no answer", 7).attempts == 2
        assert [one.id for one in journal.in_states([OperationState.FAILED])] == ids[:1]


@pytest.mark.parametrize(
    ("change", "outcome"),
    [({}, None), ({"root": b"x" * 32}, ConflictRefused), ({"streams_root": b"x" * 32}, ConflictRefused)],
    ids=["the same", "another root", "another streams root"],
)
def test_a_size_is_signed_for_one_root_only(
    store: Store, change: dict[str, Any], outcome: type[Exception] | None
) -> None:
    with store.begin() as session:
        session.checkpoints.add(HELD)
        expect: AbstractContextManager[Any] = pytest.raises(outcome) if outcome else store.read()
        with expect:
            session.checkpoints.add(HELD._replace(**change))
        assert session.checkpoints.at(5) == HELD


def test_checkpoints_are_found_by_size_and_index(store: Store) -> None:
    with store.begin() as session:
        for size in (3, 5, 9):
            session.checkpoints.add(HELD._replace(size=size))
        session.checkpoints.publish(5)
        sizes = {
            index: found and found.size for index in (0, 3, 8, 9) for found in [session.checkpoints.covering(index)]
        }
        newest, published = session.checkpoints.latest(), session.checkpoints.latest(published=True)
        between = [one.size for one in session.checkpoints.between(4, 10)]
    assert sizes == {0: 3, 3: 5, 8: 9, 9: None}
    assert (newest and newest.size, published and published.size, between) == (9, 5, [5, 9])


def test_a_conflict_is_kept_once(store: Store) -> None:
    conflict = Conflict(b"s" * 20, 0, 4, 17, b"event", b"g" * 65, b"submission", 9)
    with store.begin() as session:
        assert session.conflicts.add(conflict)
        assert not session.conflicts.add(conflict._replace(recorded_at=10))
        assert session.conflicts.add(conflict._replace(event=b"third"))
        assert session.conflicts.of_lane(b"s" * 20, 0, 4) == [conflict, conflict._replace(event=b"third")]
        assert len(session.conflicts.of_signer(b"s" * 20)) == 2
        assert session.conflicts.of_signer(b"t" * 20) == []
