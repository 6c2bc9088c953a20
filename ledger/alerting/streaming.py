"""Live alerts as server-sent events (WHATWG HTML §9.2): every change has its number, so a reader resumes without a gap.

A stream ends by itself after a while, when its session ends, and when its process stops; the reader comes again with
the last number it saw. Each takes a thread, so a process serves `MAX_STREAMS` of them and refuses more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from ledger.alerting.reading import AlertReading
from ledger.errors import QuanzeError, StreamsBusy
from ledger.registers.caller import Caller

MAX_STREAMS, PAGE = 16, 200
POLL_S, KEEP_ALIVE_S = 0.5, 2.0
RETRY_MS = 2_000
Moved = Callable[[object], bytes]


class Streams:
    """The open streams of one process.

    Args:
        encode: an answer as JSON.
    """

    def __init__(self, reading: AlertReading, encode: Moved) -> None:
        self._reading = reading
        self._encode = encode
        self._free = threading.BoundedSemaphore(MAX_STREAMS)
        self._closing = threading.Event()

    def close(self) -> None:
        """End every stream."""
        self._closing.set()

    def open(self, ask: Callable[[], Caller], after: int | None, seconds: float) -> Iterator[bytes]:
        """The stream, from the change after number ``after`` (the next one if None) on, for so many seconds.

        ``ask`` says who follows, and is asked again before every look, so that an ended key ends its stream.

        Raises:
            NotSignedIn: as ``ask``. StreamsBusy: too many are open.
        """
        caller = ask()
        if not self._free.acquire(blocking=False):
            raise StreamsBusy(
                zh=f"此进程已有 {MAX_STREAMS} 个预警流: 稍后再来, 或改用 GET /v1/alerts",
                en=f"this process serves {MAX_STREAMS} streams already: come again, or ask GET /v1/alerts",
                retry_after=RETRY_MS // 1000,
            )
        try:
            start = self._reading.follow(caller, after)
        except BaseException:
            self._free.release()
            raise
        return _Released(self._told(ask, start, seconds), self._free.release)

    def _told(self, ask: Callable[[], Caller], after: int, seconds: float) -> Iterator[bytes]:
        yield f"retry: {RETRY_MS}\n\n".encode()
        ends = time.monotonic() + seconds
        spoken = time.monotonic()
        while True:
            try:
                moved, after = self._reading.moved(ask(), after, PAGE)
            except QuanzeError as error:
                # the status line is out: what ends the stream is told in it
                yield f"event: end\ndata: {error.code}\n\n".encode()
                return
            for one in moved:
                yield b"id: %d\nevent: %s\ndata: %s\n\n" % (one.seq, one.change.encode(), self._encode(one))
            now = time.monotonic()
            if moved:
                spoken = now
            elif now - spoken > KEEP_ALIVE_S:
                yield b": %d\n\n" % after
                spoken = now
            if not moved and (now >= ends or self._closing.wait(min(POLL_S, ends - now))):
                return


class _Released:
    """An iterator that lets its place go once, however it ends: read out, closed, or never begun."""

    def __init__(self, source: Iterator[bytes], release: Callable[[], None]) -> None:
        self._source = source
        self._release: Callable[[], None] | None = release

    def __iter__(self) -> _Released:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._source)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let the place go."""
        release, self._release = self._release, None
        if release is not None:
            release()

    def __del__(self) -> None:
        self.close()
