"""Where the contracts keep what evidence proves, and how it is packed (docs/formats.md §12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.keys import keccak256

ANCHORS_BASE = 0
KEYS_BASE = 0
OPEN = 2**64 - 1
_U64 = 2**64 - 1


@dataclass(frozen=True, slots=True)
class AnchorRecord:
    """One checkpoint as EventLog keeps it; roots 32 bytes, ``time`` in Unix seconds. All zero if there is none."""

    root: bytes
    streams_root: bytes
    block_number: int
    time: int

    @classmethod
    def from_slots(cls, values: Sequence[int]) -> AnchorRecord:
        """Unpack the values of the three slots."""
        root, streams_root, place = values
        return cls(_bytes32(root), _bytes32(streams_root), place & _U64, place >> 64 & _U64)


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One key as Departments keeps it: code (32 bytes, zero-padded), role 1 … 5, validity [from, until) in Unix
    seconds. All zero if there is none.
    """

    department: bytes
    role: int
    valid_from: int
    valid_until: int

    @classmethod
    def from_slots(cls, values: Sequence[int]) -> KeyRecord:
        """Unpack the values of the two slots."""
        department, packed = values
        return cls(_bytes32(department), packed & 0xFF, packed >> 8 & _U64, packed >> 72 & _U64)


def anchor_slots(origin: str, size: int) -> tuple[bytes, bytes, bytes]:
    """The three slots (32 bytes each) of EventLog that hold the anchor of ``size`` leaves of ``origin``."""
    of_origin = keccak256(keccak256(origin.encode()) + _bytes32(ANCHORS_BASE))
    first = int.from_bytes(keccak256(_bytes32(size) + of_origin), "big")
    return _slot(first), _slot(first + 1), _slot(first + 2)


def key_slots(address: bytes) -> tuple[bytes, bytes]:
    """The two slots (32 bytes each) of Departments that hold the key of ``address`` (20 bytes)."""
    first = int.from_bytes(keccak256(address.rjust(32, b"\x00") + _bytes32(KEYS_BASE)), "big")
    return _slot(first), _slot(first + 1)


def _slot(number: int) -> bytes:
    return _bytes32(number % 2**256)


def _bytes32(value: int) -> bytes:
    return value.to_bytes(32, "big")
