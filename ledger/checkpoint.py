"""Signed checkpoints: C2SP signed-note and tlog-checkpoint with Ed25519 keys (docs/formats.md §9).

The note's text is exactly::

    <origin>
    <size in decimal, no leading zeros>
    <base64 root>

    — <origin> <base64(key id ‖ signature)>
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.errors import InputRefused, NoteRefused
from ledger.model import check_form

ED25519 = b"\x01"
MAX_NOTE = 65_536
MAX_SIGNATURES = 64
_DASH = "— "
# C2SP signed-note: valid UTF-8, no control character but the newline; key names without white space or plus
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_KEY_NAME = re.compile(r"[^\s+]+")


@dataclass(frozen=True)
class Checkpoint:
    """A log's size and root (32 bytes) under its origin's name."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The signed text: three lines, each ended by a newline."""
        return f"{self.origin}\n{self.size}\n{encode64(self.root)}\n"

    @classmethod
    def parse(cls, body: str) -> Checkpoint:
        """Read a checkpoint body; only its canonical spelling is accepted.

        Raises:
            NoteRefused: anything else, extension lines included.
        """
        lines = body.split("\n")
        if len(lines) != 4 or lines[3] or not _is_decimal(lines[1]):
            raise _refused("检查点正文须恰为三行", "a checkpoint body has exactly three lines")
        return cls(_origin(lines[0]), int(lines[1]), decode64(lines[2], 32))


@dataclass(frozen=True)
class VerifierKey:
    """A C2SP verifier key: name and Ed25519 public key (32 bytes); text ``name+key id+base64(01 ‖ key)``."""

    name: str
    public: bytes
    algorithm: ClassVar[bytes] = ED25519

    @property
    def key_id(self) -> bytes:
        """SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key), first 4 bytes."""
        return sha256(self.name.encode() + b"\n" + self.algorithm + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode64(self.algorithm + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a verifier key.

        Raises:
            NoteRefused: malformed, a name that is no origin, another algorithm, or a key id that is not the key's.
        """
        name, _, rest = text.partition("+")
        _origin(name)
        _, _, encoded = rest.partition("+")
        data = decode64(encoded, 33)
        key = cls(name, data[1:])
        if data[:1] != cls.algorithm or str(key) != text:
            kind = cls.algorithm.hex()
            raise _refused(f"公钥不合 C2SP 格式(类型 {kind})", f"this is not a C2SP verifier key of type {kind}")
        return key


def sign_note(body: str, name: str, public: bytes, sign: Callable[[bytes], bytes]) -> str:
    """The signed note of ``body``: ``sign`` gives the 64-byte Ed25519 signature of bytes."""
    key = VerifierKey(name, public)
    return f"{body}\n{_DASH}{name} {encode64(key.key_id + sign(body.encode()))}\n"


def verify_note(note: str, key: VerifierKey) -> Checkpoint:
    """Return the checkpoint in ``note`` once ``key`` is seen to have signed it.

    Signatures by unknown keys are ignored, as C2SP asks; one by our key that does not hold refuses the note.

    Raises:
        NoteRefused: malformed, of another origin than the key's name, or without a signature by ``key``.
    """
    body, signatures = split_note(note)
    checkpoint = Checkpoint.parse(body)
    if checkpoint.origin != key.name:
        raise _refused("检查点属于另一个日志", "the checkpoint belongs to another origin")
    mine = [data[4:] for name, data in signatures if name == key.name and data[:4] == key.key_id]
    if not mine:
        raise _refused("检查点没有受信日志密钥的签名", "the trusted log key has not signed the checkpoint")
    for signature in mine:
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, body.encode())
        except (InvalidSignature, ValueError):
            raise _refused("检查点的签名不成立", "the checkpoint's signature does not hold") from None
    return checkpoint


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The note's body and its signatures as (key name, key id ‖ signature).

    Raises:
        NoteRefused: not a signed note.
    """
    body, gap, tail = note.rpartition("\n\n")
    if len(note) > MAX_NOTE or _UNPRINTABLE.search(note) or not gap or not tail.endswith("\n"):
        raise _refused("这不是签名文书(signed note)", "this is not a signed note")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise _refused("签名过多", f"a note carries at most {MAX_SIGNATURES} signatures")
    return body + "\n", [_split_signature(line) for line in lines]


def encode64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode()


def decode64(text: str, size: int | None = None) -> bytes:
    """Strict inverse of `encode64`; ``size`` is the number of bytes expected, if fixed.

    Raises:
        NoteRefused: another alphabet, loose padding bits, or another size.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _refused("base64 编码不对", "malformed base64") from None
    if encode64(data) != text or size not in (None, len(data)):
        raise _refused("base64 编码不规范或长度不对", "base64 that is not canonical or has the wrong length")
    return data


def _split_signature(line: str) -> tuple[str, bytes]:
    name, space, encoded = line.removeprefix(_DASH).rpartition(" ")
    if not line.startswith(_DASH) or not space or not _KEY_NAME.fullmatch(name):
        raise _refused("签名行不合格式", "malformed signature line")
    data = decode64(encoded)
    if len(data) < 5:
        raise _refused("签名行过短", "the signature line is too short")
    return name, data


def _origin(text: str) -> str:
    try:
        return check_form("origin", text)
    except InputRefused as error:
        raise _refused("日志名不合格式", "the origin's name is malformed") from error


def _is_decimal(text: str) -> bool:
    return text.isascii() and text.isdigit() and str(int(text[:20])) == text and int(text) < 1 << 63


def _refused(zh: str, en: str) -> NoteRefused:
    return NoteRefused(zh=zh, en=en)
