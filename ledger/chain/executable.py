"""Where the embedded node's executable is found, and the command line it is started with."""

from __future__ import annotations

import platform
import shutil
import sys
from pathlib import Path

from ledger.errors import NodeMissing

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
_SYSTEMS = {"linux": "linux", "darwin": "darwin", "win32": "win32"}
_MIB = 1024 * 1024
# Proofs are only asked for at the newest blocks, and each block more keeps one more copy of the whole state in memory.
_BLOCKS_WITH_STATE = 8


def find_node(configured: Path | None = None) -> Path:
    """Path of the anvil executable: the configured one, else npm's in a ``node_modules`` above, else on PATH.

    Raises:
        NodeMissing: nowhere; the message says how to get it.
    """
    if configured is not None:
        if configured.is_file():
            return configured
        raise _missing(f"{configured} 不是文件", f"{configured} is not a file")
    for folder in _search_folders():
        candidate = folder / "node_modules" / "@foundry-rs" / _package() / "bin" / _file_name()
        if candidate.is_file():
            return candidate
    on_path = shutil.which("anvil")
    if on_path is None:
        raise _missing("node_modules 与 PATH 中都没有 anvil", "anvil is neither in node_modules nor on PATH")
    return Path(on_path)


def _search_folders() -> list[Path]:
    here = Path(__file__).resolve()
    return [Path.cwd(), *here.parents[2:4], Path(sys.prefix), Path(sys.prefix).parent]


def _package() -> str:
    machine = _MACHINES.get(platform.machine().lower(), platform.machine().lower())
    return f"anvil-{_SYSTEMS.get(sys.platform, sys.platform)}-{machine}"


def _file_name() -> str:
    return "anvil.exe" if sys.platform == "win32" else "anvil"


def _missing(zh: str, en: str) -> NodeMissing:
    return NodeMissing(
        zh=f"找不到内置链节点程序：{zh}。请在程序目录运行 npm ci，或在配置中给出 anvil 的路径，或配置外部链的地址",
        en=f"the embedded chain node is missing: {en}; run `npm ci` in the program's folder, "
        "or configure the path of anvil, or configure the address of an external chain",
    )


def command(executable: Path, folder: Path, port: int, chain_id: int, mining: list[str]) -> list[str]:
    """Command line of the node. All fees are zero so that the relay's key needs no funds.

    Args:
        executable: the anvil executable.
        folder: holds ``state.json``; temporary files go to its ``cache``.
        port: on 127.0.0.1.
        chain_id: EIP-155 chain id.
        mining: the flags that say when blocks are made.
    """
    state = folder / "state.json"
    return [
        str(executable),
        *("--host", "127.0.0.1", "--port", str(port), "--chain-id", str(chain_id)),
        *("--state", str(state), "--state-interval", str(state_interval(state))),
        *("--gas-price", "0", "--block-base-fee-per-gas", "0", "--disable-min-priority-fee"),
        # The contracts are compiled for this fork; a pinned one keeps block headers the same after an upgrade.
        *("--hardfork", "cancun", "--accounts", "0", "--disable-default-create2-deployer"),
        # Without pruning, each block leaves a copy of the whole state in the cache folder.
        *("--prune-history", str(_BLOCKS_WITH_STATE), "--cache-path", str(folder / "cache")),
        # A page in a browser must not be able to talk to the node.
        *("--no-cors", "--quiet"),
        *mining,
    ]


def state_interval(state: Path) -> int:
    """Seconds between two writes of the whole state file: 1, and one more for every 4 MiB, at most 60.

    The node rewrites the file completely each time, so a fixed second would keep a core busy as the chain grows.
    """
    size = state.stat().st_size if state.exists() else 0
    return min(60, 1 + size // (4 * _MIB))
