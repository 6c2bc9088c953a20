"""What must hold after every fault, read from the bytes on disk by another way than they were written."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from ledger import merkle
from ledger.checkpoint import VerifierKey, verify_note
from ledger.entries import EventEntry, StreamsEntry, parse_entry
from ledger.events import Event
from ledger.recording.checkpointing import streams_map
from ledger.storage.store import StoreSession
from ledger.streams import Absence, stream_key, verify_membership
from tests.faults.violation import Kind, require

if TYPE_CHECKING:
    from tests.faults.service import Service
    from tests.faults.world import World

SAMPLED = 3


def check(world: World, service: Service, random: Random) -> None:
    """Hold the log against receipts, signatures and itself.

    Raises:
        Violation: naming the promise. The log's own check is made by every service that starts.
    """
    with service.store.read() as session:
        roots = _check_entries(world, session)
        _check_signed(world, session, roots)
        newest = session.checkpoints.latest()
        require(newest is not None and newest.size == len(roots) - 1, Kind.NOT_REPAIRED, "not all of it is sealed")
        for _ in range(SAMPLED):
            _check_proofs(session, random.randrange(len(roots) - 1), len(roots) - 1, roots, random)
        _check_projected(world, session)


def _check_entries(world: World, session: StoreSession) -> list[bytes]:
    """Every event once, at the index its sender was told; the roots over the first 0, 1, 2 … entries."""
    places: dict[str, list[int]] = {}
    edge, roots = merkle.RightEdge(), [merkle.EMPTY_ROOT]
    recorded_at = 0
    for row in session.log.entries_between(0, 1 << 40):
        entry = parse_entry(row.entry)
        require(entry.index == row.index == edge.size, Kind.DOUBLED, f"entry {entry.index} stands at {row.index}")
        require(
            entry.recorded_at >= recorded_at, Kind.FORKED, f"entry {row.index} was recorded before the one before it"
        )
        recorded_at = entry.recorded_at
        if isinstance(entry, EventEntry):
            places.setdefault(entry.event_id.hex(), []).append(row.index)
            require(
                Event.parse(row.event or b"").digest == entry.event_id, Kind.LOST, f"the event of entry {row.index}"
            )
        edge.append(merkle.leaf_hash(row.entry))
        roots.append(edge.root())
    require(
        session.log.load_state().root() == roots[-1], Kind.UNDETECTED, "the recorded root is not that of the entries"
    )
    for event_id, index in world.acknowledged.items():
        require(event_id in places, Kind.LOST, f"event {event_id}, acknowledged at {index}")
        require(
            index in places[event_id], Kind.LOST, f"event {event_id} is at {places[event_id]}, acknowledged at {index}"
        )
    for event_id, indexes in places.items():
        require(len(indexes) == 1, Kind.DOUBLED, f"event {event_id} is at {indexes}")
    return roots


def _check_signed(world: World, session: StoreSession, roots: list[bytes]) -> None:
    """Whatever was ever signed is a beginning of this very log, and the head is not behind it."""
    for size, root in world.log_key.signed():
        require(
            size < len(roots), Kind.LOST, f"a checkpoint of {size} was signed, and there are {len(roots) - 1} entries"
        )
        require(roots[size] == root, Kind.FORKED, f"another root was signed for size {size}")
    key = VerifierKey(world.origin, world.log_key.public)
    stored = session.checkpoints.between(0, 1 << 40)
    for one in stored:
        signed = verify_note(one.note, key)
        require(
            (signed.size, signed.root) == (one.size, roots[one.size]), Kind.FORKED, f"the note of checkpoint {one.size}"
        )
    head = world.head.read()
    largest = max((one.size for one in stored), default=0)
    require(head is None or head[0] >= largest, Kind.FORKED, f"the signed head is behind checkpoint {largest}")


def _check_proofs(session: StoreSession, index: int, size: int, roots: list[bytes], random: Random) -> None:
    row = session.log.entry(index)
    merkle.verify_inclusion(
        index, size, merkle.leaf_hash(row.entry), session.log.inclusion_path(index, size), roots[size]
    )
    old = random.randint(1, size)
    merkle.verify_consistency(old, size, roots[old], roots[size], session.log.consistency_path(old, size))
    streams_root = StreamsEntry.parse(session.log.entry(size - 1).entry).streams_root
    entry = parse_entry(row.entry)
    if isinstance(entry, StreamsEntry):
        return
    names = Event.parse(row.event or b"").streams()
    streams = streams_map(session, size)
    for name, position in zip(names, entry.positions, strict=True):
        proof = streams.prove(stream_key(name))
        assert not isinstance(proof, Absence), f"no stream {name}"
        leaf, siblings = proof
        verify_membership(leaf.key, leaf.count, leaf.head, siblings, streams_root)
        path = session.streams.inclusion_path(name, position, leaf.count)
        merkle.verify_inclusion(position, leaf.count, merkle.leaf_hash(row.entry), path, leaf.head)


def _check_projected(world: World, session: StoreSession) -> None:
    found = session.events.first_indexes(map(bytes.fromhex, world.acknowledged))
    for event_id, index in world.acknowledged.items():
        place = found.get(bytes.fromhex(event_id))
        require(place == index, Kind.LOST, f"the event index has {event_id} at {place}, acknowledged at {index}")
