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

from tests.faults.chain_world import Chain, ChainWorld, check_chain
from tests.faults.chain_world import prepare as prepare_chain
from tests.faults.checking import check
from tests.faults.databases import Databases
from tests.faults.table import CHAIN, STORE, Fault
from tests.faults.violation import Kind, Violation
from tests.faults.world import World, prepare

PER_WORLD, PER_CHAIN_WORLD = 25, 8


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
    """Runs worlds; each follows from the seed and its own number alone. Every third one has a chain.

    Args:
        chain: None leaves these out.
    """

    def __init__(self, databases: Databases, folder: Path, seed: int, chain: Chain | None, part: str = "all") -> None:
        self.tally = Tally()
        self._folder = folder
        self._seed = seed
        self._kinds: list[tuple[World, list[Fault]]] = []
        if part != "chain":
            self._kinds += [(prepare(databases, folder / "log"), _rows(STORE, databases))] * 2
        if chain is not None:
            self._kinds.append((prepare_chain(databases, chain, folder / "chain"), _rows(CHAIN, databases)))

    def run(self, number: int, most: int) -> int:
        """One world and at most so many faults in it; how many there were.

        After a violation the world is left, since nothing in it is certain any more.
        """
        prepared, rows = self._kinds[number % len(self._kinds)]
        random = Random(f"{self._seed}/{number}")
        world = prepared.copy(self._folder / f"world-{number}")
        world.seed(random)
        count = 0
        for place in range(min(most, PER_CHAIN_WORLD if isinstance(world, ChainWorld) else PER_WORLD)):
            (row,) = random.choices(rows, [one.weight for one in rows])
            count += 1
            if not self._survives(world, row, random, f"world {number}, fault {place}"):
                break
        world.close()
        return count

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
    world.clock.pass_by(10_000)
    with world.open() as service:
        service.carry_out(list(world.waiting), lambda _word, receipts: world.told(receipts))
        service.finish()
        check(world, service, random)
        if isinstance(world, ChainWorld):
            check_chain(world, service, random)


def _rows(table: tuple[Fault, ...], databases: Databases) -> list[Fault]:
    return [row for row in table if databases.name in row.databases]


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for everything, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="quanze-faults-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
