"""Witnesses' cosignatures in SQL: one line per checkpoint and witness."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from ledger.cosignature import with_cosignatures
from ledger.storage.checkpoint_store import StoredCheckpoint
from ledger.storage.tables_journal import cosignatures
from ledger.storage.upsert import insert_if_new


class CosignatureStore:
    """The cosignatures of this log's checkpoints as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, size: int, witness: str, cosigned_at: int, line: str) -> None:
        """Keep a witness's line (checked before, ended by a newline); a second one for the same size changes nothing."""
        row = {"size": size, "witness": witness, "cosigned_at": cosigned_at, "line": line}
        insert_if_new(self._connection, cosignatures, row, ("size", "witness"))

    def newest(self, witness: str) -> tuple[int, int] | None:
        """Size and time (seconds) of the newest checkpoint that the witness cosigned, or None."""
        mine = select(cosignatures.c.size, cosignatures.c.cosigned_at).where(cosignatures.c.witness == witness)
        row = self._connection.execute(mine.order_by(cosignatures.c.size.desc()).limit(1)).one_or_none()
        return None if row is None else (row.size, row.cosigned_at)

    def count(self, size: int, witnesses: Collection[str]) -> int:
        """How many of ``witnesses`` cosigned the checkpoint of ``size``."""
        among = (cosignatures.c.size == size) & cosignatures.c.witness.in_(witnesses)
        return self._connection.scalar(select(func.count()).select_from(cosignatures).where(among)) or 0

    def note(self, checkpoint: StoredCheckpoint) -> str:
        """The checkpoint's note with all its cosignatures."""
        lines = select(cosignatures.c.line).where(cosignatures.c.size == checkpoint.size)
        found = list(self._connection.scalars(lines.order_by(cosignatures.c.witness)))
        return with_cosignatures(checkpoint.note, found) if found else checkpoint.note
