"""Whatever is sent, in whatever order, over however many restarts: one index per event, and a log that checks."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import LaneConflict, QuanzeError, RecorderFailed, RecorderStopped, WriterFenced
from ledger.recording import local_recorder as recorder_module
from ledger.recording.channel import Channel
from ledger.recording.intake import Checked
from ledger.recording.local_recorder import LocalRecorder
from ledger.recording.recorder import Receipt
from ledger.recording.rush import RUSH
from ledger.recording.wire import RecorderServer, RemoteRecorder
from ledger.recording.writer import Writer
from ledger.storage.store import Store, open_store
from ledger.wiring import clock

SIGNERS = [bytes([number]) * 20 for number in (1, 2)]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/log.db"
    make: Callable[[], str] = request.getfixturevalue("fresh_postgres")
    return make()


def checked(signer: bytes, lane: int, seq: int, content: int = 0, streams: int = 1) -> Checked:
    event = b'{"of":"%s","lane":%d,"seq":%d,"content":%d}' % (signer[:1].hex().encode(), lane, seq, content)
    names = tuple(f"item:{number}" for number in range(streams))
    return Checked(event, sha256(event).digest(), signer, bytes(64) + b"\x1b", lane, seq, names, b"")


EVENTS = st.builds(
    checked, st.sampled_from(SIGNERS), st.integers(0, 1), st.integers(0, 9), st.integers(0, 1), st.integers(1, 3)
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(commits=st.lists(st.lists(EVENTS, max_size=12) | st.none(), max_size=8))
def test_an_index_is_given_once_and_for_ever(
    tmp_path_factory: pytest.TempPathFactory, commits: list[list[Checked] | None]
) -> None:
    """None is a restart."""
    address = f"sqlite:///{tmp_path_factory.mktemp('log')}/log.db"
    given_out: dict[tuple[bytes, int, int], tuple[int, str]] = {}
    store = open_store(address)
    writer = Writer(store, clock)
    for commit in commits:
        if commit is None:
            store.close()
            store = open_store(address)
            writer = Writer(store, clock)
            continue
        for one, answer in zip(commit, writer.record(commit), strict=True):
            key, event_id = (one.signer, one.lane, one.seq), one.event_id.hex()
            index, known = given_out.setdefault(key, (len(given_out), event_id))
            if known != event_id:
                assert isinstance(answer, LaneConflict)
                assert answer.details == {"index": index, "event_id": known}
            else:
                assert isinstance(answer, Receipt)
                assert (answer.index, answer.event_id) == (index, event_id)
    with store.read() as session:
        assert session.check_state(full=True).size == len(given_out)
    store.close()


def test_numbers_that_come_late_are_found_to_be_new_or_known(url: str) -> None:
    with open_store(url) as store:
        writer = Writer(store, clock)
        late, early = checked(SIGNERS[0], 0, 9), checked(SIGNERS[0], 0, 4)
        receipts = [one for sent in ([late], [early], [early, late]) for one in writer.record(sent)]
    found = [(one.index, one.duplicate) for one in receipts if isinstance(one, Receipt)]
    assert found == [(0, False), (1, False), (1, True), (0, True)]


def test_of_two_writers_at_once_the_second_goes_on_and_the_first_writes_nothing_more(url: str) -> None:
    first_store, second_store = open_store(url), open_store(url)
    first, second = Writer(first_store, clock), Writer(second_store, clock)
    outcome: dict[str, list[object]] = {"first": [], "second": []}

    def write(name: str, writer: Writer, signer: bytes) -> None:
        for seq in range(20):
            try:
                outcome[name] += writer.record([checked(signer, 0, seq)])
            except WriterFenced as error:
                outcome[name].append(error)

    threads = [
        threading.Thread(target=write, args=("first", first, SIGNERS[0])),
        threading.Thread(target=write, args=("second", second, SIGNERS[1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(one, WriterFenced) for one in outcome["first"])
    assert [one.index for one in outcome["second"] if isinstance(one, Receipt)] == list(range(20))
    with second_store.read() as session:
        assert session.check_state(full=True).size == 20
    first_store.close()
    second_store.close()


def test_many_threads_share_one_connection_and_each_gets_its_own_answers(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/log.db")
    recorder = LocalRecorder(Writer(store, clock))
    server, remote = RecorderServer(recorder, tmp_path / "s"), RemoteRecorder(tmp_path / "s")
    answers: dict[int, list[object]] = {}

    def send(lane: int) -> None:
        for seq in range(5):
            answers.setdefault(lane, []).extend(remote.submit([checked(SIGNERS[0], lane, seq)]))

    threads = [threading.Thread(target=send, args=(lane,)) for lane in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for lane, receipts in answers.items():
        sent = [checked(SIGNERS[0], lane, seq).event_id.hex() for seq in range(5)]
        assert [one.event_id for one in receipts if isinstance(one, Receipt)] == sent
    remote.close()
    server.close()
    recorder.close()
    store.close()


def test_what_was_taken_before_the_server_closed_is_still_answered(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/log.db")
    writer = _Slow(store)
    recorder = LocalRecorder(writer)
    server, remote = RecorderServer(recorder, tmp_path / "s"), RemoteRecorder(tmp_path / "s")
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.extend(remote.submit([checked(SIGNERS[0], 0, 0)])))
    thread.start()
    writer.entered.wait()
    server.close()
    writer.go.set()
    thread.join()
    assert isinstance(answers[0], Receipt)
    recorder.close()
    store.close()


def test_who_waits_when_the_connection_ends_is_told_to_send_again(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/log.db")
    writer = _Slow(store)
    recorder = LocalRecorder(writer)
    server, remote = RecorderServer(recorder, tmp_path / "s"), RemoteRecorder(tmp_path / "s")
    answers: list[object] = []
    done = threading.Event()
    remote.enqueue([checked(SIGNERS[0], 0, 0)], lambda answer: (answers.append(answer), done.set()))
    writer.entered.wait()
    remote.close()
    done.wait()
    assert isinstance(answers[0], RecorderStopped)
    writer.go.set()
    (again,) = remote.submit([checked(SIGNERS[0], 0, 0)])
    assert isinstance(again, Receipt)
    assert again.duplicate
    remote.close()
    server.close()
    recorder.close()
    store.close()


def test_a_poisoned_event_refuses_its_own_sender_only(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/log.db")
    writer = _Slow(store)
    recorder = LocalRecorder(writer)
    good, bad = checked(SIGNERS[0], 0, 1), Checked(b"", b"", b"", b"", 0, "x", (), b"")  # type: ignore[arg-type]
    answers: dict[str, object] = {}

    def keep(name: str) -> Callable[[object], None]:
        return lambda answer: answers.update({name: answer})

    recorder.enqueue([checked(SIGNERS[0], 0, 0)], keep("first"))
    writer.entered.wait()
    recorder.enqueue([good], keep("good"))
    recorder.enqueue([bad], keep("bad"))
    writer.go.set()
    recorder.close()
    assert isinstance(answers["bad"], RecorderFailed)
    assert isinstance(answers["good"], list)
    store.close()


@pytest.mark.parametrize(("events", "pressed"), [(RUSH, True), (3, False)], ids=["many", "few"])
def test_many_events_are_a_press_also_while_they_are_committed_and_none_waits(
    events: int, pressed: bool, tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path}/log.db")
    writer = _Slow(store)
    recorder = LocalRecorder(writer)
    assert not recorder.pressed
    recorder.enqueue([checked(SIGNERS[0], 0, seq) for seq in range(events)], lambda _: None)
    writer.entered.wait()
    assert (recorder.waiting, recorder.pressed) == (0, pressed)
    writer.go.set()
    recorder.close()
    store.close()


@pytest.mark.parametrize(("rush", "sizes"), [(True, [6]), (False, [1] * 6)], ids=["rush", "none"])
def test_in_a_rush_events_that_come_one_by_one_share_a_commit(
    rush: bool, sizes: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "ENOUGH", 6)
    monkeypatch.setattr(recorder_module, "GATHER_S", 60.0)
    monkeypatch.setattr(LocalRecorder, "pressed", property(lambda _: rush))
    store = open_store(f"sqlite:///{tmp_path}/log.db")
    writer = _Counting(store, clock)
    recorder = LocalRecorder(writer)
    answered = threading.Semaphore(0)
    for seq in range(6):
        recorder.enqueue([checked(SIGNERS[0], 0, seq)], lambda _: answered.release())
        # time enough to commit it alone
        time.sleep(0.02)
        if not rush:
            answered.acquire()
    if rush:
        for _ in range(6):
            answered.acquire()
    assert writer.sizes == sizes
    recorder.close()
    store.close()


def test_a_peer_that_reads_slowly_holds_up_nobody_and_gets_every_frame_whole_and_in_order() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    channel = Channel(ours, lambda *_: None, lambda _: None)
    channel.start()
    frames = [bytes([number]) * (number * 7919 % 200_000) for number in range(250)]
    sent = b"".join(len(one).to_bytes(4, "big") + at.to_bytes(4, "big") + one for at, one in enumerate(frames))
    with theirs:
        theirs.settimeout(20)
        for number in range(50):
            channel.send(number, frames[number])
        received = bytearray()
        # now it reads, but the next frames come while the first ones still wait
        reading = threading.Thread(target=_read, args=(theirs, len(sent), received))
        reading.start()
        for number in range(50, 250):
            channel.send(number, frames[number])
            time.sleep(0.001)
        reading.join()
    channel.stop_reading()
    assert received == sent


def _read(connection: socket.socket, size: int, received: bytearray) -> None:
    with suppress(TimeoutError):
        while len(received) < size:
            received += connection.recv(50_000)
            time.sleep(0.0002)


class _Counting(Writer):
    """Remembers how many events each commit held."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        super().__init__(store, now)
        self.sizes: list[int] = []

    def record(self, checked: Sequence[Checked]) -> list[Receipt | QuanzeError]:
        self.sizes.append(len(checked))
        return super().record(checked)


class _Slow(Writer):
    """Lets the test say when the first commit goes on."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, clock)
        self.entered, self.go = threading.Event(), threading.Event()

    def record(self, checked: object) -> list:  # type: ignore[override, type-arg]
        self.entered.set()
        self.go.wait()
        return super().record(checked)  # type: ignore[arg-type]
