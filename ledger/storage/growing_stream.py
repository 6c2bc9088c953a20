"""What one append adds to one stream, and the segments that it is kept in."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.errors import StreamPositionRefused
from ledger.storage.remembered import StreamTail

RECORD = 40
"""Bytes of one entry in a segment: its index in the log and its leaf hash."""


class GrowingStream:
    """A stream and what an append adds to it.

    Attributes:
        records: (u64 index ‖ leaf hash) of each entry, in order.
    """

    def __init__(self, name: str, tail: StreamTail) -> None:
        self.name = name
        self.tail = tail
        self.records: list[bytes] = []

    def refusal(self, position: int) -> StreamPositionRefused:
        """The error for an entry that claims another position than the stream's next."""
        expected = self.tail.entries + len(self.records)
        return StreamPositionRefused(
            zh=f"流 {self.name} 的下一位置是 {expected}, 而条目写的是 {position}",
            en=f"the next position of stream {self.name} is {expected}, the entry says {position}",
            stream=self.name,
        )

    def segments(self) -> Iterator[tuple[int, int, bytes]]:
        """Rows of `stream_segments`, none across a multiple of 256."""
        at = 0
        while at < len(self.records):
            start = self.tail.entries + at
            take = 256 - start % 256
            yield self.tail.id, start, b"".join(self.records[at : at + take])
            at += take
