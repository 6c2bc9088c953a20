"""Look-ups over the event index that no single projection answers: by types, by time, along a lane."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func, select

from ledger.model import Address
from ledger.storage import bulk
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import StoreSession
from ledger.storage.tables_log import lanes
from ledger.storage.tables_projection import call_days, event_index

_NEWEST = (
    'SELECT * FROM (SELECT e."index" FROM event_index AS e WHERE {where} ORDER BY e."index" DESC LIMIT {mark}) AS n'
)
# Built once: every decision asks it
_OF_AGREEMENTS = select(event_index.c.index).where(
    event_index.c.agreement.in_(bindparam("agreements", expanding=True)),
    event_index.c.type.in_(bindparam("types", expanding=True)),
)


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
    given = (
        ("e.occurred_at >= {mark}", since_ms),
        ("e.agreement = {mark}", None if agreement is None else bytes.fromhex(agreement.removeprefix("0x"))),
        ("e.item = {mark}", item),
    )
    wanted = [(clause, value) for clause, value in given if value is not None]
    each = [[("e.type = {mark}", one), *wanted] for one in types] if types is not None else [wanted]
    return _newest(session, each, limit)


def newest_by(session: StoreSession, actor: str, types: Collection[str], limit: int = 1000) -> list[int]:
    """Indexes of the newest events of these types that this department recorded, ascending."""
    return _newest(session, [[("e.actor = {mark}", actor), ("e.type = {mark}", one)] for one in types], limit)


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
    period: list[tuple[str, object]] = [("e.occurred_at >= {mark}", since_ms), ("e.occurred_at < {mark}", until_ms)]
    mine = period if actor is None else [("e.actor = {mark}", actor), *period]
    return _newest(session, [[("e.type = {mark}", one), *mine] if one else mine for one in types], limit)


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


def _newest(session: StoreSession, each: Sequence[Sequence[tuple[str, object]]], limit: int) -> list[int]:
    """The newest that fit one of several lists of conditions: each list is looked up by itself, for asked with OR or IN a
    database would rather read the whole index backwards.
    """
    if not each:
        return []
    parts = [" AND ".join(clause for clause, _ in clauses) or "true" for clauses in each]
    statement = " UNION ALL ".join(_NEWEST.format(where=where, mark="{mark}") for where in parts)
    values = [value for clauses in each for value in (*(value for _, value in clauses), limit)]
    return sorted(row[0] for row in bulk.rows(session.connection, statement, values))[-limit:]


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
