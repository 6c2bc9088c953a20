"""Alembic's entry: runs the migrations in the connection that `ledger.storage.migrate` gives."""

from __future__ import annotations

from alembic import context

from ledger.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
