"""Journal of anchors: prepared → sent → mined → final, at most one in flight for each origin.

Each step names in its statement the states it may follow. A crash after ``prepare`` leaves a signed transaction that
is sent again byte for byte; one after ``sent`` leaves one that may or may not be mined, which the chain is asked.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select, update

from ledger.errors import JournalStateRefused, NotFound
from ledger.storage.tables_journal import anchors
from ledger.storage.upsert import insert_if_new


class AnchorState(StrEnum):
    """Where an anchor stands."""

    PREPARED = "prepared"
    SENT = "sent"
    MINED = "mined"
    FINAL = "final"
    SUPERSEDED = "superseded"
    FAILED = "failed"


IN_FLIGHT = (AnchorState.PREPARED, AnchorState.SENT, AnchorState.MINED)
# Built once: every event that is read asks this
_COVERING = (
    select(anchors)
    .where(anchors.c.origin == bindparam("of"), anchors.c.state == AnchorState.FINAL, anchors.c.size > bindparam("at"))
    .order_by(anchors.c.size)
    .limit(1)
)


class Anchor(NamedTuple):
    """One anchor: a checkpoint's size and root on its way into the chain. Times in ms, hashes with ``0x``."""

    id: int
    origin: str
    size: int
    root: bytes
    state: AnchorState
    raw_tx: bytes
    tx_hash: str
    nonce: int
    block_number: int | None
    block_hash: str | None
    prepared_at: int
    sent_at: int | None
    mined_at: int | None
    ended_at: int | None
    attempts: int
    error: str | None


class AnchorJournal:
    """The anchors as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def prepare(
        self, *, origin: str, size: int, root: bytes, raw_tx: bytes, tx_hash: str, nonce: int, now: int
    ) -> Anchor:
        """Record a signed transaction before it is sent.

        Raises:
            JournalStateRefused: another anchor of this origin is in flight.
        """
        row = {"origin": origin, "size": size, "root": root, "raw_tx": raw_tx, "tx_hash": tx_hash, "nonce": nonce}
        row |= {"state": AnchorState.PREPARED, "prepared_at": now, "attempts": 0}
        if not insert_if_new(self._connection, anchors, row, ()):
            raise JournalStateRefused(
                zh="已有锚定交易在途: 等它终结后再准备下一个",
                en="an anchor is in flight: let it end before the next is prepared",
                origin=origin,
            )
        found = self.in_flight(origin)
        assert found is not None  # the row was inserted in this very session
        return found

    def record_sent(self, anchor: int, now: int) -> Anchor:
        """The bytes were handed to a node (again); counts the attempt."""
        states = (AnchorState.PREPARED, AnchorState.SENT)
        values = {"state": AnchorState.SENT, "sent_at": now, "attempts": anchors.c.attempts + 1, "error": None}
        return self._step(anchor, states, values)

    def record_attempt_failed(self, anchor: int, error: str) -> Anchor:
        """A node did not take the bytes; the state stays, the attempt and its error are kept."""
        return self._step(anchor, IN_FLIGHT, {"attempts": anchors.c.attempts + 1, "error": error})

    def record_mined(self, anchor: int, block_number: int, block_hash: str, now: int) -> Anchor:
        """A block holds the transaction; after a reorganisation, another block."""
        values = {"state": AnchorState.MINED, "block_number": block_number, "block_hash": block_hash, "mined_at": now}
        return self._step(anchor, IN_FLIGHT, values | {"error": None})

    def record_lost(self, anchor: int) -> Anchor:
        """The block that held it is no longer part of the chain: to be sent again."""
        values = {"state": AnchorState.SENT, "block_number": None, "block_hash": None, "mined_at": None}
        return self._step(anchor, (AnchorState.MINED,), values)

    def record_final(self, anchor: int, now: int) -> Anchor:
        """The chain will not drop it any more."""
        return self._step(anchor, (AnchorState.MINED,), {"state": AnchorState.FINAL, "ended_at": now})

    def record_superseded(self, anchor: int, now: int) -> Anchor:
        """A newer checkpoint is in the chain, so this one need not get there."""
        return self._step(anchor, IN_FLIGHT, {"state": AnchorState.SUPERSEDED, "ended_at": now})

    def record_failed(self, anchor: int, error: str, now: int) -> Anchor:
        """The chain refused it for good."""
        return self._step(anchor, IN_FLIGHT, {"state": AnchorState.FAILED, "ended_at": now, "error": error})

    def record_gone(self, anchor: int, now: int) -> Anchor:
        """A final anchor is gone with a chain that lost its newest blocks; a newer checkpoint takes its place."""
        return self._step(anchor, (AnchorState.FINAL,), {"state": AnchorState.SUPERSEDED, "ended_at": now})

    def reopen(self, anchor: int) -> Anchor:
        """A final anchor is gone with a chain that lost its newest blocks: to be sent again."""
        values = {
            "state": AnchorState.SENT,
            "block_number": None,
            "block_hash": None,
            "mined_at": None,
            "ended_at": None,
        }
        return self._step(anchor, (AnchorState.FINAL,), values)

    def get(self, anchor: int) -> Anchor:
        """One anchor.

        Raises:
            NotFound: no such id.
        """
        row = self._connection.execute(select(anchors).where(anchors.c.id == anchor)).one_or_none()
        if row is None:
            raise NotFound(zh=f"没有锚定记录 {anchor}", en=f"there is no anchor {anchor}", id=anchor)
        return _read(row)

    def in_flight(self, origin: str) -> Anchor | None:
        """The anchor on its way, or None."""
        statement = select(anchors).where(anchors.c.origin == origin, anchors.c.state.in_(IN_FLIGHT))
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else _read(row)

    def latest_final(self, origin: str) -> Anchor | None:
        """The final anchor of the largest size, or None."""
        final = select(anchors).where(anchors.c.origin == origin, anchors.c.state == AnchorState.FINAL)
        row = self._connection.execute(
            final.order_by(anchors.c.size.desc(), anchors.c.id.desc()).limit(1)
        ).one_or_none()
        return None if row is None else _read(row)

    def covering(self, origin: str, index: int) -> Anchor | None:
        """The smallest final anchor whose tree holds the entry at ``index``, or None."""
        row = self._connection.execute(_COVERING, {"of": origin, "at": index}).one_or_none()
        return None if row is None else _read(row)

    def newest(self, origin: str, limit: int) -> list[Anchor]:
        """The last anchors of an origin, newest first."""
        statement = select(anchors).where(anchors.c.origin == origin).order_by(anchors.c.id.desc()).limit(limit)
        return [_read(row) for row in self._connection.execute(statement)]

    def _step(self, anchor: int, states: tuple[AnchorState, ...], values: dict[str, Any]) -> Anchor:
        where = (anchors.c.id == anchor) & anchors.c.state.in_(states)
        if self._connection.execute(update(anchors).where(where).values(values)).rowcount != 1:
            state = self.get(anchor).state
            raise JournalStateRefused(
                zh=f"锚定 {anchor} 处于 {state}, 此步只能接在 {', '.join(states)} 之后",
                en=f"anchor {anchor} is {state}; this step may only follow {', '.join(states)}",
                id=anchor,
                state=state,
            )
        return self.get(anchor)


def _read(row: Row[Any]) -> Anchor:
    values = row._asdict()
    values |= {"state": AnchorState(row.state), "root": bytes(row.root), "raw_tx": bytes(row.raw_tx)}
    return Anchor(**values)
