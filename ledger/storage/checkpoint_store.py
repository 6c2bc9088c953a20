"""Signed checkpoints in SQL."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, select, update

from ledger.errors import ConflictRefused
from ledger.storage.tables_journal import checkpoints


class StoredCheckpoint(NamedTuple):
    """A checkpoint as signed: size, root and streams root (32 bytes each), when, its note, and whether it is out."""

    size: int
    root: bytes
    streams_root: bytes
    recorded_at: int
    note: str
    published: bool


class CheckpointStore:
    """The signed checkpoints of this log as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, checkpoint: StoredCheckpoint) -> None:
        """Record a signed checkpoint; the same one again changes nothing.

        Raises:
            ConflictRefused: another root was signed for this size. That must never happen: it would be a fork.
        """
        known = self.at(checkpoint.size)
        if known is None:
            self._connection.execute(insert(checkpoints).values(checkpoint._asdict()))
        elif known.root != checkpoint.root or known.streams_root != checkpoint.streams_root:
            raise ConflictRefused(
                zh=f"大小 {checkpoint.size} 已签过另一个根: 不得签发分叉的日志",
                en=f"another root is signed for size {checkpoint.size}: a log must not fork",
                size=checkpoint.size,
            )

    def publish(self, size: int) -> None:
        """Mark the checkpoint of ``size`` as handed out."""
        self._connection.execute(update(checkpoints).where(checkpoints.c.size == size).values(published=True))

    def at(self, size: int) -> StoredCheckpoint | None:
        """The checkpoint of exactly ``size``, or None."""
        return _read(self._connection.execute(select(checkpoints).where(checkpoints.c.size == size)).one_or_none())

    def latest(self, *, published: bool = False) -> StoredCheckpoint | None:
        """The newest checkpoint (that is published, if asked so), or None."""
        statement = select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1)
        if published:
            statement = statement.where(checkpoints.c.published)
        return _read(self._connection.execute(statement).one_or_none())

    def newest(self, above: int, limit: int) -> list[StoredCheckpoint]:
        """The last ``limit`` published checkpoints of a size greater than ``above``, ascending."""
        larger = select(checkpoints).where(checkpoints.c.size > above, checkpoints.c.published)
        rows = self._connection.execute(larger.order_by(checkpoints.c.size.desc()).limit(limit)).all()
        return [found for row in reversed(rows) if (found := _read(row)) is not None]

    def covering(self, index: int) -> StoredCheckpoint | None:
        """The oldest checkpoint that covers the entry at ``index``, or None."""
        larger = select(checkpoints).where(checkpoints.c.size > index).order_by(checkpoints.c.size).limit(1)
        return _read(self._connection.execute(larger).one_or_none())

    def between(self, low: int, high: int) -> list[StoredCheckpoint]:
        """Checkpoints with low <= size < high, ascending."""
        inside = select(checkpoints).where(checkpoints.c.size >= low, checkpoints.c.size < high)
        rows = self._connection.execute(inside.order_by(checkpoints.c.size))
        return [found for row in rows if (found := _read(row)) is not None]


def _read(row: Row[Any] | None) -> StoredCheckpoint | None:
    if row is None:
        return None
    return StoredCheckpoint(
        row.size, bytes(row.root), bytes(row.streams_root), row.recorded_at, row.note, row.published
    )
