"""The log: what is appended is there whole or not at all, names one event for ever, and proves itself."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import event, func, select, table, text

from ledger import merkle
from ledger.errors import LaneTaken, LogDamaged, NotFound, ProofError, StreamPositionRefused, WriterFenced
from ledger.storage.log_store import LogState, NewEntry
from ledger.storage.store import Store, open_store
from tests.ledger.storage.samples import SIGNERS, batch_of, entry_of, event_of, grow, take


def test_entries_come_back_as_they_were_appended(store: Store) -> None:
    state = grow(store, take(store), [3, 10])
    with store.read() as session:
        rows = list(session.log.entries_between(2, 12))
        assert [row.index for row in rows] == list(range(2, 10))
        assert [(row.entry, row.event) for row in rows] == [(entry_of(i), event_of(i)) for i in range(2, 10)]
        assert session.log.leaf_hashes(0, 10) == [merkle.leaf_hash(entry_of(i)) for i in range(10)]
        assert session.log.load_state() == state
        assert session.log.entry(4).entry == entry_of(4)
        with pytest.raises(NotFound):
            session.log.entry(10)
    assert state.root() == merkle.root([merkle.leaf_hash(entry_of(i)) for i in range(10)])


def test_a_lane_position_names_its_entry(store: Store) -> None:
    grow(store, take(store), [9])
    with store.read() as session:
        assert session.log.find_lane(SIGNERS[1], 0, 2) == 7
        assert session.log.find_lane(SIGNERS[1], 0, 3) is None
        assert session.log.find_lane(SIGNERS[1], 1, 2) is None
        known = session.log.find_lanes([(SIGNERS[0], 0, 0), (SIGNERS[2], 0, 1), (SIGNERS[2], 2**32 - 1, 2**53 - 1)])
    assert known == {(SIGNERS[0], 0, 0): 0, (SIGNERS[2], 0, 1): 5}


@pytest.mark.parametrize("twice_in_batch", [True, False], ids=["within the batch", "against the log"])
def test_a_lane_position_cannot_name_two_events(store: Store, twice_in_batch: bool) -> None:
    state = take(store) if twice_in_batch else grow(store, take(store), [1])
    again = NewEntry(b"other", b"other", (SIGNERS[0], 0, 0))
    with pytest.raises(LaneTaken), store.begin() as session:
        session.log.append(state, [again, again] if twice_in_batch else [again])
    with store.read() as session:
        assert session.log.load_state() == state
        assert session.log.length() == state.size


def test_an_empty_batch_changes_nothing(store: Store) -> None:
    state = take(store)
    with store.begin() as session:
        assert session.log.append(state, []) is state


def test_a_writer_is_fenced_once_another_took_the_epoch(store_url: str) -> None:
    with open_store(store_url) as first, open_store(store_url) as second:
        old = grow(first, take(first), [5])
        new = take(second)
        assert new.epoch == old.epoch + 1
        with pytest.raises(WriterFenced), first.begin() as session:
            session.log.append(old, batch_of(5, 1))
        assert grow(second, new, [6]).size == 6
        with first.read() as session:
            assert session.log.length() == 6


def test_a_writer_with_a_stale_size_is_fenced(store: Store) -> None:
    state = take(store)
    grow(store, state, [2])
    with pytest.raises(WriterFenced), store.begin() as session:
        session.log.append(state, batch_of(0, 1))


def test_a_fenced_writer_that_takes_over_again_counts_the_others_work(store_url: str) -> None:
    counts: dict[str, int] = {}
    with open_store(store_url) as first, open_store(store_url) as second:
        state = grow(first, take(first), [4], counts)
        grow(second, take(second), [9], counts)
        with pytest.raises(WriterFenced), first.begin() as session:
            session.log.append(state, batch_of(4, 1))
        state = grow(first, take(first), [12], counts)
        with first.read() as session:
            assert session.streams.counts(counts) == counts


def test_a_session_that_fails_leaves_nothing(store: Store) -> None:
    state = grow(store, take(store), [250])
    counts: dict[str, int] = {}
    called = []
    with suppress(ZeroDivisionError), store.begin() as session:
        session.on_commit(lambda: called.append(1))
        grown = session.log.append(state, batch_of(250, 300, counts))
        assert session.log.inclusion_path(549, grown.size)
        _ = 1 // 0
    with store.read() as session:
        assert session.log.load_state() == state
        assert session.streams.counts(["department:D"]) == {"department:D": 0}
        tables = ("entries", "events", "lanes", "tiles", "streams", "stream_segments", "stream_nodes", "batches")
        counted = {name: session.connection.scalar(select(func.count()).select_from(table(name))) for name in tables}
    assert counted == dict.fromkeys(tables, 0) | {"entries": 250, "events": 250, "lanes": 250, "batches": 1}
    assert not called
    other = [NewEntry(b"other %d" % index, None) for index in range(300)]
    with store.begin() as session:
        state = session.log.append(state, other)
    with store.read() as session:
        assert session.check_state(full=True) == state


def test_calls_for_after_the_commit_run_after_it(store: Store) -> None:
    seen: list[int] = []

    def look() -> None:
        with store.read() as other:
            seen.append(other.log.length())

    state = take(store)
    with store.begin() as session:
        session.on_commit(look)
        session.log.append(state, batch_of(0, 2))
        assert not seen
    assert seen == [2]


@pytest.mark.parametrize("sizes", [[255], [256], [257], [100, 511, 512], [1, 2, 700]], ids=str)
def test_tiles_are_complete_at_their_boundaries(store: Store, sizes: list[int]) -> None:
    grow(store, take(store), sizes)
    leaves = [merkle.leaf_hash(entry_of(i)) for i in range(sizes[-1])]
    with store.read() as session:
        tiles = session.connection.execute(text("SELECT level, number, root, hashes FROM tiles ORDER BY number")).all()
    full = sizes[-1] // 256
    assert [(row.level, row.number) for row in tiles] == [(0, number) for number in range(full)]
    for number, row in enumerate(tiles):
        part = leaves[256 * number : 256 * number + 256]
        assert (bytes(row.root), bytes(row.hashes)) == (merkle.root(part), b"".join(part))


def test_a_tile_is_served_at_any_width(store: Store) -> None:
    grow(store, take(store), [300])
    leaves = [merkle.leaf_hash(entry_of(i)) for i in range(300)]
    with store.read() as session:
        assert session.log.tile(0, 0, 256) == (leaves[:256], merkle.root(leaves[:256]))
        assert session.log.tile(0, 1, 44) == (leaves[256:], None)
        assert session.log.tile(1, 0, 1) == ([merkle.root(leaves[:256])], None)
        assert session.log.node(8, 0) == merkle.root(leaves[:256])
        assert session.log.node(3, 32) == merkle.root(leaves[256:264])


def test_proofs_beyond_the_log_are_refused(store: Store) -> None:
    grow(store, take(store), [10])
    with store.read() as session:
        with pytest.raises(NotFound):
            session.log.inclusion_path(3, 11)
        with pytest.raises(NotFound):
            session.log.consistency_path(3, 11)
        with pytest.raises(NotFound):
            session.log.root_at(11)
        with pytest.raises(ProofError):
            session.log.inclusion_path(10, 10)
        with pytest.raises(ProofError):
            session.log.consistency_path(0, 10)
        assert session.log.root_at(0) == merkle.EMPTY_ROOT


def test_a_proof_reads_no_more_rows_in_a_long_log(store: Store) -> None:
    state = grow(store, take(store), [20_000, 40_000, 60_000, 70_000])
    leaves = [merkle.leaf_hash(entry_of(i)) for i in range(state.size)]
    with open_store(store.engine.url.render_as_string(hide_password=False)) as cold, cold.read() as session:
        statements: list[str] = []
        event.listen(cold.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        path = session.log.inclusion_path(12_345, 69_999)
        assert len(statements) <= 12
        merkle.verify_inclusion(12_345, 69_999, leaves[12_345], path, merkle.root(leaves[:69_999]))
        proof = session.log.consistency_path(33_333, 70_000)
        assert len(statements) <= 24
        merkle.verify_consistency(33_333, 70_000, merkle.root(leaves[:33_333]), state.root(), proof)
        statements.clear()
        session.log.inclusion_path(12_400, 65_536)
        assert len(statements) <= 2


def test_disclosures_can_be_erased_without_touching_the_log(store: Store) -> None:
    state = take(store)
    with store.begin() as session:
        state = session.log.append(
            state, [NewEntry(entry_of(0), event_of(0), (SIGNERS[0], 0, 0), (), b'{"a":1,"b":2}')]
        )
    with store.begin() as session:
        session.log.replace_disclosures(0, b'{"b":2}')
        assert session.log.disclosures(0) == b'{"b":2}'
        session.log.replace_disclosures(0, b"")
        assert session.log.disclosures(0) == b""
        assert session.check_state() == state


def test_stream_positions_must_follow_each_other(store: Store) -> None:
    state = take(store)
    gap = [NewEntry(b"a", streams=(("department:D", 0),)), NewEntry(b"b", streams=(("department:D", 2),))]
    wrong = pytest.raises(StreamPositionRefused, match="next position of stream department:D is 1")
    with wrong, store.begin() as session:
        session.log.append(state, gap)
    with store.read() as session:
        assert session.log.load_state() == LogState(state.epoch, 0, ())


@pytest.mark.parametrize(
    "change",
    [
        'UPDATE entries SET "index" = 300 WHERE "index" = 7',
        'UPDATE events SET "index" = 300 WHERE "index" = 7',
        "UPDATE batches SET start = 300 WHERE start = 0",
        "UPDATE tiles SET number = 1 WHERE number = 0",
    ],
)
def test_what_stands_beyond_the_end_of_the_log_is_damage(store: Store, change: str) -> None:
    state = grow(store, take(store), [300])
    with store.begin() as session:
        session.connection.execute(text(change))
    with pytest.raises(LogDamaged, match="beyond its end"):
        grow(store, state, [600])
    with store.read() as session:
        assert session.log.load_state() == state
