"""Cosignatures as C2SP tlog-cosignature writes them."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.checkpoint import Checkpoint, VerifierKey, sign_note, verify_note
from ledger.cosignature import CosignerKey, cosign, read_cosignatures, with_cosignatures
from ledger.errors import NoteRefused
from ledger.keys import LogKey
from tests.vectors.read import rows, vectors

LOG, ONE, TWO = (LogKey.from_seed(bytes([number]) * 32) for number in (1, 2, 3))
BODY = Checkpoint("example.com/log", 7, bytes(32)).body()
NOTE = sign_note(BODY, "example.com/log", LOG.public, LOG.sign)
KEYS = [CosignerKey("w.example/one", ONE.public), CosignerKey("w.example/two", TWO.public)]


def test_a_line_is_what_the_specification_says() -> None:
    line = cosign(BODY, KEYS[0], 1_679_315_147, ONE.sign)
    dash, name, encoded = line.rstrip("\n").split(" ")
    data = base64.b64decode(encoded)
    assert (dash, name, len(data)) == ("\u2014", "w.example/one", 76)
    assert data[:4] == sha256(b"w.example/one\n\x04" + ONE.public).digest()[:4]
    assert int.from_bytes(data[4:12], "big") == 1_679_315_147
    text = "cosignature/v1\ntime 1679315147\nexample.com/log\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    Ed25519PublicKey.from_public_bytes(ONE.public).verify(data[12:], text.encode())


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_cosignatures_are_read_back_and_leave_the_logs_signature_alone(one: int, two: int) -> None:
    note = with_cosignatures(NOTE, [cosign(BODY, KEYS[0], one, ONE.sign), cosign(BODY, KEYS[1], two, TWO.sign)])
    assert read_cosignatures(note, KEYS) == {KEYS[0]: one, KEYS[1]: two}
    assert read_cosignatures(note, KEYS[:1]) == {KEYS[0]: one}
    assert verify_note(note, VerifierKey("example.com/log", LOG.public)).size == 7


def test_a_verifier_key_is_read_back_and_its_kind_is_told_apart() -> None:
    text = str(KEYS[0])
    assert CosignerKey.parse(text) == KEYS[0]
    with pytest.raises(NoteRefused):
        VerifierKey.parse(text)
    with pytest.raises(NoteRefused):
        CosignerKey.parse(str(VerifierKey("w.example/one", ONE.public)))


LINE = cosign(BODY, KEYS[0], 5, ONE.sign)


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(NOTE + cosign(BODY.replace("7", "8"), KEYS[0], 5, ONE.sign), id="of another checkpoint"),
        pytest.param(NOTE + cosign(BODY, KEYS[0], 5, TWO.sign), id="by another key under the witness's key id"),
        pytest.param(
            NOTE + LINE[:-2] + base64.b64encode(KEYS[0].key_id + bytes(9)).decode() + "\n", id="no base64 of one line"
        ),
        pytest.param(
            NOTE + f"\u2014 w.example/one {base64.b64encode(KEYS[0].key_id + bytes(64)).decode()}\n", id="no time"
        ),
        pytest.param(NOTE + LINE + cosign(BODY, KEYS[0], 6, TWO.sign), id="one good and one bad"),
        pytest.param(BODY + LINE, id="no note"),
    ],
)
def test_a_bad_line_of_a_known_witness_refuses_the_note(note: str) -> None:
    with pytest.raises(NoteRefused):
        read_cosignatures(note, KEYS)


def test_a_time_beyond_63_bits_is_refused() -> None:
    message = f"cosignature/v1\ntime {1 << 63}\n{BODY}".encode()
    data = KEYS[0].key_id + (1 << 63).to_bytes(8, "big") + ONE.sign(message)
    with pytest.raises(NoteRefused):
        read_cosignatures(NOTE + f"\u2014 w.example/one {base64.b64encode(data).decode()}\n", KEYS)


def test_lines_beyond_what_a_note_may_carry_are_left_out() -> None:
    lines = [cosign(BODY, KEYS[0], time, ONE.sign) for time in range(70)]
    assert read_cosignatures(with_cosignatures(NOTE, lines), KEYS) == {KEYS[0]: 0}


FROZEN = vectors("cosignature")
FROZEN_KEYS = [CosignerKey.parse(text) for text in FROZEN["witness_keys"]]


@pytest.mark.parametrize("row", rows("cosignature", "accepted"))
def test_accepts_vector(row: dict[str, Any]) -> None:
    found = read_cosignatures(row["note"], FROZEN_KEYS)
    assert {key.name: str(time) for key, time in found.items()} == row["cosigned"]
    assert verify_note(row["note"], VerifierKey.parse(FROZEN["log_key"])).origin == FROZEN["origin"]


@pytest.mark.parametrize("row", rows("cosignature", "refused"))
def test_refuses_vector(row: dict[str, Any]) -> None:
    with pytest.raises(NoteRefused):
        read_cosignatures(row["note"], FROZEN_KEYS)


@pytest.mark.parametrize("row", rows("cosignature", "refused_keys"))
def test_refuses_key(row: dict[str, Any]) -> None:
    with pytest.raises(NoteRefused):
        CosignerKey.parse(row["key"])
