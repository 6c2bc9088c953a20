"""The service's hold on its chain: the contracts in place and what every use of them needs. It holds no key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.chain.contracts import Artifact, Contract
from ledger.chain.deploy import Deployment
from ledger.chain.reading import Reader
from ledger.chain.rpc import Rpc
from ledger.keys import domain_separator


@dataclass(frozen=True)
class ChainLink:
    """One chain with our contracts on it.

    Attributes:
        depth: blocks that must stand above a block before it counts as final.
    """

    rpc: Rpc
    chain_id: int
    genesis: str
    departments: Contract
    agreements: Contract
    event_log: Contract
    code_hashes: dict[str, str]
    depth: int = 0

    @property
    def reader(self) -> Reader:
        """Reader of final facts."""
        return Reader(self.rpc, self.depth)

    @property
    def contracts(self) -> dict[str, Contract]:
        """The contracts by name."""
        return {"Departments": self.departments, "Agreements": self.agreements, "EventLog": self.event_log}

    def separator(self, name: str) -> bytes:
        """EIP-712 domain separator of one of the contracts."""
        return domain_separator(self.chain_id, self.contracts[name].address)

    @classmethod
    def connect(cls, rpc: Rpc, deployment: Mapping[str, Any], depth: int) -> ChainLink:
        """The link to contracts deployed before; ``deployment`` as `deployment_json` writes it. Asks nothing of the node."""
        contracts = {
            name: Contract(rpc, Artifact.load(name), one["address"]) for name, one in deployment["contracts"].items()
        }
        return cls(
            rpc=rpc,
            chain_id=deployment["chain_id"],
            genesis=deployment["genesis"],
            departments=contracts["Departments"],
            agreements=contracts["Agreements"],
            event_log=contracts["EventLog"],
            code_hashes={name: one["code_hash"] for name, one in deployment["contracts"].items()},
            depth=depth,
        )


def deployment_json(deployment: Deployment) -> dict[str, Any]:
    """A deployment as it is kept in the data folder."""
    return {"chain_id": deployment.chain_id, "genesis": deployment.genesis, "contracts": deployment.contracts()}
