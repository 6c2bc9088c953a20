"""One running deployment per module: embedded chain, SQLite, worker."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.worker import Worker
from tests.ledger.service.world import OWNER, World


@dataclass
class Running:
    world: World
    worker: Worker
    agreement: str


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("quanze")
    world = World.found(folder / "data")
    with Worker(world.config) as worker:
        world.settle(worker)
        world.register(worker, world.pen(worker, OWNER, lane=9))
        yield Running(world, worker, world.conclude(worker))
