"""Wiring: the parts of one deployment put together from its configuration. What a process needs, and nothing it may not hold."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.alerting.hooks import Receiver, Webhook
from ledger.alerting.reading import AlertReading
from ledger.alerting.signing import AlertSigning
from ledger.alerting.watching import AlertWatcher
from ledger.asking.operations import Operations
from ledger.asking.proving import Prover
from ledger.chain.rpc import Rpc
from ledger.checkpoint import VerifierKey
from ledger.config import Config
from ledger.cosignature import CosignerKey
from ledger.duties.work import Work
from ledger.errors import ConfigRefused
from ledger.keys import LogKey, Signer, find_passphrase, open_signer
from ledger.keys.shared_secret import open_secret
from ledger.policy.alerts_chain import Health
from ledger.questions.deciding import Decider
from ledger.questions.quality_reading import QualityGuard
from ledger.questions.tracing import Tracer
from ledger.recording.chain_link import ChainLink
from ledger.recording.freezing import FrozenMark
from ledger.recording.intake import Intake
from ledger.recording.pen import Pen
from ledger.recording.read_batching import ReadBatching
from ledger.recording.recorder import Recorder
from ledger.recording.step_order import StepOrder
from ledger.recording.wire import RemoteRecorder
from ledger.registers.access import Access
from ledger.registers.directory import Directory
from ledger.registers.sign_in_message import Site
from ledger.storage.store import Store, open_store
from ledger.witnesses.witness_client import WitnessClient
from ledger.witnesses.witnessing import Cosigning

Clock = Callable[[], int]
DECISION_LANE = 1
READS_LANE = 2


@dataclass(frozen=True)
class Ledger:
    """The use cases of one deployment, as the API and the command line use them."""

    config: Config
    store: Store
    chain: ChainLink
    directory: Directory
    intake: Intake
    recorder: Recorder
    prover: Prover
    operations: Operations
    access: Access
    decider: Decider
    tracer: Tracer
    work: Work

    def close(self) -> None:
        """Close what is open."""
        self.store.close()
        self.chain.rpc.close()


def clock() -> int:
    """Milliseconds since 1970, by this machine's clock."""
    return time.time_ns() // 1_000_000


def open_ledger(config: Config, recorder: Recorder | None = None, now: Clock = clock) -> Ledger:
    """Everything an API process needs; it holds no key but the service's own.

    Without a ``recorder`` in this process, that of the running service is used.

    Raises:
        ConfigRefused: the service has never been started on this folder.
    """
    chain = connect(config)
    store = open_store(config.database)
    directory = Directory(store, now)
    recorder = recorder or RemoteRecorder(config.socket)
    guards = {"pdma.close": QualityGuard(store, config.origin, now).check}
    intake = Intake(directory, chain.separator("EventLog"), now, guards, StepOrder(store))
    prover = open_prover(config, store, chain, now)
    address = f"{config.api.host}:{config.api.port}"
    return Ledger(
        config=config,
        store=store,
        chain=chain,
        directory=directory,
        intake=intake,
        recorder=recorder,
        prover=prover,
        operations=Operations(store, chain, now, origin=config.origin),
        access=Access(store, directory, Site(address, f"http://{address}", chain.chain_id), now),
        decider=Decider(store, directory, intake, recorder, service_pen(config, chain), config.origin, now),
        tracer=Tracer(store, directory, config.origin, now, config.limits()),
        work=Work(store, directory, config.origin, now),
    )


def connect(config: Config) -> ChainLink:
    """The link to this deployment's contracts.

    Raises:
        ConfigRefused: they have not been deployed yet.
    """
    try:
        deployment = json.loads(config.deployment_file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigRefused(
            zh=f"{config.deployment_file.name} 尚不存在: 先运行 quanze serve, 由它部署合约",
            en=f"{config.deployment_file.name} is not there yet: run quanze serve, which deploys the contracts",
        ) from error
    return ChainLink.connect(Rpc(chain_url(config)), deployment, config.chain.depth)


def chain_url(config: Config) -> str:
    """The node's URL: the configured one, or that of the embedded node."""
    return config.chain.url or f"http://127.0.0.1:{config.chain.port}"


def open_key(config: Config, uri: str) -> Signer:
    """One of the deployment's own keys."""
    file = config.path(config.passphrase_file)
    return open_signer(config.key_uri(uri), passphrase_file=file if file.exists() else None)


def open_log_key(config: Config) -> LogKey:
    """The Ed25519 key of the origin; only the process that signs checkpoints opens it."""
    file = config.path(config.passphrase_file)
    return LogKey.load(config.path(config.log_key), find_passphrase(None, file if file.exists() else None))


def verifier_key(config: Config) -> VerifierKey:
    """The public half of the origin's key.

    Raises:
        ConfigRefused: the file is missing. NoteRefused: it holds something else.
    """
    file = config.path(config.log_verifier_key)
    try:
        return VerifierKey.parse(file.read_text("utf-8").strip())
    except OSError as error:
        raise ConfigRefused(zh=f"读不出日志公钥 {file}", en=f"the log's public key {file} cannot be read") from error


def open_prover(config: Config, store: Store, chain: ChainLink, now: Clock) -> Prover:
    """The prover of a deployment."""
    return Prover(
        store,
        chain,
        verifier_key(config),
        now,
        accept_unsealed=config.accept_unsealed,
        witnesses=config.witness_trust(),
        frozen=FrozenMark(config.frozen_file).read,
    )


def open_cosignings(config: Config, store: Store) -> list[Cosigning]:
    """What brings checkpoints to each of the configured witnesses."""
    key = verifier_key(config)
    clients = (WitnessClient(CosignerKey.parse(one.key), one.url) for one in config.witnesses)
    return [Cosigning(store, key, client) for client in clients]


def service_pen(config: Config, chain: ChainLink) -> Pen:
    """The service's own hand, which signs decisions for the operator's department."""
    signer = open_key(config, config.service_key)
    return Pen(config.operator, signer, chain.separator("EventLog"), DECISION_LANE)


def open_read_batching(config: Config, store: Store, recorder: Recorder, chain: ChainLink, now: Clock) -> ReadBatching:
    """What commits to readings, signed by the service's key in a lane of its own."""
    intake = Intake(Directory(store, now), chain.separator("EventLog"), now)
    pen = service_pen(config, chain)
    pen.lane = READS_LANE
    return ReadBatching(store, recorder, intake, pen, config.read_batch_ms, now)


def open_alert_watcher(
    config: Config,
    store: Store,
    chain: ChainLink,
    recorder: Recorder,
    now: Clock,
    health: Callable[[], Health | None],
) -> AlertWatcher:
    """What keeps the alerts of a deployment, and records them with the service's own key."""
    directory = Directory(store, now)
    intake = Intake(directory, chain.separator("EventLog"), now)
    signing = AlertSigning(store, intake, recorder, service_pen(config, chain), config.origin, now)
    return AlertWatcher(store, directory, config.origin, now, signing=signing, health=health, limits=config.alerts)


def open_webhooks(config: Config, store: Store, now: Clock) -> list[Webhook]:
    """What sends alerts to each of the configured receivers.

    Raises:
        SignerRefused: a secret that is not there, or too short.
    """
    directory = Directory(store, now)
    reading = AlertReading(store, directory, config.origin, now)
    receivers = (
        Receiver(one.name, one.url, one.department or config.operator, open_secret(config.key_uri(one.secret)))
        for one in config.webhooks
    )
    return [Webhook(store, directory, reading, receiver, now) for receiver in receivers]


def write_json(path: Path, value: Any) -> None:
    """Write JSON so that a reader sees the old file or the new one, never half of it."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
    beside.replace(path)
