"""Auditing what is kept beside the log: refused second events of a lane, and what is disclosed."""

from __future__ import annotations

from hashlib import sha256

from ledger.canonical import parse
from ledger.cli.audit_signed import Find
from ledger.disclosure import check_disclosures, parse_disclosures
from ledger.entries import EventEntry, parse_batch
from ledger.errors import QuanzeError
from ledger.events import Event
from ledger.keys import recover, signed_digest
from ledger.storage.conflict_store import Conflict
from ledger.storage.store import StoreSession

SIGNATURE = 65


def check_kept(session: StoreSession, separator: bytes, find: Find) -> None:
    """Hold each kept conflict against its signature and what stands in its place; look for disclosures of nothing."""
    for event_id, conflict in session.conflicts.all():
        where = f"conflict {event_id.hex()}"
        try:
            if not _stands(session, separator, event_id, conflict):
                find(
                    where, "留存的冲突事件与其签名或位置不符", "the kept event does not fit its signature or its place"
                )
        except QuanzeError as error:
            find(where, error.zh, error.en)
    for index in session.log.disclosed_of_nothing():
        find(f"disclosures {index}", "披露所属的事件不存在", "there is no event that they would disclose")


def _stands(session: StoreSession, separator: bytes, event_id: bytes, conflict: Conflict) -> bool:
    event, row = Event.parse(conflict.event), session.log.entry(conflict.kept_index)
    kept, entry = Event.parse(row.event or b""), EventEntry.parse(row.entry)
    if conflict.submission:
        check_disclosures(event.fields, parse_disclosures(parse(conflict.submission)))
    signature, rest = conflict.signature[:SIGNATURE], conflict.signature[SIGNATURE:]
    digest = signed_digest(separator, event, parse_batch(rest, 0) if rest else None)
    place = (conflict.signer, conflict.lane, conflict.seq)
    return (
        sha256(conflict.event).digest() == event_id != entry.event_id
        and (entry.signer, kept.lane, kept.seq) == place
        and (event.lane, event.seq) == place[1:]
        and recover(digest, signature) == conflict.signer
    )
