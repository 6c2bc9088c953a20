"""The worker: the one process that writes the log. Recorder, checkpoints, anchors, chain, index, each in its round.

What talks to the chain has a thread of its own, so that a chain that does not answer delays nothing else.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ledger.chain.deploy import ORDER, Plan, RootDepartment, deploy
from ledger.chain.node import EmbeddedNode
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc
from ledger.config import Config
from ledger.errors import ChainRefused, ConfigRefused, LogFrozen, QuanzeError
from ledger.follower import Follower, check_following
from ledger.indexing import ChainIndexer
from ledger.recording.anchoring import Anchorer
from ledger.recording.chain_link import ChainLink, deployment_json
from ledger.recording.checkpointing import Sealer
from ledger.recording.freezing import FrozenMark
from ledger.recording.meter import Meter, MeteredRecorder, MeteredWriter
from ledger.recording.projecting import Projector
from ledger.recording.signed_head import SignedHead
from ledger.recording.steady_clock import SteadyClock, boottime
from ledger.recording.submitting import Submitter
from ledger.recording.wire import RecorderServer
from ledger.rounds import BURST, FEW, PAUSE_S, Rounds
from ledger.storage.store import Store, open_store
from ledger.trimming import give_back
from ledger.wiring import (
    chain_url,
    clock,
    open_cosignings,
    open_key,
    open_log_key,
    open_prover,
    open_read_batching,
    write_json,
)
from ledger.witnesses.witnessing import Cosigning

logger = logging.getLogger(__name__)

CHAIN_ROUND_S = 0.2
TIDY_ROUND_S = 0.5
READS_ROUND_S = 5.0
PROJECT_ROUND_S = 0.05
# While many events come in, the chain is looked at this much less often
CHAIN_GIVE_WAY_S = 0.8
# The recorder gives the interpreter's lock away for every statement; what else runs here must not keep it for long
SWITCH_SECONDS = 0.0005
METER_ROUND_S = 1.0
MEMORY_ROUND_S = 60.0


class Worker:
    """What writes the log and speaks to the chain.

    Use as a context manager: entering starts what `config` names and blocks until it is ready.

    Args:
        follow: whether to follow the log in this process too, as a service does in one of its own.

    Raises on entering:
        LogDamaged, LogFrozen: the store is not what was signed, anchored or witnessed; nothing is served.
        WitnessUnreachable: a backup was restored, and a witness that may know more than it does not answer.
        NodeMissing, PortInUse, ChainUnreachable, …: the chain cannot be had.
    """

    def __init__(
        self,
        config: Config,
        now: Callable[[], int] = clock,
        elapsed: Callable[[], int] = boottime,
        *,
        follow: bool = True,
    ) -> None:
        self._config = config
        self._follow = follow
        self._now = now
        self._steady = SteadyClock(now, elapsed)
        self._halted = threading.Event()
        self.meter = Meter()
        self._rounds = Rounds(self.meter, self._freeze)
        self._follower: Follower | None = None
        self._cosignings: list[Cosigning] = []
        self._frozen = FrozenMark(config.frozen_file)
        self.node: EmbeddedNode | None = None

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Finish what is under way and stop, in the order opposite to starting."""
        if self._follower is not None:
            self._follower.close()
        self._rounds.stop()
        for cosigning in self._cosignings:
            cosigning.close()
        for part in ("_server", "recorder", "_rpc", "store"):
            if (found := getattr(self, part, None)) is not None:
                found.close()
        if self.node is not None:
            self.node.stop()

    def _start(self) -> None:
        config = self._config
        sys.setswitchinterval(SWITCH_SECONDS)
        config.run_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not config.chain.url:
            self.node = EmbeddedNode(
                config.folder, config.chain.port, config.chain.block_time, chain_id=config.chain.chain_id
            )
            self.node.start()
        self.store: Store = open_store(config.database)
        with self.store.read() as session:
            session.check_state()
        self._rpc = Rpc(chain_url(config))
        relay = Relay(self._rpc, open_key(config, config.relay_key), config.chain.chain_id)
        self.chain = prepare_chain(config, relay, self.node)
        self._assemble(relay)
        self._go()
        self._server = RecorderServer(self.recorder, config.socket)

    def _go(self) -> None:
        """Start the rounds."""
        config = self._config
        # from here on silence counts, also that of a follower that never comes up
        self.meter.watched(self._now(), 0)
        self._rounds.start("chain", CHAIN_ROUND_S, self.chain_round)
        self._rounds.start("seal", config.checkpoint_ms / 1000, self.seal_round)
        self._rounds.start("project", PROJECT_ROUND_S, self.project_round)
        self._rounds.start("reads", READS_ROUND_S, self.reads_round)
        self._rounds.start("tidy", TIDY_ROUND_S, self.tidy_round)
        self._rounds.start("meter", METER_ROUND_S, self.meter_round)
        self._rounds.start("memory", MEMORY_ROUND_S, give_back)
        # a thread each: a witness that does not answer delays neither the log nor another witness
        for cosigning in self._cosignings:
            self._rounds.start(f"witness {cosigning.name}", config.checkpoint_ms / 1000, cosigning.step)
        if self._follow:
            parts = (self.store, self.chain, self.recorder, self._now, self.meter, self._freeze)
            self._follower = Follower(config, *parts)
            self._follower.start()
        else:
            check_following(config, self.store, self._now)

    def _assemble(self, relay: Relay) -> None:
        config, store, chain, now = self._config, self.store, self.chain, self._now
        self._relay = relay
        names = {root.code: {"zh": root.name_zh, "en": root.name_en} for root in config.roots}
        self._indexer = ChainIndexer(store, chain, names)
        self._submitter = Submitter(store, chain, relay, now)
        second = [config.second_relay_key] if config.second_relay_key else []
        relays = [relay, *(Relay(self._rpc, open_key(config, key), config.chain.chain_id) for key in second)]
        self._anchorer = Anchorer(store, chain, relays, open_key(config, config.anchor_key), config.origin, now)
        # before anything is signed or taken in: is what is stored what we signed, the chain saw, the witnesses saw?
        head = SignedHead(config.signed_head_file)
        with store.read() as session:
            head.compare(session)
        self._anchorer.compare_with_chain()
        self._cosignings = open_cosignings(config, store)
        for cosigning in self._cosignings:
            cosigning.compare(strict=config.restored_file.exists())
        self._frozen.clear()
        config.restored_file.unlink(missing_ok=True)
        self._submitter.replay_lost(self.node.set_clock if self.node else None, self._anchorer.anchor_again)
        if self.node is not None:
            self.node.set_clock(None)
        self._projector = Projector(store, now)
        self._writer = MeteredWriter(store, self._steady, self.meter)
        self._sealer = Sealer(store, self._writer, open_log_key(config), config.origin, head)
        self.recorder = MeteredRecorder(self._writer, self.meter)
        self.prover = open_prover(config, store, chain, now)
        self._read_batching = open_read_batching(config, store, self.recorder, chain, now)
        write_json(config.trust_file, self.prover.trust())

    def chain_round(self) -> None:
        """Send and follow chain calls and anchors, then read what the chain says, also where something cannot be sent."""
        try:
            self._bring_to_chain()
        except ChainRefused:
            self._indexer.step()
            raise
        self._indexer.step()
        if self._indexer.went_back:
            self._indexer.went_back = not self._anchorer.forget_lost()
        if self.recorder.pressed:
            self._rounds.wait(CHAIN_GIVE_WAY_S)

    def _bring_to_chain(self) -> None:
        if self._submitter.in_flight() or self._anchorer.in_flight():
            self._submitter.follow()
            self._anchorer.follow()
            return
        nonces = self._relay.nonces()
        self._submitter.send(nonces)
        if not self._halted.is_set():
            self._anchorer.send(nonces)

    def seal_round(self) -> None:
        """Make a checkpoint if anything is new and the log is not frozen, here or by the follower."""
        if not self._halted.is_set() and (found := self._frozen.read()) is not None:
            raise LogFrozen(zh=str(found["zh"]), en=str(found["en"]), cause=found["code"])
        if not self._halted.is_set():
            self._sealer.seal()

    def project_round(self) -> None:
        """Bring the event index up to the log; while many events come in, a little at a time."""
        more = True
        while more and not self._rounds.stopping:
            yields = self.recorder.pressed and self._projector.lag(self._writer.state.size) < BURST
            more = self._projector.step(FEW if yields else None) > 0
            if yields:
                self._rounds.wait_while(lambda: self.recorder.pressed, PAUSE_S)

    def tidy_round(self) -> None:
        """Keep the database quick."""
        self.store.tidy()
        if not self.recorder.pressed:
            self.store.count_anew()

    def reads_round(self) -> None:
        """Commit to who read what, if it is time."""
        if not self._halted.is_set():
            self._read_batching.step()

    def meter_round(self) -> None:
        """Leave what was counted for the API processes."""
        self.meter.clock_ahead(self._steady.ahead_ms())
        self.meter.write(self._config.meter_file, self.recorder.waiting, self._now())

    def _freeze(self, name: str, error: QuanzeError) -> None:
        """Take nothing in and sign nothing from here on; reading goes on. The next start compares everything anew."""
        self._halted.set()
        self.meter.failed(name, error.code)
        logger.critical("%s: the log is frozen: %s", name, error.en)
        self._frozen.set(error, self._now())
        self.recorder.close()


def _known_deployment(file: Path) -> dict[str, Any]:
    try:
        known = json.loads(file.read_text("utf-8"))
        # before there were five contracts, the nonces were not written: they were the places in the order
        nonces = known.get("nonces") or {name: place for place, name in enumerate(ORDER) if name in known["contracts"]}
        return {**known, "deployed_at": int(known["deployed_at"]), "nonces": nonces}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigRefused(
            zh=f"{file} 已损坏: 请用备份恢复, 或从信任策略重建",
            en=f"{file} is damaged: restore it from a backup, or from the trust policy",
        ) from error


def prepare_chain(config: Config, relay: Relay, node: EmbeddedNode | None) -> ChainLink:
    """Deploy the contracts where they are missing, and keep where and when they were.

    Where the embedded chain lost even the contracts, they are deployed at their old time and addresses, so that what is
    replayed after them can have its own. Where an older release deployed fewer contracts, the missing ones are added.

    Raises:
        LogFrozen: the chain's genesis or code is not that of this deployment.
    """
    roots = [RootDepartment(one.code, one.tier, one.region, one.kind, one.head) for one in config.roots]
    file = config.deployment_file
    known = _known_deployment(file) if file.exists() else None
    if known is not None and relay.rpc.genesis() != known["genesis"]:
        # before anything is deployed there
        raise _another_chain(file)
    if known is not None and node is not None and relay.nonce() == 0:
        node.set_clock(known["deployed_at"])
    plan = Plan(roots, nonces=known["nonces"] if known else {})
    made = deployment_json(deploy(relay, plan, node.set_nonce if node else None))
    if known is not None and not _continues(known, made):
        raise _another_chain(file)
    deployed_at = known["deployed_at"] if known else Reader(relay.rpc).head().time
    if known != (found := {**made, "deployed_at": deployed_at}):
        write_json(file, found)
    return ChainLink.connect(relay.rpc, made, config.chain.depth)


def _another_chain(file: Path) -> LogFrozen:
    return LogFrozen(
        zh=f"链上的合约与 {file.name} 所记不同: 链的地址指向了另一条链, 或链被重建",
        en=f"the contracts on the chain are not those of {file.name}: the URL names another chain, or it was built anew",
    )


def _continues(known: dict[str, Any], made: dict[str, Any]) -> bool:
    same_chain = all(known[name] == made[name] for name in ("chain_id", "genesis"))
    return same_chain and all(made["contracts"].get(name) == one for name, one in known["contracts"].items())
