"""Every kind of fault, one row each."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from tests.faults import chain_faults, flips, stages, store_faults

HOUR, YEAR = 3_600_000, 365 * 86_400_000
BOTH, SQLITE, POSTGRESQL = ("sqlite", "postgresql"), ("sqlite",), ("postgresql",)


class Fault(NamedTuple):
    """One kind: its group, its name, what it does to a world, how often it comes, on which databases."""

    group: str
    name: str
    inject: Callable[[Any, Random], None]
    weight: int = 4
    databases: tuple[str, ...] = BOTH


STORE = (
    Fault("kill -9", "in intake", store_faults.killed_in(stages.INTAKE)),
    Fault("kill -9", "in ingest", store_faults.killed_in(stages.INGEST), 8),
    Fault("kill -9", "in integrate", store_faults.killed_in(stages.INTEGRATE), 8),
    Fault("kill -9", "in a commit", store_faults.killed_in(stages.COMMIT), 6),
    Fault("kill -9", "in the acknowledgement", store_faults.killed_in(stages.ACKNOWLEDGE)),
    Fault("kill -9", "in a checkpoint", store_faults.killed_in(stages.CHECKPOINT), 8),
    Fault("kill -9", "in the signed head", store_faults.killed_in(stages.HEAD)),
    Fault("kill -9", "in the projection", store_faults.killed_in(stages.PROJECT)),
    Fault("kill -9", "at any moment", store_faults.killed_at_any_moment, 8),
    Fault("kill -9", "while restoring", store_faults.killed_while_restoring, 2, SQLITE),
    Fault("kill -9", "while backing up", store_faults.killed_while_backing_up, 2),
    Fault("database", "connections lost in a commit", store_faults.connections_lost, 8, POSTGRESQL),
    Fault("database", "connections lost in a checkpoint", store_faults.connections_lost_while_sealing, 8, POSTGRESQL),
    Fault("database", "locked by another program", store_faults.locked, 3, SQLITE),
    Fault("disk", "full", store_faults.disk_full, 6, SQLITE),
    Fault("disk", "full (the server's)", store_faults.server_refuses("53100"), 6, POSTGRESQL),
    Fault("disk", "refuses writes", store_faults.disk_refuses_writes, 6, SQLITE),
    Fault("disk", "full beside the signed head", store_faults.signed_head_cannot_be_written, 3),
    Fault("disk", "read-only", store_faults.read_only, 3, SQLITE),
    Fault("disk", "read-only (the server)", store_faults.server_refuses("25006"), 3, POSTGRESQL),
    Fault("disk", "put back to an older copy", store_faults.put_back, 2),
    Fault("disk", "emptied", store_faults.emptied, 2),
    Fault("clock", "jumps back", store_faults.clock_jumps(-YEAR, -1)),
    Fault("clock", "jumps forward", store_faults.clock_jumps(1, 30 * YEAR)),
    Fault("clock", "stands still", store_faults.clock_stands),
    Fault("delivery", "the same events again", store_faults.sent_twice),
    Fault("delivery", "through two workers", store_faults.sent_to_two_workers),
    Fault("delivery", "another event in its place", store_faults.another_event_in_its_place, 3),
    Fault("writers", "a second one takes over", store_faults.second_writer),
    Fault("writers", "two processes at once", store_faults.two_services_at_once),
    Fault("bit flip", "in the log's tables", flips.flipped_in_the_log, 20),
    Fault("bit flip", "in a projection", flips.flipped_in_a_projection, 4),
    Fault("bit flip", "while the service runs", flips.flipped_while_it_runs, 10),
    Fault("bit flip", "anywhere in the file", flips.flipped_in_the_file, 6, SQLITE),
    Fault("bit flip", "in the signed head", flips.flipped_in_the_signed_head, 3),
)

CHAIN = (
    Fault("kill -9", "before an anchor is sent or after", store_faults.killed_in(stages.ANCHOR), 8),
    Fault("kill -9", "while an anchor is followed", store_faults.killed_in(stages.FOLLOW), 6),
    Fault("kill -9", "while the chain is read", store_faults.killed_in(stages.READ), 3),
    Fault("chain", "away for a while", chain_faults.node_away, 4),
    Fault("chain", "answers lost after the node acted", chain_faults.answers_spoiled("swallow"), 8),
    Fault("chain", "answers 502", chain_faults.answers_spoiled("error"), 3),
    Fault("chain", "answers something else", chain_faults.answers_spoiled("garbage"), 3),
    Fault("chain", "answers cut off", chain_faults.answers_spoiled("cut"), 3),
    Fault("chain", "answers null", chain_faults.answers_spoiled("null"), 3),
    Fault("chain", "answers of yesterday", chain_faults.answers_spoiled("stale", 40), 4),
    Fault("chain", "answers of another chain", chain_faults.answers_spoiled("other", 40), 6),
    Fault("chain", "answers of yesterday at start", chain_faults.spoiled_at_start("stale"), 2),
    Fault("chain", "answers of another chain at start", chain_faults.spoiled_at_start("other"), 2),
    Fault("chain", "another one at the address", chain_faults.started_on_another_chain, 2),
    Fault("chain", "reorganised", chain_faults.reorganised, 8),
    Fault("chain", "transaction dropped", chain_faults.transaction_dropped, 6),
    Fault("chain", "node killed", chain_faults.node_killed, 1),
    Fault("clock", "wrong while anchoring", chain_faults.clock_wrong, 3),
)
