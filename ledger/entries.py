"""Log entries: the bytes that become leaves (docs/formats.md §7).

An entry carries hashes, a signature and positions, never an event's content, so the log itself can be read by anyone.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from ledger.errors import EntryRefused

EVENT_KIND, STREAMS_KIND = 0x01, 0x02
ALONE, IN_BATCH = 0x01, 0x02
SECP256K1_EIP712, SHA256 = 0x01, 0x01
MAX_STREAMS = 4
MAX_BATCH_PATH = 32
_FIXED = 138
_HEADS = tuple(struct.Struct(f">4s32s20sQQ65sB{count}Q") for count in range(MAX_STREAMS + 1))
_PLACE = struct.Struct(">QQB")
_IDENTITY = struct.Struct(">4x32s20s8xQ")
_KINDS = {form: bytes((EVENT_KIND, form, SECP256K1_EIP712, SHA256)) for form in (ALONE, IN_BATCH)}


class BatchPosition(msgspec.Struct, frozen=True):
    """Where an event stands among those signed together: position, count, and its inclusion path."""

    position: int
    count: int
    path: tuple[bytes, ...]


@dataclass(frozen=True)
class EventEntry:
    """One recorded event.

    Attributes:
        event_id: 32 bytes. signer: 20-byte address. signature: 65 bytes r ‖ s ‖ v.
        index: place in the log. recorded_at: the service's clock, ms.
        positions: place in each of the event's streams. batch: None if signed alone.
    """

    event_id: bytes
    signer: bytes
    index: int
    recorded_at: int
    signature: bytes
    positions: tuple[int, ...]
    batch: BatchPosition | None = None

    def encode(self) -> bytes:
        """The entry's bytes.

        Raises:
            EntryRefused: a part of the wrong size, for then nobody could read the entry back.
        """
        return encode_event(
            self.event_id,
            self.signer,
            self.index,
            self.recorded_at,
            self.signature,
            self.positions,
            b"" if self.batch is None else encode_batch(self.batch),
        )

    @classmethod
    def parse(cls, data: bytes) -> EventEntry:
        """Read exactly one event entry.

        Raises:
            EntryRefused: any other bytes.
        """
        if len(data) < _FIXED or data[0] != EVENT_KIND:
            raise _refused("这不是事件条目", "this is not an event entry")
        if data[1] not in (ALONE, IN_BATCH) or data[2:4] != bytes((SECP256K1_EIP712, SHA256)):
            raise _refused("签名形式或算法未知", "unknown signature form or algorithm")
        end = _FIXED + 8 * data[137]
        positions = tuple(_read_u64(data, at) for at in range(_FIXED, end, 8))
        entry = cls(
            event_id=data[4:36],
            signer=data[36:56],
            index=_read_u64(data, 56),
            recorded_at=_read_u64(data, 64),
            signature=data[72:137],
            positions=positions,
            batch=parse_batch(data, end) if data[1] == IN_BATCH else None,
        )
        if entry.encode() != data:
            raise _refused("条目长度不对", "the entry has the wrong length")
        return entry


def encode_event(
    event_id: bytes,
    signer: bytes,
    index: int,
    recorded_at: int,
    signature: bytes,
    positions: Sequence[int],
    place: bytes = b"",
) -> bytes:
    """The bytes of `EventEntry`, without making one, and with the same errors; ``place`` is what `encode_batch` gives, empty
    if signed alone.
    """
    if len(event_id) != 32 or len(signer) != 20 or len(signature) != 65:
        raise _wrong_size()
    count = len(positions)
    if not 1 <= count <= MAX_STREAMS:
        raise _refused("流的个数须为 1 至 4", "an entry lies in one to four streams")
    kind = _KINDS[IN_BATCH if place else ALONE]
    try:
        return _HEADS[count].pack(kind, event_id, signer, index, recorded_at, signature, count, *positions) + place
    except struct.error:
        raise _too_large() from None


def event_head(data: bytes) -> tuple[bytes, bytes, int]:
    """Event id, signer and recorded_at of an event entry that the log holds, unchecked: `EventEntry.parse` checks."""
    event_id, signer, recorded_at = _IDENTITY.unpack_from(data)
    return event_id, signer, recorded_at


@dataclass(frozen=True)
class StreamsEntry:
    """The last leaf of every checkpoint: the streams root over all entries before it."""

    index: int
    recorded_at: int
    streams_root: bytes

    def encode(self) -> bytes:
        """The entry's 50 bytes.

        Raises:
            EntryRefused: a root that is not 32 bytes, or a number beyond 64 bits.
        """
        _check_sizes((32, self.streams_root))
        return bytes((STREAMS_KIND, 1)) + _u64(self.index) + _u64(self.recorded_at) + self.streams_root

    @classmethod
    def parse(cls, data: bytes) -> StreamsEntry:
        """Read exactly one streams entry.

        Raises:
            EntryRefused: any other bytes.
        """
        if len(data) != 50 or data[:2] != bytes((STREAMS_KIND, 1)):
            raise _refused("这不是流条目", "this is not a streams entry")
        return cls(_read_u64(data, 2), _read_u64(data, 10), data[18:])


def encode_batch(batch: BatchPosition) -> bytes:
    """A place in a batch as it ends an entry (docs/formats.md §7).

    Raises:
        EntryRefused: a path that is too long, or a hash of the wrong size.
    """
    if len(batch.path) > MAX_BATCH_PATH:
        raise _refused(f"批次路径至多 {MAX_BATCH_PATH} 个哈希", f"a batch path has at most {MAX_BATCH_PATH} hashes")
    if not {*map(len, batch.path)} <= {32}:
        raise _wrong_size()
    try:
        return _PLACE.pack(batch.position, batch.count, len(batch.path)) + b"".join(batch.path)
    except struct.error:
        raise _too_large() from None


def parse_entry(data: bytes) -> EventEntry | StreamsEntry:
    """Read one entry of either kind.

    Raises:
        EntryRefused: it is neither.
    """
    return StreamsEntry.parse(data) if data[:1] == bytes((STREAMS_KIND,)) else EventEntry.parse(data)


def parse_batch(data: bytes, at: int) -> BatchPosition:
    """Read the place in a batch that ``data`` holds from ``at`` to its end.

    Raises:
        EntryRefused: it is longer or shorter.
    """
    length = data[at + 16] if len(data) > at + 16 else 0
    if len(data) != at + 17 + 32 * length:
        raise _refused("批次位置长度不对", "the position in the batch has the wrong length")
    path = tuple(data[at + 17 + 32 * k : at + 49 + 32 * k] for k in range(length))
    return BatchPosition(_read_u64(data, at), _read_u64(data, at + 8), path)


def _check_sizes(*parts: tuple[int, bytes]) -> None:
    if any(len(value) != size for size, value in parts):
        raise _wrong_size()


def _u64(value: int) -> bytes:
    try:
        return value.to_bytes(8, "big")
    except OverflowError:
        raise _too_large() from None


def _read_u64(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 8], "big")


def _wrong_size() -> EntryRefused:
    return _refused("条目某一部分的长度不对", "a part of the entry has the wrong size")


def _too_large() -> EntryRefused:
    return _refused("数值须在 0 与 2^64−1 之间", "the number must fit 64 bits")


def _refused(zh: str, en: str) -> EntryRefused:
    return EntryRefused(zh=zh, en=en)
