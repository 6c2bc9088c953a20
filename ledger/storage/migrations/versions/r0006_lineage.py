"""Lineage and decisions: parents that are awaited, agreements by item, calls by day, and the look-ups they need."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from ledger.storage.columns import Prefixed

revision = "0006_lineage"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CORRECTS = sa.text("supersedes IS NOT NULL")
# What the log makes anew: awaited parents and calls by day are read from it by the same pass as these
_FROM_LOG = ("edges", "event_index", "event_ids", "items")


def upgrade() -> None:
    """Create them, fill agreements by item, and have the events projected again."""
    _agreement_items()
    _open_parents()
    _item_sources()
    _call_days()
    op.create_index("ix_items_title", "items", ["title"])
    op.create_index("ix_event_index_agreement_type_index", "event_index", ["agreement", "type", "index"])
    op.create_index("ix_event_index_item_type_index", "event_index", ["item", "type", "index"])
    op.create_index(
        "ix_event_index_supersedes", "event_index", ["supersedes"], sqlite_where=_CORRECTS, postgresql_where=_CORRECTS
    )
    for name in _FROM_LOG:
        op.execute(sa.delete(sa.table(name)))
    cursor = sa.table("projection_cursor", sa.column("name"))
    op.execute(sa.delete(cursor).where(cursor.c.name == "events"))


def _agreement_items() -> None:
    made = op.create_table(
        "agreement_items",
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("agreement", Prefixed(), nullable=False),
        sa.PrimaryKeyConstraint("item", "user", "agreement", name=op.f("pk_agreement_items")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_agreement_items_user", "agreement_items", ["user"])
    known = sa.table(
        "agreements", sa.column("id", Prefixed()), sa.column("user", sa.Text()), sa.column("terms", sa.Text())
    )
    for row in op.get_bind().execute(sa.select(known)).all():
        for item in json.loads(row.terms)["items"]:
            op.execute(made.insert().values(item=item, user=row.user, agreement=row.id))


def _open_parents() -> None:
    op.create_table(
        "open_parents",
        sa.Column("parent", sa.LargeBinary(), nullable=False),
        sa.Column("child", BIG, autoincrement=False, nullable=False),
        sa.Column("item", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("parent", "child", name=op.f("pk_open_parents")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_open_parents_child", "open_parents", ["child"])
    op.create_index("ix_open_parents_item", "open_parents", ["item"])


def _item_sources() -> None:
    op.create_table(
        "item_sources",
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item", "source", name=op.f("pk_item_sources")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_item_sources_source", "item_sources", ["source"])


def _call_days() -> None:
    op.create_table(
        "call_days",
        sa.Column("agreement", Prefixed(), nullable=False),
        sa.Column("day", BIG, autoincrement=False, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("calls", BIG, nullable=False),
        sa.Column("records", BIG, nullable=False),
        sa.Column("undisclosed", BIG, nullable=False),
        sa.PrimaryKeyConstraint("agreement", "day", "actor", name=op.f("pk_call_days")),
        sqlite_with_rowid=False,
    )
