"""The evidence document: one event and everything that proves it (docs/formats.md §11).

Reading checks the shape only; what the members prove is `ledger.evidence.verify`'s business.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, TypeVar

from ledger.canonical import canonical, parse
from ledger.disclosure import Disclosure, parse_disclosures
from ledger.errors import EvidenceRefused, InputRefused
from ledger.evidence.headers import MAX_HEADER
from ledger.evidence.state_proof import MAX_NODE, MAX_NODES
from ledger.streams import KEY_BITS

FORMAT = "quanze/evidence/v1"
MAX_EVIDENCE = 1_048_576
MAX_PATH = 64
MAX_ENTRY = 2_048
MAX_STREAMS = 4
LOG_SLOTS, KEY_SLOTS = 3, 2
_T = TypeVar("_T")


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
        return {"count": self.count, "path": _texts(self.path), "map": _texts(self.map)}


@dataclass(frozen=True)
class StreamsProof:
    """The checkpoint's streams entry, its inclusion path, and one member per stream of the event, in order."""

    entry: bytes
    inclusion: tuple[bytes, ...]
    members: tuple[StreamMember, ...]

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        members = [member.to_json() for member in self.members]
        return {"entry": _text(self.entry), "inclusion": _texts(self.inclusion), "members": members}


@dataclass(frozen=True)
class ContractProof:
    """Merkle-Patricia nodes, root first: of a contract's account, and of each of its slots."""

    account: tuple[bytes, ...]
    storage: tuple[tuple[bytes, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        return {"account": _texts(self.account), "storage": [_texts(nodes) for nodes in self.storage]}


@dataclass(frozen=True)
class AnchorProof:
    """A block header (RLP) and what its state says of EventLog and Departments."""

    header: bytes
    log: ContractProof
    departments: ContractProof

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        return {
            "header": _text(self.header),
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
            "entry": _text(self.entry),
            "checkpoint": self.checkpoint,
            "inclusion": _texts(self.inclusion),
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
            raise _refused("证据文件过大", f"evidence has at most {MAX_EVIDENCE} bytes")
        try:
            return _read(parse(data))
        except EvidenceRefused:
            raise
        except InputRefused as error:
            raise _refused(error.zh, error.en) from error


def _read(document: object) -> Evidence:
    if isinstance(document, dict) and document.get("format", FORMAT) != FORMAT:
        raise EvidenceRefused(zh="证据的版本未知", en=f"the only known format is {FORMAT}", rule="version")
    value = _members(
        document,
        {"format", "event", "disclosures", "entry", "checkpoint", "inclusion", "streams"},
        optional={"anchor"},
    )
    return Evidence(
        event=_string(value["event"]).encode(),
        disclosures=parse_disclosures(value["disclosures"]),
        entry=_binary(value["entry"], MAX_ENTRY),
        checkpoint=_string(value["checkpoint"]),
        inclusion=_hashes(value["inclusion"]),
        streams=_streams(value["streams"]),
        anchor=_anchor(value["anchor"]) if "anchor" in value else None,
    )


def _streams(document: object) -> StreamsProof:
    value = _members(document, {"entry", "inclusion", "members"})
    return StreamsProof(
        entry=_binary(value["entry"], MAX_ENTRY),
        inclusion=_hashes(value["inclusion"]),
        members=_list(value["members"], MAX_STREAMS, _member),
    )


def _member(document: object) -> StreamMember:
    value = _members(document, {"count", "path", "map"})
    if type(value["count"]) is not int:
        raise _refused("count 须为整数", "count is an integer")
    return StreamMember(value["count"], _hashes(value["path"]), _hashes(value["map"], KEY_BITS))


def _anchor(document: object) -> AnchorProof:
    value = _members(document, {"header", "log", "departments"})
    return AnchorProof(
        header=_binary(value["header"], MAX_HEADER),
        log=_contract(value["log"], LOG_SLOTS),
        departments=_contract(value["departments"], KEY_SLOTS),
    )


def _contract(document: object, slots: int) -> ContractProof:
    value = _members(document, {"account", "storage"})
    storage = _list(value["storage"], slots, _nodes)
    if len(storage) != slots:
        raise _refused(f"须恰有 {slots} 个存储证明", f"exactly {slots} storage proofs belong here")
    return ContractProof(_nodes(value["account"]), storage)


def _nodes(value: object) -> tuple[bytes, ...]:
    return _list(value, MAX_NODES, lambda item: _binary(item, MAX_NODE))


def _hashes(value: object, longest: int = MAX_PATH) -> tuple[bytes, ...]:
    return _list(value, longest, lambda item: _binary(item, 32))


def _list(value: object, longest: int, read: Callable[[object], _T]) -> tuple[_T, ...]:
    if not isinstance(value, list) or len(value) > longest:
        raise _refused(f"此处须为至多 {longest} 项的数组", f"an array of at most {longest} belongs here")
    return tuple(map(read, value))


def _members(value: object, names: set[str], optional: AbstractSet[str] = frozenset()) -> dict[str, Any]:
    if not isinstance(value, dict) or not names <= set(value) <= names | optional:
        wanted = ", ".join(sorted(names))
        raise _refused(f"成员须恰为 {wanted}", f"exactly these members belong here: {wanted}")
    return value


def _binary(value: object, longest: int) -> bytes:
    text = _string(value)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _refused("base64 编码不对", "malformed base64") from None
    if _text(data) != text or len(data) > longest:
        raise _refused("base64 编码不规范或过长", "base64 that is not canonical, or too long")
    return data


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise _refused("此处须为字符串", "a string belongs here")
    return value


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _texts(items: Sequence[bytes]) -> list[str]:
    return [_text(item) for item in items]


def _refused(zh: str, en: str) -> EvidenceRefused:
    return EvidenceRefused(zh=zh, en=en)
