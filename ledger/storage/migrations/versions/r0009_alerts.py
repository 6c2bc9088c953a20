"""Tables of alerts, their changes, and webhooks. The table of that name before was never written to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.storage.columns import Prefixed

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    op.drop_table("alerts")
    _alerts()
    op.create_table(
        "alert_changes",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_alert_changes")),
    )
    op.create_index(op.f("ix_alert_changes_alert"), "alert_changes", ["alert"], unique=False)
    op.create_table(
        "alert_matters",
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("wake_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("matter", name=op.f("pk_alert_matters")),
    )
    op.create_index(op.f("ix_alert_matters_wake_at"), "alert_matters", ["wake_at"], unique=False)
    op.create_table(
        "alert_marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alert_marks")),
    )
    _webhooks()


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("agreement", Prefixed(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("opened_at", BIG, nullable=False),
        sa.Column("closed_at", BIG, nullable=True),
        sa.Column("acknowledged_at", BIG, nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("changed", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    for column in ("rule", "matter", "agreement", "owner", "event"):
        op.create_index(op.f(f"ix_alerts_{column}"), "alerts", [column], unique=False)
    op.create_index("uq_alerts_changed", "alerts", ["changed"], unique=True)


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_seq", BIG, nullable=False),
        sa.Column("tries", BIG, nullable=False),
        sa.Column("retry_at", BIG, nullable=False),
        sa.Column("delivered_at", BIG, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "webhook_refused",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", "seq", name=op.f("pk_webhook_refused")),
    )
