"""The walk of a lineage: level by level, in one order that does not change, so that pages follow each other.

A walk sees the log up to its reach: what is recorded later neither enters a page nor moves one. Events stand in the order
(level, index); a page is a stretch of it. The walk goes only as far as the page asked for needs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.errors import InputRefused
from ledger.storage.store import StoreSession

MAX_PAGE = 1000
_CURSOR = re.compile(r"([0-9]{1,16})-([0-9]{1,12})")


@dataclass(frozen=True)
class Bounds:
    """How far a walk goes.

    Attributes:
        up: towards parents, else towards children.
        reach: only what stands before this index is known.
        depth: levels at most; None for all. until: only what occurred up to this time (ms); None for all.
    """

    up: bool
    reach: int
    depth: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Page:
    """A stretch of a walk.

    Attributes:
        indexes: its events in order. levels: level of every event met so far, this page and those before it.
        edges: (child, parent) whose later end, in the order of the walk, stands on this page.
        following: position of the next page, None after the last. truncated: the depth left events out.
    """

    indexes: list[int]
    levels: dict[int, int]
    edges: list[tuple[int, int]]
    following: int | None
    truncated: bool


def walk(session: StoreSession, start: Sequence[int], bounds: Bounds, position: int, size: int) -> Page:
    """The events ``position`` … ``position + size`` of the walk from ``start``, and the edges that they complete."""
    levels = dict.fromkeys(sorted(start), 0)
    frontier, level, truncated = list(levels), 0, False
    # one more than the page, to know whether another follows
    while frontier and len(levels) <= position + size:
        found = session.lineage.step(frontier, up=bounds.up, reach=bounds.reach, until=bounds.until)
        frontier = [index for index in found if index not in levels]
        if level == bounds.depth:
            truncated = bool(frontier)
            break
        level += 1
        levels.update(dict.fromkeys(frontier, level))
    order = list(levels)
    indexes = order[position : position + size]
    more = len(order) > position + size
    return Page(
        indexes=indexes,
        levels=levels,
        edges=_edges(session, order, indexes, position),
        following=position + size if more else None,
        truncated=truncated,
    )


def read_cursor(text: str) -> tuple[int, int]:
    """(reach, position) of a cursor that an answer gave.

    Raises:
        InputRefused: no such cursor.
    """
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise InputRefused(
            zh="cursor 不是本服务给出的翻页标记: 请用上一页的 next, 或不带 cursor 从头查",
            en="the cursor is none that this service gave: send the page's next, or none to begin anew",
        )
    return int(found[1]), int(found[2])


def write_cursor(reach: int, position: int) -> str:
    """The cursor of a page."""
    return f"{reach}-{position}"


def _edges(session: StoreSession, order: Sequence[int], indexes: Sequence[int], position: int) -> list[tuple[int, int]]:
    places = {index: place for place, index in enumerate(order[: position + len(indexes)])}
    touching = session.lineage.edges_at(indexes) if indexes else []
    return [
        (child, parent)
        for child, parent in touching
        if child in places and parent in places and max(places[child], places[parent]) >= position
    ]
