"""`quanze contracts verify` on a real chain: all five contracts agree, and no changed byte of any of them does."""

from collections.abc import Iterator

import pytest

from ledger.chain.artifacts import CONTRACTS, load_artifact
from ledger.chain.deploy import Plan, RootDepartment, deploy
from ledger.chain.executable import find_node
from ledger.chain.node import EmbeddedNode
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc
from ledger.cli.verifying import compare_code
from ledger.errors import ContractCodeMismatch, ContractMissing, NodeMissing
from ledger.keys import LocalSigner
from tests.ledger.chain.conftest import CHAIN_ID, take_port
from tests.left_out import leave_out

pytestmark = pytest.mark.chain
ARTIFACTS = {name: load_artifact(name) for name in CONTRACTS}
Deployed = tuple[Rpc, dict[str, dict[str, str]]]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    try:
        anvil = find_node()
    except NodeMissing:
        leave_out("the chain node anvil", "run `npm ci`")
    with (
        EmbeddedNode(tmp_path_factory.mktemp("chain"), take_port(), 60, executable=anvil) as node,
        Rpc(node.url) as rpc,
    ):
        plan = Plan([RootDepartment("BUREAU-1", 1, 0, 2, LocalSigner.generate().address)])
        yield rpc, deploy(Relay(rpc, LocalSigner.generate(), CHAIN_ID), plan).contracts()


def place(rpc: Rpc, address: str, code: bytes) -> None:
    rpc.call("anvil_setCode", address, "0x" + code.hex())


def test_all_five_contracts_agree(deployed: Deployed) -> None:
    rpc, expected = deployed
    rows = compare_code(Reader(rpc), expected, ARTIFACTS)
    assert {row["contract"]: row["code_hash"] for row in rows} == {
        name: expected[name]["code_hash"]
        for name in ("Accountability", "Agreements", "Catalogue", "Departments", "EventLog")
    }


@pytest.mark.parametrize("place_of_byte", [0, 0.5, 1], ids=["first", "middle", "last"])
@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_changed_by_one_byte_is_refused(deployed: Deployed, name: str, place_of_byte: float) -> None:
    rpc, expected = deployed
    address = expected[name]["address"]
    true = Reader(rpc).code(address)
    changed = bytearray(true)
    changed[int((len(true) - 1) * place_of_byte)] ^= 1
    place(rpc, address, bytes(changed))
    try:
        with pytest.raises(ContractCodeMismatch, match=name):
            compare_code(Reader(rpc), expected, ARTIFACTS)
    finally:
        place(rpc, address, true)


def test_another_code_hash_in_the_policy_is_refused(deployed: Deployed) -> None:
    rpc, expected = deployed
    other = {**expected, "Catalogue": {**expected["Catalogue"], "code_hash": "0x" + "00" * 32}}
    with pytest.raises(ContractCodeMismatch, match="as the policy says"):
        compare_code(Reader(rpc), other, ARTIFACTS)


def test_no_code_at_the_address_is_named(deployed: Deployed) -> None:
    rpc, expected = deployed
    other = {**expected, "Accountability": {**expected["Accountability"], "address": "0x" + "77" * 20}}
    with pytest.raises(ContractMissing, match="no Accountability"):
        compare_code(Reader(rpc), other, ARTIFACTS)
