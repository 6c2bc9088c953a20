"""A whole service to measure: embedded chain, worker, API processes, and the gateways that send to it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from _events import Desk

from ledger.founding import free_port
from ledger.keys import LocalSigner, new_secret
from ledger.storage.alert_store import CURSOR
from ledger.storage.duty_store import DUTIES
from ledger.storage.event_index_store import EVENTS
from ledger.supervise import Service
from ledger.worker import Worker
from tests.ledger.service.world import ITEM, OWNER, World, eventually

GATEWAY_ROLE = 3


@dataclass
class Place:
    """A running service and who may send to it."""

    service: Service
    desks: list[Desk]
    worker: Worker

    @property
    def address(self) -> tuple[str, int]:
        """Where the API listens."""
        return self.service.config.api.host, self.service.config.api.port

    def cpu_seconds(self) -> tuple[float, float, float]:
        """Processor time used so far by the API processes, by the worker's, and by the follower."""
        return sum(map(_cpu, self.service.child_pids)), time.process_time(), _cpu(self.service.follower_pid or 0)

    def size(self) -> int:
        """Entries in the log."""
        with self.worker.store.read() as session:
            return session.log.load_state().size

    def projected(self) -> int:
        """Entries that both the event index and the table of duties have seen."""
        with self.worker.store.read() as session:
            return min(session.projections.next_index(name) for name in (EVENTS, DUTIES))

    def catch_up(self, size: int) -> None:
        """Wait until the projections have seen ``size`` entries."""
        while self.projected() < size:
            time.sleep(0.02)

    def watched(self) -> int:
        """Entries that were noted as to be judged by the rules of alerts; all that were noted before are judged by then."""
        with self.worker.store.read() as session:
            waiting = session.alerts.awake(time.time_ns() // 1_000_000, 1)
            return 0 if waiting else session.alerts.mark(CURSOR)

    def watch(self, size: int) -> None:
        """Wait until alerts were looked for in ``size`` entries."""
        while self.watched() < size:
            time.sleep(0.1)

    def rest(self) -> None:
        """Wait until everything was looked at, sealed and anchored."""
        self.watch(self.size() - 1)
        while self.worker.prover.status().unanchored_count:
            time.sleep(0.1)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(folder: Path, database: str, processes: int, agreements: int = 4, gateways: int = 8) -> Iterator[Place]:
    """Found a deployment, start its service, conclude agreements and enrol gateways of the owner."""
    founding = {"database": database} if database else {}
    world = World.found(folder / "data", port=free_port(), **founding)
    config = replace(world.config, api=replace(world.config.api, workers=processes), checkpoint_ms=1000)
    with Service(config) as service:
        worker = service.worker
        world.settle(worker)
        parent = world.register(worker, world.pen(worker, OWNER, lane=9)).event_id
        concluded = [world.conclude(worker, f"示范〔2026〕{number}号") for number in range(agreements)]
        secrets = [new_secret() for _ in range(gateways)]
        for secret in secrets:
            world.enrol(worker, OWNER, LocalSigner(secret).address, GATEWAY_ROLE)
        directory = world.directory(worker)
        eventually(lambda: all(directory.key(LocalSigner(secret).address) for secret in secrets))
        separator = worker.chain.separator("EventLog")
        desks = [
            Desk(OWNER, secret, separator, concluded[place % agreements], ITEM, parent)
            for place, secret in enumerate(secrets)
        ]
        yield Place(service, desks, worker)
