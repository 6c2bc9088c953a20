"""Cosignatures of witnesses: C2SP tlog-cosignature, Ed25519 version 1 (docs/formats.md §14).

A cosignature says: at this time, the largest consistent tree that I have seen of this origin has this size and root.
It stands as one more signature line of the checkpoint's note, over the text::

    cosignature/v1
    time <seconds since 1970>
    <the checkpoint's body>
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.checkpoint import MAX_SIGNATURES, VerifierKey, encode64, split_note
from ledger.errors import NoteRefused

MAX_TIME = (1 << 63) - 1
_SIZE = 4 + 8 + 64


class CosignerKey(VerifierKey):
    """A witness's verifier key: as `VerifierKey`, with the signature type 0x04."""

    algorithm: ClassVar[bytes] = b"\x04"


def cosign(body: str, key: CosignerKey, time: int, sign: Callable[[bytes], bytes]) -> str:
    """The signature line, ended by a newline, by which ``key`` cosigns a checkpoint's body at ``time`` (seconds)."""
    return f"\u2014 {key.name} {encode64(key.key_id + time.to_bytes(8, 'big') + sign(_message(body, time)))}\n"


def read_cosignatures(note: str, keys: Collection[CosignerKey]) -> dict[CosignerKey, int]:
    """Which of ``keys`` cosigned the note, and when (seconds; the earliest, if one did so more than once).

    Whether the log signed it is another question: `ledger.checkpoint.verify_note`. Signatures by other keys are ignored.

    Raises:
        NoteRefused: not a signed note, or a line by one of ``keys`` that does not hold.
    """
    body, signatures = split_note(note)
    known = {(key.name, key.key_id): key for key in keys}
    found: dict[CosignerKey, int] = {}
    for name, data in signatures:
        key = known.get((name, data[:4]))
        if key is not None:
            time = _check(body, key, data)
            found[key] = min(time, found.get(key, time))
    return found


def with_cosignatures(note: str, lines: Collection[str]) -> str:
    """The note with these signature lines after its own, as many as a note may carry."""
    _, signatures = split_note(note)
    return note + "".join(list(lines)[: MAX_SIGNATURES - len(signatures)])


def _check(body: str, key: CosignerKey, data: bytes) -> int:
    time = int.from_bytes(data[4:12], "big")
    try:
        if len(data) != _SIZE or time > MAX_TIME:
            raise ValueError
        Ed25519PublicKey.from_public_bytes(key.public).verify(data[12:], _message(body, time))
    except (InvalidSignature, ValueError):
        raise NoteRefused(
            zh=f"见证方 {key.name} 的签名不成立", en=f"the cosignature of {key.name} does not hold", witness=key.name
        ) from None
    return time


def _message(body: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{body}".encode()
