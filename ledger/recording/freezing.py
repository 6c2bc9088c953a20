"""The mark of a frozen log: why nothing is signed or taken in any more, for every process of the service to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ledger.errors import QuanzeError
from ledger.model import format_time


class FrozenMark:
    """The file at ``path``; it is there while the log is frozen, and only the worker writes it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Mapping[str, Any] | None:
        """``code``, ``zh``, ``en``, ``since`` of the first reason; None while the log is not frozen."""
        try:
            value = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            value = {"code": "log-frozen", "zh": "日志已冻结", "en": "the log is frozen", "since": ""}
        return dict(value)

    def set(self, error: QuanzeError, now: int) -> None:
        """Freeze for this reason, if nothing froze the log before; ``now`` in ms."""
        if self.read() is None:
            value = {"code": error.code, "zh": error.zh, "en": error.en, "since": format_time(now)}
            beside = self._path.with_suffix(".new")
            beside.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
            beside.replace(self._path)

    def clear(self) -> None:
        """Take the mark away: everything was compared anew and agrees."""
        self._path.unlink(missing_ok=True)
