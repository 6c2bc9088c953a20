"""The ways in which the tests of the verifier change honest evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from ledger.checkpoint import Checkpoint, sign_note
from ledger.disclosure import Disclosure
from ledger.entries import EventEntry
from ledger.evidence import (
    ContractProof,
    Evidence,
    Report,
    Status,
    verify,
)
from tests.ledger.evidence.world import (
    LOG_KEY,
    ORIGIN,
    World,
    make_event,
)

DAY = 86_400
HASH = b"\x5a" * 32


@cache
def world(**knobs: Any) -> World:
    return World(**knobs)


def check(**knobs: Any) -> Report:
    built = world(**knobs)
    return verify(built.evidence.encode(), built.policy)


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes((data[-1] ^ 1,))


def swapped(items: tuple[Any, ...], at: int, item: Any) -> tuple[Any, ...]:
    return (*items[:at], item, *items[at + 1 :])


def all_passed(report: Report) -> bool:
    return all(step.status is Status.PASSED for step in report.steps)


def event(e: Evidence) -> Evidence:
    return replace(e, event=make_event(5).raw)


def reformatted(e: Evidence) -> Evidence:
    return replace(e, event=e.event.replace(b'"v":1', b'"v": 1'))


def of_unknown_type(e: Evidence) -> Evidence:
    return replace(e, event=e.event.replace(b'"type":"deliver"', b'"type":"deliverx"'))


def disclosed(e: Evidence, name: str, **change: Any) -> Evidence:
    item = e.disclosures.get(name, Disclosure(bytes(16), "x"))
    return replace(e, disclosures={**e.disclosures, name: replace(item, **change)})


def entry(e: Evidence, **change: Any) -> Evidence:
    return replace(e, entry=replace(EventEntry.parse(e.entry), **change).encode())


def streams(e: Evidence, **change: Any) -> Evidence:
    return replace(e, streams=replace(e.streams, **change))


def member(e: Evidence, at: int, **change: Any) -> Evidence:
    return streams(e, members=swapped(e.streams.members, at, replace(e.streams.members[at], **change)))


def anchor(e: Evidence, **change: Any) -> Evidence:
    assert e.anchor
    return replace(e, anchor=replace(e.anchor, **change))


def contract(e: Evidence, name: str, change: Callable[[ContractProof], ContractProof]) -> Evidence:
    return anchor(e, **{name: change(getattr(e.anchor, name))})


def flip_account(proof: ContractProof) -> ContractProof:
    return replace(proof, account=(*proof.account[:-1], flipped(proof.account[-1])))


def flip_slot(proof: ContractProof) -> ContractProof:
    last = proof.storage[-1]
    return replace(proof, storage=(*proof.storage[:-1], (*last[:-1], flipped(last[-1]))))


def swap_slots(proof: ContractProof) -> ContractProof:
    return replace(proof, storage=proof.storage[::-1])


def junk_node(proof: ContractProof) -> ContractProof:
    return replace(proof, account=(*proof.account, b"\x80"))


def other_checkpoint(e: Evidence) -> Evidence:
    body = Checkpoint(ORIGIN, world().size, HASH).body()
    return replace(e, checkpoint=sign_note(body, ORIGIN, LOG_KEY.public, LOG_KEY.sign))
