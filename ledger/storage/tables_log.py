"""Tables of the log and its streams: append-only, keyed by place, without any random unique index.

Only `log_state` is updated, and `disclosures` may be erased. Why no unique index on event ids: inserting random keys
costs SQLite more than all other work of an append together, and (signer, lane, seq) already names an event.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from ledger.storage.columns import Big, metadata

entries = Table(
    "entries",
    metadata,
    Column("index", Big, primary_key=True, autoincrement=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("entry", LargeBinary, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("index", Big, primary_key=True, autoincrement=False),
    Column("event", LargeBinary, nullable=False),
)

# One row per event, not per field: a field is erased by writing the row without it, and an append costs one insert
disclosures = Table(
    "disclosures",
    metadata,
    Column("index", Big, primary_key=True, autoincrement=False),
    Column("fields", LargeBinary, nullable=False),
)

lanes = Table(
    "lanes",
    metadata,
    Column("signer", LargeBinary, primary_key=True),
    Column("lane", Big, primary_key=True, autoincrement=False),
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("index", Big, nullable=False),
    sqlite_with_rowid=False,
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("id", Big, primary_key=True),
    Column("signer", LargeBinary, nullable=False),
    Column("lane", Big, nullable=False),
    Column("seq", Big, nullable=False),
    Column("kept_index", Big, nullable=False),
    Column("event_id", LargeBinary, nullable=False),
    Column("event", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("submission", LargeBinary, nullable=False),
    Column("recorded_at", Big, nullable=False),
    UniqueConstraint("signer", "lane", "seq", "event_id"),
)

# Filled by the projection cursor, not by the append: its keys are random. A prefix of 8 bytes halves the tree; whoever
# looks up compares the whole id with the entry, so neither a collision nor a wrong row can mislead.
event_ids = Table(
    "event_ids",
    metadata,
    Column("prefix", Big, primary_key=True, autoincrement=False),
    Column("index", Big, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Full 256-wide tiles only (C2SP tlog-tiles); `root` comes first so that reading roots leaves the 8 KiB of hashes alone
tiles = Table(
    "tiles",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("hashes", LargeBinary, nullable=False),
)

# Which streams an append touched: packed u64 stream ids, so that a checkpoint need not scan the log for them
batches = Table(
    "batches",
    metadata,
    Column("start", Big, primary_key=True, autoincrement=False),
    Column("end", Big, nullable=False),
    Column("streams", LargeBinary, nullable=False),
)

log_state = Table(
    "log_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Big, nullable=False),
    Column("size", Big, nullable=False),
    Column("edge", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

streams = Table(
    "streams",
    metadata,
    Column("id", Big, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, nullable=False, unique=True),
    Column("name", Text, nullable=False),
)

# One row per stream and append: (u64 index ‖ leaf hash) of its entries from position `start` on, never crossing a
# multiple of 256. Rewriting one growing row per 256 entries would copy 5 KiB for each event of a quiet stream.
stream_segments = Table(
    "stream_segments",
    metadata,
    Column("stream", Big, primary_key=True, autoincrement=False),
    Column("start", Big, primary_key=True, autoincrement=False),
    Column("leaves", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Roots of a stream's complete subtrees of 256**level entries
stream_nodes = Table(
    "stream_nodes",
    metadata,
    Column("stream", Big, primary_key=True, autoincrement=False),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# State of a stream as the checkpoint of `size` commits it; written for the streams touched since the one before
stream_states = Table(
    "stream_states",
    metadata,
    Column("stream", Big, ForeignKey("streams.id"), primary_key=True, autoincrement=False),
    Column("size", Big, primary_key=True, autoincrement=False),
    Column("count", Big, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Index("ix_stream_states_size", "size"),
    sqlite_with_rowid=False,
)
