from __future__ import annotations

import json
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import TypedDataRefused
from ledger.keys import (
    LocalSigner,
    address_text,
    batch_digest,
    compile_struct,
    digest,
    domain_separator,
    event_digest,
    recover,
    signature_bytes,
    signature_text,
)
from ledger.keys.event_digest import BATCH_TYPE, EVENT_TYPE

VECTORS = Path(__file__).parents[2] / "vectors" / "event_signatures.json"
CONTRACT = "0x" + "5c" * 20
EVENT = {
    "Event": [
        {"name": "eventType", "type": "string"},
        {"name": "actor", "type": "string"},
        {"name": "agreement", "type": "string"},
        {"name": "item", "type": "string"},
        {"name": "occurredAt", "type": "string"},
        {"name": "eventId", "type": "bytes32"},
    ]
}
BATCH = {
    "Batch": [
        {"name": "actor", "type": "string"},
        {"name": "count", "type": "uint64"},
        {"name": "root", "type": "bytes32"},
    ]
}
texts = st.text(max_size=30)


def test_type_strings_are_those_of_the_compiled_structs() -> None:
    assert compile_struct("Event", EVENT).encoded_type == EVENT_TYPE
    assert compile_struct("Batch", BATCH).encoded_type == BATCH_TYPE


@settings(deadline=None)
@given(st.tuples(texts, texts, texts, texts, texts), st.binary(min_size=32, max_size=32), st.integers(1, 2**32))
def test_fast_path_equals_the_compiled_struct(values: tuple[str, ...], event_id: bytes, chain_id: int) -> None:
    separator = domain_separator(chain_id, CONTRACT)
    message = dict(zip(("eventType", "actor", "agreement", "item", "occurredAt"), values, strict=True))
    slow = digest(separator, compile_struct("Event", EVENT).hash_struct(message | {"eventId": event_id}))
    kind, actor, agreement, item, occurred_at = values
    assert slow == event_digest(
        separator,
        event_type=kind,
        actor=actor,
        agreement=agreement,
        item=item,
        occurred_at=occurred_at,
        event_id=event_id,
    )


@given(texts, st.integers(1, 2**64 - 1), st.binary(min_size=32, max_size=32))
def test_batch_equals_the_compiled_struct(actor: str, count: int, root: bytes) -> None:
    separator = domain_separator(1, CONTRACT)
    slow = compile_struct("Batch", BATCH).hash_struct({"actor": actor, "count": count, "root": root})
    assert batch_digest(separator, actor=actor, count=count, root=root) == digest(separator, slow)


def test_absent_agreement_and_item_are_empty_strings() -> None:
    separator = domain_separator(1, CONTRACT)
    known = {"event_type": "drill", "actor": "A", "occurred_at": "t", "event_id": bytes(32)}
    assert event_digest(separator, agreement=None, item=None, **known) == event_digest(
        separator, agreement="", item="", **known
    )


@pytest.mark.parametrize(
    ("count", "root"),
    [
        pytest.param(0, bytes(32), id="empty batch"),
        pytest.param(2**64, bytes(32), id="count beyond u64"),
        pytest.param(1, bytes(31), id="short root"),
    ],
)
def test_a_malformed_batch_is_refused(count: int, root: bytes) -> None:
    with pytest.raises(TypedDataRefused):
        batch_digest(bytes(32), actor="A", count=count, root=root)


def test_frozen_vectors_hold_and_eth_account_agrees() -> None:
    vectors = json.loads(VECTORS.read_text())
    separator = domain_separator(vectors["chain_id"], vectors["event_log"])
    assert separator.hex() == vectors["domain_separator"]
    domain = {
        "name": "Quanze",
        "version": "1",
        "chainId": vectors["chain_id"],
        "verifyingContract": vectors["event_log"],
    }
    for row in vectors["events"]:
        message = row["message"]
        ours = event_digest(
            separator,
            event_type=message["eventType"],
            actor=message["actor"],
            agreement=message["agreement"],
            item=message["item"],
            occurred_at=message["occurredAt"],
            event_id=bytes.fromhex(message["eventId"]),
        )
        check_row(row, ours)
        signable = encode_typed_data(domain, EVENT, message | {"eventId": bytes.fromhex(message["eventId"])})
        assert Account.recover_message(signable, signature=row["signature"]).lower() == row["signer"]
    for row in vectors["batches"]:
        message = row["message"]
        root = bytes.fromhex(message["root"])
        check_row(row, batch_digest(separator, actor=message["actor"], count=message["count"], root=root))
        signable = encode_typed_data(domain, BATCH, message | {"root": root})
        assert Account.recover_message(signable, signature=row["signature"]).lower() == row["signer"]


def check_row(row: dict[str, str], ours: bytes) -> None:
    signer = LocalSigner(bytes.fromhex(row["test_key"]))
    assert ours.hex() == row["digest"]
    assert signature_text(signer.sign_digest(ours)) == row["signature"]
    assert address_text(recover(ours, signature_bytes(row["signature"]))) == signer.address == row["signer"]
