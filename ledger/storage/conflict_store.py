"""Conflicting submissions: the same (signer, lane, seq) with other content, both kept as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection, select

from ledger.storage.tables_log import conflicts
from ledger.storage.upsert import insert_if_new


class Conflict(NamedTuple):
    """A refused event whose place in its signer's numbering is taken by the entry at ``kept_index``.

    ``event`` is its canonical bytes, ``signature`` what the signer gave for it: 65 bytes, and for an event signed with
    others its place in the batch after them, as in an entry (docs/formats.md §7); ``submission`` is what it disclosed,
    canonical JSON or empty; ``recorded_at`` in ms.
    """

    signer: bytes
    lane: int
    seq: int
    kept_index: int
    event: bytes
    signature: bytes
    submission: bytes
    recorded_at: int


class ConflictStore:
    """Conflicts as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, conflict: Conflict) -> bool:
        """Keep a conflict; False if this very event is already kept (a retry must not fill the store)."""
        event_id = sha256(conflict.event).digest()
        key = ("signer", "lane", "seq", "event_id")
        return insert_if_new(self._connection, conflicts, conflict._asdict() | {"event_id": event_id}, key)

    def of_lane(self, signer: bytes, lane: int, seq: int) -> list[Conflict]:
        """Conflicts about one (signer, lane, seq), oldest first."""
        where = (conflicts.c.signer == signer) & (conflicts.c.lane == lane) & (conflicts.c.seq == seq)
        return self._read(where)

    def of_signer(self, signer: bytes) -> list[Conflict]:
        """All conflicts of a signer, oldest first."""
        return self._read(conflicts.c.signer == signer)

    def all(self) -> Iterator[tuple[bytes, Conflict]]:
        """Event id and conflict, oldest first."""
        columns = [conflicts.c[name] for name in ("event_id", *Conflict._fields)]
        for event_id, *row in self._connection.execute(select(*columns).order_by(conflicts.c.id)):
            yield bytes(event_id), Conflict(*row)

    def _read(self, where: object) -> list[Conflict]:
        columns = [conflicts.c[name] for name in Conflict._fields]
        rows = self._connection.execute(select(*columns).where(where).order_by(conflicts.c.id))  # type: ignore[arg-type]
        return [Conflict(*row) for row in rows]
