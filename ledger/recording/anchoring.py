"""Anchoring: the newest checkpoint goes to the chain, through a journal that no crash can confuse.

prepared (signed bytes stored) → sent → mined → final. One transaction in flight, nonce from the chain, the same bytes
again after any restart; the contract takes a repeated anchor without change, so doing it twice does no harm. One that no
block takes is replaced (`ledger.recording.senders`). The service keeps recording while the chain is away; when it is back,
the newest checkpoint alone is anchored.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from ledger.chain.relay import Nonces, Relay
from ledger.errors import ContractRefused, LogFrozen, NonceUsed
from ledger.keys import Signer, keccak256
from ledger.keys.contract_types import contract_digest
from ledger.recording.chain_link import ChainLink
from ledger.recording.senders import Senders
from ledger.storage.anchor_journal import Anchor, AnchorState
from ledger.storage.chain_rows import ChainAnchor
from ledger.storage.checkpoint_store import StoredCheckpoint
from ledger.storage.store import Store, StoreSession

logger = logging.getLogger(__name__)

RETRY_MS = 1000
_LOOK_BACK = 64


class Anchorer:
    """Anchors the checkpoints of one log.

    Args:
        relays: the keys that send, the first one first; without them nothing is anchored.
        signer: the origin's log key on the chain (secp256k1); it is none of the relays'.
    """

    def __init__(
        self,
        store: Store,
        chain: ChainLink,
        relays: Sequence[Relay],
        signer: Signer,
        origin: str,
        clock: Callable[[], int],
    ) -> None:
        self._store = store
        self._chain = chain
        self._senders = Senders(relays, clock)
        self._signer = signer
        self._origin = origin
        self._clock = clock
        self._hold_until = 0
        self._origin_hash = "0x" + keccak256(origin.encode()).hex()

    def compare_with_chain(self) -> None:
        """Hold the store against the chain's last anchor; to be called at start.

        Raises:
            LogFrozen: the chain holds a longer or another log than the store; nothing may be signed.
        """
        size, root, _ = self._chain_head()
        with self._store.read() as session:
            length = session.log.load_state().size
            same = size == 0 or (size <= length and session.log.root_at(size) == root)
            lost = session.anchors.latest_final(self._origin)
        if not same:
            raise LogFrozen(
                zh=f"链上锚定的日志({size} 条)与本地存储({length} 条)不符: 停止签发; 请恢复较新的备份, 或查明是谁改动",
                en=f"the log anchored on the chain ({size} entries) is not the one stored here ({length}): nothing is "
                "signed; restore a newer backup, or find out who changed it",
                anchored=size,
                stored=length,
            )
        if lost is not None and lost.size > size:
            logger.warning("the chain went back from anchor %d to %d; it is anchored again", lost.size, size)
            with self._store.begin() as session:
                for one in session.anchors.newest(self._origin, _LOOK_BACK):
                    if one.state is AnchorState.FINAL and one.size > size:
                        session.anchors.record_gone(one.id, self._clock())

    def follow(self) -> None:
        """See how far the anchor in flight has come; send it again if the chain does not know it."""
        with self._store.read() as session:
            flying = session.anchors.in_flight(self._origin)
        if flying is not None:
            self._follow(flying)

    def forget_lost(self) -> bool:
        """Give up final anchors that the chain no longer holds: the newest checkpoint is anchored anew.

        To be called after the chain went back. A newer anchor may stand where older ones are gone.

        Returns:
            Whether that is known of all of them; else the chain was not yet read so far, and it is to be called again.
        """
        with self._store.read() as session:
            known = session.anchors.newest(self._origin, _LOOK_BACK)
            last = session.chain.last_block()
            reach, reader = -1 if last is None else last.number, self._chain.reader
            apart = [one for one in known if one.state is AnchorState.FINAL and not self._is_held(session, one)]
        # what was read does not hold it; of what was not, a block that is not there any more holds nothing
        lost = [one for one in apart if (number := one.block_number or 0) <= reach or reader.block(number) is None]
        if lost:
            logger.warning("the chain lost the anchors of sizes %s", [one.size for one in lost])
            with self._store.begin() as session:
                for one in lost:
                    session.anchors.record_gone(one.id, self._clock())
        return len(lost) == len(apart)

    def _is_held(self, session: StoreSession, anchor: Anchor) -> bool:
        held = session.chain.get(ChainAnchor, self._origin_hash, anchor.size)
        return held is not None and held.root == "0x" + anchor.root.hex()

    def send(self, nonces: Nonces) -> None:
        """Anchor the newest checkpoint if the chain has not come so far, with the next of ``nonces``."""
        with self._store.read() as session:
            newest = session.checkpoints.latest(published=True)
            final = session.anchors.latest_final(self._origin)
        if newest is None or (final is not None and final.size >= newest.size) or self._holds():
            return
        self._anchor(newest, nonces)

    def anchor_again(self, size: int) -> None:
        """Anchor the checkpoint of this size where the chain lost it, for a call that cites it.

        Raises:
            ConflictRefused: the contract does not take it. ChainUnreachable, TransactionPending: the node.
        """
        anchored, _, _ = self._chain_head()
        with self._store.read() as session:
            checkpoint = session.checkpoints.at(size)
        if checkpoint is not None and anchored < size:
            logger.warning("the chain lost the anchor of size %d, which an act cites; it is anchored again", size)
            self._senders.relay.transact(self._chain.event_log.address, self._call(checkpoint))

    def in_flight(self) -> bool:
        """Whether an anchor is on its way."""
        with self._store.read() as session:
            return session.anchors.in_flight(self._origin) is not None

    def _holds(self) -> bool:
        # a clock that was set back must not make it hold for longer
        return 0 < self._hold_until - self._clock() <= RETRY_MS

    def _anchor(self, checkpoint: StoredCheckpoint, nonces: Nonces) -> None:
        call = self._call(checkpoint)
        try:
            self._chain.event_log.check(call, self._senders.relay.address)
        except ContractRefused as error:
            # nothing is sent that the contract would refuse: before the log is opened, or when it must not be forked
            self._hold_until = self._clock() + RETRY_MS
            logger.warning("size %d cannot be anchored now: %s", checkpoint.size, error)
            return
        prepared = self._senders.prepare(self._chain.event_log.address, call, nonces)
        with self._store.begin() as session:
            anchor = session.anchors.prepare(
                origin=self._origin,
                size=checkpoint.size,
                root=checkpoint.root,
                raw_tx=prepared.raw,
                tx_hash=prepared.hash,
                nonce=prepared.nonce,
                now=self._clock(),
            )
        self._send(anchor)

    def _call(self, checkpoint: StoredCheckpoint) -> bytes:
        anchored, _, _ = self._chain_head()
        message = {
            "origin": self._origin,
            "size": checkpoint.size,
            "root": checkpoint.root,
            "streamsRoot": checkpoint.streams_root,
            "recordedAt": checkpoint.recorded_at,
        }
        digest = contract_digest("Checkpoint", message, self._chain.chain_id, self._chain.event_log.address)
        with self._store.read() as session:
            growth = session.log.consistency_path(anchored, checkpoint.size) if 0 < anchored < checkpoint.size else []
            streams = session.log.inclusion_path(checkpoint.size - 1, checkpoint.size)
        return self._chain.event_log.encode("anchor", message, self._signer.sign_digest(digest), growth, streams)

    def _send(self, anchor: Anchor) -> None:
        try:
            self._senders.relay.send(anchor.raw_tx)
        except NonceUsed:
            # another transaction of the relay took the nonce: these bytes can never be mined
            with self._store.begin() as session:
                session.anchors.record_failed(anchor.id, "nonce used", self._clock())
            return
        with self._store.begin() as session:
            session.anchors.record_sent(anchor.id, self._clock())

    def _follow(self, anchor: Anchor) -> None:
        mined = self._senders.relay.is_mined(anchor.tx_hash)
        if mined is None:
            if anchor.state is AnchorState.MINED:
                with self._store.begin() as session:
                    anchor = session.anchors.record_lost(anchor.id)
            if why := self._senders.hopeless(anchor):
                self._give_up(anchor, why)
            else:
                self._send(anchor)
            return
        self._senders.arrived()
        final = self._chain.reader.head().number >= mined.block.number
        with self._store.begin() as session:
            if not mined.succeeded:
                session.anchors.record_failed(anchor.id, f"refused in block {mined.block.number}", self._clock())
                logger.error("the anchor of size %d was refused in block %d", anchor.size, mined.block.number)
                return
            session.anchors.record_mined(anchor.id, mined.block.number, mined.block.hash, self._clock())
            if final:
                session.anchors.record_final(anchor.id, self._clock())
                logger.info("size %d anchored in block %d", anchor.size, mined.block.number)

    def _give_up(self, anchor: Anchor, why: str) -> None:
        """Make way for another transaction. A crash before that leaves none on its way, and the next one is sent."""
        logger.warning("the anchor of size %d is sent anew: %s", anchor.size, why)
        with self._store.begin() as session:
            session.anchors.record_failed(anchor.id, why, self._clock())
        self._senders.gave_up(anchor)

    def _chain_head(self) -> tuple[int, bytes, int]:
        size, anchor = self._chain.event_log.call("headOf", self._origin, block="latest")
        return size, anchor["root"], anchor["blockNumber"]
