"""Batches of readings: a root over the salted hashes of the rows that say who read what (docs/formats.md §19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import rfc8785

from ledger.merkle import leaf_hash, root

VERSION = 1
SALT_SIZE = 16
EVENT_TYPE = "record.read"
_SALT_TAG, _READ_TAG = b"quanze/read-salt/v1\x00", b"quanze/read/v1\x00"

Row = tuple[int, str, str, str, str, str, dict[str, Any], int]
"""id, department, address, role, action, subject, facts, read_at (ms)."""


@dataclass(frozen=True)
class ReadBatch:
    """What an event says of a batch: the ids from ``first`` to ``last`` that it covers, how many rows, salt and root."""

    first: int
    last: int
    count: int
    salt: bytes
    root: bytes

    def to_json(self) -> dict[str, Any]:
        """The value of the field ``scope`` of the event."""
        return {
            "v": VERSION, "first": self.first, "last": self.last, "count": self.count, "salt": self.salt.hex(),
            "root": self.root.hex(),
        }  # fmt: skip

    @classmethod
    def of(cls, rows: Sequence[Row], first: int, salt: bytes) -> ReadBatch:
        """The batch of these rows, ascending by id, which are all from ``first`` on; there is at least one."""
        return cls(first, rows[-1][0], len(rows), salt, batch_root(rows, salt))

    @classmethod
    def from_json(cls, value: object) -> ReadBatch | None:
        """The batch that a field names; None for a ``record.read`` that tells of no batch, or of one in another version."""
        if not isinstance(value, dict) or set(value) != _MEMBERS or value["v"] != VERSION:
            return None
        numbers = [value[name] for name in ("first", "last", "count")]
        texts = [value[name] for name in ("salt", "root")]
        if not all(isinstance(one, int) and not isinstance(one, bool) for one in numbers):
            return None
        if not all(isinstance(one, str) and one == one.lower() for one in texts):
            return None
        try:
            salt, top = (bytes.fromhex(one) for one in texts)
        except ValueError:
            return None
        first, last, count = numbers
        return cls(first, last, count, salt, top) if (len(salt), len(top)) == (SALT_SIZE, 32) else None


_MEMBERS = {"v", "first", "last", "count", "salt", "root"}


def row_salt(salt: bytes, number: int) -> bytes:
    """The salt of one row: to show that row alone, only this has to be told."""
    return sha256(_SALT_TAG + salt + number.to_bytes(8, "big")).digest()[:SALT_SIZE]


def row_digest(row: Row, salt: bytes) -> bytes:
    """SHA-256 over a row and its own salt, 32 bytes."""
    return sha256(_READ_TAG + salt + rfc8785.dumps(list(row))).digest()


def batch_root(rows: Sequence[Row], salt: bytes) -> bytes:
    """The RFC 6962 root over the digests of these rows, ascending by id."""
    return root([leaf_hash(row_digest(row, row_salt(salt, row[0]))) for row in rows])
