"""Projections in SQL: departments, items, agreements, decisions, and the cursor that fills them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, delete, insert, select, true

from ledger.storage import bulk, tables_chain, tables_duties
from ledger.storage import tables_projection as t
from ledger.storage.directory_mark import DIRECTORY, mark_directory
from ledger.storage.projection_rows import Agreement, Decision, Department, DepartmentKey, Item
from ledger.storage.tables_log import event_ids
from ledger.storage.upsert import put, put_all

Record = TypeVar("Record", Department, DepartmentKey, Item, Agreement, Decision)

# What log and chain fill again
REBUILT = (
    *tables_chain.ALL, t.items, t.edges, t.open_parents, t.item_sources, t.call_days, t.event_index, event_ids,
    tables_duties.duties,
)  # fmt: skip
# No department answers for these: one side's word alone, or what was taken back
DRAFTS = ("offered", "signed", "withdrawn")
_CHUNK = 500


class ProjectionStore:
    """The projections as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_index(self, name: str) -> int:
        """Index of the first entry that the projection ``name`` has not seen."""
        # in plain words: a step of what follows asks it again and again
        found = bulk.rows(self._connection, "SELECT next_index FROM projection_cursor WHERE name = {mark}", [name])
        return int(found[0][0]) if found else 0

    def advance(self, name: str, next_index: int) -> None:
        """Move the cursor; in the same session as the rows it stands for."""
        put(self._connection, t.projection_cursor, {"name": name, "next_index": next_index})

    def clear(self) -> None:
        """Drop everything that can be rebuilt from the log and the chain, cursors included; decisions stay."""
        for table in (*REBUILT, t.projection_cursor):
            self._connection.execute(delete(table))

    def directory_mark(self) -> int:
        """A number that changes whenever a department or a key does, so that a reader need not read them all again."""
        return self.next_index(DIRECTORY)

    def put_department(self, department: Department) -> None:
        """Insert or replace."""
        put(self._connection, t.departments, vars(department))
        mark_directory(self._connection)

    def department(self, code: str) -> Department | None:
        """One department, or None."""
        return self._one(Department, t.departments, t.departments.c.code == code)

    def departments(self) -> list[Department]:
        """All departments, by code."""
        return self._all(Department, t.departments, t.departments.c.code)

    def put_key(self, key: DepartmentKey) -> None:
        """Insert or replace."""
        put(self._connection, t.department_keys, vars(key))
        mark_directory(self._connection)

    def key(self, address: str) -> DepartmentKey | None:
        """The key of an address, or None."""
        return self._one(DepartmentKey, t.department_keys, t.department_keys.c.address == address)

    def keys_of(self, department: str) -> list[DepartmentKey]:
        """All keys of a department, ended ones too, oldest first."""
        where = t.department_keys.c.department == department
        return self._all(DepartmentKey, t.department_keys, t.department_keys.c.valid_from, where)

    def all_keys(self) -> list[DepartmentKey]:
        """All keys of all departments, by address."""
        return self._all(DepartmentKey, t.department_keys, t.department_keys.c.address)

    def put_item(self, item: Item) -> None:
        """Insert or replace."""
        put(self._connection, t.items, vars(item))

    def item(self, code: str) -> Item | None:
        """One catalogue item, or None."""
        row: Any = self._connection.execute(_ITEM, {"code": code}).one_or_none()
        return None if row is None else Item(*row)

    def items(self, owner: str | None = None) -> list[Item]:
        """All catalogue items (of one owner), by code."""
        where = None if owner is None else t.items.c.owner == owner
        return self._all(Item, t.items, t.items.c.code, where)

    def items_titled(self, title: str) -> list[Item]:
        """Catalogue items of exactly this title, by code."""
        rows: Any = self._connection.execute(_ITEMS_TITLED, {"title": title})
        return [Item(*row) for row in rows]

    def items_at(self, codes: Collection[str]) -> list[Item]:
        """These catalogue items, as far as they are known, by code."""
        return self._all(Item, t.items, t.items.c.code, t.items.c.code.in_(codes))

    def put_agreement(self, agreement: Agreement) -> None:
        """Insert or replace."""
        put(self._connection, t.agreements, vars(agreement))
        put_all(self._connection, t.agreement_items, agreement.places())

    def agreement_states(self, identities: Collection[str]) -> dict[str, str]:
        """Id → state of those of these agreements that were concluded."""
        wanted = sorted(identities)
        columns = select(t.agreements.c.id, t.agreements.c.state).where(t.agreements.c.state.not_in(DRAFTS))
        chunks = (t.agreements.c.id.in_(wanted[at : at + _CHUNK]) for at in range(0, len(wanted), _CHUNK))
        return {row[0]: row[1] for where in chunks for row in self._connection.execute(columns.where(where))}

    def agreements_at(self, identities: Collection[str]) -> list[Agreement]:
        """These agreements, as far as they are known, by id."""
        wanted = sorted(identities)
        chunks = (t.agreements.c.id.in_(wanted[at : at + _CHUNK]) for at in range(0, len(wanted), _CHUNK))
        return [row for where in chunks for row in self._all(Agreement, t.agreements, t.agreements.c.id, where)]

    def agreements_on(self, items: Collection[str], user: str | None = None) -> list[Agreement]:
        """Concluded agreements that cover any of these items (of one user), by id."""
        asked = {"items": list(items)} if user is None else {"items": list(items), "user": user}
        rows: Any = self._connection.execute(_ON if user is None else _ON_OF, asked)
        return [Agreement(*row) for row in rows]

    def in_force_on(self, items: Collection[str], at_ms: int) -> list[str]:
        """Ids of concluded agreements that cover any of these items and whose term is not over at ``at_ms``."""
        return list(self._connection.scalars(_IN_FORCE_ON, {"items": list(items), "at": at_ms}))

    def agreement(self, identity: str) -> Agreement | None:
        """One agreement, or None."""
        return self._one(Agreement, t.agreements, t.agreements.c.id == identity)

    def agreements(self, *, party: str | None = None, item: str | None = None, drafts: bool = False) -> list[Agreement]:
        """Agreements, oldest period first; of one party (in any of the three roles) and of one item, if given.

        With ``drafts`` also those that were never concluded: offered, signed, withdrawn.
        """
        columns = t.agreements.c
        where: ColumnElement[bool] = true() if drafts else columns.state.not_in(DRAFTS)
        if party is not None:
            where &= (columns.owner == party) | (columns.user == party) | (columns.manager == party)
        if item is not None:
            where &= columns.item == item
        return self._all(Agreement, t.agreements, columns.valid_from, where)

    def versions(self, first: str) -> list[Agreement]:
        """All versions of the agreement whose first version this is, in their order."""
        where = (t.agreements.c.id == first) | (t.agreements.c.first == first)
        return self._all(Agreement, t.agreements, t.agreements.c.version, where)

    def add_decision(self, decision: Decision) -> int:
        """Record an answer; returns its id."""
        statement = insert(t.decisions).values(vars(decision)).returning(t.decisions.c.id)
        return int(self._connection.execute(statement).scalar_one())

    def decision(self, identity: int) -> Decision | None:
        """One decision, or None."""
        return self._one(Decision, t.decisions, t.decisions.c.id == identity)

    def _one(self, kind: type[Record], table: Table, where: ColumnElement[bool]) -> Record | None:
        row: Any = self._connection.execute(_columns(kind, table).where(where)).one_or_none()
        return None if row is None else kind(*row)

    def _all(
        self, kind: type[Record], table: Table, order: ColumnElement[Any], where: ColumnElement[bool] | None = None
    ) -> list[Record]:
        statement = _columns(kind, table).order_by(order, *table.primary_key.columns)
        rows: Any = self._connection.execute(statement if where is None else statement.where(where))
        return [kind(*row) for row in rows]


def _columns(kind: type[Any], table: Table) -> Select[Any]:
    found = _SELECTS.get(kind)
    if found is None:
        found = _SELECTS[kind] = select(*(table.c[name] for name in kind.__dataclass_fields__))
    return found


def _on(columns: Select[Any], *more: ColumnElement[bool]) -> Select[Any]:
    items = t.agreement_items.c
    within = select(items.agreement).where(items.item.in_(bindparam("items", expanding=True)), *more)
    concluded = t.agreements.c.state.not_in(DRAFTS)
    return columns.where(t.agreements.c.id.in_(within), concluded).order_by(t.agreements.c.id)


# Built once: putting a statement together costs more than running it
_SELECTS: dict[type[Any], Select[Any]] = {}
_ITEM = _columns(Item, t.items).where(t.items.c.code == bindparam("code"))
_ITEMS_TITLED = _columns(Item, t.items).where(t.items.c.title == bindparam("title")).order_by(t.items.c.code)
_ON = _on(_columns(Agreement, t.agreements))
_ON_OF = _on(_columns(Agreement, t.agreements), t.agreement_items.c.user == bindparam("user"))
_IN_FORCE_ON = _on(select(t.agreements.c.id).where(t.agreements.c.valid_until > bindparam("at")))
