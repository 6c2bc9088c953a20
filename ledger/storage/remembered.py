"""What committed appends of this process left, so that the next one need not read it: lanes, streams, the open tile.

It cannot mislead a writer: an append's fencing statement fails first where another writer has been at work, and the
unique key of `lanes` has the last word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

MAX_STREAMS = 50_000
MAX_LANES = 200_000


class StreamTail(NamedTuple):
    """A stream's id in this database, its number of entries so far, and its right edge (None: not worked out yet)."""

    id: int
    entries: int
    edge: tuple[bytes, ...] | None = None


class OpenTile(NamedTuple):
    """The leaf hashes behind the last full tile of a log of ``size``."""

    size: int
    hashes: tuple[bytes, ...]


_NONE = OpenTile(0, ())


@dataclass
class Remembered:
    """Shared by the sessions of one store; what a session adds, it adds once it is committed.

    Attributes:
        tails: by stream name. lanes: (signer, lane) → highest seq recorded, −1 for none.
    """

    tails: dict[str, StreamTail] = field(default_factory=dict)
    lanes: dict[tuple[bytes, int], int] = field(default_factory=dict)
    tile: OpenTile = _NONE

    def add(self, other: Remembered) -> None:
        """Take over what a session knows better; nothing of one that did not append, for it may know less."""
        if not other.tile.size:
            return
        if len(self.tails) > MAX_STREAMS:
            self.tails.clear()
        if len(self.lanes) > MAX_LANES:
            self.lanes.clear()
        self.tails.update(other.tails)
        self.lanes.update(other.lanes)
        self.tile = other.tile

    def forget(self) -> None:
        """Drop everything: another writer may have been at work."""
        self.tails.clear()
        self.lanes.clear()
        self.tile = _NONE
