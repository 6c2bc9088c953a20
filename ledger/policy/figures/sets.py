"""Digests of what a figure counted (docs/formats.md §18): whoever counts again compares one value.

A set's root is the RFC 6962 root over its names in order, so that one member can be proven without the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from ledger.canonical import canonical
from ledger.merkle import leaf_hash, root


class SetRoots(NamedTuple):
    """Roots (32 bytes) of the numerator, the denominator, and of what could not be counted."""

    numerator: bytes
    denominator: bytes
    unknown: bytes


class FigureRow(NamedTuple):
    """One figure of one department as a report commits to it."""

    figure: str
    version: int
    period: str
    department: str
    roots: SetRoots


def set_root(names: Iterable[str]) -> bytes:
    """RFC 6962 root over the UTF-8 bytes of these names, each once, in ascending order of their bytes."""
    # UTF-8 keeps the order of code points, so names are sorted as they are; the leaf's prefix is that of RFC 6962
    return root([sha256(b"\0" + name.encode()).digest() for name in sorted(set(names))])


def report_root(rows: Iterable[FigureRow]) -> bytes:
    """What ``event_set_root`` of a `kpi.report` holds: RFC 6962 root over the canonical rows, ascending by their bytes."""
    leaves = sorted(
        canonical([row.figure, row.version, row.period, row.department, *(one.hex() for one in row.roots)])
        for row in rows
    )
    return root([leaf_hash(one) for one in leaves])
