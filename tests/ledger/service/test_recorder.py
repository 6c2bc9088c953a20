"""The recorder gives one index per event for ever, keeps both sides of a conflict, and answers every sender."""

import threading

import pytest

from ledger.errors import LaneConflict, RecorderBusy, RecorderStopped, WriterFenced
from ledger.recording.local_recorder import LocalRecorder
from ledger.recording.pen import Pen
from ledger.recording.recorder import Receipt
from ledger.recording.wire import RecorderServer, RemoteRecorder
from ledger.recording.writer import Writer
from ledger.storage.store import open_store
from ledger.wiring import clock
from tests.ledger.service.conftest import Running
from tests.ledger.service.world import OWNER, delivery

pytestmark = pytest.mark.chain


def test_the_same_event_keeps_its_index_and_another_in_its_place_is_refused_with_both_kept(running: Running) -> None:
    world, worker = running.world, running.worker
    intake = world.intake(worker)
    pen = world.pen(worker, OWNER, lane=20)
    _, first = pen.write(delivery(running.agreement))
    _, second = world.pen(worker, OWNER, lane=20).write(delivery(running.agreement, "cd" * 32))
    (new,) = worker.recorder.submit([intake.check(first)])
    again, conflict, once_more = worker.recorder.submit([intake.check(one) for one in (first, second, first)])
    assert isinstance(new, Receipt)
    assert not new.duplicate
    assert again == once_more == Receipt(new.index, new.event_id, new.recorded_at, duplicate=True)
    assert isinstance(conflict, LaneConflict)
    with worker.store.read() as session:
        (kept,) = session.conflicts.of_lane(intake.check(first).signer, 20, 0)
    assert kept.event == second.event
    assert kept.kept_index == new.index


def test_duplicates_inside_one_commit_share_an_index(running: Running) -> None:
    _, submission = running.world.pen(running.worker, OWNER, lane=21).write(delivery(running.agreement))
    checked = running.world.intake(running.worker).check(submission)
    first, second = running.worker.recorder.submit([checked, checked])
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert (first.index, first.duplicate, second.duplicate) == (second.index, False, True)


def test_many_senders_at_once_each_get_their_own_receipts(running: Running) -> None:
    world, worker = running.world, running.worker
    intake, answers = world.intake(worker), {}

    def send(lane: int) -> None:
        pen = world.pen(worker, OWNER, lane=lane)
        checked = [intake.check(pen.write(delivery(running.agreement))[1]) for _ in range(5)]
        answers[lane] = ([one.event_id.hex() for one in checked], worker.recorder.submit(checked))

    threads = [threading.Thread(target=send, args=(lane,)) for lane in range(30, 38)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all([one.event_id for one in got] == sent for sent, got in answers.values())  # type: ignore[union-attr]
    indexes = [one.index for _, got in answers.values() for one in got]  # type: ignore[union-attr]
    assert len(set(indexes)) == len(indexes) == 40


def test_a_second_writer_fences_off_the_first(tmp_path: object) -> None:
    store = open_store(f"sqlite:///{tmp_path}/log.db")
    old, new = Writer(store, clock), Writer(store, clock)
    assert new.state.epoch > old.state.epoch
    with pytest.raises(WriterFenced):
        old.append(lambda _session, _state, _now: [_streams_entry()])
    new.append(lambda _session, _state, _now: [_streams_entry()])
    store.close()


def test_the_clock_of_the_log_never_goes_back(tmp_path: object) -> None:
    store = open_store(f"sqlite:///{tmp_path}/log.db")
    times = iter([5000, 3000, 9000])
    writer = Writer(store, lambda: next(times))
    assert [writer.now() for _ in range(3)] == [5000, 5000, 9000]
    store.close()


def test_a_full_queue_says_when_to_come_again_and_a_closed_recorder_says_so(tmp_path: object) -> None:
    store = open_store(f"sqlite:///{tmp_path}/log.db")
    writer = _Slow(store)
    recorder = LocalRecorder(writer, waiting=1)
    threads = [threading.Thread(target=recorder.submit, args=([],)) for _ in range(2)]
    threads[0].start()
    writer.entered.wait()
    threads[1].start()
    while recorder.waiting < 1:
        pass
    with pytest.raises(RecorderBusy) as busy:
        recorder.submit([])
    assert busy.value.details["retry_after"] >= 1
    writer.go.set()
    for thread in threads:
        thread.join()
    recorder.close()
    with pytest.raises(RecorderStopped):
        recorder.submit([])
    store.close()


def test_over_the_socket_receipts_and_refusals_are_the_same(running: Running, tmp_path: object) -> None:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    world, worker = running.world, running.worker
    intake = world.intake(worker)
    with TemporaryDirectory() as folder:
        server = RecorderServer(worker.recorder, Path(folder) / "s")
        remote = RemoteRecorder(Path(folder) / "s")
        _, submission = world.pen(worker, OWNER, lane=22).write(delivery(running.agreement))
        other = world.pen(worker, OWNER, lane=22).write(delivery(running.agreement))[1]
        (receipt,) = remote.submit([intake.check(submission)])
        assert worker.recorder.submit([intake.check(submission)]) == [
            Receipt(receipt.index, receipt.event_id, receipt.recorded_at, duplicate=True)  # type: ignore[union-attr]
        ]
        (refused,) = remote.submit([intake.check(other)])
        assert isinstance(refused, LaneConflict)
        assert refused.details["event_id"] == receipt.event_id  # type: ignore[union-attr]
        remote.close()
        server.close()
    with pytest.raises(RecorderStopped):
        RemoteRecorder(Path(folder) / "gone").submit([])


class _Slow(Writer):
    def __init__(self, store: object) -> None:
        super().__init__(store, clock)  # type: ignore[arg-type]
        self.entered, self.go = threading.Event(), threading.Event()

    def record(self, checked: object) -> list:  # type: ignore[override, type-arg]  # noqa: ARG002
        self.entered.set()
        self.go.wait()
        return []


def _streams_entry() -> object:
    from ledger.entries import StreamsEntry
    from ledger.storage.log_store import NewEntry

    return NewEntry(StreamsEntry(0, 0, bytes(32)).encode())


def test_pens_number_their_events_without_gaps(running: Running) -> None:
    pen: Pen = running.world.pen(running.worker, OWNER, lane=40)
    assert [pen.write(delivery(running.agreement))[0].seq for _ in range(3)] == [0, 1, 2]
