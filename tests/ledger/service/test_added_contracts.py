"""A data folder that an older release made, with three contracts, gets the other two and keeps what it had."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from ledger.chain.contracts import Artifact
from ledger.chain.deploy import ORDER, planned_addresses
from ledger.chain.node import EmbeddedNode
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay, created_address
from ledger.chain.rpc import Rpc
from ledger.errors import LogFrozen
from ledger.evidence.trust import TrustPolicy
from ledger.wiring import chain_url, open_key
from ledger.worker import Worker
from tests.ledger.service.world import World

pytestmark = pytest.mark.chain
OLD = ("Departments", "Agreements", "EventLog")
SENT_SINCE = 4


@pytest.fixture
def aged(tmp_path: Path) -> World:
    """Deployed with three contracts, after which the relay sent some transactions more."""
    world = World.found(tmp_path / "data")
    config = world.config
    node = EmbeddedNode(config.folder, config.chain.port, chain_id=config.chain.chain_id)
    with node, Rpc(chain_url(config)) as rpc:
        relay = Relay(rpc, open_key(config, config.relay_key), config.chain.chain_id)
        addresses = planned_addresses(relay.address)
        roots = [(one.code, one.tier, one.region, one.kind, one.head, 2**64 - 1) for one in config.roots]
        for name in OLD:
            argument = roots if name == "Departments" else addresses["Departments"]
            relay.transact(None, Artifact.load(name).creation(argument))
        for _ in range(SENT_SINCE):
            relay.transact(relay.address, b"")
        reader = Reader(rpc)
        contracts = {name: {"address": addresses[name], "code_hash": reader.code_hash(addresses[name])} for name in OLD}
        known = {"chain_id": config.chain.chain_id, "genesis": rpc.genesis(), "contracts": contracts}
        config.deployment_file.write_text(json.dumps({**known, "deployed_at": reader.head().time}), "utf-8")
    return world


def written(world: World) -> dict[str, Any]:
    return dict(json.loads(world.config.deployment_file.read_text("utf-8")))


def test_the_missing_contracts_are_added_and_stay_where_they_are(aged: World) -> None:
    before = written(aged)
    with Worker(aged.config) as worker:
        assert set(worker.chain.contracts) == set(ORDER)
        relay = open_key(aged.config, aged.config.relay_key).address
    after = written(aged)
    assert {name: after["contracts"][name] for name in OLD} == before["contracts"]
    assert after["deployed_at"] == before["deployed_at"]
    assert after["contracts"]["Catalogue"]["address"] == created_address(relay, len(OLD) + SENT_SINCE)
    assert set(TrustPolicy.load(aged.config.trust_file).contracts) == set(ORDER)
    with Worker(aged.config):
        assert written(aged) == after


def test_after_the_chain_lost_its_state_all_five_have_their_old_addresses(aged: World) -> None:
    with Worker(aged.config):
        after = written(aged)
    for state in (aged.config.folder / "chain").glob("state*"):
        shutil.rmtree(state) if state.is_dir() else state.unlink()
    with Worker(aged.config) as worker:
        assert written(aged) == after
        root = aged.config.roots[0].code.encode().ljust(32, b"\0")
        assert worker.chain.departments.call("department", root)["since"] == after["deployed_at"]
        assert worker.chain.contracts["Accountability"].call("stepCount", bytes(32)) == 0


def test_another_chain_behind_the_old_file_is_refused(aged: World) -> None:
    known = written(aged)
    aged.config.deployment_file.write_text(json.dumps({**known, "genesis": "0x" + "00" * 32}), "utf-8")
    with pytest.raises(LogFrozen), Worker(aged.config):
        pass
