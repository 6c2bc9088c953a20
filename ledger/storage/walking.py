"""Walks along the event index: the first or the newest events that agree in some columns.

An index holds these columns and then the event's number, so that no other event need be looked at. SQLite sees that from what
has to be equal. PostgreSQL takes such events for evenly spread over the log, and would go through all of it until it has
met enough of them; asked for what stands after a place of that index, in that index's order, it has no other way.
It must see neither that a column is equal to one value, for then another index has that order too, nor which value it is,
for it takes nothing to lie between two ends that it can compare, and would rather sift and sort.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection

from ledger.storage import bulk

Condition = tuple[str, tuple[Any, ...]]
"""A text about ``e`` with a ``{mark}`` for each of its values."""
BEGINNING, END = -1, 2**63 - 1
_KIND = {"agreement": "bytea", "item": "text", "actor": "text", "type": "text"}


class Way(TypedDict, total=False):
    """Where a walk leads: over the events between two indexes, both left out; ``newest`` ones first; at most ``limit``."""

    after: int
    before: int
    newest: bool
    limit: int


def walk(
    connection: Connection, members: Mapping[str, str | None], more: Sequence[Condition] = (), **way: Unpack[Way]
) -> list[int]:
    """Indexes of the events with these members (``agreement``, ``item``, ``actor``, ``type``; None for any), of which
    ``more`` holds too, in the order of the walk; one if no ``limit`` is given.
    """
    text, values = statement(connection, members, more, **way)
    return [row[0] for row in bulk.rows(connection, text, values)]


def statement(
    connection: Connection, members: Mapping[str, str | None], more: Sequence[Condition] = (), **way: Unpack[Way]
) -> tuple[str, list[Any]]:
    """The statement of a `walk` and its values, for `bulk.rows`."""
    stored = {name: _stored(name, value) for name, value in members.items() if value is not None}
    columns = _indexed(stored)
    sought = _plainly(stored, columns) if bulk.is_sqlite(connection) else _in_order(stored, columns, way)
    conditions = [*sought, *_bounds(way), *more]
    ordered = ["index"] if bulk.is_sqlite(connection) else [*columns, "index"]
    where = " AND ".join(text for text, _ in conditions) or "true"
    order = ", ".join(f'e."{name}" {"DESC" if way.get("newest") else "ASC"}' for name in ordered)
    text = f'SELECT e."index" FROM event_index AS e WHERE {where} ORDER BY {order} LIMIT {{mark}}'  # noqa: S608 - our own names
    return text, [*(value for _, values in conditions for value in values), way.get("limit", 1)]


def _stored(name: str, value: str) -> str | bytes:
    return bytes.fromhex(value.removeprefix("0x")) if name == "agreement" else value


def _indexed(members: Mapping[str, Any]) -> list[str]:
    """Those of the members that an index of ``event_index`` begins with, before the event's number."""
    narrow = [name for name in ("agreement", "item") if name in members][:1]
    typed = [name for name in ("type",) if name in members]
    return [*narrow, *typed] or [name for name in ("actor",) if name in members]


def _plainly(members: Mapping[str, Any], columns: Sequence[str]) -> list[Condition]:
    # SQLite would take any index of any of them; a sign before a column keeps it from that
    return [(f'{"" if name in columns else "+"}e."{name}" = {{mark}}', (value,)) for name, value in members.items()]


def _in_order(members: Mapping[str, Any], columns: Sequence[str], way: Way) -> list[Condition]:
    sift = [name for name in members if name not in columns]
    found: list[Condition] = [(f'e."{name}" IS NOT DISTINCT FROM {{mark}}', (members[name],)) for name in sift]
    found += [(f'e."{name}" = ANY({{mark}}::{_KIND[name]}[])', ([members[name]],)) for name in columns[:-1]]
    newest = way.get("newest", False)
    place = way.get("before", END) if newest else way.get("after", BEGINNING)
    beyond, within = ("<", ">=") if newest else (">", "<=")
    for name in columns[-1:]:
        value = f"(SELECT {{mark}}::{_KIND[name]})"
        found.append((f'(e."{name}", e."index") {beyond} ({value}, {{mark}})', (members[name], place)))
        found.append((f'e."{name}" {within} {value}', (members[name],)))
    return found


def _bounds(way: Way) -> list[Condition]:
    bounds: list[Condition] = []
    if "after" in way and way["after"] > BEGINNING:
        bounds.append(('e."index" > {mark}', (way["after"],)))
    if "before" in way and way["before"] < END:
        bounds.append(('e."index" < {mark}', (way["before"],)))
    return bounds
