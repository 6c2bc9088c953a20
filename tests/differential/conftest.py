"""The node and the contracts of the chain's own tests, and harnesses that open the internal libraries to calls."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.chain.compiler import compile_contracts
from ledger.chain.contracts import Artifact, Contract
from ledger.chain.interface import unhex
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc
from ledger.errors import CompilerMissing
from ledger.keys import LocalSigner
from tests.ledger.chain.conftest import (
    CHAIN_ID,
    anvil,
    departments,
    deployment,
    event_log,
    head,
    plan,
    rpc,
    shared_node,
)
from tests.left_out import leave_out

__all__ = ["CHAIN_ID", "anvil", "departments", "deployment", "event_log", "head", "plan", "rpc", "shared_node"]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HARNESSES = ("MerkleHarness", "TypedDataHarness")
Ask = Callable[[str, list[tuple[Any, ...]]], list[Any]]


@pytest.fixture(scope="session")
def courier(rpc: Rpc) -> Relay:
    """A relay that property tests may use for many examples."""
    return Relay(rpc, LocalSigner.generate(), CHAIN_ID)


@pytest.fixture(scope="session")
def harnesses(courier: Relay, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Contract]:
    sources = shutil.copytree(ROOT / "contracts", tmp_path_factory.mktemp("harness") / "contracts")
    for name in HARNESSES:
        shutil.copy(HERE / f"{name}.sol", sources)
    try:
        compiled = compile_contracts(sources, ROOT / "node_modules", names=HARNESSES)
    except CompilerMissing:
        leave_out("a Solidity compiler", "run `npm ci`")
    return {name: _placed(courier, Artifact.parse(name, document)) for name, document in compiled.items()}


@pytest.fixture(scope="session")
def ask_merkle(rpc: Rpc, harnesses: dict[str, Contract]) -> Ask:
    return asking(rpc, harnesses["MerkleHarness"])


@pytest.fixture(scope="session")
def ask_typed_data(rpc: Rpc, harnesses: dict[str, Contract]) -> Ask:
    return asking(rpc, harnesses["TypedDataHarness"])


def asking(rpc: Rpc, contract: Contract) -> Ask:
    """What one function answers to many argument lists, in one request."""

    def ask(name: str, rows: list[tuple[Any, ...]]) -> list[Any]:
        data = ["0x" + contract.encode(name, *row).hex() for row in rows]
        answers = rpc.batch([("eth_call", [{"to": contract.address, "data": each}, "latest"]) for each in data])
        return [contract.artifact.decode_output(name, unhex(answer)) for answer in answers]

    return ask


def _placed(relay: Relay, artifact: Artifact) -> Contract:
    address = relay.transact(None, artifact.creation()).contract
    assert address is not None
    return Contract(relay.rpc, artifact, address)
