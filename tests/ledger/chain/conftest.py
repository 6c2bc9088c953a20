import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.chain.contracts import Artifact, Contract
from ledger.chain.deploy import Deployment, Plan, RootDepartment, deploy
from ledger.chain.executable import find_node
from ledger.chain.node import EmbeddedNode
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc
from ledger.errors import NodeMissing
from ledger.keys import LocalSigner
from tests.left_out import leave_out

CHAIN_ID = 20815


def take_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def anvil() -> Path:
    try:
        return find_node()
    except NodeMissing:
        leave_out("the chain node anvil", "run `npm ci`")


@pytest.fixture
def port() -> int:
    return take_port()


@pytest.fixture(scope="session")
def shared_node(anvil: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedNode]:
    with EmbeddedNode(tmp_path_factory.mktemp("chain"), take_port(), 60, executable=anvil) as node:
        yield node


@pytest.fixture(scope="session")
def rpc(shared_node: EmbeddedNode) -> Iterator[Rpc]:
    with Rpc(shared_node.url) as client:
        yield client


@pytest.fixture
def relay(rpc: Rpc) -> Relay:
    return Relay(rpc, LocalSigner.generate(), CHAIN_ID)


@pytest.fixture(scope="module")
def head() -> LocalSigner:
    return LocalSigner.generate()


@pytest.fixture(scope="module")
def plan(head: LocalSigner) -> Plan:
    return Plan([RootDepartment("BUREAU-1", 1, 0, 2, head.address)])


@pytest.fixture(scope="module")
def deployment(rpc: Rpc, plan: Plan) -> Deployment:
    return deploy(Relay(rpc, LocalSigner.generate(), CHAIN_ID), plan)


@pytest.fixture(scope="module")
def departments(rpc: Rpc, deployment: Deployment) -> Contract:
    return Contract(rpc, Artifact.load("Departments"), deployment.addresses["Departments"])


@pytest.fixture(scope="module")
def event_log(rpc: Rpc, deployment: Deployment) -> Contract:
    return Contract(rpc, Artifact.load("EventLog"), deployment.addresses["EventLog"])
