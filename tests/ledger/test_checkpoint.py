"""Checkpoints are C2SP signed notes in one spelling, by one key (docs/formats.md §9)."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.checkpoint import Checkpoint, VerifierKey, decode64, encode64, sign_note, split_note, verify_note
from ledger.errors import NoteRefused
from tests.vectors.read import rows, vectors

FROZEN = vectors("checkpoint")
KEY = VerifierKey.parse(FROZEN["verifier_key"])
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(FROZEN["seed"]))
ROOT = bytes.fromhex(FROZEN["root"])
CHECKPOINTS = st.builds(
    Checkpoint,
    st.from_regex(r"[0-9a-z][0-9a-z./-]{2,99}", fullmatch=True),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
)


@pytest.mark.parametrize("row", rows("checkpoint", "accepted"))
def test_accepts_vector(row: dict[str, Any]) -> None:
    assert verify_note(row["note"], KEY) == Checkpoint(FROZEN["origin"], int(row["size"]), ROOT)


@pytest.mark.parametrize("row", rows("checkpoint", "refused"))
def test_refuses_vector(row: dict[str, Any]) -> None:
    with pytest.raises(NoteRefused):
        verify_note(row["note"], KEY)


@pytest.mark.parametrize("row", rows("checkpoint", "refused_keys"))
def test_refuses_key(row: dict[str, Any]) -> None:
    with pytest.raises(NoteRefused):
        VerifierKey.parse(row["key"])


def test_note_of_vector_is_reproduced_byte_for_byte() -> None:
    body = Checkpoint(FROZEN["origin"], 70, ROOT).body()
    assert sign_note(body, KEY.name, KEY.public, SIGNER.sign) == FROZEN["accepted"][0]["note"]
    assert str(KEY) == FROZEN["verifier_key"]


def test_worked_example_of_go_sumdb_note() -> None:
    example = FROZEN["published"]
    signer = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(example["seed"]))
    key = VerifierKey(example["name"], signer.public_key().public_bytes_raw())
    assert str(key) == example["verifier_key"]
    assert sign_note(example["body"], key.name, key.public, signer.sign) == example["note"]
    body, [(name, data)] = split_note(example["note"])
    assert (body, name, data[:4]) == (example["body"], example["name"], key.key_id)


def test_opening_example_of_c2sp_signed_note() -> None:
    example = FROZEN["published"]
    body, [(name, data)] = split_note(example["c2sp_note"])
    assert (body, name, data[:4].hex()) == (example["c2sp_body"], example["c2sp_name"], example["c2sp_key_id"])
    assert len(data) == 4 + 64


@given(CHECKPOINTS)
def test_body_survives_the_round_trip(checkpoint: Checkpoint) -> None:
    assert Checkpoint.parse(checkpoint.body()) == checkpoint


@given(st.binary(max_size=80))
def test_base64_survives_the_round_trip(data: bytes) -> None:
    assert decode64(encode64(data)) == data
    with pytest.raises(NoteRefused):
        decode64(encode64(data), len(data) + 1)


@given(st.text(max_size=12) | st.text(alphabet="AQgw0+/=-_ \n", max_size=12))
def test_base64_has_one_spelling(text: str) -> None:
    try:
        data = decode64(text)
    except NoteRefused:
        return
    assert encode64(data) == text


@given(st.integers(0), st.characters())
def test_no_changed_character_of_a_note_is_accepted(at: int, character: str) -> None:
    note = FROZEN["accepted"][0]["note"]
    at %= len(note)
    assume(note[at] != character)
    with pytest.raises(NoteRefused):
        verify_note(note[:at] + character + note[at + 1 :], KEY)


@given(st.text() | st.lists(st.sampled_from(["\n", "\n\n", "— ", "a", "70", "=", " ", "\ud800"])).map("".join))
def test_any_text_is_refused_and_nothing_else_is_raised(text: str) -> None:
    for read in (lambda: verify_note(text, KEY), lambda: VerifierKey.parse(text), lambda: Checkpoint.parse(text)):
        with pytest.raises(NoteRefused):
            read()


def test_a_key_of_the_wrong_length_verifies_nothing() -> None:
    note = FROZEN["accepted"][0]["note"]
    short = VerifierKey(KEY.name, KEY.public[:31])
    body, [(_, data)] = split_note(note)
    forged = f"{body}\n— {KEY.name} {encode64(short.key_id + data[4:])}\n"
    with pytest.raises(NoteRefused):
        verify_note(forged, short)
