"""Extracting: consecutive entries of one stream with the proof that none is missing (docs/formats.md §15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from ledger.asking.proving import Prover
from ledger.canonical import parse
from ledger.disclosure import Disclosure, parse_disclosures
from ledger.entries import EventEntry
from ledger.errors import InputRefused, NotFound
from ledger.events import Event
from ledger.evidence.bundle import read_anchor
from ledger.evidence.extract import MAX_ENTRIES, Extract, Told
from ledger.storage.checkpoint_store import StoredCheckpoint
from ledger.storage.store import Store, StoreSession
from ledger.streams import Absence, StreamsMap, stream_key
from ledger.subset_proof import subset_ranges


@dataclass(frozen=True)
class Interval:
    """Which entries of a stream: positions [start, end), or recorded_at in [since, until) (ms); None is open.

    Raises:
        InputRefused: positions and times mixed, or an interval that holds nothing.
    """

    start: int | None = None
    end: int | None = None
    since: int | None = None
    until: int | None = None

    def __post_init__(self) -> None:
        positions, times = (self.start, self.end), (self.since, self.until)
        if any(one is not None for one in positions) and any(one is not None for one in times):
            raise InputRefused(zh="位置与时间区间只用其一", en="give an interval of positions or of times, not both")
        for low, high in (positions, times):
            if low is not None and high is not None and low >= high:
                raise InputRefused(
                    zh="区间为空: 起点须小于终点", en="an empty interval: its start must lie before its end"
                )

    @property
    def by_time(self) -> bool:
        """Whether it is an interval of times."""
        return self.since is not None or self.until is not None


class Sights(NamedTuple):
    """What may be shown of an event: its signed bytes, and its disclosed fields."""

    content: bool
    fields: bool


class Extractor:
    """Makes extracts."""

    def __init__(self, store: Store, prover: Prover) -> None:
        self._store = store
        self._prover = prover

    def extract(self, stream: str, interval: Interval, sights: Callable[[Event], Sights]) -> bytes:
        """The extract of ``stream``; ``sights`` says what may be shown of each event.

        Raises:
            NotFound: no such stream, nothing at these positions, or nothing that may be shown.
            NotAnchoredYet: no checkpoint covers it yet. InputRefused: more than 10,000 entries.
            ChainUnreachable, ProofUnavailable: the chain does not answer; ask again.
        """
        with self._store.read() as session:
            checkpoint, anchored = self._checkpoint(session, stream, interval)
            streams = self._prover.streams_at(session, checkpoint.size)
            made = _Making(session, stream, checkpoint, streams)
            first, end = made.bounds(interval)
            told = [_told(session, index, sights) for index in made.indexes(first, end)]
            if not any(one.event is not None for one in told):
                raise _nothing(stream)
            extract = made.assemble(first, told, interval)
        signers = sorted({EventEntry.parse(one.entry).signer for one in told if one.event is not None})
        if anchored:
            anchor = read_anchor(self._prover.anchor(checkpoint.size, signers), len(signers))
            extract = Extract(**{**vars(extract), "keys": len(signers), "anchor": anchor})
        return extract.encode()

    def _checkpoint(self, session: StoreSession, stream: str, interval: Interval) -> tuple[StoredCheckpoint, bool]:
        # the last entry that is asked for by its position; else whatever is proved by now is the stream
        at = interval.end - 1 if interval.end is not None else interval.start or 0
        leaves = session.streams.leaves(stream, at, at + 1)
        if not leaves:
            raise _nothing(stream)
        return self._prover.checkpoint_over(session, leaves[0].index)


class _Making:
    """One extract from one snapshot."""

    def __init__(self, session: StoreSession, stream: str, checkpoint: StoredCheckpoint, streams: StreamsMap) -> None:
        self._session = session
        self._stream = stream
        self._checkpoint = checkpoint
        proof = streams.prove(stream_key(stream))
        if isinstance(proof, Absence):
            raise _nothing(stream)
        leaf, self._map_path = proof
        self._count = leaf.count

    def bounds(self, interval: Interval) -> tuple[int, int]:
        """Positions [first, end) that the extract holds, neighbours that show the ends of an interval of times included."""
        if interval.by_time:
            low = 0 if interval.since is None else self._position_at(interval.since)
            high = self._count if interval.until is None else self._position_at(interval.until)
            first, end = max(0, low - 1), min(self._count, high + 1)
        else:
            first, end = interval.start or 0, self._count if interval.end is None else interval.end
        if end - first > MAX_ENTRIES:
            raise InputRefused(
                zh=f"一份摘录至多 {MAX_ENTRIES} 条, 此区间有 {end - first} 条: 请分段摘录",
                en=f"an extract has at most {MAX_ENTRIES} entries, this interval {end - first}: take it in parts",
                entries=end - first,
            )
        return first, end

    def indexes(self, first: int, end: int) -> list[int]:
        """Indexes in the log of the entries at these positions."""
        return [leaf.index for leaf in self._session.streams.leaves(self._stream, first, end)]

    def assemble(self, first: int, told: list[Told], interval: Interval) -> Extract:
        """The extract without its anchor."""
        session, size = self._session, self._checkpoint.size
        positions = range(first, first + len(told))
        indexes = self.indexes(first, first + len(told))
        tree = session.log.tree()
        return Extract(
            stream=self._stream,
            start=first,
            count=self._count,
            checkpoint=session.cosignatures.note(self._checkpoint),
            streams_entry=session.log.entry(size - 1).entry,
            streams_inclusion=tuple(session.log.inclusion_path(size - 1, size)),
            map_path=tuple(self._map_path),
            stream_hashes=tuple(
                session.streams.range_roots(self._stream, self._count, subset_ranges(self._count, positions))
            ),
            log_hashes=tuple(tree.range_root(low, high) for low, high in subset_ranges(size, indexes)),
            entries=tuple(told),
            since=interval.since,
            until=interval.until,
        )

    def _position_at(self, time: int) -> int:
        """The first position whose entry was recorded at ``time`` or later; the count if there is none."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            (index,) = self.indexes(middle, middle + 1)
            if EventEntry.parse(self._session.log.entry(index).entry).recorded_at < time:
                low = middle + 1
            else:
                high = middle
        return low


def _told(session: StoreSession, index: int, sights: Callable[[Event], Sights]) -> Told:
    row = session.log.entry(index)
    event = Event.parse(row.event or b"")
    may = sights(event)
    if not may.content:
        return Told(row.entry)
    raw = session.log.disclosures(index) if may.fields else b""
    opened: dict[str, Disclosure] = parse_disclosures(parse(raw)) if raw else {}
    return Told(row.entry, event.raw, opened)


def _nothing(stream: str) -> NotFound:
    return NotFound(
        zh=f"没有流 {stream} 的此区间, 或无权查阅",
        en=f"there is no such interval of the stream {stream}, or none that you may see",
    )
