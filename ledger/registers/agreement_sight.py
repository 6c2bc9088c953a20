"""Opening an agreement to a caller: the reading is recorded, and what is not for its eyes is as if it were not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ledger.errors import AgreementUnknown
from ledger.policy.facts import AgreementFacts
from ledger.policy.permission_table import Access as Right
from ledger.policy.permission_table import Action
from ledger.recording.read_record import ReadRecord
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.registers.sight import FULL, Sight
from ledger.storage.store import Store


class Opened(NamedTuple):
    """An agreement, whether disclosed fields may be seen, and when it was opened (ms)."""

    facts: AgreementFacts
    full: bool
    now: int


class AgreementSight:
    """Opens agreements.

    Args:
        clock: ms since 1970.
    """

    def __init__(self, store: Store, directory: Directory, clock: Callable[[], int]) -> None:
        self._directory = directory
        self._sight = Sight(store, directory)
        self._reads = ReadRecord(store, clock)
        self._clock = clock

    def open(
        self, caller: Caller, reading: str, agreement: str, action: Action, asked: dict[str, Any] | None = None
    ) -> Opened:
        """Record the reading and open the agreement; ``action`` is the row that says who sees disclosed fields.

        Raises:
            AgreementUnknown: there is none, or none that the caller may see; the two are not told apart.
        """
        self._reads.add(caller, reading, agreement, asked)
        now = self._clock()
        facts = self._directory.agreement(agreement)
        if facts is None or self._sight.of_agreement(caller, facts.terms, now) is Right.NONE:
            raise AgreementUnknown.unseen()
        return Opened(facts, self._sight.of_agreement(caller, facts.terms, now, action) in FULL, now)
