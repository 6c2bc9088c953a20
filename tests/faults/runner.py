"""The runner: worlds by seed, faults by weight, counts at the end."""

from __future__ import annotations

import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.checking import check
from tests.faults.databases import Databases
from tests.faults.service import Service
from tests.faults.table import STORE, Fault
from tests.faults.violation import Kind, Violation
from tests.faults.world import World, prepare

PER_WORLD = 25


@dataclass
class Tally:
    """What was done and what came of it."""

    injected: Counter[tuple[str, str]] = field(default_factory=Counter)
    violations: Counter[Kind] = field(default_factory=Counter)
    seconds: dict[tuple[str, str], float] = field(default_factory=dict)

    def show(self) -> None:
        """Print the counts."""
        for (group, name), count in sorted(self.injected.items()):
            each = self.seconds[group, name] / count
            print(f"  {group:<10} {name:<42} {count:>6}  {each * 1000:6.0f} ms each")
        print(f"injected {self.injected.total()}")
        for kind in Kind:
            print(f"{kind} {self.violations[kind]}")


class Runner:
    """Runs worlds; each follows from the seed and its own number alone."""

    def __init__(self, databases: Databases, folder: Path, seed: int) -> None:
        self.tally = Tally()
        self._databases = databases
        self._folder = folder
        self._seed = seed
        self._rows = [row for row in STORE if databases.name in row.databases]
        self._prepared = prepare(databases, folder / "prepared")

    def run(self, number: int, count: int) -> None:
        """One world and ``count`` faults in it; after a violation it is left, since nothing in it is certain any more."""
        random = Random(f"{self._seed}/{number}")
        world = self._prepared.copy(self._folder / f"world-{number}")
        world.seed(random)
        for place in range(count):
            (row,) = random.choices(self._rows, [one.weight for one in self._rows])
            if not self._survives(world, row, random, f"world {number}, fault {place}"):
                break
        world.close()

    def _survives(self, world: World, row: Fault, random: Random, place: str) -> bool:
        started = time.monotonic()
        self.tally.injected[row.group, row.name] += 1
        try:
            row.inject(world, random)
            repair(world, random)
        except Exception as error:  # noqa: BLE001 - whatever it is, the fault was not survived
            kind = error.kind if isinstance(error, Violation) else Kind.NOT_REPAIRED
            self.tally.violations[kind] += 1
            print(f"✗ {row.group}: {row.name} [{place}] repeat with --seed {self._seed} --only {place.split()[1][:-1]}")
            traceback.print_exc()
            return False
        finally:
            taken = self.tally.seconds.get((row.group, row.name), 0.0)
            self.tally.seconds[row.group, row.name] = taken + time.monotonic() - started
        return True


def repair(world: World, random: Random) -> None:
    """What an operator and the senders do afterwards: start again, send what was not answered; then everything is checked."""
    world.clock.now += 10_000
    with Service(world) as service:
        service.carry_out(list(world.waiting), lambda _word, receipts: world.told(receipts))
        service.finish()
        check(world, service, random)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for everything, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="quanze-faults-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
