from typing import Any

import pytest
from eth_account import Account
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_utils.address import to_checksum_address
from hexbytes import HexBytes
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.chain.relay import Fees, Relay, created_address
from ledger.chain.rpc import Rpc, RpcError
from ledger.errors import ChainRefused, ChainUnreachable, ConflictRefused, NonceUsed, TransactionPending
from ledger.keys import LocalSigner

pytestmark = pytest.mark.chain
STORE = bytes.fromhex("66" + "60016000355500" + "60005260076019f3")
# PUSH1 0, PUSH1 0, REVERT
REVERT = bytes.fromhex("60006000fd")


@settings(max_examples=50)
@given(
    secret=st.integers(1, 2**128).map(lambda number: number.to_bytes(32, "big")),
    chain_id=st.integers(1, 2**40),
    nonce=st.integers(0, 2**63),
    fees=st.tuples(st.integers(0, 2**80), st.integers(0, 2**80)),
    to=st.none() | st.binary(min_size=20, max_size=20).map(lambda address: "0x" + address.hex()),
    data=st.binary(max_size=300),
    gas=st.integers(21000, 2**40),
)
def test_the_signed_bytes_are_those_of_eth_account(
    secret: bytes, chain_id: int, nonce: int, fees: tuple[int, int], to: str | None, data: bytes, gas: int
) -> None:
    with Rpc("http://127.0.0.1:1") as rpc:
        relay = Relay(rpc, LocalSigner(secret), chain_id, Fees(*fees))
        made = relay.prepare(to, data, nonce, gas)
    fields: dict[str, Any] = {
        "chainId": chain_id,
        "nonce": nonce,
        "maxFeePerGas": fees[0],
        "maxPriorityFeePerGas": fees[1],
    }
    fields |= {"gas": gas, "value": 0, "data": data, "to": b"" if to is None else to_checksum_address(to)}
    expected = Account.sign_transaction(fields, secret)
    assert made.raw == bytes(expected.raw_transaction)
    assert made.hash == "0x" + expected.hash.hex().removeprefix("0x")
    assert TypedTransaction.from_bytes(HexBytes(made.raw)).as_dict()["nonce"] == made.nonce


def test_preparing_sends_nothing_and_repeats_itself(relay: Relay) -> None:
    assert relay.prepare(None, STORE, 0) == relay.prepare(None, STORE, 0)
    assert relay.nonce() == 0


def test_a_relay_without_funds_is_mined_and_its_contract_is_where_it_was_foretold(relay: Relay) -> None:
    mined = relay.transact(None, STORE)
    assert mined.succeeded
    assert mined.contract == created_address(relay.address, 0)
    assert relay.nonce() == 1


def test_the_same_bytes_may_be_sent_again_pending_or_mined(relay: Relay) -> None:
    raw = relay.prepare(None, STORE, 1)
    assert relay.send(raw.raw) == relay.send(raw.raw) == raw.hash
    assert relay.is_mined(raw.hash) is None
    relay.transact(None, STORE)
    mined = relay.wait(raw.hash)
    assert relay.send(raw.raw) == raw.hash
    assert relay.is_mined(raw.hash) == mined


def test_a_transaction_behind_a_gap_stays_pending(relay: Relay) -> None:
    raw = relay.prepare(None, STORE, 3)
    with pytest.raises(TransactionPending, match=raw.hash):
        relay.wait(relay.send(raw.raw), timeout=0)


def test_a_nonce_that_another_transaction_took_is_named(relay: Relay) -> None:
    relay.transact(None, STORE)
    with pytest.raises(NonceUsed, match="prepare it again"):
        relay.send(relay.prepare(None, STORE + b"\x00", 0).raw)


def test_bytes_for_another_chain_are_refused(relay: Relay, rpc: Rpc) -> None:
    other = Relay(rpc, LocalSigner.generate(), 5)
    with pytest.raises(ChainRefused, match="chain id"):
        other.send(other.prepare(None, STORE, 0).raw)


def test_bytes_that_are_no_transaction_are_refused(relay: Relay) -> None:
    with pytest.raises(RpcError):
        relay.send(b"\x02\xc0")


def test_a_failed_call_is_mined_and_told(relay: Relay) -> None:
    with pytest.raises(ConflictRefused, match="its call failed"):
        relay.transact(None, REVERT)
    mined = relay.is_mined(relay.prepare(None, REVERT, 0).hash)
    assert mined is not None
    assert not mined.succeeded


def test_an_unknown_transaction_is_not_mined(relay: Relay) -> None:
    assert relay.is_mined("0x" + "00" * 32) is None


def test_a_chain_that_went_back_no_longer_holds_the_transaction(relay: Relay) -> None:
    before = relay.rpc.call("evm_snapshot")
    raw = relay.prepare(None, STORE, 0)
    relay.wait(relay.send(raw.raw))
    relay.rpc.call("evm_revert", before)
    assert relay.is_mined(raw.hash) is None
    relay.send(raw.raw)
    assert relay.wait(raw.hash).succeeded


def test_an_unreachable_chain_is_told_and_nothing_is_lost(port: int) -> None:
    with Rpc(f"http://127.0.0.1:{port}") as rpc:
        relay = Relay(rpc, LocalSigner.generate(), 20815)
        raw = relay.prepare(None, STORE, 0)
        with pytest.raises(ChainUnreachable):
            relay.send(raw.raw)
