"""The way from API workers to the one recorder: MessagePack frames over a Unix socket of the data folder.

A frame is a u32 length, a u32 number and the rest of that length. A request is a list of checked events; its answer
carries the same number and, for each event, (index, recorded_at, duplicate) or a refusal, or one refusal of the whole.
Many requests may be under way on one connection. Only the service's own user can open the socket (mode 0600).
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import msgspec

from ledger.errors import QuanzeError, RecorderStopped, error_class
from ledger.recording.intake import Checked
from ledger.recording.recorder import Answers, Done, LocalRecorder, Receipt, busy

logger = logging.getLogger(__name__)

MAX_FRAME = 256 * 1024 * 1024
MAX_UNDER_WAY = 50_000
BACKLOG = 64
_encode = msgspec.msgpack.Encoder().encode
_read_request = msgspec.msgpack.Decoder(list[Checked]).decode
_read_answer = msgspec.msgpack.Decoder(list[tuple[int, int, bool] | dict[str, Any]] | dict[str, Any]).decode


class RecorderServer:
    """Lets other processes of this machine use a recorder."""

    def __init__(self, recorder: LocalRecorder, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._recorder = recorder
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        path.chmod(0o600)
        self._listening.listen(BACKLOG)
        self._channels: set[_Channel] = set()
        threading.Thread(target=self._accept, name="wire", daemon=True).start()

    def close(self) -> None:
        """Take no more connections and no more requests; what was taken is still recorded, and answered if it can be."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for channel in list(self._channels):
            channel.stop_reading()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            channel = _Channel(connection, self._take, self._channels.discard)
            self._channels.add(channel)
            channel.start()

    def _take(self, channel: _Channel, number: int, body: bytes) -> None:
        done = partial(_answer, channel, number)
        channel.owe()
        try:
            self._recorder.enqueue(_read_request(body), done)
        except QuanzeError as error:
            done(error)


class RemoteRecorder:
    """A `ledger.recording.recorder.Recorder` in another process; one connection, shared by all threads of this one."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._lock = threading.Lock()
        self._channel: _Channel | None = None
        self._numbers = count(1)
        self._waiting: dict[int, tuple[_Channel, Sequence[Checked], Done]] = {}
        self._under_way = 0

    def submit(self, checked: Sequence[Checked]) -> list[Receipt | QuanzeError]:
        """See `Recorder.submit`."""
        answer: Future[Answers] = Future()
        self.enqueue(checked, answer.set_result)
        found = answer.result()
        if isinstance(found, QuanzeError):
            raise found
        return found

    def enqueue(self, checked: Sequence[Checked], done: Done) -> None:
        """See `Recorder.enqueue`."""
        body = _encode(list(checked))
        with self._lock:
            if self._under_way > MAX_UNDER_WAY:
                raise busy()
            channel = self._connected()
            number = next(self._numbers) & 0xFFFFFFFF
            self._waiting[number] = (channel, checked, done)
            self._under_way += len(checked)
        channel.send(number, body)

    def close(self) -> None:
        """Close the connection; who still waits is told so."""
        with self._lock:
            channel, self._channel = self._channel, None
        if channel is not None:
            channel.stop_reading()

    def _connected(self) -> _Channel:
        if self._channel is None:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(self._path)
            except OSError as error:
                connection.close()
                raise _silent() from error
            self._channel = _Channel(connection, self._answered, self._lost)
            self._channel.start()
        return self._channel

    def _answered(self, _channel: _Channel, number: int, body: bytes) -> None:
        found = self._pop(number)
        if found is None:
            return
        checked, done = found
        answer = _read_answer(body)
        if isinstance(answer, dict):
            done(_read_error(answer))
            return
        done([_receipt(one, each) for one, each in zip(checked, answer, strict=True)])

    def _pop(self, number: int) -> tuple[Sequence[Checked], Done] | None:
        with self._lock:
            found = self._waiting.pop(number, None)
            if found is None:
                return None
            self._under_way -= len(found[1])
            return found[1:]

    def _lost(self, channel: _Channel) -> None:
        with self._lock:
            if self._channel is channel:
                self._channel = None
            numbers = [number for number, (one, _, _) in self._waiting.items() if one is channel]
        for number in numbers:
            if (found := self._pop(number)) is not None:
                found[1](_silent())


class _Channel:
    """One connection: frames out from any thread, frames in to ``received``; ``lost`` is called once, at its end."""

    def __init__(
        self,
        connection: socket.socket,
        received: Callable[[_Channel, int, bytes], None],
        lost: Callable[[_Channel], None],
    ) -> None:
        self._connection = connection
        self._received = received
        self._lost = lost
        # what the socket does not take at once has a thread of its own: a peer that reads slowly must hold up nobody else
        self._out: SimpleQueue[bytes | None] = SimpleQueue()
        self._queued = 0
        self._lock = threading.Lock()
        self._owed = 0
        self._reading = True

    def start(self) -> None:
        threading.Thread(target=self._read, name="wire-in", daemon=True).start()
        threading.Thread(target=self._write, name="wire-out", daemon=True).start()

    def owe(self) -> None:
        """Say that an answer will be sent: the connection stays for it, though the peer sends no more."""
        with self._lock:
            self._owed += 1

    def send(self, number: int, body: bytes, *, owed: bool = False) -> None:
        frame = len(body).to_bytes(4, "big") + number.to_bytes(4, "big") + body
        with self._lock:
            rest = frame if self._queued else self._send_now(frame)
            if rest:
                self._queued += 1
                self._out.put(rest)
            self._owed -= owed
            self._end_if_done()

    def _send_now(self, frame: bytes) -> bytes:
        """Send what the socket takes without waiting; the rest."""
        try:
            return frame[self._connection.send(frame, socket.MSG_DONTWAIT) :]
        except OSError:
            # full, or gone: the thread finds out which
            return frame

    def _end_if_done(self) -> None:
        if not self._reading and not self._owed:
            self._out.put(None)

    def stop_reading(self) -> None:
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RD)

    def _write(self) -> None:
        while (frame := self._out.get()) is not None:
            try:
                self._connection.sendall(frame)
            except OSError:
                self.stop_reading()
                break
            with self._lock:
                self._queued -= 1
        self._connection.close()

    def _read(self) -> None:
        try:
            with self._connection.makefile("rb", buffering=1 << 18) as incoming:
                while len(head := incoming.read(8)) == 8:
                    length = int.from_bytes(head[:4], "big")
                    body = incoming.read(length) if length <= MAX_FRAME else b""
                    if len(body) != length:
                        break
                    self._received(self, int.from_bytes(head[4:], "big"), body)
        except OSError:
            pass
        except msgspec.DecodeError:
            logger.warning("a frame on the recorder's socket was malformed")
        self._lost(self)
        with self._lock:
            self._reading = False
            self._end_if_done()


def _answer(channel: _Channel, number: int, answers: Answers) -> None:
    if isinstance(answers, QuanzeError):
        channel.send(number, _encode(_write_error(answers)), owed=True)
    else:
        channel.send(number, _encode([_write_answer(one) for one in answers]), owed=True)


def _write_answer(answer: Receipt | QuanzeError) -> Any:
    if isinstance(answer, QuanzeError):
        return _write_error(answer)
    return (answer.index, answer.recorded_at, answer.duplicate)


def _receipt(one: Checked, answer: tuple[int, int, bool] | dict[str, Any]) -> Receipt | QuanzeError:
    if isinstance(answer, dict):
        return _read_error(answer)
    index, recorded_at, duplicate = answer
    return Receipt(index, one.event_id.hex(), recorded_at, duplicate)


def _write_error(error: QuanzeError) -> dict[str, Any]:
    return {"code": error.code, "zh": error.zh, "en": error.en, "details": error.details}


def _read_error(value: dict[str, Any]) -> QuanzeError:
    return error_class(value["code"])(zh=value["zh"], en=value["en"], **value["details"])


def _silent() -> RecorderStopped:
    # whether the events were recorded is not known here; sending them again tells, and gives the same receipts
    return RecorderStopped(
        zh="记录服务没有应答: 请确认 quanze serve 在运行, 然后原样重发(同一事件只记一次)",
        en="the recorder does not answer: make sure that quanze serve runs, then send the same again (an event is "
        "recorded once)",
    )
