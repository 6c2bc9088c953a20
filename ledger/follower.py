"""The follower: what is judged after it was recorded. Duties, alerts, and what sends them on.

It runs in a process of its own, so that it holds up neither recording nor reading; everything it writes can be dropped and
made again. Into the log it writes alerts only, and these through the recorder like anybody else.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import partial

from ledger.alerting.health import health_of
from ledger.alerting.hooks import Webhook
from ledger.asking.log_lines import write_log_lines
from ledger.config import LEVEL_VARIABLE, Config, named_config
from ledger.duties.duty_projecting import DutyProjector
from ledger.duties.watching import DutyWatcher
from ledger.errors import QuanzeError
from ledger.policy.alerts_chain import Health
from ledger.recording.chain_link import ChainLink
from ledger.recording.freezing import FrozenMark
from ledger.recording.meter import Meter
from ledger.recording.recorder import Recorder
from ledger.recording.rush import Rush
from ledger.recording.wire import RemoteRecorder
from ledger.rounds import BURST, FEW, LOOK_S, Freeze, Rounds
from ledger.storage.event_index_store import EVENTS
from ledger.storage.store import Store, open_store
from ledger.trimming import give_back, spare_garbage
from ledger.wiring import clock, connect, open_alert_watcher, open_prover, open_webhooks

logger = logging.getLogger(__name__)

REFUSED = 1
FOLLOW_ROUND_S, AGAIN_S, ALERT_ROUND_S, HEALTH_ROUND_S = 0.1, 0.5, 0.5, 5.0
METER_ROUND_S, MEMORY_ROUND_S = 1.0, 60.0
# While many events rush in, what judges them has a fortieth of the time
GIVE_WAY, GIVE_WAY_S = 39, 20.0
# After a look for alerts: so many times as long as it took, so that whoever else writes comes in between
REST = 0.25


def check_following(config: Config, store: Store, now: Callable[[], int]) -> None:
    """Refuse at the start of the service what would keep its follower from starting.

    Raises:
        SignerRefused: a webhook's secret is not there, or too short. What `load_config` checks is right already.
    """
    for webhook in open_webhooks(config, store, now):
        webhook.close()


class Follower:
    """Follows the log of one store until it is closed.

    Args:
        recorder: records alerts.
        freeze: what is done where the log turns out to be damaged.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        chain: ChainLink,
        recorder: Recorder,
        now: Callable[[], int],
        meter: Meter,
        freeze: Freeze,
    ) -> None:
        self._config = config
        self._store = store
        self._now = now
        self._meter = meter
        self._rounds = Rounds(meter, freeze)
        self._rush = Rush()
        self._indexed, self._following, self._again_at, self._looked_at = 0, False, 0.0, 0.0
        self._health: Health | None = None
        self._prover = open_prover(config, store, chain, now)
        self._duties = DutyWatcher(store, DutyProjector(store, config.origin, config.limits()), now)
        self._alerts = open_alert_watcher(config, store, chain, recorder, now, lambda: self._health)
        self._webhooks: list[Webhook] = open_webhooks(config, store, now)

    def start(self) -> None:
        """Start following; returns at once."""
        self._meter.watched(self._now(), 0)
        self._rounds.start("follow", FOLLOW_ROUND_S, self._follow_round)
        self._rounds.start("health", HEALTH_ROUND_S, self._health_round)
        self._rounds.start("alerts", ALERT_ROUND_S, self._alert_round)
        # a thread each: a receiver that does not answer delays no other
        for webhook in self._webhooks:
            self._rounds.start(f"webhook {webhook.name}", ALERT_ROUND_S, partial(self._hook_round, webhook))

    def close(self) -> None:
        """Finish what is under way and stop."""
        self._rounds.stop()
        for webhook in self._webhooks:
            webhook.close()

    def _follow_round(self) -> None:
        """Bring the duties up to the event index; while many events come in, a little at a time."""
        if not self._grown():
            return
        more = self._following = True
        while more and not self._rounds.stopping:
            started = time.monotonic()
            more = (self._duties.step(FEW) if self._yields() else self._duties.step()) > 0
            self._give_way(time.monotonic() - started, self._yields)
        self._following = False

    def _health_round(self) -> None:
        """See how log and chain stand; a chain that does not answer must not hold up the alerts."""
        self._health = health_of(self._prover.status(), self._config.operator)

    def _alert_round(self) -> None:
        """Look for alerts until nothing is waiting; most of the time is for the others, more while events come in."""
        more = True
        while more and not self._rounds.stopping:
            started = time.monotonic()
            more = self._alerts.step(1) if self._rush.on or self._following else self._alerts.step()
            took = time.monotonic() - started
            self._meter.watched(self._now(), self._alerts.lag)
            self._rounds.wait(REST * took)
            self._give_way(took, lambda: (self._rush.on or self._following) and self._alerts.lag < BURST)

    def _hook_round(self, webhook: Webhook) -> None:
        while webhook.step() and not self._rounds.stopping:
            pass

    def _grown(self) -> bool:
        """Whether the index has grown, or was not followed for a while: duties change by anchors too."""
        indexed = self._look()
        grown, self._indexed = indexed != self._indexed, indexed
        now = time.monotonic()
        if not grown and now < self._again_at:
            return False
        self._again_at = now + AGAIN_S
        return True

    def _look(self) -> int:
        """How far the event index reaches; whether many events come in is seen by the way."""
        with self._store.read() as session:
            self._rush.saw(session.log.size())
            self._looked_at = time.monotonic()
            return session.projections.next_index(EVENTS)

    def _yields(self) -> bool:
        """Whether duties go after recording: many events come in, and duties are not too far behind."""
        return self._rush.on and self._duties.lag < BURST

    def _give_way(self, took: float, while_: Callable[[], bool]) -> None:
        """Wait as long as it is so, at most `GIVE_WAY` times the seconds that a step ``took``."""

        def holds() -> bool:
            # each look reads the store; one serves all who wait
            if time.monotonic() - self._looked_at >= LOOK_S / 2:
                self._look()
            return while_()

        self._rounds.wait_while(holds, min(GIVE_WAY * took, GIVE_WAY_S))


def main() -> int:
    """Follow the log of the data folder that the environment names, until SIGTERM; the exit code.

    Nothing is opened before standard input ends: the program may be loaded while the store is still being made ready.
    """
    sys.stdin.buffer.read()
    try:
        config = named_config()
        write_log_lines(config.log_format, int(os.environ.get(LEVEL_VARIABLE, logging.WARNING)))
        _follow(config)
    except QuanzeError as error:
        print(error, file=sys.stderr)  # noqa: T201 - who started it reads this stream
        return REFUSED
    return 0


def _follow(config: Config) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    meter, mark = Meter(), FrozenMark(config.frozen_file)

    def freeze(name: str, error: QuanzeError) -> None:
        # the worker sees the mark before it signs or takes in anything more
        meter.failed(name, error.code)
        logger.critical("%s: the log is frozen: %s", name, error.en)
        mark.set(error, clock())

    spare_garbage()
    store, chain, recorder = open_store(config.database), connect(config), RemoteRecorder(config.socket)
    follower = Follower(config, store, chain, recorder, clock, meter, freeze)
    rounds = Rounds(meter, freeze)
    follower.start()
    rounds.start("meter", METER_ROUND_S, lambda: meter.write(config.follower_file, 0, clock()))
    rounds.start("memory", MEMORY_ROUND_S, give_back)
    stop.wait()
    rounds.stop()
    follower.close()
    recorder.close()
    chain.rpc.close()
    store.close()


if __name__ == "__main__":
    sys.exit(main())
