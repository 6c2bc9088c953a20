"""Streams: every entry in order, and each checkpoint's state of the map for ever."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from ledger import merkle
from ledger.errors import LogDamaged, NotFound
from ledger.storage.log_store import NewEntry
from ledger.storage.store import Store, open_store
from ledger.streams import stream_key
from tests.ledger.storage.samples import entry_of, grow, seal, streams_map, take


def test_counts_survive_a_restart(store_url: str) -> None:
    counts: dict[str, int] = {}
    with open_store(store_url) as store:
        grow(store, take(store), [1, 300, 700], counts)
    with open_store(store_url) as store:
        with store.read() as session:
            assert session.streams.counts([*counts, "item:none"]) == counts | {"item:none": 0}
            leaves = session.streams.leaves("agreement:2", 0, 99)
        assert [leaf.index for leaf in leaves] == list(range(2, 2 + 99 * 7, 7))
        state = grow(store, take(store), [900], counts)
        assert state.size == 900


def test_each_checkpoint_keeps_its_own_state_of_the_map(store: Store) -> None:
    counts: dict[str, int] = {}
    state = seal(store, grow(store, take(store), [5], counts))
    first = state.size
    state = seal(store, grow(store, state, [first + 4], counts))
    with store.read() as session:
        early = session.streams.state_at("department:D", first)
        late = session.streams.state_at("department:D", state.size)
        assert early is not None
        assert late is not None
        assert (early.count, late.count) == (5, 9)
        assert early.head == merkle.root([merkle.leaf_hash(entry_of(i)) for i in range(5)])
        assert early.key == stream_key("department:D")
        assert session.streams.state_at("agreement:6", first) is None
        assert session.streams.state_at("department:D", first - 1) is None
        roots = [checkpoint.streams_root for checkpoint in session.checkpoints.between(0, 100)]
        assert roots == [streams_map(session, size).root for size in (first, state.size)]
        assert {one.name for one in session.streams.states_recorded(state.size)} == {
            "department:D", "agreement:6", "agreement:0", "agreement:1", "agreement:2",
        }  # fmt: skip


def test_touched_streams_are_those_of_the_range(store: Store) -> None:
    counts: dict[str, int] = {}
    grow(store, take(store), [1, 2, 3], counts)
    with store.read() as session:
        names = {one.name for one in session.streams.states_now(session.streams.touched(1, 3))}
        assert session.streams.touched(3, 9) == []
    assert names == {"department:D", "agreement:1", "agreement:2"}


def test_a_stream_cannot_prove_more_than_it_holds(store: Store) -> None:
    grow(store, take(store), [3], {})
    with store.read() as session:
        with pytest.raises(NotFound):
            session.streams.inclusion_path("department:D", 0, 4)
        with pytest.raises(NotFound):
            session.streams.head("item:none", 1)
        assert session.streams.leaves("item:none", 0, 5) == []


def test_a_stream_of_many_entries_needs_few_statements_for_a_proof(store: Store) -> None:
    size = 66_000
    state = take(store)
    for start in range(0, size, 22_000):
        batch = [NewEntry(entry_of(i), streams=(("item:X", i),)) for i in range(start, start + 22_000)]
        with store.begin() as session:
            state = session.log.append(state, batch)
    leaves = [merkle.leaf_hash(entry_of(i)) for i in range(size)]
    with store.read() as session:
        statements: list[str] = []
        event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        path = session.streams.inclusion_path("item:X", 40_000, size)
        assert len(statements) <= 12
    merkle.verify_inclusion(40_000, size, leaves[40_000], path, merkle.root(leaves))


def test_a_stream_that_is_not_there_is_damage_and_nothing_else(store: Store) -> None:
    with store.begin() as session, pytest.raises(LogDamaged, match="#99"):
        session.streams.states_now([99])
