"""The sheet: rows that one fold reads and puts, each fetched once and all written together.

A fold of a hundred thousand events would otherwise spend its time on statements of one row each.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Table, bindparam, select

from ledger.storage import chain_rows as r
from ledger.storage import tables_chain as c
from ledger.storage import tables_projection as p
from ledger.storage.directory_mark import mark_directory
from ledger.storage.projection_rows import Agreement, Department, DepartmentKey
from ledger.storage.upsert import put_all

# In an order that foreign keys allow for inserting
TABLES: dict[type, Table] = {
    Department: p.departments,
    DepartmentKey: p.department_keys,
    Agreement: p.agreements,
    r.Unfollowed: c.unfollowed_events,
    r.RootQuorum: c.root_quorum,
    r.Mandate: c.mandates,
    r.CatalogueItem: c.catalogue_items,
    r.CatalogueEntry: c.catalogue_entries,
    r.Holding: c.holdings,
    r.ItemLink: c.item_links,
    r.Grant: c.grants,
    r.Breach: c.breaches,
    r.Dispute: c.disputes,
    r.AccountabilityStep: c.accountability_steps,
    r.LogOpening: c.log_openings,
    r.ChainAnchor: c.chain_anchors,
    r.ChainWitness: c.chain_witnesses,
}
_KEYS = {kind: tuple(column.name for column in table.primary_key.columns) for kind, table in TABLES.items()}
_SELECTS = {kind: select(*(table.c[one.name] for one in fields(kind))) for kind, table in TABLES.items()}
_BY_KEY = {
    kind: _SELECTS[kind].where(*(table.c[name] == bindparam(name, type_=table.c[name].type) for name in _KEYS[kind]))
    for kind, table in TABLES.items()
}
_DIRECTORY = (Department, DepartmentKey, r.Mandate)
Row = TypeVar("Row")


class Sheet:
    """Rows by kind and primary key, as they stand after what was folded so far."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[type, dict[tuple[Any, ...], Any]] = {kind: {} for kind in TABLES}
        self._changed: dict[type, set[tuple[Any, ...]]] = {kind: set() for kind in TABLES}

    def get(self, kind: type[Row], *key: Any) -> Row | None:
        """The row of this primary key, or None."""
        known = self._rows[kind]
        if key not in known:
            given = dict(zip(_KEYS[kind], key, strict=True))
            found = self._connection.execute(_BY_KEY[kind], given).one_or_none()
            known[key] = None if found is None else kind(*found)
        return cast("Row | None", known[key])

    def find(self, kind: type[Row], **members: Any) -> list[Row]:
        """All rows with these members, by primary key."""
        self.write()
        table = TABLES[kind]
        statement = _SELECTS[kind].order_by(*table.primary_key.columns)
        for name, value in members.items():
            statement = statement.where(table.c[name] == value)
        return [kind(*row) for row in self._connection.execute(statement)]

    def put(self, row: object) -> None:
        """Insert or replace."""
        kind = type(row)
        key = tuple(getattr(row, name) for name in _KEYS[kind])
        self._rows[kind][key] = row
        self._changed[kind].add(key)

    def write(self) -> None:
        """Write what was put, and forget all rows."""
        for kind, table in TABLES.items():
            rows = self._rows[kind]
            changed = [rows[key] for key in self._changed[kind]]
            put_all(self._connection, table, [vars(row) for row in changed])
            if kind is Agreement:
                put_all(self._connection, p.agreement_items, [place for row in changed for place in row.places()])
            if changed and kind in _DIRECTORY:
                mark_directory(self._connection)
            rows.clear()
            self._changed[kind].clear()
