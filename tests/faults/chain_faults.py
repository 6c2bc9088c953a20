"""Faults of the chain and of the way to it, struck while the real worker anchors."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import cast

from ledger.errors import ClockAhead, QuanzeError
from ledger.recording.steady_clock import MOST_AHEAD_MS
from tests.faults.chain_world import ChainService, ChainWorld
from tests.faults.violation import Kind, Violation, require

Inject = Callable[[ChainWorld, Random], None]
YEAR = 365 * 86_400_000


def node_away(world: ChainWorld, random: Random) -> None:
    """Nothing answers for a while: recording and sealing go on, and the newest checkpoint is anchored afterwards."""
    with _opened(world) as service:
        world.chain.between.strike("refuse")
        for _ in range(random.randint(1, 3)):
            service.carry_out(world.errand(random), lambda _word, receipts: world.told(receipts))
            service.worker.seal_round()
            service.round()
            service.projector.catch_up()
        require(
            service.worker.prover.status().unanchored_count > 0,
            Kind.UNDETECTED,
            "the chain is away, and all is anchored",
        )
        world.chain.between.heal()
        service.finish()


def answers_spoiled(what: str, most: int = 3) -> Inject:
    """Some answers of the node get lost, come wrong, or come from elsewhere."""

    def inject(world: ChainWorld, random: Random) -> None:
        world.at_depth(random.choice((0, 0, 2)))
        with _opened(world) as service:
            service.carry_out(world.errand(random), lambda _word, receipts: world.told(receipts))
            service.worker.seal_round()
            world.chain.between.strike(what, after=random.randint(0, 25), count=random.randint(1, most))
            for _ in range(random.randint(2, 4)):
                service.round()
            world.chain.between.heal()
            service.finish()

    return inject


def spoiled_at_start(what: str) -> Inject:
    """Some answers are wrong while the service starts: it starts as it should, or does not."""

    def inject(world: ChainWorld, random: Random) -> None:
        world.chain.between.strike(what, after=random.randint(0, 30), count=random.randint(1, 40))
        try:
            world.open().close()
        except QuanzeError:
            return
        finally:
            world.chain.between.heal()

    return inject


def started_on_another_chain(world: ChainWorld, random: Random) -> None:
    """The configured address leads to another chain of the same id: nothing is served, nothing sent there."""
    world.chain.between.strike("other")
    try:
        world.open().close()
    except QuanzeError:
        return
    finally:
        world.chain.between.heal()
    raise Violation(Kind.UNDETECTED, "a service started on another chain")


def reorganised(world: ChainWorld, random: Random) -> None:
    """The newest blocks are replaced by empty ones, before the anchor is final or after."""
    world.at_depth(random.choice((0, 2)))
    with _opened(world) as service:
        first = int(world.chain.ask("eth_blockNumber"), 16)
        service.carry_out(world.errand(random), lambda _word, receipts: world.told(receipts))
        service.worker.seal_round()
        for _ in range(random.randint(1, 4)):
            service.round()
        world.chain.ask("anvil_mine", "0x1")
        service.round()
        depth = int(world.chain.ask("eth_blockNumber"), 16) - first
        world.chain.reorganise(random.randint(1, depth))
        if random.random() < 0.7:
            # the next checkpoint goes to a chain that lost the one before it
            service.carry_out(world.errand(random), lambda _word, receipts: world.told(receipts))
            service.finish()


def transaction_dropped(world: ChainWorld, random: Random) -> None:
    """The node forgets the transaction before it is mined: the same bytes are sent again."""
    with _opened(world) as service:
        world.chain.ask("evm_setAutomine", False)
        service.carry_out(world.errand(random), lambda _word, receipts: world.told(receipts))
        service.worker.seal_round()
        service.round()
        with service.store.read() as session:
            flying = session.anchors.in_flight(world.origin)
        assert flying is not None, service.troubles
        world.chain.ask("anvil_dropTransaction", flying.tx_hash)
        for _ in range(random.randint(0, 2)):
            service.round()
        world.chain.ask("evm_setAutomine", True)
        service.finish()
        with service.store.read() as session:
            require(session.anchors.get(flying.id).state == "final", Kind.LOST, "the dropped transaction was not mined")


def node_killed(world: ChainWorld, random: Random) -> None:
    """kill -9 of the node, which comes back with what it saved last, or was saved of it."""
    with _opened(world) as service:
        service.carry_out(world.errand(random), lambda _word, receipts: world.told(receipts))
        service.worker.seal_round()
        for _ in range(random.randint(0, 3)):
            service.round()
        world.chain.kill()
        if random.random() < 0.5:
            service.finish()


def clock_wrong(world: ChainWorld, random: Random) -> None:
    """The clock jumps while checkpoints are on their way to the chain, and is right again later."""
    world.at_depth(0)
    with _opened(world) as service:
        service.carry_out(world.errand(random), lambda _word, receipts: world.told(receipts))
        jump = random.choice([random.randint(-YEAR, YEAR), random.randint(-MOST_AHEAD_MS, 2 * MOST_AHEAD_MS)])
        world.clock.offset = jump  # type: ignore[attr-defined]
        size = service.writer.state.size
        with suppress(ClockAhead):
            service.worker.seal_round()
        sealed = service.writer.state.size > size
        require(not sealed or jump <= MOST_AHEAD_MS, Kind.UNDETECTED, f"sealed with a clock {jump} ms ahead")
        world.ran_ahead |= sealed and jump > 0
        for _ in range(random.randint(0, 3)):
            service.round()
        world.clock.offset = 0  # type: ignore[attr-defined]
        service.finish()


def _opened(world: ChainWorld) -> ChainService:
    return cast("ChainService", world.open())
