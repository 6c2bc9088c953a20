"""Deployment of the three contracts, at addresses that follow from the relay's address and the order alone.

Doing it again finds them and changes nothing; after the chain lost its state it puts them at the same addresses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger.chain.artifacts import CONTRACTS, load_artifact
from ledger.chain.contracts import Artifact, Contract
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay, created_address
from ledger.chain.verify_code import verify_deployed
from ledger.errors import ContractMissing
from ledger.keys import keccak256

# Departments comes first because the constructors of the others take its address.
ORDER = ("Departments", "Agreements", "EventLog")
_OPEN = 2**64 - 1


@dataclass(frozen=True, slots=True)
class RootDepartment:
    """A department that exists from the start, with its first head key (contracts/IDepartments.sol, Root)."""

    code: str
    tier: int
    region: int
    kind: int
    head: str
    valid_until: int = _OPEN


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be deployed.

    Attributes:
        roots: root departments, at least one.
        first_nonce: nonce of the relay's first deployment; 0 for a key used for nothing before.
    """

    roots: Sequence[RootDepartment]
    first_nonce: int = 0


@dataclass(frozen=True, slots=True)
class Deployment:
    """What stands on the chain, as a trust policy needs it (docs/formats.md §13).

    Attributes:
        chain_id: EIP-155 chain id.
        genesis: hash of block 0.
        addresses: by contract name.
        code_hashes: keccak256 of the runtime code by contract name, ``0x`` and 64 hex digits.
        block: number of the block at which all of it was seen.
    """

    chain_id: int
    genesis: str
    addresses: Mapping[str, str]
    code_hashes: Mapping[str, str]
    block: int

    def contracts(self) -> dict[str, dict[str, str]]:
        """The member ``contracts`` of a trust policy."""
        return {
            name: {"address": self.addresses[name], "code_hash": self.code_hashes[name]} for name in sorted(CONTRACTS)
        }


def planned_addresses(relay: str, first_nonce: int = 0) -> dict[str, str]:
    """Where each contract stands or will stand, by name."""
    return {name: created_address(relay, first_nonce + place) for place, name in enumerate(ORDER)}


def deploy(relay: Relay, plan: Plan) -> Deployment:
    """Deploy what is missing, check what is there, and say where all of it stands.

    Raises:
        WrongChain: the node serves another chain id than the relay signs for.
        ContractCodeMismatch: other code stands at a planned address.
        ContractMissing: the relay's nonce was used up without leaving the contract.
        ContractRefused: a constructor refused the root departments.
        ChainUnreachable, ChainRefused, TransactionPending: the node.
    """
    relay.rpc.require_chain(relay.chain_id)
    addresses = planned_addresses(relay.address, plan.first_nonce)
    for place, name in enumerate(ORDER):
        _ensure(relay, name, plan, plan.first_nonce + place, addresses)
    return inspect(relay, addresses)


def inspect(relay: Relay, addresses: Mapping[str, str]) -> Deployment:
    """Check the code at the given addresses without sending anything.

    Raises:
        ContractMissing: no code at one of them.
        ContractCodeMismatch: other code than ours, or bound to another ``Departments``.
        WrongChain: the node serves another chain id than the relay signs for.
    """
    relay.rpc.require_chain(relay.chain_id)
    reader = Reader(relay.rpc)
    codes = {name: reader.code(addresses[name]) for name in ORDER}
    for name, code in codes.items():
        if not code:
            raise _missing(name, addresses[name])
        _verify(name, code, addresses)
    return Deployment(
        chain_id=relay.chain_id,
        genesis=relay.rpc.genesis(),
        addresses=dict(addresses),
        code_hashes={name: "0x" + keccak256(code).hex() for name, code in codes.items()},
        block=reader.head().number,
    )


def _ensure(relay: Relay, name: str, plan: Plan, nonce: int, addresses: Mapping[str, str]) -> None:
    code = Reader(relay.rpc).code(addresses[name])
    if code:
        _verify(name, code, addresses)
        return
    chain_nonce = relay.nonce()
    if chain_nonce != nonce:
        raise _nonce_off(name, addresses[name], nonce, chain_nonce)
    creation = Artifact.load(name).creation(_argument(name, plan, addresses))
    Contract.check_creation(relay.rpc, Artifact.load(name), creation, relay.address)
    relay.transact(None, creation)


def _argument(name: str, plan: Plan, addresses: Mapping[str, str]) -> Any:
    if name != "Departments":
        return addresses["Departments"]
    return [(root.code, root.tier, root.region, root.kind, root.head, root.valid_until) for root in plan.roots]


def _verify(name: str, code: bytes, addresses: Mapping[str, str]) -> None:
    expected = {"EIP712._cachedThis": bytes.fromhex(addresses[name][2:])}
    if name != "Departments":
        expected[f"{name}._departments"] = bytes.fromhex(addresses["Departments"][2:])
    verify_deployed(code, load_artifact(name), expected=expected)


def _missing(name: str, address: str) -> ContractMissing:
    return ContractMissing(
        zh=f"地址 {address} 上没有合约 {name}：链的状态可能已丢失，请重新部署并重放日志中的链上操作",
        en=f"no contract {name} at {address}: the chain may have lost its state; deploy again and replay the journal",
        contract=name,
        address=address,
    )


def _nonce_off(name: str, address: str, expected: int, found: int) -> ContractMissing:
    return ContractMissing(
        zh=f"合约 {name} 应由中继密钥的第 {expected} 号交易部署在 {address}，"
        f"但链上该密钥的序号是 {found}：请换一个未用过的中继密钥",
        en=f"contract {name} belongs at {address}, made by transaction {expected} of the relay key, but the chain's "
        f"nonce of that key is {found}: use a relay key that was used for nothing else",
        contract=name,
        address=address,
        expected=expected,
        found=found,
    )
