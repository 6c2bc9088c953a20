"""Signers: what holds a key and signs, opened by URI. Code that signs holds a `Signer`, never a key."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn, Protocol, runtime_checkable

from coincurve import PrivateKey

from ledger.errors import SignerRefused
from ledger.keys.keystore import read_keystore
from ledger.keys.secret_file import read_small
from ledger.keys.signatures import address_of, address_text
from ledger.model import Address

PASSPHRASE_VARIABLE = "QUANZE_PASSPHRASE"  # noqa: S105 (the variable's name, not its value)
_KEY = re.compile(r"(?:0x)?[0-9a-fA-F]{64}", re.ASCII)


@runtime_checkable
class Signer(Protocol):
    """Something that signs 32-byte digests with one secp256k1 key."""

    @property
    def address(self) -> Address:
        """The key's address, ``0x`` and 40 lower-case hex digits."""

    def sign_digest(self, digest: bytes) -> bytes:
        """The signature of ``digest`` (32 bytes): 65 bytes r ‖ s ‖ v, s ≤ n/2, v 27 or 28."""


class LocalSigner:
    """A signer whose key lies in this program's memory."""

    __slots__ = ("__key", "address")

    def __init__(self, secret: bytes) -> None:
        """``secret`` is the 32-byte private key.

        Raises:
            SignerRefused: it is not one.
        """
        try:
            if len(secret) != 32:
                raise ValueError
            self.__key = PrivateKey(secret)
        except ValueError:
            raise _refused("这不是 secp256k1 私钥", "this is not a secp256k1 private key") from None
        self.address = address_text(address_of(self.__key.public_key.format(compressed=False)))

    @classmethod
    def generate(cls) -> LocalSigner:
        """A signer with a fresh random key."""
        return cls(new_secret())

    def sign_digest(self, digest: bytes) -> bytes:
        """See `Signer.sign_digest`; the nonce is RFC 6979's, so equal input gives equal signatures.

        Raises:
            SignerRefused: a digest that is not 32 bytes.
        """
        if len(digest) != 32:
            raise _refused("摘要须为 32 字节", "a digest is 32 bytes")
        signature = self.__key.sign_recoverable(digest, hasher=None)
        return signature[:64] + bytes((27 + signature[64],))

    def __repr__(self) -> str:
        return f"LocalSigner({self.address})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signer holds a key and is not pickled")


def open_signer(
    uri: str,
    *,
    passphrase: Callable[[], str] | None = None,
    passphrase_file: Path | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Signer:
    """Open the signer that ``uri`` names.

    ``file:PATH`` is a version 3 keystore; its passphrase comes from ``passphrase_file`` (first line), else from the
    variable QUANZE_PASSPHRASE, else from ``passphrase``, which asks for it. ``env:NAME`` is an environment variable
    that holds the key as 64 hex digits.

    Raises:
        SignerRefused: an unknown scheme, nothing there, or no passphrase; never quoting key or passphrase.
    """
    scheme, _, rest = uri.partition(":")
    if scheme == "file" and rest:
        return LocalSigner(read_keystore(Path(rest), find_passphrase(passphrase, passphrase_file, environ)))
    if scheme == "env" and rest:
        return LocalSigner(_key_from_environment(rest, environ))
    # the URI itself is not quoted: a key pasted in its place must not reach a log
    raise _refused("签名者须写成 file:路径 或 env:变量名", "name a signer as file:PATH or env:NAME")


def find_passphrase(
    ask: Callable[[], str] | None, file: Path | None = None, environ: Mapping[str, str] = os.environ
) -> str:
    """The passphrase from ``file``, the variable QUANZE_PASSPHRASE or ``ask``, in this order.

    Raises:
        SignerRefused: none of them gives one.
    """
    if file is not None:
        lines = read_small(file).decode("utf-8", "replace").splitlines()
        found = lines[0] if lines else ""
    else:
        found = environ.get(PASSPHRASE_VARIABLE, "") or (ask() if ask else "")
    if not found:
        raise _refused(
            f"没有口令: 请设置 {PASSPHRASE_VARIABLE}、指定口令文件或在提示时输入",
            f"no passphrase: set {PASSPHRASE_VARIABLE}, name a passphrase file, or type it when asked",
        )
    return found


def new_secret() -> bytes:
    """A fresh private key, 32 bytes from the system's random source."""
    while True:
        secret = secrets.token_bytes(32)
        if _in_range(secret):
            return secret


def _in_range(secret: bytes) -> bool:
    try:
        PrivateKey(secret)
    except ValueError:
        return False
    return True


def _key_from_environment(name: str, environ: Mapping[str, str]) -> bytes:
    text = environ.get(name)
    if text is None:
        raise _refused(f"环境变量 {name} 未设置", f"the environment variable {name} is not set")
    if not _KEY.fullmatch(text):
        raise _refused(f"环境变量 {name} 须为 64 位十六进制私钥", f"{name} must hold a private key of 64 hex digits")
    return bytes.fromhex(text.removeprefix("0x"))


def _refused(zh: str, en: str) -> SignerRefused:
    return SignerRefused(zh=zh, en=en)
