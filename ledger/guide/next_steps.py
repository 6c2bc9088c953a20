"""What a department may record next, given one event: by the order of the exchange, the clauses and its capacity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledger.asking.reading import Reading
from ledger.asking.views import EventView
from ledger.event_types import EVENT_TYPES
from ledger.guide.event_guide import follows
from ledger.policy.transitions import ONCE
from ledger.recording.parties import Parties
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.storage.store import Store


@dataclass(frozen=True)
class NextStep:
    """One type that the caller's department may record; ``signs``: whether the caller's own key may sign it."""

    type: str
    zh: str
    en: str
    keys: list[str]
    signs: bool


@dataclass(frozen=True)
class NextSteps:
    """What may follow an event, what meets a clause first. Empty: nothing that this department could record."""

    event: str
    steps: list[NextStep]


class NextStepping:
    """Answers what may follow.

    Args:
        clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, reading: Reading, clock: Callable[[], int]) -> None:
        self._store = store
        self._reading = reading
        self._parties = Parties(directory, clock)

    def after(self, caller: Caller, event_id: str) -> NextSteps:
        """What the caller's department may record after this event.

        Raises:
            EventUnknown: there is none, or none that the caller may see.
        """
        event = self._reading.event(caller, event_id)
        names = [name for name in follows(event.event.type) if not self._done(name, event)]
        held = self._parties.capacities(event.agreement, event.item, caller.department, caller.role)
        rows = [row for row in map(EVENT_TYPES.__getitem__, names) if held & set(row.signed_by)]
        return NextSteps(
            event_id,
            [
                NextStep(row.name, row.zh, row.en, [key.value for key in row.keys], caller.role in row.keys)
                for row in rows
            ],
        )

    def _done(self, name: str, event: EventView) -> bool:
        """Whether this was done already and may be done once only."""
        if name not in ONCE:
            return False
        with self._store.read() as session:
            children = session.events.children([event.event.index])
            return any(one.type == name for one in session.events.get({child for child, _ in children}))
