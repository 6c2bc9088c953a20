"""Steps 6 to 9: the checkpoint, the entry's place in the log, and its place in each of its streams."""

from __future__ import annotations

from typing import Protocol

from ledger import merkle
from ledger.checkpoint import Checkpoint, verify_note
from ledger.cosignature import read_cosignatures
from ledger.entries import EventEntry, StreamsEntry
from ledger.errors import EntryRefused, NoteRefused, ProofError
from ledger.events import Event
from ledger.evidence.bundle import AnchorProof, Evidence, StreamMember
from ledger.evidence.case import Case
from ledger.streams import root_from_membership_proof, stream_key


class Noted(Protocol):
    """What holds a checkpoint."""

    @property
    def checkpoint(self) -> str:
        """The signed note."""


class Sealed(Noted, Protocol):
    """What evidence of one event and an extract of a stream have in common: a checkpoint and its streams entry."""

    @property
    def streams_entry(self) -> bytes:
        """The streams entry's bytes."""

    @property
    def streams_inclusion(self) -> tuple[bytes, ...]:
        """Its path in the log."""

    @property
    def anchor(self) -> AnchorProof | None:
        """What the chain says of it, once it is anchored."""


def read_checkpoint(case: Case, evidence: Noted) -> None:
    """Step 6: the checkpoint is of the policy's origin, signed by its log key, and cosigned by a quorum of its witnesses."""
    try:
        case.checkpoint = verify_note(evidence.checkpoint, case.policy.log_key)
    except NoteRefused as error:
        ours = evidence.checkpoint.startswith(case.policy.origin + "\n")
        case.find("EV-0601" if ours else "EV-0602", error)
    else:
        _check_witnesses(case, evidence.checkpoint)


def _check_witnesses(case: Case, note: str) -> None:
    trust = case.policy.witnesses
    if trust is None:
        return
    try:
        case.cosigned = read_cosignatures(note, trust.keys)
    except NoteRefused as error:
        case.find("EV-0603", error)
        return
    if len(case.cosigned) < trust.quorum:
        case.find("EV-0681", cosigned=sorted(key.name for key in case.cosigned), quorum=trust.quorum)


def check_inclusion(case: Case, evidence: Evidence, entry: EventEntry, checkpoint: Checkpoint) -> None:
    """Step 7: the entry stands at its own index; size and root come from the verified checkpoint alone."""
    if entry.index >= checkpoint.size:
        case.find("EV-0702", index=entry.index, size=checkpoint.size)
        return
    leaf = merkle.leaf_hash(evidence.entry)
    try:
        merkle.verify_inclusion(entry.index, checkpoint.size, leaf, evidence.inclusion, checkpoint.root)
    except ProofError as error:
        case.find("EV-0701", error)


def check_streams_entry(case: Case, evidence: Sealed, checkpoint: Checkpoint) -> None:
    """Step 8: the streams entry is the checkpoint's last leaf."""
    try:
        entry = StreamsEntry.parse(evidence.streams_entry)
    except EntryRefused as error:
        case.find("EV-0801", error)
        return
    if entry.index != checkpoint.size - 1:
        case.find("EV-0802", index=entry.index, size=checkpoint.size)
        return
    try:
        leaf = merkle.leaf_hash(evidence.streams_entry)
        merkle.verify_inclusion(entry.index, checkpoint.size, leaf, evidence.streams_inclusion, checkpoint.root)
    except ProofError as error:
        case.find("EV-0803", error)
    else:
        case.streams_entry = entry


def check_streams(case: Case, evidence: Evidence, event: Event, entry: EventEntry, streams_entry: StreamsEntry) -> None:
    """Step 9: in each stream of the event the entry stands at its position, and that stream's count and head stand
    in the streams map.
    """
    names, members = event.streams(), evidence.streams.members
    if not len(names) == len(members) == len(entry.positions):
        case.find("EV-0901", event=len(names), evidence=len(members), entry=len(entry.positions))
        return
    leaf = merkle.leaf_hash(evidence.entry)
    for name, member, position in zip(names, members, entry.positions, strict=True):
        _check_stream(case, name, member, position, leaf, streams_entry.streams_root)


def _check_stream(case: Case, name: str, member: StreamMember, position: int, leaf: bytes, streams_root: bytes) -> None:
    try:
        head = merkle.root_from_inclusion_proof(position, member.count, leaf, member.path)
    except ProofError as error:
        case.find("EV-0902", error, stream=name)
        return
    try:
        root = root_from_membership_proof(stream_key(name), member.count, head, member.map)
    except ProofError as error:
        case.find("EV-0903", error, stream=name)
        return
    if root != streams_root:
        case.find("EV-0903", stream=name)
