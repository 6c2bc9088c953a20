"""The trust policy: what an auditor trusts, kept apart from any evidence (docs/formats.md §13)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ledger.canonical import MAX_DEPTH, MAX_INTEGER, deeper_than
from ledger.checkpoint import VerifierKey
from ledger.errors import InputRefused, TrustRefused
from ledger.evidence.quorum import WitnessTrust
from ledger.keys import domain_separator
from ledger.model import check_form

FORMAT = "quanze/trust/v1"
MAX_TRUST = 65_536
ContractName: TypeAlias = Literal["Departments", "Catalogue", "Agreements", "EventLog", "Accountability"]
CONTRACTS: tuple[ContractName, ...] = ("Departments", "Catalogue", "Agreements", "EventLog", "Accountability")
PROVING = {"Departments", "EventLog"}  # whose storage evidence proves; a policy may name the others too
_MEMBERS = {"format", "origin", "log_key", "chain_id", "genesis", "contracts", "accept_unsealed", "blocks"}
_OPTIONAL = {"witnesses"}
_HASH = re.compile(r"0x[0-9a-f]{64}", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


@dataclass(frozen=True)
class ContractTrust:
    """A contract: address (20 bytes) and keccak256 of its code (32 bytes)."""

    address: bytes
    code_hash: bytes


@dataclass(frozen=True)
class TrustPolicy:
    """Everything a verdict rests on beside the evidence itself.

    Attributes:
        log_key: the log's public key; its name is the origin.
        genesis: hash of the chain's first block, 32 bytes.
        accept_unsealed: whether a header whose validator seals are absent or unchecked is enough.
        blocks: number → hash (32 bytes) of blocks that the auditor obtained independently.
        witnesses: who must have cosigned a checkpoint; None asks for nobody.
    """

    log_key: VerifierKey
    chain_id: int
    genesis: bytes
    contracts: Mapping[ContractName, ContractTrust]
    accept_unsealed: bool = False
    blocks: Mapping[int, bytes] = field(default_factory=dict)
    witnesses: WitnessTrust | None = None

    @property
    def origin(self) -> str:
        """The log's name."""
        return self.log_key.name

    @property
    def separator(self) -> bytes:
        """The EIP-712 domain separator that events are signed under (docs/formats.md §6), 32 bytes."""
        return domain_separator(self.chain_id, self.contracts["EventLog"].address)

    @classmethod
    def parse(cls, data: bytes) -> TrustPolicy:
        """Read a policy; white space and the order of members are free, everything else is strict.

        Raises:
            TrustRefused: malformed, a member missing, unknown or repeated, or of another version.
        """
        value = _members(_load(data), _MEMBERS, "policy", _OPTIONAL)
        if value["format"] != FORMAT:
            raise _refused("信任策略的版本未知", f"the policy's format must be {FORMAT}")
        try:
            key = VerifierKey.parse(_text(value["log_key"]))
            origin = check_form("origin", value["origin"])
        except TrustRefused:
            raise
        except InputRefused as error:
            raise _refused(error.zh, error.en) from error
        if key.name != origin:
            raise _refused("日志公钥的名称须等于日志名", "the log key's name must be the origin")
        return cls(
            log_key=key,
            chain_id=_chain_id(value["chain_id"]),
            genesis=_hash(value["genesis"]),
            contracts=_contracts(value["contracts"]),
            accept_unsealed=_bool(value["accept_unsealed"]),
            blocks=_blocks(value["blocks"]),
            witnesses=WitnessTrust.from_json(value["witnesses"], key) if "witnesses" in value else None,
        )

    @classmethod
    def load(cls, path: Path) -> TrustPolicy:
        """Read a policy from a file.

        Raises:
            TrustRefused: as `parse`, or the file cannot be read.
        """
        try:
            with path.open("rb") as file:
                data = file.read(MAX_TRUST + 1)
        except OSError as error:
            raise _refused(f"不能读取 {path}: {error.strerror}", f"cannot read {path}: {error.strerror}") from None
        return cls.parse(data)

    def encode(self) -> bytes:
        """The policy as indented JSON with a final newline; `parse` reads it back."""
        value: dict[str, Any] = {
            "format": FORMAT,
            "origin": self.origin,
            "log_key": str(self.log_key),
            "chain_id": self.chain_id,
            "genesis": "0x" + self.genesis.hex(),
            "contracts": {name: _contract_json(self.contracts[name]) for name in CONTRACTS if name in self.contracts},
            "accept_unsealed": self.accept_unsealed,
            "blocks": {str(number): "0x" + self.blocks[number].hex() for number in sorted(self.blocks)},
        }
        if self.witnesses is not None:
            value["witnesses"] = self.witnesses.to_json()
        return json.dumps(value, indent=2).encode() + b"\n"


def _contract_json(contract: ContractTrust) -> dict[str, str]:
    return {"address": "0x" + contract.address.hex(), "code_hash": "0x" + contract.code_hash.hex()}


def _load(data: bytes) -> object:
    if len(data) > MAX_TRUST:
        raise _refused("信任策略过大", f"a trust policy has at most {MAX_TRUST} bytes")
    if deeper_than(data, MAX_DEPTH):
        raise _refused(f"信任策略嵌套超过 {MAX_DEPTH} 层", f"the trust policy nests deeper than {MAX_DEPTH}")
    try:
        return json.loads(data.decode(), object_pairs_hook=_unique)
    except ValueError:
        raise _refused("信任策略不是 UTF-8 的 JSON", "the trust policy is not JSON in UTF-8") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _refused("信任策略有重复成员", "the trust policy repeats a member")
    return value


def _members(value: object, names: set[str], where: str, optional: AbstractSet[str] = frozenset()) -> dict[str, Any]:
    if not isinstance(value, dict) or not names <= set(value) <= names | optional:
        wanted = ", ".join(sorted(names))
        raise _refused(f"{where} 的成员须恰为 {wanted}", f"{where} must hold exactly {wanted}")
    return value


def _contracts(value: object) -> dict[ContractName, ContractTrust]:
    if not isinstance(value, dict) or not PROVING <= set(value) <= set(CONTRACTS):
        known = ", ".join(CONTRACTS)
        raise _refused(
            f"contracts 须含 Departments 与 EventLog, 且只含 {known}",
            f"contracts names Departments and EventLog, and none but {known}",
        )
    return {name: _contract(value[name], name) for name in CONTRACTS if name in value}


def _contract(value: object, name: str) -> ContractTrust:
    members = _members(value, {"address", "code_hash"}, name)
    try:
        address = check_form("address", members["address"])
    except InputRefused as error:
        raise _refused(error.zh, error.en) from error
    return ContractTrust(bytes.fromhex(address[2:]), _hash(members["code_hash"]))


def _blocks(value: object) -> dict[int, bytes]:
    if not isinstance(value, dict) or not all(map(_NUMBER.fullmatch, value)):
        raise _refused('blocks 须写成 {"区块号": "0x…"}', 'write blocks as {"<number>": "0x…"}')
    return {int(number): _hash(block_hash) for number, block_hash in value.items()}


def _chain_id(value: object) -> int:
    if type(value) is not int or not 0 < value <= MAX_INTEGER:
        raise _refused("chain_id 须为正整数", "chain_id is a positive integer")
    return value


def _hash(value: object) -> bytes:
    if not _HASH.fullmatch(_text(value)):
        raise _refused("哈希须写成 0x 加 64 位小写十六进制", "write a hash as 0x and 64 lower-case hex digits")
    return bytes.fromhex(_text(value)[2:])


def _bool(value: object) -> bool:
    if not isinstance(value, bool):
        raise _refused("accept_unsealed 须为 true 或 false", "accept_unsealed is true or false")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _refused("此处须为字符串", "a string belongs here")
    return value


def _refused(zh: str, en: str) -> TrustRefused:
    return TrustRefused(zh=zh, en=en)
