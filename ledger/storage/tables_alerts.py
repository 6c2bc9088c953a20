"""Tables of alerts: what stands, every change in order, when to look again, and what was sent to whom.

Opening times, acknowledgements and what was sent cannot be told from the log again, so nothing here is rebuilt from it.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Table, Text

from ledger.storage.columns import Big, Prefixed, metadata

# ``changed`` is the number of the newest change; ``event`` the recorded `alert` event, None while there is none
alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("matter", Text, nullable=False, index=True),
    Column("agreement", Prefixed, index=True),
    Column("item", Text),
    Column("owner", Text, nullable=False, index=True),
    Column("values", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("opened_at", Big, nullable=False),
    Column("closed_at", Big),
    Column("acknowledged_at", Big),
    Column("acknowledged_by", Text),
    Column("event", Text, index=True),
    Column("changed", Big, nullable=False),
    Index("uq_alerts_changed", "changed", unique=True),
)

# One writer gives the numbers, so a reader that goes by them misses none
alert_changes = Table(
    "alert_changes",
    metadata,
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("alert", Text, nullable=False, index=True),
    Column("change", Text, nullable=False),
    Column("at", Big, nullable=False),
)

# What has alerts of its own: an agreement, an item, a department; ``wake_at`` is when to look at it again
alert_matters = Table(
    "alert_matters",
    metadata,
    Column("matter", Text, primary_key=True),
    Column("wake_at", Big, index=True),
)

# What is to be judged in a matter, and when: an event, by its index, or all that stands (`alert_waits.WHOLE`)
alert_waits = Table(
    "alert_waits",
    metadata,
    Column("matter", Text, primary_key=True),
    Column("index", Big, primary_key=True, autoincrement=False),
    Column("wake_at", Big, nullable=False),
    Index("ix_alert_waits_matter_wake_at", "matter", "wake_at"),
)

alert_marks = Table(
    "alert_marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Big, nullable=False),
)

# How far each receiver was served; ``tries`` failures of the next change so far, not before ``retry_at``
webhooks = Table(
    "webhooks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("next_seq", Big, nullable=False),
    Column("tries", Big, nullable=False),
    Column("retry_at", Big, nullable=False),
    Column("delivered_at", Big),
    Column("error", Text),
)

webhook_refused = Table(
    "webhook_refused",
    metadata,
    Column("name", Text, primary_key=True),
    Column("seq", Big, primary_key=True, autoincrement=False),
    Column("error", Text, nullable=False),
    Column("at", Big, nullable=False),
)
