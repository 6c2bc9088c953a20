import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.chain.executable import find_node, state_interval
from ledger.chain.node import EmbeddedNode
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc
from ledger.errors import (
    ChainUnreachable,
    NodeFailed,
    NodeFolderInUse,
    NodeMissing,
    NodeStateDamaged,
    PortInUse,
    WrongChain,
)
from ledger.keys import LocalSigner

pytestmark = pytest.mark.chain
CHAIN_ID = 20815
# Stores 1 under the key that the call data begins with: PUSH1 1, PUSH1 0, CALLDATALOAD, SSTORE, STOP.
STORE = bytes.fromhex("600160003555" + "00")
CREATE_STORE = bytes.fromhex("66" + STORE.hex() + "60005260076019f3")


@pytest.fixture
def node(anvil: Path, tmp_path: Path, port: int) -> EmbeddedNode:
    return EmbeddedNode(tmp_path, port, 60, executable=anvil)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.01)


def answers(rpc: Rpc) -> bool:
    try:
        rpc.call("eth_chainId")
    except ChainUnreachable:
        return False
    return True


def test_a_restart_keeps_blocks_receipts_and_code(node: EmbeddedNode) -> None:
    with Rpc(node.url) as rpc:
        relay, reader = Relay(rpc, LocalSigner.generate(), CHAIN_ID), Reader(rpc)
        with node:
            genesis = rpc.genesis()
            raw = relay.prepare(None, CREATE_STORE, 0)
            created = relay.wait(relay.send(raw.raw))
            assert created.contract is not None
        assert not answers(rpc)
        with node:
            assert rpc.genesis() == genesis
            assert reader.holds(created.block)
            assert relay.is_mined(raw.hash) == created
            assert reader.code(created.contract) == STORE
            again = relay.transact(created.contract, bytes(32))
            assert again.block.number == created.block.number + 1
            assert again.block.time >= created.block.time


def test_after_a_kill_it_starts_with_the_last_saved_state(node: EmbeddedNode, tmp_path: Path) -> None:
    state = tmp_path / "chain" / "state.json"
    with Rpc(node.url) as rpc, node:
        relay = Relay(rpc, LocalSigner.generate(), CHAIN_ID)
        genesis, created = rpc.genesis(), relay.transact(None, CREATE_STORE)
        until(lambda: relay.address in state.read_text())
        assert node.pid is not None
        os.kill(node.pid, signal.SIGKILL)
        until(lambda: not node.running)
        node.start()
        assert rpc.genesis() == genesis
        assert Reader(rpc).holds(created.block)


def test_what_a_lost_state_held_is_mined_again_from_the_same_bytes(node: EmbeddedNode, tmp_path: Path) -> None:
    with Rpc(node.url) as rpc:
        relay = Relay(rpc, LocalSigner.generate(), CHAIN_ID)
        with node:
            genesis, raw = rpc.genesis(), relay.prepare(None, CREATE_STORE, 0)
            before = relay.wait(relay.send(raw.raw))
        (tmp_path / "chain" / "state.json").unlink()
        with node:
            assert rpc.genesis() == genesis
            assert relay.is_mined(raw.hash) is None
            assert not Reader(rpc).holds(before.block)
            assert relay.send(raw.raw) == raw.hash
            assert relay.wait(raw.hash).contract == before.contract


def test_a_replay_can_give_blocks_their_old_times_and_return_to_now(node: EmbeddedNode) -> None:
    with Rpc(node.url) as rpc, node:
        relay, start = Relay(rpc, LocalSigner.generate(), CHAIN_ID), Reader(rpc).head().time
        for seconds in (start + 5, start + 90):
            node.set_clock(seconds)
            assert relay.transact(None, CREATE_STORE).block.time == seconds
        node.set_clock(start - 1000)
        assert relay.transact(None, CREATE_STORE).block.time >= start + 90
        node.set_clock(None)
        assert abs(relay.transact(None, CREATE_STORE).block.time - time.time()) < 60


def test_an_idle_chain_goes_on(anvil: Path, tmp_path: Path, port: int) -> None:
    with EmbeddedNode(tmp_path, port, 0.1, executable=anvil) as node, Rpc(node.url) as rpc:
        until(lambda: Reader(rpc).head().number >= 3)


def test_a_port_in_use_is_named(node: EmbeddedNode, port: int, tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        with pytest.raises(PortInUse, match=str(port)):
            node.start()
    assert not node.running
    with node:
        assert node.running


def test_a_folder_in_use_is_refused_and_free_after_the_stop(node: EmbeddedNode, anvil: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other = EmbeddedNode(tmp_path, int(probe.getsockname()[1]), 60, executable=anvil)
    with node, pytest.raises(NodeFolderInUse, match="chain"):
        other.start()
    with other:
        assert other.running


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda state: state[: len(state) // 2], id="cut short"),
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda _: b"{}", id="other JSON"),
        pytest.param(lambda _: b"\xff\x00 not JSON", id="no JSON"),
    ],
)
def test_a_damaged_state_is_named_with_its_remedy(
    node: EmbeddedNode, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    state = tmp_path / "chain" / "state.json"
    with node, Rpc(node.url) as rpc:
        genesis = rpc.genesis()
    state.write_bytes(damage(state.read_bytes()))
    with pytest.raises(NodeStateDamaged, match="move it aside") as refused:
        node.start()
    assert refused.value.details["file"] == str(state)
    state.rename(state.with_suffix(".damaged"))
    with node, Rpc(node.url) as rpc:
        assert rpc.genesis() == genesis


def test_a_folder_of_another_chain_id_is_refused(node: EmbeddedNode, anvil: Path, tmp_path: Path, port: int) -> None:
    with node:
        pass
    with pytest.raises(WrongChain, match="20815"):
        EmbeddedNode(tmp_path, port, 60, chain_id=5, executable=anvil).start()


def test_a_missing_executable_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(NodeMissing, match="npm ci"):
        find_node(tmp_path / "anvil")


def test_an_executable_that_ends_is_reported(tmp_path: Path, port: int) -> None:
    with pytest.raises(NodeFailed, match="code 1"):
        EmbeddedNode(tmp_path, port, executable=Path("/bin/false")).start()


def hasty(anvil: Path, folder: Path, times: int) -> Path:
    """A node that saves nothing the first so many times, as one that is told to stop too early."""
    script = folder / "hasty"
    count = folder / "count"
    script.write_text(
        "#!/bin/sh\n"
        f"echo >> {count}\n"
        f'[ $(wc -l < {count}) -gt {times} ] && exec {anvil} "$@"\n'
        'for one; do shift; case $one in */state.json) one=$one.elsewhere;; esac; set -- "$@" "$one"; done\n'
        f'exec {anvil} "$@"\n',
        "ascii",
    )
    script.chmod(0o755)
    return script


def test_a_node_stopped_before_it_saved_its_first_block_begins_anew(anvil: Path, tmp_path: Path, port: int) -> None:
    with EmbeddedNode(tmp_path / "data", port, 60, executable=hasty(anvil, tmp_path, 2)) as node, Rpc(node.url) as rpc:
        assert rpc.chain_id() == 20815


def test_a_node_that_never_saves_is_reported(anvil: Path, tmp_path: Path, port: int) -> None:
    with pytest.raises(NodeFailed):
        EmbeddedNode(tmp_path / "data", port, executable=hasty(anvil, tmp_path, 99)).start()


def test_start_and_stop_may_be_repeated(node: EmbeddedNode) -> None:
    node.start()
    pid = node.pid
    node.start()
    assert node.pid == pid
    node.stop()
    node.stop()
    assert node.pid is None


def test_it_leaves_no_temporary_files(
    node: EmbeddedNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    with node, Rpc(node.url) as rpc:
        relay = Relay(rpc, LocalSigner.generate(), CHAIN_ID)
        for _ in range(5):
            relay.transact(None, CREATE_STORE)
    assert list(home.iterdir()) == []
    kept = {"genesis.json", "identity.json", "lock", "node.log", "state.json"}
    assert {path.name for path in (tmp_path / "chain").iterdir()} == kept


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child of its parent's death")
def test_it_saves_and_ends_when_its_parent_is_killed(anvil: Path, tmp_path: Path, port: int) -> None:
    program = (
        "import os, signal\nfrom pathlib import Path\nfrom ledger.chain.node import EmbeddedNode\n"
        f"EmbeddedNode(Path({str(tmp_path)!r}), {port}, 60, executable=Path({str(anvil)!r})).start()\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[3])
    assert done.returncode == -signal.SIGKILL
    with Rpc(f"http://127.0.0.1:{port}") as rpc:
        until(lambda: not answers(rpc))
    with EmbeddedNode(tmp_path, port, 60, executable=anvil) as node:
        assert node.running


@pytest.mark.parametrize(("size", "seconds"), [(0, 1), (4 * 2**20, 2), (40 * 2**20, 11), (2**30, 60)])
def test_a_large_state_is_saved_less_often(tmp_path: Path, size: int, seconds: int) -> None:
    state = tmp_path / "state.json"
    with state.open("wb") as file:
        file.truncate(size)
    assert state_interval(state) == seconds
