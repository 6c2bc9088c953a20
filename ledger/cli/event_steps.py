"""The steps before an event, as its command names them: looked at, and refused where the order is not kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ledger.cli.session import Session
from ledger.errors import EventRefused, StepMissing
from ledger.guide.event_table import MANY, STEP_FLAGS, command_of
from ledger.policy.transitions import ANY_PARENT, BEFORE, ONCE, ORDERED, missing_step


def step_flags(kind: str) -> dict[str, tuple[str, ...]]:
    """Option → event types that it takes as the step before."""
    before = BEFORE.get(kind, ())
    if kind in ANY_PARENT:
        return {"event": ()}
    if len(before) > MANY:
        return {"source": before}
    return {STEP_FLAGS.get(name, name.replace(".", "-")): (name,) for name in before}


def parents_of(session: Session, kind: str, steps: Mapping[str, list[str] | None], more: list[str] | None) -> list[str]:
    """The ids of the steps before, once each was looked at.

    Raises:
        EventRefused: an event of another type than its option names. StepMissing: the order is not kept.
        EventUnknown: a step that is not recorded, or that the caller may not see.
    """
    expected = step_flags(kind)
    types: dict[str, str] = {}
    if kind in ORDERED or any(steps.values()):
        client = session.caller()
        for flag, ids in (*steps.items(), ("parent", more)):
            for one in ids or ():
                types[one] = str(client.event(one)["event"]["type"])
                wanted = expected.get(flag, ())
                if wanted and types[one] not in wanted:
                    raise _wrong_step(flag, one, types[one], wanted)
    siblings = _siblings(session, types) if kind in ONCE else set()
    if (step := missing_step(kind, set(types.values()), siblings)) is not None:
        ways = "; ".join(command_of(name) for name in step.expected[:MANY])
        raise StepMissing(
            zh=f"{step.zh}{'。先: ' + ways if ways else ''}",
            en=f"{step.en}{'. First: ' + ways if ways else ''}",
            event_type=kind,
            expected=list(step.expected),
        )
    return sorted({*types, *(more or ()), *(one for ids in steps.values() for one in ids or ())})


def _siblings(session: Session, parents: Iterable[str]) -> set[str]:
    client = session.caller()
    pages = (client.lineage(one, "down", 1, limit=500) for one in parents)
    return {str(node["event"]["type"]) for page in pages for node in page["nodes"] if node["level"] == 1}


def _wrong_step(flag: str, event: str, found: str, wanted: tuple[str, ...]) -> EventRefused:
    one = ", ".join(wanted)
    return EventRefused(
        zh=f"--{flag} 须为 {one} 事件, {event} 是 {found}",
        en=f"--{flag} takes an event of type {one}; {event} is {found}",
        rule="step",
    )


def plain(flag: str) -> str:
    """A flag as a part of a parameter's name."""
    return flag.replace("-", "_")
