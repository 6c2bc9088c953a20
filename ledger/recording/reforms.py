"""What follows a succession: its end is written into every key of the department that was succeeded.

The contract ends the heads by itself; the other keys no longer count either, but a storage proof of a key shows that only
once `closeKeys` wrote it (docs/contracts/Departments.md). Nobody signs it, so the service does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ledger.acts.asking import code_of
from ledger.keys import keccak256
from ledger.recording.chain_link import ChainLink
from ledger.storage.operation_journal import Operation

_HEAD = 1
_AT_ONCE = 100


class Closing(NamedTuple):
    """One call of ``closeKeys`` as it is journalled."""

    kind: str
    idempotency_key: str
    contract: str
    calldata: bytes
    description: dict[str, Any]


def closings(chain: ChainLink, succession: Operation) -> list[Closing]:
    """The calls that follow a ``succeed`` that the chain holds.

    Raises:
        ChainUnreachable, ChainRefused: the node.
    """
    department = str(succession.description["message"]["department"])
    keys = list(_keys_of(chain, code_of(department)))
    batches = [keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE)]
    contract = chain.departments
    return [
        Closing(
            kind="closeKeys",
            idempotency_key=f"closeKeys:0x{keccak256(''.join(batch).encode()).hex()}:{succession.id}",
            contract=contract.address,
            calldata=contract.encode("closeKeys", batch),
            description={"message": {"keys": batch}, "department": department, "follows": succession.id},
        )
        for batch in batches
    ]


def _keys_of(chain: ChainLink, code: bytes) -> Iterator[str]:
    """Addresses of the department's keys but its heads, from the contract's own events."""
    topics = [chain.departments.topic("KeyEnrolled"), "0x" + code.hex()]
    for event in chain.departments.events(0, chain.reader.head().number, topics):
        if event.arguments["role"] != _HEAD:
            yield str(event.arguments["key"]).lower()
