"""Work lists: what is due for a department, or for all that stand under it, and who has to sign it.

The list comes from the table of duties, never from the log. Overdue is shown and can be marked; it never counts as consent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.asking.answers import Bilingual, calendar_ref, proof_state
from ledger.asking.records import EventRef, Records, ref
from ledger.duties.watching import WatchReport, watch_report
from ledger.duties.work_list import (
    OVERDUE,
    STATES,
    SigningKey,
    WorkAsked,
    WorkCounts,
    WorkItem,
    WorkList,
    read_place,
    span_of,
    state_of_row,
    write_place,
)
from ledger.errors import NotPermitted
from ledger.event_types import EVENT_TYPES
from ledger.model import format_time, moment
from ledger.policy.clauses import CLAUSES, clause_of
from ledger.recording.read_record import ReadRecord
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.registers.look import FULL, Look, Subject
from ledger.registers.registry import Registry
from ledger.storage.duty_store import DutyRow
from ledger.storage.store import Store, StoreSession
from ledger.workdays import workdays_between

__all__ = ["Work", "WorkAsked", "WorkList"]

NO_AGREEMENT = "0x" + "00" * 32


class Work:
    """Answers what is due.

    Args:
        origin: name of the log whose anchors count.
        clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, origin: str, clock: Callable[[], int]) -> None:
        self._store = store
        self._directory = directory
        self._records = Records(origin)
        self._reads = ReadRecord(store, clock)
        self._clock = clock
        self._under: tuple[Registry | None, dict[str, list[str]]] = (None, {})

    def due(self, caller: Caller, asked: WorkAsked) -> WorkList:
        """The open duties of the caller's department and of those under it.

        Raises:
            NotPermitted: another department that does not stand under the caller's. InputRefused: no such state, or a
            cursor that no page gave. NotFound: no such clause.
        """
        if asked.clause is not None:
            clause_of(asked.clause)
        given = {"state": asked.state, "clause": asked.clause, "department": asked.department}
        self._reads.add(caller, "work", "*", {name: value for name, value in given.items() if value})
        now, departments = self._clock(), self._departments(caller, asked.department)
        span, after = span_of(asked.state, now), None if asked.cursor is None else read_place(asked.cursor)
        with self._store.read() as session:
            duties = session.duties
            rows = duties.open_page(departments, now, due=span, clause=asked.clause, after=after, limit=asked.limit + 1)
            counts = WorkCounts(
                *(duties.count_open(departments, now, span_of(one, now), asked.clause) for one in STATES)
            )
            shown = rows[: asked.limit]
            triggers = self._triggers(session, caller, shown, now)
            watcher = watch_report(session, now)
        items = [self._item(row, triggers[row.trigger], now) for row in shown if row.trigger in triggers]
        last = shown[-1] if len(rows) > asked.limit else None
        return WorkList(
            verdict=_verdict(counts),
            departments=len(departments),
            counts=counts,
            duties=items,
            next=None if last is None else write_place(last),
            as_of=format_time(now),
            calendar=calendar_ref(),
            proof=proof_state({one.trigger.id: one.trigger for one in items}.values()),
            watcher=watcher,
            withheld=[],
        )

    def watcher(self) -> WatchReport:
        """How the watcher of duties is."""
        with self._store.read() as session:
            return watch_report(session, self._clock())

    def _departments(self, caller: Caller, only: str | None) -> list[str]:
        registry = self._directory.registry()
        if self._under[0] is not registry:
            self._under = (registry, {})
        known = self._under[1]
        if caller.department not in known:
            now = self._clock()
            codes = (code for code in registry.departments if caller.department in registry.path(code, now))
            known[caller.department] = sorted({caller.department, *codes})
        if only is None:
            return known[caller.department]
        if only not in known[caller.department]:
            raise NotPermitted(
                zh=f"{only} 不是本部门, 也不在本部门之下",
                en=f"{only} is not your department, nor one under it",
                department=only,
            )
        return [only]

    def _triggers(self, session: StoreSession, caller: Caller, rows: list[DutyRow], now: int) -> dict[int, EventRef]:
        """What started these duties, without what is sealed to others."""
        loaded = self._records.load(session, {row.trigger for row in rows})
        look = Look(self._store, self._directory, now, session)
        subjects = {one.index: Subject.of_row(one) for one in loaded}
        kept = {index for index, one in subjects.items() if one.sealed_to is None or look.of_event(caller, one) in FULL}
        return {one.index: ref(one) for one in loaded if one.index in kept}

    def _item(self, row: DutyRow, trigger: EventRef, now: int) -> WorkItem:
        clause = CLAUSES[row.clause]
        roles = list(dict.fromkeys(role.value for name in clause.fulfilled_by for role in EVENT_TYPES[name].keys))
        acting = self._directory.acting(row.department)
        keys = [key for key in self._directory.keys_of(acting) if key.valid_at(now) and key.role.value in roles]
        state = state_of_row(row, now)
        return WorkItem(
            clause=row.clause,
            article=clause.articles,
            zh=clause.zh,
            en=clause.en,
            department=row.department,
            roles=roles,
            keys=[SigningKey(key.address, key.role.value) for key in sorted(keys, key=lambda key: key.address)],
            agreement=row.agreement,
            item=row.item,
            begins_at=format_time(row.begins_at),
            due_at=moment(row.due_at),
            days_left=None if row.due_at is None else workdays_between(now, row.due_at - 1),
            provisional=row.provisional,
            state=state,
            settled_by=list(clause.fulfilled_by),
            trigger=trigger,
            mark=_mark(row, trigger) if state == OVERDUE else None,
        )


def _mark(row: DutyRow, trigger: EventRef) -> dict[str, Any]:
    message = {
        "clause": row.clause,
        "absence": True,
        "agreement": row.agreement or NO_AGREEMENT,
        "item": row.item or "",
        "department": row.department,
        "dueAt": (row.due_at or 0) // 1000,
        "calendar": "0x" + calendar_ref().digest,
    }
    return {"act": "markBreach", "message": message, "event": trigger.id}


def _verdict(counts: WorkCounts) -> Bilingual:
    return Bilingual(
        f"待办 {counts.open} 项, 其中超期 {counts.overdue} 项, 今日到期 {counts.due_today} 项; 超期不等于同意。",
        f"{counts.open} duties open, {counts.overdue} of them overdue, {counts.due_today} due today; "
        "overdue never means consent.",
    )
