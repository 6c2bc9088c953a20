"""Typed data on three sides: our digests, eth-account's, and what the contracts hash and accept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.chain.contracts import Contract
from ledger.chain.relay import Relay
from ledger.errors import ContractRefused
from ledger.keys import LocalSigner
from ledger.keys.contract_types import CONTRACT_OF, TYPES, abi_message, contract_digest, struct_hash, wallet_json
from tests.differential.conftest import CHAIN_ID, Ask

pytestmark = pytest.mark.chain
VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors/typed_data.json").read_text("utf-8"))
OPEN = 2**64 - 1
BUREAU = "BUREAU-1"
ADDRESSES = st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
SECRETS = st.integers(1, 2**255).map(lambda number: number.to_bytes(32, "big"))
CHAINS = st.integers(1, 2**256 - 1)


def values(kind: str) -> st.SearchStrategy[Any]:
    if kind.endswith("[]"):
        return st.lists(values(kind[:-2]), max_size=4)
    if kind in TYPES:
        return messages(kind)
    if kind.startswith("uint"):
        last = 2 ** int(kind[4:]) - 1
        return st.integers(0, last) | st.sampled_from([0, last])
    atoms = {"string": st.text(max_size=40), "address": ADDRESSES, "bool": st.booleans()}
    return atoms[kind] if kind in atoms else st.binary(min_size=int(kind[5:]), max_size=int(kind[5:]))


def messages(struct: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({member["name"]: values(member["type"]) for member in TYPES[struct]})


@pytest.mark.parametrize("struct", CONTRACT_OF)
@given(st.data(), CHAINS, ADDRESSES)
@settings(max_examples=10)
def test_our_digest_is_eth_accounts(struct: str, data: st.DataObject, chain_id: int, contract: str) -> None:
    message = data.draw(messages(struct))
    signable = encode_typed_data(full_message=wallet_json(struct, message, chain_id, contract))
    assert struct_hash(struct, message) == signable.body
    assert contract_digest(struct, message, chain_id, contract) == keccak(b"\x19\x01" + signable.header + signable.body)


@pytest.mark.parametrize("struct", CONTRACT_OF)
@given(st.data(), CHAINS, ADDRESSES, SECRETS)
@settings(max_examples=2)
def test_a_wallets_signature_is_ours_byte_for_byte(
    struct: str, data: st.DataObject, chain_id: int, contract: str, secret: bytes
) -> None:
    message = data.draw(messages(struct))
    wallet = Account.sign_typed_data(secret, full_message=wallet_json(struct, message, chain_id, contract))
    assert LocalSigner(secret).sign_digest(contract_digest(struct, message, chain_id, contract)) == wallet.signature


@pytest.mark.parametrize("struct", CONTRACT_OF)
@given(st.data())
@settings(max_examples=3)
def test_our_struct_hash_is_the_contracts(ask_typed_data: Ask, struct: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(messages(struct), min_size=1, max_size=6))
    assert ask_typed_data(struct, [(row,) for row in rows]) == [struct_hash(struct, row) for row in rows]


@pytest.mark.parametrize("struct", CONTRACT_OF)
def test_the_contracts_hash_the_frozen_vectors_alike(ask_typed_data: Ask, struct: str) -> None:
    row = VECTORS[struct]
    (hashed,) = ask_typed_data(struct, [(abi_message(struct, row["message"]),)])
    assert "0x" + hashed.hex() == row["structHash"]


# signatures before the contracts


@dataclass
class Act:
    """One call that carries a head's signature, as it would be accepted."""

    struct: str
    function: str
    contract: Contract
    other: Contract
    message: dict[str, Any]
    head: LocalSigner

    def sign(self, signer: LocalSigner | None = None, **changes: Any) -> bytes:
        """The signature over the message; with changes of it, of the chain id or of the contract's address."""
        chain_id = changes.pop("chain_id", CHAIN_ID)
        contract = changes.pop("contract", self.contract.address)
        digest = contract_digest(self.struct, {**self.message, **changes}, chain_id, contract)
        return (signer or self.head).sign_digest(digest)

    def data(self, signature: bytes, signer: str | None = None, **changes: Any) -> bytes:
        return self.contract.encode(self.function, {**self.message, **changes}, signer or self.head.address, signature)

    def refusal(self, data: bytes) -> str | None:
        """Name of the contract's error, or None where it would accept."""
        try:
            self.contract.check(data, LocalSigner.generate().address)
        except ContractRefused as refused:
            return refused.error
        return None


ActOf = Callable[[str], Act]
FUNCTIONS = ("admit", "open")


@pytest.fixture
def act_of(departments: Contract, event_log: Contract, head: LocalSigner) -> ActOf:
    fresh = LocalSigner.generate().address

    def made(function: str) -> Act:
        if function == "open":
            opening = {"origin": f"example/{fresh}", "department": BUREAU, "logKey": fresh, "nonce": 0}
            return Act("Opening", function, event_log, departments, opening, head)
        admission = {"code": f"D-{fresh[2:20].upper()}", "parent": BUREAU, "tier": 2, "region": 330000, "kind": 2}
        admission |= {"head": fresh, "validFrom": 0, "validUntil": OPEN}
        admission["nonce"] = departments.call("nonceOf", BUREAU.encode().ljust(32, b"\x00"))
        return Act("Admission", function, departments, event_log, admission, head)

    return made


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_heads_signature_is_accepted_once(courier: Relay, act_of: ActOf, function: str) -> None:
    act = act_of(function)
    data = act.data(act.sign())
    assert act.refusal(data) is None
    courier.transact(act.contract.address, data)
    assert act.refusal(data) == "WrongNonce"


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("as signed", None),
        ("another chain id", "WrongSignature"),
        ("another contract", "WrongSignature"),
        ("a nonce ahead", "WrongNonce"),
        ("signed for a nonce ahead", "WrongSignature"),
        ("signed by a stranger", "WrongSignature"),
        ("a stranger as signer", "NotAHead"),
        ("the high s", "WrongSignature"),
        ("r, s alone", "WrongSignature"),
        ("no signature", "WrongSignature"),
    ],
)
def test_a_signature_holds_for_what_was_signed_only(act_of: ActOf, function: str, row: str, error: str | None) -> None:
    act, stranger = act_of(function), LocalSigner.generate()
    ahead = act.message["nonce"] + 1
    signature = act.sign()
    data = {
        "as signed": lambda: act.data(signature),
        "another chain id": lambda: act.data(act.sign(chain_id=CHAIN_ID + 1)),
        "another contract": lambda: act.data(act.sign(contract=act.other.address)),
        "a nonce ahead": lambda: act.data(act.sign(nonce=ahead), nonce=ahead),
        "signed for a nonce ahead": lambda: act.data(act.sign(nonce=ahead)),
        "signed by a stranger": lambda: act.data(act.sign(stranger)),
        "a stranger as signer": lambda: act.data(act.sign(stranger), signer=stranger.address),
        "the high s": lambda: act.data(mirrored(signature)),
        "r, s alone": lambda: act.data(signature[:64]),
        "no signature": lambda: act.data(b""),
    }[row]()
    assert act.refusal(data) == error


def mirrored(signature: bytes) -> bytes:
    """The other signature of the same digest: s at the far side of the curve's order, v turned."""
    order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
    s = order - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes((55 - signature[64],))


@pytest.mark.parametrize(
    ("function", "member", "value"),
    [
        ("admit", "code", "D-OTHER"),
        ("admit", "tier", 3),
        ("admit", "region", 0),
        ("admit", "kind", 5),
        ("admit", "head", "0x" + "cd" * 20),
        ("admit", "validFrom", 1),
        ("admit", "validUntil", OPEN - 1),
        ("open", "origin", "example/other"),
        ("open", "logKey", "0x" + "cd" * 20),
    ],
)
def test_no_member_may_be_changed_after_signing(act_of: ActOf, function: str, member: str, value: Any) -> None:
    act = act_of(function)
    assert act.refusal(act.data(act.sign(), **{member: value})) == "WrongSignature"
    assert act.refusal(act.data(act.sign(**{member: value}), **{member: value})) is None


def test_a_signature_for_one_struct_is_none_for_another(act_of: ActOf) -> None:
    admission, opening = act_of("admit"), act_of("open")
    assert admission.refusal(admission.data(opening.sign())) == "WrongSignature"
    assert opening.refusal(opening.data(admission.sign())) == "WrongSignature"
