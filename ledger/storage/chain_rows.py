"""Rows of what the chain said. Times in ms, bytes as ``0x`` and lower-case hex, departments by their codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Block:
    """A block that was read: its number, hash and time."""

    number: int
    hash: str
    time: int


@dataclass(frozen=True)
class ChainEvent:
    """One event of a contract and where it stands; ``time`` is its block's.

    ``arguments`` by the names of the contract's interface. An integer beyond 2^53−1 is decimal text; a text that is not
    UTF-8 is ``{"bytes": "0x…"}``.
    """

    block: int
    log_index: int
    tx_hash: str
    contract: str
    name: str
    arguments: dict[str, Any]
    time: int


@dataclass(frozen=True)
class Unfollowed:
    """A contract event whose content this service refuses, with the refusal: it is on record and changes nothing here."""

    block: int
    log_index: int
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class RootQuorum:
    """How many votes of root departments decide since this block; 0: more than two thirds."""

    block: int
    log_index: int
    votes: int


@dataclass(frozen=True)
class Mandate:
    """What one department lets another do: ``kind`` accreditation (audit inside a scope) or entrustment (act for it).

    ``key`` is the only key that may use it, None for every auditor key of the holder. The scope of an accreditation is
    ``subtree`` (a department with all under it) or ``subjects`` (ids of items and agreements). ``valid_until`` None: open.
    """

    id: str
    kind: str
    giver: str
    holder: str
    key: str | None
    subtree: str | None
    subjects: list[str]
    valid_from: int
    valid_until: int | None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CatalogueItem:
    """A published item: ``id`` is keccak256 of its resource code, ``holdings`` the number of owners it had."""

    id: str
    code: str
    owner: str
    manager: str
    lead_source: str
    entry: str
    version: int
    published_at: int
    holdings: int


@dataclass(frozen=True)
class CatalogueEntry:
    """One version of an item's entry: submitted, published or refused. ``content`` as its owner signed it."""

    id: str
    item: str
    version: int
    state: str
    submitted_at: int
    reviewed_at: int | None
    content: dict[str, Any]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Holding:
    """An owner of an item, numbered from 0; ``instrument`` None for the first, who came by publication."""

    item: str
    number: int
    owner: str
    instrument: str | None
    since: int


@dataclass(frozen=True)
class ItemLink:
    """A link duty → item → table; ``until`` None while it stands. A link made anew begins anew."""

    item: str
    duty: str
    table: str
    since: int
    until: int | None


@dataclass(frozen=True)
class Grant:
    """A right in an item, granted to an operator: 2 process, 3 operate."""

    id: str
    item: str
    operator: str
    right_type: int
    valid_from: int
    valid_until: int
    terms: dict[str, Any]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Breach:
    """A duty said not to be kept, and where that stands: marked, found, ordered, rectified, accepted.

    ``subject`` is an agreement's id or keccak256 of a resource code; ``resumes`` the state to which a rejected
    rectification leads back.
    """

    id: str
    subject: str
    department: str
    clause: str
    due_at: int
    state: str
    resumes: str | None
    severity: int | None
    order_due: int | None
    marked_at: int


@dataclass(frozen=True)
class Dispute:
    """A dispute: negotiating, mediating, deciding, settled, decided. ``subject`` as in `Breach`."""

    id: str
    subject: str
    claimant: str
    respondent: str
    state: str
    filed_at: int


@dataclass(frozen=True)
class AccountabilityStep:
    """One step of a breach or dispute, counted from 0; ``proof`` names the log and place that proved its event."""

    matter: str
    number: int
    kind: str
    department: str | None
    event_id: str
    text: str
    time: int
    proof: dict[str, Any]


@dataclass(frozen=True)
class LogOpening:
    """The opening of a log (nonce 0), or the next log key of it."""

    origin_hash: str
    nonce: int
    origin: str
    department: str
    log_key: str
    opened_at: int


@dataclass(frozen=True)
class ChainAnchor:
    """A checkpoint as the chain holds it."""

    origin_hash: str
    size: int
    root: str
    streams_root: str
    block: int
    time: int


@dataclass(frozen=True)
class ChainWitness:
    """A department that joined in an anchored checkpoint, as the ``count``-th."""

    origin_hash: str
    size: int
    department: str
    signer: str
    count: int
    time: int
