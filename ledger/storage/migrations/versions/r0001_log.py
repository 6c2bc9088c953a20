"""Tables of the log and its streams."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    _entries()
    _events()
    _disclosures()
    _lanes()
    _conflicts()
    _event_ids()
    _tiles()
    _batches()
    _log_state()
    _streams()
    _stream_segments()
    _stream_nodes()
    _stream_states()


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("index", BIG, autoincrement=False, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_entries")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("index", BIG, autoincrement=False, nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_events")),
    )


def _disclosures() -> None:
    op.create_table(
        "disclosures",
        sa.Column("index", BIG, autoincrement=False, nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_disclosures")),
    )


def _lanes() -> None:
    op.create_table(
        "lanes",
        sa.Column("signer", sa.LargeBinary(), nullable=False),
        sa.Column("lane", BIG, autoincrement=False, nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("index", BIG, nullable=False),
        sa.PrimaryKeyConstraint("signer", "lane", "seq", name=op.f("pk_lanes")),
        sqlite_with_rowid=False,
    )


def _conflicts() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("signer", sa.LargeBinary(), nullable=False),
        sa.Column("lane", BIG, nullable=False),
        sa.Column("seq", BIG, nullable=False),
        sa.Column("kept_index", BIG, nullable=False),
        sa.Column("event_id", sa.LargeBinary(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("submission", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts")),
        sa.UniqueConstraint("signer", "lane", "seq", "event_id", name=op.f("uq_conflicts_signer_lane_seq_event_id")),
    )


def _event_ids() -> None:
    op.create_table(
        "event_ids",
        sa.Column("prefix", BIG, autoincrement=False, nullable=False),
        sa.Column("index", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("prefix", "index", name=op.f("pk_event_ids")),
        sqlite_with_rowid=False,
    )


def _tiles() -> None:
    op.create_table(
        "tiles",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_tiles")),
    )


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("start", BIG, autoincrement=False, nullable=False),
        sa.Column("end", BIG, nullable=False),
        sa.Column("streams", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("start", name=op.f("pk_batches")),
    )


def _log_state() -> None:
    op.create_table(
        "log_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", BIG, nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("edge", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_state_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_state")),
    )
    single = sa.table("log_state", sa.column("id"), sa.column("epoch"), sa.column("size"), sa.column("edge"))
    op.execute(single.insert().values(id=1, epoch=0, size=0, edge=sa.literal(b"", sa.LargeBinary())))


def _streams() -> None:
    op.create_table(
        "streams",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_streams")),
        sa.UniqueConstraint("key", name=op.f("uq_streams_key")),
    )


def _stream_segments() -> None:
    op.create_table(
        "stream_segments",
        sa.Column("stream", BIG, autoincrement=False, nullable=False),
        sa.Column("start", BIG, autoincrement=False, nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "start", name=op.f("pk_stream_segments")),
        sqlite_with_rowid=False,
    )


def _stream_nodes() -> None:
    op.create_table(
        "stream_nodes",
        sa.Column("stream", BIG, autoincrement=False, nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", BIG, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "level", "number", name=op.f("pk_stream_nodes")),
        sqlite_with_rowid=False,
    )


def _stream_states() -> None:
    op.create_table(
        "stream_states",
        sa.Column("stream", BIG, autoincrement=False, nullable=False),
        sa.Column("size", BIG, autoincrement=False, nullable=False),
        sa.Column("count", BIG, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.id"], name=op.f("fk_stream_states_stream")),
        sa.PrimaryKeyConstraint("stream", "size", name=op.f("pk_stream_states")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_stream_states_size", "stream_states", ["size"], unique=False)
