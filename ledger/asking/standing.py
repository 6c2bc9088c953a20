"""Standing: how far the log, its checkpoints, cosignatures, anchors and projections have come, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.entries import parse_entry
from ledger.errors import QuanzeError
from ledger.evidence.quorum import WitnessTrust
from ledger.recording.chain_link import ChainLink
from ledger.storage.store import Store, StoreSession

Frozen = Mapping[str, Any]


@dataclass(frozen=True)
class WitnessState:
    """The newest checkpoint that a witness cosigned: its size (0 for none) and when (ms)."""

    name: str
    size: int
    cosigned_at: int | None


@dataclass(frozen=True)
class Status:
    """How far the log, its checkpoints and its anchors have come; ages in ms, None where there is nothing yet.

    Attributes:
        chain_read: the first block that was not read yet.
        witnessed_size: the newest checkpoint that a quorum of witnesses cosigned; 0 for none, or without witnesses.
        frozen: why the log is frozen (``code``, ``zh``, ``en``, ``since``), None while it is not.
    """

    origin: str
    size: int
    checkpoint_size: int
    anchored_size: int
    anchored_block: int | None
    anchored_at: int | None
    unanchored_count: int
    unanchored_age_ms: int | None
    chain_ok: bool
    chain_block: int | None
    chain_read: int
    projected: int
    witness_quorum: int
    witnessed_size: int
    witnesses: tuple[WitnessState, ...]
    frozen: Frozen | None

    @property
    def settled(self) -> bool:
        """Whether everything recorded is anchored and projected, and everything on the chain is read."""
        unread = self.chain_block is None or self.chain_read <= self.chain_block
        return not unread and self.unanchored_count == 0 and self.projected >= self.size


class Standing:
    """Answers how things stand.

    Args:
        witnesses: whom the deployment asks for cosignatures.
        frozen: reads the mark that a worker leaves when it freezes the log.
    """

    def __init__(
        self,
        store: Store,
        chain: ChainLink,
        origin: str,
        clock: Callable[[], int],
        witnesses: WitnessTrust | None,
        frozen: Callable[[], Frozen | None],
    ) -> None:
        self._store = store
        self._chain = chain
        self._origin = origin
        self._clock = clock
        self._witnesses = witnesses
        self._frozen = frozen

    def status(self) -> Status:
        """How far everything has come; asks the chain only for its height."""
        with self._store.read() as session:
            size = session.log.load_state().size
            newest = session.checkpoints.latest(published=True)
            final = session.anchors.latest_final(self._origin)
            seen = session.chain.last_block()
            projected = session.projections.next_index("events")
            anchored = final.size if final else 0
            waiting = session.log.entry(anchored).entry if size > anchored else None
            witnesses = self._witness_states(session)
        age = self._clock() - parse_entry(waiting).recorded_at if waiting else None
        block = self._chain_block()
        quorum = self._witnesses.quorum if self._witnesses else 0
        return Status(
            origin=self._origin,
            size=size,
            checkpoint_size=newest.size if newest else 0,
            anchored_size=anchored,
            anchored_block=final.block_number if final else None,
            anchored_at=final.mined_at if final else None,
            unanchored_count=size - anchored,
            unanchored_age_ms=age,
            chain_ok=block is not None,
            chain_block=block,
            chain_read=seen.number + 1 if seen else 0,
            projected=projected,
            witness_quorum=quorum,
            # every witness cosigns growing sizes only, so what the k-th furthest has seen is seen by k of them
            witnessed_size=sorted((one.size for one in witnesses), reverse=True)[quorum - 1] if quorum else 0,
            witnesses=witnesses,
            frozen=self._frozen(),
        )

    def _witness_states(self, session: StoreSession) -> tuple[WitnessState, ...]:
        states = []
        for key in self._witnesses.keys if self._witnesses else ():
            size, seconds = session.cosignatures.newest(key.name) or (0, 0)
            states.append(WitnessState(key.name, size, seconds * 1000 if size else None))
        return tuple(states)

    def _chain_block(self) -> int | None:
        try:
            return self._chain.reader.head().number
        except QuanzeError:
            return None
