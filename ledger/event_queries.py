"""Look-ups over the event index that no single projection answers: by types, by time, along a lane."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from ledger.model import Address
from ledger.storage.store import StoreSession
from ledger.storage.tables_log import lanes
from ledger.storage.tables_projection import event_index


def newest(
    session: StoreSession,
    *,
    types: Collection[str] | None = None,
    agreement: str | None = None,
    item: str | None = None,
    since_ms: int = 0,
    limit: int = 1000,
) -> list[int]:
    """Indexes of the newest events (of these types) that occurred at or after ``since_ms``, ascending."""
    statement = select(event_index.c.index).where(event_index.c.occurred_at >= since_ms)
    if types is not None:
        statement = statement.where(event_index.c.type.in_(types))
    if agreement is not None:
        statement = statement.where(event_index.c.agreement == agreement)
    if item is not None:
        statement = statement.where(event_index.c.item == item)
    found = session.connection.scalars(statement.order_by(event_index.c.index.desc()).limit(limit))
    return sorted(found)


def next_seq(session: StoreSession, address: Address | str, lane: int) -> int:
    """The number after the highest that this signer used in this lane; 0 in a fresh lane."""
    signer = bytes.fromhex(address.removeprefix("0x"))
    highest = select(func.max(lanes.c.seq)).where(lanes.c.signer == signer, lanes.c.lane == lane)
    found = session.connection.scalar(highest)
    return 0 if found is None else int(found) + 1
