"""From a node's logs to the events that are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ledger.chain.contracts import Contract
from ledger.chain.interface import event_arguments, event_topics
from ledger.chain.reading import ChainLog
from ledger.indexing.values import plain, texts_as_bytes
from ledger.storage.chain_rows import Block, ChainEvent


def decode(contract: Contract, logs: Iterable[ChainLog], blocks: Mapping[int, Block]) -> list[ChainEvent]:
    """The contract's events among these logs; ``blocks`` holds the block of each log."""
    name, topics = contract.artifact.name, event_topics(contract.artifact)
    events = []
    for log in logs:
        entry = topics.get(log.topics[0]) if log.topics and log.address == contract.address else None
        if entry is None:
            continue
        values = event_arguments(texts_as_bytes(entry), log)
        events.append(
            ChainEvent(
                block=log.block_number,
                log_index=log.log_index,
                tx_hash=log.transaction_hash,
                contract=name,
                name=entry["name"],
                arguments={part["name"]: plain(part, values[part["name"]]) for part in entry["inputs"]},
                time=blocks[log.block_number].time,
            )
        )
    return events
