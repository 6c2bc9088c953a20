"""Keccak-256 with the padding of Ethereum, which is not SHA3-256 (yellow paper, appendix; FIPS 202 differs)."""

from __future__ import annotations

from sha3 import keccak_256


def keccak256(data: bytes) -> bytes:
    """Keccak-256 of ``data``, 32 bytes, by the native code of safe-pysha3."""
    digest: bytes = keccak_256(data).digest()
    return digest
