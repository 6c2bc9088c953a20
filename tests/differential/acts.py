"""Departments that act on the real contracts: each act signed, submitted and mined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.chain.contracts import Artifact, Contract
from ledger.chain.deploy import Plan, RootDepartment, deploy
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay
from ledger.keys import LocalSigner
from ledger.keys.contract_types import CONTRACT_OF, contract_digest
from tests.differential.conftest import CHAIN_ID, Ask, asking

OPEN = 2**64 - 1


def word(code: str) -> bytes:
    return code.encode().ljust(32, b"\x00")


@dataclass(frozen=True)
class Stage:
    """All five contracts, the relay that submits, and the head of each department."""

    relay: Relay
    contracts: dict[str, Contract]
    heads: dict[str, LocalSigner]

    @classmethod
    def found(cls, relay: Relay, roots: list[RootDepartment], heads: dict[str, LocalSigner]) -> Stage:
        made = deploy(relay, Plan(roots, first_nonce=relay.nonce()))
        contracts = {name: Contract(relay.rpc, Artifact.load(name), made.addresses[name]) for name in made.addresses}
        return cls(relay, contracts, heads)

    def now(self) -> int:
        return Reader(self.relay.rpc).head().time

    def ask(self, contract: str) -> Ask:
        return asking(self.relay.rpc, self.contracts[contract])

    def consent(self, struct: str, message: dict[str, Any], code: str) -> tuple[str, bytes]:
        target, signer = self.contracts[CONTRACT_OF[struct]], self.heads[code]
        return signer.address, signer.sign_digest(contract_digest(struct, message, CHAIN_ID, target.address))

    def send(self, contract: str, function: str, *arguments: Any) -> int:
        """The time of the block in which the contract took it; raises ContractRefused otherwise."""
        target = self.contracts[contract]
        data = target.encode(function, *arguments)
        target.check(data, self.relay.address)
        return self.relay.transact(target.address, data).block.time

    def admit(self, code: str, parent: str, tier: int, region: int, kind: int = 2) -> None:
        self.heads.setdefault(code, LocalSigner.generate())
        message = {"code": code, "parent": parent, "tier": tier, "region": region, "kind": kind}
        message |= {"head": self.heads[code].address, "validFrom": 0, "validUntil": OPEN, "nonce": self.nonce(parent)}
        self.send("Departments", "admit", message, *self.consent("Admission", message, parent))

    def nonce(self, code: str) -> int:
        return int(self.contracts["Departments"].call("nonceOf", word(code)))
