"""Tables of who signed in and who read what."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, LargeBinary, Table, Text

from ledger.storage.columns import Big, Prefixed, metadata

# Only the SHA-256 of a token is kept: a copy of the database opens no session
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("address", Prefixed, nullable=False),
    Column("department", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("opened_at", Big, nullable=False),
    Column("expires_at", Big, nullable=False, index=True),
)

sign_in_nonces = Table(
    "sign_in_nonces",
    metadata,
    Column("nonce", Text, primary_key=True),
    Column("expires_at", Big, nullable=False, index=True),
    Column("used", Boolean, nullable=False),
)

reads = Table(
    "reads",
    metadata,
    Column("id", Big, primary_key=True),
    Column("department", Text, nullable=False),
    Column("address", Prefixed, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("read_at", Big, nullable=False),
    Index("ix_reads_department_id", "department", "id"),
    Index("ix_reads_subject_id", "subject", "id"),
)
