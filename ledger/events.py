"""Events: canonical bytes that a department signs (docs/formats.md §3). The bytes taken in are the bytes kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any

import msgspec

from ledger.canonical import canonical, parse
from ledger.errors import EventRefused
from ledger.event_form import MAX_FIELDS, MAX_LANE, MAX_PARENTS, PAYLOAD_ALGS, Members, read_plain
from ledger.event_types import EVENT_TYPES, EventType
from ledger.model import AgreementId, DepartmentCode, EventId, ResourceCode, check_form, parse_time

MAX_EVENT = 16_384

_REQUIRED = frozenset({"v", "type", "actor", "lane", "seq", "occurred_at", "nonce", "fields"})
_OPTIONAL = frozenset({"agreement", "item", "on_behalf_of", "operator", "parents", "payload", "supersedes"})


class Event(msgspec.Struct, frozen=True):
    """One event. ``raw`` is what was signed; everything else is read from it and never written back.

    Attributes:
        lane, seq: place in the signer's own numbering.
        occurred_at: claimed time as written; ``occurred_ms`` the same in ms since 1970.
        fields: field name → salted digest (64 hex digits).
        payload: ``{"alg", "digest", "rows"}`` or None.
        digest: SHA-256 of the canonical bytes.
    """

    raw: bytes
    type: EventType
    actor: DepartmentCode
    lane: int
    seq: int
    occurred_at: str
    occurred_ms: int
    nonce: str
    fields: Mapping[str, str]
    agreement: AgreementId | None
    item: ResourceCode | None
    on_behalf_of: DepartmentCode | None
    operator: str | None
    parents: tuple[EventId, ...]
    payload: Mapping[str, Any] | None
    supersedes: EventId | None
    digest: bytes

    @property
    def id(self) -> EventId:
        """The event id: `digest` in hex."""
        return EventId(self.digest.hex())

    def streams(self) -> list[str]:
        """Names of the streams it lies in, in the order of docs/formats.md §3."""
        found = [f"agreement:{self.agreement}"] if self.agreement else []
        if self.item:
            found.append(f"item:{self.item}")
        found.append(f"department:{self.actor}")
        if self.on_behalf_of:
            found.append(f"department:{self.on_behalf_of}")
        return found

    @classmethod
    def parse(cls, raw: bytes) -> Event:
        """Read an event and hold it against its type's row in the catalogue.

        Raises:
            NotCanonical: not the one canonical spelling.
            EventRefused, InputRefused: a member that is missing, unknown, malformed, or not what the type asks for.
        """
        if len(raw) > MAX_EVENT:
            raise _refused(f"事件超过 {MAX_EVENT} 字节", f"an event has at most {MAX_EVENT} bytes", "size")
        plain = read_plain(raw)
        event = cls._carefully(raw) if plain is None else cls._of(raw, *plain)
        _check_type(event)
        return event

    @classmethod
    def _of(cls, raw: bytes, found: Members, occurred_ms: int) -> Event:
        return cls(
            raw,
            _event_type(found.type),
            found.actor,
            found.lane,
            found.seq,
            found.occurred_at,
            occurred_ms,
            found.nonce,
            found.fields,
            found.agreement,
            found.item,
            found.on_behalf_of,
            found.operator,
            found.parents,
            None if found.payload is None else msgspec.structs.asdict(found.payload),
            found.supersedes,
            sha256(raw).digest(),
        )

    @classmethod
    def _carefully(cls, raw: bytes) -> Event:
        value = parse(raw)
        if not isinstance(value, dict):
            raise _refused("事件须是 JSON 对象", "an event is a JSON object", "shape")
        _check_version(value.get("v"))
        _check_members(set(value))
        return cls(
            raw=raw,
            type=_event_type(value["type"]),
            actor=DepartmentCode(check_form("department", value["actor"])),
            lane=_integer(value, "lane", MAX_LANE),
            seq=_integer(value, "seq", 2**53 - 1),
            occurred_at=value["occurred_at"],
            occurred_ms=parse_time(value["occurred_at"]),
            nonce=check_form("nonce", value["nonce"]),
            fields=_fields(value["fields"]),
            agreement=_optional(value, "agreement", "agreement"),
            item=_optional(value, "item", "item"),
            on_behalf_of=_optional(value, "on_behalf_of", "department"),
            operator=_optional(value, "operator", "operator"),
            parents=_parents(value["parents"]) if "parents" in value else (),
            payload=_payload(value["payload"]) if "payload" in value else None,
            supersedes=_optional(value, "supersedes", "digest"),
            digest=sha256(raw).digest(),
        )


def build_event(  # noqa: PLR0913 - one argument per member of the format
    *,
    type: str,  # noqa: A002 - the format's own word
    actor: str,
    lane: int,
    seq: int,
    occurred_at: str,
    nonce: bytes,
    fields: Mapping[str, str],
    agreement: str | None = None,
    item: str | None = None,
    on_behalf_of: str | None = None,
    operator: str | None = None,
    parents: Sequence[str] = (),
    payload: Mapping[str, Any] | None = None,
    supersedes: str | None = None,
) -> Event:
    """Make an event from its members; ``fields`` holds digests, ``nonce`` is 16 random bytes.

    Raises:
        EventRefused, InputRefused: as `Event.parse`, which reads the result back.
    """
    members = {
        "v": 1,
        "type": type,
        "actor": actor,
        "lane": lane,
        "seq": seq,
        "occurred_at": occurred_at,
        "nonce": nonce.hex(),
        "fields": dict(fields),
        "agreement": agreement,
        "item": item,
        "on_behalf_of": on_behalf_of,
        "operator": operator,
        "parents": sorted(set(parents)) or None,
        "payload": dict(payload) if payload is not None else None,
        "supersedes": supersedes,
    }
    return Event.parse(canonical({name: value for name, value in members.items() if value is not None}))


def _check_members(names: set[str]) -> None:
    if missing := sorted(_REQUIRED - names):
        raise _refused(f"缺少成员: {missing}", f"missing members: {missing}", "missing")
    if unknown := sorted(names - _REQUIRED - _OPTIONAL):
        raise _refused(f"未知成员: {unknown}", f"unknown members: {unknown}", "unknown")


def _check_version(version: object) -> None:
    if version != 1 or isinstance(version, bool):
        raise _refused("只支持版本 v=1", "only version v=1 is known", "version")


def _event_type(name: object) -> EventType:
    if not isinstance(name, str) or name not in EVENT_TYPES:
        raise _refused(
            f"事件类型 {str(name)[:60]!r} 不在目录中", f"event type {str(name)[:60]!r} is not in the catalogue", "type"
        )
    return EVENT_TYPES[name]


def _check_type(event: Event) -> None:
    row = event.type
    if event.on_behalf_of == event.actor:
        raise _refused(
            "on_behalf_of 不得是 actor 自己", "on_behalf_of must be another department than actor", "on_behalf_of"
        )
    if missing := [name for name in row.needs if not getattr(event, name)]:
        missing.sort()
        raise _refused(f"{row.name} 须有成员 {missing}", f"{row.name} needs the members {missing}", "needs")
    if missing := [name for name in row.fields if name not in event.fields]:
        missing.sort()
        raise _refused(f"{row.name} 缺少字段 {missing}", f"{row.name} lacks the fields {missing}", "fields")


def _fields(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MAX_FIELDS:
        raise _refused(
            f"fields 须是至多 {MAX_FIELDS} 项的对象", f"fields is an object of at most {MAX_FIELDS}", "fields"
        )
    return {check_form("field", name): check_form("digest", digest) for name, digest in value.items()}


def _parents(value: object) -> tuple[EventId, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_PARENTS:
        raise _refused(f"parents 须有 1 至 {MAX_PARENTS} 项", f"parents has 1 to {MAX_PARENTS} ids", "parents")
    ids = tuple(EventId(check_form("digest", item)) for item in value)
    if any(a >= b for a, b in pairwise(ids)):
        raise _refused("parents 须严格升序", "parents must be strictly ascending", "parents")
    return ids


def _payload(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != {"alg", "digest", "rows"} or value["alg"] not in PAYLOAD_ALGS:
        raise _refused(
            f"payload 须含 alg、digest、rows, alg 取 {PAYLOAD_ALGS}",
            f"payload holds alg, digest and rows; alg is one of {PAYLOAD_ALGS}",
            "payload",
        )
    check_form("digest", value["digest"])
    _integer(value, "rows", 2**53 - 1)
    return value


def _integer(value: Mapping[str, Any], name: str, largest: int) -> int:
    number = value[name]
    if isinstance(number, bool) or not isinstance(number, int) or number > largest:
        raise _refused(f"{name} 须是不大于 {largest} 的整数", f"{name} is an integer of at most {largest}", name)
    return number


def _optional(value: Mapping[str, Any], name: str, kind: str) -> Any:
    return check_form(kind, value[name]) if name in value else None


def _refused(zh: str, en: str, rule: str) -> EventRefused:
    return EventRefused(zh=zh, en=en, rule=rule)
