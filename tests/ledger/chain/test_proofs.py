import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import rlp as reference_rlp
from trie.hexary import HexaryTrie

from ledger.chain.contracts import Contract
from ledger.chain.deploy import Deployment, Plan, deploy
from ledger.chain.node import EmbeddedNode
from ledger.chain.proofs import anchor_proof
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc
from ledger.errors import ProofUnavailable
from ledger.evidence.headers import decode_header
from ledger.evidence.slots import AnchorRecord, KeyRecord, anchor_slots, key_slots
from ledger.keys import LocalSigner, address_bytes, compile_struct, digest, domain_separator, keccak256

pytestmark = pytest.mark.chain
CHAIN_ID, ORIGIN, OPEN = 20815, "example/log", 2**64 - 1
VECTORS = Path(__file__).parents[2] / "vectors" / "typed_data.json"
EMPTY_TRIE = bytes.fromhex("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")


def sign(signer: LocalSigner, struct: str, contract: Contract, message: dict[str, Any]) -> bytes:
    types = json.loads(VECTORS.read_text(encoding="utf-8"))[struct]["types"]
    encoder = compile_struct(struct, {name: members for name, members in types.items() if name != "EIP712Domain"})
    return signer.sign_digest(digest(domain_separator(CHAIN_ID, contract.address), encoder.hash_struct(message)))


def anchor_first(relay: Relay, event_log: Contract, head: LocalSigner) -> dict[str, Any]:
    """Anchor a log whose only leaf is its streams entry."""
    key = LocalSigner.generate()
    opening = {"origin": ORIGIN, "department": "BUREAU-1", "logKey": key.address, "nonce": 0}
    signature = sign(head, "Opening", event_log, opening)
    relay.transact(event_log.address, event_log.encode("open", opening, head.address, signature))
    streams_root = hashlib.sha256(b"streams").digest()
    recorded_at = 1_767_225_600_000
    entry = b"\x02\x01" + bytes(8) + recorded_at.to_bytes(8, "big") + streams_root
    checkpoint = {"origin": ORIGIN, "size": 1, "root": hashlib.sha256(b"\x00" + entry).digest()}
    checkpoint |= {"streamsRoot": streams_root, "recordedAt": recorded_at}
    signature = sign(key, "Checkpoint", event_log, checkpoint)
    relay.transact(event_log.address, event_log.encode("anchor", checkpoint, signature, [], []))
    return checkpoint


def proven(state_root: bytes, address: str, member: dict[str, Any], slots: tuple[bytes, ...]) -> list[int]:
    """Values of the slots by the reference implementation of Merkle-Patricia proofs."""
    account = _value(state_root, address_bytes(address), member["account"])
    storage_root = reference_rlp.decode(account)[2]
    raw = [_value(storage_root, slot, nodes) for slot, nodes in zip(slots, member["storage"], strict=True)]
    return [int.from_bytes(reference_rlp.decode(value) if value else b"", "big") for value in raw]


def _value(root: bytes, key: bytes, nodes: list[str]) -> bytes:
    if root == EMPTY_TRIE:
        return b""
    decoded = [reference_rlp.decode(base64.b64decode(node)) for node in nodes]
    value: bytes = HexaryTrie.get_from_proof(root, keccak256(key), decoded)  # type: ignore[no-untyped-call]
    return value


def proof_of(rpc: Rpc, block: int | str, made: Deployment, address: str, size: int = 1) -> dict[str, Any]:
    log, departments = made.addresses["EventLog"], made.addresses["Departments"]
    return anchor_proof(rpc, block, log, departments, anchor_slots(ORIGIN, size), key_slots(address_bytes(address)))


def test_an_anchor_and_a_key_are_proven_against_the_header(
    rpc: Rpc, relay: Relay, deployment: Deployment, event_log: Contract, head: LocalSigner
) -> None:
    checkpoint = anchor_first(relay, event_log, head)
    anchored = Reader(rpc).head()
    rpc.call("evm_mine")
    proof = proof_of(rpc, "latest", deployment, head.address)

    header = decode_header(base64.b64decode(proof["header"]))
    newest = Reader(rpc).head()
    assert (header.number, "0x" + header.hash.hex(), header.timestamp) == (newest.number, newest.hash, newest.time)
    values = proven(header.state_root, event_log.address, proof["log"], anchor_slots(ORIGIN, 1))
    record = AnchorRecord.from_slots(values)
    assert (record.root, record.streams_root) == (checkpoint["root"], checkpoint["streamsRoot"])
    assert (record.block_number, record.time) == (anchored.number, anchored.time)
    slots = key_slots(address_bytes(head.address))
    key = KeyRecord.from_slots(
        proven(header.state_root, deployment.addresses["Departments"], proof["departments"], slots)
    )
    assert (key.department, key.role, key.valid_until) == (b"BUREAU-1".ljust(32, b"\x00"), 1, OPEN)


def test_what_was_never_anchored_is_proven_absent(rpc: Rpc, deployment: Deployment, head: LocalSigner) -> None:
    proof = proof_of(rpc, "latest", deployment, head.address, size=99)
    state_root = decode_header(base64.b64decode(proof["header"])).state_root
    log = deployment.addresses["EventLog"]
    assert proven(state_root, log, proof["log"], anchor_slots(ORIGIN, 99)) == [0, 0, 0]


def test_a_recent_block_can_be_asked_for_by_number(relay: Relay, plan: Plan, head: LocalSigner) -> None:
    made = deploy(relay, plan)
    relay.rpc.call("evm_mine")
    proof = proof_of(relay.rpc, made.block, made, head.address)
    assert decode_header(base64.b64decode(proof["header"])).number == made.block


def test_a_block_to_come_has_no_proof(rpc: Rpc, deployment: Deployment, head: LocalSigner) -> None:
    with pytest.raises(ProofUnavailable, match="1000000"):
        proof_of(rpc, 1_000_000, deployment, head.address)


def test_after_a_restart_old_blocks_have_no_proof_but_the_newest_has(
    anvil: Path, tmp_path: Path, port: int, plan: Plan, head: LocalSigner
) -> None:
    node = EmbeddedNode(tmp_path, port, 60, executable=anvil)
    with Rpc(node.url) as rpc:
        with node:
            made = deploy(Relay(rpc, LocalSigner.generate(), CHAIN_ID), plan)
        with node:
            with pytest.raises(ProofUnavailable, match="ask for latest"):
                proof_of(rpc, 1, made, head.address)
            proof = proof_of(rpc, "latest", made, head.address)
            state_root = decode_header(base64.b64decode(proof["header"])).state_root
            departments, slots = made.addresses["Departments"], key_slots(address_bytes(head.address))
            assert KeyRecord.from_slots(proven(state_root, departments, proof["departments"], slots)).role == 1
