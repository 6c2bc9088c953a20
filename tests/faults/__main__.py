"""Faults by the thousand: ``scripts/faults --seed 1 --count 10000``; see docs/operations.md."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres
from tests.faults.databases import Databases, PostgresDatabases, SqliteFiles
from tests.faults.runner import PER_WORLD, Runner, scratch


def main() -> int:
    """Inject, print the counts; 1 if any promise was broken."""
    asked = _arguments()
    logging.disable(logging.CRITICAL)
    with scratch() as folder, _databases(asked.database, folder) as databases:
        started = time.monotonic()
        runner = Runner(databases, folder, asked.seed)
        worlds = [asked.only] if asked.only is not None else range(-(-asked.count // PER_WORLD))
        for number in worlds:
            runner.run(number, min(PER_WORLD, asked.count - number * PER_WORLD) if asked.only is None else PER_WORLD)
        taken = time.monotonic() - started
    print(f"faults on {asked.database}, seed {asked.seed}, {taken:.0f} s")
    runner.tally.show()
    return 1 if runner.tally.violations.total() else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="what the faults follow from")
    parser.add_argument("--count", type=int, default=1000, help="how many")
    parser.add_argument("--only", type=int, help="repeat the world of this number")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    return parser.parse_args()


@contextmanager
def _databases(name: str, folder: Path) -> Iterator[Databases]:
    if name == "sqlite":
        yield SqliteFiles(folder)
        return
    binaries = postgres.binaries()
    if binaries is None:
        sys.exit("initdb and postgres are not installed")
    with postgres.server(binaries) as socket_folder:
        yield PostgresDatabases(socket_folder)


if __name__ == "__main__":
    sys.exit(main())
