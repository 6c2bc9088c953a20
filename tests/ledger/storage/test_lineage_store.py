"""Lineage on both databases: the walk against a plain breadth-first search, awaited parents, calls by day, look-ups."""

from __future__ import annotations

import random
from dataclasses import replace as _replace
from hashlib import sha256

import msgspec
import pytest

from ledger.asking.event_queries import newest, of_agreements
from ledger.lineage.walking import Bounds, walk
from ledger.storage.projection_rows import Agreement, CallDay, IndexedEvent
from ledger.storage.store import Store

ADDRESS, AGREEMENT = "0x" + "0a" * 20, "0x" + "0b" * 32


def event(index: int, **members: object) -> IndexedEvent:
    digest = sha256(b"%d" % index).digest()
    whole = IndexedEvent(
        index, digest, "derive", "分析", "DEMO-1", None, AGREEMENT, "目/1", ADDRESS, None, index, index
    )
    return msgspec.structs.replace(whole, **members)


def expected(edges: set[tuple[int, int]], start: int, bounds: Bounds) -> dict[int, int]:
    levels, level = {start: 0}, 0
    while bounds.depth is None or level < bounds.depth:
        level += 1
        ends = {
            far
            for child, parent in edges
            for near, far in ((child, parent) if bounds.up else (parent, child),)
            if near in levels and far < bounds.reach and (bounds.until is None or far <= bounds.until)
        }
        fresh = sorted(ends - levels.keys())
        if not fresh:
            break
        levels |= dict.fromkeys(fresh, level)
    return levels


@pytest.mark.parametrize("seed", range(3))
def test_the_walk_is_a_breadth_first_search_and_its_pages_add_up(store: Store, seed: int) -> None:
    drawn = random.Random(seed)
    edges = {(child, drawn.randrange(child)) for child in range(1, 60) for _ in range(drawn.randrange(3))}
    with store.begin() as session:
        session.events.add([event(index) for index in range(60)], edges)
    for up in (True, False):
        for bounds in (Bounds(up, 60), Bounds(up, 45), Bounds(up, 60, depth=2), Bounds(up, 60, until=40)):
            start = drawn.randrange(10, 30)
            with store.read() as session:
                whole = walk(session, [start], bounds, 0, 1000)
                parts = [walk(session, [start], bounds, at, 7) for at in range(0, len(whole.indexes), 7)]
            assert whole.levels == expected(edges, start, bounds)
            assert [index for part in parts for index in part.indexes] == whole.indexes
            assert sorted(edge for part in parts for edge in part.edges) == whole.edges
            assert set(whole.edges) == {edge for edge in edges if {*edge} <= whole.levels.keys()}
            assert [part.following is None for part in parts] == [False] * (len(parts) - 1) + [True]


def test_a_parent_is_awaited_until_it_arrives(store: Store) -> None:
    late = event(9).event_id
    with store.begin() as session:
        session.events.add([event(1)], [])
        session.events.await_parents({(late, 1, "目/1")})
        assert session.lineage.open_parents([1, 2]) == [(1, late.hex())]
        assert [session.events.lacks_parents([item]) for item in ("目/1", "other")] == [True, False]
        assert session.events.arrived([b"\x00" * 32]) == []
        assert session.events.arrived([late]) == [(1, late)]
        assert session.events.arrived([late]) == session.lineage.open_parents([1]) == []


def test_calls_of_a_day_add_up_for_each_side(store: Store) -> None:
    one = CallDay(AGREEMENT, 100, "DEMO-1", 5, 1, 0)
    with store.begin() as session:
        session.events.count_calls([one, _replace(one, actor="DEMO-2", undisclosed=1)])
        session.events.count_calls([_replace(one, calls=2)])
        found = session.events.calls([AGREEMENT], 100)
        assert sorted(found, key=lambda row: row.actor) == [
            _replace(one, calls=7, records=2), _replace(one, actor="DEMO-2", undisclosed=1),
        ]  # fmt: skip
        assert session.events.calls([AGREEMENT], 101) == []


def test_look_ups_by_type_agreement_item_and_correction(store: Store) -> None:
    rows = [event(index, type=("derive", "call", "consent")[index % 3]) for index in range(12)]
    rows[7] = msgspec.structs.replace(rows[7], supersedes=4)
    with store.begin() as session:
        session.events.add(rows, [(7, 4), (8, 4)])
        assert newest(session, types=("call", "consent"), limit=3) == [8, 10, 11]
        assert newest(session, agreement=AGREEMENT, item="目/1", since_ms=10) == [10, 11]
        assert newest(session, types=()) == newest(session, types=("call",), item="other") == []
        assert [row.index for row in of_agreements(session, {AGREEMENT}, ("consent",))] == [2, 5, 8, 11]
        assert [row.index for row in session.events.about(["目/1"], ("derive",), 3)] == [6, 9]
        assert session.lineage.corrections([4, 5], 12) == {4: rows[7].event_id.hex()}
        assert session.lineage.corrections([4], 7) == {}
        assert session.lineage.superseding(4, 12) == [7]
        assert session.lineage.children_of_type([4], "consent", 12) == [(4, 8)]
        assert session.lineage.starts("目/1", ("call",), 8, until=5) == [1, 4]
        assert [session.lineage.reach_at(at, 12) for at in (-1, 0, 5, 99)] == [0, 1, 6, 12]
        assert session.events.get([3]) == [rows[3]]


def test_an_agreement_is_found_by_each_item_it_covers_and_only_once_concluded(store: Store) -> None:
    deal = Agreement(AGREEMENT, "1/1", "A-1", "B-1", "C-1", 1, 9, "concluded", {"items": ["1/1", "1/2"]}, {})
    with store.begin() as session:
        rows = session.projections
        rows.put_agreement(deal)
        assert rows.agreements_on(["1/2"]) == rows.agreements_on(["1/1", "1/2"], "B-1") == [deal]
        assert rows.agreements_on(["1/2"], "A-1") == rows.agreements_on(["1/3"]) == []
        assert rows.agreement_states([AGREEMENT]) == {AGREEMENT: "concluded"}
        rows.put_agreement(_replace(deal, state="offered"))
        assert rows.agreements_on(["1/2"]) == []
        assert rows.agreement_states([AGREEMENT]) == {}


def test_the_plan_searches_both_ways_by_index(store: Store) -> None:
    with store.begin() as session:
        session.events.add([event(index) for index in range(5)], [(1, 0)])
        plans = [" ".join(session.lineage.plan([1], up=up, reach=5)) for up in (True, False)]
        sqlite = session.connection.dialect.name == "sqlite"
    if sqlite:
        assert all("SEARCH g" in plan and "SCAN g" not in plan for plan in plans)
    else:
        assert all("edges" in plan for plan in plans)
