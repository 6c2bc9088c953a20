"""What the embedded node needs of the operating system: whole-file writes, a lock on its folder, a tie to its parent."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from ledger.errors import NodeFolderInUse

# 1 is PR_SET_PDEATHSIG; a parent that died before it was set is no longer the parent
_LAUNCHER = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


def write_whole(path: Path, data: bytes) -> None:
    """Write a whole file or nothing."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def lock_folder(path: Path) -> IO[str]:
    """Open a folder's lock file; the lock ends with the process, however that ends.

    Raises:
        NodeFolderInUse: another process holds it.
    """
    file = path.open("w", encoding="utf-8")
    if sys.platform == "win32":
        return file
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise NodeFolderInUse(
            zh=f"另一个正在运行的服务正使用 {path.parent}：请先停止它，或换一个数据目录",
            en=f"another running service uses {path.parent}: stop it first, or use another data folder",
            folder=str(path.parent),
        ) from error
    return file


def bound_to_parent(command: Sequence[str]) -> list[str]:
    """On Linux, the command so started that it gets SIGTERM when the calling thread ends (prctl(2)); else itself.

    A launcher sets that and becomes the command, for nothing of Python may run between fork and exec: another thread of
    the parent may hold a lock then that nobody releases in the child.
    """
    if not sys.platform.startswith("linux"):
        return list(command)
    return [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), *command]
