"""The SQL store: log, streams, checkpoints, journals, projections, access (SQLite or PostgreSQL, one code).

Open it with `ledger.storage.store.open_store`; one request or worker pass is one session. Nothing below a session commits.
"""
