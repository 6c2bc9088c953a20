"""Exporting: files that prove something to others, given to whom may see what is in them; each one is recorded."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from ledger.asking.extracting import Extractor, Interval, Sights
from ledger.asking.proving import Prover
from ledger.errors import EventUnknown
from ledger.events import Event
from ledger.policy.permission_table import Access as Right
from ledger.recording.read_record import ReadRecord
from ledger.registers.caller import Caller
from ledger.registers.directory import Directory
from ledger.registers.sight import FULL, Sight, Subject
from ledger.storage.store import Store


class Exports:
    """Gives out entry bundles and proofs."""

    def __init__(self, store: Store, directory: Directory, prover: Prover, clock: Callable[[], int]) -> None:
        self._store = store
        self._sight = Sight(store, directory)
        self._prover = prover
        self._extractor = Extractor(store, prover)
        self._reads = ReadRecord(store, clock)
        self._clock = clock

    def entry_bundle(self, caller: Caller, number: int, width: int) -> bytes:
        """The entries of a C2SP bundle: to departments only, for an entry tells which key signed something when.

        Raises:
            NotFound: the newest checkpoint does not reach so far.
        """
        self._reads.add(caller, "entries", f"{number * 256}-{number * 256 + width - 1}")
        return self._prover.entry_bundle(number, width)

    def tlog_proof(self, caller: Caller, event_id: str) -> str:
        """The C2SP tlog-proof of an event's entry.

        Raises:
            EventUnknown: there is none, or none that the caller may see. NotAnchoredYet: no checkpoint covers it yet.
        """
        self._reads.add(caller, "tlog-proof", event_id)
        if not self._may_see(caller, event_id):
            raise EventUnknown.unseen()
        return self._prover.tlog_proof(event_id)

    def extract(self, caller: Caller, stream: str, interval: Interval) -> bytes:
        """The extract of a stream: of each event as much as the caller may see, of all the others their entries.

        An entry without its event tells that something was recorded, by which key and when: that much anyone signed in
        reads in the entry bundles, and without it nothing could be shown to be complete.

        Raises:
            NotFound: no such interval, or nothing in it that the caller may see; others as `Extractor.extract`.
        """
        self._reads.add(caller, "extract", stream)
        now = self._clock()

        @cache
        def right(subject: Subject) -> Right:
            return self._sight.of_event(caller, subject, now)

        def sights(event: Event) -> Sights:
            found = right(Subject.of(event))
            return Sights(content=found is not Right.NONE, fields=found in FULL)

        return self._extractor.extract(stream, interval, sights)

    def _may_see(self, caller: Caller, event_id: str) -> bool:
        with self._store.read() as session:
            indexes = session.events.indexes_of(bytes.fromhex(event_id))
            raw = session.log.entry(indexes[0]).event if indexes else None
        if raw is None:
            return False
        return self._sight.of_event(caller, Subject.of(Event.parse(raw)), self._clock()) is not Right.NONE
