"""A deployment with a watcher that is stepped by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.alerting.signing import AlertSigning
from ledger.alerting.watching import AlertWatcher
from ledger.duties.duty_projecting import DutyProjector
from ledger.event_types import KeyRole
from ledger.recording.pen import Pen
from tests.api.deployment import MANAGER, ORIGIN, SEPARATOR, Deployment


class Watched(Deployment):
    """A deployment whose alerts are watched; ``watch`` makes rounds until nothing is waiting."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.watcher = self.new_watcher()
        self.duties = DutyProjector(self.store, ORIGIN)

    def new_watcher(self, *, signed: bool = True, **limits: int) -> AlertWatcher:
        pen = Pen(MANAGER, self.signers[MANAGER, KeyRole.GATEWAY], SEPARATOR, 0)
        signing = AlertSigning(self.store, self.intake, self.recorder, pen, ORIGIN, self.clock)
        names = {name.replace("_", "-"): number for name, number in limits.items()}
        directory = self.directory
        return AlertWatcher(
            self.store, directory, ORIGIN, self.clock, signing=signing if signed else None, limits=names
        )

    def watch(self) -> None:
        for _ in range(2):
            self.projector.catch_up()
            self.duties.catch_up()
            while self.watcher.step():
                pass

    def open(self) -> dict[str, str]:
        """Rule → subject of the alerts that stand."""
        with self.store.read() as session:
            return {row.rule: row.subject for row in session.alerts.find(before=None, limit=500, is_open=True)}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Watched]:
    deployment = Watched(tmp_path)
    yield deployment
    deployment.close()
