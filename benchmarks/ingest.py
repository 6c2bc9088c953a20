"""How fast events are taken in, over HTTP, durable and projected, beside the machine's limit and a plain service.

    benchmarks/ingest.py [--quick] [--store sqlite|postgres] [--json FILE] [--memory EVENTS] [--growth SIZE …]

Absolute figures say as much about the machine as about the service: read the ratios. Events are signed before the clock
starts; the load generator shares the machine with what it measures.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

import _growth
import _limit
import _load
import naive
from _events import bodies
from _service import Place, running

from ledger.founding import free_port
from tests import postgres

BATCH, TIMES = 100, 3
# The goals were set for two cores that do 42,000 events a second by the limit measured here (28.5 us a recovery, 4.4 the
# digest, 1.3 the hash, 9-15 the insert); on others the share of the limit is what can be compared
GOAL_LIMIT, GOAL_P99_MS = 42_000, 30
GOALS = {"batch": 20_000, "sustained": 12_000, "single": 8_000, "batch_signed": 40_000}
SIZES = [10_000, 100_000, 1_000_000, 5_000_000]
# as a server would run it: what a commit returned for is on disk
POSTGRES = ("-c", "listen_addresses=", "-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB")
CONNECTIONS, SINGLE_CONNECTIONS = 16, 128
FULL = {"batch": 200_000, "sustained": 300_000, "one": 60_000, "once": 200_000, "naive": 12_000}
QUICK = {"batch": 12_000, "sustained": 20_000, "one": 6_000, "once": 20_000, "naive": 2_000}


class Bench:
    """One running service and the runs against it; each run has a lane of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._lane = 100
        self.cpu: dict[str, dict[str, float]] = {}
        self.limits: list[float] = []

    def post(self, kind: str, events: int, each: int = BATCH, connections: int = CONNECTIONS) -> _load.Result:
        """Once nothing else goes on: sign, measure the limit, then post; the result of the last part."""
        self.place.rest()
        self._lane += 1
        say(f"signing {events} events for {kind}")
        made = bodies(self.place.desks, kind, events // each, each, self._lane, time.time_ns() // 1_000_000)
        # right before, on processors as warm as they will be: some machines give a burst after a rest, and not for long
        self.limits.append(_limit.measure())
        say(f"posting {events} events, {kind}")
        path = "/v1/events" if kind == "one" else "/v1/events/batch"
        before = self.place.cpu_seconds()
        result = _apart(self.place.address, path, made, connections)
        api, worker, follower = (now - then for now, then in zip(self.place.cpu_seconds(), before, strict=True))
        spent = {"api": api, "worker": worker, "follower": follower, "generator": result.cpu_seconds}
        self.cpu[kind] = {name: round(1e6 * seconds / max(1, result.accepted), 1) for name, seconds in spent.items()}
        say(f"{result.rate:.0f}/s; processor time per event, us: {self.cpu[kind]}")
        return result

    def share(self, rate: float) -> float:
        """What part of the limit that was measured last."""
        return round(rate / self.limits[-1], 3)

    def sustained(self, events: int) -> tuple[float, float]:
        """Events a second until the last one is in event index and duties, and until alerts were looked for in it too."""
        self.place.rest()
        began_at = self.place.projected()
        result = self.post("batch", events)
        began = time.perf_counter() - result.seconds
        rates = []
        for wait in (self.place.catch_up, self.place.watch):
            wait(began_at + result.accepted)
            rates.append(result.accepted / (time.perf_counter() - began))
        return rates[0], rates[1]


def _apart(address: tuple[str, int], path: str, made: list[bytes], connections: int) -> _load.Result:
    """Run the generator in a process of its own: the worker's threads live in this one."""
    with get_context("spawn").Pool(1) as pool:
        result: _load.Result = pool.apply(_load.run, (address, path, made, connections))
    if result.refused:
        raise SystemExit(f"{result.refused} events were refused: {result.first_refusal.decode(errors='replace')}")
    return result


def say(text: str) -> None:
    """Tell on the error stream how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def measure(place: Place, sizes: dict[str, int]) -> dict[str, Any]:
    """All figures of one run: a machine that others share is not the same from one moment to the next, so the limit is
    measured before each figure, and the one that counts most is taken `TIMES` times.
    """
    bench = Bench(place)
    bench.post("batch", 4000)
    batches, shares = list[_load.Result](), list[float]()
    for _ in range(TIMES):
        batches.append(bench.post("batch", sizes["batch"]))
        shares.append(bench.share(batches[-1].rate))
    batch = sorted(batches, key=lambda one: one.rate)[TIMES // 2]
    sustained, watched = bench.sustained(sizes["sustained"])
    of_sustained, of_watched = bench.share(sustained), bench.share(watched)
    single = bench.post("one", sizes["one"], 1, SINGLE_CONNECTIONS)
    of_single = bench.share(single.rate)
    once = bench.post("once", sizes["once"])
    of_once = bench.share(once.rate)
    limits = bench.limits
    place.rest()
    plain, doubled = (_naive(place, sizes["naive"], processes) for processes in (1, 2))
    return {
        "batch_per_s": round(batch.rate),
        "sustained_per_s": round(sustained),
        "watched_per_s": round(watched),
        "single_per_s": round(single.rate),
        "single_p99_ms": round(single.quantile(0.99), 1),
        "batch_signed_per_s": round(once.rate),
        "limit_per_s": round(median(limits)),
        "ratio": median(shares),
        "shares_of_limit": {
            "batch": shares, "sustained": of_sustained, "watched": of_watched, "single": of_single,
            "batch_signed": of_once,
        },
        "goals_as_shares": {name: round(rate / GOAL_LIMIT, 3) for name, rate in GOALS.items()},
        "goal_p99_ms_here": round(GOAL_P99_MS * GOAL_LIMIT / median(limits), 1),
        "naive_per_s": round(plain),
        "times_naive": round(batch.rate / plain, 1),
        "naive_of_two_processes_per_s": round(doubled),
        "single_p50_ms": round(single.quantile(0.5), 1),
        "batch_p99_ms": round(batch.quantile(0.99), 1),
        "limits_per_s": [round(one) for one in limits],
        "log_size": place.size(),
        "cpu_us_per_event": bench.cpu,
        "load_average": [round(one, 1) for one in os.getloadavg()],
    }  # fmt: skip


def _naive(place: Place, events: int, processes: int) -> float:
    """Events a second of the plain service: as one starts it, and with as many processes as this service has."""
    chain = place.worker.chain
    port, now = free_port(), time.time_ns() // 1_000_000
    made = bodies(place.desks, "batch", events // BATCH, BATCH, 90 + processes, now)
    with naive.running(naive.domain_of(chain.chain_id, chain.contracts["EventLog"].address), port, processes):
        return _apart(("127.0.0.1", port), "/events/batch", made, 8).rate


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Address of an empty database; empty for the data folder's own SQLite."""
    if kind == "sqlite":
        yield ""
        return
    found = postgres.binaries()
    if found is None:
        raise SystemExit("PostgreSQL is not installed")
    postgres.SETTINGS = [*POSTGRES]
    with postgres.server(found) as folder:
        yield postgres.url_of(folder, "postgres")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="under two minutes")
    options.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    options.add_argument("--processes", type=int, default=2, help="API processes")
    options.add_argument("--json", type=Path, help="write the figures to this file")
    options.add_argument("--memory", type=int, metavar="EVENTS", help="resident memory over this many events")
    options.add_argument("--growth", type=int, nargs="*", metavar="SIZE", help="cost of an event at these log sizes")
    given = options.parse_args()
    figures = _figures(given)
    text = json.dumps(figures, indent=2)
    print(text)
    if given.json:
        given.json.write_text(text + "\n", "utf-8")


def _figures(given: argparse.Namespace) -> dict[str, Any]:
    if given.growth is not None:
        with database(given.store) as url:
            return {"store": given.store, "growth": _growth.growth(given.growth or SIZES, url)}
    with (
        tempfile.TemporaryDirectory() as folder,
        database(given.store) as url,
        running(Path(folder), url, given.processes) as place,
    ):
        if given.memory:
            return {"memory": _growth.memory(place, given.memory)}
        return {
            "store": given.store,
            "python": sys.version.split(" (")[0],
            **measure(place, QUICK if given.quick else FULL),
        }


if __name__ == "__main__":
    sys.exit(main())
