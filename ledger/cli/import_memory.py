"""What an import remembers between runs: the secret of its salts, when it began, and how far it has come."""

from __future__ import annotations

import json
import secrets
import time
from pathlib import Path
from typing import Any

from ledger.cli.session import Session
from ledger.errors import ImportRefused
from ledger.imports.importing import SECRET_SIZE, Plan
from ledger.keys.secret_file import read_small, write_new
from ledger.wiring import write_json


class ImportMemory:
    """Files that only their owner reads, in a folder beside the key or another one.

    Args:
        source: name of what is imported; digest: of what decides how it is read (the mapping).

    Raises:
        ImportRefused: there is no such folder, or its secret is of no use.
    """

    def __init__(self, session: Session, folder: Path | None, source: str, digest: str) -> None:
        found = folder or session.beside_key("import")
        if found is None:
            raise ImportRefused(
                zh="密钥不在文件中: 请用 --memory 指明保存导入密语的目录",
                en="the key is in no file: name the folder for the import's secret with --memory",
            )
        self._folder, self._digest = found, digest
        self._progress = found / f"{source}.json"
        self._began = found / f"{source}.began.json"
        self.secret = self._secret()

    def known(self) -> int:
        """How many rows of this source were recorded before."""
        return int(self._read(self._progress).get("rows", 0))

    def began(self) -> int:
        """When the first run of this source began (ms): events that have no time of their own keep it."""
        kept = self._read(self._began).get("ms")
        if isinstance(kept, int):
            return kept
        now = time.time_ns() // 1_000_000
        write_json(self._began, {"ms": now})
        return now

    def compare(self, built: Plan) -> None:
        """Refuse a file whose rows differ from those recorded before: events are never changed by importing again.

        Raises:
            ImportRefused: rows are missing or were changed, or the mapping was.
        """
        known = self._read(self._progress)
        if not known:
            return
        rows = int(known["rows"])
        if len(built.built) < rows or built.digest(rows) != known["digest"]:
            what = "映射 · mapping" if known["mapping"] != self._digest else "行 · rows"
            raise ImportRefused(
                zh=f"此来源已记录 {rows} 行, 而现在的文件得出不同的事件({what} 有变化): 更正请另记事件, 新数据请换 source",
                en=f"{rows} rows of this source are recorded, and the file now gives other events ({what} changed): "
                "record corrections as events of their own, or give new data another source",
                rows=rows,
            )

    def remember(self, built: Plan, rows: int) -> None:
        """Keep how far it has come; only rows in file order, which one key's batches are."""
        if len({one.address for one in built.batches}) == 1 or rows == len(built.built):
            write_json(self._progress, {"rows": rows, "digest": built.digest(rows), "mapping": self._digest})

    @staticmethod
    def _read(path: Path) -> dict[str, Any]:
        try:
            value = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return value if isinstance(value, dict) else {}

    def _secret(self) -> bytes:
        file = self._folder / "secret"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not file.exists():
                write_new(file, secrets.token_hex(SECRET_SIZE).encode() + b"\n")
            return bytes.fromhex(read_small(file).decode().strip())
        except (OSError, ValueError) as error:
            raise ImportRefused(
                zh=f"导入密语 {file} 不可用: {error}", en=f"the secret {file} is of no use: {error}"
            ) from error
