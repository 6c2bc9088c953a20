"""The signed head: size and root of the last checkpoint signed, in a file of its own beside the database.

A database that was put back to an older state knows nothing of what was signed since. This file does, unless it was put
back too; then the chain and the witnesses do. It is written before the checkpoint is stored, never after.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from ledger.errors import LogFrozen, NotFound
from ledger.storage.store import StoreSession


class SignedHead:
    """The file at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[int, bytes] | None:
        """Size and root, or None before the first checkpoint.

        Raises:
            LogFrozen: the file is damaged.
        """
        try:
            value = json.loads(self._path.read_text("utf-8"))
            return int(value["size"]), bytes.fromhex(value["root"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LogFrozen(
                zh=f"{self._path} 读不出: 无从得知最后签过什么, 停止签发; 请用备份恢复该文件",
                en=f"{self._path} cannot be read: what was signed last is unknown, so nothing is signed; restore the file",
            ) from error

    def write(self, size: int, root: bytes) -> None:
        """Replace what is there, durably; a crash leaves the old file or the new one."""
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump({"size": size, "root": root.hex()}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def compare(self, session: StoreSession) -> None:
        """Hold the store against the file; to be called before anything is signed.

        Raises:
            LogFrozen: something larger or something else was signed than is stored.
        """
        found = self.read()
        if found is None:
            return
        size, root = found
        length = session.log.load_state().size
        if root_at(session, size) != root:
            raise LogFrozen(
                zh=f"已签过 {size} 条的检查点({self._path.name}), 与本地存储({length} 条)不符: 停止签发; 请恢复较新的备份",
                en=f"a checkpoint of {size} entries was signed ({self._path.name}) that is not of the log stored here "
                f"({length}): nothing is signed; restore a newer backup",
                signed=size,
                stored=length,
            )


def root_at(session: StoreSession, size: int) -> bytes | None:
    """Root over the first ``size`` entries stored, or None if there are fewer."""
    try:
        return session.log.root_at(size)
    except NotFound:
        return None
