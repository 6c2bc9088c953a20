"""A mark that changes with departments, keys and mandates, so that a reader need not read them all to see that none did."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection

from ledger.storage.tables_projection import projection_cursor
from ledger.storage.upsert import put

DIRECTORY = "directory"


def mark_directory(connection: Connection) -> None:
    """Change the mark, in the same session as what changed; drawn, as a count could come back after a rebuild."""
    put(connection, projection_cursor, {"name": DIRECTORY, "next_index": 1 + secrets.randbits(52)})
