"""Damage to what is stored is found before anything is signed on top of it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ledger import merkle
from ledger.errors import LogDamaged
from ledger.storage.log_store import LogState
from ledger.storage.store import Store, open_store
from tests.ledger.storage.samples import grow, seal, take

PLACES = {
    "an entry": ("entries", "entry", '"index" = 100'),
    "a leaf hash": ("entries", "leaf_hash", '"index" = 511'),
    "a leaf hash of the open tile": ("entries", "leaf_hash", '"index" = 515'),
    "an entry after the checkpoint": ("entries", "entry", '"index" = 610'),
    "a tile": ("tiles", "hashes", "number = 0"),
    "a tile's root": ("tiles", "root", "number = 1"),
    "the right edge": ("log_state", "edge", "id = 1"),
    "a stream's entry": ("stream_segments", "leaves", "start = 256 AND stream = 1"),
    "a stream's entry after the checkpoint": ("stream_segments", "leaves", "start = 600 AND stream = 1"),
    "a stream's node": ("stream_nodes", "hash", "number = 1"),
    "an older checkpoint's state of a stream": ("stream_states", "head", "stream = 2 AND size = 301"),
    "a stream's key": ("streams", "key", "id = 3"),
    "the streams of an append": ("batches", "streams", "start = 301", 7),
    "a lane's signer": ("lanes", "signer", '"index" = 250'),
    "a stream's head": ("stream_states", "head", "stream = 2 AND size = 602"),
    "the checkpoint's root": ("checkpoints", "root", "size = 602"),
    "the checkpoint's streams root": ("checkpoints", "streams_root", "size = 602"),
}


def checkpointed(store: Store) -> LogState:
    counts: dict[str, int] = {}
    state = seal(store, grow(store, take(store), [300], counts))
    state = seal(store, grow(store, state, [601], counts))
    return grow(store, state, [state.size + 50], counts)


def flip(store: Store, table: str, column: str, where: str, at: int = 17) -> None:
    with store.begin() as session:
        found = session.connection.execute(text(f"SELECT {column} FROM {table} WHERE {where}")).scalars().all()
        assert len(found) == 1
        changed = bytearray(found[0])
        changed[at] ^= 1
        session.connection.execute(text(f"UPDATE {table} SET {column} = :new WHERE {where}"), {"new": bytes(changed)})


def test_a_sound_store_passes_and_rebuilds_its_right_edge(store_url: str) -> None:
    with open_store(store_url) as store:
        state = checkpointed(store)
    with open_store(store_url) as store, store.read() as session:
        for full in (None, True, False):
            assert session.check_state(full=full) == state
        assert session.log.tree().edge(state.size).hashes == list(state.edge)


def test_an_empty_store_passes(store: Store) -> None:
    with store.read() as session:
        assert session.check_state() == LogState(0, 0, ())


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_flipped_byte_is_found_at_open(store_url: str, place: tuple[str, str, str]) -> None:
    with open_store(store_url) as store:
        checkpointed(store)
        flip(store, *place)
    with open_store(store_url) as store, store.read() as session, pytest.raises(LogDamaged):
        session.check_state()


@pytest.mark.parametrize(
    "name", ["the right edge", "a tile's root", "an entry after the checkpoint", "the checkpoint's root"]
)
def test_the_quick_check_finds_what_the_next_signature_would_rest_on(store_url: str, name: str) -> None:
    with open_store(store_url) as store:
        checkpointed(store)
        flip(store, *PLACES[name])
    with open_store(store_url) as store, store.read() as session, pytest.raises(LogDamaged):
        session.check_state(full=False)


def test_a_proof_from_a_damaged_tile_is_refused(store_url: str) -> None:
    with open_store(store_url) as store:
        checkpointed(store)
        flip(store, *PLACES["a tile"])
    with open_store(store_url) as store, store.read() as session, pytest.raises(LogDamaged, match="tile 0"):
        session.log.inclusion_path(5, 602)


@pytest.mark.parametrize(
    "statement",
    [
        'DELETE FROM entries WHERE "index" = 650',
        'DELETE FROM entries WHERE "index" = 5',
        "DELETE FROM tiles WHERE number = 1",
        "DELETE FROM log_state",
        "UPDATE log_state SET size = size - 1",
        "UPDATE checkpoints SET size = 5000 WHERE size = 602",
        # the same leaves in the same order, until an append falls between
        "UPDATE stream_segments SET start = start + 2 WHERE start = 256 AND stream = 1",
    ],
)
def test_a_missing_row_is_found_at_open(store: Store, statement: str) -> None:
    checkpointed(store)
    with store.begin() as session:
        session.connection.execute(text(statement))
    with store.read() as session, pytest.raises(LogDamaged):
        session.check_state()


def test_rereading_gives_the_root_to_sign(store: Store) -> None:
    state = checkpointed(store)
    with store.read() as session:
        last = session.checkpoints.latest()
        assert last is not None
        assert session.rehash_range(last.size, state.size, last.root) == state.root()
        assert session.rehash_range(0, last.size, merkle.EMPTY_ROOT) == last.root
        with pytest.raises(LogDamaged):
            session.rehash_range(last.size, state.size, merkle.EMPTY_ROOT)
        with pytest.raises(LogDamaged):
            session.rehash_range(last.size, state.size + 1, last.root)


def test_rereading_finds_an_altered_entry(store: Store) -> None:
    state = checkpointed(store)
    flip(store, *PLACES["an entry after the checkpoint"])
    with store.read() as session:
        last = session.checkpoints.latest()
        assert last is not None
        with pytest.raises(LogDamaged, match="entry 610"):
            session.rehash_range(last.size, state.size, last.root)


def test_no_head_is_worked_out_from_a_stream_that_differs_from_the_log(store_url: str) -> None:
    with open_store(store_url) as store:
        checkpointed(store)
        flip(store, *PLACES["a stream's entry after the checkpoint"])
    with open_store(store_url) as store, store.read() as session, pytest.raises(LogDamaged, match="stream"):
        session.streams.states_now([1])


def test_no_tile_is_written_over_a_leaf_hash_that_was_altered(store_url: str) -> None:
    with open_store(store_url) as store:
        state = grow(store, take(store), [250])
        flip(store, "entries", "leaf_hash", '"index" = 66')
    with open_store(store_url) as store:
        with pytest.raises(LogDamaged, match="tile 0"):
            grow(store, state, [260])
        with store.read() as session:
            assert session.log.load_state().size == 250


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(index=st.integers(0, 650), at=st.integers(0, 30), column=st.sampled_from(["entry", "leaf_hash"]))
def test_any_flipped_byte_of_any_entry_is_found(damage_store: Store, index: int, at: int, column: str) -> None:
    where = f'"index" = {index}'
    flip(damage_store, "entries", column, where, at)
    with damage_store.read() as session, pytest.raises(LogDamaged):
        session.check_state()
    flip(damage_store, "entries", column, where, at)
    with damage_store.read() as session:
        session.check_state()


@pytest.fixture
def damage_store(store: Store) -> Store:
    checkpointed(store)
    return store
