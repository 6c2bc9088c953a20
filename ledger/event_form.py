"""The spelling of an event: form and canonical order of all its members, without going through them one by one.

A typed reader takes them, and writing them again shows whether they stood in canonical order; what is long is hex, and is
looked at all together; what is short comes back event after event. What is out of form, or what this page doubts, says
nothing: `ledger.events` then reads it member by member and finds the words for what is wrong. Both readings agree, which a
property test holds them to.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Literal, get_args

import msgspec

from ledger.canonical import MAX_INTEGER
from ledger.errors import TimeRefused
from ledger.model import AgreementId, DepartmentCode, EventId, ResourceCode, fits, parse_time

_Alg = Literal["keccak256", "sha256", "sm3"]
PAYLOAD_ALGS = get_args(_Alg)
MAX_PARENTS = 64
MAX_FIELDS = 64
MAX_LANE = 2**32 - 1

_HEX = b"0123456789abcdef"
_DIGEST = msgspec.Meta(min_length=64, max_length=64)
_Digest = Annotated[str, _DIGEST]
_Event = Annotated[EventId, _DIGEST]
# no form is longer: what is looked at is remembered, also what does not fit
_LONGEST = msgspec.Meta(max_length=64)
_Name = Annotated[str, _LONGEST]
_Department = Annotated[DepartmentCode, _LONGEST]
_Number = Annotated[int, msgspec.Meta(ge=0, le=MAX_INTEGER)]
_fits = lru_cache(maxsize=8192)(fits)


class _Payload(msgspec.Struct, forbid_unknown_fields=True):
    alg: _Alg
    digest: _Digest
    rows: _Number


class Members(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The members of an event in canonical order; absent ones are None, ``parents`` empty."""

    actor: _Department
    agreement: Annotated[AgreementId, msgspec.Meta(min_length=66, max_length=66)] | None = None
    fields: Annotated[dict[_Name, _Digest], msgspec.Meta(max_length=MAX_FIELDS)]
    item: Annotated[ResourceCode, _LONGEST] | None = None
    lane: Annotated[int, msgspec.Meta(ge=0, le=MAX_LANE)]
    nonce: Annotated[str, msgspec.Meta(min_length=32, max_length=32)]
    occurred_at: str
    on_behalf_of: _Department | None = None
    operator: _Name | None = None
    parents: Annotated[tuple[_Event, ...], msgspec.Meta(max_length=MAX_PARENTS)] = ()
    payload: _Payload | None = None
    seq: _Number
    supersedes: _Event | None = None
    type: str
    v: Literal[1]


_decode = msgspec.json.Decoder(Members).decode
_encode = msgspec.json.Encoder().encode


def read_plain(raw: bytes) -> tuple[Members, int] | None:
    """The members of ``raw`` and when it occurred (ms), if it is the canonical spelling of an event; None says nothing
    about it.
    """
    try:
        found = _decode(raw)
        # another order, a name twice, white space or an escape: written again it would be other bytes
        if _encode(found) != raw or not _in_form(found):
            return None
        return found, parse_time(found.occurred_at)
    except (ValueError, RecursionError, TimeRefused):
        return None


def _in_form(found: Members) -> bool:
    parents = found.parents
    return (
        _are_hex(found)
        and _are_fields(tuple(found.fields))
        and (len(parents) < 2 or all(a < b for a, b in pairwise(parents)))
        and _fits("department", found.actor)
        and (found.item is None or _fits("item", found.item))
        and (found.on_behalf_of is None or _fits("department", found.on_behalf_of))
        and (found.operator is None or _fits("operator", found.operator))
    )


def _are_hex(found: Members) -> bool:
    texts = [found.nonce, *found.fields.values(), *found.parents]
    if found.agreement is not None:
        if found.agreement[:2] != "0x":
            return False
        texts.append(found.agreement[2:])
    if found.payload is not None:
        texts.append(found.payload.digest)
    if found.supersedes is not None:
        texts.append(found.supersedes)
    return not "".join(texts).encode().translate(None, _HEX)


@lru_cache(maxsize=1024)
def _are_fields(names: tuple[str, ...]) -> bool:
    return list(names) == sorted(names) and all(fits("field", name) for name in names)
