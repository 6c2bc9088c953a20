from __future__ import annotations

import contextlib
import sys

import pytest
import sha3
from coincurve import PrivateKey
from eth_account import Account
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import InputRefused, SignatureRefused
from ledger.keys import (
    LocalSigner,
    address_bytes,
    address_text,
    check_signature,
    keccak256,
    recover,
    signature_bytes,
    signature_text,
)
from ledger.keys.signatures import HALF_ORDER, ORDER

DIGEST = keccak256(b"digest")
SIGNER = LocalSigner(b"\x07" * 32)
GOOD = SIGNER.sign_digest(DIGEST)


def word(value: int) -> bytes:
    return value.to_bytes(32, "big")


def malleated(signature: bytes) -> bytes:
    s = int.from_bytes(signature[32:64], "big")
    return signature[:32] + word(ORDER - s) + bytes((55 - signature[64],))


def test_keccak_is_native_code_and_not_sha3() -> None:
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert sha3.keccak_256 is sys.modules["_pysha3"].keccak_256
    assert sys.modules["_pysha3"].__file__.endswith((".so", ".pyd"))


@settings(deadline=None, max_examples=50)
@given(st.integers(1, ORDER - 1).map(word), st.binary(min_size=32, max_size=32))
def test_signing_and_recovering_agree_with_eth_account(secret: bytes, digest: bytes) -> None:
    signer, account = LocalSigner(secret), Account.from_key(secret)
    signature = signer.sign_digest(digest)
    assert signer.address == account.address.lower()
    assert signature == account.unsafe_sign_hash(digest).signature
    assert address_text(recover(digest, signature)) == signer.address


@settings(deadline=None)
@given(st.integers(0, 8 * 65 - 1))
def test_a_signature_with_one_bit_flipped_never_recovers_the_signer(bit: int) -> None:
    flipped = bytearray(GOOD)
    flipped[bit // 8] ^= 1 << bit % 8
    with contextlib.suppress(SignatureRefused):
        assert address_text(recover(DIGEST, bytes(flipped))) != SIGNER.address


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        pytest.param(GOOD[:64], "65 bytes", id="compact without v"),
        pytest.param(GOOD + b"\x00", "65 bytes", id="one byte more"),
        pytest.param(b"", "65 bytes", id="empty"),
        pytest.param(malleated(GOOD), "n/2", id="malleable twin with high s"),
        pytest.param(GOOD[:32] + word(HALF_ORDER + 1) + GOOD[64:], "n/2", id="s just above n/2"),
        pytest.param(bytes(32) + GOOD[32:], "between", id="r zero"),
        pytest.param(GOOD[:32] + bytes(32) + GOOD[64:], "between", id="s zero"),
        pytest.param(word(ORDER) + GOOD[32:], "between", id="r is n"),
        pytest.param(b"\xff" * 32 + GOOD[32:], "between", id="r beyond n"),
        pytest.param(GOOD[:32] + word(ORDER) + GOOD[64:], "between", id="s is n"),
        pytest.param(GOOD[:64] + bytes((GOOD[64] - 27,)), "v must", id="v 0 or 1"),
        pytest.param(GOOD[:64] + bytes((29,)), "v must", id="v 29"),
        pytest.param(word(5) + GOOD[32:], "no public key", id="r on no point"),
    ],
)
def test_a_malformed_signature_is_refused(signature: bytes, reason: str) -> None:
    with pytest.raises(SignatureRefused, match=reason):
        recover(DIGEST, signature)


def test_s_at_half_the_order_is_still_low() -> None:
    check_signature(GOOD[:32] + word(HALF_ORDER) + GOOD[64:])


def test_a_digest_of_another_size_is_refused() -> None:
    with pytest.raises(SignatureRefused):
        recover(DIGEST[:31], GOOD)


def test_texts_are_read_back() -> None:
    address = PrivateKey(b"\x07" * 32).public_key.format(compressed=False)
    assert address_bytes(SIGNER.address) == keccak256(address[1:])[12:]
    assert signature_bytes(signature_text(GOOD)) == GOOD


@pytest.mark.parametrize("text", ["", "0x", GOOD.hex(), "0x" + GOOD.hex().upper(), "0x" + GOOD.hex() + "00"])
def test_another_spelling_of_a_signature_is_refused(text: str) -> None:
    with pytest.raises(SignatureRefused):
        signature_bytes(text)


@pytest.mark.parametrize("text", ["", SIGNER.address[2:], SIGNER.address.upper(), SIGNER.address + "0"])
def test_another_spelling_of_an_address_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        address_bytes(text)
