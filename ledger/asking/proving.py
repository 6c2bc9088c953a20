"""Proving: evidence of one event, and the log's own proofs. Everything given out here can be checked without us."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Sequence
from typing import Any

from ledger.asking.standing import Frozen, Standing, Status
from ledger.canonical import canonical
from ledger.chain.proofs import anchor_proof
from ledger.checkpoint import VerifierKey, encode64
from ledger.entries import EventEntry
from ledger.errors import EventUnknown, NotAnchoredYet, NotFound
from ledger.events import Event
from ledger.evidence.bundle import FORMAT as EVIDENCE_FORMAT
from ledger.evidence.quorum import WitnessTrust
from ledger.evidence.slots import anchor_slots, key_slots
from ledger.evidence.tlog_proof import TlogProof
from ledger.evidence.trust import FORMAT as TRUST_FORMAT
from ledger.recording.chain_link import ChainLink
from ledger.recording.checkpointing import streams_map
from ledger.storage.anchor_journal import AnchorState
from ledger.storage.checkpoint_store import StoredCheckpoint
from ledger.storage.store import Store, StoreSession
from ledger.streams import Absence, StreamsMap, stream_key

_LOOK_BACK = 64


class Prover:
    """Makes evidence and proofs from the store and the chain.

    Args:
        log_key: public key of the origin.
        accept_unsealed: what the trust policy of this deployment says of headers without validator seals.
        witnesses: what it asks of witnesses.
        frozen: as `Standing` takes it.
    """

    def __init__(
        self,
        store: Store,
        chain: ChainLink,
        log_key: VerifierKey,
        clock: Callable[[], int],
        *,
        accept_unsealed: bool,
        witnesses: WitnessTrust | None = None,
        frozen: Callable[[], Frozen | None] = lambda: None,
    ) -> None:
        self._store = store
        self._chain = chain
        self._key = log_key
        self._accept_unsealed = accept_unsealed
        self._witnesses = witnesses
        self._standing = Standing(store, chain, log_key.name, clock, witnesses, frozen)
        self._lock = threading.Lock()
        self._map: tuple[int, StreamsMap] = (0, StreamsMap())

    def evidence(self, event_id: str, disclose: Collection[str] | None = None) -> bytes:
        """The evidence document of an event (docs/formats.md §11), canonical JSON.

        ``disclose`` names the fields to open; None opens all that are kept.

        Raises:
            EventUnknown: no such event. NotAnchoredYet: no checkpoint covers it yet.
            ChainUnreachable, ProofUnavailable: the chain does not answer; ask again.
        """
        with self._store.read() as session:
            index = self._index(session, event_id)
            checkpoint, anchored = self.checkpoint_over(session, index)
            document, signer = self._document(session, index, checkpoint, disclose)
        if anchored:
            document["anchor"] = self.anchor(checkpoint.size, [signer])
        return canonical(document)

    def anchor(self, size: int, signers: Sequence[bytes]) -> dict[str, Any]:
        """What the chain's newest block says of the checkpoint of ``size`` and of these keys (20 bytes each).

        Raises:
            ChainUnreachable, ProofUnavailable: the chain does not answer; ask again.
        """
        log, departments = self._chain.event_log.address, self._chain.departments.address
        keys = [slot for signer in signers for slot in key_slots(signer)]
        return anchor_proof(self._chain.rpc, "latest", log, departments, anchor_slots(self._key.name, size), keys)

    def checkpoint(self) -> str:
        """The newest signed note, with whatever cosignatures it has by now.

        Raises:
            NotFound: before the first.
        """
        with self._store.read() as session:
            found = session.checkpoints.latest(published=True)
            if found is None:
                raise NotFound(zh="尚无检查点", en="there is no checkpoint yet")
            return session.cosignatures.note(found)

    def tlog_proof(self, event_id: str) -> str:
        """The C2SP tlog-proof of an event's entry; errors as `evidence`, but the chain is not asked."""
        with self._store.read() as session:
            index = self._index(session, event_id)
            checkpoint, _ = self.checkpoint_over(session, index)
            path = tuple(session.log.inclusion_path(index, checkpoint.size))
            note, entry = session.cosignatures.note(checkpoint), session.log.entry(index).entry
        return TlogProof(index, path, note, entry).encode()

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Path of entry ``index`` in the tree of ``size``; errors as the store's."""
        with self._store.read() as session:
            return session.log.inclusion_path(index, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Path from the tree of ``old`` to that of ``new``; errors as the store's."""
        with self._store.read() as session:
            return session.log.consistency_path(old, new)

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Hashes of a C2SP tile, 32 bytes each.

        Raises:
            NotFound: the newest checkpoint does not reach so far. Nothing beyond it is given out: caches keep a tile
                for ever, and only what is signed is for ever.
        """
        with self._store.read() as session:
            _check_reached(session, (number * 256 + width) << 8 * level)
            hashes, _ = session.log.tile(level, number, width)
        return b"".join(hashes)

    def entry_bundle(self, number: int, width: int) -> bytes:
        """Entries of a C2SP bundle, each with its 16-bit length; errors as `tile`."""
        with self._store.read() as session:
            _check_reached(session, number * 256 + width)
            rows = list(session.log.entries_between(number * 256, number * 256 + width))
        return b"".join(len(row.entry).to_bytes(2, "big") + row.entry for row in rows)

    def trust(self) -> dict[str, Any]:
        """The trust policy of this deployment (docs/formats.md §13); an auditor compares it with what others hold."""
        contracts = {
            name: {"address": contract.address, "code_hash": self._chain.code_hashes[name]}
            for name, contract in self._chain.contracts.items()
        }
        policy = {
            "format": TRUST_FORMAT,
            "origin": self._key.name,
            "log_key": str(self._key),
            "chain_id": self._chain.chain_id,
            "genesis": self._chain.genesis,
            "contracts": contracts,
            "accept_unsealed": self._accept_unsealed,
            "blocks": {},
        }
        return policy if self._witnesses is None else policy | {"witnesses": self._witnesses.to_json()}

    def status(self) -> Status:
        """How far everything has come."""
        return self._standing.status()

    def is_anchored(self, index: int) -> bool:
        """Whether a final anchor covers the entry at ``index``."""
        with self._store.read() as session:
            final = session.anchors.latest_final(self._key.name)
        return final is not None and index < final.size

    def _index(self, session: StoreSession, event_id: str) -> int:
        indexes = session.events.indexes_of(bytes.fromhex(event_id))
        if not indexes:
            raise EventUnknown(zh=f"没有记录事件 {event_id}", en=f"no event {event_id} is recorded")
        return indexes[0]

    def checkpoint_over(self, session: StoreSession, index: int) -> tuple[StoredCheckpoint, bool]:
        """The checkpoint that proves the entry at ``index`` best, and whether it is anchored.

        Raises:
            NotAnchoredYet: no checkpoint covers it yet.
        """
        # the newest anchor, because its streams map says most: nothing left out up to there
        anchored = self._anchored(session, index)
        if anchored is not None:
            return anchored, True
        newest = session.checkpoints.latest(published=True)
        if newest is None or newest.size <= index:
            raise NotAnchoredYet(
                zh="该事件已记录, 但尚无检查点覆盖它: 请稍后再取",
                en="the event is recorded, but no checkpoint covers it yet: ask again shortly",
                index=index,
            )
        return newest, False

    def _anchored(self, session: StoreSession, index: int) -> StoredCheckpoint | None:
        final = session.anchors.latest_final(self._key.name)
        if final is None or index >= final.size:
            return None
        if self._witnesses is None:
            return session.checkpoints.at(final.size)
        # of those anchored lately, the newest that a quorum cosigned: witnesses run a little behind
        names = [key.name for key in self._witnesses.keys]
        for one in session.anchors.newest(self._key.name, _LOOK_BACK):
            covers = one.state is AnchorState.FINAL and one.size > index
            if covers and session.cosignatures.count(one.size, names) >= self._witnesses.quorum:
                return session.checkpoints.at(one.size)
        return session.checkpoints.at(final.size)

    def _document(
        self, session: StoreSession, index: int, checkpoint: StoredCheckpoint, disclose: Collection[str] | None
    ) -> tuple[dict[str, Any], bytes]:
        row = session.log.entry(index)
        entry, event = EventEntry.parse(row.entry), Event.parse(row.event or b"")
        size = checkpoint.size
        streams_entry = session.log.entry(size - 1).entry
        streams = self.streams_at(session, size)
        members = [
            self._member(session, streams, name, position, size)
            for name, position in zip(event.streams(), entry.positions, strict=True)
        ]
        document = {
            "format": EVIDENCE_FORMAT,
            "event": event.raw.decode(),
            "disclosures": disclosures_of(session, index, disclose),
            "entry": encode64(row.entry),
            "checkpoint": session.cosignatures.note(checkpoint),
            "inclusion": _texts(session.log.inclusion_path(index, size)),
            "streams": {
                "entry": encode64(streams_entry),
                "inclusion": _texts(session.log.inclusion_path(size - 1, size)),
                "members": members,
            },
        }
        return document, entry.signer

    def _member(
        self, session: StoreSession, streams: StreamsMap, name: str, position: int, size: int
    ) -> dict[str, Any]:
        proof = streams.prove(stream_key(name))
        if isinstance(proof, Absence):
            raise NotFound(zh=f"检查点 {size} 中没有流 {name}", en=f"checkpoint {size} holds no stream {name}")
        leaf, siblings = proof
        path = session.streams.inclusion_path(name, position, leaf.count)
        return {"count": leaf.count, "path": _texts(path), "map": _texts(siblings)}

    def streams_at(self, session: StoreSession, size: int) -> StreamsMap:
        """The streams map that the checkpoint of ``size`` commits; the last one asked for is kept."""
        with self._lock:
            known, streams = self._map
        if known == size:
            return streams
        if 0 < known < size:
            for checkpoint in session.checkpoints.between(known + 1, size + 1):
                for state in session.streams.states_recorded(checkpoint.size):
                    streams = streams.put(state.key, state.count, state.head)
        else:
            streams = streams_map(session, size)
        with self._lock:
            self._map = (size, streams)
        return streams


def disclosures_of(session: StoreSession, index: int, names: Collection[str] | None = None) -> dict[str, Any]:
    """What is kept open of the event at ``index``, restricted to ``names``: field → ``{"salt", "value"}``."""
    raw = session.log.disclosures(index)
    opened: dict[str, Any] = json.loads(raw) if raw else {}
    return {name: one for name, one in opened.items() if names is None or name in names}


def _texts(hashes: Collection[bytes]) -> list[str]:
    return [encode64(value) for value in hashes]


def _check_reached(session: StoreSession, end: int) -> None:
    newest = session.checkpoints.latest(published=True)
    size = newest.size if newest else 0
    if end > size:
        raise NotFound(
            zh=f"最新检查点只到 {size} 条, 尚无此块",
            en=f"the newest checkpoint covers {size} entries; that tile is not there yet",
        )
