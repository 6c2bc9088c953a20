"""A small world made by hand: keys, a log, its streams, and a chain state; real parts throughout, no node.

Every knob is one fact that an honest world has and a dishonest one lacks. All keys are test keys.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

import rlp as rlp_oracle
from trie import HexaryTrie

from ledger import merkle
from ledger.canonical import canonical
from ledger.checkpoint import Checkpoint, VerifierKey, sign_note
from ledger.cosignature import CosignerKey, cosign
from ledger.disclosure import Disclosure, field_digest
from ledger.entries import BatchPosition, EventEntry, StreamsEntry
from ledger.events import Event, build_event
from ledger.evidence import (
    AnchorProof,
    ContractProof,
    ContractTrust,
    Evidence,
    StreamMember,
    StreamsProof,
    TrustPolicy,
    anchor_slots,
    decode_header,
    key_slots,
)
from ledger.evidence.headers import BFT_MIX_HASH
from ledger.evidence.quorum import WitnessTrust
from ledger.keys import (
    LocalSigner,
    LogKey,
    address_bytes,
    batch_digest,
    domain_separator,
    event_digest,
    keccak256,
)
from ledger.streams import StreamsMap, stream_key

ORIGIN = "demo.quanze/log"
CHAIN_ID = 20261122
ACTOR = "11440100DEMO-MZ"
RECORDED_S = 1_795_310_880
RECORDED_MS = RECORDED_S * 1000
CODE = {"EventLog": keccak256(b"EventLog"), "Departments": keccak256(b"Departments"), "Agreements": keccak256(b"Ag")}
ADDRESS = {"EventLog": b"\x11" * 20, "Departments": b"\x22" * 20, "Agreements": b"\x33" * 20}
SEPARATOR = domain_separator(CHAIN_ID, ADDRESS["EventLog"])
EMPTY_TRIE = keccak256(b"\x80")
OPEN = 2**64 - 1
TARGET = 3


def seed(label: str) -> bytes:
    return sha256(f"quanze test key {label}".encode()).digest()


SIGNER = LocalSigner(seed("officer"))
STRANGER = LocalSigner(seed("stranger"))
LOG_KEY = LogKey.from_seed(seed("log"))
WITNESSES = [LogKey.from_seed(seed(f"witness {number}")) for number in range(3)]
COSIGNERS = tuple(CosignerKey(f"witness.example/{at}", key.public) for at, key in enumerate(WITNESSES))
FIELDS = {
    "version": "2026-11",
    "payload_salt": "00" * 16,
    "share_mode": "file",
    "outlet": {"kind": "sftp", "rows": 3},
}


@dataclass
class World:
    """Knobs, then the parts; `evidence` and `policy` give what a verifier takes."""

    batch: bool = False
    signer: LocalSigner = SIGNER
    named_signer: str = SIGNER.address
    log_key: LogKey = LOG_KEY
    note_origin: str = ORIGIN
    index_shift: int = 0
    event_id: bytes | None = None
    positions: tuple[int, ...] | None = None
    streams_root: bytes | None = None
    streams_index_shift: int = 0
    streams_trailing: bool = False
    recorded_at: int = RECORDED_MS
    enrolled: bool = True
    department: str = ACTOR
    role: int = 2
    valid_from: int = RECORDED_S - 86_400
    valid_until: int = OPEN
    anchored: bool = True
    anchor_root: bytes | None = None
    anchor_streams_root: bytes | None = None
    anchor_size_shift: int = 0
    anchor_block: int = 41
    anchor_time: int = RECORDED_S + 5
    deployed: bool = True
    code: bytes | None = None
    header_number: int = 42
    header_time: int = RECORDED_S + 7
    seals: int | None = None
    pinned: bool = True
    accept_unsealed: bool = False
    with_anchor: bool = True
    quorum: int = 0
    cosigned: tuple[int, ...] = ()
    miscosigned: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.events = [make_event(seq) for seq in range(6)]
        self.event = self.events[TARGET - 1]
        self._append_all()
        self.header, self.log_proof, self.departments_proof = self._chain()

    # the log: two events, a streams entry of an earlier checkpoint, four events, the last streams entry

    def _append_all(self) -> None:
        self.leaves: list[bytes] = []
        self.streams: dict[str, list[bytes]] = {}
        for number, event in enumerate(self.events):
            if number == 2:
                self.leaves.append(merkle.leaf_hash(StreamsEntry(2, RECORDED_MS - 1000, bytes(32)).encode()))
            self._append(number, event)
        streams_map = StreamsMap()
        for name, hashes in self.streams.items():
            streams_map = streams_map.put(stream_key(name), len(hashes), merkle.root(hashes))
        self.map = streams_map
        self.streams_entry = StreamsEntry(
            len(self.leaves) + self.streams_index_shift, RECORDED_MS + 10, self.streams_root or streams_map.root
        ).encode()
        self.leaves.append(merkle.leaf_hash(self.streams_entry))
        if self.streams_trailing:
            self.leaves.append(merkle.leaf_hash(b"after"))
        self.size = len(self.leaves)
        self.root = merkle.root(self.leaves)
        body = Checkpoint(self.note_origin, self.size, self.root).body()
        self.note = sign_note(body, self.note_origin, self.log_key.public, self.log_key.sign)
        for at in self.cosigned:
            self.note += cosign(body, COSIGNERS[at], RECORDED_S + 10 * at, WITNESSES[at].sign)
        for at in self.miscosigned:
            self.note += cosign(body + "x", COSIGNERS[at], RECORDED_S, WITNESSES[at].sign)

    def _append(self, number: int, event: Event) -> None:
        names = event.streams()
        positions = tuple(len(self.streams.get(name, [])) for name in names)
        target = event is self.event
        entry = EventEntry(
            event_id=(self.event_id if target else None) or event.digest,
            signer=address_bytes(self.named_signer),
            index=len(self.leaves) + (self.index_shift if target else 0),
            recorded_at=self.recorded_at + number,
            signature=self.signer.sign_digest(self.signed_digest(event)),
            positions=(self.positions if target else None) or positions,
            batch=self.batch_position(number) if self.batch else None,
        ).encode()
        if target:
            self.entry, self.index = entry, len(self.leaves)
        self.leaves.append(merkle.leaf_hash(entry))
        for name in names:
            self.streams.setdefault(name, []).append(merkle.leaf_hash(entry))

    def signed_digest(self, event: Event) -> bytes:
        if self.batch:
            root = merkle.root(self.batch_leaves())
            return batch_digest(SEPARATOR, actor=ACTOR, count=len(self.events), root=root)
        return event_digest(
            SEPARATOR,
            event_type=event.type.name,
            actor=event.actor,
            agreement=event.agreement,
            item=event.item,
            occurred_at=event.occurred_at,
            event_id=event.digest,
        )

    def batch_leaves(self) -> list[bytes]:
        return [merkle.leaf_hash(event.digest) for event in self.events]

    def batch_position(self, number: int) -> BatchPosition:
        path = merkle.inclusion_proof(number, len(self.events), self.batch_leaves())
        return BatchPosition(number, len(self.events), tuple(path))

    # the chain's state

    def _chain(self) -> tuple[bytes, ContractProof, ContractProof]:
        anchor = anchor_slots(ORIGIN, self.size + self.anchor_size_shift)
        streams_root = self.anchor_streams_root or self.streams_root or self.map.root
        place = self.anchor_block | self.anchor_time << 64
        values = (self.anchor_root or self.root, streams_root, place.to_bytes(32, "big"))
        log = storage_trie(dict(zip(anchor, values, strict=True)) if self.anchored else {})
        keys = key_slots(address_bytes(self.named_signer))
        packed = self.role | self.valid_from << 8 | self.valid_until << 72
        code = self.department.encode().ljust(32, b"\0")
        departments = storage_trie(
            dict(zip(keys, (code, packed.to_bytes(32, "big")), strict=True)) if self.enrolled else {}
        )
        state = HexaryTrie({})
        for number in range(40):
            put_account(state, bytes([0x40 + number]) * 20, EMPTY_TRIE, keccak256(b""))
        if self.deployed:
            put_account(state, ADDRESS["EventLog"], log.root_hash, self.code or CODE["EventLog"])
            put_account(state, ADDRESS["Departments"], departments.root_hash, self.code or CODE["Departments"])
        header = self._header(state.root_hash)
        return (
            header,
            ContractProof(nodes(state, ADDRESS["EventLog"]), storage_nodes(log, anchor_slots(ORIGIN, self.size))),
            ContractProof(nodes(state, ADDRESS["Departments"]), storage_nodes(departments, keys)),
        )

    def _header(self, state_root: bytes) -> bytes:
        extra, mix = b"test", bytes(32)
        if self.seals is not None:
            extra = rlp_oracle.encode([bytes(32), [b"\x01" * 20], [], b"", [b"\x05" * 65] * self.seals])
            mix = BFT_MIX_HASH
        return rlp_oracle.encode(header_fields(state_root, self.header_number, self.header_time, extra, mix))

    # what a verifier takes

    @property
    def evidence(self) -> Evidence:
        names = self.event.streams()
        leaf = self.leaves[self.index]
        members = [self._member(name, leaf) for name in names]
        path = merkle.inclusion_proof(self.index, self.size, self.leaves)
        last = merkle.inclusion_proof(self.size - 1, self.size, self.leaves)
        anchor = AnchorProof(self.header, self.log_proof, self.departments_proof)
        return Evidence(
            event=self.event.raw,
            disclosures={name: Disclosure(salt(name), FIELDS[name]) for name in ("version", "outlet")},
            entry=self.entry,
            checkpoint=self.note,
            inclusion=tuple(path),
            streams=StreamsProof(self.streams_entry, tuple(last), tuple(members)),
            anchor=anchor if self.with_anchor else None,
        )

    def _member(self, name: str, leaf: bytes) -> StreamMember:
        hashes = self.streams[name]
        proof = self.map.prove(stream_key(name))
        assert isinstance(proof, tuple)
        path = merkle.inclusion_proof(hashes.index(leaf), len(hashes), hashes)
        return StreamMember(len(hashes), tuple(path), tuple(proof[1]))

    @property
    def policy(self) -> TrustPolicy:
        return TrustPolicy(
            log_key=VerifierKey(ORIGIN, LOG_KEY.public),
            chain_id=CHAIN_ID,
            genesis=bytes(32),
            contracts={name: ContractTrust(ADDRESS[name], CODE[name]) for name in ADDRESS},  # type: ignore[misc]
            accept_unsealed=self.accept_unsealed,
            blocks={self.header_number: decode_header(self.header).hash} if self.pinned else {},
            witnesses=WitnessTrust(self.quorum, COSIGNERS) if self.quorum else None,
        )


def salt(name: str) -> bytes:
    return sha256(b"salt" + name.encode()).digest()[:16]


def make_event(seq: int) -> Event:
    """Events of one department; all but one lie under the same agreement, so that its streams have several entries."""
    return build_event(
        type="deliver",
        actor=ACTOR,
        lane=0,
        seq=seq,
        occurred_at=f"2026-11-22T01:28:0{seq}.000Z",
        nonce=sha256(b"nonce%d" % seq).digest()[:16],
        fields={name: field_digest(name, salt(name), value) for name, value in FIELDS.items()},
        agreement="0x" + ("a1" if seq != 4 else "b2") * 32,
        item=f"310/area-{seq % 2}",
        on_behalf_of="DEMO-OWNER",
        payload={"alg": "sha256", "digest": "00" * 32, "rows": 3},
    )


def header_fields(state_root: bytes, number: int, time: int, extra: bytes, mix: bytes) -> list[bytes]:
    return [
        b"\x01" * 32,
        keccak256(rlp_oracle.encode([])),
        b"\x02" * 20,
        state_root,
        EMPTY_TRIE,
        EMPTY_TRIE,
        bytes(256),
        b"",
        integer(number),
        integer(30_000_000),
        b"",
        integer(time),
        extra,
        mix,
        bytes(8),
        integer(7),
        EMPTY_TRIE,
        b"",
        b"",
        b"\x03" * 32,
        sha256(b"").digest(),
    ]


def integer(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def storage_trie(slots: dict[bytes, bytes]) -> HexaryTrie:
    trie = HexaryTrie({})
    for number in range(20):
        trie.set(keccak256(number.to_bytes(32, "big")), rlp_oracle.encode(b"\x09"))
    for slot, value in slots.items():
        if stripped := value.lstrip(b"\0"):
            trie.set(keccak256(slot), rlp_oracle.encode(stripped))
    return trie


def put_account(state: HexaryTrie, address: bytes, storage_root: bytes, code_hash: bytes) -> None:
    state.set(keccak256(address), rlp_oracle.encode([b"\x01", b"", storage_root, code_hash]))


def nodes(trie: HexaryTrie, key: bytes) -> tuple[bytes, ...]:
    return listed(trie, keccak256(key))


def storage_nodes(trie: HexaryTrie, slots: tuple[bytes, ...]) -> tuple[tuple[bytes, ...], ...]:
    return tuple(nodes(trie, slot) for slot in slots)


def listed(trie: HexaryTrie, key: bytes) -> tuple[bytes, ...]:
    """py-trie's proof as EIP-1186 lists it: without the nodes that stand inside their parent."""
    encoded = [rlp_oracle.encode(node) for node in trie.get_proof(key)]
    return tuple(node for at, node in enumerate(encoded) if node != b"\x80" and (at == 0 or len(node) >= 32))


def with_member(document: bytes, name: str, value: object) -> bytes:
    """The document with one top-level member replaced, in canonical spelling."""
    return canonical(json.loads(document) | {name: value})
