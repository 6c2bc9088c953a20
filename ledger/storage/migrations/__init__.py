"""Alembic migrations; `ledger.storage.migrate` applies them."""
