"""`event_types.json`: a snapshot of the closed catalogue, so that no row changes unseen."""

from __future__ import annotations

from typing import Any

from ledger.event_types import EVENT_TYPES


def make() -> dict[str, Any]:
    return {
        name: {
            "stage": row.stage.value, "zh": row.zh, "en": row.en, "signed_by": [party.value for party in row.signed_by],
            "keys": [role.value for role in row.keys], "needs": sorted(row.needs), "fields": list(row.fields),
            "countersigned_by": [party.value for party in row.countersigned_by], "duties": list(row.duties),
        }
        for name, row in EVENT_TYPES.items()
    }  # fmt: skip
