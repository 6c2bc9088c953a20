"""Sealed matters: what an auditor, a manager or a supervisor records of a case may be for the named departments only.

An event of these types that commits to the field ``sealed_to`` (a list of department codes) is seen by who recorded it
and by the departments it names, whoever else might see events of its kind. A list that was not disclosed names nobody.
The parties of an exchange seal nothing: what they record is the exchange itself, which others have to see.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

FIELD = "sealed_to"
SEALABLE = frozenset({
    "audit.plan", "audit.access", "finding", "finding.verify", "inspection", "order", "sanction.ref", "complaint",
    "complaint.close", "dispute.mediate", "dispute.decide", "kpi.report",
})  # fmt: skip


def sealed_to(event_type: str, fields: Collection[str], values: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The departments that an event is sealed to; None for one that is not sealed.

    ``fields`` are the names of those it commits to, ``values`` those that are disclosed.
    """
    if event_type not in SEALABLE or FIELD not in fields:
        return None
    named = values.get(FIELD)
    return tuple(one for one in named if isinstance(one, str)) if isinstance(named, list) else ()
