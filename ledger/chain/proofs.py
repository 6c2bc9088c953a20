"""Proof that the chain holds an anchor and a key: a block header and EIP-1186 storage proofs of one block."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from ledger.chain.rpc import Rpc, RpcError, quantity
from ledger.errors import ProofUnavailable
from ledger.evidence.headers import decode_header, header_from_rpc
from ledger.keys import keccak256

_TRIES = 5


def anchor_proof(
    rpc: Rpc,
    block: int | str,
    event_log: str,
    departments: str,
    slots_log: Sequence[bytes],
    slots_departments: Sequence[bytes],
) -> dict[str, Any]:
    """The member ``anchor`` of an evidence document (docs/formats.md §11).

    Anchors are written once, so the newest block proves them all; nodes keep the state of old blocks for a short time
    only. Ask with ``latest`` unless a certain block is needed.

    Args:
        rpc: the node.
        block: number, or ``latest``.
        event_log: address of the contract.
        departments: address of the contract.
        slots_log: 32 bytes each, see `ledger.evidence.slots`.
        slots_departments: 32 bytes each.

    Raises:
        HeaderRefused: the node's header does not hash to the reported hash.
        ProofUnavailable: the node has no proof of that block that fits its header.
        ChainUnreachable: the node.
    """
    reason = ""
    for _ in range(_TRIES):
        header = header_from_rpc(_block(rpc, block))
        seen = decode_header(header)
        number = hex(seen.number)
        asked = [(event_log, slots_log), (departments, slots_departments)]
        calls = [("eth_getProof", [address, ["0x" + slot.hex() for slot in slots], number]) for address, slots in asked]
        try:
            proofs = rpc.batch(calls)
        except RpcError as error:
            # The state of this block was dropped between the two questions: take the head of now.
            reason = error.message
            continue
        if all(_fits(proof, seen.state_root) for proof in proofs):
            members = [_member(proof, slots) for proof, (_, slots) in zip(proofs, asked, strict=True)]
            return {"header": _base64(header), "log": members[0], "departments": members[1]}
        reason = "state root"
    raise ProofUnavailable(
        zh=f"节点给不出区块 {block} 的存储证明（{reason}）：请用 latest，或换一个保留该区块状态的节点",
        en=f"the node gives no storage proof of block {block} ({reason}): ask for latest, or use a node that keeps the "
        "state of that block",
        block=block,
    )


def _block(rpc: Rpc, block: int | str) -> Mapping[str, Any]:
    found = rpc.call("eth_getBlockByNumber", hex(block) if isinstance(block, int) else block, False)
    if found is None:
        raise ProofUnavailable(
            zh=f"链上还没有区块 {block}",
            en=f"the chain has no block {block} yet",
            block=block,
        )
    return dict(found)


def _fits(proof: Mapping[str, Any], state_root: bytes) -> bool:
    nodes = proof["accountProof"]
    return bool(nodes) and keccak256(_unhex(nodes[0])) == state_root


def _member(proof: Mapping[str, Any], slots: Sequence[bytes]) -> dict[str, Any]:
    by_slot = {quantity(each["key"]): each["proof"] for each in proof["storageProof"]}
    return {
        "account": [_base64(_unhex(node)) for node in proof["accountProof"]],
        "storage": [[_base64(_unhex(node)) for node in by_slot[int.from_bytes(slot, "big")]] for slot in slots],
    }


def _unhex(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
