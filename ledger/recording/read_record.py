"""The record of who read what: written before anything is told, so no reading stays unrecorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.registers.caller import Caller
from ledger.storage.access_store import Read
from ledger.storage.store import Store


class ReadRecord:
    """Records readings; ``clock`` gives ms since 1970."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock

    def add(self, caller: Caller, action: str, subject: str, facts: dict[str, Any] | None = None) -> None:
        """Record that ``caller`` reads ``subject``; ``facts`` is small JSON about the question, never the records."""
        read = Read(caller.department, caller.address, caller.role.value, action, subject, facts or {}, self._clock())
        with self._store.begin() as session:
            session.access.record_read(read)
