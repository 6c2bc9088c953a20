"""What a step of the duties changes in their table, and whom it has judge the alerts about them again."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ledger.alerting.matters import matters_of
from ledger.storage.alert_store import CURSOR
from ledger.storage.alert_waits import AT_ONCE
from ledger.storage.duty_store import DutyRow
from ledger.storage.store import StoreSession

Key = tuple[int, str]
"""Trigger and clause of a duty."""


class Changes(NamedTuple):
    """What a step writes: rows to put, keys of those that are there already, and keys of those that go; ``told`` holds the
    triggers whose alerts may be others for it.
    """

    put: list[DutyRow]
    known: Collection[Key]
    gone: list[Key]
    told: set[int]


def changes_of(session: StoreSession, put: list[DutyRow], drop: set[Key], passed: int) -> Changes:
    """What differs from what is kept: worked out before the session that writes it, for others wait for that one.

    ``passed`` is a time (ms) that is over: no alert depends on which of two such times a term began.
    """
    triggers = {row.trigger for row in put} | {trigger for trigger, _ in drop}
    kept = {(row.trigger, row.clause): row for row in session.duties.at(triggers)}
    changed = [row for row in put if kept.get((row.trigger, row.clause)) != row]
    gone = sorted(drop & kept.keys())
    told = {row.trigger for row in changed if not _as_due(row, kept.get((row.trigger, row.clause)), passed)}
    return Changes(changed, kept.keys(), gone, told | {trigger for trigger, _ in gone})


def _as_due(row: DutyRow, before: DutyRow | None, passed: int) -> bool:
    """Whether a duty is due, and met or not, as it was before, and had begun then."""
    if before is None or max(row.begins_at, before.begins_at) > passed:
        return False
    return row == before._replace(begins_at=row.begins_at, met_at=row.met_at)


def keep(session: StoreSession, changes: Changes) -> None:
    """Write the changes, and have the alerts about them judged where their watcher has been already."""
    session.duties.drop(changes.gone)
    session.duties.put(changes.put, changes.known)
    passed = session.alerts.mark(CURSOR)
    about = matters_of(session.events.get({one for one in changes.told if one < passed}))
    session.waits.ask({matter.text: [event.index for event in own] for matter, own in about.items()}, AT_ONCE)
