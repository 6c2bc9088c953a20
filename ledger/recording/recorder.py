"""What a recorder is: it takes checked events, and answers with their places once they are durable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Protocol

import msgspec

from ledger.errors import QuanzeError, RecorderBusy
from ledger.recording.intake import Checked

RETRY_AFTER_SECONDS = 1


class Receipt(msgspec.Struct, frozen=True):
    """Where an event stands: its index for ever, and when it was recorded (ms); ``duplicate`` if it stood there already."""

    index: int
    event_id: str
    recorded_at: int
    duplicate: bool


Answers = list[Receipt | QuanzeError] | QuanzeError
Done = Callable[[Answers], None]


class Recorder(Protocol):
    """Takes checked events and answers once they are durable."""

    def submit(self, checked: Sequence[Checked]) -> list[Receipt | QuanzeError]:
        """A receipt or the reason for refusal of each event, in order.

        Raises:
            RecorderBusy: too much waits. RecorderStopped: no writer. Unavailable: the store failed; nothing is recorded.
        """
        answer: Future[Answers] = Future()
        self.enqueue(checked, answer.set_result)
        found = answer.result()
        if isinstance(found, QuanzeError):
            raise found
        return found

    def enqueue(self, checked: Sequence[Checked], done: Done) -> None:
        """As `submit`, without waiting: ``done`` is called, in another thread, with the answers or the one refusal of all.

        Raises:
            RecorderBusy, RecorderStopped: nothing was taken; ``done`` is not called.
        """


def busy() -> RecorderBusy:
    """The refusal where too much waits: nothing was taken."""
    return RecorderBusy(
        zh="等待记录的事件过多, 请稍后重发",
        en="too many events wait; send again shortly",
        retry_after=RETRY_AFTER_SECONDS,
    )
