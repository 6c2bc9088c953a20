"""The worker survives restarts, kills and a chain that went back; what differs from what was signed stops it."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from ledger.config import WebhookConfig
from ledger.errors import ChainUnreachable, LogDamaged, LogFrozen, RecorderStopped, SignerRefused
from ledger.evidence.trust import TrustPolicy
from ledger.evidence.verify import verify
from ledger.policy.terms import AgreementTerms
from ledger.recording.freezing import FrozenMark
from ledger.recording.pen import Draft, Pen
from ledger.storage.operation_journal import OperationState
from ledger.storage.store import open_store
from ledger.storage.tables_log import entries
from ledger.wiring import clock
from ledger.worker import Worker
from tests.ledger.service.world import OWNER, World, delivery, eventually, now_text

pytestmark = pytest.mark.chain


def anchored(worker: Worker) -> bool:
    return worker.prover.status().unanchored_count == 0


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    database = "sqlite:///quanze.db"
    if request.param == "postgresql":
        database = request.getfixturevalue("fresh_postgres")()
    return World.found(tmp_path / "data", database=database)


def test_from_a_signed_event_to_evidence_that_verifies_offline_and_again_after_a_restart(world: World) -> None:
    with Worker(world.config) as worker:
        world.settle(worker)
        pen = world.pen(worker, OWNER)
        world.register(worker, pen)
        agreement = world.conclude(worker)
        receipt = world.record(worker, pen, delivery(agreement))
        eventually(lambda: anchored(worker))
        evidence = worker.prover.evidence(receipt.event_id)
    trust = TrustPolicy.load(world.config.trust_file)
    assert verify(evidence, trust).exit_code == 0
    with Worker(world.config) as worker:
        assert anchored(worker)
        assert (
            world.record(worker, world.pen(worker, OWNER, next_seq=2), delivery(agreement)).index == receipt.index + 2
        )
        again = verify(worker.prover.evidence(receipt.event_id), trust)
        assert again.exit_code == 0


def test_after_a_killed_chain_every_call_and_anchor_is_there_again(world: World) -> None:
    with Worker(world.config) as worker:
        world.settle(worker)
        pen = world.pen(worker, OWNER)
        world.register(worker, pen)
        agreement = world.conclude(worker)
        receipt = world.record(worker, pen, delivery(agreement))
        eventually(lambda: anchored(worker))
        assert worker.node is not None
        os.kill(worker.node.pid or 0, signal.SIGKILL)
    # as if the machine had died right after the contracts were deployed: all later blocks are lost
    for state in (world.config.folder / "chain").glob("state*"):
        shutil.rmtree(state) if state.is_dir() else state.unlink()
    with Worker(world.config) as worker:
        eventually(lambda: _all_final(worker))
        eventually(lambda: anchored(worker))
        assert world.directory(worker).agreement(agreement) is not None
        size, _ = worker.chain.event_log.call("headOf", world.config.origin)
        assert size == worker.prover.status().checkpoint_size
        trust = TrustPolicy.load(world.config.trust_file)
        assert verify(worker.prover.evidence(receipt.event_id), trust).exit_code == 0


def test_events_are_recorded_while_the_chain_is_away(world: World) -> None:
    with Worker(world.config) as worker:
        world.settle(worker)
        pen = world.pen(worker, OWNER)
        world.register(worker, pen)
        agreement = world.conclude(worker)
        eventually(lambda: anchored(worker))
        assert worker.node is not None
        worker.node.stop()
        receipt = world.record(worker, pen, delivery(agreement))
        eventually(lambda: worker.prover.status().checkpoint_size > receipt.index)
        status = worker.prover.status()
        assert not status.chain_ok
        assert status.unanchored_count >= 2
        assert status.unanchored_age_ms is not None
        with pytest.raises(ChainUnreachable):
            worker.chain.reader.head()
        worker.node.start()
        eventually(lambda: anchored(worker))


def test_a_restored_older_store_freezes_the_log(world: World) -> None:
    if not world.config.database.startswith("sqlite"):
        pytest.skip("the database file is copied")
    file = Path(world.config.database.removeprefix("sqlite:///"))
    with Worker(world.config) as worker:
        world.settle(worker)
        pen = world.pen(worker, OWNER)
        world.register(worker, pen)
        eventually(lambda: anchored(worker))
    shutil.copy(file, file.with_suffix(".old"))
    with Worker(world.config) as worker:
        world.record(worker, world.pen(worker, OWNER, next_seq=1), delivery(world.conclude(worker)))
        eventually(lambda: anchored(worker))
    for beside in file.parent.glob(file.name + "-*"):
        beside.unlink()
    shutil.copy(file.with_suffix(".old"), file)
    with pytest.raises(LogFrozen), Worker(world.config):
        pass


def test_a_changed_entry_is_found_before_anything_is_served(world: World) -> None:
    with Worker(world.config) as worker:
        world.settle(worker)
        world.register(worker, world.pen(worker, OWNER))
        eventually(lambda: anchored(worker))
    store = open_store(world.config.database)
    with store.begin() as session:
        entry = bytearray(session.log.entry(0).entry)
        entry[70] ^= 1
        statement = update(entries).where(entries.c.index == 0).values(entry=bytes(entry))
        session.connection.execute(statement)
    store.close()
    with pytest.raises(LogDamaged), Worker(world.config):
        pass


def test_what_follows_the_log_in_another_process_stops_it_where_the_log_is_damaged(world: World) -> None:
    with Worker(world.config, follow=False) as worker:
        world.settle(worker)
        pen = world.pen(worker, OWNER)
        damage = LogDamaged(zh="第 3 条有变", en="entry 3 differs")
        FrozenMark(world.config.frozen_file).set(damage, clock())
        eventually(lambda: worker.prover.status().frozen)
        eventually(lambda: not _takes(worker, world, pen))
        assert (worker.prover.status().frozen or {})["code"] == "log-damaged", "the first reason stays"
    with Worker(world.config) as worker:
        assert worker.prover.status().frozen is None, "everything was compared anew, and agrees"


@pytest.mark.parametrize("follow", [True, False], ids=["here", "in another process"])
def test_what_would_keep_the_follower_from_starting_keeps_the_service_from_it(tmp_path: Path, follow: bool) -> None:
    config = World.found(tmp_path / "data").config
    receiver = WebhookConfig(name="duty", url="https://duty.example/x", secret="env:QUANZE_IS_NOT_THERE")
    with pytest.raises(SignerRefused), Worker(replace(config, webhooks=(receiver,)), follow=follow):
        pass


def _takes(worker: Worker, world: World, pen: Pen) -> bool:
    try:
        world.record(worker, pen, Draft("case.step", now_text(), {"case_ref": "1", "activity": "收件"}))
    except RecorderStopped:
        return False
    return True


def test_the_directory_knows_the_terms_that_three_heads_signed(world: World) -> None:
    with Worker(world.config) as worker:
        world.settle(worker)
        found = world.directory(worker).agreement(world.conclude(worker, number="二〇二六第7号"))
        assert found is not None
        assert isinstance(found.terms, AgreementTerms)
        assert (found.terms.number, found.state) == ("二〇二六第7号", "active")


def _all_final(worker: Worker) -> bool:
    with worker.store.read() as session:
        states = session.operations.in_states(tuple(OperationState))
    return bool(states) and all(one.state is OperationState.FINAL for one in states)
