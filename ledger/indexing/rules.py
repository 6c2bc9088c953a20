"""The rules for all events, by contract and event name."""

from __future__ import annotations

from ledger.indexing import accountability, agreements, catalogue, departments, event_log

RULES = {
    "Departments": departments.RULES,
    "Catalogue": catalogue.RULES,
    "Agreements": agreements.RULES,
    "EventLog": event_log.RULES,
    "Accountability": accountability.RULES,
}
