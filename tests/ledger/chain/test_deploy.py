from dataclasses import replace
from pathlib import Path

import pytest

from ledger.chain.artifacts import CONTRACTS
from ledger.chain.contracts import Artifact
from ledger.chain.deploy import (
    BINDINGS,
    ORDER,
    Plan,
    RootDepartment,
    bound_immutables,
    deploy,
    inspect,
    planned_addresses,
)
from ledger.chain.node import EmbeddedNode
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc
from ledger.errors import ContractCodeMismatch, ContractMissing, ContractRefused, WrongChain
from ledger.keys import LocalSigner

pytestmark = pytest.mark.chain
CHAIN_ID = 20815


def test_deploying_twice_changes_nothing(relay: Relay, plan: Plan) -> None:
    first = deploy(relay, plan)
    nonce = relay.nonce()
    second = deploy(relay, plan)
    assert nonce == relay.nonce() == len(CONTRACTS)
    assert replace(second, block=first.block) == first


def test_it_yields_what_a_trust_policy_names(relay: Relay, plan: Plan) -> None:
    made = deploy(relay, plan)
    assert (made.chain_id, made.genesis) == (CHAIN_ID, relay.rpc.genesis())
    assert made.addresses == planned_addresses(relay.address)
    assert set(made.contracts()) == {"Departments", "Catalogue", "Agreements", "EventLog", "Accountability"}
    for each in made.contracts().values():
        assert Reader(relay.rpc).code_hash(each["address"]) == each["code_hash"]


def test_what_was_half_deployed_is_completed(relay: Relay, plan: Plan) -> None:
    arguments = [(root.code, root.tier, root.region, root.kind, root.head, root.valid_until) for root in plan.roots]
    relay.transact(None, Artifact.load("Departments").creation(arguments))
    assert deploy(relay, plan).addresses == planned_addresses(relay.address)
    assert relay.nonce() == len(CONTRACTS)


def test_a_lost_chain_gets_the_same_addresses_and_code(anvil: Path, tmp_path: Path, port: int, plan: Plan) -> None:
    node = EmbeddedNode(tmp_path, port, 60, executable=anvil)
    with Rpc(node.url) as rpc:
        relay = Relay(rpc, LocalSigner.generate(), CHAIN_ID)
        with node:
            first = deploy(relay, plan)
        (tmp_path / "chain" / "state.json").unlink()
        with node:
            with pytest.raises(ContractMissing, match="deploy again"):
                inspect(relay, first.addresses)
            assert deploy(relay, plan) == first


def test_a_relay_key_used_for_something_else_is_refused(relay: Relay, plan: Plan) -> None:
    relay.transact(relay.address, b"")
    with pytest.raises(ContractMissing, match="relay key"):
        deploy(relay, plan)
    assert deploy(relay, replace(plan, first_nonce=1)).addresses == planned_addresses(relay.address, 1)


@pytest.fixture
def deployed(relay: Relay, plan: Plan) -> dict[str, str]:
    return dict(deploy(relay, plan).addresses)


@pytest.mark.parametrize("name", ORDER)
def test_other_code_at_the_address_is_refused(relay: Relay, plan: Plan, deployed: dict[str, str], name: str) -> None:
    code = bytearray(Reader(relay.rpc).code(deployed[name]))
    code[10] ^= 1
    relay.rpc.call("anvil_setCode", deployed[name], "0x" + code.hex())
    with pytest.raises(ContractCodeMismatch, match=name):
        deploy(relay, plan)


@pytest.mark.parametrize(
    ("name", "other", "variable"),
    [(name, other, variable) for name, bound in BINDINGS.items() for variable, other in bound.items()],
)
def test_a_contract_bound_to_another_one_is_refused(
    relay: Relay, plan: Plan, deployed: dict[str, str], name: str, other: str, variable: str
) -> None:
    code = Reader(relay.rpc).code(deployed[name])
    theirs = code.replace(bytes.fromhex(deployed[other][2:]), bytes(20))
    relay.rpc.call("anvil_setCode", deployed[name], "0x" + theirs.hex())
    with pytest.raises(ContractCodeMismatch, match=variable):
        inspect(relay, deployed)


def test_bindings_cannot_be_judged_without_the_address_of_what_is_bound(deployed: dict[str, str]) -> None:
    with pytest.raises(ContractMissing, match="EventLog"):
        bound_immutables("Accountability", {name: deployed[name] for name in deployed if name != "EventLog"})


def test_another_chain_is_refused_before_anything_is_sent(rpc: Rpc, plan: Plan) -> None:
    relay = Relay(rpc, LocalSigner.generate(), 5)
    with pytest.raises(WrongChain):
        deploy(relay, plan)
    assert relay.nonce() == 0


@pytest.mark.parametrize(
    ("roots", "error"),
    [
        pytest.param([], "NoRoots", id="no roots"),
        pytest.param([("bureau", 1, 0, 2)], "MalformedCode", id="code in small letters"),
        pytest.param([("BUREAU-1", 9, 0, 2)], "UnknownTier", id="tier"),
        pytest.param([("BUREAU-1", 1, 99, 2)], "UnknownRegion", id="region"),
        pytest.param([("BUREAU-1", 1, 0, 0)], "UnknownKind", id="kind"),
        pytest.param([("BUREAU-1", 1, 0, 2), ("BUREAU-1", 1, 0, 2)], "DepartmentExists", id="twice the same"),
    ],
)
def test_wrong_roots_are_refused_before_anything_is_sent(
    relay: Relay, roots: list[tuple[str, int, int, int]], error: str
) -> None:
    rows = [RootDepartment(*root, LocalSigner.generate().address) for root in roots]
    with pytest.raises(ContractRefused) as refused:
        deploy(relay, Plan(rows))
    assert refused.value.error == error
    assert relay.nonce() == 0


def test_every_planned_contract_is_shipped() -> None:
    assert all(Artifact.load(name).bytecode for name in CONTRACTS)
