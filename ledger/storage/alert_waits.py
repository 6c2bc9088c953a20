"""What the watcher of alerts has still to judge, event by event, and when; written by it and by the projector of duties.

Whoever puts something off says what it had read: what was asked for again meanwhile stays due.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, select

from ledger.storage import bulk
from ledger.storage.tables_alerts import alert_matters, alert_waits
from ledger.storage.upsert import put

WHOLE = -1
"""In place of an event's index: all that stands in the matter."""
AT_ONCE = 0
"""A time that has come, whatever the clock says."""

# one that is due already is moved on by one, so that who read it before cannot put it off
_SOONER = (
    ' ON CONFLICT (matter, "index") DO UPDATE SET wake_at = CASE WHEN alert_waits.wake_at <= excluded.wake_at'
    " THEN alert_waits.wake_at + 1 ELSE excluded.wake_at END"
)
_INTO = 'INSERT INTO alert_waits (matter, "index", wake_at) SELECT '
# by whether the database is SQLite, as are the others
_ASK = {
    True: _INTO + "?, value, ? FROM json_each(?) WHERE true" + _SOONER,
    False: _INTO + "%s, i, %s FROM unnest(%s::bigint[]) AS i" + _SOONER,
}
# each pair is looked up by its key, whatever else waits as long: SQLite follows the order of a CROSS JOIN, and PostgreSQL has
# no index for what is NOT DISTINCT
_DROP = {
    True: "DELETE FROM alert_waits WHERE rowid IN (SELECT w.rowid FROM json_each(?) AS p CROSS JOIN alert_waits AS w"
    " WHERE w.matter = ? AND w.\"index\" = json_extract(p.value, '$[0]')"
    " AND w.wake_at = json_extract(p.value, '$[1]'))",
    False: "DELETE FROM alert_waits AS w USING json_array_elements(%s::json) AS p WHERE w.matter = %s"
    ' AND w."index" = (p->>0)::bigint AND w.wake_at IS NOT DISTINCT FROM (p->>1)::bigint',
}
_LATER = {
    True: "INSERT INTO alert_waits (\"index\", wake_at, matter) SELECT json_extract(value, '$[0]'),"
    " json_extract(value, '$[1]'), ?2 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING",
    False: 'INSERT INTO alert_waits ("index", wake_at, matter) SELECT (p->>0)::bigint, (p->>1)::bigint, m.name'
    " FROM json_array_elements(%s::json) AS p, (SELECT %s::text) AS m(name) ON CONFLICT DO NOTHING",
}
_AT = 'SELECT w."index", w.wake_at FROM alert_waits AS w WHERE w."index" {inside} AND w.matter = {mark}'
_NEXT = select(func.min(alert_waits.c.wake_at))


class AlertWaits:
    """What waits, as one session sees it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sqlite = bulk.is_sqlite(connection)

    def ask(self, wanted: Mapping[str, Collection[int]], at: int) -> None:
        """Have these indexes of each matter judged at ``at`` (ms), or when they are due already if that is sooner."""
        for matter, indexes in wanted.items():
            bulk.execute(
                self._connection, _ASK[self._sqlite], [matter, at, bulk.listed(self._connection, sorted(indexes))]
            )
        if wanted:
            bulk.wake(self._connection, sorted(wanted), at)

    def due(self, matter: str, now: int, limit: int) -> dict[int, int]:
        """Index → since when it is due, of what is to be judged now, at most so many."""
        c = alert_waits.c
        mine = (c.matter == matter) & (c.wake_at <= now)
        statement = select(c.index, c.wake_at).where(mine).order_by(c.wake_at, c.index).limit(limit)
        return {row[0]: row[1] for row in self._connection.execute(statement)}

    def at(self, matter: str, indexes: Collection[int]) -> dict[int, int]:
        """As `due`, of these indexes, whether they are due or not."""
        return dict(bulk.rows_at(self._connection, _AT, indexes, [matter]))

    def judged(self, matter: str, read: Mapping[int, int], again: Mapping[int, int]) -> None:
        """What was due as ``read`` was judged, and is to be ``again`` at these times (ms); the rest waits no longer."""
        for statements, pairs in ((_DROP, read), (_LATER, again)):
            if pairs:
                values = [json.dumps(list(pairs.items())), matter]
                bulk.execute(self._connection, statements[self._sqlite], values)

    def sleep(self, matter: str, until: int | None) -> None:
        """A matter was looked at: nothing changes it before ``until`` (None: only an event) and before what waits is due."""
        next_due = self._connection.scalar(_NEXT.where(alert_waits.c.matter == matter))
        times = [one for one in (until, next_due) if one is not None]
        self.rest(matter, min(times, default=None))

    def rest(self, matter: str, until: int | None) -> None:
        """As `sleep`, whatever waits."""
        put(self._connection, alert_matters, {"matter": matter, "wake_at": until})
