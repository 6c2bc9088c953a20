"""Rows of the projections as values. Times in ms, addresses and agreement ids with ``0x``, event ids 32 bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec


@dataclass(frozen=True)
class Department:
    """A department as the chain knows it."""

    code: str
    name: str
    parent: str | None
    tier: str
    region: str
    status: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class DepartmentKey:
    """A key of a department and when it may act; ``valid_until`` None means open.

    ``facts`` as the chain said them: ``enrolled_at``, ``ended_at`` (when it was declared), ``reason``, ``successor`` (the
    key that took its place), ``instrument`` (by which it was restored).
    """

    address: str
    department: str
    role: str
    valid_from: int
    valid_until: int | None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """A catalogue item."""

    code: str
    title: str
    owner: str
    grade: str
    share_type: str
    version: int
    facts: dict[str, Any]


@dataclass(frozen=True)
class Agreement:
    """An agreement: its three parties, period, state and signed terms.

    ``state`` leaves time aside: offered, signed, withdrawn; concluded, suspended, terminated, superseded, closed.
    ``first`` is the first of its versions, None if it is that itself; ``previous`` the version before.
    """

    id: str
    item: str
    owner: str
    user: str
    manager: str
    valid_from: int
    valid_until: int
    state: str
    terms: dict[str, Any]
    facts: dict[str, Any]
    version: int = 1
    first: str | None = None
    previous: str | None = None

    def places(self) -> list[dict[str, str]]:
        """What it covers, one row for each item: item, user, agreement."""
        items = sorted({self.item, *self.terms.get("items", ())})
        return [{"item": item, "user": self.user, "agreement": self.id} for item in items]


class IndexedEvent(msgspec.Struct, frozen=True):
    """What queries need of an event; ``supersedes`` is the index of the event that it corrects."""

    index: int
    event_id: bytes
    type: str
    stage: str
    actor: str
    on_behalf_of: str | None
    agreement: str | None
    item: str | None
    signer: str
    supersedes: int | None
    occurred_at: int
    recorded_at: int


@dataclass(frozen=True)
class CallDay:
    """Calls of one day (+08:00; ``day`` is its start) under an agreement, as one side recorded them.

    ``records`` events said so; of these ``undisclosed`` did not disclose their count, so that ``calls`` lacks them.
    """

    agreement: str
    day: int
    actor: str
    calls: int
    records: int
    undisclosed: int


@dataclass(frozen=True)
class Decision:
    """An answer given before sharing: the question and the whole answer."""

    department: str
    agreement: str | None
    item: str
    outcome: str
    question: dict[str, Any]
    answer: dict[str, Any]
    recorded_at: int
