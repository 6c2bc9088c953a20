"""Pairing: the records of one delivery or call by its owner, its platform and its user, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ledger.policy.alerts_use import count_of
from ledger.policy.facts import AgreementTerms
from ledger.policy.seen import Record, Seen

OWNER, PLATFORM, USER = "owner", "platform", "user"
PUBLISHED = "published"
"""What a delivery is held against beside its three sides."""


class PairState(StrEnum):
    """What came of it: all agree, they differ, one side is silent past the window, or still within it."""

    PAIRED = "paired"
    MISMATCH = "mismatch"
    ORPHAN = "orphan"
    PENDING = "pending"


@dataclass(frozen=True)
class Difference:
    """In what the sides differ: digest, rows, fields, count or success; side → what it says. Absent sides say nothing."""

    what: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Pairing:
    """One delivery (``key`` is its event) or one call (``key`` is its message id, or the event's where there is none)."""

    kind: str
    key: str
    sides: Mapping[str, Seen]
    differences: tuple[Difference, ...]
    state: PairState
    silent: tuple[str, ...] = ()

    @property
    def first(self) -> Seen:
        """The earliest record."""
        return min(self.sides.values(), key=lambda event: (event.recorded_ms, event.id))


def pairings(record: Record, terms: AgreementTerms, now: int, window_ms: int) -> list[Pairing]:
    """Every delivery and call under one agreement, in the order of recording.

    Args:
        record: events of the agreement, and publications of its items.
        terms: of the agreement.
        now: ms since 1970.
        window_ms: how long one side may come after the other.
    """
    found = [*_deliveries(record, now, window_ms), *_calls(record, terms, now, window_ms)]
    return sorted(found, key=lambda one: (one.first.recorded_ms, one.key))


def _deliveries(record: Record, now: int, window_ms: int) -> Iterator[Pairing]:
    for sent in record.of_type("deliver"):
        carried = record.descendants(sent, "transfer")
        taken = record.descendants(sent, "receipt")
        sides = {OWNER: sent}
        sides |= {PLATFORM: carried[-1]} if carried else {}
        sides |= {USER: taken[0]} if taken else {}
        published = record.parents(sent, "data.update")
        compared = {**({PUBLISHED: published[-1]} if published else {}), **sides}
        differences = (*_differ("digest", compared, _digest), *_differ("rows", compared, lambda one: one.rows))
        yield _pairing("delivery", sent.id, sides, differences, (USER,), now, window_ms)


def _calls(record: Record, terms: AgreementTerms, now: int, window_ms: int) -> Iterator[Pairing]:
    for key, sides in _grouped(record, terms, window_ms):
        differences = (
            *_differ("count", sides, count_of),
            *_differ("fields", sides, _fields),
            *_differ("success", sides, lambda one: one.disclosed.get("success")),
        )
        yield _pairing("call", key, sides, differences, (OWNER, USER), now, window_ms)


def _pairing(
    kind: str,
    key: str,
    sides: Mapping[str, Seen],
    differences: tuple[Difference, ...],
    needed: tuple[str, ...],
    now: int,
    window_ms: int,
) -> Pairing:
    silent = tuple(side for side in needed if side not in sides)
    latest = max(event.recorded_ms for event in sides.values())
    if differences:
        state = PairState.MISMATCH
    elif not silent:
        state = PairState.PAIRED
    else:
        state = PairState.ORPHAN if now - latest > window_ms else PairState.PENDING
    return Pairing(kind, key, sides, differences, state, silent)


def _grouped(record: Record, terms: AgreementTerms, window_ms: int) -> Iterator[tuple[str, dict[str, Seen]]]:
    """Calls by message id; those that disclose none by the nearest of the same service within the window."""
    named: dict[str, dict[str, Seen]] = {}
    unnamed: list[Seen] = []
    for call in record.of_type("call"):
        message = call.text("message_id")
        if message:
            named.setdefault(message, {}).setdefault(_side(call, terms), call)
        else:
            unnamed.append(call)
    yield from named.items()
    used: set[str] = set()
    for call in unnamed:
        if call.id in used:
            continue
        used.add(call.id)
        sides = {_side(call, terms): call}
        for other in _near(call, unnamed, window_ms):
            side = _side(other, terms)
            if other.id not in used and side not in sides:
                sides[side] = other
                used.add(other.id)
        yield call.id, sides


def _near(call: Seen, others: list[Seen], window_ms: int) -> list[Seen]:
    same = [one for one in others if (one.item, one.text("service")) == (call.item, call.text("service"))]
    near = [one for one in same if abs(one.occurred_ms - call.occurred_ms) <= window_ms]
    return sorted(near, key=lambda one: (abs(one.occurred_ms - call.occurred_ms), one.id))


def _side(event: Seen, terms: AgreementTerms) -> str:
    return {terms.owner: OWNER, terms.user: USER}.get(event.actor, PLATFORM)


def _differ(what: str, sides: Mapping[str, Seen], value: Any) -> tuple[Difference, ...]:
    """A difference, if two sides that say something say another thing; what a side hides is no difference."""
    said = {side: value(event) for side, event in sides.items()}
    known = {side: one for side, one in said.items() if one is not None}
    return (Difference(what, known),) if len({str(one) for one in known.values()}) > 1 else ()


def _digest(event: Seen) -> str | None:
    return event.digest or None


def _fields(call: Seen) -> list[str] | None:
    names = call.names("called_fields")
    return None if names is None else sorted(names)
