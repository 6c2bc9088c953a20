"""Log entries are read from exactly one spelling (docs/formats.md §7)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.entries import BatchPosition, EventEntry, StreamsEntry, event_head, parse_entry
from ledger.errors import EntryRefused
from ledger.merkle import leaf_hash
from tests.vectors.read import hashes, rows, vectors

U64 = st.integers(0, 2**64 - 1)
HASH = st.binary(min_size=32, max_size=32)
ENTRIES = st.builds(
    EventEntry,
    event_id=HASH,
    signer=st.binary(min_size=20, max_size=20),
    index=U64,
    recorded_at=U64,
    signature=st.binary(min_size=65, max_size=65),
    positions=st.lists(U64, min_size=1, max_size=4).map(tuple),
    batch=st.none() | st.builds(BatchPosition, U64, U64, st.lists(HASH, max_size=32).map(tuple)),
)
SAMPLES = [bytes.fromhex(row["hex"]) for row in vectors("entries")["entries"]]


def entry_of(row: dict[str, Any]) -> EventEntry | StreamsEntry:
    if row["kind"] == "streams":
        return StreamsEntry(int(row["index"]), int(row["recorded_at"]), bytes.fromhex(row["streams_root"]))
    batch = row["batch"]
    return EventEntry(
        event_id=bytes.fromhex(row["event_id"]),
        signer=bytes.fromhex(row["signer"]),
        index=int(row["index"]),
        recorded_at=int(row["recorded_at"]),
        signature=bytes.fromhex(row["signature"]),
        positions=tuple(map(int, row["positions"])),
        batch=batch and BatchPosition(int(batch["position"]), int(batch["count"]), tuple(hashes(batch["path"]))),
    )


@pytest.mark.parametrize("row", rows("entries", "entries"))
def test_bytes_of_vector(row: dict[str, Any]) -> None:
    entry, data = entry_of(row), bytes.fromhex(row["hex"])
    assert entry.encode() == data
    assert type(entry).parse(data) == entry
    assert parse_entry(data) == entry
    assert leaf_hash(data).hex() == row["leaf_hash"]


@pytest.mark.parametrize("row", rows("entries", "refused_event_entries"))
def test_refuses_as_event_entry(row: dict[str, Any]) -> None:
    with pytest.raises(EntryRefused):
        EventEntry.parse(bytes.fromhex(row["hex"]))


@pytest.mark.parametrize("row", rows("entries", "refused_streams_entries"))
def test_refuses_as_streams_entry(row: dict[str, Any]) -> None:
    with pytest.raises(EntryRefused):
        StreamsEntry.parse(bytes.fromhex(row["hex"]))


@given(ENTRIES)
def test_event_entry_survives_the_round_trip(entry: EventEntry) -> None:
    assert event_head(entry.encode()) == (entry.event_id, entry.signer, entry.recorded_at)
    assert EventEntry.parse(entry.encode()) == entry


@given(st.builds(StreamsEntry, U64, U64, HASH))
def test_streams_entry_survives_the_round_trip(entry: StreamsEntry) -> None:
    assert StreamsEntry.parse(entry.encode()) == entry


@given(st.sampled_from(SAMPLES), st.integers(0), st.integers(-40, 40), st.binary(max_size=40))
def test_bytes_are_read_exactly_or_refused(sample: bytes, at: int, cut: int, more: bytes) -> None:
    at %= len(sample)
    data = sample[:at] + more + sample[max(at + cut, 0) :]
    try:
        entry = parse_entry(data)
    except EntryRefused:
        return
    assert entry.encode() == data


@given(st.binary(max_size=400))
def test_any_bytes_are_read_exactly_or_refused(data: bytes) -> None:
    try:
        entry = parse_entry(data)
    except EntryRefused:
        return
    assert entry.encode() == data


@pytest.mark.parametrize("sample", SAMPLES, ids=[row["name"] for row in vectors("entries")["entries"]])
def test_every_shorter_or_longer_entry_is_refused(sample: bytes) -> None:
    for data in (*(sample[:size] for size in range(len(sample))), sample + b"\x00", sample + bytes(32)):
        with pytest.raises(EntryRefused):
            parse_entry(data)


GOOD = {
    "event_id": bytes(32),
    "signer": bytes(20),
    "index": 0,
    "recorded_at": 0,
    "signature": bytes(65),
    "positions": (0,),
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"event_id": bytes(31)}, id="event id too short"),
        pytest.param({"signer": bytes(21)}, id="signer too long"),
        pytest.param({"signature": bytes(64)}, id="signature without v"),
        pytest.param({"index": -1}, id="index negative"),
        pytest.param({"recorded_at": 2**64}, id="time beyond 64 bits"),
        pytest.param({"positions": ()}, id="no stream"),
        pytest.param({"positions": (0,) * 5}, id="five streams"),
        pytest.param({"positions": (-1,)}, id="position negative"),
        pytest.param({"batch": BatchPosition(0, 1, (bytes(31),))}, id="hash too short"),
        pytest.param({"batch": BatchPosition(0, 1, (bytes(32),) * 33)}, id="path too long"),
        pytest.param({"batch": BatchPosition(-1, 1, ())}, id="batch position negative"),
        pytest.param({"batch": BatchPosition(0, 2**64, ())}, id="batch count beyond 64 bits"),
    ],
)
def test_an_entry_that_nobody_could_read_back_is_never_written(change: dict[str, Any]) -> None:
    with pytest.raises(EntryRefused):
        EventEntry(**{**GOOD, **change}).encode()


@pytest.mark.parametrize(
    "entry", [StreamsEntry(0, 0, bytes(31)), StreamsEntry(-1, 0, bytes(32))], ids=["root", "index"]
)
def test_a_streams_entry_that_nobody_could_read_back_is_never_written(entry: StreamsEntry) -> None:
    with pytest.raises(EntryRefused):
        entry.encode()
