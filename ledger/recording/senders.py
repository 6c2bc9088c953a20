"""Who sends anchors, and how one that is stuck comes loose.

A transaction that no block takes is given up, and the newest checkpoint is anchored in its place: with the nonce that the
chain waits for, where transactions before it are gone; else with the same nonce and higher fees, which nodes take instead.
Where that does not help for long, a second key takes over. Whichever of them is mined in the end, the contract takes a
checkpoint once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from ledger.chain.relay import Nonces, RawTransaction, Relay
from ledger.storage.anchor_journal import Anchor

logger = logging.getLogger(__name__)

GAP_MS, REPLACE_MS, SECOND_KEY_MS = 5_000, 60_000, 300_000


class Senders:
    """The relay's keys, of which one sends until it is stuck for `SECOND_KEY_MS`; then it is the next one's turn.

    Args:
        relays: at least one; each signs with a key of its own.
        clock: ms since 1970.
    """

    def __init__(self, relays: Sequence[Relay], clock: Callable[[], int]) -> None:
        self._relays = relays
        self._clock = clock
        self._turn = 0
        self._stuck: Anchor | None = None
        self._raised = 0
        self._since = 0

    @property
    def relay(self) -> Relay:
        """Whose turn it is."""
        return self._relays[self._turn]

    def prepare(self, to: str, data: bytes, nonces: Nonces) -> RawTransaction:
        """Sign a transaction; ``nonces`` are those of the first key, of which others may have taken some already."""
        nonce = self.relay.nonce() if self._turn else nonces.take()
        again = self._stuck is not None and self._stuck.nonce == nonce
        return self.relay.prepare(to, data, nonce, raised=self._raised if again else 0)

    def hopeless(self, anchor: Anchor) -> str:
        """Why the transaction of an anchor that no block holds is to be given up; empty while it is not.

        Raises:
            ChainUnreachable: the node.
        """
        age = self._clock() - anchor.prepared_at
        if age >= GAP_MS and self.relay.nonce() < anchor.nonce:
            return "transactions before it are gone"
        if age >= REPLACE_MS and (self._is_next(anchor) or self.relay.affords(self._raised + 1)):
            return f"not mined within {age // 1000} s"
        return ""

    def gave_up(self, anchor: Anchor) -> None:
        """An anchor was given up: more is offered for the next one of its nonce, or the next key sends it."""
        if self._is_next(anchor):
            self._turn = (self._turn + 1) % len(self._relays)
            self._stuck, self._raised = None, 0
            logger.warning("the key %s sends anchors from here on", self.relay.address)
            return
        if self._stuck is None:
            self._since = anchor.prepared_at
        self._raised = self._raised + 1 if self._stuck is not None and self._stuck.nonce == anchor.nonce else 1
        self._stuck = anchor

    def arrived(self) -> None:
        """A block holds the anchor."""
        self._stuck, self._raised = None, 0

    def _is_next(self, anchor: Anchor) -> bool:
        """Whether it is the next key's turn."""
        since = anchor.prepared_at if self._stuck is None else self._since
        return len(self._relays) > 1 and self._clock() - since >= SECOND_KEY_MS
