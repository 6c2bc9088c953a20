"""The embedded chain: one supervised anvil process for one machine.

It makes a block as soon as a transaction arrives, and one every ``block_time`` seconds when none does, so that the
chain's clock goes on while an idle chain does not grow by a block a second (the node rewrites all blocks at each save).
The state is saved every few seconds and at a clean stop. A kill loses what came after the last save: the journal of
the use cases sends those transactions again. The genesis block is made once and kept beside, so that it never changes.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from ledger.chain.executable import command, find_node
from ledger.chain.reading import Reader
from ledger.chain.rpc import Rpc, quantity
from ledger.chain.supervision import bound_to_parent, lock_folder, write_whole
from ledger.errors import (
    ChainUnreachable,
    NodeFailed,
    NodeStateDamaged,
    PortInUse,
    Unavailable,
    WrongChain,
)

_START_SECONDS = 30.0
_STOP_SECONDS = 20.0
_GENESIS_TRIES = 5


class EmbeddedNode:
    """One anvil process on 127.0.0.1 whose chain lives in ``<data_dir>/chain``.

    Args:
        data_dir: the service's data folder; created if absent.
        port: TCP port on 127.0.0.1.
        block_time: seconds after which an idle chain gets an empty block; may be a fraction. Below 3 the node
            does not keep to its bound of kept states (500 MB after 2,000 transactions): for short tests only.
        chain_id: EIP-155 chain id; fixed for ever at the first start.
        executable: anvil; ``None`` looks in ``node_modules`` and on PATH.
        own_group: put it into a process group of its own, so that Ctrl-C reaches the service first.

    Start it from a thread that lives as long as the service: on Linux the node is told to stop when that thread ends.
    """

    def __init__(
        self,
        data_dir: Path,
        port: int,
        block_time: float = 30.0,
        *,
        chain_id: int = 20815,
        executable: Path | None = None,
        own_group: bool = True,
    ) -> None:
        self._folder = data_dir / "chain"
        self._port = port
        self._block_time = block_time
        self._chain_id = chain_id
        self._executable = executable
        self._own_group = own_group
        self._child: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def url(self) -> str:
        """Address of its JSON-RPC."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        """Process id, or ``None`` while it does not run."""
        return self._child.pid if self._child is not None and self.running else None

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> None:
        """Start it with the last saved state and wait until it answers. Does nothing while it runs.

        Raises:
            NodeMissing: no executable.
            PortInUse: the port is taken.
            NodeFolderInUse: another service uses the folder.
            NodeStateDamaged: the saved state cannot be read.
            WrongChain: the folder holds a chain of another id or genesis.
            NodeFailed: it ended or does not answer.
        """
        if self.running:
            return
        executable = find_node(self._executable)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lock = self._lock or lock_folder(self._folder / "lock")
        try:
            self._clear_cache()
            self._check_port()
            self._ensure_genesis(executable)
            self._restore_state()
            self._run(executable, [*self._as_at_genesis(), "--mixed-mining", "--block-time", f"{self._block_time:g}"])
            self.set_clock(None)
            self._check_identity()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop it so that it saves its state (SIGTERM; SIGKILL after 20 seconds), and clear its temporary files."""
        child, self._child = self._child, None
        if child is not None:
            child.terminate()
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._clear_cache()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def set_clock(self, seconds: int | None) -> None:
        """Let the next block bear this time, or with ``None`` set the chain's clock to this machine's again.

        Only for replaying the journal after the chain lost its state: a key enrolled at its old time stays valid for
        what was signed since. A time before the newest block's is taken as that block's.

        Args:
            seconds: Unix seconds, ascending from call to call.

        Raises:
            ChainUnreachable, ChainRefused: the node.
        """
        with Rpc(self.url) as rpc:
            if seconds is None:
                rpc.call("evm_setTime", int(time.time()))
                return
            wanted = max(seconds, Reader(rpc).head().time)
            rpc.call("evm_setTime", wanted)
            rpc.call("evm_setNextBlockTimestamp", wanted)

    def set_nonce(self, address: str, nonce: int) -> None:
        """Let the next transaction of this address bear this nonce.

        Only for putting contracts back at their addresses after the chain lost its state.

        Raises:
            ChainUnreachable, ChainRefused: the node.
        """
        with Rpc(self.url) as rpc:
            rpc.call("anvil_setNonce", address, hex(nonce))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _clear_cache(self) -> None:
        shutil.rmtree(self._folder / "cache", ignore_errors=True)

    def _check_port(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self._port))
            except OSError as error:
                raise self._port_in_use() from error

    def _port_in_use(self) -> PortInUse:
        return PortInUse(
            zh=f"端口 {self._port} 已被占用：请停止占用它的程序，或在配置中为内置链换一个端口",
            en=f"port {self._port} is in use: stop the program that holds it, or configure another port for the chain",
            port=self._port,
        )

    def _ensure_genesis(self, executable: Path) -> None:
        genesis = self._folder / "genesis.json"
        if genesis.exists():
            return
        state = self._folder / "state.json"
        # It answers before it heeds the signal to stop: stopped that early it ends without saving
        for _ in range(_GENESIS_TRIES):
            identity = self._begin_chain(executable)
            if state.exists():
                break
        else:
            log = self._folder / "node.log"
            raise NodeFailed(
                zh=f"内置链节点每次结束时都没有保存创世块，见 {log}",
                en=f"the embedded chain node ended each time without saving its first block; see {log}",
            )
        # A crash before the rename leaves no genesis.json: the next start makes another genesis, used by nobody yet.
        write_whole(self._folder / "identity.json", json.dumps(identity).encode())
        write_whole(genesis, state.read_bytes())

    def _begin_chain(self, executable: Path) -> dict[str, Any]:
        """Let the node make block 0 and stop; which chain it is."""
        self._run(executable, ["--no-mining"])
        with Rpc(self.url) as rpc:
            block = rpc.call("eth_getBlockByNumber", "0x0", False)
        child, self._child = self._child, None
        assert child is not None
        child.terminate()
        child.wait(_STOP_SECONDS)
        return {"chain_id": self._chain_id, "genesis": block["hash"], "time": quantity(block["timestamp"])}

    def _as_at_genesis(self) -> list[str]:
        # The node makes a block 0 of its own before it loads the saved one, and later saves both: only if they are the
        # same block is it certain which of them is found after the next start. This sets the node's clock back.
        return ["--timestamp", str(self._identity()["time"])]

    def _identity(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads((self._folder / "identity.json").read_bytes())
        return kept

    def _restore_state(self) -> None:
        state = self._folder / "state.json"
        if not state.exists():
            write_whole(state, (self._folder / "genesis.json").read_bytes())

    def _run(self, executable: Path, mining: list[str]) -> None:
        line = command(executable, self._folder, self._port, self._chain_id, mining)
        with (self._folder / "node.log").open("wb") as output:
            self._child = subprocess.Popen(
                bound_to_parent(line),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0 if self._own_group and sys.platform != "win32" else None,
            )
        self._await_answer()

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        with Rpc(self.url, timeout=5.0) as rpc:
            while time.monotonic() < deadline:
                if not self.running:
                    raise self._why_ended()
                try:
                    rpc.call("eth_chainId")
                except ChainUnreachable:
                    time.sleep(0.02)
                else:
                    return
        raise NodeFailed(
            zh=f"内置链节点 {_START_SECONDS:g} 秒内没有应答，见 {self._folder / 'node.log'}",
            en=f"the embedded chain node did not answer within {_START_SECONDS:g} s; see {self._folder / 'node.log'}",
        )

    def _why_ended(self) -> Unavailable:
        said = (self._folder / "node.log").read_text(encoding="utf-8", errors="replace").strip()
        if "already in use" in said:
            return self._port_in_use()
        if "for '--state" in said:
            state = self._folder / "state.json"
            return NodeStateDamaged(
                zh=f"内置链的状态文件 {state} 已损坏：请把它移到别处再启动，"
                "链将从创世块重建，日志中的链上操作会自动重放",
                en=f"the embedded chain's state file {state} is damaged: move it aside and start again; the chain "
                "begins at its genesis block and the journal replays every chain operation",
                file=str(state),
            )
        code = self._child.returncode if self._child is not None else None
        return NodeFailed(
            zh=f"内置链节点已退出（代码 {code}）：{said[-500:]}",
            en=f"the embedded chain node ended with code {code}: {said[-500:]}",
        )

    def _check_identity(self) -> None:
        kept = self._identity()
        with Rpc(self.url) as rpc:
            found = {"chain_id": rpc.chain_id(), "genesis": rpc.genesis(), "time": kept["time"]}
        if kept != found:
            raise WrongChain(
                zh=f"数据目录中的链是 {kept}，不是 {found}：请恢复原来的链编号，或换一个数据目录",
                en=f"the data folder holds chain {kept}, not {found}: restore the chain id, or use another data folder",
                expected=kept,
                found=found,
            )
