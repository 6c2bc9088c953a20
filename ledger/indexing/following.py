"""Following the chain: blocks and contract events go into SQL, with the hashes that show when the chain went back."""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping
from functools import cached_property

from ledger.chain.reading import BlockRef, ChainLog
from ledger.chain.rpc import quantity
from ledger.indexing.decoding import decode
from ledger.indexing.folding import Fold, take
from ledger.indexing.rules import RULES
from ledger.recording.chain_link import ChainLink
from ledger.storage.chain_rows import Block
from ledger.storage.operation_journal import OperationState
from ledger.storage.store import Store, StoreSession

logger = logging.getLogger(__name__)

_BLOCKS = 2000
_BATCH = 2000
_REQUESTS = 100
_ADMISSIONS = ("admit", "admitRoot")


class ChainIndexer:
    """Follows the contracts' events.

    Args:
        names: code → (zh, en) names of the root departments, which the chain does not hold.
    """

    def __init__(self, store: Store, chain: ChainLink, names: Mapping[str, Mapping[str, str]]) -> None:
        self._store = store
        self._chain = chain
        self._names = names
        # whether blocks were cut off since somebody looked; at start nobody knows
        self.went_back = True

    def step(self) -> int:
        """Follow the chain up to its newest final block; the number of contract events read.

        Raises:
            ChainUnreachable, ChainRefused: the node.
        """
        head = self._chain.reader.head()
        with self._store.read() as session:
            last = session.chain.last_block()
        if last == _kept(head):
            return 0
        last = self._step_back(last) if last is not None else None
        count = 0
        while (start := 0 if last is None else last.number + 1) <= head.number:
            end = head if head.number < start + _BLOCKS else self._chain.reader.block(start + _BLOCKS - 1)
            read = None if end is None else self._read(start, end, last)
            if end is None or read is None:
                logger.warning("the chain changed while it was read: blocks from %d on are read again", start)
                break
            count, last = count + read, _kept(end)
        return count

    def _step_back(self, last: Block) -> Block | None:
        """The newest remembered block that the chain still holds; what was read above it is dropped."""
        if self._holds(last):
            return last
        with self._store.read() as session:
            numbers = session.chain.block_numbers()
            # what holds a block holds those before it, so the numbers fall into two halves
            place = bisect_left(numbers, x=True, key=lambda number: not self._holds(session.chain.block(number)))
            found = session.chain.block(numbers[place - 1]) if place else None
        with self._store.begin() as session:
            if session.chain.last_block() == last:
                logger.warning("the chain went back below block %d; it is followed anew from there", last.number)
                self.went_back = True
                refold(session, session.chain.cut(-1 if found is None else found.number), self._names)
        return found

    def _holds(self, block: Block | None) -> bool:
        return block is not None and self._chain.reader.holds(BlockRef(block.number, block.hash, block.time // 1000))

    def _read(self, start: int, end: BlockRef, last: Block | None) -> int | None:
        """Read blocks up to ``end``, given the newest read so far; None if the chain changed meanwhile."""
        contracts = self._chain.contracts.values()
        logs = self._chain.reader.logs([one.address for one in contracts], start, end.number)
        blocks = self._blocks_of(logs) | {end.number: _kept(end)}
        if any(blocks[log.block_number].hash != log.block_hash for log in logs) or not self._holds(blocks[end.number]):
            return None
        events = [event for one in contracts for event in decode(one, logs, blocks)]
        events.sort(key=lambda event: (event.block, event.log_index))
        with self._store.begin() as session:
            # the projections may have been dropped meanwhile: then reading begins anew
            if session.chain.last_block() != last:
                return None
            kept = {event.block for event in events} | {end.number}
            session.chain.add([blocks[number] for number in sorted(kept)], events)
            take(Fold(session.chain, _Labels(session, self._names)), RULES, events)
        return len(events)

    def _blocks_of(self, logs: list[ChainLog]) -> dict[int, Block]:
        numbers = sorted({log.block_number for log in logs})
        found: dict[int, Block] = {}
        for place in range(0, len(numbers), _REQUESTS):
            asked = [("eth_getBlockByNumber", [hex(one), False]) for one in numbers[place : place + _REQUESTS]]
            for number, block in zip(numbers[place:], self._chain.rpc.batch(asked), strict=False):
                shown = ("", 0) if block is None else (str(block["hash"]).lower(), quantity(block["timestamp"]))
                found[number] = Block(number, shown[0], shown[1] * 1000)
        return found


def refold(session: StoreSession, contracts: Collection[str], names: Mapping[str, Mapping[str, str]]) -> None:
    """Make the rows that follow from these contracts' events anew from the events on record.

    The rows have been dropped before; those of other contracts do not depend on them.
    """
    fold = Fold(session.chain, _Labels(session, names))
    for events in session.chain.batches(contracts, _BATCH):
        take(fold, RULES, events)


def rebuild(store: Store, clock: Callable[[], int]) -> None:
    """Drop all projections; indexer and projector fill them again from chain and log."""
    with store.begin() as session:
        logger.info("projections dropped at %d", clock())
        session.projections.clear()


def _kept(block: BlockRef) -> Block:
    return Block(block.number, block.hash, block.time * 1000)


class _Labels:
    """Labels of departments: those configured, and those that came with the admissions journalled here."""

    def __init__(self, session: StoreSession, roots: Mapping[str, Mapping[str, str]]) -> None:
        self._session = session
        self._roots = roots

    def __call__(self, code: str) -> Mapping[str, str]:
        return self._roots.get(code) or self._journalled.get(code, {})

    @cached_property
    def _journalled(self) -> dict[str, Mapping[str, str]]:
        """Read only once a department is admitted, which is rare."""
        # a call that the contract refused names nobody
        calls = self._session.operations.in_states((OperationState.SENT, OperationState.MINED, OperationState.FINAL))
        admitted = [one.description for one in calls if one.kind in _ADMISSIONS]
        return {one["message"]["code"]: one for one in admitted}
