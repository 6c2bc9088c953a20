import pytest

from ledger.chain.deploy import Deployment, Plan, deploy
from ledger.chain.reading import BlockRef, Reader
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc

pytestmark = pytest.mark.chain


def test_the_head_is_a_block_the_chain_holds(rpc: Rpc) -> None:
    reader = Reader(rpc)
    assert reader.holds(reader.head())


def test_a_depth_keeps_the_newest_blocks_back(rpc: Rpc) -> None:
    newest = Reader(rpc).head().number
    assert Reader(rpc, depth=newest).head().number == 0
    assert Reader(rpc, depth=newest + 9).head().number == 0


def test_a_block_to_come_is_none(rpc: Rpc) -> None:
    assert Reader(rpc).block(10**9) is None
    assert not Reader(rpc).holds(BlockRef(10**9, "0x", 0))


def test_a_block_the_chain_gave_up_is_not_held(relay: Relay) -> None:
    reader, before = Reader(relay.rpc), relay.rpc.call("evm_snapshot")
    relay.rpc.call("evm_mine")
    given_up = reader.head()
    relay.rpc.call("evm_revert", before)
    assert not reader.holds(given_up)
    relay.transact(relay.address, b"")
    assert reader.head().number >= given_up.number
    assert not reader.holds(given_up)


def test_logs_are_those_of_the_contracts_and_blocks_asked_for(relay: Relay, plan: Plan) -> None:
    reader, before = Reader(relay.rpc), Reader(relay.rpc).head().number
    made = deploy(relay, plan)
    everywhere = reader.logs([made.addresses["Departments"]], 0, made.block)
    assert {log.block_number for log in everywhere} == {before + 1}
    assert everywhere == reader.logs([made.addresses["Departments"]], before + 1, before + 1)
    assert reader.logs([made.addresses["EventLog"]], 0, made.block) == []
    assert reader.logs([made.addresses["Departments"]], 0, before) == []


def test_long_ranges_are_read_in_parts(rpc: Rpc, deployment: Deployment) -> None:
    addresses = [deployment.addresses["Departments"]]
    assert Reader(rpc).logs(addresses, 0, 5000) == Reader(rpc).logs(addresses, 0, deployment.block)


def test_code_is_empty_where_no_contract_stands(rpc: Rpc, deployment: Deployment) -> None:
    assert Reader(rpc).code("0x" + "12" * 20) == b""
    assert Reader(rpc).code(deployment.addresses["EventLog"])
