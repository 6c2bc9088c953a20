"""A world with its chain: the real worker, whose rounds the test turns, and a real node behind a proxy."""

from __future__ import annotations

import io
import os
import shutil
import signal
import time
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Self

from ledger.chain.node import EmbeddedNode
from ledger.chain.rpc import Rpc
from ledger.cli.auditing import audit_folder
from ledger.cli.terminal import Terminal
from ledger.cli.wording import OK
from ledger.config import Config, load_config
from ledger.errors import LogDamaged, LogFrozen, NodeStateDamaged
from ledger.evidence.trust import TrustPolicy
from ledger.evidence.verify import verify
from ledger.founding import free_port
from ledger.keys import LogKey
from ledger.keys.keystore import read_keystore
from ledger.recording.intake import Intake
from ledger.recording.projecting import Projector
from ledger.recording.steady_clock import boottime
from ledger.registers.directory import Directory
from ledger.wiring import clock, open_log_key
from ledger.worker import Worker
from tests.faults.between import Between
from tests.faults.databases import Databases
from tests.faults.service import Service, Tune
from tests.faults.violation import Kind, Violation, require
from tests.faults.world import ITEMS, SeededPen, World, register
from tests.ledger.service.world import MANAGER, OWNER, USER
from tests.ledger.service.world import World as Deployment

MOST_ROUNDS = 60
RECORDED_AFTER_ANCHOR = "EV-1301"


class Chain:
    """The node, another chain of the same id, and what stands between."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "node"
        self.node = EmbeddedNode(self.folder, free_port(), 60)
        self.node.start()
        genesis = self.ask("eth_getBlockByNumber", "0x0", False)["hash"]
        for attempt in count():
            # two chains begun in the same second have the same genesis block
            self.other = EmbeddedNode(folder / f"other-{attempt}", free_port(), 60)
            self.other.start()
            with Rpc(self.other.url) as rpc:
                if rpc.genesis() != genesis:
                    break
            self.other.stop()
        self.between = Between(self.node.url, self.other.url)
        self._saved: str | None = None
        self._reset_at = 0.0

    def ask(self, method: str, *params: Any) -> Any:
        """Ask the node itself."""
        with Rpc(self.node.url) as rpc:
            return rpc.call(method, *params)

    def kill(self) -> None:
        """kill -9, and start it again with what it saved."""
        os.kill(self.node.pid or 0, signal.SIGKILL)
        self.node.stop()
        if (self.folder / "chain" / "state.json").stat().st_mtime < self._reset_at:
            # it was set back without knowing: what it wrote last is of another world
            self._put_back()
        try:
            self.node.start()
        except NodeStateDamaged:
            # it was killed while it wrote: its operator has a copy
            self._put_back()
            self.node.start()
        self._saved = None

    def _put_back(self) -> None:
        shutil.copy(self.folder.with_name("saved") / "chain" / "state.json", self.folder / "chain")

    def save(self) -> None:
        """Remember how the chain is now."""
        self.node.stop()
        shutil.copytree(self.folder, self.folder.with_name("saved"))
        self.node.start()
        self._saved = self.ask("evm_snapshot")

    def reset(self) -> None:
        """Let it be again as it was saved."""
        self.between.heal()
        if self._saved is None or not self.ask("evm_revert", self._saved):
            self.node.stop()
            shutil.rmtree(self.folder)
            shutil.copytree(self.folder.with_name("saved"), self.folder)
            self.node.start()
        self._saved = self.ask("evm_snapshot")
        self._reset_at = time.time()
        self.ask("evm_setAutomine", True)
        # going back set the node's clock back as well
        self.node.set_clock(None)

    def reorganise(self, depth: int) -> None:
        """Put empty blocks in the place of the newest ones."""
        self.ask("anvil_reorg", depth, [])
        self.node.set_clock(None)

    def close(self) -> None:
        self.between.__exit__()
        self.node.stop()
        self.other.stop()


class RealClock:
    """This machine's clock, set wrong by ``offset`` ms, where ``passed`` ms go by without being waited for."""

    def __init__(self) -> None:
        self.offset = self.passed = 0

    def __call__(self) -> int:
        return clock() + self.passed + self.offset

    def elapsed(self) -> int:
        return boottime() + self.passed

    def pass_by(self, ms: int) -> None:
        self.passed += ms


class Stepped(Worker):
    """The worker without threads of its own; what it signs is on record."""

    def __init__(self, world: ChainWorld) -> None:
        super().__init__(world.config, world.clock, world.clock.elapsed)
        self._world = world

    def _go(self) -> None:
        pass

    def _assemble(self, relay: Any) -> None:
        super()._assemble(relay)
        self._sealer._key = self._world.log_key  # type: ignore[assignment]


class ChainService(Service):
    """One running service with its chain."""

    def __init__(self, world: ChainWorld) -> None:
        self.world = world
        self.worker = Stepped(world)
        self.worker.__enter__()
        self.store, self.recorder = self.worker.store, self.worker.recorder
        self.writer, self.sealer = self.worker._writer, self.worker._sealer
        self.directory = Directory(self.store, world.clock)
        self.intake = Intake(self.directory, world.separator, world.clock)
        self.projector = Projector(self.store, world.clock)
        self.troubles: list[Exception] = []

    def close(self) -> None:
        self.worker.close()

    def round(self) -> None:
        """A round of the chain's thread, as the worker's loop takes its errors.

        Raises:
            LogFrozen, LogDamaged: the worker takes nothing in any more.
        """
        try:
            self.worker.chain_round()
        except (LogFrozen, LogDamaged):
            raise
        except Exception as error:  # noqa: BLE001 - as `Rounds.start`: it tries again
            self.troubles.append(error)

    def finish(self) -> None:
        """Sign a checkpoint, anchor it, read the chain, project."""
        self.worker.seal_round()
        for _ in range(MOST_ROUNDS):
            self.round()
            if self._settled():
                break
            # what waits for a later time or for another block gets it
            self.world.clock.pass_by(100)
            self.world.chain.ask("anvil_mine", "0x1")
        else:
            raise Violation(Kind.NOT_REPAIRED, f"not anchored after {MOST_ROUNDS} rounds: {self.troubles[-1:]}")
        self.round()
        self.projector.catch_up()

    def _settled(self) -> bool:
        with self.store.read() as session:
            newest, final = session.checkpoints.latest(), session.anchors.latest_final(self.world.origin)
            flying = session.anchors.in_flight(self.world.origin)
        return flying is None and newest is not None and final is not None and final.size == newest.size


@dataclass
class ChainWorld(World):
    """A deployment with its chain."""

    chain: Chain = None  # type: ignore[assignment]
    config: Config = None  # type: ignore[assignment]
    ran_ahead: bool = False

    def open(self, tune: Tune = lambda _: None) -> Service:  # noqa: ARG002 - as `World.open`
        return ChainService(self)

    def copy(self, folder: Path) -> Self:
        made = super().copy(folder)
        self.chain.reset()
        config = (folder / "config.toml").read_text()
        (folder / "config.toml").write_text(config.replace(self.url, made.url))
        made.config = replace(self.config, folder=folder, database=load_config(folder).database)
        return made

    def at_depth(self, depth: int) -> None:
        """Let a block be final once so many stand above it."""
        self.config = replace(self.config, chain=replace(self.config.chain, depth=depth))


def prepare(databases: Databases, chain: Chain, folder: Path) -> ChainWorld:
    """A deployment whose log is open, with departments, items and some anchored events."""
    url = databases.new()
    founded = Deployment.found(folder, database=url, chain_url=chain.between.url)
    with Worker(founded.config) as worker:
        founded.settle(worker)
        separator = worker.chain.separator("EventLog")
    config = _unlocked(founded.config)
    secret: LogKey = open_log_key(config)
    pens = [SeededPen(code, founded.heads[code], separator, 0) for code in (OWNER, USER, MANAGER)]
    world = ChainWorld(
        databases, url, folder, secret, RealClock(), pens, origin=config.origin, separator=separator,  # type: ignore[arg-type]
        chain=chain, config=config,
    )  # fmt: skip
    random = Random(0)
    world.seed(random)
    with world.open() as service:
        for item in ITEMS:
            register(service, world, item)
        service.carry_out([world.write(random) for _ in range(5)], lambda _word, receipts: world.told(receipts))
        service.finish()
    chain.save()
    return world


def _unlocked(config: Config) -> Config:
    """With the keys' secrets in the environment: to derive them at every start would take most of its time."""
    passphrase = (config.folder / "keys" / "passphrase").read_text().strip()
    for name in ("relay", "anchor", "service"):
        os.environ[f"FAULTS_{name}"] = read_keystore(config.folder / "keys" / f"{name}.json", passphrase).hex()
    return replace(
        config, relay_key="env:FAULTS_relay", anchor_key="env:FAULTS_anchor", service_key="env:FAULTS_service"
    )


def check_chain(world: ChainWorld, service: Service, random: Random) -> None:
    """Store, journal and chain say the same, and the evidence of an event convinces who has only the trust policy.

    Raises:
        Violation: what does not agree.
    """
    assert isinstance(service, ChainService)
    worker = service.worker
    size, anchor = worker.chain.event_log.call("headOf", world.origin, block="latest")
    with service.store.read() as session:
        newest = session.checkpoints.latest()
    assert newest is not None
    require(
        (size, anchor["root"]) == (newest.size, newest.root), Kind.FORKED, f"the chain is at {size}, not {newest.size}"
    )
    event_id = random.choice(list(world.acknowledged))
    report = verify(worker.prover.evidence(event_id), TrustPolicy.load(world.config.trust_file))
    # recorded by a clock that ran ahead: the evidence has to say so, and nothing else
    right = report.exit_code == 0 or (set(report.codes) == {RECORDED_AFTER_ANCHOR} and world.ran_ahead)
    require(right, Kind.UNDETECTED, f"the evidence of {event_id}: {report}")
    if random.random() < 0.3:
        audit(world)


def audit(world: ChainWorld) -> None:
    """Run the audit that an operator runs; it has to agree."""
    with redirect_stdout(io.StringIO()) as said:
        code = audit_folder(Terminal(as_json=True), world.config.folder)
    require(code == OK, Kind.UNDETECTED, f"the audit says {said.getvalue()}")
