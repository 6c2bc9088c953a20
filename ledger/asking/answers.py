"""What every answer carries beside its content: verdict, proof, as-of time, calendar version, and what was withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.asking.records import EventRef, Proof
from ledger.workdays import calendar


@dataclass(frozen=True)
class Bilingual:
    """One sentence in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True)
class CalendarRef:
    """The working-day calendar that dates were counted with: version, SHA-256 over its days, last year it knows."""

    version: str
    digest: str
    last_year: int


@dataclass(frozen=True)
class Withheld:
    """Something the asker may not see, and why."""

    what: str
    zh: str
    en: str


@dataclass(frozen=True)
class ProofState:
    """How far the events of an answer are proven: the weakest state, and how many stand in each."""

    weakest: Proof
    anchored: int
    waiting: int
    missing: int
    failed: int


NOT_PARTY = "不是当事部门: 只给元数据, 不给披露的字段", "not a party: metadata only, no disclosed fields"
HIDDEN = "所涉协议或部门事项无权查阅", "they belong to agreements or matters that the asker may not see"
_WEAKEST_FIRST = (Proof.FAILED, Proof.MISSING, Proof.WAITING, Proof.ANCHORED)


def calendar_ref() -> CalendarRef:
    """The calendar in use."""
    used = calendar()
    return CalendarRef(used.version, used.digest, used.last_year)


def proof_state(events: Iterable[EventRef], missing: int = 0) -> ProofState:
    """The state of proof over ``events`` and a number of events that are referred to but not recorded."""
    counted = Counter(event.proof for event in events)
    counted[Proof.MISSING] += missing
    weakest = next((proof for proof in _WEAKEST_FIRST if counted[proof]), Proof.MISSING)
    return ProofState(
        weakest, counted[Proof.ANCHORED], counted[Proof.WAITING], counted[Proof.MISSING], counted[Proof.FAILED]
    )


def entries_proof(size: int, anchored: int) -> ProofState:
    """The state of proof over the first ``size`` entries of the log, ``anchored`` of which the chain holds for good."""
    waiting = size - anchored
    return ProofState(Proof.WAITING if waiting or not size else Proof.ANCHORED, anchored, waiting, 0, 0)


def withhold(what: str, reason: tuple[str, str] = NOT_PARTY) -> Withheld:
    """What is withheld, for one of the reasons above."""
    return Withheld(what, *reason)
