"""The structs that are signed for the contracts: frozen vectors, and the JSON that a wallet takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import TypedDataRefused
from ledger.keys.contract_types import (
    CONTRACT_OF,
    abi_message,
    contract_digest,
    json_message,
    struct_hash,
    wallet_json,
)

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors/typed_data.json").read_text("utf-8"))
CHAIN_ID = 20260101


def test_there_is_a_vector_of_every_struct() -> None:
    assert {name: row["contract"] for name, row in VECTORS.items()} == CONTRACT_OF


@pytest.mark.parametrize("struct", VECTORS)
def test_hash_digest_and_wallet_json_are_the_frozen_ones(struct: str) -> None:
    row = VECTORS[struct]
    message, contract = row["message"], row["domain"]["verifyingContract"]
    assert "0x" + struct_hash(struct, message).hex() == row["structHash"]
    assert "0x" + contract_digest(struct, message, CHAIN_ID, contract).hex() == row["digest"]
    typed = {name: row[name] for name in ("primaryType", "types", "domain", "message")}
    assert wallet_json(struct, message, CHAIN_ID, contract) == typed
    assert json_message(struct, abi_message(struct, message)) == message


def test_the_types_that_a_wallet_needs_are_listed_and_no_others() -> None:
    types = wallet_json("Offer", VECTORS["Offer"]["message"], 1, "0x" + "00" * 20)["types"]
    assert set(types) == {"EIP712Domain", "Offer", "Terms", "Limits", "Parties", "Period", "Scope", "Texts"}
    assert set(wallet_json("KeyEnd", VECTORS["KeyEnd"]["message"], 1, "0x" + "00" * 20)["types"]) == {
        "EIP712Domain",
        "KeyEnd",
    }


def test_what_no_javascript_number_holds_is_written_as_text() -> None:
    grant = VECTORS["KeyGrant"]["message"] | {"validUntil": 2**64 - 1, "validFrom": 2**53 - 1}
    written = wallet_json("KeyGrant", grant, 1, "0x" + "00" * 20)["message"]
    assert (written["validUntil"], written["validFrom"]) == ("18446744073709551615", 2**53 - 1)
    assert struct_hash("KeyGrant", written) == struct_hash("KeyGrant", grant)
    assert abi_message("KeyGrant", written) == grant


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({"votes": 3}, id="missing"),
        pytest.param({"votes": 3, "nonce": 0, "extra": 1}, id="surplus"),
        pytest.param({"votes": "3", "nonce": 0}, id="another type"),
        pytest.param([], id="no mapping"),
    ],
)
def test_a_message_of_another_shape_is_refused(message: Any) -> None:
    for write in (json_message, abi_message):
        with pytest.raises(TypedDataRefused):
            write("QuorumChange", message)
