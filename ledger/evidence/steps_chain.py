"""Steps 10 to 13: the block header, the anchor and the signer's key in the chain's state, and the times."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.checkpoint import Checkpoint
from ledger.entries import EventEntry, StreamsEntry
from ledger.errors import HeaderRefused, StateProofRefused
from ledger.event_types import KeyRole
from ledger.events import Event
from ledger.evidence.bundle import AnchorProof, ContractProof
from ledger.evidence.case import Case
from ledger.evidence.headers import Header, decode_header
from ledger.evidence.slots import AnchorRecord, KeyRecord, anchor_slots, key_slots
from ledger.evidence.state_proof import read_account, read_storage
from ledger.evidence.steps_log import Sealed
from ledger.evidence.trust import ContractTrust

CLOCK_TOLERANCE_MS = 300_000
_ROLES = dict(enumerate(KeyRole, start=1))


def read_header(case: Case, evidence: Sealed) -> None:
    """Step 10: there is an anchor, and its header is the pinned block, or one that the policy accepts."""
    if evidence.anchor is None:
        case.find("EV-1081")
        case.find("EV-1281")
        return
    try:
        header = decode_header(evidence.anchor.header)
    except HeaderRefused as error:
        case.find("EV-1001", error)
        return
    case.header = header
    pinned = case.policy.blocks.get(header.number)
    if pinned is not None:
        if header.hash != pinned:
            case.find("EV-1002", block=header.number, pinned="0x" + pinned.hex(), hash="0x" + header.hash.hex())
    elif not case.policy.accept_unsealed:
        # the policy names no validators, so seals that are there cannot be told from made-up ones
        case.find("EV-1083" if header.sealed else "EV-1082", block=header.number)


def check_anchor(
    case: Case, anchor: AnchorProof, header: Header, checkpoint: Checkpoint, streams_entry: StreamsEntry
) -> None:
    """Step 11: EventLog, with the trusted code, holds this root and streams root under this origin and size."""
    slots = anchor_slots(checkpoint.origin, checkpoint.size)
    values = _read_contract(case, "EV-11", case.policy.contracts["EventLog"], anchor.log, header, slots)
    if values is None:
        return
    record = AnchorRecord.from_slots(values)
    if record.block_number == 0:
        case.find("EV-1104", origin=checkpoint.origin, size=checkpoint.size)
        return
    if record.root != checkpoint.root:
        case.find("EV-1105")
    if record.streams_root != streams_entry.streams_root:
        case.find("EV-1106")
    if record.block_number > header.number or record.time > header.timestamp:
        case.find("EV-1107", anchored=record.block_number, block=header.number)
    case.anchored = record


def check_key(case: Case, anchor: AnchorProof, header: Header, event: Event, entry: EventEntry) -> None:
    """Step 12: Departments, with the trusted code, says that the signer spoke for the actor when it was recorded."""
    slots = key_slots(entry.signer)
    values = _read_contract(case, "EV-12", case.policy.contracts["Departments"], anchor.departments, header, slots)
    if values is None:
        return
    key = KeyRecord.from_slots(values)
    if key.role == 0:
        case.find("EV-1204")
        return
    if key.department != event.actor.encode().ljust(32, b"\x00"):
        case.find("EV-1205", actor=event.actor)
    if _ROLES.get(key.role) not in event.type.keys:
        case.find("EV-1206", role=key.role, allowed=[role.value for role in event.type.keys])
    if not key.valid_from * 1000 <= entry.recorded_at < key.valid_until * 1000:
        case.find("EV-1207", valid_from=key.valid_from, valid_until=key.valid_until, recorded_at=entry.recorded_at)
    case.key = key


def check_times(case: Case, entry: EventEntry, anchored: AnchorRecord) -> None:
    """Step 13: nothing is recorded after the anchoring that covers it, clocks being allowed five minutes."""
    if entry.recorded_at > anchored.time * 1000 + CLOCK_TOLERANCE_MS:
        case.find("EV-1301", recorded_at=entry.recorded_at, anchored_at=anchored.time * 1000)


def _read_contract(
    case: Case, codes: str, trust: ContractTrust, proof: ContractProof, header: Header, slots: Sequence[bytes]
) -> list[int] | None:
    """Values of ``slots`` in the contract's storage; None after a finding ``codes`` + 01 (account), 02 (code) or
    03 (storage).
    """
    try:
        account = read_account(header.state_root, trust.address, proof.account)
    except StateProofRefused as error:
        case.find(codes + "01", error)
        return None
    if account is None or account.code_hash != trust.code_hash:
        case.find(codes + "02")
        return None
    try:
        pairs = zip(slots, proof.storage, strict=True)
        return [read_storage(account.storage_root, slot, nodes) for slot, nodes in pairs]
    except StateProofRefused as error:
        case.find(codes + "03", error)
        return None
