"""What faults of the chain once led to, each held by a test of its own."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from ledger.chain.executable import find_node
from ledger.chain.rpc import Rpc
from ledger.errors import LogFrozen, NodeMissing
from ledger.storage.anchor_journal import AnchorState
from tests.faults.chain_world import Chain, ChainService, ChainWorld, audit, prepare
from tests.faults.databases import SqliteFiles
from tests.left_out import leave_out

pytestmark = pytest.mark.chain
DAY = 86_400_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChainWorld]:
    try:
        find_node()
    except NodeMissing:
        leave_out("the chain node anvil", "run `npm ci`")
    folder = tmp_path_factory.mktemp("w")
    chain = Chain(folder)
    made = prepare(SqliteFiles(folder), chain, folder / "chain")
    made.seed(Random(1))
    yield made
    chain.close()


def record(world: ChainWorld, service: ChainService) -> None:
    service.carry_out(world.errand(Random(2)), lambda _word, receipts: world.told(receipts))


def test_an_anchor_that_the_chain_lost_is_given_up_though_a_newer_one_stands(world: ChainWorld) -> None:
    with ChainService(world) as service:
        record(world, service)
        service.finish()
        with service.store.read() as session:
            lost = session.anchors.latest_final(world.origin)
        assert lost is not None
        height = int(world.chain.ask("eth_blockNumber"), 16)
        world.chain.reorganise(height - int(lost.block_number or 0) + 1)
        record(world, service)
        service.finish()
        with service.store.read() as session:
            assert session.anchors.get(lost.id).state is AnchorState.SUPERSEDED
    audit(world)


def test_an_anchor_in_a_block_that_the_chain_has_not_come_to_again_is_given_up_too(world: ChainWorld) -> None:
    with ChainService(world) as service:
        before = world.chain.ask("evm_snapshot")
        world.chain.ask("anvil_mine", hex(20))
        record(world, service)
        service.finish()
        with service.store.read() as session:
            lost = session.anchors.latest_final(world.origin)
        assert lost is not None
        assert world.chain.ask("evm_revert", before)
        world.chain.node.set_clock(None)
        record(world, service)
        service.finish()
        assert int(world.chain.ask("eth_blockNumber"), 16) < int(lost.block_number or 0)
        with service.store.read() as session:
            assert session.anchors.get(lost.id).state is AnchorState.SUPERSEDED
    audit(world)


def test_nothing_is_deployed_on_another_chain(world: ChainWorld) -> None:
    world.chain.between.strike("other")
    with pytest.raises(LogFrozen):
        ChainService(world)
    world.chain.between.heal()
    with Rpc(world.chain.other.url) as rpc:
        assert int(rpc.call("eth_blockNumber"), 16) == 0


def test_a_clock_that_is_set_back_does_not_put_anchoring_off(world: ChainWorld) -> None:
    with ChainService(world) as service:
        record(world, service)
        service.worker._anchorer._hold_until = world.clock() + 1000
        world.clock.pass_by(-DAY)
        service.worker.seal_round()
        service.round()
        with service.store.read() as session:
            assert session.anchors.in_flight(world.origin) is not None
        service.finish()
        world.clock.pass_by(DAY)
