"""Look-ups over the event index that no single projection answers: by types, by time, along a lane."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypedDict, Unpack

from sqlalchemy import bindparam, func, select

from ledger.model import Address
from ledger.storage import bulk
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import StoreSession
from ledger.storage.tables_log import lanes
from ledger.storage.tables_projection import call_days, event_index
from ledger.storage.walking import END, Condition, statement

_UNDER_NONE: Condition = ("e.agreement IS NULL", ())
_ABOUT_NONE: Condition = ("e.item IS NULL", ())
# Built once: every decision asks it
_OF_AGREEMENTS = select(event_index.c.index).where(
    event_index.c.agreement.in_(bindparam("agreements", expanding=True)),
    event_index.c.type.in_(bindparam("types", expanding=True)),
)


class Where(TypedDict, total=False):
    """Which events: under an agreement, or with ``alone`` under none; about an item; before an index."""

    agreement: str | None
    item: str | None
    alone: bool
    before: int


def newest(
    session: StoreSession,
    *,
    types: Collection[str] | None = None,
    since_ms: int = 0,
    limit: int = 1000,
    **where: Unpack[Where],
) -> list[int]:
    """Indexes of the newest events (of these types) that occurred at or after ``since_ms``, ascending."""
    members = {"agreement": where.get("agreement"), "item": where.get("item")}
    each = [{**members, "type": one} for one in ((None,) if types is None else types)]
    more = [("e.occurred_at >= {mark}", (since_ms,)), *([_UNDER_NONE] if where.get("alone") else [])]
    return _newest(session, each, more, limit, where.get("before", END))


def newest_by(
    session: StoreSession, actor: str, types: Collection[str], limit: int = 1000, *, alone: bool = False
) -> list[int]:
    """Indexes of the newest events of these types that this department recorded (``alone``: under no agreement and about no
    item), ascending.
    """
    more = [_UNDER_NONE, _ABOUT_NONE] if alone else []
    return _newest(session, [{"actor": actor, "type": one} for one in types], more, limit)


def newest_between(
    session: StoreSession,
    since_ms: int,
    until_ms: int,
    *,
    actor: str | None = None,
    types: Collection[str] = ("",),
    limit: int = 1000,
) -> list[int]:
    """Indexes of the newest events that occurred from ``since_ms`` on and before ``until_ms``, ascending; of these types
    (an empty name: of any), by this department, if one is named.
    """
    period: list[Condition] = [("e.occurred_at >= {mark}", (since_ms,)), ("e.occurred_at < {mark}", (until_ms,))]
    return _newest(session, [{"actor": actor, "type": one or None} for one in types], period, limit)


def calls_between(session: StoreSession, since_ms: int, until_ms: int) -> dict[str, int]:
    """Calls by agreement on the days (+08:00) that begin in this period: each side records them, so the larger count stands."""
    where = (call_days.c.day >= since_ms) & (call_days.c.day < until_ms)
    daily = (
        select(call_days.c.agreement, call_days.c.day, func.max(call_days.c.calls).label("calls"))
        .where(where)
        .group_by(call_days.c.agreement, call_days.c.day)
        .subquery()
    )
    summed = select(daily.c.agreement, func.sum(daily.c.calls)).group_by(daily.c.agreement)
    return {str(agreement): int(calls) for agreement, calls in session.connection.execute(summed)}


def _newest(
    session: StoreSession,
    each: Sequence[Mapping[str, str | None]],
    more: Sequence[Condition],
    limit: int,
    before: int = END,
) -> list[int]:
    """The newest that have one of several sets of members: each is looked up by itself, for asked with OR or IN a database
    would rather read the whole index backwards.
    """
    if not each:
        return []
    asked = [statement(session.connection, members, more, newest=True, before=before, limit=limit) for members in each]
    text = " UNION ALL ".join(f"SELECT * FROM ({one}) AS n" for one, _ in asked)  # noqa: S608 - our own names
    rows = bulk.rows(session.connection, text, [value for _, values in asked for value in values])
    return sorted(row[0] for row in rows)[-limit:]


def of_agreements(session: StoreSession, agreements: Collection[str], types: Collection[str]) -> list[IndexedEvent]:
    """The events of these types under these agreements, in the order of recording."""
    if not agreements:
        return []
    asked = {"agreements": sorted(agreements), "types": list(types)}
    found = session.connection.scalars(_OF_AGREEMENTS, asked).all()
    return session.events.get(found) if found else []


def next_seq(session: StoreSession, address: Address | str, lane: int) -> int:
    """The number after the highest that this signer used in this lane; 0 in a fresh lane."""
    signer = bytes.fromhex(address.removeprefix("0x"))
    highest = select(func.max(lanes.c.seq)).where(lanes.c.signer == signer, lanes.c.lane == lane)
    found = session.connection.scalar(highest)
    return 0 if found is None else int(found) + 1
