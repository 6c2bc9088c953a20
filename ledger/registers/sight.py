"""What a caller may see in one matter: the permission table, asked in every capacity the caller truly has in it.

The table (ledger.policy.permissions) takes facts on trust; here they come from the directory and the log. A department
is an upper manager only if it stands above the matter's manager, a supervisor only with a supervisor's key, an auditor
only inside an accreditation, on the chain or on record. After a reform the successor stands where its predecessor stood.
"""

from __future__ import annotations

from ledger.policy.permission_table import Access, Action
from ledger.policy.permissions import Matter
from ledger.policy.terms import AgreementTerms
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory, ItemEntry
from ledger.registers.look import FULL, Look, Subject
from ledger.storage.store import Store, StoreSession

__all__ = ["FULL", "Look", "Sight", "Subject"]


class Sight:
    """Answers what a caller may see; each method is one question, and takes its time, ms since 1970."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self._store = store
        self._directory = directory

    def at(self, now: int, session: StoreSession | None = None) -> Look:
        """What is known at that time, read once and kept for one question; in ``session``, if one is open."""
        return Look(self._store, self._directory, now, session)

    def of_agreement(
        self,
        caller: Caller | None,
        terms: AgreementTerms,
        now: int,
        action: Action = Action.AGREEMENT,
        agreement: str | None = None,
    ) -> Access:
        """As `Look.of_agreement`."""
        return self.at(now).of_agreement(caller, terms, action, agreement)

    def of_item(self, caller: Caller | None, item: ItemEntry, now: int) -> Access:
        """As `Look.of_item`."""
        return self.at(now).of_item(caller, item)

    def of_event(self, caller: Caller, event: Subject, now: int) -> Access:
        """As `Look.of_event`."""
        return self.at(now).of_event(caller, event)

    def of_department(self, caller: Caller, code: str, now: int, action: Action) -> Access:
        """As `Look.of_department`."""
        return self.at(now).of_department(caller, code, action)

    def may(self, caller: Caller, action: Action, matter: Matter) -> Access:
        """The best access of the caller to ``action`` in ``matter``."""
        return self.at(matter.at_ms).may(caller, action, matter)
