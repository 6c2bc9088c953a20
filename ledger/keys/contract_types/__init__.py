"""The typed data that departments sign for the contracts (docs/formats.md §10): types, digests, wallet JSON.

One module per contract lists its structs, members in the order of contracts/I*.sol; tests/vectors/typed_data.json freezes
them. A message is a mapping of member names to values. Binary values may be bytes or ``0x`` text, integers int or,
beyond 2^53 − 1, decimal text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.keys.contract_types import accountability, agreements, catalogue, departments, event_log
from ledger.keys.typed_data import SAFE_INTEGER, compile_struct, digest, domain_separator, referenced_structs

_MODULES = {
    "Departments": departments,
    "Catalogue": catalogue,
    "Agreements": agreements,
    "EventLog": event_log,
    "Accountability": accountability,
}
CONTRACT_OF: dict[str, str] = {
    struct: contract for contract, module in _MODULES.items() for struct in module.SIGNED
}  # every struct that somebody signs
_DOMAIN = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]


def _parse(members: str) -> list[dict[str, str]]:
    pairs = (member.split(" ") for member in members.split(","))
    return [{"name": name, "type": kind} for kind, name in pairs]


TYPES: dict[str, list[dict[str, str]]] = {
    name: _parse(members) for module in _MODULES.values() for name, members in (module.SIGNED | module.PARTS).items()
}  # of every struct, also of those that are only parts of others
_ENCODERS = {name: compile_struct(name, TYPES) for name in TYPES}


def struct_hash(struct: str, message: Mapping[str, Any]) -> bytes:
    """EIP-712 hashStruct, 32 bytes; of `Terms`, `Entry`, `Grant`, `DisputeFiling` it is the id of what comes about.

    Raises:
        TypedDataRefused: a member that is missing or out of range.
    """
    return _ENCODERS[struct].hash_struct(message)


def contract_digest(struct: str, message: Mapping[str, Any], chain_id: int, contract: str) -> bytes:
    """The 32 bytes that a department signs for ``struct``; ``contract`` is the address of `CONTRACT_OF` it."""
    return digest(domain_separator(chain_id, contract), struct_hash(struct, message))


def wallet_json(struct: str, message: Mapping[str, Any], chain_id: int, contract: str) -> dict[str, Any]:
    """The same as a wallet takes it (``eth_signTypedData_v4``): plain JSON, with the types it needs and no others."""
    needed = (struct, *referenced_structs(struct, TYPES))
    return {
        "domain": {"name": "Quanze", "version": "1", "chainId": chain_id, "verifyingContract": contract},
        "primaryType": struct,
        "types": {"EIP712Domain": _DOMAIN, **{name: TYPES[name] for name in needed}},
        "message": json_message(struct, message),
    }


def json_message(struct: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """The message as JSON that every reader reads alike: binary as ``0x`` text, large integers as decimal text.

    Raises:
        TypedDataRefused: as `struct_hash`.
    """
    struct_hash(struct, message)
    return {member["name"]: _each(member["type"], message[member["name"]], _to_json) for member in TYPES[struct]}


def abi_message(struct: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """The message as the contracts' ABI takes it: binary as bytes, integers as int; the inverse of `json_message`.

    Raises:
        TypedDataRefused: as `struct_hash`.
    """
    struct_hash(struct, message)
    return {member["name"]: _each(member["type"], message[member["name"]], _to_abi) for member in TYPES[struct]}


def _each(kind: str, value: Any, convert: Any) -> Any:
    if kind.endswith("]"):
        return [_each(kind.rpartition("[")[0], one, convert) for one in value]
    if kind in TYPES:
        return {member["name"]: _each(member["type"], value[member["name"]], convert) for member in TYPES[kind]}
    return convert(kind, value)


def _to_json(kind: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return str(value) if kind.startswith("uint") and isinstance(value, int) and value > SAFE_INTEGER else value


def _to_abi(kind: str, value: Any) -> Any:
    if kind.startswith("bytes") and isinstance(value, str):
        return bytes.fromhex(value.removeprefix("0x"))
    return int(value) if kind.startswith("uint") and isinstance(value, str) else value
