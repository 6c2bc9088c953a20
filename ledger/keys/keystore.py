"""Keystore files, Web3 Secret Storage version 3, with scrypt and AES-128-CTR.

Source: Web3 Secret Storage Definition v3 (ethereum.org); RFC 7914 for scrypt. Files of any other key derivation
are refused rather than read: scrypt costs an attacker memory, PBKDF2 does not.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import uuid
from pathlib import Path
from typing import Any

from coincurve import PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from ledger.errors import SignerRefused
from ledger.keys.keccak import keccak256
from ledger.keys.secret_file import read_small, write_new
from ledger.keys.signatures import address_of

SCRYPT_N = 1 << 18
SCRYPT_R, SCRYPT_P = 8, 1
MAX_SCRYPT_MEMORY = 1 << 30
_HEX = re.compile(r"[0-9a-fA-F]*", re.ASCII)


def create_keystore(path: Path, secret: bytes, passphrase: str, *, scrypt_n: int = SCRYPT_N) -> None:
    """Write ``secret`` (32 bytes) encrypted under ``passphrase`` to the new file ``path``, mode 0600.

    ``scrypt_n`` is the cost, a power of two; memory is 1024 bytes times it.

    Raises:
        SignerRefused: empty passphrase, not a key, the file exists, or it cannot be written.
    """
    if not passphrase:
        raise _refused("口令不得为空", "the passphrase must not be empty")
    address = address_of(_private_key(secret).public_key.format(compressed=False))
    write_new(path, json.dumps(_encrypt(secret, passphrase, scrypt_n, address), indent=2).encode() + b"\n")


def read_keystore(path: Path, passphrase: str) -> bytes:
    """The 32-byte secret in the keystore ``path``.

    Raises:
        SignerRefused: unreadable, not a scrypt keystore of version 3, or another passphrase.
    """
    crypto = _crypto_section(path, read_small(path))
    try:
        cipher_text, mac, iv = (_hex(crypto[name]) for name in ("ciphertext", "mac", "iv"))
        derived = _scrypt(passphrase, crypto["kdfparams"])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise _refused(f"{path} 不是完整的密钥库文件", f"{path} is not a complete keystore") from None
    if len(iv) != 16 or not hmac.compare_digest(keccak256(derived[16:32] + cipher_text), mac):
        raise _refused(f"{path} 的口令不对或文件已损坏", f"wrong passphrase for {path}, or the file is damaged")
    secret = _aes_ctr(derived[:16], iv, cipher_text)
    _private_key(secret)
    return secret


def _encrypt(secret: bytes, passphrase: str, scrypt_n: int, address: bytes) -> dict[str, Any]:
    salt, iv = secrets.token_bytes(32), secrets.token_bytes(16)
    parameters = {"dklen": 32, "n": scrypt_n, "r": SCRYPT_R, "p": SCRYPT_P, "salt": salt.hex()}
    derived = _scrypt(passphrase, parameters)
    cipher_text = _aes_ctr(derived[:16], iv, secret)
    return {
        "address": address.hex(),
        "crypto": {
            "cipher": "aes-128-ctr",
            "cipherparams": {"iv": iv.hex()},
            "ciphertext": cipher_text.hex(),
            "kdf": "scrypt",
            "kdfparams": parameters,
            "mac": keccak256(derived[16:32] + cipher_text).hex(),
        },
        "id": str(uuid.uuid4()),
        "version": 3,
    }


def _crypto_section(path: Path, data: bytes) -> dict[str, Any]:
    """The crypto member with its iv lifted out; other tools write names in either case."""
    try:
        document = {name.lower(): value for name, value in json.loads(data).items()}
        crypto = {name.lower(): value for name, value in document["crypto"].items()}
        known = (document["version"], crypto["cipher"], crypto["kdf"]) == (3, "aes-128-ctr", "scrypt")
        crypto["iv"] = crypto["cipherparams"]["iv"]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise _refused(f"{path} 不是密钥库文件", f"{path} is not a keystore file") from None
    if not known:
        raise _refused(
            f"{path} 须为第 3 版密钥库(scrypt, aes-128-ctr)",
            f"{path} must be a version 3 keystore (scrypt, aes-128-ctr)",
        )
    return crypto


def _scrypt(passphrase: str, parameters: dict[str, Any]) -> bytes:
    n, r, p = (int(parameters[name]) for name in ("n", "r", "p"))
    if parameters["dklen"] != 32 or 128 * n * r > MAX_SCRYPT_MEMORY or not 0 < p <= 16:
        raise ValueError("scrypt parameters")
    return hashlib.scrypt(
        passphrase.encode(), salt=_hex(parameters["salt"]), n=n, r=r, p=p, dklen=32, maxmem=2 * MAX_SCRYPT_MEMORY - 1
    )


def _aes_ctr(key: bytes, iv: bytes, data: bytes) -> bytes:
    return Cipher(algorithms.AES128(key), modes.CTR(iv)).encryptor().update(data)


def _hex(text: str) -> bytes:
    # bytes.fromhex alone would let white space through
    if not _HEX.fullmatch(text):
        raise ValueError("hex")
    return bytes.fromhex(text)


def _private_key(secret: bytes) -> PrivateKey:
    try:
        if len(secret) != 32:
            raise ValueError
        return PrivateKey(secret)
    except ValueError:
        raise _refused("这不是 secp256k1 私钥", "this is not a secp256k1 private key") from None


def _refused(zh: str, en: str) -> SignerRefused:
    return SignerRefused(zh=zh, en=en)
