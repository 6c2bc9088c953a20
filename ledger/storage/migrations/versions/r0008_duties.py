"""Table of duties with a clock; the log fills it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.storage.columns import Prefixed

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("fulfilled IS NULL")
_CLOSED = sa.text("fulfilled IS NOT NULL")


def upgrade() -> None:
    """Create it."""
    op.create_table(
        "duties",
        sa.Column("trigger", BIG, autoincrement=False, nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("agreement", Prefixed(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("begins_at", BIG, nullable=False),
        sa.Column("due_at", BIG, nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("fulfilled", BIG, nullable=True),
        sa.Column("met_at", BIG, nullable=True),
        sa.PrimaryKeyConstraint("trigger", "clause", name=op.f("pk_duties")),
        sqlite_with_rowid=False,
    )
    _index("ix_duties_department_due", ["department", "due_at"], _OPEN)
    _index("ix_duties_due", ["due_at", "trigger", "clause"], _OPEN)
    op.create_index("ix_duties_agreement_clause", "duties", ["agreement", "clause"])
    _index("ix_duties_item_clause", ["item", "clause"], _OPEN)
    _index("ix_duties_fulfilled", ["fulfilled"], _CLOSED)


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "duties", columns, sqlite_where=where, postgresql_where=where)
