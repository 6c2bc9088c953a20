"""The duties of a year are found by department and year: looking among all its duties grew with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

YEARLY = sa.text("clause = 'M7'")


def upgrade() -> None:
    """Create the index."""
    op.create_index(
        "ix_duties_yearly", "duties", ["department", "begins_at"], sqlite_where=YEARLY, postgresql_where=YEARLY
    )
