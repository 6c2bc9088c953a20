"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.event_types import KeyRole


@dataclass(frozen=True)
class Caller:
    """A key that is signed in, and the department it stands for. Tier 1 … 4 (national … county); region of six digits."""

    address: str
    department: str
    role: KeyRole
    tier: int
    region: str
