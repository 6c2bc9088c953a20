"""Writing events: fields are salted, the event is built and signed, the submission is ready to send.

Used by every department's client and by the service itself for the events that it signs with its own key.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ledger import merkle
from ledger.disclosure import SALT_SIZE, Disclosure, field_digest
from ledger.events import Event, build_event
from ledger.keys import Signer, batch_digest, signed_digest
from ledger.recording.intake import Submission


@dataclass(frozen=True)
class Draft:
    """What an event says, before it is salted, numbered and signed. ``values`` are its fields in the open."""

    type: str
    occurred_at: str
    values: Mapping[str, Any] = field(default_factory=dict)
    agreement: str | None = None
    item: str | None = None
    on_behalf_of: str | None = None
    operator: str | None = None
    parents: Sequence[str] = ()
    payload: Mapping[str, Any] | None = None
    supersedes: str | None = None


class Pen:
    """A department's hand: one key, one lane of numbers.

    Args:
        actor: the department that acts.
        separator: EIP-712 domain separator of the chain's EventLog.
        next_seq: the lane's next number.
    """

    def __init__(self, actor: str, signer: Signer, separator: bytes, lane: int, next_seq: int = 0) -> None:
        self.actor = actor
        self.signer = signer
        self.lane = lane
        self.next_seq = next_seq
        self._separator = separator

    def write(self, draft: Draft) -> tuple[Event, Submission]:
        """The signed event and its submission; takes the lane's next number."""
        event, disclosures = self.build(draft)
        digest = signed_digest(self._separator, event)
        return event, Submission(event.raw, self.signer.sign_digest(digest), disclosures)

    def write_batch(
        self, drafts: Sequence[Draft]
    ) -> tuple[list[Event], list[tuple[bytes, dict[str, Disclosure]]], bytes]:
        """Many events under one signature: the events, their bytes with disclosures, and the signature."""
        built = [self.build(draft) for draft in drafts]
        events = [(event.raw, disclosures) for event, disclosures in built]
        return [event for event, _ in built], events, self.sign_batch([event for event, _ in built])

    def sign_batch(self, events: Sequence[Event]) -> bytes:
        """The one signature over events of this pen, in this order."""
        root = merkle.root([merkle.leaf_hash(event.digest) for event in events])
        return self.signer.sign_digest(batch_digest(self._separator, actor=self.actor, count=len(events), root=root))

    def salt(self, field: str) -> bytes:  # noqa: ARG002 - a pen that derives its salts asks whose it is
        """The salt of one field of the event that is being written; random, as a withheld value must not be guessed."""
        return secrets.token_bytes(SALT_SIZE)

    def nonce(self) -> bytes:
        """The nonce of the event that is being written; random."""
        return secrets.token_bytes(SALT_SIZE)

    def build(self, draft: Draft) -> tuple[Event, dict[str, Disclosure]]:
        """The event and its disclosures, unsigned; takes the lane's next number."""
        disclosures = {name: Disclosure(self.salt(name), value) for name, value in draft.values.items()}
        event = build_event(
            type=draft.type,
            actor=self.actor,
            lane=self.lane,
            seq=self.next_seq,
            occurred_at=draft.occurred_at,
            nonce=self.nonce(),
            fields={name: field_digest(name, one.salt, one.value) for name, one in disclosures.items()},
            agreement=draft.agreement,
            item=draft.item,
            on_behalf_of=draft.on_behalf_of,
            operator=draft.operator,
            parents=draft.parents,
            payload=draft.payload,
            supersedes=draft.supersedes,
        )
        self.next_seq += 1
        return event, disclosures
