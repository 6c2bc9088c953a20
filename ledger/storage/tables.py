"""All tables at once: importing this module fills `metadata`."""

from __future__ import annotations

from ledger.storage import (
    tables_access,
    tables_alerts,
    tables_chain,
    tables_duties,
    tables_journal,
    tables_log,
    tables_projection,
)
from ledger.storage.columns import metadata

THEMES = (tables_log, tables_journal, tables_projection, tables_access, tables_chain, tables_duties, tables_alerts)

__all__ = ["THEMES", "metadata"]
