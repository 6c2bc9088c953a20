"""Who settles this dispute, and where it stands: the route of article 28 by the tree of departments, steps, next body."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.asking.inquiry import Answer, Inquiry, by_event
from ledger.asking.records import EventRef, Recorded, ref
from ledger.model import format_time
from ledger.policy.clauses import CLAUSES
from ledger.policy.dispute_route import Step, next_step
from ledger.policy.seen import Record, Seen
from ledger.policy.terms import AgreementTerms
from ledger.registers.directory import Directory
from ledger.workdays import add_workdays

_GOVERNMENT = 2
_TYPES = {Step.NEGOTIATE: "dispute.negotiate", Step.MEDIATE: "dispute.mediate", Step.DECIDE: "dispute.decide"}
_FAILED = frozenset({"failed", "unsettled", "refused"})


@dataclass(frozen=True)
class RouteStep:
    """One step of the route: its body (None: the parties themselves, or none on record) and what it came to."""

    step: str
    body: str | None
    event: EventRef | None
    result: str | None


@dataclass(frozen=True)
class DisputeNow:
    """One dispute.

    Attributes:
        state: ``open``, ``settled`` (by agreement or ruling), or ``unknown`` where a step's result is withheld.
        next_step, next_body: None unless it is open. due_at: of the mediation.
    """

    filed: EventRef
    claimant: str
    claim: str | None
    right_body: bool | None
    state: str
    steps: list[RouteStep]
    next_step: str | None
    next_body: str | None
    due_at: str | None
    overdue: bool


@dataclass(frozen=True)
class DisputeStanding(Answer):
    """The answer: whose body it is and why, and each dispute on record under this agreement."""

    agreement: str
    mediator: str | None
    decider: str | None
    reason_zh: str
    reason_en: str
    disputes: list[DisputeNow]


def dispute_standing(inquiry: Inquiry, agreement_id: str) -> DisputeStanding:
    """The answer for one agreement.

    Raises:
        AgreementUnknown: there is none, or none that the asker may see.
    """
    facts = inquiry.agreement(agreement_id)
    rows = inquiry.of_types("dispute.file", *_TYPES.values(), agreement=facts.id)
    record, by_id = Record(row.seen() for row in rows), by_event(rows)
    mediator, decider, same = route(inquiry.directory, facts.terms)
    bodies = {Step.NEGOTIATE: None, Step.MEDIATE: mediator, Step.DECIDE: decider}
    found = [_dispute(record, filed, by_id, bodies, inquiry.now) for filed in record.of_type("dispute.file")]
    reason = (
        ("同级同区域: 由该区域主管部门协调", "same tier and region: the manager of that region mediates")
        if same
        else (
            "跨区域或跨层级: 由最近的共同上级协调",
            "across regions or tiers: the lowest department above both mediates",
        )
    )
    return DisputeStanding(
        **inquiry.head(*_verdict(found, mediator), rows),
        agreement=facts.id,
        mediator=mediator,
        decider=decider,
        reason_zh=reason[0],
        reason_en=reason[1],
        disputes=found,
    )


def route(directory: Directory, terms: AgreementTerms) -> tuple[str | None, str | None, bool]:
    """Mediator and decider, and whether both sides stand in one tier and region (contracts/IAccountability.sol)."""
    sides = [directory.acting(code) for code in (terms.owner, terms.user)]
    places = [(one.tier, one.region) for code in sides if (one := directory.department(code)) is not None]
    same = len(places) == len(sides) and len(set(places)) == 1
    manager = directory.acting(terms.manager)
    mediator = manager if same and manager not in sides else _above_both(directory, sides)
    decider = None if mediator is None else next(iter(_governments(directory, mediator, sides)), None)
    return mediator, decider, same


def _above_both(directory: Directory, sides: list[str]) -> str | None:
    above = set(directory.ancestors(sides[1]))
    shared = (code for code in _governments(directory, sides[0], sides) if code in above)
    return next(shared, None)


def _governments(directory: Directory, code: str, sides: list[str]) -> list[str]:
    """Government bodies above a department, nearest first, the sides left out."""
    found = ((one, directory.department(one)) for one in directory.ancestors(code) if one not in sides)
    return [one for one, facts in found if facts is not None and facts.kind == _GOVERNMENT]


def _dispute(
    record: Record, filed: Seen, by_id: dict[str, Recorded], bodies: dict[Step, str | None], now: int
) -> DisputeNow:
    steps: list[RouteStep] = []
    failed: list[Step] = []
    state = "open"
    for step, kind in _TYPES.items():
        event = next(iter(record.descendants(filed, kind)), None)
        result = None if event is None else event.text("ruling" if step is Step.DECIDE else "result")
        steps.append(RouteStep(step.value, bodies[step], ref(by_id[event.id]) if event else None, result))
        if event is None or state != "open":
            continue
        if step is Step.DECIDE or (result is not None and result not in _FAILED):
            state = "settled"
        elif result is None:
            state = "unknown"
        else:
            failed.append(step)
    following = next_step(failed) if state == "open" else None
    due = add_workdays(record.judged_ms(filed), CLAUSES["M5"].term.count)
    mediated = steps[1].event is not None
    named = filed.text("body")
    return DisputeNow(
        filed=ref(by_id[filed.id]),
        claimant=filed.actor,
        claim=filed.text("claim"),
        right_body=None if named is None else named == bodies[Step.MEDIATE],
        state=state,
        steps=steps,
        next_step=following.value if following else None,
        next_body=bodies[following] if following else None,
        due_at=format_time(due.due_ms),
        overdue=not mediated and state == "open" and now > due.due_ms,
    )


def _verdict(found: list[DisputeNow], mediator: str | None) -> tuple[str, str]:
    if mediator is None:
        return (
            "登记中没有双方的共同上级: 无法判定由谁协调。",
            "No body above both is on record: it cannot be determined.",
        )
    if not found:
        return f"没有争议在案; 若有, 由 {mediator} 协调。", f"No dispute is on record; {mediator} would mediate."
    last = found[-1]
    if last.state == "unknown":
        return (
            "某一步的结果无权查阅: 无法判定走到哪步。",
            "The result of a step is withheld: where it stands cannot be determined.",
        )
    if last.next_step is None:
        return "争议已了结。", "The dispute is settled."
    late_zh, late_en = ("(协调已超期)", " (mediation is overdue)") if last.overdue else ("", "")
    body = last.next_body or "双方"
    return (
        f"下一步 {last.next_step}, 由 {body} 办理{late_zh}。",
        f"Next: {last.next_step}, by {last.next_body or 'the parties'}{late_en}.",
    )
