"""Read the frozen vectors as rows of pytest parameters."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent


@cache
def vectors(name: str) -> Any:
    """The content of ``<name>.json``."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def rows(name: str, section: str) -> list[Any]:
    """One pytest parameter for each row of a section; its id is the row's name."""
    return [pytest.param(row, id=row["name"]) for row in vectors(name)[section]]


def hashes(texts: list[str]) -> list[bytes]:
    """Hex digits to bytes."""
    return [bytes.fromhex(text) for text in texts]
