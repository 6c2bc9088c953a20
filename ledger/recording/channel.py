"""One connection between two processes of this machine, over which numbered frames go both ways.

A frame is a u32 length, a u32 number and the rest of that length.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue

import msgspec

logger = logging.getLogger(__name__)

MAX_FRAME = 256 * 1024 * 1024


class Channel:
    """One connection: frames out from any thread, frames in to ``received``; ``lost`` is called once, at its end."""

    def __init__(
        self,
        connection: socket.socket,
        received: Callable[[Channel, int, bytes], None],
        lost: Callable[[Channel], None],
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
        """Begin to read; what is sent before waits in the socket."""
        threading.Thread(target=self._read, name="wire-in", daemon=True).start()
        threading.Thread(target=self._write, name="wire-out", daemon=True).start()

    def owe(self) -> None:
        """Say that an answer will be sent: the connection stays for it, though the peer sends no more."""
        with self._lock:
            self._owed += 1

    def send(self, number: int, body: bytes, *, owed: bool = False) -> None:
        """Send a frame, or leave it to the writing thread; ``owed`` if it is an answer that `owe` spoke of."""
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
        """Take no more frames; the connection ends once all that is owed is sent."""
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
