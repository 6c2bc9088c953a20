"""What the chain said, in SQL: blocks and contract events as read, and the rows folded from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, delete, exists, insert, select, tuple_

from ledger.storage import bulk
from ledger.storage import tables_chain as t
from ledger.storage.chain_rows import Block, ChainEvent, Unfollowed
from ledger.storage.chain_sheet import Sheet
from ledger.storage.directory_mark import mark_directory

Row = TypeVar("Row")
_BEGINNING = (-1, -1)


class ChainStore:
    """What the chain said, as one session sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sheet(self) -> Sheet:
        """A sheet to fold events on."""
        return Sheet(self._connection)

    def last_block(self) -> Block | None:
        """The newest block that was read, or None."""
        return self._block(select(t.chain_blocks).order_by(t.chain_blocks.c.number.desc()).limit(1))

    def block(self, number: int) -> Block | None:
        """The remembered block of this number, or None."""
        return self._block(select(t.chain_blocks).where(t.chain_blocks.c.number == number))

    def block_numbers(self) -> list[int]:
        """Numbers of the blocks that are remembered, ascending: those with events, and the newest."""
        return list(self._connection.scalars(select(t.chain_blocks.c.number).order_by(t.chain_blocks.c.number)))

    def add(self, blocks: Sequence[Block], events: Sequence[ChainEvent]) -> None:
        """Keep blocks and their events; the newest block so far is forgotten if it holds none."""
        last = self.last_block()
        if last is not None:
            holds = exists().where(t.contract_events.c.block == last.number)
            self._connection.execute(delete(t.chain_blocks).where(t.chain_blocks.c.number == last.number, ~holds))
        self._connection.execute(insert(t.chain_blocks), [vars(block) for block in blocks])
        if events:
            names = [column.name for column in t.contract_events.columns]
            rows = [{name: getattr(event, name) for name in names} for event in events]
            self._connection.execute(insert(t.contract_events), rows)

    def cut(self, number: int) -> set[str]:
        """Forget the blocks above ``number`` with their events, and all that was folded from events of the same contracts.

        Returns:
            the contracts whose events are to be folded anew.
        """
        above = t.contract_events.c.block > number
        contracts = set(self._connection.scalars(select(t.contract_events.c.contract).where(above).distinct()))
        self.drop_folded(contracts)
        self._connection.execute(delete(t.contract_events).where(above))
        self._connection.execute(delete(t.chain_blocks).where(t.chain_blocks.c.number > number))
        return contracts

    def drop_folded(self, contracts: Collection[str]) -> None:
        """Drop everything that was folded from events of these contracts."""
        event = t.contract_events
        for table in t.OF_EVENTS:
            same = (event.c.block == table.c.block) & (event.c.log_index == table.c.log_index)
            self._connection.execute(delete(table).where(exists().where(same, event.c.contract.in_(contracts))))
        for table in (one for name, tables in t.FOLDED.items() if name in contracts for one in tables):
            self._connection.execute(delete(table))
        mark_directory(self._connection)

    def add_subjects(self, rows: Iterable[tuple[str, int, int]]) -> None:
        """Say of which subjects events tell: (subject, block, log index)."""
        bulk.insert(self._connection, t.contract_event_subjects, list(rows))

    def batches(self, contracts: Collection[str], size: int) -> Iterator[list[ChainEvent]]:
        """All events of these contracts in the chain's order, ``size`` at a time."""
        place, wanted = _BEGINNING, t.contract_events.c.contract.in_(contracts)
        while events := self._events(_events_after(place).where(wanted).limit(size)):
            yield events
            place = (events[-1].block, events[-1].log_index)

    def history(self, subject: str, *, after: tuple[int, int] = _BEGINNING, limit: int = 1000) -> list[ChainEvent]:
        """Events that tell of a department (its code), agreement, item, matter, mandate or log (``0x`` id), oldest first.

        Args:
            subject: of whom or what.
            after: (block, log index) of the last event already seen.
            limit: most events given.
        """
        s, e = t.contract_event_subjects, t.contract_events
        mine = (s.c.block == e.c.block) & (s.c.log_index == e.c.log_index) & (s.c.subject == subject)
        return self._events(_events_after(after).join(s, mine).limit(limit))

    def unfollowed(
        self, limit: int = 1000, before: tuple[int, int] | None = None
    ) -> list[tuple[Unfollowed, ChainEvent]]:
        """Events that this service refuses to follow, newest first, before this place if one is given: why, and which."""
        u, e, b = t.unfollowed_events, t.contract_events, t.chain_blocks
        mine = (u.c.block == e.c.block) & (u.c.log_index == e.c.log_index)
        statement = select(*u.columns, *e.columns, b.c.time).select_from(
            u.join(e, mine).join(b, b.c.number == e.c.block)
        )
        if before is not None:
            statement = statement.where(tuple_(u.c.block, u.c.log_index) < before)
        rows = self._connection.execute(statement.order_by(u.c.block.desc(), u.c.log_index.desc()).limit(limit))
        width = len(u.columns)
        return [(Unfollowed(*row[:width]), ChainEvent(*row[width:])) for row in map(tuple, rows)]

    def get(self, kind: type[Row], *key: Any) -> Row | None:
        """The folded row of this primary key, or None."""
        return self.sheet().get(kind, *key)

    def find(self, kind: type[Row], **members: Any) -> list[Row]:
        """All folded rows with these members, by primary key."""
        return self.sheet().find(kind, **members)

    def _block(self, statement: Select[Any]) -> Block | None:
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else Block(*row)

    def _events(self, statement: Select[Any]) -> list[ChainEvent]:
        return [ChainEvent(*row) for row in self._connection.execute(statement)]


def _events_after(place: tuple[int, int]) -> Select[Any]:
    e, b = t.contract_events, t.chain_blocks
    return (
        select(*e.columns, b.c.time)
        .join(b, b.c.number == e.c.block)
        .where(tuple_(e.c.block, e.c.log_index) > place)
        .order_by(e.c.block, e.c.log_index)
    )
