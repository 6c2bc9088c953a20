"""The question before: facts are collected from what is on record, the policy decides, the answer says what it rests on."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ledger.asking.answers import CalendarRef, ProofState, Withheld, calendar_ref, proof_state
from ledger.asking.basis import STATE_EVENTS
from ledger.asking.event_queries import newest, of_agreements
from ledger.asking.records import EventRef, Recorded, Records, ref
from ledger.errors import LaneConflict, NotPermitted, QuanzeError
from ledger.event_form import MAX_LANE, MAX_PARENTS
from ledger.event_types import KeyRole
from ledger.model import format_time, parse_time
from ledger.policy.circumstances import CalendarFacts
from ledger.policy.decide import decide
from ledger.policy.decision import Decision
from ledger.policy.facts import AgreementFacts, Facts, Question
from ledger.questions.circumstances import Circumstances
from ledger.recording.intake import Intake
from ledger.recording.pen import Draft, Pen
from ledger.recording.read_record import ReadRecord
from ledger.recording.recorder import Receipt, Recorder
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory, ItemEntry, state_at
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import Store, StoreSession
from ledger.workdays import day_start

_ITEM_EVENTS = ("catalogue.register", "catalogue.update", "catalogue.publish", "grade", "attribution.change")


@dataclass(frozen=True)
class Decided:
    """The answer: ``decision`` as the policy gives it, and the events it rests on.

    ``recorded`` is the id of the `decision` event, if it was asked for.
    """

    decision: dict[str, Any]
    question: dict[str, Any]
    facts: dict[str, Any]
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    events: list[EventRef]
    withheld: list[Withheld]
    recorded: str | None


class Decider:
    """Answers whether a use may take place.

    Args:
        pen: the service's own hand, which signs `decision` events.
        origin: name of the log whose anchors count.
        clock: ms since 1970.
    """

    def __init__(
        self,
        store: Store,
        directory: Directory,
        intake: Intake,
        recorder: Recorder,
        pen: Pen,
        origin: str,
        clock: Callable[[], int],
    ) -> None:
        self._store = store
        self._directory = directory
        self._intake = intake
        self._recorder = recorder
        self._pen = pen
        self._records = Records(origin)
        self._reads = ReadRecord(store, clock)
        self._clock = clock
        self._writing = threading.Lock()
        # A lane of its own for each process: numbers need no look-up, and no other process can take one first
        pen.lane, pen.next_seq = _draw_lane(), 0

    def decide(
        self, caller: Caller, asked: Mapping[str, Any], *, at: str | None = None, record: bool = False
    ) -> Decided:
        """Answer a question (`Question.from_json` without ``at_ms``); ``at`` is the time of use, now if absent.

        Raises:
            InputRefused: a malformed question.
            NotPermitted: the caller asks for another department without owning, managing or auditing the matter.
        """
        now = self._clock()
        question = Question.from_json(
            {name: value for name, value in asked.items() if value not in ("", [])}
            | {"at_ms": parse_time(at) if at else now}
        )
        with self._store.read() as session:
            item = self._directory.item(question.item, session)
            self._check(caller, question, item)
            facts, rows = self._facts(session, question, item)
        # before anything is told
        self._reads.add(caller, "decision", question.item, {"department": question.department})
        decision = decide(question, facts)
        events = [ref(row) for row in rows]
        return Decided(
            decision=decision.to_json(),
            question=question.to_json(),
            facts=facts.to_json(),
            as_of=format_time(now),
            calendar=calendar_ref(),
            proof=proof_state(events),
            events=events,
            withheld=[],
            recorded=self._record(question, facts, decision, now, events) if record else None,
        )

    def _check(self, caller: Caller, question: Question, item: ItemEntry | None) -> None:
        concerned = {question.department, *((item.owner, item.manager) if item else ())}
        if caller.department in concerned or caller.role in (KeyRole.AUDITOR, KeyRole.SUPERVISOR):
            return
        raise NotPermitted(
            zh=f"只能为本部门提问, 或由目录项的归属、管理部门及审计、监督提问; {caller.department} 都不是",
            en=f"ask for your own department, or as owner, manager, auditor or supervisor; {caller.department} is none",
        )

    def _facts(self, session: StoreSession, question: Question, item: ItemEntry | None) -> tuple[Facts, list[Recorded]]:
        rows = session.projections.agreements_on([question.item], question.department)
        agreements = [self._directory.facts_of(row) for row in rows]
        changes = of_agreements(session, {one.id for one in agreements}, STATE_EVENTS)
        assessed = newest(session, types=("risk.assess",), item=question.item, limit=5)
        stated = newest(session, types=_ITEM_EVENTS, item=question.item, limit=20)
        cited = {*stated, *assessed, *(row.index for row in changes)}
        around = Circumstances(session, self._records, self._directory, question)
        upstream, whole = around.upstream()
        facts = Facts(
            item=item.facts if item else None,
            agreements=tuple(_standing(one, changes, question.at_ms) for one in agreements),
            calls_today=_calls_made(session, agreements, question.at_ms),
            risk_assessment="recorded" if assessed else "unknown",
            upstream=upstream,
            upstream_whole=whole,
            linked=around.linked(),
            same_title=around.same_title(item),
            calendar=CalendarFacts.at(question.at_ms),
        )
        loaded = {row.index: row for row in (*self._records.load(session, cited), *around.cited)}
        return facts, [loaded[index] for index in sorted(loaded)]

    def _record(
        self, question: Question, facts: Facts, decision: Decision, now: int, events: Sequence[EventRef]
    ) -> str:
        values = {
            "question": question.to_json(),
            "facts": facts.to_json(),
            "answer": decision.to_json(),
            "inputs_digest": decision.inputs_digest,
        }
        draft = Draft(
            "decision",
            format_time(now),
            values,
            item=question.item if facts.item else None,
            agreement=decision.agreement or None,
            parents=sorted({event.id for event in events})[:MAX_PARENTS],
        )
        answer: Receipt | QuanzeError = self._submit(draft)
        if isinstance(answer, LaneConflict):
            # Another process drew the same lane: draw anew
            self._pen.lane, self._pen.next_seq = _draw_lane(), 0
            answer = self._submit(draft)
        if isinstance(answer, QuanzeError):
            raise answer
        return answer.event_id

    def _submit(self, draft: Draft) -> Receipt | QuanzeError:
        with self._writing:
            _, submission = self._pen.write(draft)
        return self._recorder.submit([self._intake.check(submission)])[0]


def _draw_lane() -> int:
    return 1 + secrets.randbelow(MAX_LANE)


def _standing(facts: AgreementFacts, changes: Sequence[IndexedEvent], at_ms: int) -> AgreementFacts:
    """The agreement as it stood at ``at_ms``."""
    if facts.state in {"suspended", "terminated"}:
        return facts  # the chain itself says so
    mine = [(row.type, row.occurred_at) for row in changes if row.agreement == facts.id]
    return replace(facts, state=state_at(facts.terms, mine, at_ms))


def _calls_made(session: StoreSession, agreements: Sequence[AgreementFacts], at_ms: int) -> dict[str, int]:
    """Calls of the day by agreement: each side records them, so the larger count stands; absent where one is not disclosed."""
    called = [one.id for one in agreements if one.terms.mode == "api"]
    made: dict[str, int | None] = dict.fromkeys(called, 0)
    for row in session.events.calls(called, day_start(at_ms)) if called else []:
        before = made[row.agreement]
        made[row.agreement] = None if before is None or row.undisclosed else max(before, row.calls)
    return {agreement: count for agreement, count in made.items() if count is not None}
