"""Streams in SQL: their entries in order, their heads, and paths inside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, Connection, Select, bindparam, func, select

from ledger.errors import LogDamaged, NotFound
from ledger.merkle import EMPTY_ROOT, RightEdge
from ledger.storage import bulk
from ledger.storage.growing_stream import RECORD, GrowingStream
from ledger.storage.remembered import Remembered, StreamTail
from ledger.storage.tables_log import batches, stream_nodes, stream_segments, stream_states, streams
from ledger.storage.tiles import TileCache, TileTree
from ledger.streams import stream_key

_PARTLY = {"yield_per": 1_000}

# Built once: a checkpoint asks these for every stream it touches
_OF: BindParameter[int] = bindparam("of")
_LOW: BindParameter[int] = bindparam("low")
_HIGH: BindParameter[int] = bindparam("high")
_HIGHEST = select(func.max(streams.c.id))
_NAMES = select(streams.c.key, streams.c.name).where(streams.c.id == _OF)
_NEWEST = (
    select(stream_states.c.count, stream_states.c.head)
    .where(stream_states.c.stream == _OF)
    .order_by(stream_states.c.size.desc())
    .limit(1)
)
_SEGMENTS = (
    select(stream_segments.c.start, stream_segments.c.leaves)
    .where(stream_segments.c.stream == _OF, stream_segments.c.start >= _LOW, stream_segments.c.start < _HIGH)
    .order_by(stream_segments.c.start)
)
_NODES = (
    select(stream_nodes.c.hash)
    .where(stream_nodes.c.stream == _OF, stream_nodes.c.level == bindparam("level"))
    .where(stream_nodes.c.number >= _LOW, stream_nodes.c.number < _HIGH)
    .order_by(stream_nodes.c.number)
)
_LEAVES_AT = 'SELECT leaf_hash FROM entries WHERE "index" {inside} ORDER BY "index"'


@dataclass(frozen=True, slots=True)
class NamedTail:
    """A stream's id, name, and number of entries so far."""

    id: int
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class StreamState:
    """A stream with its count and head, as of one checkpoint or now."""

    id: int
    key: bytes
    name: str
    count: int
    head: bytes


@dataclass(frozen=True, slots=True)
class StreamLeaf:
    """One entry of a stream: its index in the log and its leaf hash."""

    index: int
    leaf_hash: bytes


class StreamStore:
    """The streams as one session sees them.

    Args:
        shared: what committed appends left; None in a session that only reads.
        fresh: what this session adds to it.
    """

    def __init__(
        self, connection: Connection, shared: Remembered | None, fresh: Remembered, cache: TileCache | None
    ) -> None:
        self._connection = connection
        self._shared = {} if shared is None else shared.tails
        self._fresh = fresh.tails
        self._cache = cache

    def counts(self, names: Iterable[str]) -> dict[str, int]:
        """Number of entries of each stream; 0 for one that is not recorded. The next position is the count."""
        wanted = list(names)
        tails = self._tails(wanted)
        return {name: tails[name].entries if name in tails else 0 for name in wanted}

    def append(
        self, first_index: int, placed: Sequence[Sequence[tuple[str, int]]], hashes: Sequence[bytes]
    ) -> list[int]:
        """Add a batch whose first entry has ``first_index`` to the streams it names; returns their ids, ascending.

        Raises:
            StreamPositionRefused: a position is not the stream's next.
        """
        names = list(dict.fromkeys(name for places in placed for name, _ in places))
        if not names:
            return []
        self._cache = None
        tails = self._with_new(names)
        grown = {name: GrowingStream(name, tails[name]) for name in names}
        for index, (value, places) in enumerate(zip(hashes, placed, strict=True), first_index):
            record = index.to_bytes(8, "big") + value
            for name, position in places:
                one = grown[name]
                if position != one.tail.entries + len(one.records):
                    raise one.refusal(position)
                one.records.append(record)
        bulk.insert(self._connection, stream_segments, [row for one in grown.values() for row in one.segments()])
        nodes = [row for one in grown.values() for row in self._grow(one)]
        bulk.insert(self._connection, stream_nodes, nodes)
        return sorted(tail.id for tail in tails.values())

    def _grow(self, one: GrowingStream) -> list[tuple[int, int, int, bytes]]:
        """Extend the stream's right edge; rows of the nodes this completes."""
        tail, count = one.tail, one.tail.entries + len(one.records)
        if tail.edge is None and tail.entries >> 8 == count >> 8:
            self._fresh[one.name] = StreamTail(tail.id, count)
            return []
        edge = RightEdge(tail.entries, self._edge(one.name, tail))
        made = edge.extend([record[8:] for record in one.records])
        self._fresh[one.name] = StreamTail(tail.id, count, tuple(edge.hashes))
        return [
            (tail.id, height >> 3, number, value)
            for height in range(8, len(made), 8)
            for number, value in enumerate(made[height], tail.entries >> height)
        ]

    def _edge(self, name: str, tail: StreamTail) -> tuple[bytes, ...]:
        """The right edge of a stream as it stands in this session; read once, then remembered.

        Its head will be signed, so it rests on the head signed last and on the log's own leaf hashes since.

        Raises:
            LogDamaged: the stream does not agree with them.
        """
        if tail.edge is not None:
            return tail.edge
        newest = self._connection.execute(_NEWEST, {"of": tail.id}).one_or_none()
        count, head = (int(newest[0]), bytes(newest[1])) if newest else (0, EMPTY_ROOT)
        since = self.leaves_of(tail.id, count, tail.entries)
        found = bulk.rows_at(self._connection, _LEAVES_AT, [leaf.index for leaf in since])
        if [bytes(row[0]) for row in found] != [leaf.leaf_hash for leaf in since] or count + len(since) != tail.entries:
            raise damaged_stream(name)
        right = self._tree(tail).edge(count)
        if right.root() != head:
            raise damaged_stream(name)
        right.extend([leaf.leaf_hash for leaf in since])
        edge = tuple(right.hashes)
        self._fresh[name] = tail._replace(edge=edge)
        return edge

    def touched(self, start: int, end: int) -> list[int]:
        """Ids of the streams that appends within the entries [start, end) touched, ascending."""
        statement = select(batches.c.streams).where(batches.c.start >= start, batches.c.start < end)
        return sorted({one for packed in self._connection.scalars(statement) for one in _unpack(bytes(packed))})

    def states_now(self, ids: Iterable[int]) -> list[StreamState]:
        """Count and head of each stream as it stands in this session."""
        return [self._state_now(stream) for stream in ids]

    def record_states(self, size: int, states: Iterable[StreamState]) -> None:
        """Record that the checkpoint of ``size`` commits these counts and heads (streams touched since the last one)."""
        bulk.insert(self._connection, stream_states, [(state.id, size, state.count, state.head) for state in states])

    def state_at(self, name: str, size: int) -> StreamState | None:
        """The stream's state that the checkpoint of ``size`` commits, or None if it had no entry then."""
        statement = _states().where(streams.c.key == stream_key(name), stream_states.c.size <= size)
        row = self._connection.execute(statement.order_by(stream_states.c.size.desc()).limit(1)).one_or_none()
        return None if row is None else _state(row)

    def states_at(self, size: int) -> Iterator[StreamState]:
        """Every stream's state that the checkpoint of ``size`` commits: the whole streams map."""
        newest = select(stream_states.c.stream, func.max(stream_states.c.size).label("size"))
        latest = newest.where(stream_states.c.size <= size).group_by(stream_states.c.stream).subquery()
        same = (latest.c.stream == stream_states.c.stream) & (latest.c.size == stream_states.c.size)
        for row in self._connection.execute(_states().join(latest, same).order_by(streams.c.id)):
            yield _state(row)

    def states_recorded(self, size: int) -> list[StreamState]:
        """The states that were recorded with the checkpoint of exactly ``size``."""
        rows = self._connection.execute(_states().where(stream_states.c.size == size).order_by(streams.c.id))
        return [_state(row) for row in rows]

    def tails(self) -> Iterator[NamedTail]:
        """Every stream as it stands in this session.

        Raises:
            LogDamaged: a stream is not found by its name.
        """
        names = self._connection.execute(
            select(streams.c.id, streams.c.name, streams.c.key).order_by(streams.c.id)
        ).all()
        for row in names:
            if stream_key(row.name) != bytes(row.key):
                raise damaged_stream(row.name)
            yield NamedTail(row.id, row.name, self._tails([row.name])[row.name].entries)

    def states_of(self, stream: int) -> list[tuple[int, int, bytes]]:
        """(size, count, head) of each checkpoint that commits the stream, ascending."""
        columns = select(stream_states.c.size, stream_states.c.count, stream_states.c.head)
        rows = self._connection.execute(columns.where(stream_states.c.stream == stream).order_by(stream_states.c.size))
        return [(size, count, bytes(head)) for size, count, head in rows]

    def all_states(self) -> Iterator[tuple[int, StreamState]]:
        """Size and state of everything that any checkpoint commits, by size."""
        columns = _states().add_columns(stream_states.c.size)
        rows = self._connection.execute(columns.order_by(stream_states.c.size), execution_options=_PARTLY)
        for *state, size in rows:
            yield size, _state(state)

    def all_batches(self) -> Iterator[tuple[int, int, list[int]]]:
        """(start, end, ids of the streams it touched) of each append, in order."""
        columns = select(batches.c.start, batches.c.end, batches.c.streams).order_by(batches.c.start)
        for start, end, packed in self._connection.execute(columns, execution_options=_PARTLY):
            yield start, end, _unpack(bytes(packed))

    def leaves(self, name: str, start: int, end: int) -> list[StreamLeaf]:
        """The stream's entries at positions [start, end) that exist, in order."""
        tail = self._tails([name]).get(name)
        return [] if tail is None else self.leaves_of(tail.id, start, end)

    def inclusion_path(self, name: str, position: int, count: int) -> list[bytes]:
        """Path of the stream's entry at ``position`` in the tree of its first ``count`` entries.

        Raises:
            NotFound: the stream has fewer entries. ProofError: unless 0 <= position < count.
        """
        return self._tree(self._tail(name, count)).inclusion_path(position, count)

    def range_roots(self, name: str, count: int, ranges: Iterable[tuple[int, int]]) -> list[bytes]:
        """Roots over ranges [low, high) of the stream's first ``count`` entries, as a proof names them.

        Raises:
            NotFound: the stream has fewer entries.
        """
        tree = self._tree(self._tail(name, count))
        return [tree.range_root(low, high) for low, high in ranges]

    def head(self, name: str, count: int) -> bytes:
        """Root over the stream's first ``count`` entries.

        Raises:
            NotFound: the stream has fewer entries.
        """
        return self._tree(self._tail(name, count)).edge(count).root()

    def _tail(self, name: str, count: int) -> StreamTail:
        tail = self._tails([name]).get(name, StreamTail(0, 0))
        if tail.entries < count:
            raise NotFound(
                zh=f"流 {name} 只有 {tail.entries} 条",
                en=f"stream {name} has {tail.entries} entries, not {count}",
                stream=name,
            )
        return tail

    def _tails(self, names: Sequence[str]) -> dict[str, StreamTail]:
        known: dict[str, StreamTail] = {}
        unknown: dict[bytes, str] = {}
        for name in names:
            tail = self._fresh.get(name) or self._shared.get(name)
            if tail:
                known[name] = tail
            else:
                unknown[stream_key(name)] = name
        for key, stream, count in bulk.find_tails(self._connection, list(unknown)):
            known[unknown[key]] = self._fresh[unknown[key]] = StreamTail(stream, count)
        return known

    def _with_new(self, names: Sequence[str]) -> dict[str, StreamTail]:
        tails = self._tails(names)
        missing = [name for name in names if name not in tails]
        if missing:
            highest = self._connection.scalar(_HIGHEST) or 0
            rows = [(number, stream_key(name), name) for number, name in enumerate(missing, highest + 1)]
            bulk.insert(self._connection, streams, rows)
            tails.update({name: StreamTail(number, 0, ()) for number, _, name in rows})
        return tails

    def leaves_of(self, stream: int, start: int, end: int) -> list[StreamLeaf]:
        """As `leaves`, by the stream's id.

        Raises:
            LogDamaged: a segment does not begin where the one before it ends.
        """
        found: list[StreamLeaf] = []
        due = start - start % 256
        for first, packed in self._connection.execute(_SEGMENTS, {"of": stream, "low": due, "high": end}):
            data = bytes(packed)
            if first != due:
                raise damaged_stream(self._name(stream))
            due = first + len(data) // RECORD
            for position in range(max(start, first), min(end, due)):
                at = (position - first) * RECORD
                found.append(StreamLeaf(int.from_bytes(data[at : at + 8], "big"), data[at + 8 : at + RECORD]))
        return found

    def _tree(self, tail: StreamTail) -> TileTree:
        return TileTree(_StreamTiles(self, tail.id), tail.entries, tail.id, self._cache)

    def _state_now(self, stream: int) -> StreamState:
        name = self._name(stream)
        tail = self._tails([name])[name]
        head = RightEdge(tail.entries, self._edge(name, tail)).root()
        return StreamState(stream, stream_key(name), name, tail.entries, head)

    def _name(self, stream: int) -> str:
        """The name of a stream.

        Raises:
            LogDamaged: what says that there is such a stream, or how it is called, was changed.
        """
        row = self._connection.execute(_NAMES, {"of": stream}).one_or_none()
        if row is None or stream_key(row.name) != bytes(row.key):
            raise damaged_stream(f"#{stream}" if row is None else row.name)
        return str(row.name)

    def nodes_of(self, stream: int, level: int, start: int, end: int) -> list[bytes]:
        """Roots of the stream's complete subtrees of 256**level entries, numbers [start, end) that exist."""
        bounds = {"of": stream, "level": level, "low": start, "high": end}
        return [bytes(value) for value in self._connection.scalars(_NODES, bounds)]


class _StreamTiles:
    """One stream as a `TileSource`: tiles are put together from segments and nodes."""

    def __init__(self, store: StreamStore, stream: int) -> None:
        self._store = store
        self._stream = stream

    def tile(self, level: int, number: int, width: int) -> tuple[list[bytes], bytes | None]:
        """The first ``width`` hashes of a tile and, once it is full, its recorded root."""
        start = number * 256
        if level == 0:
            hashes = [leaf.leaf_hash for leaf in self._store.leaves_of(self._stream, start, start + width)]
        else:
            hashes = self._store.nodes_of(self._stream, level, start, start + width)
        recorded = self._store.nodes_of(self._stream, level + 1, number, number + 1) if width == 256 else []
        return hashes, recorded[0] if recorded else None


def _states() -> Select[tuple[int, bytes, str, int, bytes]]:
    columns = select(streams.c.id, streams.c.key, streams.c.name, stream_states.c.count, stream_states.c.head)
    return columns.join_from(streams, stream_states, streams.c.id == stream_states.c.stream)


def _state(row: Sequence[object]) -> StreamState:
    identity, key, name, count, head = row
    return StreamState(int(str(identity)), bytes(key), str(name), int(str(count)), bytes(head))  # type: ignore[call-overload]


def _unpack(packed: bytes) -> list[int]:
    return [int.from_bytes(packed[at : at + 8], "big") for at in range(0, len(packed), 8)]


def damaged_stream(name: str) -> LogDamaged:
    """The error for a stream whose rows contradict the log."""
    return LogDamaged(
        zh=f"流 {name} 的记录与日志不符: 停止签发, 用备份核对",
        en=f"what is stored of stream {name} contradicts the log: sign nothing, compare with a backup",
        stream=name,
    )
