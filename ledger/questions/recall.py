"""Recall from a wrong source record: every holder downstream, its duty, and whether an event closes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ledger.asking.answers import (
    HIDDEN,
    Bilingual,
    CalendarRef,
    ProofState,
    Withheld,
    calendar_ref,
    proof_state,
    withhold,
)
from ledger.asking.basis import STATE_EVENTS
from ledger.asking.event_queries import of_agreements
from ledger.asking.records import EventRef, Recorded, Records, ref
from ledger.errors import EventUnknown
from ledger.lineage.walking import Bounds, walk
from ledger.model import format_time
from ledger.policy.permission_table import Access as Right
from ledger.policy.recalling import DUTY_RULES, GONE, HOLDING_TYPES, Holding, RecallDuty, duty_of, replaces
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory, state_at
from ledger.registers.sight import FULL, Sight, Subject
from ledger.storage.event_index_store import EVENTS
from ledger.storage.store import StoreSession

_ALL = 2**53
_CLOSING = tuple(sorted({name for rule in DUTY_RULES.values() for name in rule.closed_by}))
_TOLD = ("quality.issue", "correction.reply", "notice", "agreement.suspend")


@dataclass(frozen=True)
class Holder:
    """One department that holds the data.

    Attributes:
        department: None where a third party is named in a field that the asker may not see.
        event: by which it came to hold it; level: steps from the wrong record.
        state: of the agreement under which it holds, ``own``, or ``unknown``.
        closed_by: the event that closes the duty, None while it is open.
    """

    department: str | None
    holding: Holding
    event: EventRef
    level: int
    item: str | None
    agreement: str | None
    state: str
    duty: RecallDuty
    clause: str
    article: str
    zh: str
    en: str
    closed_by: EventRef | None


@dataclass(frozen=True)
class Recall:
    """The answer. ``told``: events by which holders were told; ``still_used``: calls and verifications since."""

    verdict: Bilingual
    ref: str
    source: EventRef
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    holders: list[Holder]
    told: list[EventRef]
    still_used: list[EventRef]
    withheld: list[Withheld]
    complete_to: int


class Recalling:
    """One recall for one asker.

    Args:
        now: ms since 1970.
    """

    def __init__(
        self, session: StoreSession, records: Records, directory: Directory, sight: Sight, caller: Caller, now: int
    ) -> None:
        self._session = session
        self._records = records
        self._directory = directory
        self._look = sight.at(now, session)
        self._caller = caller
        self._now = now
        self._reach = session.projections.next_index(EVENTS)

    def recall(self, event_id: str) -> Recall:
        """Every holder downstream of one event.

        Raises:
            EventUnknown: there is none, or none that the caller may see.
        """
        source = self._records.find(self._session, event_id)
        owned = source is not None and self._owns(source)
        if source is None or (not owned and self._rights([source])[source.index] is Right.NONE):
            raise EventUnknown.unseen()
        levels = walk(self._session, [source.index], Bounds(False, self._reach), 0, _ALL).levels
        indexed = [row for row in self._session.events.get(levels) if row.index != source.index]
        held = self._records.load(self._session, [row.index for row in indexed if row.type in HOLDING_TYPES])
        rights = self._rights(held)
        shown = [row for row in held if owned or rights[row.index] is not Right.NONE]
        holders = self._holders(source, shown, rights, levels)
        used = self._visible([row.index for row in indexed if row.type in {"call", "verify"}], owned=owned)
        told = self._visible([row.index for row in indexed if row.type in _TOLD], owned=owned)
        return self._answer(source, holders, told, used, len(held) - len(shown))

    def _answer(
        self, source: Recorded, holders: list[Holder], told: list[EventRef], used: list[EventRef], hidden: int
    ) -> Recall:
        closing = [one.closed_by for one in holders if one.closed_by]
        events = {one.id: one for one in (ref(source), *(row.event for row in holders), *closing)}
        return Recall(
            verdict=_verdict(holders, hidden),
            ref=source.event.id,
            source=ref(source),
            as_of=format_time(self._now),
            calendar=calendar_ref(),
            proof=proof_state(events.values()),
            holders=holders,
            told=told,
            still_used=used,
            withheld=[withhold(f"holders: {hidden}", HIDDEN)] if hidden else [],
            complete_to=self._reach,
        )

    def _holders(
        self, source: Recorded, rows: list[Recorded], rights: dict[int, Right], levels: dict[int, int]
    ) -> list[Holder]:
        items = {row.event.item for row in rows if row.event.item}
        closing = self._session.events.about(items, _CLOSING, source.index)
        closing += of_agreements(
            self._session, {row.event.agreement for row in rows if row.event.agreement}, ("purpose.end",)
        )
        loaded = {row.index: row for row in self._records.load(self._session, {row.index for row in closing})}
        corrected = self._corrected(source)
        wrong = frozenset(_digest(row) for row in (source, *rows) if _digest(row))
        found = []
        for row in sorted(rows, key=lambda one: (levels[one.index], one.index)):
            holder = self._holder(row, levels[row.index], rights[row.index])
            after = [loaded[one.index] for one in closing if one.index > row.index and one.index in loaded]
            closed = next(
                (one for one in after if self._closes(holder, row, one, tainted=one.index in levels,
                                                      of_correction=one.index in corrected, wrong=wrong)),
                None,
            )  # fmt: skip
            found.append(replace(holder, closed_by=ref(closed) if closed else None))
        return found

    def _holder(self, row: Recorded, level: int, right: Right) -> Holder:
        event = row.event
        holding = HOLDING_TYPES[event.type.name]
        department: str | None = event.on_behalf_of or event.actor
        if holding is Holding.REDISTRIBUTED:
            department = row.seen().text("third_party") if right in FULL else None
        state = "unknown" if holding is Holding.REDISTRIBUTED else self._state(row)
        duty = duty_of(state)
        rule = DUTY_RULES[duty]
        return Holder(
            department, holding, ref(row), level, event.item, event.agreement, state, duty,
            rule.clause, rule.article, rule.zh, rule.en, None,
        )  # fmt: skip

    def _state(self, row: Recorded) -> str:
        """The holder's right: its own item, or the state now of the agreement that the event or its parents name."""
        facts = self._look.agreement(row.event.agreement) if row.event.agreement else None
        if facts is not None:
            changes = of_agreements(self._session, {facts.id}, STATE_EVENTS)
            ended = facts.state in {"suspended", "terminated"}
            return (
                facts.state
                if ended
                else state_at(facts.terms, [(one.type, one.occurred_at) for one in changes], self._now)
            )
        item = self._look.item(row.event.item) if row.event.item else None
        acting = row.event.on_behalf_of or row.event.actor
        return "own" if item is not None and item.owner == acting else "unknown"

    def _closes(
        self,
        holder: Holder,
        held: Recorded,
        event: Recorded,
        *,
        tainted: bool,
        of_correction: bool,
        wrong: frozenset[str],
    ) -> bool:
        kind = event.event.type.name
        acting = event.event.on_behalf_of or event.event.actor
        if kind not in DUTY_RULES[holder.duty].closed_by or acting != holder.department:
            return False
        if kind == "purpose.end":
            return event.event.agreement == holder.agreement
        if event.event.item != holder.item:
            return False
        if holder.duty is not RecallDuty.CORRECT:
            return True
        # A purged copy of the same kind counts, another kind of holding does not correct this one
        same_kind = kind == held.event.type.name or HOLDING_TYPES.get(kind) == holder.holding or kind == "data.update"
        return (kind in GONE or same_kind) and replaces(
            kind, tainted=tainted, of_correction=of_correction, digest=_digest(event), wrong=wrong
        )

    def _corrected(self, source: Recorded) -> set[int]:
        """What descends from a correction of the record: from an event that supersedes it."""
        rows = self._session.lineage.superseding(source.index, self._reach)
        return set(walk(self._session, rows, Bounds(False, self._reach), 0, _ALL).levels) if rows else set()

    def _rights(self, rows: Iterable[Recorded]) -> dict[int, Right]:
        subjects = {row.index: Subject.of_row(row) for row in rows}
        rights = self._look.of_events(self._caller, subjects.values())
        return {index: rights[subject] for index, subject in subjects.items()}

    def _visible(self, indexes: list[int], *, owned: bool) -> list[EventRef]:
        rows = self._records.load(self._session, indexes)
        rights = self._rights(rows)
        return [ref(row) for row in rows if owned or rights[row.index] is not Right.NONE]

    def _owns(self, source: Recorded) -> bool:
        item = self._look.item(source.event.item) if source.event.item else None
        return item is not None and item.owner == self._caller.department


def _digest(row: Recorded) -> str:
    return str(row.event.payload["digest"]) if row.event.payload else ""


def _verdict(holders: list[Holder], hidden: int) -> Bilingual:
    left = sum(one.closed_by is None for one in holders)
    zh = f"{len(holders)} 处持有, 已了结 {len(holders) - left} 处, 未了结 {left} 处"
    en = f"{len(holders)} holdings: {len(holders) - left} closed, {left} open"
    if hidden:
        return Bilingual(
            f"{zh}; 另有 {hidden} 处无权查阅, 无法判定。",
            f"{en}; {hidden} more that you may not see cannot be determined.",
        )
    return Bilingual(f"{zh}。", f"{en}.")
