"""The spelling of an event as one expression: form and canonical order of all its members in a single pass.

Every value of an event is ASCII of a known form (docs/formats.md §1, §3), so one expression holds every canonical event
there is. What it does not match, or what the rest of this page doubts, says nothing: `ledger.events` then reads it member
by member and finds the words for what is wrong. Both readings agree, which a property test holds them to.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from ledger.errors import TimeRefused
from ledger.model import AgreementId, DepartmentCode, EventId, ResourceCode, form, parse_time

PAYLOAD_ALGS = ("keccak256", "sha256", "sm3")
MAX_PARENTS = 64
MAX_FIELDS = 64
MAX_LANE = 2**32 - 1
MAX_INTEGER = 2**53 - 1

_NUMBER = "0|[1-9][0-9]{0,15}"
_DIGEST = f'"{form("digest")}"'
_FIELD = f'"{form("field")}":{_DIGEST}'
_PLAIN = re.compile(
    rf'{{"actor":"({form("department")})"'
    rf'(?:,"agreement":"({form("agreement")})")?'
    rf',"fields":({{(?:{_FIELD}(?:,{_FIELD})*)?}})'
    rf'(?:,"item":"({form("item")})")?'
    rf',"lane":({_NUMBER})'
    rf',"nonce":"({form("nonce")})"'
    r',"occurred_at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-5][0-9]\.[0-9]{3}Z)"'
    rf'(?:,"on_behalf_of":"({form("department")})")?'
    rf'(?:,"operator":"({form("operator")})")?'
    rf'(?:,"parents":\["({form("digest")}(?:","{form("digest")})*)"\])?'
    rf'(?:,"payload":{{"alg":"({"|".join(PAYLOAD_ALGS)})","digest":"({form("digest")})","rows":({_NUMBER})}})?'
    rf',"seq":({_NUMBER})'
    rf'(?:,"supersedes":"({form("digest")})")?'
    r',"type":"([a-z]+(?:\.[a-z]+)?)","v":1}',
    re.ASCII,
)
_read_fields = msgspec.json.Decoder(dict[str, str]).decode


class Members(NamedTuple):
    """The members of a canonical event; absent ones are None, ``parents`` empty."""

    actor: DepartmentCode
    agreement: AgreementId | None
    fields: dict[str, str]
    item: ResourceCode | None
    lane: int
    nonce: str
    occurred_at: str
    occurred_ms: int
    on_behalf_of: DepartmentCode | None
    operator: str | None
    parents: tuple[EventId, ...]
    payload: dict[str, Any] | None
    seq: int
    supersedes: EventId | None
    type: str


def read_plain(raw: bytes) -> Members | None:
    """The members of ``raw`` if it is the canonical spelling of an event; None says nothing about it."""
    try:
        found = _PLAIN.fullmatch(raw.decode("ascii"))
        if found is None:
            return None
        groups: tuple[Any, ...] = found.groups()
        (
            actor, agreement, opened, item, lane, nonce, at, behalf, operator, joined, alg, digest, rows, seq, former, kind,
        ) = groups  # fmt: skip
        fields = _read_fields(opened)
        parents = tuple(joined.split('","')) if joined else ()
        numbers = (int(lane), int(seq), int(rows or 0))
        if not _in_order(opened, fields, parents) or numbers[0] > MAX_LANE or max(numbers) > MAX_INTEGER:
            return None
        occurred_ms = parse_time(at)
    except (UnicodeDecodeError, TimeRefused):
        return None
    payload = {"alg": alg, "digest": digest, "rows": numbers[2]} if alg else None
    return Members(
        actor, agreement, fields, item, numbers[0], nonce, at, occurred_ms, behalf, operator, parents, payload,
        numbers[1], former, kind,
    )  # fmt: skip


def _in_order(opened: str, fields: dict[str, str], parents: tuple[EventId, ...]) -> bool:
    names = list(fields)
    # a name written twice is one member of the dictionary, but two colons
    if len(names) > MAX_FIELDS or len(names) != opened.count(":") or names != sorted(names):
        return False
    return len(parents) <= MAX_PARENTS and all(a < b for a, b in pairwise(parents))
