"""The quality of the data under an agreement: targets, what was measured, rounds returned to the source, how it closed.

A loop is closed only when it is met: `QualityGuard` refuses to record a `pdma.close` that the record shows to be below a
target. Where targets or measures are not disclosed it is recorded, and an alert says what cannot be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld, calendar_ref, proof_state, withhold
from ledger.asking.event_queries import newest
from ledger.asking.records import EventRef, Recorded, Records, ref
from ledger.disclosure import Disclosure
from ledger.errors import QualityUnmet
from ledger.events import Event
from ledger.model import format_time
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Action
from ledger.policy.quality import Dimension, Loop, LoopState, loops, unmet_at_close
from ledger.policy.seen import Record, Seen
from ledger.registers.agreement_sight import AgreementSight
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.storage.store import Store, StoreSession

MAX_EVENTS = 2_000
_TYPES = ("pdma.plan", "pdma.round", "pdma.close", "quality.measure", "quality.issue", "correction.request")


@dataclass(frozen=True)
class Target:
    """One target of a loop; ``met`` None where no measure is on record or it does not disclose its numbers."""

    dimension: str
    target: str
    measured: str | None
    met: bool | None
    measure: EventRef | None


@dataclass(frozen=True)
class RoundView:
    """One round: to whom the data was returned, and whether it was said to be reached."""

    number: int | None
    returned_to: str | None
    reached: bool | None
    event: EventRef


@dataclass(frozen=True)
class LoopView:
    """One loop; ``untargeted`` are those of the four dimensions that its plan sets no target for."""

    item: str
    state: str
    verdict: Bilingual
    plan: EventRef
    targets: list[Target]
    untargeted: list[str]
    rounds: list[RoundView]
    closed: EventRef | None


@dataclass(frozen=True)
class Quality:
    """The loops of an agreement's items, newest first, and the issues that were raised about them; ``truncated``: there are more events."""

    verdict: Bilingual
    agreement: str
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    loops: list[LoopView]
    issues: list[EventRef]
    withheld: list[Withheld]
    truncated: bool


_WORDS = {
    LoopState.OPEN: ("进行中, 尚未达标", "open, not met yet"),
    LoopState.MET: ("已达标, 可以闭环", "met, may be closed"),
    LoopState.CLOSED: ("达标闭环", "closed, met"),
    LoopState.CLOSED_UNMET: ("未达标而闭环", "closed below its targets"),
    LoopState.UNDETERMINED: ("已闭环, 是否达标无法判定", "closed; whether it was met cannot be determined"),
}


class QualityReading:
    """Answers how good the data under an agreement is.

    Args:
        origin: name of the log whose anchors count. clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, origin: str, clock: Callable[[], int]) -> None:
        self._store = store
        self._sight = AgreementSight(store, directory, clock)
        self._records = Records(origin)

    def quality(self, caller: Caller, agreement: str) -> Quality:
        """The loops of an agreement's items: those planned for it, and those planned for an item whoever uses it.

        Raises:
            AgreementUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        facts, full, now = self._sight.open(caller, "quality", agreement, Action.CORRECTION)
        with self._store.read() as session:
            indexes = _newest(session, facts)
            rows = self._records.load(session, indexes[-MAX_EVENTS:])
        by_id: dict[str, Recorded] = {row.event.id: row for row in rows}
        record = Record(row.seen() if full else row.seen().bare() for row in rows)
        views = [_loop(one, by_id) for one in loops(record)][::-1]
        issues = [ref(by_id[one.id]) for one in record.of_type("quality.issue")]
        shown = {one.id: one for view in views for one in _events(view)} | {one.id: one for one in issues}
        return Quality(
            verdict=_verdict(views, len(issues)),
            agreement=agreement,
            as_of=format_time(now),
            calendar=calendar_ref(),
            proof=proof_state(shown.values()),
            loops=views,
            issues=issues,
            withheld=[] if full else [withhold("disclosures")],
            truncated=len(indexes) > MAX_EVENTS,
        )


class QualityGuard:
    """Refuses to record that a loop is closed where the record shows it unmet.

    Args:
        clock: ms since 1970.
    """

    def __init__(self, store: Store, origin: str, clock: Callable[[], int]) -> None:
        self._store = store
        self._records = Records(origin)
        self._clock = clock

    def check(self, event: Event, disclosures: Mapping[str, Disclosure]) -> None:
        """Raise if this `pdma.close` leaves a target unmet.

        Raises:
            QualityUnmet: naming the targets.
        """
        with self._store.read() as session:
            indexes = newest(session, types=_TYPES, item=event.item, limit=MAX_EVENTS)
            rows = self._records.load(session, indexes)
        values = {name: one.value for name, one in disclosures.items()}
        now = self._clock()
        close = Seen(
            event.id, event.type.name, event.actor, event.occurred_ms, now, event.item or "", event.agreement or "",
            event.parents, disclosed=values,
        )  # fmt: skip
        if unmet := unmet_at_close(Record([*(row.seen() for row in rows), close]), close):
            names = ", ".join(unmet)
            raise QualityUnmet(
                zh=f"质量目标未达标或未测, 不得闭环: {names}; 请退回数据源单位再测 (pdma.round, quality.measure)",
                en=f"quality targets are not met or not measured, so the loop stays open: {names}; return it to the source "
                "and measure again (pdma.round, quality.measure)",
                unmet=unmet,
            )


def _newest(session: StoreSession, facts: AgreementFacts) -> list[int]:
    """Of the items of an agreement, under it or under none; one more than are shown, if there are more."""
    asked = partial(newest, session, types=_TYPES, limit=MAX_EVENTS + 1)
    each = (asked(item=item, **of) for item in facts.terms.items for of in ({"agreement": facts.id}, {"alone": True}))
    return sorted({index for some in each for index in some})[-MAX_EVENTS - 1 :]


def _loop(loop: Loop, rows: Mapping[str, Recorded]) -> LoopView:
    targets = [
        Target(
            aim.dimension,
            str(aim.target),
            None if aim.measured is None else str(aim.measured),
            aim.met,
            ref(rows[aim.measure.id]) if aim.measure else None,
        )
        for aim in loop.aims
    ]
    named = {aim.dimension for aim in loop.aims}
    rounds = [RoundView(one.number, one.returned_to, one.reached, ref(rows[one.event.id])) for one in loop.rounds]
    return LoopView(
        item=loop.plan.item,
        state=loop.state.value,
        verdict=Bilingual(*_WORDS[loop.state]),
        plan=ref(rows[loop.plan.id]),
        targets=targets,
        untargeted=[one.value for one in Dimension if one.value not in named],
        rounds=rounds,
        closed=ref(rows[loop.closed.id]) if loop.closed else None,
    )


def _events(view: LoopView) -> list[EventRef]:
    found = [view.plan, *(one.event for one in view.rounds), *([view.closed] if view.closed else [])]
    return [*found, *(one.measure for one in view.targets if one.measure)]


def _verdict(views: Sequence[LoopView], issues: int) -> Bilingual:
    still = sum(one.closed is None for one in views)
    bad = sum(one.state == LoopState.CLOSED_UNMET.value for one in views)
    rounds = sum(len(one.rounds) for one in views)
    return Bilingual(
        f"质量闭环 {len(views)} 个, 进行中 {still} 个, 未达标而闭环 {bad} 个, 共退回 {rounds} 轮; 质量问题 {issues} 项。",
        f"{len(views)} quality loops: {still} open, {bad} closed below target, {rounds} rounds; {issues} issues.",
    )
