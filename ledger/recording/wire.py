"""The way from API workers to the one recorder: MessagePack frames over a Unix socket of the data folder.

A request is a list of checked events; its answer carries the same number (`ledger.recording.channel`) and, for each event,
(index, recorded_at, duplicate) or a refusal, or one refusal of the whole.
Many requests may be under way on one connection. Only the service's own user can open the socket (mode 0600).
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from ledger.errors import QuanzeError, RecorderStopped, error_class
from ledger.recording.channel import Channel
from ledger.recording.intake import Checked
from ledger.recording.local_recorder import LocalRecorder
from ledger.recording.recorder import Answers, Done, Receipt, Recorder, busy

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
        self._channels: set[Channel] = set()
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
            channel = Channel(connection, self._take, self._channels.discard)
            self._channels.add(channel)
            channel.start()

    def _take(self, channel: Channel, number: int, body: bytes) -> None:
        done = partial(_answer, channel, number)
        channel.owe()
        try:
            self._recorder.enqueue(_read_request(body), done)
        except QuanzeError as error:
            done(error)


class RemoteRecorder(Recorder):
    """A recorder in another process; one connection, shared by all threads of this one."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._lock = threading.Lock()
        self._channel: Channel | None = None
        self._numbers = count(1)
        self._waiting: dict[int, tuple[Channel, Sequence[Checked], Done]] = {}
        self._under_way = 0

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

    def _connected(self) -> Channel:
        if self._channel is None:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(self._path)
            except OSError as error:
                connection.close()
                raise _silent() from error
            self._channel = Channel(connection, self._answered, self._lost)
            self._channel.start()
        return self._channel

    def _answered(self, _channel: Channel, number: int, body: bytes) -> None:
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

    def _lost(self, channel: Channel) -> None:
        with self._lock:
            if self._channel is channel:
                self._channel = None
            numbers = [number for number, (one, _, _) in self._waiting.items() if one is channel]
        for number in numbers:
            if (found := self._pop(number)) is not None:
                found[1](_silent())


def _answer(channel: Channel, number: int, answers: Answers) -> None:
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
