"""Submitting: journalled calls are brought to the chain, followed until they are final, and replayed where it lost them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

from ledger.chain.relay import Nonces, Relay
from ledger.errors import ChainRefused, ContractRefused, NonceUsed
from ledger.recording.chain_link import ChainLink
from ledger.recording.reforms import closings
from ledger.recording.senders import GAP_MS
from ledger.storage.operation_journal import Operation, OperationState
from ledger.storage.store import Store

logger = logging.getLogger(__name__)

Clock = Callable[[], int]
_CHECKED_BACK = 64
# What the node will not take is tried so often, with so long a rest in between, and others go on meanwhile
TRIES, REST_MS = 3, 60_000


class Submitter:
    """Brings journalled calls to the chain; runs in the one process that owns the relay key."""

    def __init__(self, store: Store, chain: ChainLink, relay: Relay, clock: Clock) -> None:
        self._store = store
        self._chain = chain
        self._relay = relay
        self._clock = clock
        self._refusals: Counter[int] = Counter()

    def replay_lost(
        self, set_clock: Callable[[int], None] | None, anchor_again: Callable[[int], None] = lambda _: None
    ) -> int:
        """Send the newest calls again that the chain no longer holds; how many. To be called at start.

        Args:
            set_clock: gives the next block a time (seconds), where the chain is the embedded one: a key enrolled anew
                at its old time stays valid for what it signed since.
            anchor_again: anchors the checkpoint of a size where the chain lost it, for a call that cites it.
        """
        lost = self._reopen_lost()
        for identity in lost if set_clock else ():
            with self._store.read() as session:
                operation = session.operations.get(identity)
            if set_clock is not None:
                self._replay(operation, set_clock, anchor_again)
        return len(lost)

    def _replay(
        self, operation: Operation, set_clock: Callable[[int], None], anchor_again: Callable[[int], None]
    ) -> None:
        time, cited = operation.block_time, operation.description.get("cited")
        if cited:
            if time is not None:
                set_clock(time)
            anchor_again(int(cited["size"]))
        if time is not None:
            set_clock(time)
        self._send(operation, self._relay.nonce())
        with self._store.read() as session:
            sent = session.operations.get(operation.id)
        self._relay.wait(str(sent.tx_hash))
        self._follow(sent)

    def _reopen_lost(self) -> list[int]:
        ended = (OperationState.MINED, OperationState.FINAL)
        with self._store.read() as session:
            known = session.operations.in_states(ended)
        lost: list[int] = []
        # newest first, and on as long as anything is missing: a chain that went back lost its newest blocks
        for end in range(len(known), 0, -_CHECKED_BACK):
            part = known[max(0, end - _CHECKED_BACK) : end]
            gone = [one.id for one in part if one.tx_hash and self._relay.is_mined(one.tx_hash) is None]
            if not gone:
                break
            lost = gone + lost
        if lost:
            logger.warning("the chain lost %d calls; they are sent again", len(lost))
            with self._store.begin() as session:
                session.operations.reopen(lost, self._clock())
        return lost

    def follow(self) -> None:
        """See how far what was sent has come; send again what the chain does not know."""
        with self._store.read() as session:
            waiting = session.operations.in_states((OperationState.SENT, OperationState.MINED))
        for operation in waiting:
            self._follow(operation)
        self._reopen_stuck()

    def _reopen_stuck(self) -> None:
        """Send anew, with the nonces that the chain waits for, what can never be mined: transactions before it are gone."""
        with self._store.read() as session:
            sent = session.operations.in_states((OperationState.SENT,))
        waited = self._clock() - max((one.changed_at for one in sent), default=0)
        if sent and waited >= GAP_MS and self._relay.nonce() < min(one.nonce or 0 for one in sent):
            logger.warning("%d calls are sent anew: transactions before them are gone", len(sent))
            with self._store.begin() as session:
                session.operations.reopen([one.id for one in sent], self._clock())

    def send(self, nonces: Nonces) -> None:
        """Send what is new, in the order recorded, each with the next of ``nonces``."""
        with self._store.read() as session:
            waiting = session.operations.in_states((OperationState.RECORDED,))
        for operation in waiting:
            if operation.id in self._refusals and self._clock() - operation.changed_at < REST_MS:
                continue
            try:
                self._send(operation, nonces.take())
            except ChainRefused as error:
                nonces.give_back()
                self._refused(operation.id, error)

    def _refused(self, operation: int, error: ChainRefused) -> None:
        """The node does not take a call: it is tried again later, and given up after `TRIES`."""
        self._refusals[operation] += 1
        with self._store.begin() as session:
            if self._refusals[operation] >= TRIES:
                session.operations.record_failed(operation, str(error), self._clock())
                logger.error("call %d is given up: the node refused it %d times: %s", operation, TRIES, error)
                return
            session.operations.reopen([operation], self._clock())
            session.operations.record_attempt_failed(operation, str(error), self._clock())
        logger.warning("the node refused call %d: %s", operation, error)

    def in_flight(self) -> bool:
        """Whether a call was sent and has not ended."""
        with self._store.read() as session:
            return bool(session.operations.in_states((OperationState.SENT, OperationState.MINED)))

    def _send(self, operation: Operation, nonce: int) -> None:
        prepared = self._relay.prepare(operation.contract, operation.calldata, nonce)
        # journalled before it is sent: a crash between the two leaves bytes that `_follow` sends again
        with self._store.begin() as session:
            session.operations.record_sent(
                operation.id, raw_tx=prepared.raw, tx_hash=prepared.hash, nonce=nonce, now=self._clock()
            )
        self._relay.send(prepared.raw)

    def _follow(self, operation: Operation) -> None:
        assert operation.raw_tx is not None and operation.tx_hash is not None  # what SENT and MINED mean  # noqa: PT018
        mined = self._relay.is_mined(operation.tx_hash)
        now = self._clock()
        if mined is None:
            self._send_again(operation)
            return
        reason = None if mined.succeeded else self._reason(operation, mined.block.number)
        final = self._chain.reader.head().number >= mined.block.number
        follows = closings(self._chain, operation) if final and reason is None and operation.kind == "succeed" else []
        with self._store.begin() as session:
            session.operations.record_mined(
                operation.id, mined.block.number, mined.block.hash, now, block_time=mined.block.time
            )
            if reason is not None:
                session.operations.record_failed(operation.id, reason, now)
            elif final:
                session.operations.record_final(operation.id, now)
            for one in follows:
                # after a replay it may be there already, made of fewer keys
                if session.operations.find(one.idempotency_key) is None:
                    session.operations.add(**one._asdict(), now=now)

    def _send_again(self, operation: Operation) -> None:
        try:
            self._relay.send(operation.raw_tx or b"")
        except NonceUsed:
            with self._store.begin() as session:
                session.operations.reopen([operation.id], self._clock())
        except ChainRefused as error:
            self._refused(operation.id, error)

    def _reason(self, operation: Operation, block: int) -> str:
        contract = next(one for one in self._chain.contracts.values() if one.address == operation.contract)
        try:
            contract.check(operation.calldata, self._relay.address)
        except ContractRefused as error:
            return f"{error.error}: {error}"
        return f"refused in block {block} / 在区块 {block} 中被拒"
