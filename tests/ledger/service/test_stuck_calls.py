"""What no block takes comes loose again: by higher fees, by the nonce the chain waits for, by a second key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.chain.rpc import RpcError
from ledger.keys import LocalSigner, new_secret
from ledger.recording import senders, submitting
from ledger.storage.anchor_journal import Anchor, AnchorState
from ledger.storage.operation_journal import OperationState
from ledger.wiring import clock
from ledger.worker import Worker
from tests.ledger.service.world import OWNER, World, delivery, eventually

pytestmark = pytest.mark.chain
ORIGIN = "quanze.test/log"


@contextmanager
def unmined(worker: Worker) -> Iterator[None]:
    """The node takes transactions, and no block takes them, until the end."""
    rpc = worker.chain.rpc
    rpc.call("evm_setAutomine", False)
    rpc.call("evm_setIntervalMining", 0)
    try:
        yield
    finally:
        rpc.call("evm_setAutomine", True)
        rpc.call("anvil_mine", "0x1")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.found(tmp_path / "data")


@contextmanager
def settled(world: World) -> Iterator[tuple[Worker, Any, str]]:
    with Worker(world.config) as worker:
        world.settle(worker)
        pen = world.pen(worker, OWNER)
        world.register(worker, pen)
        agreement = world.conclude(worker)
        eventually(lambda: worker.prover.status().unanchored_count == 0)
        yield worker, pen, agreement


def flying(worker: Worker) -> Anchor | None:
    with worker.store.read() as session:
        return session.anchors.in_flight(ORIGIN)


def failed(worker: Worker) -> list[Anchor]:
    with worker.store.read() as session:
        return [one for one in session.anchors.newest(ORIGIN, 20) if one.state is AnchorState.FAILED]


def sender_of(worker: Worker, anchor: Anchor) -> str:
    known = worker.chain.rpc.call("eth_getTransactionByHash", anchor.tx_hash)
    return "" if known is None else str(known["from"]).lower()


@contextmanager
def stuck(world: World, balance: int) -> Iterator[tuple[Worker, Anchor]]:
    """An anchor on its way while nothing is mined, of a relay that has so many wei; afterwards all is anchored."""
    with settled(world) as (worker, pen, agreement):
        worker.chain.rpc.call("anvil_setBalance", worker._anchorer._senders.relay.address, hex(balance))
        with unmined(worker):
            world.record(worker, pen, delivery(agreement))
            yield worker, eventually(lambda: flying(worker))
        eventually(lambda: worker.prover.status().unanchored_count == 0)


def test_an_anchor_that_no_block_takes_is_replaced_by_one_that_offers_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "REPLACE_MS", 700)
    with stuck(world, 10**18) as (worker, first):
        second = eventually(lambda: (now := flying(worker)) and now.tx_hash != first.tx_hash and now)
        assert second.nonce == first.nonce
        assert second.size >= first.size
        assert "not mined" in str(failed(worker)[0].error)
        eventually(lambda: sender_of(worker, second) == worker._anchorer._senders.relay.address.lower())


def test_without_a_balance_to_offer_more_the_same_bytes_go_on_being_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "REPLACE_MS", 100)
    with stuck(world, 0) as (worker, first):
        worker.chain.rpc.call("anvil_dropTransaction", first.tx_hash)
        eventually(lambda: sender_of(worker, first) == worker._anchorer._senders.relay.address.lower())
        assert failed(worker) == []


def test_after_a_time_the_second_key_sends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "REPLACE_MS", 300)
    monkeypatch.setattr(senders, "SECOND_KEY_MS", 300)
    secret = new_secret()
    monkeypatch.setenv("SECOND_RELAY", secret.hex())
    world.config = replace(world.config, second_relay_key="env:SECOND_RELAY")
    with settled(world) as (worker, pen, agreement):
        with unmined(worker):
            world.record(worker, pen, delivery(agreement))
            second = LocalSigner(secret).address.lower()
            eventually(lambda: (now := flying(worker)) and sender_of(worker, now) == second)
        eventually(lambda: worker.prover.status().unanchored_count == 0)


def test_what_waits_for_transactions_that_are_gone_is_sent_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "GAP_MS", 300)
    monkeypatch.setattr(submitting, "GAP_MS", 300)
    with settled(world) as (worker, pen, agreement):
        relay, rpc = worker._anchorer._senders.relay, worker.chain.rpc
        nonce = relay.nonce()
        with unmined(worker):
            # as a node whose chain went back: it holds fewer transactions of the key than were sent before
            rpc.call("anvil_setNonce", relay.address, hex(nonce + 3))
            world.record(worker, pen, delivery(agreement))
            first = eventually(lambda: flying(worker))
            assert first.nonce == nonce + 3
            rpc.call("anvil_setNonce", relay.address, hex(nonce))
            second = eventually(lambda: (now := flying(worker)) and now.tx_hash != first.tx_hash and now)
            assert second.nonce == nonce
        eventually(lambda: worker.prover.status().unanchored_count == 0)
        with unmined(worker):
            rpc.call("anvil_setNonce", relay.address, hex(nonce + 9))
            world.enrol(worker, OWNER, LocalSigner.generate().address, 3)

            def sent() -> list[int | None]:
                with worker.store.read() as session:
                    return [one.nonce for one in session.operations.in_states((OperationState.SENT,))]

            eventually(lambda: sent() == [nonce + 9])
            rpc.call("anvil_setNonce", relay.address, hex(nonce + 2))
            eventually(lambda: sent() == [nonce + 2])
        eventually(lambda: not sent())


def test_a_call_that_the_node_will_not_take_is_given_up_and_holds_nobody_up(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submitting, "REST_MS", 400)
    with settled(world) as (worker, pen, agreement):
        relay, marker = worker._submitter._relay, b"\x01" * 68
        send = relay.send

        def refusing(raw: bytes) -> str:
            if marker in raw:
                raise RpcError("eth_sendRawTransaction", -32000, "oversized data", None)
            return send(raw)

        monkeypatch.setattr(relay, "send", refusing)
        with worker.store.begin() as session:
            address = worker.chain.agreements.address
            call = {"kind": "admit", "idempotency_key": "poison", "contract": address, "calldata": marker}
            poison = session.operations.add(**call, description={}, now=clock()).id
        world.enrol(worker, OWNER, LocalSigner.generate().address, 3)
        world.record(worker, pen, delivery(agreement))

        def states() -> tuple[str, str]:
            with worker.store.read() as session:
                return session.operations.get(poison).state, session.operations.get(poison + 1).state

        eventually(lambda: states()[1] == "final")
        assert states()[0] == "recorded", "it is tried again"
        eventually(lambda: worker.prover.status().unanchored_count == 0)
        eventually(lambda: states()[0] == "failed")
        with worker.store.read() as session:
            assert "oversized data" in str(session.operations.get(poison).error)
