"""A real process that may be killed: forked from the warm parent, it tells through a pipe what it was answered."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NamedTuple

Tell = Callable[[str, Any], None]
_ENDED, _FAILED = 0, 70


class Told(NamedTuple):
    """What a child told, in order, and how it ended: 0, or minus the signal's number."""

    words: list[tuple[str, Any]]
    status: int

    def all(self, word: str) -> list[Any]:
        """Everything told under this word."""
        return [value for name, value in self.words if name == word]


class Child:
    """One forked process. The parent must hold no database connection and run no other thread."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        self._reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._reading)
            _run(work, writing)
        os.close(writing)

    def finish(self, kill_after: float | None = None) -> Told:
        """Wait for its end; kill it after so many seconds, wherever it is then."""
        if kill_after is not None:
            self._kill_after(kill_after)
        with os.fdopen(self._reading, "rb") as pipe:
            lines = pipe.read().splitlines(keepends=True)
        _, status = os.waitpid(self.pid, 0)
        # a line cut off by the kill was never told
        words = [tuple(json.loads(line)) for line in lines if line.endswith(b"\n")]
        told = Told(words, os.waitstatus_to_exitcode(status))
        if told.status == _FAILED:
            raise ChildFailed("\n".join(told.all("traceback")))
        return told

    def _kill_after(self, seconds: float) -> None:
        poll = select.poll()
        poll.register(self._reading, select.POLLHUP)
        poll.poll(seconds * 1000)
        os.kill(self.pid, signal.SIGKILL)


class ChildFailed(Exception):
    """The child ended with an error that no fault explains; the text is its traceback."""


def in_child(work: Callable[[Tell], None], kill_after: float | None = None) -> Told:
    """Run ``work`` in a child and wait for its end."""
    return Child(work).finish(kill_after)


def _run(work: Callable[[Tell], None], writing: int) -> None:
    def tell(word: str, value: Any) -> None:
        # one write below PIPE_BUF or many above it: only whole lines count
        data = json.dumps([word, value]).encode() + b"\n"
        while data:
            data = data[os.write(writing, data) :]

    status = _FAILED
    try:
        work(tell)
        status = _ENDED
    except BaseException:  # noqa: BLE001 - nothing may get past the fork
        tell("traceback", traceback.format_exc())
    finally:
        sys.stdout.flush()
        os._exit(status)
