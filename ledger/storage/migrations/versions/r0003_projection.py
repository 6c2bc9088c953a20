"""Tables of projections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ledger.storage.columns import Prefixed

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    _departments()
    _department_keys()
    _items()
    _agreements()
    _event_index()
    _edges()
    _alerts()
    _decisions()
    _projection_cursor()


def _departments() -> None:
    op.create_table(
        "departments",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_departments")),
    )


def _department_keys() -> None:
    op.create_table(
        "department_keys",
        sa.Column("address", Prefixed(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("valid_from", BIG, nullable=False),
        sa.Column("valid_until", BIG, nullable=True),
        sa.ForeignKeyConstraint(["department"], ["departments.code"], name=op.f("fk_department_keys_department")),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_department_keys")),
    )
    op.create_index(op.f("ix_department_keys_department"), "department_keys", ["department"], unique=False)


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("share_type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_items")),
    )
    op.create_index(op.f("ix_items_owner"), "items", ["owner"], unique=False)


def _agreements() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", Prefixed(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("valid_from", BIG, nullable=False),
        sa.Column("valid_until", BIG, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    op.create_index(op.f("ix_agreements_item"), "agreements", ["item"], unique=False)
    op.create_index(op.f("ix_agreements_manager"), "agreements", ["manager"], unique=False)
    op.create_index(op.f("ix_agreements_owner"), "agreements", ["owner"], unique=False)
    op.create_index(op.f("ix_agreements_user"), "agreements", ["user"], unique=False)


def _event_index() -> None:
    op.create_table(
        "event_index",
        sa.Column("index", BIG, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.LargeBinary(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("agreement", Prefixed(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("signer", Prefixed(), nullable=False),
        sa.Column("supersedes", BIG, nullable=True),
        sa.Column("occurred_at", BIG, nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("index", name=op.f("pk_event_index")),
    )
    op.create_index("ix_event_index_actor_index", "event_index", ["actor", "index"], unique=False)
    op.create_index("ix_event_index_type_index", "event_index", ["type", "index"], unique=False)
    op.create_index("ix_event_index_agreement_index", "event_index", ["agreement", "index"], unique=False)
    op.create_index("ix_event_index_item_index", "event_index", ["item", "index"], unique=False)


def _edges() -> None:
    op.create_table(
        "edges",
        sa.Column("child", BIG, autoincrement=False, nullable=False),
        sa.Column("parent", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("child", "parent", name=op.f("pk_edges")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_edges_parent_child", "edges", ["parent", "child"], unique=False)


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("agreement", Prefixed(), nullable=True),
        sa.Column("index", BIG, nullable=True),
        sa.Column("due_at", BIG, nullable=True),
        sa.Column("raised_at", BIG, nullable=False),
        sa.Column("closed_at", BIG, nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_agreement"), "alerts", ["agreement"], unique=False)
    op.create_index(op.f("ix_alerts_department"), "alerts", ["department"], unique=False)
    op.create_index("uq_alerts_kind_subject", "alerts", ["kind", "subject"], unique=True)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("agreement", Prefixed(), nullable=True),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("recorded_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_department"), "decisions", ["department"], unique=False)


def _projection_cursor() -> None:
    op.create_table(
        "projection_cursor",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_index", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_projection_cursor")),
    )
