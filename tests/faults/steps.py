"""Steps of a program: every call that our code and the database layer make inside one stage, so that a fault can strike at any.

Nothing in the product knows of this: the interpreter's own profiling hook counts (`sys.setprofile`).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any, NamedTuple

_COUNTED = ("/ledger/", "sqlalchemy/engine/default.py")


class Stage(NamedTuple):
    """What a program is about: it begins and ends with these functions, and takes about so many steps."""

    name: str
    functions: tuple[Callable[..., Any], ...]
    steps: int


class Counter:
    """Counts the steps of a stage, in whatever thread it runs, and calls ``act`` at one of them."""

    def __init__(self, stage: Stage, at: int, act: Callable[[], None]) -> None:
        self.steps = 0
        self._at = at
        self._act = act
        self._inside = {function.__code__ for function in stage.functions}
        self._counted: dict[CodeType, bool] = {}
        self._depth = threading.local()

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if code in self._inside:
            change = {"call": 1, "return": -1}.get(event, 0)
            self._depth.value = getattr(self._depth, "value", 0) + change
        if getattr(self._depth, "value", 0) and self._counts(code):
            self.steps += 1
            if self.steps == self._at:
                self._act()

    def _counts(self, code: CodeType) -> bool:
        known = self._counted.get(code)
        if known is None:
            known = self._counted[code] = any(part in code.co_filename for part in _COUNTED)
        return known


@contextmanager
def at_step(stage: Stage, number: int, act: Callable[[], None]) -> Iterator[Counter]:
    """Call ``act`` at the step of this number, also in threads that are started meanwhile."""
    counter = Counter(stage, number, act)
    threading.setprofile(counter)
    sys.setprofile(counter)
    try:
        yield counter
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


def kill_this_process() -> None:
    """As kill -9: nothing is finished, flushed or given back."""
    os.kill(os.getpid(), signal.SIGKILL)
