"""The typed data that departments sign for the contracts (docs/formats.md §10): types, digests, wallet JSON.

Each struct's members stand in the order of contracts/I*.sol; tests/vectors/typed_data.json freezes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.keys.typed_data import compile_struct, digest, domain_separator

_MEMBERS: dict[str, str] = {
    "Admission": "string code,string parent,uint8 tier,uint32 region,uint8 kind,address head,uint64 validFrom,"
    "uint64 validUntil,uint256 nonce",
    "KeyGrant": "string department,address key,uint8 role,uint64 validFrom,uint64 validUntil,uint256 nonce",
    "KeyEnd": "string department,address key,uint64 since,string reason,uint256 nonce",
    "Opening": "string origin,string department,address logKey,uint256 nonce",
    "Checkpoint": "string origin,uint64 size,bytes32 root,bytes32 streamsRoot,uint64 recordedAt",
    "Terms": "string number,Parties parties,Scope scope,Limits limits,Period period,Texts texts",
    "Parties": "string owner,string user,string manager",
    "Scope": "string[] items,string[] fields,string[] purposes,string mode,string legalBasis,string scenario",
    "Limits": "uint64 callsPerDay,uint64 rowsPerDelivery,uint8 grade,string redistribution",
    "Period": "uint64 useFrom,uint64 useUntil,uint64 retentionUntil",
    "Texts": "bytes32 zh,bytes32 en,bytes32 policy,bytes32 calendar",
}
CONTRACT_OF = {
    "Admission": "Departments",
    "KeyGrant": "Departments",
    "KeyEnd": "Departments",
    "Opening": "EventLog",
    "Checkpoint": "EventLog",
    "Terms": "Agreements",
}
_DOMAIN = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]


def _parse(members: str) -> list[dict[str, str]]:
    pairs = (member.split(" ") for member in members.split(","))
    return [{"name": name, "type": kind} for kind, name in pairs]


TYPES: dict[str, list[dict[str, str]]] = {name: _parse(members) for name, members in _MEMBERS.items()}
_ENCODERS = {name: compile_struct(name, TYPES) for name in CONTRACT_OF}


def struct_hash(struct: str, message: Mapping[str, Any]) -> bytes:
    """EIP-712 hashStruct, 32 bytes; of `Terms` it is the agreement's id.

    Raises:
        TypedDataRefused: a member that is missing or out of range.
    """
    return _ENCODERS[struct].hash_struct(message)


def contract_digest(struct: str, message: Mapping[str, Any], chain_id: int, contract: str) -> bytes:
    """The 32 bytes that a department signs for ``struct``; ``contract`` is the address of `CONTRACT_OF` it."""
    return digest(domain_separator(chain_id, contract), struct_hash(struct, message))


def wallet_json(struct: str, message: Mapping[str, Any], chain_id: int, contract: str) -> dict[str, Any]:
    """The same as a wallet takes it (``eth_signTypedData_v4``)."""
    needed = {struct} | ({"Parties", "Scope", "Limits", "Period", "Texts"} if struct == "Terms" else set())
    domain = {"name": "Quanze", "version": "1", "chainId": chain_id, "verifyingContract": contract}
    types = {"EIP712Domain": _DOMAIN, **{name: TYPES[name] for name in TYPES if name in needed}}
    return {"domain": domain, "primaryType": struct, "types": types, "message": dict(message)}
