"""Following a lineage for one asker: start, walk, what may be seen of it, and the page that is given out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ledger.asking.answers import HIDDEN, Withheld, withhold
from ledger.asking.basis import Grounds
from ledger.asking.records import Recorded, Records
from ledger.errors import NotFound
from ledger.event_types import EVENT_TYPES
from ledger.lineage.lineage import Asked, Edge, Gap, Hidden, Lineage, Shown, Signature, answer, edge, node
from ledger.lineage.walking import Bounds, Page, read_cursor, walk, write_cursor
from ledger.policy.permission_table import Access as Right
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.registers.sight import FULL, Look, Sight, Subject
from ledger.storage.event_index_store import EVENTS
from ledger.storage.store import StoreSession

_SIZE_OF_ID = 64
# A question about an item is one about its data; requests and reviews of it would only widen the graph
DATA_TYPES = tuple(name for name, row in EVENT_TYPES.items() if "payload" in row.needs)


class Following:
    """One page of one asker's question.

    Args:
        now: ms since 1970.
    """

    def __init__(
        self, session: StoreSession, records: Records, directory: Directory, sight: Sight, caller: Caller, now: int
    ) -> None:
        self._session = session
        self._records = records
        self._directory = directory
        self._look: Look = sight.at(now, session)
        self._caller = caller
        self._now = now

    def page(self, asked: Asked) -> Lineage:
        """The page asked for.

        Raises:
            NotFound: nothing recorded under that name by then, or nothing that the caller may see.
            InputRefused: a cursor that no page gave.
        """
        end = self._session.projections.next_index(EVENTS)
        cursor = read_cursor(asked.cursor) if asked.cursor else None
        reach = min(cursor[0], end) if cursor else end
        if asked.known_at is not None:
            reach = self._session.lineage.reach_at(asked.known_at, reach)
        position = cursor[1] if cursor else 0
        bounds = Bounds(asked.direction == "up", reach, asked.depth, asked.occurred_until)
        found = walk(self._session, self._start(asked, bounds), bounds, position, asked.limit)
        shown = self._shown(found, bounds, owned=not bounds.up and self._owns(asked, found))
        if position == 0 and not shown.nodes:
            raise NotFound(zh="没有该记录, 或无权查阅", en="nothing recorded under that name, or nothing you may see")
        return answer(asked, self._now, shown)

    def _start(self, asked: Asked, bounds: Bounds) -> list[int]:
        found: list[int] = []
        if len(asked.ref) == _SIZE_OF_ID:
            found = self._of_id(asked, bounds)
        return found or self._session.lineage.starts(asked.ref, DATA_TYPES, bounds.reach, bounds.until)

    def _of_id(self, asked: Asked, bounds: Bounds) -> list[int]:
        try:
            indexes = self._session.events.indexes_of(bytes.fromhex(asked.ref))[:1]
        except ValueError:
            return []
        # An event that the index has not reached stands alone, unless a time of knowledge rules it out
        indexes = [index for index in indexes if index < bounds.reach or asked.known_at is None]
        if bounds.until is None:
            return indexes
        rows = self._records.load(self._session, indexes)
        return [row.index for row in rows if row.event.occurred_ms <= bounds.until]

    def _owns(self, asked: Asked, found: Page) -> bool:
        if (item := self._look.item(asked.ref)) is not None:
            return item.owner == self._caller.department
        start = [index for index, level in found.levels.items() if level == 0][:1]
        items = [row.event.item for row in self._records.load(self._session, start)]
        known = [self._look.item(code) for code in items if code]
        return bool(known) and all(one is not None and one.owner == self._caller.department for one in known)

    def _shown(self, found: Page, bounds: Bounds, *, owned: bool) -> Shown:
        wanted = {*found.indexes, *(end for pair in found.edges for end in pair)}
        rows = {row.index: row for row in self._records.load(self._session, wanted)}
        rights = self._rights(rows.values(), owned=owned)
        seen = {index: _as_seen(rows[index], right) for index, right in rights.items() if right is not Right.NONE}
        corrected = self._session.lineage.corrections(found.indexes, bounds.reach)
        nodes = [
            node(seen[index], found.levels[index], corrected.get(index)) for index in found.indexes if index in seen
        ]
        hidden = [self._hidden(index, found, seen) for index in found.indexes if index in rows and index not in seen]
        partial = any(rights[index] not in FULL for index in found.indexes if index in seen)
        return Shown(
            nodes=nodes,
            edges=self._edges(found, bounds, rows, seen, rights),
            gaps=self._gaps(found, bounds, seen) if bounds.up else [],
            hidden=hidden,
            withheld=_withheld(len(hidden), partial=partial),
            truncated=found.truncated,
            complete_to=bounds.reach,
            next=None if found.following is None else write_cursor(bounds.reach, found.following),
        )

    def _rights(self, rows: Iterable[Recorded], *, owned: bool) -> dict[int, Right]:
        subjects = {row.index: Subject.of_row(row) for row in rows}
        rights = self._look.of_events(self._caller, subjects.values())
        # The owner may see where its data went (条例 29), though no disclosed field of it
        least = Right.METADATA if owned else Right.NONE
        return {index: least if rights[one] is Right.NONE else rights[one] for index, one in subjects.items()}

    def _hidden(self, index: int, found: Page, seen: dict[int, Recorded]) -> Hidden:
        beside = {parent if child == index else child for child, parent in found.edges if index in (child, parent)}
        return Hidden(found.levels[index], sorted(seen[one].event.id for one in beside if one in seen), *HIDDEN)

    def _edges(
        self,
        found: Page,
        bounds: Bounds,
        rows: dict[int, Recorded],
        seen: dict[int, Recorded],
        rights: dict[int, Right],
    ) -> list[Edge]:
        visible = [(child, parent) for child, parent in found.edges if child in seen and parent in seen]
        named = {rows[end].event.agreement for pair in visible for end in pair}
        grounds = Grounds(self._session, self._look, {one for one in named if one}, bounds.reach)
        countersigned = self._countersigned({child for child, _ in visible}, bounds.reach)
        made = []
        for child, parent in visible:
            agreement = grounds.agreement_of(seen[parent], seen[child])
            may = agreement is not None and self._look.sees_terms(self._caller, agreement.id)
            signatures = [
                self._signature("parent", seen[parent]), self._signature("child", seen[child]),
                *(self._signature("countersigned", row) for row in countersigned.get(child, ())),
            ]  # fmt: skip
            level = max(found.levels[child], found.levels[parent])
            # What an edge rests on is judged by all that is on record; what is said of it, by what the asker may see
            ground = grounds.of(rows[parent], rows[child]).told(full=may and rights[child] in FULL)
            made.append(edge(seen[parent], seen[child], level, ground, agreement if may else None, signatures))
        return made

    def _countersigned(self, children: set[int], reach: int) -> dict[int, list[Recorded]]:
        named = self._session.lineage.children_of_type(children, "countersign", reach)
        rows = {row.index: row for row in self._records.load(self._session, {index for _, index in named})}
        found: dict[int, list[Recorded]] = {}
        for event, index in named:
            found.setdefault(event, []).append(rows[index])
        return found

    def _signature(self, part: str, row: Recorded) -> Signature:
        key = self._directory.key(row.signer)
        return Signature(part, row.event.id, row.event.actor, row.signer, None if key is None else key.role.value)

    def _gaps(self, found: Page, bounds: Bounds, seen: dict[int, Recorded]) -> list[Gap]:
        mine = [index for index in found.indexes if index in seen]
        open_now = self._session.lineage.open_parents(mine)
        # Recorded since, but not by the time of knowledge asked about
        later = [(child, parent) for child, parent in self._session.events.parents(mine) if parent >= bounds.reach]
        names = {row.index: row.event_id.hex() for row in self._session.events.get({parent for _, parent in later})}
        every = {(seen[child].event.id, parent) for child, parent in open_now}
        every |= {(seen[child].event.id, names[parent]) for child, parent in later if parent in names}
        return [Gap(child, parent) for child, parent in sorted(every)]


def _as_seen(row: Recorded, right: Right) -> Recorded:
    return row if right in FULL else replace(row, disclosed={})


def _withheld(hidden: int, *, partial: bool) -> list[Withheld]:
    events = [withhold(f"events: {hidden}", HIDDEN)] if hidden else []
    return events + ([withhold("disclosures")] if partial else [])
