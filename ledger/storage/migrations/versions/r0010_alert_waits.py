"""What is to be judged again, event by event. The watcher goes through the log once more, to find what waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "alert_waits",
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("index", BIG, autoincrement=False, nullable=False),
        sa.Column("wake_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("matter", "index", name=op.f("pk_alert_waits")),
    )
    op.create_index("ix_alert_waits_matter_wake_at", "alert_waits", ["matter", "wake_at"], unique=False)
    op.execute(sa.text("DELETE FROM alert_marks WHERE name = 'events'"))
