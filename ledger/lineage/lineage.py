"""The question after: where data came from and went to, along the parents that events name; what is given out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.asking.answers import Bilingual, CalendarRef, ProofState, Withheld, calendar_ref, proof_state
from ledger.asking.basis import SAME_BYTES, Basis, Ground
from ledger.asking.records import EventRef, Proof, Recorded, ref
from ledger.model import format_time, moment
from ledger.policy.facts import AgreementFacts

_WEAKEST_FIRST = (Proof.FAILED, Proof.WAITING)


@dataclass(frozen=True)
class Node:
    """One event of the lineage; ``level`` 0 is where the question started.

    ``version`` is None where none was disclosed; ``superseded_by`` names the newest event known to correct it.
    """

    event: EventRef
    level: int
    item: str | None
    agreement: str | None
    payload: str | None
    rows: int | None
    version: str | None
    superseded_by: str | None


@dataclass(frozen=True)
class Signature:
    """A key that signed one end of an edge; ``part`` is ``parent``, ``child`` or ``countersigned`` (of the child)."""

    part: str
    event: str
    department: str
    key: str
    role: str | None


@dataclass(frozen=True)
class FieldFlow:
    """One field that the child declares, and the parent's fields it is made from."""

    field: str
    made_from: list[str]


@dataclass(frozen=True)
class Edge:
    """``child`` names ``parent``.

    ``purposes`` and ``version`` are what the agreement and the events say, as far as the asker may see them; ``fields``
    is empty where none are declared. ``same`` says whether the payload digests agree, None where that is not to be
    expected. ``proof`` is the weaker of the two events' proofs.
    """

    parent: str
    child: str
    level: int
    type: str
    actor: str
    agreement: str | None
    purposes: list[str]
    version: str | None
    fields: list[FieldFlow]
    same: bool | None
    basis: Basis
    signatures: list[Signature]
    proof: Proof
    zh: str
    en: str


@dataclass(frozen=True)
class Gap:
    """A parent that an event names and that is not recorded: the lineage cannot be determined beyond it."""

    event: str
    parent: str


@dataclass(frozen=True)
class Hidden:
    """An event that the asker may not see: its level, the visible events beside it, and why."""

    level: int
    next_to: list[str]
    zh: str
    en: str


@dataclass(frozen=True)
class Lineage:
    """One page of the answer.

    ``complete_to`` is the number of entries the answer knows of, ``occurred_until`` and ``known_at`` the bounds asked
    for. ``truncated``: the depth asked for left events out. ``next`` is the cursor of the following page.
    """

    verdict: Bilingual
    ref: str
    direction: str
    depth: int | None
    occurred_until: str | None
    known_at: str | None
    as_of: str
    calendar: CalendarRef
    proof: ProofState
    nodes: list[Node]
    edges: list[Edge]
    gaps: list[Gap]
    hidden: list[Hidden]
    withheld: list[Withheld]
    truncated: bool
    complete_to: int
    next: str | None


@dataclass(frozen=True)
class Asked:
    """A question of lineage; times in ms, None for no bound."""

    ref: str
    direction: str = "up"
    depth: int | None = None
    occurred_until: int | None = None
    known_at: int | None = None
    limit: int = 100
    cursor: str | None = None


@dataclass(frozen=True)
class Shown:
    """What the asker may see of one page."""

    nodes: list[Node]
    edges: list[Edge]
    gaps: list[Gap]
    hidden: list[Hidden]
    withheld: list[Withheld]
    truncated: bool
    complete_to: int
    next: str | None


def node(row: Recorded, level: int, superseded_by: str | None) -> Node:
    """The node of an event."""
    event = row.event
    payload = event.payload or {}
    return Node(
        ref(row), level, event.item, event.agreement, payload.get("digest"), payload.get("rows"),
        row.seen().text("version"), superseded_by,
    )  # fmt: skip


def edge(
    parent: Recorded,
    child: Recorded,
    level: int,
    ground: Ground,
    agreement: AgreementFacts | None,
    signatures: list[Signature],
) -> Edge:
    """The edge between two events; ``agreement`` None also where the asker may not see its terms."""
    event = child.event
    called = child.seen().text("purpose")
    return Edge(
        parent=parent.event.id,
        child=event.id,
        level=level,
        type=event.type.name,
        actor=event.actor,
        agreement=event.agreement or parent.event.agreement,
        purposes=[called] if called else list(agreement.terms.purposes) if agreement else [],
        version=child.seen().text("version") or parent.seen().text("version"),
        fields=flows(child),
        same=_same(parent, child),
        basis=ground.basis,
        signatures=signatures,
        proof=next((one for one in _WEAKEST_FIRST if one in (parent.proof, child.proof)), Proof.ANCHORED),
        zh=ground.zh,
        en=ground.en,
    )


def flows(child: Recorded) -> list[FieldFlow]:
    """The fields that an event declares: ``field_map`` (made from which), else ``fields`` or ``called_fields`` as they are."""
    seen = child.seen()
    mapped = seen.disclosed.get("field_map")
    if isinstance(mapped, Mapping):
        return [FieldFlow(str(name), _texts(made)) for name, made in sorted(mapped.items())]
    names = seen.names("fields") or seen.names("called_fields") or ()
    return [FieldFlow(name, [name]) for name in names]


def answer(asked: Asked, now: int, shown: Shown) -> Lineage:
    """The whole answer."""
    events = [one.event for one in shown.nodes]
    return Lineage(
        verdict=_verdict(shown),
        ref=asked.ref,
        direction=asked.direction,
        depth=asked.depth,
        occurred_until=moment(asked.occurred_until),
        known_at=moment(asked.known_at),
        as_of=format_time(now),
        calendar=calendar_ref(),
        proof=proof_state(events, len(shown.gaps)),
        **vars(shown),
    )


def _verdict(shown: Shown) -> Bilingual:
    broken = sum(one.same is False for one in shown.edges)
    bare = sum(one.basis in {Basis.NONE_SHOWN, Basis.UNDETERMINED} for one in shown.edges)
    zh = (
        f"{len(shown.nodes)} 个事件, {len(shown.edges)} 条边; 摘要不一致 {broken} 处, 未见合法依据 {bare} 处, "
        f"缺失环节 {len(shown.gaps)} 处"
    )
    en = (
        f"{len(shown.nodes)} events, {len(shown.edges)} edges; {broken} where digests differ, {bare} with no lawful "
        f"basis shown, {len(shown.gaps)} missing links"
    )
    if shown.gaps or shown.hidden or shown.truncated:
        return Bilingual(f"{zh}; 不完整, 其外无法判定。", f"{en}; not complete: what lies beyond cannot be determined.")
    if shown.next:
        return Bilingual(f"{zh}; 后续见下一页。", f"{en}; more on the next page.")
    return Bilingual(f"{zh}。", f"{en}.")


def _same(parent: Recorded, child: Recorded) -> bool | None:
    before, after = parent.event.payload, child.event.payload
    if not before or not after or child.event.type.name not in SAME_BYTES:
        return None
    return bool(before["digest"] == after["digest"])


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]
