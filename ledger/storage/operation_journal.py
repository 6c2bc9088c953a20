"""Journal of calls to the chain other than anchors: what departments signed is kept until the chain holds it for good.

An embedded chain that is killed loses its newest blocks; `OperationJournal.reopen` then sends the same calls again,
in the order in which they were recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, update

from ledger.errors import ConflictRefused, JournalStateRefused, NotFound
from ledger.storage.tables_journal import operations
from ledger.storage.upsert import insert_if_new


class OperationState(StrEnum):
    """Where a call stands."""

    RECORDED = "recorded"
    SENT = "sent"
    MINED = "mined"
    FINAL = "final"
    FAILED = "failed"


OPEN = (OperationState.RECORDED, OperationState.SENT, OperationState.MINED)


class Operation(NamedTuple):
    """One call: contract (``0x`` address), calldata, and what it means (``description``, JSON). Times in ms.

    ``block_time`` (seconds since 1970) is kept when the call is reopened, so that a replay can give it its old time.
    """

    id: int
    kind: str
    idempotency_key: str
    contract: str
    calldata: bytes
    description: dict[str, Any]
    state: OperationState
    raw_tx: bytes | None
    tx_hash: str | None
    nonce: int | None
    block_number: int | None
    block_hash: str | None
    block_time: int | None
    recorded_at: int
    changed_at: int
    attempts: int
    error: str | None


class OperationJournal:
    """The calls as one session sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, *, kind: str, idempotency_key: str, contract: str, calldata: bytes, description: dict[str, Any], now: int
    ) -> Operation:
        """Record a call before anything is sent; the same call under the same key returns what is recorded.

        Raises:
            ConflictRefused: the key names another call.
        """
        row: dict[str, Any] = {"kind": kind, "idempotency_key": idempotency_key, "contract": contract}
        row |= {"calldata": calldata, "description": description, "state": OperationState.RECORDED}
        row |= {"recorded_at": now, "changed_at": now, "attempts": 0}
        insert_if_new(self._connection, operations, row, ("idempotency_key",))
        found = self.find(idempotency_key)
        if found is None or (found.contract, found.calldata) != (contract, calldata):
            raise ConflictRefused(
                zh=f"键 {idempotency_key} 已用于另一调用: 换一个键",
                en=f"key {idempotency_key} names another call: use a new one",
                key=idempotency_key,
            )
        return found

    def record_sent(self, operation: int, *, raw_tx: bytes, tx_hash: str, nonce: int, now: int) -> Operation:
        """A transaction that carries the call was signed and handed to a node; recorded before it is sent."""
        values: dict[str, Any] = {"state": OperationState.SENT, "raw_tx": raw_tx, "tx_hash": tx_hash, "nonce": nonce}
        values |= {"changed_at": now, "attempts": operations.c.attempts + 1, "error": None}
        return self._step(operation, (OperationState.RECORDED, OperationState.SENT), values)

    def record_mined(
        self, operation: int, block_number: int, block_hash: str, now: int, *, block_time: int | None = None
    ) -> Operation:
        """A block holds it; after a reorganisation, another block. ``block_time`` in seconds since 1970."""
        values: dict[str, Any] = {"state": OperationState.MINED, "block_number": block_number, "block_hash": block_hash}
        values["block_time"] = block_time
        return self._step(operation, (OperationState.SENT, OperationState.MINED), values | {"changed_at": now})

    def record_final(self, operation: int, now: int) -> Operation:
        """The chain holds its effect for good, whoever's transaction brought it there."""
        return self._step(operation, OPEN, {"state": OperationState.FINAL, "changed_at": now, "error": None})

    def record_failed(self, operation: int, error: str, now: int) -> Operation:
        """The contract refused it."""
        values = {"state": OperationState.FAILED, "error": error, "changed_at": now}
        return self._step(operation, OPEN, values)

    def record_attempt_failed(self, operation: int, error: str, now: int) -> Operation:
        """A node did not take it; the state stays."""
        values = {"attempts": operations.c.attempts + 1, "error": error, "changed_at": now}
        return self._step(operation, OPEN, values)

    def reopen(self, ids: Sequence[int], now: int) -> int:
        """The chain has lost these calls: they are to be sent again. Returns how many were not open already."""
        values = {"state": OperationState.RECORDED, "raw_tx": None, "tx_hash": None, "nonce": None}
        values |= {"block_number": None, "block_hash": None}
        lost = operations.c.id.in_(list(ids)) & operations.c.state.in_((*OPEN[1:], OperationState.FINAL))
        return self._connection.execute(update(operations).where(lost).values(values | {"changed_at": now})).rowcount

    def open(self) -> list[Operation]:
        """Calls that are not ended, in the order in which they were recorded."""
        return self.in_states(OPEN)

    def in_states(self, states: Sequence[OperationState]) -> list[Operation]:
        """Calls in any of ``states``, in the order in which they were recorded."""
        statement = select(operations).where(operations.c.state.in_(states)).order_by(operations.c.id)
        return [_read(row) for row in self._connection.execute(statement)]

    def find(self, idempotency_key: str) -> Operation | None:
        """The call under this key, or None."""
        statement = select(operations).where(operations.c.idempotency_key == idempotency_key)
        row = self._connection.execute(statement).one_or_none()
        return None if row is None else _read(row)

    def get(self, operation: int) -> Operation:
        """One call.

        Raises:
            NotFound: no such id.
        """
        row = self._connection.execute(select(operations).where(operations.c.id == operation)).one_or_none()
        if row is None:
            raise NotFound(zh=f"没有链上操作 {operation}", en=f"there is no operation {operation}", id=operation)
        return _read(row)

    def _step(self, operation: int, states: tuple[OperationState, ...], values: dict[str, Any]) -> Operation:
        where = (operations.c.id == operation) & operations.c.state.in_(states)
        if self._connection.execute(update(operations).where(where).values(values)).rowcount != 1:
            state = self.get(operation).state
            raise JournalStateRefused(
                zh=f"操作 {operation} 处于 {state}, 此步只能接在 {', '.join(states)} 之后",
                en=f"operation {operation} is {state}; this step may only follow {', '.join(states)}",
                id=operation,
                state=state,
            )
        return self.get(operation)


def _read(row: Row[Any]) -> Operation:
    values = row._asdict()
    values |= {"state": OperationState(row.state), "calldata": bytes(row.calldata)}
    values["raw_tx"] = None if row.raw_tx is None else bytes(row.raw_tx)
    return Operation(**values)
