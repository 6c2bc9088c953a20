"""A log and its witnesses: cosignatures come without being waited for, and a log that forgot something hears of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from api.witness import create_witness_app
from ledger.checkpoint import Checkpoint, VerifierKey, sign_note
from ledger.cosignature import CosignerKey, read_cosignatures
from ledger.errors import LogFrozen, WitnessRefused, WitnessUnreachable
from ledger.keys import LogKey
from ledger.recording.checkpointing import Sealer
from ledger.recording.signed_head import SignedHead
from ledger.recording.writer import Writer
from ledger.storage.store import Store, open_store
from ledger.storage.witness_store import create_witness_store, open_witness_store
from ledger.witnesses.witness import Witness
from ledger.witnesses.witness_client import WitnessClient
from ledger.witnesses.witnessing import Cosigning
from tests.ledger.storage.samples import batch_of

ORIGIN = "dept.example/log"
LOG, KEY = LogKey.from_seed(bytes([1]) * 32), LogKey.from_seed(bytes([2]) * 32)
LOG_KEY, ME = VerifierKey(ORIGIN, LOG.public), CosignerKey("audit.example/witness", KEY.public)


class Log:
    """A log in a folder, without chain."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = open_store(f"sqlite:///{folder}/log.db")
        self.writer = Writer(self.store, lambda: 1_800_000_000_000)
        self.head = SignedHead(folder / "signed-head.json")
        self.sealer = Sealer(self.store, self.writer, LOG, ORIGIN, self.head)

    def grow(self, count: int = 3) -> None:
        self.writer.append(lambda _session, state, _now: batch_of(state.size, count))
        self.sealer.seal()

    @property
    def size(self) -> int:
        return self.writer.state.size

    def note(self, size: int | None = None) -> str:
        with self.store.read() as session:
            found = session.checkpoints.at(size or self.size)
            assert found is not None
            return session.cosignatures.note(found)

    def copy(self, folder: Path) -> Log:
        """Another store as this one is now."""
        folder.mkdir()
        with (
            closing(sqlite3.connect(self.folder / "log.db")) as mine,
            closing(sqlite3.connect(folder / "log.db")) as new,
        ):
            mine.backup(new)
        shutil.copy(self.folder / "FORMAT", folder)
        return Log(folder)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def log(tmp_path: Path, stack: ExitStack) -> Log:
    made = Log(tmp_path)
    stack.callback(made.store.close)
    return made


@pytest.fixture
def http(tmp_path: Path, stack: ExitStack) -> TestClient:
    url = f"sqlite:///{tmp_path}/witness.db"
    create_witness_store(url)
    witness = Witness(open_witness_store(url), ME, KEY.sign, [LOG_KEY], lambda: 1_800_000_001)
    return stack.enter_context(TestClient(create_witness_app(witness)))


def cosigning(store: Store, http: Any, clock: Callable[[], float] = lambda: 0.0) -> Cosigning:
    client = WitnessClient(ME, "http://testserver/log")
    client._http.close()
    client._http = http
    return Cosigning(store, LOG_KEY, client, clock)


class Silent:
    """A witness whose machine is off, or that answers with whatever is put here."""

    def __init__(self, status: int | None = None, text: str = "") -> None:
        self.status, self.text, self.asked = status, text, 0

    def request(self, _method: str, _url: str, content: bytes | None = None) -> Any:  # noqa: ARG002
        self.asked += 1
        if self.status is None:
            raise httpx.ConnectError("off")
        return httpx.Response(self.status, text=self.text)


def test_every_checkpoint_is_cosigned_and_published_with_its_line(log: Log, http: TestClient) -> None:
    asked = cosigning(log.store, http)
    asked.compare(strict=True)
    for _ in range(3):
        log.grow()
        assert read_cosignatures(log.note(), [ME]) == {}
        assert asked.step() == 1
        assert read_cosignatures(log.note(), [ME]) == {ME: 1_800_000_001}
    assert asked.step() == 0


def test_a_witness_that_was_away_gets_the_newest_checkpoints(log: Log, http: TestClient) -> None:
    asked = cosigning(log.store, http)
    for _ in range(20):
        log.grow(1)
    assert asked.step() == 16
    assert read_cosignatures(log.note(), [ME])
    assert not read_cosignatures(log.note(2), [ME])


def test_a_log_that_forgot_how_far_the_witness_was_goes_on_from_there(log: Log, http: TestClient) -> None:
    cosigning(log.store, http).step()
    log.grow()
    cosigning(log.store, http).step()
    with log.store.begin() as session:
        session.connection.exec_driver_sql("DELETE FROM cosignatures")
    log.grow()
    asked = cosigning(log.store, http)
    assert asked.step() + asked.step() + asked.step() >= 1
    assert read_cosignatures(log.note(), [ME])


def test_an_answer_that_was_lost_is_asked_for_again(log: Log, http: TestClient) -> None:
    log.grow()
    cosigning(log.store, http).step()
    with log.store.begin() as session:
        session.connection.exec_driver_sql("DELETE FROM cosignatures")
    asked = cosigning(log.store, http)
    asked.step()
    assert read_cosignatures(log.note(), [ME])


def test_a_silent_witness_is_asked_less_and_less_often(log: Log) -> None:
    log.grow()
    silent, clock = Silent(), Clock()
    asked = cosigning(log.store, silent, clock)
    for _ in range(200):
        with suppress(WitnessUnreachable):
            asked.step()
        clock.now += 1
    assert silent.asked == 8, "after 0, 2, 6, 14, 30, 62, 122, 182 seconds"


@pytest.mark.parametrize(
    ("status", "text", "error"),
    [
        pytest.param(500, "", WitnessUnreachable, id="broken"),
        pytest.param(200, "", WitnessUnreachable, id="no line"),
        pytest.param(200, "\u2014 other.example/w AAAAAAAA\n", WitnessUnreachable, id="a line by somebody else"),
        pytest.param(200, "not a line\n", WitnessUnreachable, id="no signature line"),
        pytest.param(200, "x" * 70_000, WitnessUnreachable, id="endless"),
        pytest.param(409, "seven", WitnessUnreachable, id="no size"),
        pytest.param(403, "no", WitnessRefused, id="refuses our key"),
        pytest.param(404, "no", WitnessRefused, id="does not know us"),
        pytest.param(422, "no", WitnessRefused, id="refuses the proof"),
        pytest.param(409, "999\n", WitnessRefused, id="claims a longer log and cannot show it"),
    ],
)
def test_an_answer_that_proves_nothing_changes_nothing(
    log: Log, status: int, text: str, error: type[Exception]
) -> None:
    log.grow()
    with pytest.raises(error):
        cosigning(log.store, Silent(status, text)).step()
    assert read_cosignatures(log.note(), [ME]) == {}
    log.grow()


def test_a_restored_older_store_is_frozen_by_what_the_witness_cosigned(
    log: Log, http: TestClient, tmp_path: Path, stack: ExitStack
) -> None:
    log.grow()
    cosigning(log.store, http).step()
    old = log.copy(tmp_path / "old")
    stack.callback(old.store.close)
    log.grow()
    cosigning(log.store, http).step()
    with pytest.raises(LogFrozen, match="restore a newer backup"):
        cosigning(old.store, http).compare(strict=True)
    # it goes on all the same, as if nobody had compared: the witness tells it, with our own signature
    old.grow(1)
    with pytest.raises(LogFrozen):
        cosigning(old.store, http).step()


def test_a_fork_of_the_same_length_is_frozen(log: Log, http: TestClient, tmp_path: Path, stack: ExitStack) -> None:
    log.grow()
    fork = log.copy(tmp_path / "fork")
    stack.callback(fork.store.close)
    log.grow(3)
    cosigning(log.store, http).step()
    fork.writer.append(lambda _session, state, _now: batch_of(state.size + 50, 3))
    fork.sealer.seal()
    assert fork.size == log.size
    with pytest.raises(LogFrozen):
        cosigning(fork.store, http).compare(strict=False)
    asked = cosigning(fork.store, http)
    with pytest.raises(LogFrozen):
        asked.step()
    # even if it had cosigned the fork's beginning: the proof from there fails, and the witness is asked why
    asked._seen = 8
    asked._next = 0
    fork.grow(2)
    with pytest.raises(LogFrozen):
        asked.step()


def test_a_witness_that_only_tells_sizes_freezes_a_shorter_log_at_start(log: Log) -> None:
    log.grow()

    class OnlySizes(Silent):
        def request(self, method: str, url: str, content: bytes | None = None) -> Any:
            self.status, self.text = (404, "") if method == "GET" else (409, "999\n")
            return super().request(method, url, content)

    with pytest.raises(LogFrozen, match="999"):
        cosigning(log.store, OnlySizes()).compare(strict=False)


def test_after_a_restore_a_silent_witness_must_be_heard_first(log: Log) -> None:
    log.grow()
    asked = cosigning(log.store, Silent())
    asked.compare(strict=False)
    with pytest.raises(WitnessUnreachable):
        asked.compare(strict=True)


def test_a_note_that_we_never_signed_freezes_nothing(log: Log) -> None:
    log.grow()
    body = Checkpoint(ORIGIN, 99, bytes(32)).body()
    forged = Silent(200, sign_note(body, ORIGIN, KEY.public, KEY.sign))
    cosigning(log.store, forged).compare(strict=False)
    with pytest.raises(WitnessRefused):
        cosigning(log.store, forged).compare(strict=True)


def test_the_signed_head_freezes_a_database_that_was_put_back(log: Log, tmp_path: Path, stack: ExitStack) -> None:
    log.grow()
    old = log.copy(tmp_path / "old")
    stack.callback(old.store.close)
    with old.store.read() as session:
        log.head.compare(session)
    log.grow()
    with old.store.read() as session, pytest.raises(LogFrozen, match="was signed"):
        log.head.compare(session)
    old.writer.append(lambda _session, state, _now: batch_of(state.size + 50, 3))
    with old.store.read() as session, pytest.raises(LogFrozen):
        log.head.compare(session)


def test_a_damaged_signed_head_freezes(log: Log) -> None:
    log.grow()
    (log.folder / "signed-head.json").write_text("{", "utf-8")
    with log.store.read() as session, pytest.raises(LogFrozen, match="cannot be read"):
        log.head.compare(session)


def test_a_crash_before_the_note_is_stored_signs_the_same_again(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.grow()

    def crash(*_: object) -> None:
        raise RuntimeError("crash")

    with monkeypatch.context() as broken:
        broken.setattr("ledger.storage.checkpoint_store.CheckpointStore.add", crash)
        with pytest.raises(RuntimeError):
            log.grow()
    with log.store.read() as session:
        log.head.compare(session)
    again = Sealer(log.store, log.writer, LOG, ORIGIN, log.head)
    sealed = again.seal()
    assert sealed is not None
    assert log.head.read() == (sealed.size, sealed.root) == (8, log.writer.state.root())
