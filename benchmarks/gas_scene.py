"""The stage of the gas benchmark: the embedded chain, the contracts, three departments with keys, and their signatures."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ledger.chain.contracts import Artifact, Contract
from ledger.chain.deploy import Plan, RootDepartment, deploy
from ledger.chain.node import EmbeddedNode
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc, quantity
from ledger.keys import LocalSigner
from ledger.keys.contract_types import CONTRACT_OF, contract_digest

ROOT = Path(__file__).resolve().parent.parent
CHAIN_ID = 20815
OWNER, USER, MANAGER = PARTIES = ("MZ-330000", "GG-330000", "SJ-330000")
ITEM = "3/07/001/division"
DAY = 86_400
_NOBODY = "0x" + "00" * 18 + "dead"


@dataclass
class Scene:
    """A chain with the contracts deployed."""

    relay: Relay
    contracts: Mapping[str, Contract]
    heads: Mapping[str, LocalSigner] = field(repr=False)

    def sign(self, struct: str, message: Mapping[str, Any], signer: LocalSigner) -> bytes:
        """The signature over a struct in the domain of its contract."""
        contract = self.contracts[CONTRACT_OF[struct]].address
        return signer.sign_digest(contract_digest(struct, message, CHAIN_ID, contract))

    def consents(self, struct: str, message: Mapping[str, Any]) -> list[tuple[str, bytes]]:
        """The three parties' consents (signer, signature) in the order owner, user, manager."""
        signers = [self.heads[code] for code in PARTIES]
        return [(one.address, self.sign(struct, message, one)) for one in signers]

    def gas(self, contract: Contract, function: str, *arguments: Any, most: int = 12_000_000) -> tuple[int, int]:
        """Send one call and see it mined; the gas it used, and the gas of the same bytes sent to nobody.

        Raises:
            ContractRefused: the contract refuses the call.
        """
        data = contract.encode(function, *arguments)
        contract.check(data, self.relay.address)
        sent = self.relay.send(self.relay.prepare(contract.address, data, self.relay.nonce(), most).raw)
        mined = self.relay.wait(sent)
        if not mined.succeeded:
            raise RuntimeError(f"{contract.artifact.name}.{function} ran out of {most} gas")
        return mined.gas_used, self._bare(data)

    def place(self, artifact: Artifact, *arguments: Any) -> Contract:
        """Deploy one more contract."""
        mined = self.relay.transact(None, artifact.creation(*arguments))
        assert mined.contract is not None
        return Contract(self.relay.rpc, artifact, mined.contract)

    def _bare(self, data: bytes) -> int:
        call = {"from": self.relay.address, "to": _NOBODY, "data": "0x" + data.hex()}
        return quantity(self.relay.rpc.call("eth_estimateGas", call))


def terms(number: str) -> dict[str, Any]:
    """Terms of an agreement that is in force now: two fields of one item for one purpose."""
    now = int(time.time())
    return {
        "number": number,
        "parties": {"owner": OWNER, "user": USER, "manager": MANAGER},
        "scope": {
            "items": [ITEM], "fields": ["code", "name"], "purposes": ["行政审批"], "mode": "api",
            "legalBasis": "政务数据共享条例 第二十条", "scenario": "一网通办",
        },
        "limits": {"callsPerDay": 10_000, "rowsPerDelivery": 0, "grade": 1, "redistribution": "none"},
        "period": {"useFrom": now - DAY, "useUntil": now + 365 * DAY, "retentionUntil": now + 5 * 365 * DAY},
        "texts": dict.fromkeys(("zh", "en", "policy", "calendar"), b"\xab" * 32),
    }  # fmt: skip


@contextmanager
def scene() -> Iterator[Scene]:
    """The embedded node with all contracts, in a folder that is gone afterwards."""
    heads = {code: LocalSigner.generate() for code in PARTIES}
    with (
        TemporaryDirectory(prefix="quanze-gas-") as folder,
        EmbeddedNode(Path(folder), _free_port(), 60) as node,
        Rpc(node.url, timeout=60) as rpc,
    ):
        relay = Relay(rpc, LocalSigner.generate(), CHAIN_ID)
        plan = Plan([RootDepartment(code, 2, 330_000, 2, heads[code].address) for code in PARTIES])
        addresses = deploy(relay, plan).addresses
        contracts = {name: Contract(rpc, Artifact.load(name), at) for name, at in addresses.items()}
        yield Scene(relay, contracts, heads)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
