"""Projections: what queries read. Every row can be rebuilt from the log and the chain, so none is evidence by itself."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from ledger.storage.columns import Big, CanonicalJson, Prefixed, metadata

_CORRECTS = text("supersedes IS NOT NULL")

departments = Table(
    "departments",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("parent", Text),
    Column("tier", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("facts", JSON, nullable=False),
)

department_keys = Table(
    "department_keys",
    metadata,
    Column("address", Prefixed, primary_key=True),
    Column("department", Text, ForeignKey("departments.code"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("valid_from", Big, nullable=False),
    Column("valid_until", Big),
    Column("facts", CanonicalJson, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("owner", Text, nullable=False, index=True),
    Column("grade", Text, nullable=False),
    Column("share_type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    Index("ix_items_title", "title"),
)

agreements = Table(
    "agreements",
    metadata,
    Column("id", Prefixed, primary_key=True),
    Column("item", Text, nullable=False, index=True),
    Column("owner", Text, nullable=False, index=True),
    Column("user", Text, nullable=False, index=True),
    Column("manager", Text, nullable=False, index=True),
    Column("valid_from", Big, nullable=False),
    Column("valid_until", Big, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("first", Prefixed, index=True),
    Column("previous", Prefixed),
    Column("terms", CanonicalJson, nullable=False),
    Column("facts", CanonicalJson, nullable=False),
)

# Agreements found by what they cover and who uses it; one row for each item of an agreement
agreement_items = Table(
    "agreement_items",
    metadata,
    Column("item", Text, primary_key=True),
    Column("user", Text, primary_key=True),
    Column("agreement", Prefixed, primary_key=True),
    Index("ix_agreement_items_user", "user"),
    sqlite_with_rowid=False,
)

event_index = Table(
    "event_index",
    metadata,
    Column("index", Big, primary_key=True, autoincrement=False),
    Column("event_id", LargeBinary, nullable=False),
    Column("type", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("on_behalf_of", Text),
    Column("agreement", Prefixed),
    Column("item", Text),
    Column("signer", Prefixed, nullable=False),
    Column("supersedes", Big),
    Column("occurred_at", Big, nullable=False),
    Column("recorded_at", Big, nullable=False),
    Index("ix_event_index_agreement_index", "agreement", "index"),
    Index("ix_event_index_item_index", "item", "index"),
    Index("ix_event_index_actor_index", "actor", "index"),
    Index("ix_event_index_type_index", "type", "index"),
    Index("ix_event_index_agreement_type_index", "agreement", "type", "index"),
    Index("ix_event_index_item_type_index", "item", "type", "index"),
    Index("ix_event_index_supersedes", "supersedes", sqlite_where=_CORRECTS, postgresql_where=_CORRECTS),
)

edges = Table(
    "edges",
    metadata,
    Column("child", Big, primary_key=True, autoincrement=False),
    Column("parent", Big, primary_key=True, autoincrement=False),
    Index("ix_edges_parent_child", "parent", "child"),
    sqlite_with_rowid=False,
)

# Parents that events name and that are not recorded: a gap while it stands here, an edge once the parent arrives
open_parents = Table(
    "open_parents",
    metadata,
    Column("parent", LargeBinary, primary_key=True),
    Column("child", Big, primary_key=True, autoincrement=False),
    Column("item", Text),
    Index("ix_open_parents_child", "child"),
    Index("ix_open_parents_item", "item"),
    sqlite_with_rowid=False,
)

# Items that an item was made from, by the edges of its events
item_sources = Table(
    "item_sources",
    metadata,
    Column("item", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Index("ix_item_sources_source", "source"),
    sqlite_with_rowid=False,
)

# Calls of one day (+08:00; ``day`` is its start, ms) as one side recorded them; ``undisclosed`` records hide their count
call_days = Table(
    "call_days",
    metadata,
    Column("agreement", Prefixed, primary_key=True),
    Column("day", Big, primary_key=True, autoincrement=False),
    Column("actor", Text, primary_key=True),
    Column("calls", Big, nullable=False),
    Column("records", Big, nullable=False),
    Column("undisclosed", Big, nullable=False),
    sqlite_with_rowid=False,
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Big, primary_key=True),
    Column("department", Text, nullable=False, index=True),
    Column("agreement", Prefixed),
    Column("item", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("question", JSON, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("recorded_at", Big, nullable=False),
)

projection_cursor = Table(
    "projection_cursor",
    metadata,
    Column("name", Text, primary_key=True),
    Column("next_index", Big, nullable=False),
)
