"""Steps 1 to 5: the document, the event, its disclosed fields, its entry, its signature."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Protocol

from ledger.disclosure import Disclosure, field_digest
from ledger.entries import EventEntry
from ledger.errors import EntryRefused, InputRefused, ProofError, SignatureRefused
from ledger.events import Event
from ledger.evidence.bundle import Evidence
from ledger.evidence.case import Case
from ledger.keys import address_text, recover, signed_digest


def read_document(case: Case) -> None:
    """Step 1: the document is evidence of version 1, in its one spelling."""
    case.evidence = case.read(Evidence.parse)
    if case.evidence is not None:
        case.anchor = case.evidence.anchor


class Told(Protocol):
    """One event as a document tells it: its signed bytes, its entry, the fields that are open."""

    @property
    def event(self) -> bytes:
        """The canonical event bytes."""

    @property
    def entry(self) -> bytes:
        """The log entry's bytes."""

    @property
    def disclosures(self) -> Mapping[str, Disclosure]:
        """Field → salt and value."""


def read_event(case: Case, evidence: Told) -> None:
    """Step 2: the event is canonical and of a type of the catalogue."""
    try:
        case.event = Event.parse(evidence.event)
    except InputRefused as error:
        case.find("EV-0201", error)


def check_disclosures(case: Case, evidence: Told, event: Event) -> None:
    """Step 3: every disclosed field has the digest that the event committed to."""
    for name, item in sorted(evidence.disclosures.items()):
        if event.fields.get(name) != field_digest(name, item.salt, item.value):
            case.find("EV-0301", field=name)


def read_entry(case: Case, evidence: Told) -> None:
    """Step 4: the entry is well-formed and binds the id of this event's bytes."""
    try:
        case.entry = EventEntry.parse(evidence.entry)
    except EntryRefused as error:
        case.find("EV-0401", error)
        return
    # taken from the bytes, so that it is checked even where the event itself is refused
    if case.entry.event_id != sha256(evidence.event).digest():
        case.find("EV-0402", recorded=case.entry.event_id.hex())


def check_signature(case: Case, event: Event, entry: EventEntry) -> None:
    """Step 5: the entry's signature over this event, or over a batch that holds it, is by the entry's signer."""
    try:
        signer = recover(signed_digest(case.policy.separator, event, entry.batch), entry.signature)
    except ProofError as error:
        case.find("EV-0503", error)
    except SignatureRefused as error:
        case.find("EV-0501", error)
    else:
        if signer != entry.signer:
            case.find("EV-0502", signer=address_text(signer), named=address_text(entry.signer))
