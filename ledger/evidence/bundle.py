"""The evidence document: one event and everything that proves it (docs/formats.md §11).

Reading checks the shape only; what the members prove is `ledger.evidence.verify`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.canonical import canonical, parse
from ledger.disclosure import Disclosure, parse_disclosures
from ledger.errors import EvidenceRefused, InputRefused
from ledger.evidence.headers import MAX_HEADER
from ledger.evidence.json_parts import binary, hashes, listed, members, nodes, refused, string, text64, texts64
from ledger.streams import KEY_BITS

FORMAT = "quanze/evidence/v1"
MAX_EVIDENCE = 1_048_576
MAX_ENTRY = 2_048
MAX_STREAMS = 4
LOG_SLOTS, KEY_SLOTS = 3, 2


@dataclass(frozen=True)
class StreamMember:
    """Place of the event in one of its streams: the stream's count, the entry's path in the stream's tree, and the
    siblings of the stream in the streams map; hashes of 32 bytes.
    """

    count: int
    path: tuple[bytes, ...]
    map: tuple[bytes, ...]

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        return {"count": self.count, "path": texts64(self.path), "map": texts64(self.map)}


@dataclass(frozen=True)
class StreamsProof:
    """The checkpoint's streams entry, its inclusion path, and one member per stream of the event, in order."""

    entry: bytes
    inclusion: tuple[bytes, ...]
    members: tuple[StreamMember, ...]

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        members = [member.to_json() for member in self.members]
        return {"entry": text64(self.entry), "inclusion": texts64(self.inclusion), "members": members}


@dataclass(frozen=True)
class ContractProof:
    """Merkle-Patricia nodes, root first: of a contract's account, and of each of its slots."""

    account: tuple[bytes, ...]
    storage: tuple[tuple[bytes, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        return {"account": texts64(self.account), "storage": [texts64(one) for one in self.storage]}


@dataclass(frozen=True)
class AnchorProof:
    """A block header (RLP) and what its state says of EventLog and Departments."""

    header: bytes
    log: ContractProof
    departments: ContractProof

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        return {
            "header": text64(self.header),
            "log": self.log.to_json(),
            "departments": self.departments.to_json(),
        }


@dataclass(frozen=True)
class Evidence:
    """One event with its proofs; ``event`` holds the bytes that were signed. ``anchor`` is None until anchored."""

    event: bytes
    disclosures: Mapping[str, Disclosure]
    entry: bytes
    checkpoint: str
    inclusion: tuple[bytes, ...]
    streams: StreamsProof
    anchor: AnchorProof | None = None

    @property
    def streams_entry(self) -> bytes:
        """The checkpoint's streams entry."""
        return self.streams.entry

    @property
    def streams_inclusion(self) -> tuple[bytes, ...]:
        """Its path in the checkpoint's tree."""
        return self.streams.inclusion

    def encode(self) -> bytes:
        """The document as canonical JSON; ``parse`` accepts exactly these bytes.

        Raises:
            NotCanonical: an event that is not text, or a count beyond 2^53−1.
        """
        value: dict[str, Any] = {
            "format": FORMAT,
            "event": self.event.decode("utf-8"),
            "disclosures": {name: item.to_json() for name, item in self.disclosures.items()},
            "entry": text64(self.entry),
            "checkpoint": self.checkpoint,
            "inclusion": texts64(self.inclusion),
            "streams": self.streams.to_json(),
        }
        if self.anchor is not None:
            value["anchor"] = self.anchor.to_json()
        return canonical(value)

    @classmethod
    def parse(cls, data: bytes) -> Evidence:
        """Read a document in its one spelling.

        Raises:
            EvidenceRefused: not canonical JSON, another version, a member missing, unknown, malformed or too large.
        """
        if len(data) > MAX_EVIDENCE:
            raise refused("证据文件过大", f"evidence has at most {MAX_EVIDENCE} bytes")
        try:
            return _read(parse(data))
        except EvidenceRefused:
            raise
        except InputRefused as error:
            raise refused(error.zh, error.en) from error


def _read(document: object) -> Evidence:
    if isinstance(document, dict) and document.get("format", FORMAT) != FORMAT:
        raise EvidenceRefused(zh="证据的版本未知", en=f"the only known format is {FORMAT}", rule="version")
    value = members(
        document,
        {"format", "event", "disclosures", "entry", "checkpoint", "inclusion", "streams"},
        optional={"anchor"},
    )
    return Evidence(
        event=string(value["event"]).encode(),
        disclosures=parse_disclosures(value["disclosures"]),
        entry=binary(value["entry"], MAX_ENTRY),
        checkpoint=string(value["checkpoint"]),
        inclusion=hashes(value["inclusion"]),
        streams=_streams(value["streams"]),
        anchor=read_anchor(value["anchor"]) if "anchor" in value else None,
    )


def _streams(document: object) -> StreamsProof:
    value = members(document, {"entry", "inclusion", "members"})
    return StreamsProof(
        entry=binary(value["entry"], MAX_ENTRY),
        inclusion=hashes(value["inclusion"]),
        members=listed(value["members"], MAX_STREAMS, _member),
    )


def _member(document: object) -> StreamMember:
    value = members(document, {"count", "path", "map"})
    if type(value["count"]) is not int:
        raise refused("count 须为整数", "count is an integer")
    return StreamMember(value["count"], hashes(value["path"]), hashes(value["map"], KEY_BITS))


def read_anchor(document: object, keys: int = 1) -> AnchorProof:
    """The member ``anchor``, whose proof of Departments covers this many keys."""
    value = members(document, {"header", "log", "departments"})
    return AnchorProof(
        header=binary(value["header"], MAX_HEADER),
        log=_contract(value["log"], LOG_SLOTS),
        departments=_contract(value["departments"], KEY_SLOTS * keys),
    )


def _contract(document: object, slots: int) -> ContractProof:
    value = members(document, {"account", "storage"})
    storage = listed(value["storage"], slots, nodes)
    if len(storage) != slots:
        raise refused(f"须恰有 {slots} 个存储证明", f"exactly {slots} storage proofs belong here")
    return ContractProof(nodes(value["account"]), storage)
