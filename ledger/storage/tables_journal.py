"""Tables of what leaves the service: signed checkpoints, anchors, and other calls to the chain."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, LargeBinary, Table, Text, text

from ledger.storage.columns import Big, Prefixed, metadata

IN_FLIGHT = text("state IN ('prepared', 'sent', 'mined')")

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", Big, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("streams_root", LargeBinary, nullable=False),
    Column("recorded_at", Big, nullable=False),
    Column("note", Text, nullable=False),
    Column("published", Boolean, nullable=False),
)

# One line per witness and checkpoint, kept once it is seen to hold
cosignatures = Table(
    "cosignatures",
    metadata,
    Column("size", Big, primary_key=True, autoincrement=False),
    Column("witness", Text, primary_key=True),
    Column("cosigned_at", Big, nullable=False),
    Column("line", Text, nullable=False),
    Index("ix_cosignatures_witness_size", "witness", "size"),
)

# The partial unique index is the rule "one transaction in flight per origin" itself
anchors = Table(
    "anchors",
    metadata,
    Column("id", Big, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("size", Big, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("raw_tx", LargeBinary, nullable=False),
    Column("tx_hash", Prefixed, nullable=False),
    Column("nonce", Big, nullable=False),
    Column("block_number", Big),
    Column("block_hash", Prefixed),
    Column("prepared_at", Big, nullable=False),
    Column("sent_at", Big),
    Column("mined_at", Big),
    Column("ended_at", Big),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Index("uq_anchors_in_flight", "origin", unique=True, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT),
    Index("ix_anchors_origin_size", "origin", "size"),
)

operations = Table(
    "operations",
    metadata,
    Column("id", Big, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False, unique=True),
    Column("contract", Prefixed, nullable=False),
    Column("calldata", LargeBinary, nullable=False),
    Column("description", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("raw_tx", LargeBinary),
    Column("tx_hash", Prefixed),
    Column("nonce", Big),
    Column("block_number", Big),
    Column("block_hash", Prefixed),
    Column("block_time", Big),
    Column("recorded_at", Big, nullable=False),
    Column("changed_at", Big, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Index("ix_operations_state_id", "state", "id"),
)
