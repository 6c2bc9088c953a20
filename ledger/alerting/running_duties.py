"""Duties that run, as the rules of alerts want them: from the table that the log keeps, not counted anew."""

from __future__ import annotations

from collections.abc import Collection

from ledger.policy.clauses import CLAUSES
from ledger.policy.duties import DutyState, State
from ledger.policy.seen import Record
from ledger.storage.store import StoreSession

_YEARLY = "M7"


def running_duties(session: StoreSession, judged: Collection[int], record: Record, now: int) -> tuple[DutyState, ...]:
    """The duties with a term that these events started and that nothing has met; ``now`` in ms."""
    ids = {event.index: event.id for event in record.events}
    found = []
    for row in session.duties.at(judged):
        if row.fulfilled is not None or not row.known or row.due_at is None or row.clause == _YEARLY:
            continue
        clause = CLAUSES[row.clause]
        found.append(
            DutyState(
                clause=row.clause,
                article=clause.articles,
                party=clause.party,
                department=row.department,
                trigger=ids[row.trigger],
                due_ms=row.due_at,
                provisional=row.provisional,
                fulfilled_by="",
                state=State.OPEN if now <= row.due_at else State.OVERDUE,
                begins_ms=row.begins_at,
            )
        )
    return tuple(found)
