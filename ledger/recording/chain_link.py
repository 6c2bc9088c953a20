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
        contracts: by name; all that stand in the deployment.
        depth: blocks that must stand above a block before it counts as final.
    """

    rpc: Rpc
    chain_id: int
    genesis: str
    contracts: Mapping[str, Contract]
    code_hashes: dict[str, str]
    depth: int = 0

    @property
    def reader(self) -> Reader:
        """Reader of final facts."""
        return Reader(self.rpc, self.depth)

    @property
    def departments(self) -> Contract:
        """Departments and their keys."""
        return self.contracts["Departments"]

    @property
    def agreements(self) -> Contract:
        """Sharing agreements."""
        return self.contracts["Agreements"]

    @property
    def event_log(self) -> Contract:
        """The witness of Merkle logs."""
        return self.contracts["EventLog"]

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
            contracts=contracts,
            code_hashes={name: one["code_hash"] for name, one in deployment["contracts"].items()},
            depth=depth,
        )


def deployment_json(deployment: Deployment) -> dict[str, Any]:
    """A deployment as it is kept in the data folder."""
    return {
        "chain_id": deployment.chain_id,
        "genesis": deployment.genesis,
        "contracts": deployment.contracts(),
        "nonces": dict(deployment.nonces),
    }
