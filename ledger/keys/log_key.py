"""The log's own Ed25519 key, which signs checkpoints: PKCS #8 PEM (RFC 8410), mode 0600, passphrase optional."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ledger.errors import SignerRefused
from ledger.keys.secret_file import read_small, write_new


class LogKey:
    """An Ed25519 key in this program's memory."""

    __slots__ = ("__key", "public")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self.__key = key
        self.public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def generate(cls) -> LogKey:
        """A fresh random key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> LogKey:
        """The key of a 32-byte seed (RFC 8032 §5.1.5); for test vectors.

        Raises:
            SignerRefused: a seed of another size.
        """
        try:
            return cls(Ed25519PrivateKey.from_private_bytes(seed))
        except ValueError:
            raise SignerRefused(zh="种子须为 32 字节", en="a seed is 32 bytes") from None

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature of ``data``, 64 bytes."""
        return self.__key.sign(data)

    def save(self, path: Path, passphrase: str | None = None) -> None:
        """Write the key to the new file ``path``, mode 0600, encrypted if a passphrase is given.

        Raises:
            SignerRefused: an empty passphrase, the file exists, or it cannot be written.
        """
        if passphrase == "":
            raise SignerRefused(zh="口令不得为空", en="the passphrase must not be empty")
        encryption: KeySerializationEncryption = NoEncryption()
        if passphrase is not None:
            encryption = BestAvailableEncryption(passphrase.encode())
        write_new(path, self.__key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))

    @classmethod
    def load(cls, path: Path, passphrase: str | None = None) -> LogKey:
        """Read the key from ``path``.

        Raises:
            SignerRefused: unreadable, not an Ed25519 key in PEM, or another passphrase.
        """
        data = read_small(path)
        try:
            key = load_pem_private_key(data, passphrase.encode() if passphrase is not None else None)
        except (ValueError, TypeError):
            raise SignerRefused(
                zh=f"{path} 不是 PEM 私钥, 或口令不对",
                en=f"{path} is not a PEM private key, or the passphrase is wrong",
            ) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise SignerRefused(zh=f"{path} 不是 Ed25519 密钥", en=f"{path} does not hold an Ed25519 key")
        return cls(key)

    def __repr__(self) -> str:
        return f"LogKey({self.public.hex()})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a log key is not pickled")
