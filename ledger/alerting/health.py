"""How the ledger itself stands, as the rules of chain health want it."""

from __future__ import annotations

from ledger.asking.standing import Status
from ledger.policy.alerts_chain import Health
from ledger.workdays import calendar


def health_of(status: Status, operator: str) -> Health:
    """From the state of the log; ``operator`` is the department that answers for the service."""
    behind = None if status.chain_block is None else max(0, status.chain_block + 1 - status.chain_read)
    unseen = max(0, status.checkpoint_size - status.witnessed_size) if status.witness_quorum else None
    return Health(
        operator=operator,
        unanchored_ms=status.unanchored_age_ms,
        chain_ok=status.chain_ok,
        blocks_behind=behind,
        witnesses_behind=unseen,
        frozen=(str(status.frozen["zh"]), str(status.frozen["en"])) if status.frozen else None,
        last_year=calendar().last_year,
    )
