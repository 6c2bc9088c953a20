"""The extract: consecutive entries of one stream, and the proof that none of them is missing (docs/formats.md §15).

Reading checks the shape only; what the members prove is `ledger.evidence.verify_extract`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.canonical import canonical, parse
from ledger.disclosure import Disclosure, parse_disclosures
from ledger.errors import EvidenceRefused, InputRefused
from ledger.evidence.bundle import MAX_ENTRY, AnchorProof, read_anchor
from ledger.evidence.json_parts import binary, hashes, listed, members, refused, string, text64, texts64
from ledger.model import format_time, parse_time
from ledger.streams import KEY_BITS

FORMAT = "quanze/extract/v1"
MAX_EXTRACT = 67_108_864
MAX_ENTRIES = 10_000
MAX_HASHES = 1_000_000
MAX_STREAM_NAME = 200


@dataclass(frozen=True)
class Told:
    """One entry of the stream; ``event`` (the signed bytes) is None where its content is withheld."""

    entry: bytes
    event: bytes | None = None
    disclosures: Mapping[str, Disclosure] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it stands in the document."""
        value = {"entry": text64(self.entry)}
        if self.event is not None:
            opened = {name: item.to_json() for name, item in self.disclosures.items()}
            value |= {"event": self.event.decode(), "disclosures": canonical(opened).decode()}
        return value


@dataclass(frozen=True)
class Extract:
    """Entries of ``stream`` from position ``start`` on.

    Attributes:
        count: the stream's number of entries at the checkpoint.
        map_path: siblings of the stream in the streams map, root's first.
        stream_hashes, log_hashes: subset proofs (`ledger.subset_proof`) of the entries in the stream's tree and in the
            log's, 32 bytes each.
        keys: how many distinct signers the anchor's proof of Departments covers, ascending by address.
        since, until: the interval of recorded_at (ms) that was asked for; its ends are shown by a neighbouring entry on
            either side, or by the stream's own end.
    """

    stream: str
    start: int
    count: int
    checkpoint: str
    streams_entry: bytes
    streams_inclusion: tuple[bytes, ...]
    map_path: tuple[bytes, ...]
    stream_hashes: tuple[bytes, ...]
    log_hashes: tuple[bytes, ...]
    entries: tuple[Told, ...]
    since: int | None = None
    until: int | None = None
    keys: int = 0
    anchor: AnchorProof | None = None

    def encode(self) -> bytes:
        """The document as canonical JSON; ``parse`` accepts exactly these bytes.

        Raises:
            NotCanonical: an event that is not text, or a number beyond 2^53−1.
        """
        value: dict[str, Any] = {
            "format": FORMAT,
            "stream": self.stream,
            "start": self.start,
            "count": self.count,
            "checkpoint": self.checkpoint,
            "streams": {"entry": text64(self.streams_entry), "inclusion": texts64(self.streams_inclusion)},
            "map": texts64(self.map_path),
            "stream_hashes": texts64(self.stream_hashes),
            "log_hashes": texts64(self.log_hashes),
            "entries": [told.to_json() for told in self.entries],
        }
        times = {"since": self.since, "until": self.until}
        value |= {name: format_time(at) for name, at in times.items() if at is not None}
        if self.anchor is not None:
            value |= {"keys": self.keys, "anchor": self.anchor.to_json()}
        return canonical(value)

    @classmethod
    def parse(cls, data: bytes) -> Extract:
        """Read a document in its one spelling.

        Raises:
            EvidenceRefused: not canonical JSON, another version, a member missing, unknown, malformed or too large.
        """
        if len(data) > MAX_EXTRACT:
            raise refused("摘录文件过大", f"an extract has at most {MAX_EXTRACT} bytes")
        try:
            return _read(parse(data))
        except EvidenceRefused:
            raise
        except InputRefused as error:
            raise refused(error.zh, error.en) from error


def _read(document: object) -> Extract:
    if isinstance(document, dict) and document.get("format", FORMAT) != FORMAT:
        raise EvidenceRefused(zh="摘录的版本未知", en=f"the only known format is {FORMAT}", rule="version")
    names = {
        "format",
        "stream",
        "start",
        "count",
        "checkpoint",
        "streams",
        "map",
        "stream_hashes",
        "log_hashes",
        "entries",
    }
    value = members(document, names, optional={"since", "until", "keys", "anchor"})
    if ("keys" in value) != ("anchor" in value):
        raise refused("keys 与 anchor 须同在", "keys and anchor belong together")
    streams = members(value["streams"], {"entry", "inclusion"})
    keys = _number(value["keys"]) if "keys" in value else 0
    if keys > MAX_ENTRIES:
        raise refused("密钥过多", "too many keys")
    return Extract(
        stream=_stream(value["stream"]),
        start=_number(value["start"]),
        count=_number(value["count"]),
        checkpoint=string(value["checkpoint"]),
        streams_entry=binary(streams["entry"], MAX_ENTRY),
        streams_inclusion=hashes(streams["inclusion"]),
        map_path=hashes(value["map"], KEY_BITS),
        stream_hashes=hashes(value["stream_hashes"], MAX_HASHES),
        log_hashes=hashes(value["log_hashes"], MAX_HASHES),
        entries=_entries(value["entries"]),
        since=parse_time(string(value["since"])) if "since" in value else None,
        until=parse_time(string(value["until"])) if "until" in value else None,
        keys=keys,
        anchor=read_anchor(value["anchor"], keys) if "anchor" in value else None,
    )


def _entries(value: object) -> tuple[Told, ...]:
    found = listed(value, MAX_ENTRIES, _told)
    if not found:
        raise refused("摘录须至少有一条", "an extract has at least one entry")
    return found


def _told(document: object) -> Told:
    value = members(document, {"entry"}, optional={"event", "disclosures"})
    if ("event" in value) != ("disclosures" in value):
        raise refused("event 与 disclosures 须同在", "event and disclosures belong together")
    entry = binary(value["entry"], MAX_ENTRY)
    if "event" not in value:
        return Told(entry)
    opened = parse_disclosures(parse(string(value["disclosures"]).encode()))
    return Told(entry, string(value["event"]).encode(), opened)


def _stream(value: object) -> str:
    text = string(value)
    if len(text) > MAX_STREAM_NAME:
        raise refused("流名过长", "the stream's name is too long")
    return text


def _number(value: object) -> int:
    if type(value) is not int:
        raise refused("此处须为整数", "an integer belongs here")
    return value
