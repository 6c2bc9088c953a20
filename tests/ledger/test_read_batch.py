"""Who read what, committed to by the log: the format, and what an audit finds when rows are touched afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from ledger.cli.audit_reads import check_reads
from ledger.errors import RecorderStopped
from ledger.event_types import KeyRole
from ledger.recording.pen import Pen
from ledger.recording.read_batch import ReadBatch, batch_root
from ledger.recording.read_batching import MOST, SETTLED_MS, ReadBatching
from ledger.storage.access_store import Read
from ledger.storage.tables_access import reads
from tests.api.deployment import MANAGER, SEPARATOR, USER, Deployment
from tests.vectors.read import rows

EVERY = 600_000


@pytest.mark.parametrize("row", rows("reads", "batches"))
def test_batch_of_vector(row: dict[str, Any]) -> None:
    batch = ReadBatch.from_json(row["scope"])
    assert batch is not None
    assert batch_root([tuple(one) for one in row["rows"]], batch.salt) == batch.root
    assert ReadBatch.of([tuple(one) for one in row["rows"]], 1, batch.salt).to_json() == row["scope"]


@pytest.mark.parametrize("row", rows("reads", "refused"))
def test_what_is_no_batch_is_none(row: dict[str, Any]) -> None:
    assert ReadBatch.from_json(row["scope"]) is None


class Read3:
    """A deployment with three readings and what commits to them."""

    def __init__(self, folder: Path) -> None:
        self.here = Deployment(folder)
        pen = Pen(MANAGER, self.here.signers[MANAGER, KeyRole.GATEWAY], SEPARATOR, 2)
        here = self.here
        self.batching = ReadBatching(here.store, here.recorder, here.intake, pen, EVERY, here.clock)
        self.read(3)

    def read(self, count: int, at: int | None = None) -> None:
        with self.here.store.begin() as session:
            for number in range(count):
                moment = self.here.clock() if at is None else at
                session.access.record_read(
                    Read(USER, "0x" + "5a" * 20, "head", "event", f"{number}", {"n": None}, moment)
                )

    def wait(self, milliseconds: int) -> None:
        self.here.clock.now += milliseconds

    def audit(self) -> tuple[tuple[int, int], list[str]]:
        """(committed, waiting) and findings, by what the log holds."""
        self.here.projector.catch_up()
        said: list[str] = []
        with self.here.store.read() as session:
            batches = []
            for row in session.events.find(actor=MANAGER):
                value = json_of(session.log.disclosures(row.index)).get("scope", {}).get("value")
                batch = ReadBatch.from_json(value) if row.type == "record.read" else None
                batches += [(row.index, batch)] if batch else []
            found = check_reads(session, batches, lambda _where, _zh, en: said.append(en))
        return found, said


def json_of(opened: bytes) -> dict[str, Any]:
    import json

    return dict(json.loads(opened)) if opened else {}


@pytest.fixture
def read3(tmp_path: Path) -> Iterator[Read3]:
    made = Read3(tmp_path)
    yield made
    made.here.close()


def test_readings_wait_for_their_time_and_are_then_committed_to_once(read3: Read3) -> None:
    assert read3.batching.step() is None
    assert read3.audit() == ((0, 3), [])
    read3.wait(EVERY)
    batch = read3.batching.step()
    assert batch is not None
    assert (batch.first, batch.last, batch.count) == (1, 3, 3)
    assert read3.batching.step() is None
    assert read3.audit() == ((3, 0), [])
    read3.read(2)
    read3.wait(EVERY)
    again = read3.batching.step()
    assert again is not None
    assert (again.first, again.last) == (4, 5)
    assert read3.audit() == ((5, 0), [])


def test_many_readings_do_not_wait(read3: Read3) -> None:
    read3.read(MOST, at=read3.here.clock.now)
    assert read3.batching.step() is None, "what was read just now may still be written beside"
    read3.wait(SETTLED_MS)
    batch = read3.batching.step()
    assert batch is not None
    assert batch.count == MOST


def test_a_new_start_goes_on_after_the_last_batch(read3: Read3, tmp_path: Path) -> None:
    read3.wait(EVERY)
    read3.batching.step()
    read3.here.projector.catch_up()
    read3.read(1)
    read3.wait(EVERY)
    here, pen = read3.here, Pen(MANAGER, read3.here.signers[MANAGER, KeyRole.GATEWAY], SEPARATOR, 2)
    batch = ReadBatching(here.store, here.recorder, here.intake, pen, EVERY, here.clock).step()
    assert batch is not None
    assert (batch.first, batch.last) == (4, 4)
    assert read3.audit() == ((4, 0), [])


def test_what_was_not_recorded_is_committed_to_later(read3: Read3) -> None:
    read3.wait(EVERY)
    read3.here.recorder.close()
    with pytest.raises(RecorderStopped):
        read3.batching.step()
    assert read3.audit() == ((0, 3), [])


TOUCHED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "deleted": (lambda connection: connection.execute(delete(reads).where(reads.c.id == 2)), "there were 3, now there are 2"),
    "the last deleted": (lambda connection: connection.execute(delete(reads).where(reads.c.id == 3)), "now there are 2"),
    "changed": (lambda connection: connection.execute(update(reads).where(reads.c.id == 2).values(department="OTHER-1")), "was changed"),
    "facts changed": (lambda connection: connection.execute(update(reads).where(reads.c.id == 1).values(facts={})), "was changed"),
    "exchanged": (
        lambda connection: (
            connection.execute(delete(reads).where(reads.c.id == 2)),
            connection.execute(insert(reads).values(id=2, department=USER, address="0x" + "5a" * 20, role="head",
                                                    action="event", subject="other", facts={}, read_at=1)),
        ),
        "was changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("touch", "says"), TOUCHED.values(), ids=TOUCHED)
def test_a_row_that_is_touched_after_its_batch_is_found(read3: Read3, touch: Callable[[Any], Any], says: str) -> None:
    read3.wait(EVERY)
    read3.batching.step()
    with read3.here.store.begin() as session:
        touch(session.connection)
    _, found = read3.audit()
    assert len(found) == 1
    assert says in found[0]


def test_readings_that_no_batch_names_are_found(read3: Read3) -> None:
    with read3.here.store.read() as session:
        batch = ReadBatch.of(session.access.read_rows(1), 2, bytes(16))
        said: list[str] = []
        check_reads(session, [(0, batch)], lambda _where, _zh, en: said.append(en))
    assert said == ["the readings 1 to 1 are in no batch"]
