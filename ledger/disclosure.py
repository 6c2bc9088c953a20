"""Salted digests: what lets a field be withheld or erased while every proof still stands (docs/formats.md §4, §5)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from sha3 import keccak_256

from ledger.canonical import canonical
from ledger.errors import DisclosureRefused
from ledger.model import check_form

SALT_SIZE = 16
_DOMAIN = b"quanze/field/v1\x00"


@dataclass(frozen=True)
class Disclosure:
    """One field opened: its salt (16 bytes) and its value (any canonical JSON value)."""

    salt: bytes
    value: Any

    def to_json(self) -> dict[str, Any]:
        """``{"salt": hex, "value": …}``."""
        return {"salt": self.salt.hex(), "value": self.value}


def field_digest(name: str, salt: bytes, value: Any) -> str:
    """SHA-256("quanze/field/v1" ‖ 0 ‖ salt ‖ canonical([name, value])) as 64 hex digits.

    Raises:
        DisclosureRefused: a salt that is not 16 bytes.
        NotCanonical: a value that canonical JSON cannot hold.
    """
    if len(salt) != SALT_SIZE:
        raise DisclosureRefused(zh="盐须为 16 字节", en="a salt must be 16 bytes", field=name)
    return hashlib.sha256(_DOMAIN + salt + canonical([name, value])).hexdigest()


def parse_disclosures(value: object) -> dict[str, Disclosure]:
    """Read the JSON object field name → ``{"salt", "value"}``.

    Raises:
        DisclosureRefused: any other shape.
        InputRefused: a malformed field name or salt.
    """
    if not isinstance(value, dict):
        raise _shape("disclosures")
    return {check_form("field", name): _parse_one(name, item) for name, item in value.items()}


def check_disclosures(digests: Mapping[str, str], disclosures: Mapping[str, Disclosure]) -> None:
    """Raise unless every disclosed field is one the event committed to, with this very salt and value.

    Raises:
        DisclosureRefused: naming the first field that is not.
    """
    for name, item in disclosures.items():
        if digests.get(name) != field_digest(name, item.salt, item.value):
            raise DisclosureRefused(
                zh=f"披露的字段 {name} 与事件承诺的摘要不符",
                en=f"the disclosed field {name} is not what the event committed to",
                field=name,
            )


def payload_digest(alg: str, salt: bytes, content: bytes) -> str:
    """Salted digest of a payload, 64 hex digits; ``alg`` is sha256, sm3 or keccak256.

    Raises:
        DisclosureRefused: another algorithm, or a salt that is not 16 bytes.
    """
    if len(salt) != SALT_SIZE:
        raise DisclosureRefused(zh="盐须为 16 字节", en="a salt must be 16 bytes")
    if alg not in PAYLOAD_DIGESTS:
        known = ", ".join(PAYLOAD_DIGESTS)
        raise DisclosureRefused(zh=f"摘要算法 {alg} 未知, 可用: {known}", en=f"unknown digest {alg}; known: {known}")
    return PAYLOAD_DIGESTS[alg](salt + content).hex()


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


PAYLOAD_DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "sm3": _sm3,
    "keccak256": lambda data: keccak_256(data).digest(),
}


def _parse_one(name: str, item: object) -> Disclosure:
    if not isinstance(item, dict) or set(item) != {"salt", "value"}:
        raise _shape(name)
    return Disclosure(bytes.fromhex(check_form("nonce", item["salt"])), item["value"])


def _shape(name: str) -> DisclosureRefused:
    return DisclosureRefused(
        zh=f'{name} 须写成 {{"salt": "32 位十六进制", "value": …}}',
        en=f'{name} must be {{"salt": "<32 hex digits>", "value": …}}',
        field=name,
    )
