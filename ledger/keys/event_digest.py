"""What a department signs: the digests of one event and of a batch (docs/formats.md §6).

The hot path of ingest, hence unrolled: equal, by test, to what `compile_struct` gives for the same types.
"""

from __future__ import annotations

from functools import lru_cache

from ledger import merkle
from ledger.entries import BatchPosition
from ledger.errors import TypedDataRefused
from ledger.events import Event
from ledger.keys.keccak import keccak256
from ledger.keys.typed_data import digest

EVENT_TYPE = "Event(string eventType,string actor,string agreement,string item,string occurredAt,bytes32 eventId)"
BATCH_TYPE = "Batch(string actor,uint64 count,bytes32 root)"
_EVENT_TYPE_HASH = keccak256(EVENT_TYPE.encode())
_BATCH_TYPE_HASH = keccak256(BATCH_TYPE.encode())


@lru_cache(maxsize=8192)
def _hash_repeated(text: str) -> bytes:
    """Types, actors, agreements and items come back event after event; their hashes are kept."""
    return keccak256(text.encode())


def event_digest(
    separator: bytes,
    *,
    event_type: str,
    actor: str,
    agreement: str | None,
    item: str | None,
    occurred_at: str,
    event_id: bytes,
) -> bytes:
    """The 32-byte digest that signs one event.

    ``separator`` is the domain separator of the chain's EventLog; ``event_id`` is 32 bytes; an absent agreement or
    item is None or the empty string.

    Raises:
        TypedDataRefused: an event id that is not 32 bytes.
    """
    _check_hash(event_id)
    struct = b"".join(
        (
            _EVENT_TYPE_HASH,
            _hash_repeated(event_type),
            _hash_repeated(actor),
            _hash_repeated(agreement or ""),
            _hash_repeated(item or ""),
            keccak256(occurred_at.encode()),
            event_id,
        )
    )
    return digest(separator, keccak256(struct))


def signed_digest(separator: bytes, event: Event, batch: BatchPosition | None = None) -> bytes:
    """What an event's signature is over: the event itself, or the batch in which it stands at this place.

    Raises:
        ProofError: no batch has such a place.
    """
    if batch is not None:
        leaf = merkle.leaf_hash(event.digest)
        root = merkle.root_from_inclusion_proof(batch.position, batch.count, leaf, batch.path)
        return batch_digest(separator, actor=event.actor, count=batch.count, root=root)
    return event_digest(
        separator,
        event_type=event.type.name,
        actor=event.actor,
        agreement=event.agreement,
        item=event.item,
        occurred_at=event.occurred_at,
        event_id=event.digest,
    )


def batch_digest(separator: bytes, *, actor: str, count: int, root: bytes) -> bytes:
    """The 32-byte digest that signs ``count`` events of one actor; ``root`` is the RFC 6962 root over their ids.

    Raises:
        TypedDataRefused: a count outside 1 … 2^64−1 or a root that is not 32 bytes.
    """
    _check_hash(root)
    if not 0 < count < 1 << 64:
        raise TypedDataRefused(zh="批次至少有一个事件", en="a batch holds at least one event")
    return digest(separator, keccak256(_BATCH_TYPE_HASH + _hash_repeated(actor) + count.to_bytes(32, "big") + root))


def _check_hash(value: bytes) -> None:
    if len(value) != 32:
        raise TypedDataRefused(zh="须为 32 字节", en="an id or root is 32 bytes")
