"""A table before it is written down: texts and numbers in one language, the same for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Cell = str | int | None
Words = tuple[str, str]

# What a spreadsheet takes for a formula or a command, full-width forms too (OWASP, CSV injection)
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|")
# XML 1.0 §2.2 has no place for these, and no reader shows them
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Sheet:
    """One table.

    Attributes:
        name: of a worksheet, at most 31 characters.
        notes: lines above the table: period, as-of time, roots.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """Several tables under one title, in one language (``zh`` or ``en``)."""

    title: str
    language: str
    summary: str
    sheets: tuple[Sheet, ...]


def plain(text: str) -> str:
    """A text without control characters."""
    return _CONTROL.sub("", text)


def inert(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe stands before what it would take for a formula."""
    text = plain(text)
    return f"'{text}" if text.startswith(_ACTIVE) else text


def table(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *notes: str) -> Sheet:
    """A sheet whose rows all have as many cells as it has columns."""
    found = tuple(tuple(row) for row in rows)
    assert all(len(row) == len(columns) for row in found)
    return Sheet(name, tuple(columns), found, notes)
