"""Messages that a person signs in a wallet: EIP-191 version 0x45 (`personal_sign`), and EIP-55 spelling of addresses."""

from __future__ import annotations

import re

from ledger.errors import InputRefused
from ledger.keys.keccak import keccak256
from ledger.keys.signatures import address_text, recover
from ledger.model import Address, check_form

_MIXED = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)


def personal_digest(message: bytes) -> bytes:
    """What a wallet signs for ``message`` (EIP-191): keccak256 of a prefix, the length in decimal, and the message."""
    return keccak256(b"\x19Ethereum Signed Message:\n" + str(len(message)).encode() + message)


def recover_personal(message: str, signature: bytes) -> Address:
    """The address whose key signed ``message`` (UTF-8) as a personal message; ``signature`` is 65 bytes r ‖ s ‖ v.

    Raises:
        SignatureRefused: as `ledger.keys.recover`.
    """
    return address_text(recover(personal_digest(message.encode()), signature))


def checksum_address(address: str) -> str:
    """The EIP-55 spelling: a letter is a capital where the hash of the lower-case digits has a nibble of 8 or more.

    Raises:
        InputRefused: not ``0x`` and 40 lower-case hex digits.
    """
    digits = check_form("address", address)[2:]
    marks = keccak256(digits.encode()).hex()
    return "0x" + "".join(
        letter.upper() if int(mark, 16) >= 8 else letter for letter, mark in zip(digits, marks, strict=False)
    )


def read_checksum_address(text: str) -> Address:
    """The lower-case address of an EIP-55 spelling.

    Raises:
        InputRefused: any other spelling, all lower case included: EIP-4361 asks for the checksum.
    """
    if _MIXED.fullmatch(text) and checksum_address(text.lower()) == text:
        return Address(text.lower())
    raise InputRefused(
        zh=f"地址 {text[:42]!r} 须按 EIP-55 的大小写书写",
        en=f"the address {text[:42]!r} must be written with the capitals of EIP-55",
        kind="address",
    )
