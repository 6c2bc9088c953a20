"""Lineage over HTTP: p50 and p95 of a question to depth 20 among a million events, against the bare SQL walk.

A question is one GET to a real API process: signed-in caller, permissions decided for each event, every reading recorded
durably, bodies read back and hashed. The bare walk is the same steps along the edges in this process and nothing else.
Events are loaded into the tables, not signed (benchmarks/lineage_log.py says what is left out).

--quick: SQLite alone, fewer questions; the million events stay.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import httpx

from benchmarks.lineage_log import MANAGER, Loader, Shape
from benchmarks.report import Report, arguments
from benchmarks.serving import api_process, cpu_ms, found_folder, signed_in
from ledger.keys import LocalSigner
from ledger.lineage.walking import Bounds, walk
from ledger.storage.store import Store, open_store
from tests.postgres import binaries, server, url_of

EVENTS, DEPTH, GOAL_MS = 1_000_000, 20, 50.0
QUESTIONS, QUICK_QUESTIONS = 500, 150
DURABLE = ("-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB")


def main() -> None:
    """Run it."""
    options = arguments(__doc__)
    report = Report("lineage", quick=options.quick)
    worst = _measure(report, "SQLite", "sqlite:///quanze.db", QUICK_QUESTIONS if options.quick else QUESTIONS)
    folder = binaries()
    if not options.quick and folder is not None:
        with server(folder, DURABLE) as socket_folder:
            worst = max(worst, _measure(report, "PostgreSQL", url_of(socket_folder, "postgres"), QUESTIONS))
    report.finish(options.json)
    if options.json:
        figures = {"events": EVENTS, "depth": DEPTH, "p50_ms": round(worst[1], 3), "p95_ms": round(worst[0], 3)}
        options.json.write_text(
            json.dumps(json.loads(options.json.read_text("utf-8")) | figures, indent=2) + "\n", "utf-8"
        )


def _measure(report: Report, name: str, database: str, questions: int) -> tuple[float, float]:
    """Load, ask, report; the larger p95 of both directions, with its p50."""
    auditor = LocalSigner.generate()
    with tempfile.TemporaryDirectory(prefix="quanze-bench-") as place:
        config = found_folder(Path(place) / "data", MANAGER, database)
        with open_store(config.database) as store:
            began = time.perf_counter()
            loader = Loader(store, Shape(EVENTS), auditor.address)
            loader.load()
            print(f"{name}: {EVENTS:,} events loaded in {time.perf_counter() - began:.0f} s", flush=True)
            starts = random.Random(7).sample(range(EVENTS // 10, EVENTS * 9 // 10), questions)
            for line in _plan(store, starts[0]):
                print(f"  plan: {line}")
            with api_process(config) as (url, pid), closing(signed_in(url, auditor)) as client:
                ids = loader.ids
                asked = [_direction(report, name, store, (client, pid), starts, ids, up=up) for up in (True, False)]
    return max(asked)


def _direction(
    report: Report,
    name: str,
    store: Store,
    served: tuple[httpx.Client, int],
    starts: Sequence[int],
    ids: Sequence[str],
    *,
    up: bool,
) -> tuple[float, float]:
    way = "up" if up else "down"
    client, pid = served
    sizes: list[int] = []

    def bare(start: int) -> None:
        with store.read() as session:
            page = walk(session, [start], Bounds(up, EVENTS, DEPTH), 0, EVENTS)
        sizes.append(len(page.indexes))

    def over_http(start: int) -> None:
        answer = client.get(f"/v1/lineage/{ids[start]}", params={"direction": way, "depth": DEPTH})
        answer.raise_for_status()

    for start in starts[:10]:
        over_http(start)
    walked, used = _times(bare, starts), cpu_ms([pid])
    asked = _times(over_http, starts)
    used = (cpu_ms([pid]) - used) / len(starts)
    print(
        f"  {way}: {statistics.median(sizes):.0f} events in the middle, {sorted(sizes)[len(sizes) * 95 // 100]} at p95"
    )
    p50, p95 = statistics.median(asked), _p95(asked)
    report.add(f"{name} {way}, depth {DEPTH}, p50", p50, "ms", limit=("SQL walk", statistics.median(walked)))
    report.add(f"{name} {way}, depth {DEPTH}, server CPU, mean", used, "ms")
    report.add(f"{name} {way}, depth {DEPTH}, p95", p95, "ms", limit=("SQL walk", _p95(walked)), goal=("<=", GOAL_MS))
    return p95, p50


def _times(call: Callable[[int], None], starts: Sequence[int]) -> list[float]:
    """Milliseconds of each call."""
    found = []
    for start in starts:
        began = time.perf_counter()
        call(start)
        found.append((time.perf_counter() - began) * 1000)
    return found


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[94]


def _plan(store: Store, start: int) -> list[str]:
    with store.read() as session:
        return [line for up in (True, False) for line in session.lineage.plan([start], up=up, reach=EVENTS)]


if __name__ == "__main__":
    sys.exit(main())
