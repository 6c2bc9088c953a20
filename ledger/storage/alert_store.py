"""Alerts in SQL, written by the one watcher: what stands, its changes by number, and when to look at a matter again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from ledger.storage import bulk
from ledger.storage import tables_alerts as t
from ledger.storage.alert_rows import ACKNOWLEDGED, CLOSED, RAISED, RECORDED, REOPENED, AlertChange, AlertRow, HookRow
from ledger.storage.tables_chain import contract_event_subjects, contract_events
from ledger.storage.upsert import put

CURSOR = "events"
"""Mark: how many entries of the log were looked at for what they bear on."""
_COLUMNS = tuple(t.alerts.c[name] for name in AlertRow.__dataclass_fields__)
_CHUNK = 500


class AlertStore:
    """Alerts as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def raised(self, alert: AlertRow, now: int) -> AlertRow:
        """Keep an alert that was not open, with the number of this change; one that was closed is opened again."""
        known = self.get(alert.id)
        change = RAISED if known is None else REOPENED
        row = replace(alert, event=known.event if known else None, changed=self._change(alert.id, change, now))
        put(self._connection, t.alerts, vars(row))
        return row

    def closed(self, identity: str, now: int) -> None:
        """It stands no longer."""
        self._set(identity, CLOSED, now, closed_at=now)

    def acknowledged(self, identity: str, event: str, at: int, now: int) -> bool:
        """Its owner has acknowledged it by this event at ``at``; False if it was already, or is not known."""
        known = self.get(identity)
        if known is None or known.acknowledged_by is not None:
            return False
        self._set(identity, ACKNOWLEDGED, now, acknowledged_at=at, acknowledged_by=event)
        return True

    def recorded(self, identity: str, event: str, now: int) -> None:
        """It was recorded as this event; from now on its owner can acknowledge it."""
        self._set(identity, RECORDED, now, event=event)

    def mend(self, alert: AlertRow) -> None:
        """What it says may grow while it stands (a count): that alone is no change."""
        said = {"values": alert.values, "evidence": alert.evidence, "owner": alert.owner}
        self._connection.execute(update(t.alerts).where(t.alerts.c.id == alert.id).values(said))

    def get(self, identity: str) -> AlertRow | None:
        """One alert, or None."""
        row: Any = self._connection.execute(select(*_COLUMNS).where(t.alerts.c.id == identity)).one_or_none()
        return None if row is None else AlertRow(*row)

    def at(self, identities: Collection[str]) -> dict[str, AlertRow]:
        """These alerts, by id."""
        wanted = sorted(set(identities))
        chunks = (t.alerts.c.id.in_(wanted[at : at + _CHUNK]) for at in range(0, len(wanted), _CHUNK))
        found = (AlertRow(*row) for where in chunks for row in self._connection.execute(select(*_COLUMNS).where(where)))
        return {one.id: one for one in found}

    def of_event(self, event: str) -> AlertRow | None:
        """The alert that was recorded as this event, or None."""
        row: Any = self._connection.execute(select(*_COLUMNS).where(t.alerts.c.event == event)).first()
        return None if row is None else AlertRow(*row)

    def open_of(self, matter: str) -> dict[str, AlertRow]:
        """The alerts of a matter that stand, by id."""
        where = (t.alerts.c.matter == matter) & t.alerts.c.closed_at.is_(None)
        return {row[0]: AlertRow(*row) for row in self._connection.execute(select(*_COLUMNS).where(where))}

    def unrecorded(self, limit: int) -> list[AlertRow]:
        """Open alerts that are not recorded as events, oldest change first."""
        where = t.alerts.c.event.is_(None) & t.alerts.c.closed_at.is_(None)
        statement = select(*_COLUMNS).where(where).order_by(t.alerts.c.changed).limit(limit)
        return [AlertRow(*row) for row in self._connection.execute(statement)]

    def find(
        self,
        *,
        before: int | None,
        limit: int,
        is_open: bool | None = None,
        rules: Collection[str] | None = None,
        **members: str | None,
    ) -> list[AlertRow]:
        """Alerts with these members, newest change first, from change number ``before`` (exclusive) on."""
        c = t.alerts.c
        wanted = [c[name] == value for name, value in members.items() if value is not None]
        wanted += [] if before is None else [c.changed < before]
        wanted += [] if is_open is None else [c.closed_at.is_(None) if is_open else c.closed_at.is_not(None)]
        wanted += [] if rules is None else [c.rule.in_(sorted(rules))]
        statement = select(*_COLUMNS).where(*wanted).order_by(c.changed.desc()).limit(limit)
        return [AlertRow(*row) for row in self._connection.execute(statement)]

    def counts(self) -> dict[str, int]:
        """Rule → how many of its alerts stand."""
        columns = select(t.alerts.c.rule, func.count()).where(t.alerts.c.closed_at.is_(None)).group_by(t.alerts.c.rule)
        return {row[0]: row[1] for row in self._connection.execute(columns)}

    def changes(self, after: int, limit: int) -> list[AlertChange]:
        """Changes after this number, in order."""
        statement = select(t.alert_changes).where(t.alert_changes.c.seq > after).order_by(t.alert_changes.c.seq)
        return [AlertChange(*row) for row in self._connection.execute(statement.limit(limit))]

    def last_change(self) -> int:
        """The newest number; 0 before the first."""
        return self._connection.scalar(select(func.max(t.alert_changes.c.seq))) or 0

    def awake(self, now: int, limit: int) -> list[str]:
        """Matters whose time has come, those that wait longest first."""
        c = t.alert_matters.c
        statement = select(c.matter).where(c.wake_at <= now).order_by(c.wake_at, c.matter).limit(limit)
        return list(self._connection.scalars(statement))

    def mark(self, name: str) -> int:
        """A number that the watcher keeps; 0 at first."""
        found = bulk.rows(self._connection, "SELECT value FROM alert_marks WHERE name = {mark}", [name])
        return int(found[0][0]) if found else 0

    def set_mark(self, name: str, value: int) -> None:
        """Keep it."""
        put(self._connection, t.alert_marks, {"name": name, "value": value})

    def chain_subjects(self, after: int) -> list[str]:
        """Of whom and what the chain's events after this block tell; anchors alone tell of nobody."""
        e, c = contract_events.c, contract_event_subjects.c
        told = select(e.block).where(e.block > after, e.contract != "EventLog").limit(1)
        if self._connection.scalar(told) is None:
            return []
        return list(self._connection.scalars(select(c.subject).where(c.block > after).distinct()))

    def numbered(self, places: Collection[bulk.Lane]) -> set[bulk.Lane]:
        """Those of these (signer, lane, number) that are recorded."""
        return set(bulk.find_lanes(self._connection, sorted(places)))

    def hook(self, name: str) -> HookRow | None:
        """How far a webhook was served, or None if it never was."""
        columns = (t.webhooks.c[field] for field in HookRow.__dataclass_fields__)
        row: Any = self._connection.execute(select(*columns).where(t.webhooks.c.name == name)).one_or_none()
        return None if row is None else HookRow(*row)

    def put_hook(self, hook: HookRow) -> None:
        """Keep it."""
        put(self._connection, t.webhooks, vars(hook))

    def refuse(self, name: str, seq: int, error: str, now: int) -> None:
        """Set a change aside that a webhook's receiver refused again and again."""
        put(self._connection, t.webhook_refused, {"name": name, "seq": seq, "error": error, "at": now})

    def refused(self, name: str) -> list[tuple[int, str, int]]:
        """(change, why, when) of what was set aside, newest first, at most a hundred."""
        c = t.webhook_refused.c
        statement = select(c.seq, c.error, c.at).where(c.name == name).order_by(c.seq.desc()).limit(100)
        return [(row[0], row[1], row[2]) for row in self._connection.execute(statement)]

    def _set(self, identity: str, change: str, now: int, **values: int | str) -> None:
        changed = self._change(identity, change, now)
        self._connection.execute(update(t.alerts).where(t.alerts.c.id == identity).values(changed=changed, **values))

    def _change(self, identity: str, change: str, now: int) -> int:
        seq = self.last_change() + 1
        self._connection.execute(insert(t.alert_changes).values(seq=seq, alert=identity, change=change, at=now))
        return seq
