"""secp256k1 signatures of 65 bytes r ‖ s ‖ v: one spelling per signature, and the address that made it."""

from __future__ import annotations

import re
from functools import lru_cache

from coincurve._libsecp256k1 import ffi, lib
from coincurve.context import GLOBAL_CONTEXT

from ledger.errors import SignatureRefused
from ledger.keys.keccak import keccak256
from ledger.model import Address, check_form

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
HALF_ORDER = ORDER // 2
SIGNATURE_SIZE = 65
_ZERO, _ORDER, _HALF_ORDER = (number.to_bytes(32, "big") for number in (0, ORDER, HALF_ORDER))
_CONTEXT = GLOBAL_CONTEXT.ctx
_SIGNATURE = ffi.typeof("secp256k1_ecdsa_recoverable_signature *")
_KEY = ffi.typeof("secp256k1_pubkey *")
_TEXT = re.compile(r"0x[0-9a-f]{130}", re.ASCII)


def recover(digest: bytes, signature: bytes) -> bytes:
    """The address (20 bytes) whose key signed ``digest`` (32 bytes).

    Raises:
        SignatureRefused: not 65 bytes, r or s zero or too large, s above n/2 (EIP-2: the same signature could be
            written twice), v other than 27 and 28, or no key on the curve fits.
    """
    check_signature(signature)
    # libsecp256k1 itself: coincurve's classes cost half as much again as the curve, for every event
    found, key = ffi.new(_SIGNATURE), ffi.new(_KEY)
    if (
        len(digest) != 32
        or not lib.secp256k1_ecdsa_recoverable_signature_parse_compact(_CONTEXT, found, signature, signature[64] - 27)
        or not lib.secp256k1_ecdsa_recover(_CONTEXT, key, found, digest)
    ):
        raise _refused("签名恢复不出公钥", "no public key fits this signature and digest")
    return _address(bytes(ffi.buffer(key)))


@lru_cache(maxsize=4096)
def _address(key: bytes) -> bytes:
    """The address of a key as libsecp256k1 holds it; the same keys sign again and again."""
    text, size = ffi.new("unsigned char[65]"), ffi.new("size_t *", 65)
    parsed = ffi.new(_KEY)
    ffi.memmove(parsed, key, len(key))
    lib.secp256k1_ec_pubkey_serialize(_CONTEXT, text, size, parsed, lib.SECP256K1_EC_UNCOMPRESSED)
    return address_of(bytes(ffi.buffer(text)))


def check_signature(signature: bytes) -> None:
    """Raise SignatureRefused unless ``signature`` is written in the one accepted form."""
    if len(signature) != SIGNATURE_SIZE:
        raise _refused("签名须为 65 字节", "a signature is 65 bytes: r, s, v")
    # 32 bytes, most significant first, compare like the numbers they are
    r, s = signature[:32], signature[32:64]
    if not _ZERO < r < _ORDER or not _ZERO < s < _ORDER:
        raise _refused("签名的 r 或 s 越界", "r and s lie between 1 and n-1")
    if s > _HALF_ORDER:
        raise _refused("签名的 s 须不大于 n/2", "s must not exceed n/2")
    if signature[64] not in (27, 28):
        raise _refused("签名的 v 须为 27 或 28", "v must be 27 or 28")


def address_of(public_key: bytes) -> bytes:
    """Address (20 bytes) of an uncompressed public key (65 bytes, 0x04 first): last 20 bytes of its keccak256."""
    return keccak256(public_key[1:])[12:]


def address_text(address: bytes) -> Address:
    """``0x`` and 40 lower-case hex digits of a 20-byte address."""
    return Address(check_form("address", "0x" + address.hex()))


def address_bytes(text: str) -> bytes:
    """The 20 bytes of an address written ``0x`` and 40 lower-case hex digits.

    Raises:
        InputRefused: any other spelling.
    """
    return bytes.fromhex(check_form("address", text)[2:])


def signature_text(signature: bytes) -> str:
    """``0x`` and 130 lower-case hex digits."""
    return "0x" + signature.hex()


def signature_bytes(text: str) -> bytes:
    """The 65 bytes of a signature written ``0x`` and 130 lower-case hex digits.

    Raises:
        SignatureRefused: any other spelling.
    """
    if not _TEXT.fullmatch(text):
        raise _refused("签名须写成 0x 加 130 位小写十六进制", "write a signature as 0x and 130 lower-case hex digits")
    return bytes.fromhex(text[2:])


def _refused(zh: str, en: str) -> SignatureRefused:
    return SignatureRefused(zh=zh, en=en)
