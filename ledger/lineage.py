"""The question after: where data came from and went to, level by level along the parents that events name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ledger.answers import Bilingual, CalendarRef, ProofState, Withheld, calendar_ref, proof_state
from ledger.model import format_time
from ledger.policy.facts import AgreementFacts
from ledger.records import EventRef, Proof, Recorded, Records, ref
from ledger.storage.store import StoreSession

MAX_EVENTS = 2000
# Types that hand on the very bytes of their parent: another digest is a break
_SAME_BYTES = frozenset({"deliver", "transfer", "receipt", "store", "backup", "redistribute", "backflow"})
_EXCHANGE = _SAME_BYTES | {"call", "verify", "derive", "aggregate", "link", "mask", "migrate"}
Agreements = Callable[[str], AgreementFacts | None]


class Basis(StrEnum):
    """On what an edge rests."""

    OWN = "own"
    AGREEMENT = "agreement"
    NO_EXCHANGE = "no-exchange"
    NONE_SHOWN = "no-lawful-basis-shown"


@dataclass(frozen=True)
class Node:
    """One event of the lineage; ``level`` 0 is where the question started."""

    event: EventRef
    level: int
    item: str | None
    agreement: str | None
    payload: str | None
    rows: int | None


@dataclass(frozen=True)
class Edge:
    """``child`` names ``parent``. ``same`` says whether their payload digests agree, None where that is not to be expected."""

    parent: str
    child: str
    level: int
    type: str
    actor: str
    agreement: str | None
    same: bool | None
    basis: Basis
    proof: Proof
    zh: str
    en: str


@dataclass(frozen=True)
class Gap:
    """A parent that an event names and that is not recorded: the lineage cannot be determined beyond it."""

    event: str
    parent: str


@dataclass(frozen=True)
class Lineage:
    """The answer. ``complete_to`` is the number of entries that the index of edges has reached."""

    verdict: Bilingual
    ref: str
    direction: str
    depth: int
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    nodes: list[Node]
    edges: list[Edge]
    gaps: list[Gap]
    withheld: list[Withheld]
    truncated: bool
    complete_to: int


@dataclass(frozen=True)
class Walk:
    """What was found before anything is withheld: event by index with its level, (child, parent) indexes, and whether all."""

    rows: dict[int, Recorded]
    levels: dict[int, int]
    edges: list[tuple[int, int]]
    truncated: bool


def walk(session: StoreSession, records: Records, start: Sequence[int], *, up: bool, depth: int) -> Walk:
    """Follow the edges from ``start``, one query a level, at most ``depth`` levels and `MAX_EVENTS` events."""
    levels = dict.fromkeys(start, 0)
    edges: set[tuple[int, int]] = set()
    frontier, truncated = list(start), False
    for level in range(1, depth + 1):
        found = session.events.parents(frontier) if up else session.events.children(frontier)
        edges.update(found)
        ends = [parent if up else child for child, parent in found]
        frontier = sorted({index for index in ends if index not in levels})
        if len(levels) + len(frontier) > MAX_EVENTS:
            frontier, truncated = frontier[: MAX_EVENTS - len(levels)], True
        levels |= dict.fromkeys(frontier, level)
        if not frontier:
            break
    else:
        truncated = truncated or bool(session.events.parents(frontier) if up else session.events.children(frontier))
    rows = {row.index: row for row in records.load(session, levels)}
    inside = [edge for edge in sorted(edges) if edge[0] in rows and edge[1] in rows]
    return Walk(rows, levels, inside, truncated)


def gaps(session: StoreSession, rows: Iterable[Recorded]) -> list[Gap]:
    """Parents that these events name and that are not recorded."""
    known: dict[str, bool] = {}
    found = []
    for row in rows:
        for parent in row.event.parents:
            if parent not in known:
                known[parent] = bool(session.events.indexes_of(bytes.fromhex(parent)))
            if not known[parent]:
                found.append(Gap(row.event.id, parent))
    return found


def node(row: Recorded, level: int) -> Node:
    """The node of an event."""
    payload = row.event.payload or {}
    return Node(ref(row), level, row.event.item, row.event.agreement, payload.get("digest"), payload.get("rows"))


def edge(parent: Recorded, child: Recorded, level: int, agreements: Agreements) -> Edge:
    """The edge between two events, with what it rests on."""
    basis, zh, en = _basis(parent, child, agreements)
    agreement = child.event.agreement or parent.event.agreement
    weakest = next((one for one in (Proof.FAILED, Proof.WAITING) if one in (parent.proof, child.proof)), Proof.ANCHORED)
    same = _same(parent, child)
    return Edge(
        parent.event.id, child.event.id, level, child.event.type.name, child.event.actor, agreement, same, basis,
        weakest, zh, en,
    )  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """What the asker may see of a walk."""

    nodes: list[Node]
    edges: list[Edge]
    gaps: list[Gap]
    withheld: list[Withheld]
    truncated: bool
    complete_to: int


def answer(start: str, direction: str, depth: int, now: int, shown: Shown) -> Lineage:
    """The whole answer."""
    events = [one.event for one in shown.nodes]
    return Lineage(
        verdict=_verdict(shown),
        ref=start,
        direction=direction,
        depth=depth,
        as_of=format_time(now),
        calendar=calendar_ref(),
        proof=proof_state(events, len(shown.gaps)),
        **vars(shown),
    )


def _verdict(shown: Shown) -> Bilingual:
    broken = sum(one.same is False for one in shown.edges)
    bare = sum(one.basis is Basis.NONE_SHOWN for one in shown.edges)
    zh = (
        f"{len(shown.nodes)} 个事件, {len(shown.edges)} 条边; 摘要不一致 {broken} 处, 未见合法依据 {bare} 处, "
        f"缺失环节 {len(shown.gaps)} 处"
    )
    en = (
        f"{len(shown.nodes)} events, {len(shown.edges)} edges; {broken} where digests differ, {bare} with no lawful "
        f"basis shown, {len(shown.gaps)} missing links"
    )
    if shown.gaps or shown.withheld or shown.truncated:
        return Bilingual(f"{zh}; 不完整, 其外无法判定。", f"{en}; not complete: what lies beyond cannot be determined.")
    return Bilingual(f"{zh}。", f"{en}.")


def _same(parent: Recorded, child: Recorded) -> bool | None:
    before, after = parent.event.payload, child.event.payload
    if not before or not after or child.event.type.name not in _SAME_BYTES:
        return None
    return bool(before["digest"] == after["digest"])


def _basis(parent: Recorded, child: Recorded, agreements: Agreements) -> tuple[Basis, str, str]:
    event, before = child.event, parent.event
    if event.type.name not in _EXCHANGE:
        return Basis.NO_EXCHANGE, "不是数据流转", "no data moves here"
    mine, theirs = event.on_behalf_of or event.actor, before.on_behalf_of or before.actor
    if mine == theirs and event.agreement is None:
        return Basis.OWN, "同一部门内", "within one department"
    number = event.agreement or before.agreement
    facts = agreements(number) if number else None
    if facts is None:
        return Basis.NONE_SHOWN, "未见合法依据: 没有协议", "no lawful basis shown: no agreement"
    return _covered(child, mine, theirs, facts)


def _covered(child: Recorded, mine: str, theirs: str, facts: AgreementFacts) -> tuple[Basis, str, str]:
    terms, event = facts.terms, child.event
    if not {mine, theirs} <= {terms.owner, terms.user, terms.manager}:
        return Basis.NONE_SHOWN, "未见合法依据: 不是协议当事部门", "no lawful basis shown: not a party to the agreement"
    if event.agreement and event.item is not None and event.item not in terms.items:
        return (
            Basis.NONE_SHOWN,
            "未见合法依据: 协议不含该目录项",
            "no lawful basis shown: the agreement lacks this item",
        )
    if not terms.use_from * 1000 <= event.occurred_ms < terms.use_until * 1000:
        return Basis.NONE_SHOWN, "未见合法依据: 不在协议期内", "no lawful basis shown: outside the agreement's period"
    return Basis.AGREEMENT, f"依据协议 {terms.number}", f"under agreement {terms.number}"
