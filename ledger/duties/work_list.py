"""The shape of a work list: what is due, in which state, and where a page ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld
from ledger.asking.records import EventRef
from ledger.duties.watching import WatchReport
from ledger.errors import InputRefused
from ledger.policy.clauses import CLAUSES
from ledger.storage.duty_store import NEVER, DutyRow, Place
from ledger.workdays import DAY_MS, day_start

OPEN, OVERDUE, DUE_TODAY, UNKNOWN = "open", "overdue", "due-today", "unknown"
STATES = (OPEN, OVERDUE, DUE_TODAY)


@dataclass(frozen=True)
class SigningKey:
    """A key that may sign what is due."""

    address: str
    role: str


@dataclass(frozen=True)
class WorkItem:
    """One open duty.

    Attributes:
        department: who owes it. roles, keys: the key roles that may sign what settles it, and its valid keys of these roles.
        due_at: None while the clock stands, or where neither law nor agreement names a limit.
        days_left: working days after today up to the due day; below 0 when overdue.
        state: ``open``, ``due-today``, ``overdue``, or ``unknown`` where an undisclosed field decides whether it is owed.
        settled_by: event types of which one settles it, following ``trigger``.
        mark: what the act ``markBreach`` says of it and the event it cites, once it is overdue.
    """

    clause: str
    article: str
    zh: str
    en: str
    department: str
    roles: list[str]
    keys: list[SigningKey]
    agreement: str | None
    item: str | None
    begins_at: str
    due_at: str | None
    days_left: int | None
    provisional: bool
    state: str
    settled_by: list[str]
    trigger: EventRef
    mark: dict[str, Any] | None


@dataclass(frozen=True)
class WorkCounts:
    """How much there is in all, whatever the page."""

    open: int
    overdue: int
    due_today: int


@dataclass(frozen=True)
class WorkList:
    """What is due, soonest first; what has no due time comes last. ``next`` is the cursor of the next page."""

    verdict: Bilingual
    departments: int
    counts: WorkCounts
    duties: list[WorkItem]
    next: str | None
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    watcher: WatchReport
    withheld: list[Withheld]


@dataclass(frozen=True)
class WorkAsked:
    """Which duties: of one department (else of all under the caller's), in a state, of one clause, of one trigger."""

    state: str = OPEN
    clause: str | None = None
    department: str | None = None
    limit: int = 100
    cursor: str | None = None


def write_place(row: DutyRow) -> str:
    """The cursor of the page after this row."""
    return f"{NEVER if row.due_at is None else row.due_at}-{row.trigger}-{row.clause}"


def read_place(cursor: str) -> Place:
    """Where a page ended.

    Raises:
        InputRefused: a cursor that no page gave.
    """
    due, _, rest = cursor.partition("-")
    trigger, _, clause = rest.partition("-")
    numbers = all(part.isascii() and part.isdigit() and len(part) <= 16 for part in (due, trigger))
    if not numbers or clause not in CLAUSES:
        raise InputRefused(
            zh="cursor 须为上一页所给的 next", en="cursor is the next that the last page gave", cursor=cursor[:60]
        )
    return Place(int(due), int(trigger), clause)


def span_of(state: str, now: int) -> tuple[int, int]:
    """First and last due time of a state's duties."""
    if state not in STATES:
        raise InputRefused(
            zh=f"state 须为 {', '.join(STATES)} 之一", en=f"state is one of {', '.join(STATES)}", state=state
        )
    return {OPEN: (0, NEVER), OVERDUE: (0, now - 1), DUE_TODAY: (now, day_start(now) + DAY_MS)}[state]


def state_of_row(row: DutyRow, now: int) -> str:
    """Open, due today, overdue, or unknown."""
    if not row.known:
        return UNKNOWN
    if row.due_at is None:
        return OPEN
    if row.due_at < now:
        return OVERDUE
    return DUE_TODAY if row.due_at <= day_start(now) + DAY_MS else OPEN
