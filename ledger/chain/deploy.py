"""Deployment of the contracts, each at the address that follows from the relay's address and the nonce that made it.

Doing it again finds them and changes nothing; after the chain lost its state it puts them at the same addresses. Where
an older release deployed fewer of them, the missing ones are made with the relay's next nonces.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ledger.chain.artifacts import CONTRACTS, load_artifact
from ledger.chain.contracts import Artifact, Contract
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay, created_address
from ledger.chain.verify_code import verify_deployed
from ledger.errors import ContractMissing
from ledger.keys import keccak256

# What each contract's constructor binds it to for good, in the order of its arguments: immutable variable → contract.
BINDINGS: Mapping[str, Mapping[str, str]] = {
    "Departments": {},
    "Agreements": {"Agreements._departments": "Departments"},
    "EventLog": {"EventLog._departments": "Departments"},
    "Catalogue": {"DepartmentSignatures._departments": "Departments"},
    "Accountability": {
        "DepartmentSignatures._departments": "Departments",
        "Citations._agreements": "Agreements",
        "Citations._eventLog": "EventLog",
    },
}
# A contract comes after those it is bound to; new ones are appended, so that addresses of before stay.
ORDER = tuple(BINDINGS)
_OPEN = 2**64 - 1

SetNonce = Callable[[str, int], None]


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
        nonces: by contract name, the relay's nonces that made what was deployed before; empty at the first time.
    """

    roots: Sequence[RootDepartment]
    first_nonce: int = 0
    nonces: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deployment:
    """What stands on the chain, as a trust policy needs it (docs/formats.md §13).

    Attributes:
        chain_id: EIP-155 chain id.
        genesis: hash of block 0.
        addresses: by contract name.
        code_hashes: keccak256 of the runtime code by contract name, ``0x`` and 64 hex digits.
        block: number of the block at which all of it was seen.
        nonces: by contract name, the relay's nonce that made it (or would make it again).
    """

    chain_id: int
    genesis: str
    addresses: Mapping[str, str]
    code_hashes: Mapping[str, str]
    block: int
    nonces: Mapping[str, int] = field(default_factory=dict)

    def contracts(self) -> dict[str, dict[str, str]]:
        """The member ``contracts`` of a trust policy."""
        return {
            name: {"address": self.addresses[name], "code_hash": self.code_hashes[name]} for name in sorted(CONTRACTS)
        }


def planned_addresses(relay: str, first_nonce: int = 0) -> dict[str, str]:
    """Where each contract of a new deployment stands or will stand, by name."""
    return {name: created_address(relay, first_nonce + place) for place, name in enumerate(ORDER)}


def deploy(relay: Relay, plan: Plan, set_nonce: SetNonce | None = None) -> Deployment:
    """Deploy what is missing, check what is there, and say where all of it stands.

    Args:
        relay: whose nonces decide the addresses.
        plan: what is to be deployed.
        set_nonce: gives an address its next nonce, where the chain is the embedded one: after it lost its state, what
            an older release had deployed later gets its old address.

    Raises:
        WrongChain: the node serves another chain id than the relay signs for.
        ContractCodeMismatch: other code stands at a planned address.
        ContractMissing: the relay's nonce was used up without leaving the contract.
        ContractRefused: a constructor refused the root departments.
        ChainUnreachable, ChainRefused, TransactionPending: the node.
    """
    relay.rpc.require_chain(relay.chain_id)
    nonces: dict[str, int] = {}
    addresses: dict[str, str] = {}
    for place, name in enumerate(ORDER):
        planned = plan.first_nonce + place if not plan.nonces else relay.nonce()
        nonces[name] = plan.nonces.get(name, planned)
        addresses[name] = created_address(relay.address, nonces[name])
        _ensure(relay, name, plan, nonces[name], addresses, set_nonce)
    return replace(inspect(relay, addresses), nonces=nonces)


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


def bound_immutables(name: str, addresses: Mapping[str, str]) -> dict[str, bytes]:
    """What the code of a contract has to hold where its constructor wrote: immutable variable → address (20 bytes).

    Raises:
        ContractMissing: a contract that it is bound to has no address here.
    """
    bound = {"EIP712._cachedThis": name, **BINDINGS[name]}
    for other in bound.values():
        if other not in addresses:
            raise ContractMissing(
                zh=f"{name} 绑定于 {other}, 但没有给出 {other} 的地址",
                en=f"{name} is bound to {other}, whose address is not given",
                contract=other,
            )
    return {variable: bytes.fromhex(addresses[other][2:]) for variable, other in bound.items()}


def _ensure(
    relay: Relay, name: str, plan: Plan, nonce: int, addresses: Mapping[str, str], set_nonce: SetNonce | None
) -> None:
    code = Reader(relay.rpc).code(addresses[name])
    if code:
        _verify(name, code, addresses)
        return
    chain_nonce = relay.nonce()
    if chain_nonce < nonce and name in plan.nonces and set_nonce is not None:
        set_nonce(relay.address, nonce)
    elif chain_nonce != nonce:
        raise _nonce_off(name, addresses[name], nonce, chain_nonce)
    creation = Artifact.load(name).creation(*_arguments(name, plan, addresses))
    Contract.check_creation(relay.rpc, Artifact.load(name), creation, relay.address)
    relay.transact(None, creation)


def _arguments(name: str, plan: Plan, addresses: Mapping[str, str]) -> list[Any]:
    if name != "Departments":
        return [addresses[other] for other in BINDINGS[name].values()]
    return [[(root.code, root.tier, root.region, root.kind, root.head, root.valid_until) for root in plan.roots]]


def _verify(name: str, code: bytes, addresses: Mapping[str, str]) -> None:
    verify_deployed(code, load_artifact(name), expected=bound_immutables(name, addresses))


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
