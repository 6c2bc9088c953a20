"""Tables of checkpoints, anchors, operations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.storage.columns import Prefixed

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_FLIGHT = sa.text("state IN ('prepared', 'sent', 'mined')")


def upgrade() -> None:
    """Create them."""
    _checkpoints()
    _anchors()
    _operations()


def _checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("size", BIG, autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("streams_root", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )


def _anchors() -> None:
    op.create_table(
        "anchors",
        sa.Column("id", BIG, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raw_tx", sa.LargeBinary(), nullable=False),
        sa.Column("tx_hash", Prefixed(), nullable=False),
        sa.Column("nonce", BIG, nullable=False),
        sa.Column("block_number", BIG, nullable=True),
        sa.Column("block_hash", Prefixed(), nullable=True),
        sa.Column("prepared_at", BIG, nullable=False),
        sa.Column("sent_at", BIG, nullable=True),
        sa.Column("mined_at", BIG, nullable=True),
        sa.Column("ended_at", BIG, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchors")),
    )
    op.create_index("ix_anchors_origin_size", "anchors", ["origin", "size"], unique=False)
    op.create_index(
        "uq_anchors_in_flight", "anchors", ["origin"], unique=True, sqlite_where=IN_FLIGHT, postgresql_where=IN_FLIGHT
    )


def _operations() -> None:
    op.create_table(
        "operations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("contract", Prefixed(), nullable=False),
        sa.Column("calldata", sa.LargeBinary(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raw_tx", sa.LargeBinary(), nullable=True),
        sa.Column("tx_hash", Prefixed(), nullable=True),
        sa.Column("nonce", BIG, nullable=True),
        sa.Column("block_number", BIG, nullable=True),
        sa.Column("block_hash", Prefixed(), nullable=True),
        sa.Column("block_time", BIG, nullable=True),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.Column("changed_at", BIG, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_operations_idempotency_key")),
    )
    op.create_index("ix_operations_state_id", "operations", ["state", "id"], unique=False)
