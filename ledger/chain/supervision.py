"""What the embedded node needs of the operating system: whole-file writes, a lock on its folder, a tie to its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from ledger.errors import NodeFolderInUse

_PR_SET_PDEATHSIG = 1


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


def die_with_parent() -> Callable[[], None] | None:
    """On Linux, what the child runs before exec so that it gets SIGTERM when its parent dies (prctl(2))."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def arm() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)

    return arm
