"""Faults by the thousand: ``scripts/faults --seed 1 --count 10000``; see docs/operations.md."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import NodeMissing
from tests import postgres
from tests.faults.chain_world import Chain
from tests.faults.databases import Databases, PostgresDatabases, SqliteFiles
from tests.faults.runner import PER_WORLD, Runner, scratch


def main() -> int:
    """Inject, print the counts; 1 if any promise was broken."""
    asked = _arguments()
    logging.disable(logging.CRITICAL)
    with scratch() as folder, _databases(asked.database, folder) as databases, _chain(folder, asked.part) as chain:
        started = time.monotonic()
        runner = Runner(databases, folder, asked.seed, chain, asked.part)
        left, number = asked.count, 0
        if asked.only is not None:
            runner.run(asked.only, PER_WORLD)
            left = 0
        while left > 0:
            left -= runner.run(number, left)
            number += 1
        taken = time.monotonic() - started
    print(f"faults on {asked.database}, seed {asked.seed}, {taken:.0f} s")
    runner.tally.show()
    return 1 if runner.tally.violations.total() else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="what the faults follow from")
    parser.add_argument("--count", type=int, default=1000, help="how many")
    parser.add_argument("--only", type=int, help="repeat the world of this number (with the same --part)")
    parser.add_argument("--part", choices=("all", "store", "chain"), default="all", help="which worlds")
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


@contextmanager
def _chain(folder: Path, part: str) -> Iterator[Chain | None]:
    if part == "store":
        yield None
        return
    try:
        chain = Chain(folder)
    except NodeMissing:
        sys.exit("the chain node anvil is not installed")
    try:
        yield chain
    finally:
        chain.close()


if __name__ == "__main__":
    sys.exit(main())
