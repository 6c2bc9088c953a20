"""Auditing who read what: the rows are held against the batches that the log commits to (docs/formats.md §19)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ledger.recording.read_batch import ReadBatch, batch_root
from ledger.storage.store import StoreSession

Find = Callable[[str, str, str], None]


def check_reads(session: StoreSession, batches: Sequence[tuple[int, ReadBatch]], find: Find) -> tuple[int, int]:
    """Hold the readings against (entry, batch) in the log's order; how many rows are committed to, and how many wait."""
    covered = 0
    for index, batch in batches:
        where = f"entry {index}"
        if batch.first > covered + 1:
            find(where, f"第 {covered + 1} 至 {batch.first - 1} 条查阅记录不在任何批次中",
                 f"the readings {covered + 1} to {batch.first - 1} are in no batch")  # fmt: skip
        rows = session.access.read_rows(batch.first - 1, last=batch.last)
        if len(rows) != batch.count:
            find(where, f"查阅记录 {batch.first} 至 {batch.last} 应有 {batch.count} 条, 现有 {len(rows)} 条",
                 f"of the readings {batch.first} to {batch.last} there were {batch.count}, now there are {len(rows)}")  # fmt: skip
        elif batch_root(rows, batch.salt) != batch.root:
            find(where, f"查阅记录 {batch.first} 至 {batch.last} 中有改动",
                 f"a reading among {batch.first} to {batch.last} was changed")  # fmt: skip
        covered = max(covered, batch.last)
    return covered, len(session.access.read_rows(covered))
