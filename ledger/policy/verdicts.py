"""What a rule over acts says: kept to, broken, or not to be determined. What is not disclosed is unknown, never wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ledger.policy.context import Context
from ledger.policy.seen import Seen


class Outcome(StrEnum):
    """Of one act under one clause."""

    KEPT = "kept"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """An outcome, with code and detail of what is broken or not disclosed (`ledger.policy.conduct_words`)."""

    outcome: Outcome
    why: str = ""
    about: str = ""


KEPT = Verdict(Outcome.KEPT)
Judge = Callable[[Context, Seen], "Verdict | None"]


@dataclass(frozen=True)
class ActRule:
    """One clause over acts of these types (none: of every type).

    Attributes:
        judge: its verdict, or None where the clause does not bind this act.
        party: who answers, if not the clause's own party.
    """

    clause: str
    types: tuple[str, ...]
    judge: Judge
    party: str = ""


def broken(why: str, about: str = "") -> Verdict:
    """The clause is broken."""
    return Verdict(Outcome.BROKEN, why, about)


def unknown(why: str, about: str = "") -> Verdict:
    """It cannot be determined."""
    return Verdict(Outcome.UNKNOWN, why, about)


def worst(*verdicts: Verdict) -> Verdict:
    """The gravest: one breach is a breach; where something is unknown and nothing broken, it is unknown."""
    order = (Outcome.BROKEN, Outcome.UNKNOWN, Outcome.KEPT)
    return min(verdicts, key=lambda one: order.index(one.outcome))


def filled(event: Seen, *names: str) -> Verdict:
    """Whether these fields say something."""
    empty = [name for name in names if name in event.disclosed and event.disclosed[name] in ("", None, [], {})]
    if empty:
        return broken("field-empty", ", ".join(empty))
    hidden = [name for name in names if name not in event.disclosed]
    return unknown("field-undisclosed", ", ".join(hidden)) if hidden else KEPT


def apart(event: Seen) -> Verdict:
    """Whether who drafted is another than who approved by signing."""
    said = filled(event, "drafted_by")
    same = event.text("drafted_by") in {event.signer, event.operator} - {""}
    return broken("drafter-approved") if same else said
