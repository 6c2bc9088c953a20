"""JSON that another system wrote: read whole within bounds, as one value or as one value a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ledger.canonical import deeper_than
from ledger.errors import ImportRefused

MAX_FILE = 256 * 2**20
MAX_DEPTH = 100


def read_values(path: Path) -> list[Any]:
    """The value in a file, or the values of its lines where it holds one a line.

    Raises:
        ImportRefused: unreadable, too large, too deep, or no JSON.
    """
    try:
        if path.stat().st_size > MAX_FILE:
            raise ImportRefused(
                zh=f"{path} 超过 {MAX_FILE >> 20} MiB, 请拆分",
                en=f"{path} has more than {MAX_FILE >> 20} MiB: split it",
            )
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ImportRefused.unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise ImportRefused(zh=f"{path} 不是 UTF-8: {error}", en=f"{path} is no UTF-8: {error}") from error
    if deeper_than(data, MAX_DEPTH):
        raise ImportRefused(zh=f"{path} 嵌套超过 {MAX_DEPTH} 层", en=f"{path} nests deeper than {MAX_DEPTH}")
    try:
        return [json.loads(text)]
    except ValueError as whole:
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError:
            raise _no_json(path, whole) from whole


def _no_json(path: Path, error: Exception) -> ImportRefused:
    return ImportRefused(
        zh=f"{path} 不是 JSON, 也不是每行一个 JSON: {error}", en=f"{path} is no JSON, nor one a line: {error}"
    )
