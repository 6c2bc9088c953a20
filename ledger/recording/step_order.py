"""The order of steps at the door: an event whose step before is not recorded is refused, with the step that is missing.

Looked up is the log itself, so a step counts from the moment its receipt was given; what was found is kept, for a recorded
event never changes. Types without an order, and these are all of the bulk, cost one look into a table in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ledger.errors import StepMissing
from ledger.events import Event
from ledger.policy.transitions import AWAITING, ONCE, ORDERED, missing_step
from ledger.storage.store import Store

MAX_KEPT = 20_000
Ahead = dict[str, Event]
"""Event id → event, of those that passed before it in the same request: they count as recorded."""


class StepOrder:
    """Holds events against `ledger.policy.transitions`, by what is recorded in this store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._types: dict[str, str] = {}

    def learn(self, events: Sequence[Event], ahead: Collection[str] = ()) -> None:
        """Look up together what `check` will ask about these events, as far as it is neither known nor ``ahead``."""
        named = {parent for event in events if event.type.name in ORDERED for parent in event.parents}
        wanted = [bytes.fromhex(one) for one in named if one not in self._types and one not in ahead]
        if not wanted:
            return
        with self._store.read() as session:
            found = session.events.recorded_types(wanted)
        if len(self._types) + len(found) > MAX_KEPT:
            self._types.clear()
        self._types |= {event_id.hex(): kind for event_id, kind in found.items()}

    def check(self, event: Event, ahead: Mapping[str, Event]) -> None:
        """Raise if the event is out of order. Two that race for a step that is taken once may both pass: an alert tells.

        Raises:
            StepMissing: naming the steps of which one should have gone before, and parents that are not recorded.
        """
        name = event.type.name
        if name not in ORDERED:
            return
        self.learn([event], ahead)
        parents = {one: ahead[one].type.name if one in ahead else self._types.get(one) for one in event.parents}
        unknown = [one for one, kind in parents.items() if kind is None]
        if unknown and name in AWAITING:
            return
        siblings = self._siblings(event, ahead) if name in ONCE else ()
        step = missing_step(name, [kind for kind in parents.values() if kind is not None], siblings)
        if step is not None:
            raise StepMissing(
                zh=step.zh + (f"; 未记录的 parents: {', '.join(unknown)}" if unknown else ""),
                en=step.en + (f"; parents that are not recorded: {', '.join(unknown)}" if unknown else ""),
                event_type=name,
                expected=list(step.expected),
                unknown_parents=unknown,
            )

    def _siblings(self, event: Event, ahead: Mapping[str, Event]) -> set[str]:
        """The event's own type if another one of it names a parent of this one; the event itself, sent again, and the one
        that it corrects do not count.
        """
        name, mine = event.type.name, {event.id, event.supersedes}
        with self._store.read() as session:
            recorded = session.events.naming(name, [bytes.fromhex(one) for one in event.parents])
        others = {one.hex() for one in recorded}
        others |= {one.id for one in ahead.values() if one.type.name == name and set(one.parents) & set(event.parents)}
        return {name} if others - mine else set()
