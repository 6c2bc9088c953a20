"""Tables of everything that the contracts say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from ledger.storage.columns import Prefixed

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG, INT, TEXT, HASH = sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Integer(), sa.Text(), Prefixed()


def upgrade() -> None:
    """Create them; what was made from the chain so far is made anew, since it is read from block 0 again."""
    op.drop_table("department_keys")
    op.drop_table("agreements")
    op.execute("DELETE FROM departments")
    op.execute("DELETE FROM projection_cursor WHERE name = 'chain'")
    _read()
    _parties()
    _catalogue()
    _accountability()
    _logs()


def _read() -> None:
    _table("chain_blocks", ["number"], {"number": BIG, "hash": HASH, "time": BIG})
    _table(
        "contract_events",
        ["block", "log_index"],
        {"block": BIG, "log_index": INT, "tx_hash": HASH, "contract": TEXT, "name": TEXT, "arguments": TEXT},
    )
    _table(
        "contract_event_subjects",
        ["subject", "block", "log_index"],
        {"subject": TEXT, "block": BIG, "log_index": INT},
        sqlite_with_rowid=False,
    )
    _table(
        "unfollowed_events",
        ["block", "log_index"],
        {"block": BIG, "log_index": INT, "code": TEXT, "zh": TEXT, "en": TEXT},
    )


def _parties() -> None:
    _table(
        "department_keys",
        ["address"],
        {"address": HASH, "department": TEXT, "role": TEXT, "valid_from": BIG, "valid_until": BIG, "facts": TEXT},
        optional=["valid_until"],
        indexed=["department"],
        references={"department": "departments.code"},
    )
    _table(
        "agreements",
        ["id"],
        {
            "id": HASH,
            "item": TEXT,
            "owner": TEXT,
            "user": TEXT,
            "manager": TEXT,
            "valid_from": BIG,
            "valid_until": BIG,
            "state": TEXT,
            "version": INT,
            "first": HASH,
            "previous": HASH,
            "terms": TEXT,
            "facts": TEXT,
        },
        optional=["first", "previous"],
        indexed=["first", "item", "manager", "owner", "user"],
    )
    _table("root_quorum", ["block", "log_index"], {"block": BIG, "log_index": INT, "votes": BIG})
    _table(
        "mandates",
        ["id"],
        {
            "id": HASH,
            "kind": TEXT,
            "giver": TEXT,
            "holder": TEXT,
            "key": HASH,
            "subtree": TEXT,
            "subjects": TEXT,
            "valid_from": BIG,
            "valid_until": BIG,
            "facts": TEXT,
        },
        optional=["key", "subtree", "valid_until"],
        indexed=["giver", "holder"],
    )


def _catalogue() -> None:
    _table(
        "catalogue_items",
        ["id"],
        {
            "id": HASH,
            "code": TEXT,
            "owner": TEXT,
            "manager": TEXT,
            "lead_source": TEXT,
            "entry": HASH,
            "version": BIG,
            "published_at": BIG,
            "holdings": INT,
        },
        indexed=["owner"],
        unique=["code"],
    )
    _table(
        "catalogue_entries",
        ["id"],
        {
            "id": HASH,
            "item": HASH,
            "version": BIG,
            "state": TEXT,
            "submitted_at": BIG,
            "reviewed_at": BIG,
            "content": TEXT,
            "facts": TEXT,
        },
        optional=["reviewed_at"],
        indexed=["item"],
    )
    _table(
        "holdings",
        ["item", "number"],
        {"item": HASH, "number": INT, "owner": TEXT, "instrument": HASH, "since": BIG},
        optional=["instrument"],
        indexed=["owner"],
    )
    _table(
        "item_links",
        ["item", "duty", "table"],
        {"item": HASH, "duty": HASH, "table": HASH, "since": BIG, "until": BIG},
        optional=["until"],
        indexed=["duty"],
    )
    _table(
        "grants",
        ["id"],
        {
            "id": HASH,
            "item": HASH,
            "operator": TEXT,
            "right_type": INT,
            "valid_from": BIG,
            "valid_until": BIG,
            "terms": TEXT,
            "facts": TEXT,
        },
        indexed=["item", "operator"],
    )


def _accountability() -> None:
    _table(
        "breaches",
        ["id"],
        {
            "id": HASH,
            "subject": HASH,
            "department": TEXT,
            "clause": TEXT,
            "due_at": BIG,
            "state": TEXT,
            "resumes": TEXT,
            "severity": INT,
            "order_due": BIG,
            "marked_at": BIG,
        },
        optional=["order_due", "resumes", "severity"],
        indexed=["department", "subject"],
    )
    _table(
        "disputes",
        ["id"],
        {"id": HASH, "subject": HASH, "claimant": TEXT, "respondent": TEXT, "state": TEXT, "filed_at": BIG},
        indexed=["claimant", "respondent", "subject"],
    )
    _table(
        "accountability_steps",
        ["matter", "number"],
        {
            "matter": HASH,
            "number": BIG,
            "kind": TEXT,
            "department": TEXT,
            "event_id": HASH,
            "text": HASH,
            "time": BIG,
            "proof": TEXT,
        },
        optional=["department"],
        indexed=["event_id"],
    )


def _logs() -> None:
    _table(
        "log_openings",
        ["origin_hash", "nonce"],
        {"origin_hash": HASH, "nonce": BIG, "origin": TEXT, "department": TEXT, "log_key": HASH, "opened_at": BIG},
        indexed=["origin"],
    )
    _table(
        "chain_anchors",
        ["origin_hash", "size"],
        {"origin_hash": HASH, "size": BIG, "root": HASH, "streams_root": HASH, "block": BIG, "time": BIG},
    )
    _table(
        "chain_witnesses",
        ["origin_hash", "size", "department"],
        {"origin_hash": HASH, "size": BIG, "department": TEXT, "signer": HASH, "count": BIG, "time": BIG},
    )


def _table(
    name: str,
    key: Sequence[str],
    columns: Mapping[str, Any],
    *,
    optional: Sequence[str] = (),
    indexed: Sequence[str] = (),
    unique: Sequence[str] = (),
    references: Mapping[str, str] | None = None,
    **options: Any,
) -> None:
    op.create_table(
        name,
        *(
            sa.Column(column, kind, nullable=column in optional, autoincrement=False)
            for column, kind in columns.items()
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        *(sa.UniqueConstraint(column, name=op.f(f"uq_{name}_{column}")) for column in unique),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{name}_{column}"))
            for column, target in (references or {}).items()
        ),
        **options,
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)
