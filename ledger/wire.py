"""The way from API workers to the one recorder: MessagePack frames over a Unix socket of the data folder.

A frame is a u32 length and that many bytes. A request is a list of checked events; an answer is a list with, for each,
a receipt or a refusal, or one refusal of the whole. Only the service's own user can open the socket (mode 0600).
"""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from ledger.errors import QuanzeError, RecorderStopped, error_class
from ledger.intake import Checked
from ledger.recorder import Receipt, Recorder

logger = logging.getLogger(__name__)

MAX_FRAME = 256 * 1024 * 1024
_requests = msgspec.msgpack.Decoder(list[Checked])


class RecorderServer:
    """Lets other processes of this machine use a recorder."""

    def __init__(self, recorder: Recorder, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._server = _Server(str(path), _Handler)
        self._server.recorder = recorder
        path.chmod(0o600)
        self._thread = threading.Thread(target=self._server.serve_forever, name="wire", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more connections."""
        self._server.shutdown()
        self._server.server_close()


class RemoteRecorder:
    """A `ledger.recorder.Recorder` in another process; one connection per thread."""

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._local = threading.local()

    def submit(self, checked: Sequence[Checked]) -> list[Receipt | QuanzeError]:
        """See `Recorder.submit`."""
        try:
            answer = self._ask(msgspec.msgpack.encode(list(checked)))
        except (OSError, EOFError, msgspec.DecodeError) as error:
            self._forget()
            # whether the events were recorded is not known here; sending them again tells, and gives the same receipts
            raise RecorderStopped(
                zh="记录服务没有应答: 请确认 quanze serve 在运行, 然后原样重发(同一事件只记一次)",
                en="the recorder does not answer: make sure that quanze serve runs, then send the same again (an event "
                "is recorded once)",
            ) from error
        if isinstance(answer, dict):
            raise _read_error(answer)
        return [_read_error(one) if isinstance(one, dict) else Receipt(*one) for one in answer]

    def close(self) -> None:
        """Close this thread's connection."""
        self._forget()

    def _ask(self, request: bytes) -> Any:
        connection: socket.socket | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = socket.socket(socket.AF_UNIX)
            connection.connect(self._path)
        _send(connection, request)
        return msgspec.msgpack.decode(_receive(connection))

    def _forget(self) -> None:
        connection: socket.socket | None = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            connection.close()


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    recorder: Recorder


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        try:
            while True:
                _send(self.request, self._answer(_requests.decode(_receive(self.request))))
        except (EOFError, OSError):
            return
        except msgspec.DecodeError:
            logger.warning("a frame on the recorder's socket was malformed")

    def _answer(self, checked: list[Checked]) -> bytes:
        try:
            answers = self.server.recorder.submit(checked)
        except QuanzeError as error:
            return msgspec.msgpack.encode(_write_error(error))
        return msgspec.msgpack.encode([_write_answer(one) for one in answers])


def _write_answer(answer: Receipt | QuanzeError) -> Any:
    if isinstance(answer, QuanzeError):
        return _write_error(answer)
    return (answer.index, answer.event_id, answer.recorded_at, answer.duplicate)


def _write_error(error: QuanzeError) -> dict[str, Any]:
    return {"code": error.code, "zh": error.zh, "en": error.en, "details": error.details}


def _read_error(value: dict[str, Any]) -> QuanzeError:
    return error_class(value["code"])(zh=value["zh"], en=value["en"], **value["details"])


def _send(connection: socket.socket, data: bytes) -> None:
    connection.sendall(len(data).to_bytes(4, "big") + data)


def _receive(connection: socket.socket) -> bytes:
    length = int.from_bytes(_exactly(connection, 4), "big")
    if length > MAX_FRAME:
        raise EOFError
    return _exactly(connection, length)


def _exactly(connection: socket.socket, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = connection.recv(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
