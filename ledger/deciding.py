"""The question before: facts are collected from what is on record, the policy decides, the answer says what it rests on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ledger.activity import day_start
from ledger.answers import CalendarRef, ProofState, Withheld, calendar_ref, proof_state
from ledger.caller import Caller
from ledger.directory import Directory, ItemEntry
from ledger.errors import LaneConflict, NotPermitted, QuanzeError
from ledger.event_queries import newest, next_seq
from ledger.event_types import KeyRole
from ledger.intake import Intake
from ledger.model import format_time, parse_time
from ledger.pen import Draft, Pen
from ledger.policy.decide import decide
from ledger.policy.decision import Decision
from ledger.policy.facts import AgreementFacts, Facts, Question
from ledger.read_record import ReadRecord
from ledger.recorder import Receipt, Recorder
from ledger.records import EventRef, Recorded, Records, ref
from ledger.storage.store import Store, StoreSession

_STATE_EVENTS = ("agreement.suspend", "agreement.resume", "agreement.terminate")
_ITEM_EVENTS = ("catalogue.register", "catalogue.update", "catalogue.publish", "grade", "attribution.change")
_ATTEMPTS = 3
_CALLS = 5000


@dataclass(frozen=True)
class Decided:
    """The answer: ``decision`` as the policy gives it, and the events it rests on.

    ``recorded`` is the id of the `decision` event, if it was asked for.
    """

    decision: dict[str, Any]
    question: dict[str, Any]
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
            {name: value for name, value in asked.items() if value != ""} | {"at_ms": parse_time(at) if at else now}
        )
        item = self._directory.item(question.item)
        self._check(caller, question, item)
        self._reads.add(caller, "decision", question.item, {"department": question.department})
        with self._store.read() as session:
            facts, rows = self._facts(session, question, item)
        decision = decide(question, facts)
        events = [ref(row) for row in rows]
        return Decided(
            decision=decision.to_json(),
            question=question.to_json(),
            as_of=format_time(now),
            calendar=calendar_ref(),
            proof=proof_state(events),
            events=events,
            withheld=[],
            recorded=self._record(question, decision, now, events) if record else None,
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
        rows = session.projections.agreements(party=question.department)
        known = (self._directory.agreement(row.id) for row in rows if row.user == question.department)
        agreements = [one for one in known if one is not None and question.item in one.terms.items]
        cited = self._load(session, newest(session, types=_ITEM_EVENTS, item=question.item, limit=20))
        assessed = self._load(session, newest(session, types=("risk.assess",), item=question.item, limit=5))
        cited += assessed
        calls: dict[str, int] = {}
        standing = []
        for one in agreements:
            changes = self._load(session, newest(session, types=_STATE_EVENTS, agreement=one.id, limit=50))
            made = self._calls(session, one.id, question.at_ms)
            cited += [*changes, *made]
            standing.append(_state_at(one, changes, question.at_ms))
            if (count := _calls_made(made)) is not None:
                calls[one.id] = count
        facts = Facts(
            item=item.facts if item else None,
            agreements=tuple(standing),
            calls_today=calls,
            risk_assessment="recorded" if assessed else "unknown",
        )
        return facts, cited

    def _load(self, session: StoreSession, indexes: Collection[int]) -> list[Recorded]:
        return self._records.load(session, indexes)

    def _calls(self, session: StoreSession, agreement: str, at_ms: int) -> list[Recorded]:
        start = day_start(at_ms)
        indexes = newest(session, types=("call",), agreement=agreement, since_ms=start, limit=_CALLS)
        return [row for row in self._load(session, indexes) if row.event.occurred_ms <= at_ms]

    def _record(self, question: Question, decision: Decision, now: int, events: Sequence[EventRef]) -> str:
        values = {
            "question": question.to_json(),
            "answer": decision.to_json(),
            "inputs_digest": decision.inputs_digest,
        }
        draft = Draft(
            "decision",
            format_time(now),
            values,
            item=question.item if self._directory.item(question.item) else None,
            agreement=decision.agreement or None,
            parents=sorted({event.id for event in events})[:64],
        )
        with self._writing:
            for _ in range(_ATTEMPTS):
                answer = self._submit(draft)
                # Another process of this service may have taken the number in between
                if not isinstance(answer, LaneConflict):
                    break
        if isinstance(answer, QuanzeError):
            raise answer
        return answer.event_id

    def _submit(self, draft: Draft) -> Receipt | QuanzeError:
        with self._store.read() as session:
            self._pen.next_seq = next_seq(session, self._pen.signer.address, self._pen.lane)
        _, submission = self._pen.write(draft)
        return self._recorder.submit([self._intake.check(submission)])[0]


def _state_at(facts: AgreementFacts, changes: Sequence[Recorded], at_ms: int) -> AgreementFacts:
    """The agreement as it stood at ``at_ms``: by its period, then by what was recorded of suspension and end."""
    if facts.state in ("suspended", "terminated"):
        return facts  # the chain itself says so
    terms, state = facts.terms, "active"
    for row in changes:
        if row.event.occurred_ms > at_ms:
            continue
        name = row.event.type.name
        state = {"agreement.suspend": "suspended", "agreement.terminate": "terminated"}.get(name, "active")
        if name == "agreement.terminate":
            break
    if at_ms < terms.use_from * 1000:
        state = "pending"
    elif at_ms >= terms.use_until * 1000 and state != "terminated":
        state = "expired"
    return replace(facts, state=state)


def _calls_made(rows: Sequence[Recorded]) -> int | None:
    """Calls of the day: each side records them, so the larger count stands; None if a count was not disclosed."""
    by_actor: dict[str, int] = {}
    for row in rows:
        count = row.seen().number("count")
        if count is None:
            return None
        by_actor[row.event.actor] = by_actor.get(row.event.actor, 0) + count
    return max(by_actor.values(), default=0)
