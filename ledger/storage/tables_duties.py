"""Duties with a clock, as the log makes them: one row for each event that started one. Rebuilt like every projection."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table, Text, text

from ledger.storage.columns import Big, Prefixed, metadata

_OPEN = text("fulfilled IS NULL")
_CLOSED = text("fulfilled IS NOT NULL")
_YEARLY = text("clause = 'M7'")

# ``trigger`` and ``fulfilled`` are indexes of events; times in ms; ``due_at`` is `duty_store.NEVER` where there is none
duties = Table(
    "duties",
    metadata,
    Column("trigger", Big, primary_key=True, autoincrement=False),
    Column("clause", Text, primary_key=True),
    Column("department", Text, nullable=False),
    Column("agreement", Prefixed),
    Column("item", Text),
    Column("begins_at", Big, nullable=False),
    Column("due_at", Big, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("known", Boolean, nullable=False),
    Column("fulfilled", Big),
    Column("met_at", Big),
    Index("ix_duties_department_due", "department", "due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_duties_due", "due_at", "trigger", "clause", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_duties_agreement_clause", "agreement", "clause"),
    Index("ix_duties_item_clause", "item", "clause", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_duties_yearly", "department", "begins_at", sqlite_where=_YEARLY, postgresql_where=_YEARLY),
    Index("ix_duties_fulfilled", "fulfilled", sqlite_where=_CLOSED, postgresql_where=_CLOSED),
    sqlite_with_rowid=False,
)
