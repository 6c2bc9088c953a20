"""Events as duties, alerts and reports see them: plain values, with what was disclosed and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

import msgspec

APPROVE = "approve"
"""Value of the field ``decision`` of `reply` and `extension.decide` that consents."""


class Seen(msgspec.Struct, frozen=True):
    """One recorded event.

    Attributes:
        type: name in the closed catalogue.
        item, agreement: empty where the event has none.
        occurred_ms: claimed; recorded_ms: our clock; anchored_ms: its first anchor's block, None while there is none.
        digest, rows: of its payload; empty and None where there is none.
        on_behalf_of: the department that ``actor`` acts for; operator, signer: pseudonym and address; empty where unknown.
        index: its place in the log, which orders what was recorded in the same millisecond.
        disclosed: the fields that were disclosed, name → value; a field that is absent is unknown, not empty.
    """

    id: str
    type: str
    actor: str
    occurred_ms: int
    recorded_ms: int
    item: str = ""
    agreement: str = ""
    parents: tuple[str, ...] = ()
    digest: str = ""
    rows: int | None = None
    disclosed: Mapping[str, Any] = {}
    anchored_ms: int | None = None
    on_behalf_of: str = ""
    operator: str = ""
    signer: str = ""
    index: int = 0

    @property
    def acting(self) -> str:
        """The department whose act it is: the one acted for, or the actor itself."""
        return self.on_behalf_of or self.actor

    def bare(self) -> Seen:
        """The same event for whoever may not see its fields."""
        return msgspec.structs.replace(self, disclosed={})

    def text(self, name: str) -> str | None:
        """A disclosed field that is a string, else None."""
        value = self.disclosed.get(name)
        return value if isinstance(value, str) else None

    def number(self, name: str) -> int | None:
        """A disclosed field that is an integer, else None."""
        value = self.disclosed.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def names(self, name: str) -> tuple[str, ...] | None:
        """A disclosed list of texts, or one text of names parted by commas or blanks; else None."""
        value = self.disclosed.get(name)
        if isinstance(value, str):
            return tuple(value.replace(",", " ").split())
        if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
            return tuple(value)
        return None


class Record:
    """The events of one exchange, ordered by recording, with the links between them."""

    def __init__(self, events: Iterable[Seen]) -> None:
        self.events = sorted(events, key=_order)
        self.by_id = {event.id: event for event in self.events}
        self.place = {event.id: n for n, event in enumerate(self.events)}
        self._by_type = grouped(attrgetter("type"), self.events)
        self._children: dict[str, list[Seen]] = {}
        for event in self.events:
            for parent in event.parents:
                self._children.setdefault(parent, []).append(event)

    def of_type(self, *types: str) -> list[Seen]:
        """Events of these types, in order."""
        found = [event for name in types for event in self._by_type.get(name, ())]
        return found if len(types) == 1 else sorted(found, key=self._place)

    def parents(self, event: Seen, *types: str) -> list[Seen]:
        """Its parents on record, of these types; of any if none is named."""
        known = (self.by_id[parent] for parent in event.parents if parent in self.by_id)
        return [parent for parent in known if not types or parent.type in types]

    def children(self, event: Seen, *types: str) -> list[Seen]:
        """Events of these types that name it as parent, in order."""
        below = self._children.get(event.id)
        return [child for child in below if child.type in types] if below else []

    def descendants(self, event: Seen, *types: str) -> list[Seen]:
        """Events of these types that follow from it over any number of links, in order."""
        # most events have nothing below them
        if event.id not in self._children:
            return []
        reached: dict[str, Seen] = {}
        waiting = [event]
        while waiting:
            for child in self._children.get(waiting.pop().id, []):
                if child.id not in reached:
                    reached[child.id] = child
                    waiting.append(child)
        return sorted((row for row in reached.values() if row.type in types), key=self._place)

    def later(self, event: Seen, *types: str) -> list[Seen]:
        """Events of these types recorded after it, in order."""
        return [row for row in self.of_type(*types) if self._place(row) > self._place(event)]

    def before(self, event: Seen, *types: str) -> list[Seen]:
        """Events of these types recorded before it, in order."""
        return [row for row in self.of_type(*types) if self._place(row) < self._place(event)]

    def _place(self, event: Seen) -> int:
        return self.place[event.id]

    def judged_ms(self, event: Seen) -> int:
        """The time that counts against a deadline (docs/clauses.md, clock rules): the claimed one only where another
        department countersigned, otherwise that of anchoring, or of recording while there is no anchor.
        """
        if any(other.actor != event.actor for other in self.children(event, "countersign")):
            return event.occurred_ms
        return event.recorded_ms if event.anchored_ms is None else event.anchored_ms


def grouped(key: Callable[[Seen], str], events: Iterable[Seen]) -> dict[str, list[Seen]]:
    """Events by this key, each list in the order given."""
    found: dict[str, list[Seen]] = {}
    for event in events:
        found.setdefault(key(event), []).append(event)
    return found


def _order(event: Seen) -> tuple[int, int, str]:
    return event.recorded_ms, event.index, event.id
