"""The limit on this machine, now: signature check, hash and durable SQL insert, and nothing else, on every core."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from ledger.keys import LocalSigner, event_digest, recover

BATCH = 100
BODY = 770
SECONDS = 2.0


def measure(processes: int = 0, seconds: float = SECONDS) -> float:
    """Events a second over all processes, each with a database of its own so that none waits for another."""
    count = processes or os.cpu_count() or 1
    with get_context("spawn").Pool(count) as pool:
        pool.map(_warm, range(count))
        return sum(pool.map(_work, [seconds] * count, chunksize=1))


def _warm(_number: int) -> None:
    """Start the process and import what it needs."""


def _work(seconds: float) -> float:
    signer, separator, body = LocalSigner.generate(), bytes(32), bytes(BODY - 8)
    words = {"event_type": "deliver", "actor": "A", "agreement": "b", "item": "c", "occurred_at": "d"}
    signed = []
    for number in range(2000):
        raw = body + number.to_bytes(8, "big")
        digest = event_digest(separator, **words, event_id=sha256(raw).digest())
        signed.append((raw, signer.sign_digest(digest)))
    with tempfile.TemporaryDirectory() as folder:
        database = _open(Path(folder) / "limit.db")
        done, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            rows = []
            for place in range(done, done + BATCH):
                raw, signature = signed[place % len(signed)]
                event_id = sha256(raw).digest()
                recover(event_digest(separator, **words, event_id=event_id), signature)
                # the key must be another one each time, as it is for events that differ
                rows.append((sha256(event_id + place.to_bytes(8, "big")).digest(), signature, raw))
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO events (event_id, signature, event) VALUES (?, ?, ?)", rows)
            database.execute("COMMIT")
            done += BATCH
        rate = done / (time.perf_counter() - began)
        database.close()
    return rate


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=20000", "cache_size=-131072"):
        database.execute(f"PRAGMA {pragma}")
    database.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, event_id BLOB NOT NULL UNIQUE, signature BLOB, event BLOB)"
    )
    return database
