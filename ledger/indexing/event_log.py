"""Rules for the events of `EventLog`: logs, anchored checkpoints, witnesses (contracts/IEventLog.sol)."""

from __future__ import annotations

from typing import Any

from ledger.indexing.folding import Fold, Rule
from ledger.indexing.values import code_of, countable
from ledger.storage.chain_rows import ChainAnchor, ChainEvent, ChainWitness, LogOpening


def _open(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    fold.sheet.put(
        LogOpening(
            given["originHash"],
            int(given["nonce"]),
            given["origin"],
            code_of(given["department"]),
            given["logKey"],
            event.time,
        )
    )


def _anchor(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    fold.sheet.put(
        ChainAnchor(
            given["originHash"], countable(given["size"]), given["root"], given["streamsRoot"], event.block, event.time
        )
    )


def _witness(fold: Fold, event: ChainEvent, given: dict[str, Any]) -> None:
    fold.sheet.put(
        ChainWitness(
            given["originHash"],
            countable(given["size"]),
            code_of(given["department"]),
            given["signer"],
            int(given["count"]),
            event.time,
        )
    )


RULES = {
    "Opened": Rule(_open, ("department",), ids=("originHash",)),
    "Anchored": Rule(_anchor, ids=("originHash",)),
    "Witnessed": Rule(_witness, ("department",), ids=("originHash",)),
}
