"""What the chain said: its contracts' events as they came, the blocks they stood in, and what is folded from them.

Blocks and events follow the chain; everything else here (and departments, keys and agreements of tables_projection) is
made from the events alone, so it can be dropped and made again without the node.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from ledger.storage import tables_projection as p
from ledger.storage.columns import Big, CanonicalJson, Prefixed, metadata

chain_blocks = Table(
    "chain_blocks",
    metadata,
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("hash", Prefixed, nullable=False),
    Column("time", Big, nullable=False),
)

contract_events = Table(
    "contract_events",
    metadata,
    Column("block", Big, primary_key=True, autoincrement=False),
    Column("log_index", Integer, primary_key=True, autoincrement=False),
    Column("tx_hash", Prefixed, nullable=False),
    Column("contract", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("arguments", CanonicalJson, nullable=False),
)

contract_event_subjects = Table(
    "contract_event_subjects",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("block", Big, primary_key=True, autoincrement=False),
    Column("log_index", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

unfollowed_events = Table(
    "unfollowed_events",
    metadata,
    Column("block", Big, primary_key=True, autoincrement=False),
    Column("log_index", Integer, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
)

root_quorum = Table(
    "root_quorum",
    metadata,
    Column("block", Big, primary_key=True, autoincrement=False),
    Column("log_index", Integer, primary_key=True, autoincrement=False),
    Column("votes", Big, nullable=False),
)

mandates = Table(
    "mandates",
    metadata,
    Column("id", Prefixed, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("giver", Text, nullable=False, index=True),
    Column("holder", Text, nullable=False, index=True),
    Column("key", Prefixed),
    Column("subtree", Text),
    Column("subjects", CanonicalJson, nullable=False),
    Column("valid_from", Big, nullable=False),
    Column("valid_until", Big),
    Column("facts", CanonicalJson, nullable=False),
)

catalogue_items = Table(
    "catalogue_items",
    metadata,
    Column("id", Prefixed, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("owner", Text, nullable=False, index=True),
    Column("manager", Text, nullable=False),
    Column("lead_source", Text, nullable=False),
    Column("entry", Prefixed, nullable=False),
    Column("version", Big, nullable=False),
    Column("published_at", Big, nullable=False),
    Column("holdings", Integer, nullable=False),
)

catalogue_entries = Table(
    "catalogue_entries",
    metadata,
    Column("id", Prefixed, primary_key=True),
    Column("item", Prefixed, nullable=False, index=True),
    Column("version", Big, nullable=False),
    Column("state", Text, nullable=False),
    Column("submitted_at", Big, nullable=False),
    Column("reviewed_at", Big),
    Column("content", CanonicalJson, nullable=False),
    Column("facts", CanonicalJson, nullable=False),
)

holdings = Table(
    "holdings",
    metadata,
    Column("item", Prefixed, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False, index=True),
    Column("instrument", Prefixed),
    Column("since", Big, nullable=False),
)

item_links = Table(
    "item_links",
    metadata,
    Column("item", Prefixed, primary_key=True),
    Column("duty", Prefixed, primary_key=True),
    Column("table", Prefixed, primary_key=True),
    Column("since", Big, nullable=False),
    Column("until", Big),
    Index("ix_item_links_duty", "duty"),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Prefixed, primary_key=True),
    Column("item", Prefixed, nullable=False, index=True),
    Column("operator", Text, nullable=False, index=True),
    Column("right_type", Integer, nullable=False),
    Column("valid_from", Big, nullable=False),
    Column("valid_until", Big, nullable=False),
    Column("terms", CanonicalJson, nullable=False),
    Column("facts", CanonicalJson, nullable=False),
)

breaches = Table(
    "breaches",
    metadata,
    Column("id", Prefixed, primary_key=True),
    Column("subject", Prefixed, nullable=False, index=True),
    Column("department", Text, nullable=False, index=True),
    Column("clause", Text, nullable=False),
    Column("due_at", Big, nullable=False),
    Column("state", Text, nullable=False),
    Column("resumes", Text),
    Column("severity", Integer),
    Column("order_due", Big),
    Column("marked_at", Big, nullable=False),
)

disputes = Table(
    "disputes",
    metadata,
    Column("id", Prefixed, primary_key=True),
    Column("subject", Prefixed, nullable=False, index=True),
    Column("claimant", Text, nullable=False, index=True),
    Column("respondent", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("filed_at", Big, nullable=False),
)

accountability_steps = Table(
    "accountability_steps",
    metadata,
    Column("matter", Prefixed, primary_key=True),
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("department", Text),
    Column("event_id", Prefixed, nullable=False, index=True),
    Column("text", Prefixed, nullable=False),
    Column("time", Big, nullable=False),
    Column("proof", CanonicalJson, nullable=False),
)

log_openings = Table(
    "log_openings",
    metadata,
    Column("origin_hash", Prefixed, primary_key=True),
    Column("nonce", Big, primary_key=True, autoincrement=False),
    Column("origin", Text, nullable=False, index=True),
    Column("department", Text, nullable=False),
    Column("log_key", Prefixed, nullable=False),
    Column("opened_at", Big, nullable=False),
)

chain_anchors = Table(
    "chain_anchors",
    metadata,
    Column("origin_hash", Prefixed, primary_key=True),
    Column("size", Big, primary_key=True, autoincrement=False),
    Column("root", Prefixed, nullable=False),
    Column("streams_root", Prefixed, nullable=False),
    Column("block", Big, nullable=False),
    Column("time", Big, nullable=False),
)

chain_witnesses = Table(
    "chain_witnesses",
    metadata,
    Column("origin_hash", Prefixed, primary_key=True),
    Column("size", Big, primary_key=True, autoincrement=False),
    Column("department", Text, primary_key=True),
    Column("signer", Prefixed, nullable=False),
    Column("count", Big, nullable=False),
    Column("time", Big, nullable=False),
)

FOLDED = {
    "Departments": (p.department_keys, p.departments, mandates, root_quorum),
    "Catalogue": (catalogue_items, catalogue_entries, holdings, item_links, grants),
    "Agreements": (p.agreement_items, p.agreements),
    "EventLog": (log_openings, chain_anchors, chain_witnesses),
    "Accountability": (breaches, disputes, accountability_steps),
}
"""By contract, tables made from its events alone, in an order that foreign keys allow for dropping rows."""
OF_EVENTS = (contract_event_subjects, unfollowed_events)
"""What is said of single events, by block and log index."""
ALL = (*(table for tables in FOLDED.values() for table in tables), *OF_EVENTS, contract_events, chain_blocks)
"""Everything that comes from the chain."""
