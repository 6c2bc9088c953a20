"""The quality loop (PDMA): targets set, measured, returned to the source round by round, closed only when they are met.

Targets are those of the newest plan; a measure counts for the plan that stood when it was recorded. Numbers are whole or
decimal texts, with or without a per-cent sign. What is not disclosed is neither met nor missed: it cannot be determined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from ledger.policy.seen import Record, Seen


class Dimension(StrEnum):
    """The four dimensions that are measured of every version."""

    COMPLETENESS = "completeness"
    ACCURACY = "accuracy"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"


class LoopState(StrEnum):
    """Where a loop stands; a loop that was closed below a target stays a breach."""

    OPEN = "open"
    MET = "met-not-closed"
    CLOSED = "closed"
    CLOSED_UNMET = "closed-unmet"
    UNDETERMINED = "closed-cannot-be-determined"


_NAMES = {
    "完整性": Dimension.COMPLETENESS, "准确性": Dimension.ACCURACY,
    "一致性": Dimension.CONSISTENCY, "时效性": Dimension.TIMELINESS, "及时性": Dimension.TIMELINESS,
}  # fmt: skip
_YES, _NO = {"true", "yes", "是", "达标", "reached"}, {"false", "no", "否", "未达标", "not-reached"}


@dataclass(frozen=True)
class Aim:
    """One target: what was asked for, the newest measure since the plan, and whether it is met.

    ``met`` is None where no measure is on record (``measure`` is None then) or where it did not disclose its numbers.
    """

    dimension: str
    target: Decimal
    measure: Seen | None
    measured: Decimal | None
    met: bool | None


@dataclass(frozen=True)
class Round:
    """One round: its number as said, to whom the data was returned, and whether the targets were said to be reached."""

    event: Seen
    number: int | None
    returned_to: str | None
    reached: bool | None


@dataclass(frozen=True)
class Loop:
    """One loop. ``aims`` is empty where the plan does not disclose its targets."""

    plan: Seen
    aims: tuple[Aim, ...]
    rounds: tuple[Round, ...]
    closed: Seen | None
    state: LoopState


def loops(record: Record) -> list[Loop]:
    """Every loop on record, in the order of their plans."""
    return [_loop(record, plan) for plan in record.of_type("pdma.plan")]


def unmet_at_close(record: Record, close: Seen) -> list[str]:
    """Names of the targets that a `pdma.close` leaves unmet or unmeasured; ``reached`` where it says so itself.

    Empty where the record does not tell: an undisclosed target or measure is unknown, not missed.
    """
    plan = plan_of(record, close)
    aims = _aims(record, plan, close) if plan else ()
    missed = [aim.dimension for aim in aims if aim.met is False or aim.measure is None]
    return missed or (["reached"] if said(close, "reached") is False else [])


def plan_of(record: Record, event: Seen) -> Seen | None:
    """The plan that a round or a close follows from, over any number of rounds."""
    waiting, known = [event], {event.id}
    while waiting:
        for parent in record.parents(waiting.pop(), "pdma.plan", "pdma.round"):
            if parent.type == "pdma.plan":
                return parent
            if parent.id not in known:
                known.add(parent.id)
                waiting.append(parent)
    return None


def met(measure: Seen) -> bool | None:
    """Whether a `quality.measure` reaches its own target; None where it does not disclose both numbers."""
    target, measured = number(measure.disclosed.get("target")), number(measure.disclosed.get("measured"))
    return None if target is None or measured is None else measured >= target


def number(value: Any) -> Decimal | None:
    """A number that was disclosed as a whole one or as decimal text, per-cent sign or not; else None."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        found = Decimal(str(value).strip().removesuffix("%"))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def said(event: Seen, name: str) -> bool | None:
    """A disclosed yes or no; None where it is neither."""
    return truth(event.disclosed.get(name))


def truth(value: object) -> bool | None:
    """A yes or no in either language; None for anything else."""
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else None
    return True if word in _YES else False if word in _NO else None


def dimension(text: str) -> str:
    """The dimension of this name, in Chinese or English; another one keeps its own name."""
    return _NAMES.get(text, text.strip().lower())


def _loop(record: Record, plan: Seen) -> Loop:
    rounds = tuple(
        Round(one, one.number("round"), one.text("returned_to"), said(one, "reached"))
        for one in record.descendants(plan, "pdma.round")
    )
    closed = next(iter(record.descendants(plan, "pdma.close")), None)
    aims = _aims(record, plan, closed)
    return Loop(plan, aims, rounds, closed, _state(record, aims, closed))


def _state(record: Record, aims: tuple[Aim, ...], closed: Seen | None) -> LoopState:
    whole = bool(aims) and all(aim.met for aim in aims)
    if closed is None:
        return LoopState.MET if whole else LoopState.OPEN
    if unmet_at_close(record, closed):
        return LoopState.CLOSED_UNMET
    return LoopState.CLOSED if whole else LoopState.UNDETERMINED


def _aims(record: Record, plan: Seen, closed: Seen | None) -> tuple[Aim, ...]:
    measures = _measures(record.of_type("quality.measure"), plan, closed)
    return tuple(_aim(name, target, measures.get(name)) for name, target in _targets(plan).items())


def _measures(found: Iterable[Seen], plan: Seen, closed: Seen | None) -> dict[str, Seen]:
    until = closed.recorded_ms if closed else None
    return {
        dimension(one.text("dimension") or ""): one
        for one in found
        if one.item == plan.item and one.recorded_ms >= plan.recorded_ms and (until is None or one.recorded_ms <= until)
    }


def _targets(plan: Seen) -> dict[str, Decimal]:
    value = plan.disclosed.get("targets")
    pairs = value.items() if isinstance(value, Mapping) else ()
    read = {dimension(str(name)): number(target) for name, target in pairs}
    return {name: target for name, target in sorted(read.items()) if target is not None}


def _aim(name: str, target: Decimal, measure: Seen | None) -> Aim:
    measured = number(measure.disclosed.get("measured")) if measure else None
    return Aim(name, target, measure, measured, None if measured is None else measured >= target)
