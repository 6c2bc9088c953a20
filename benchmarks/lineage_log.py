"""A log of any number of events with their lineage, written straight into the tables that the service keeps.

Each event is a real one (canonical bytes that `Event.parse` reads, an entry with its leaf hash, its row of the index, its
edges). Left out, because reading does not touch it: signatures (65 zero bytes stand in their place), the Merkle tree, the
streams, the chain; departments and agreements are put where the chain's projection would put them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from ledger.canonical import canonical
from ledger.disclosure import Disclosure, field_digest
from ledger.entries import EventEntry
from ledger.event_types import EVENT_TYPES, KeyRole
from ledger.events import Event, build_event
from ledger.keys import LocalSigner
from ledger.keys.contract_types import struct_hash
from ledger.merkle import leaf_hash
from ledger.model import format_time
from ledger.policy.terms import AgreementTerms, earliest_retention
from ledger.storage import bulk
from ledger.storage.event_index_store import EVENTS
from ledger.storage.projection_rows import Agreement, Department, DepartmentKey
from ledger.storage.store import Store, StoreSession
from ledger.storage.tables_log import disclosures, entries, event_ids, events
from ledger.storage.tables_projection import edges, event_index

MANAGER, AUDITOR = "DATA-BUREAU", "AUDIT-OFFICE"
DAY_MS = 86_400_000
CHUNK = 20_000
CHECKED = 1_000
WINDOW = 3_000
# share of events with no, one, two parents: some 40 ancestors in the middle, many hundreds at the upper end
PARENTS = ((0.05, 0), (0.67, 1), (1.0, 2))
# a delivery, its receipt and what is made of it mostly stay under one agreement
SAME_AGREEMENT = 0.7
TYPES = ("data.update", "deliver", "receipt", "derive", "derive", "use.report")


@dataclass(frozen=True)
class Shape:
    """How large the log is, over how many departments and agreements; times in ms."""

    events: int
    departments: int = 200
    agreements: int = 1000
    start_ms: int = 1_780_000_000_000


class Row(NamedTuple):
    """One event as the tables hold it."""

    index: int
    raw: bytes
    digest: bytes
    type: str
    actor: str
    agreement: str | None
    item: str | None
    occurred_ms: int
    parents: list[int]


class Loader:
    """Writes the log.

    Args:
        auditor: address of the key that may see everything.
    """

    def __init__(self, store: Store, shape: Shape, auditor: str) -> None:
        self._store = store
        self._shape = shape
        self._auditor = auditor
        self._random = random.Random(20_815)
        self._ids: list[bytes] = []
        self._agreements: list[tuple[str, str, str, str]] = []
        self._under = [-1]

    @property
    def ids(self) -> list[str]:
        """Event ids by index."""
        return [one.hex() for one in self._ids]

    def load(self) -> None:
        """Write everything, one commit for each `CHUNK` events."""
        with self._store.begin() as session:
            self._directory(session)
            self._grant(session)
        for low in range(1, self._shape.events, CHUNK):
            rows = [self._row(index) for index in range(low, min(low + CHUNK, self._shape.events))]
            with self._store.begin() as session:
                _write(session, rows, self._ids)
                session.projections.advance(EVENTS, rows[-1].index + 1)
        with self._store.begin() as session:
            session.connection.exec_driver_sql("ANALYZE")

    def _directory(self, session: StoreSession) -> None:
        projections, since = session.projections, self._shape.start_ms - DAY_MS
        codes = [MANAGER, AUDITOR, *(f"DEPT-{number:05}" for number in range(self._shape.departments))]
        for code in codes:
            parent = None if code == MANAGER else MANAGER
            facts = {"parent": parent, "tier": 2, "region": "330000", "kind": 1, "since_ms": since}
            projections.put_department(Department(code, code, parent, "2", "330000", "active", facts))
            if code != AUDITOR:
                projections.put_key(DepartmentKey(LocalSigner.generate().address, code, KeyRole.HEAD, since, None))
        projections.put_key(DepartmentKey(self._auditor, AUDITOR, KeyRole.AUDITOR, since, None))
        for number in range(self._shape.agreements):
            owner, user = self._random.sample(codes[2:], 2)
            identity, row = agreement(number, owner, user, f"3/{number:05}", since // 1000)
            projections.put_agreement(row)
            self._agreements.append((identity, owner, user, row.item))

    def _grant(self, session: StoreSession) -> None:
        until = format_time(self._shape.start_ms + 3650 * DAY_MS)
        values = {"subject": AUDITOR, "scope": "*", "valid_from": format_time(0), "valid_until": until}
        opened = {name: Disclosure(bytes(16), value) for name, value in values.items()}
        fields = {name: field_digest(name, one.salt, one.value) for name, one in opened.items()}
        event = build_event(
            type="accreditation.grant", actor=MANAGER, lane=0, seq=0, occurred_at=format_time(self._shape.start_ms),
            nonce=bytes(16), fields=fields,
        )  # fmt: skip
        row = self._made(0, event.raw, event.type.name, MANAGER, None, None, event.occurred_ms, [])
        text = canonical({name: one.to_json() for name, one in opened.items()})
        _write(session, [row], self._ids)
        bulk.insert(session.connection, disclosures, [(0, text)])

    def _row(self, index: int) -> Row:
        kind = TYPES[index % len(TYPES)]
        needs = EVENT_TYPES[kind].needs
        parents = self._parents(index) if kind != "data.update" or index % 2 else []
        if not parents and "parents" in needs:
            parents = [index - 1]
        under = self._under[parents[0]] if parents and self._random.random() < SAME_AGREEMENT else -1
        under = under if under >= 0 else self._random.randrange(len(self._agreements))
        self._under.append(under)
        identity, owner, user, item = self._agreements[under]
        actor = user if kind in {"receipt", "derive", "use.report"} else owner
        occurred = self._shape.start_ms + index
        named = ",".join(f'"{one}"' for one in sorted(self._ids[one].hex() for one in parents))
        # the canonical spelling, put together by hand: `canonical` says the same and takes three times as long
        raw = (
            f'{{"actor":"{actor}","agreement":"{identity}","fields":{_FIELDS[kind]},'
            + (f'"item":"{item}",' if "item" in needs else "")
            + f'"lane":0,"nonce":"{index:032x}","occurred_at":"{_second(occurred // 1000)}.{occurred % 1000:03}Z",'
            + (f'"parents":[{named}],' if parents else "")
            + (f'"payload":{{"alg":"sha256","digest":"{index:064x}","rows":1000}},' if "payload" in needs else "")
            + f'"seq":{index},"type":"{kind}","v":1}}'
        ).encode()
        if index < CHECKED:
            Event.parse(raw)
        return self._made(index, raw, kind, actor, identity, item if "item" in needs else None, occurred, parents)

    def _parents(self, index: int) -> list[int]:
        drawn = self._random.random()
        count = next(number for share, number in PARENTS if drawn < share)
        low = max(1, index - WINDOW)
        return sorted({self._random.randrange(low, index) for _ in range(count)}) if index > 1 else []

    def _made(  # noqa: PLR0913, PLR0917 - the members of a row
        self, index: int, raw: bytes, kind: str, actor: str, agreement: str | None, item: str | None, occurred: int,
        parents: list[int],
    ) -> Row:  # fmt: skip
        digest = sha256(raw).digest()
        self._ids.append(digest)
        return Row(index, raw, digest, kind, actor, agreement, item, occurred, parents)


def agreement(number: int, owner: str, user: str, item: str, since: int, **changes: Any) -> tuple[str, Agreement]:
    """An agreement as the chain's projection holds it: id and row; ``since`` in seconds."""
    until = since + 3650 * 86_400
    terms = AgreementTerms.from_json({
        "number": f"示范〔2026〕{number}号", "owner": owner, "user": user, "manager": MANAGER, "items": [item],
        "fields": ["code", "name"], "purposes": ["行政审批"], "mode": "batch", "legal_basis": "条例20",
        "scenario": "示范", "calls_per_day": 0, "rows_per_delivery": 0, "grade": 1, "redistribution": "none",
        "use_from": since, "use_until": until, "retention_until": earliest_retention(until) + 86_400,
        **dict.fromkeys(("text_zh", "text_en", "policy", "calendar"), "ab" * 32), **changes,
    })  # fmt: skip
    identity = "0x" + struct_hash("Terms", terms.to_message()).hex()
    bounds = (terms.use_from * 1000, terms.use_until * 1000)
    return identity, Agreement(identity, item, owner, user, MANAGER, *bounds, "concluded", terms.to_json(), {})


_FIELDS = {
    kind: canonical({name: sha256(name.encode()).hexdigest() for name in EVENT_TYPES[kind].fields}).decode()
    for kind in sorted(set(TYPES))
}
_SIGNER = bytes(20)


@lru_cache(2)
def _second(seconds: int) -> str:
    return format_time(seconds * 1000)[:19]


def _entry(row: Row) -> bytes:
    streams = 1 + (row.agreement is not None) + (row.item is not None)
    return EventEntry(row.digest, _SIGNER, row.index, row.occurred_ms + 50, bytes(65), (row.index,) * streams).encode()


def _write(session: StoreSession, rows: list[Row], ids: list[bytes]) -> None:
    connection = session.connection
    made = [(row, _entry(row)) for row in rows]
    bulk.insert(connection, entries, [(row.index, leaf_hash(entry), entry) for row, entry in made])
    bulk.insert(connection, events, [(row.index, row.raw) for row in rows])
    bulk.insert(connection, event_index, list(_indexed(rows)))
    prefixes = [(int.from_bytes(ids[row.index][:8], "big", signed=True), row.index) for row in rows]
    bulk.insert(connection, event_ids, sorted(prefixes))
    bulk.insert(connection, edges, [(row.index, parent) for row in rows for parent in row.parents])


def _indexed(rows: list[Row]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        agreed = bytes.fromhex(row.agreement[2:]) if row.agreement else None
        stage = EVENT_TYPES[row.type].stage.value
        yield (
            row.index, row.digest, row.type, stage, row.actor, None, agreed, row.item, _SIGNER, None,
            row.occurred_ms, row.occurred_ms + 50,
        )  # fmt: skip
