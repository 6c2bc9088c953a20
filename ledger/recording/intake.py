"""Intake: everything that can be refused is refused here, before anything is written.

Checks run in the API's workers; what passes is flat and needs no second parsing by the recorder. A fact that breaks an
agreement's terms is not refused: it happened, and the record of it is what accountability rests on. Refused is only what
cannot be attributed to a department that may say it, and a step whose step before is not recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

from ledger import merkle
from ledger.canonical import canonical
from ledger.disclosure import Disclosure, check_disclosures
from ledger.entries import BatchPosition, encode_batch
from ledger.errors import (
    EventFromFuture,
    InputRefused,
    KeyNotAllowed,
    KeyNotOfActor,
    KeyNotValid,
    QuanzeError,
    SignerUnknown,
    Unavailable,
)
from ledger.events import Event
from ledger.keys import batch_digest, recover, signed_digest
from ledger.recording.parties import Parties
from ledger.recording.step_order import Ahead, StepOrder
from ledger.registers.directory import Directory, KeyFacts

MAX_FUTURE_MS = 300_000
MAX_BATCH = 10_000
T = TypeVar("T")
R = TypeVar("R")
Guard = Callable[[Event, Mapping[str, Disclosure]], None]


class Submission(msgspec.Struct, frozen=True):
    """What a department sends: canonical event bytes, 65-byte signature, and the fields it opens."""

    event: bytes
    signature: bytes
    disclosures: Mapping[str, Disclosure]


class Checked(msgspec.Struct, frozen=True, array_like=True):
    """An event that passed, ready for the recorder.

    ``place`` is that in the batch where many events share one signature, as `ledger.entries.encode_batch` gives it, else empty.
    ``disclosures`` is canonical JSON.
    """

    event: bytes
    event_id: bytes
    signer: bytes
    signature: bytes
    lane: int
    seq: int
    streams: tuple[str, ...]
    disclosures: bytes
    place: bytes = b""


class Intake:
    """Checks submissions against the catalogue, the directory of keys, and the agreements.

    Args:
        separator: EIP-712 domain separator of the chain's EventLog (docs/formats.md §6).
        clock: milliseconds since 1970.
        guards: event type → what may refuse it beside its signer's right, given the event and what it discloses.
        order: refuses what comes before its time; None where the service's own events come in, which have no order.
    """

    def __init__(
        self,
        directory: Directory,
        separator: bytes,
        clock: Callable[[], int],
        guards: Mapping[str, Guard] | None = None,
        order: StepOrder | None = None,
    ) -> None:
        self._directory = directory
        self._separator = separator
        self._clock = clock
        self._guards = guards or {}
        self._order = order
        self._parties = Parties(directory, clock)

    def check(self, submission: Submission) -> Checked:
        """Check one event signed alone.

        Raises:
            NotCanonical, EventRefused, DisclosureRefused, SignatureRefused: its bytes are wrong.
            SignerUnknown, KeyNotOfActor, KeyNotValid, KeyNotAllowed, PartyNotAllowed: its signer may not say it.
            AgreementUnknown, ItemUnknown, EventFromFuture: it refers to what is not recorded.
            StepMissing: it is out of order. QualityUnmet: a guard refuses it.
        """
        now = self._clock()
        event = _parse(submission.event, submission.disclosures, now)
        return self._check_alone(event, submission, {}, _Rights(self, now))

    def check_each(
        self, bodies: Sequence[T], read: Callable[[T], Submission], ahead: Ahead
    ) -> list[Checked | QuanzeError]:
        """Check events that are each signed alone: what passed, or why not, in order.

        Args:
            bodies: of one request, in order.
            read: what one of them submits; it may refuse.
            ahead: what passed of that request before them; what passes now is added, for later ones may follow from it.

        Raises:
            Unavailable: the store does not answer.
        """
        now = self._clock()

        def parse(body: T) -> tuple[Event, Submission]:
            submission = read(body)
            return _parse(submission.event, submission.disclosures, now), submission

        rights = _Rights(self, now)

        def check(pair: tuple[Event, Submission]) -> Checked:
            return self._check_alone(*pair, ahead, rights)

        parsed = [_or_refusal(parse, body) for body in bodies]
        if self._order is not None:
            self._order.learn([one[0] for one in parsed if isinstance(one, tuple)], ahead)
        return [one if isinstance(one, QuanzeError) else _or_refusal(check, one) for one in parsed]

    def check_batch(self, events: Sequence[tuple[bytes, Mapping[str, Disclosure]]], signature: bytes) -> list[Checked]:
        """Check many events of one actor under one signature; all pass or the first error is raised, as `check`."""
        if not 1 <= len(events) <= MAX_BATCH:
            raise InputRefused(zh=f"一批须有 1 至 {MAX_BATCH} 个事件", en=f"a batch holds 1 to {MAX_BATCH} events")
        now = self._clock()
        parsed = [_parse(raw, disclosures, now) for raw, disclosures in events]
        if len({event.actor for event in parsed}) > 1:
            raise InputRefused(zh="一批事件须出自同一部门", en="the events of a batch have one actor")
        leaves = [merkle.leaf_hash(event.digest) for event in parsed]
        root, paths = merkle.root_with_proofs(leaves)
        digest = batch_digest(self._separator, actor=parsed[0].actor, count=len(leaves), root=root)
        signer = recover(digest, signature)
        ahead: Ahead = {}
        if self._order is not None:
            self._order.learn(parsed, {event.id for event in parsed})
        rights = _Rights(self, now)
        for event, (_, disclosures) in zip(parsed, events, strict=True):
            rights.check(event, signer)
            self._check_rules(event, disclosures, ahead)
        return [
            _checked(
                event, signer, signature, disclosures, encode_batch(BatchPosition(position, len(leaves), tuple(path)))
            )
            for position, (event, (_, disclosures), path) in enumerate(zip(parsed, events, paths, strict=True))
        ]

    def check_right(self, event: Event, signer: bytes, now: int) -> None:
        """Raise, as `check`, unless the key's department may say this at ``now`` (ms)."""
        address = "0x" + signer.hex()
        key = self._directory.key(address)
        if key is None:
            raise SignerUnknown(
                zh=f"签名恢复出的密钥 {address} 未登记: 密钥不对, 或签名时所用的链或合约不是本账本的",
                en=f"the signature yields {address}, which is enrolled nowhere: the key is another one, or it signed "
                "for another chain or contract",
                signer=address,
            )
        if key.department != event.actor:
            raise KeyNotOfActor(
                zh=f"密钥 {address} 属于 {key.department}, 不能替 {event.actor} 签名",
                en=f"the key {address} belongs to {key.department} and cannot sign for {event.actor}",
                signer=address,
            )
        _check_key(event, key, now)
        self._parties.check(event, key)

    def _check_alone(self, event: Event, submission: Submission, ahead: Ahead, rights: _Rights) -> Checked:
        signer = recover(signed_digest(self._separator, event), submission.signature)
        rights.check(event, signer)
        self._check_rules(event, submission.disclosures, ahead)
        return _checked(event, signer, submission.signature, submission.disclosures)

    def _check_rules(self, event: Event, disclosures: Mapping[str, Disclosure], ahead: Ahead) -> None:
        if self._order is not None:
            self._order.check(event, ahead)
        if (guard := self._guards.get(event.type.name)) is not None:
            guard(event, disclosures)
        ahead[event.id] = event


class _Rights:
    """Rights within one request, all checked as of its time: what is the same for many events is asked once."""

    def __init__(self, intake: Intake, now: int) -> None:
        self._intake = intake
        self._now = now
        self._passed: set[tuple[object, ...]] = set()

    def check(self, event: Event, signer: bytes) -> None:
        """See `Intake.check_right`."""
        asked = (signer, event.actor, event.type.name, event.agreement, event.item, event.on_behalf_of)
        if asked not in self._passed:
            self._intake.check_right(event, signer, self._now)
            self._passed.add(asked)


def _parse(raw: bytes, disclosures: Mapping[str, Disclosure], now: int) -> Event:
    event = Event.parse(raw)
    if disclosures:
        check_disclosures(event.fields, disclosures)
    if event.occurred_ms > now + MAX_FUTURE_MS:
        raise EventFromFuture(
            zh=f"发生时间 {event.occurred_at} 在未来: 请校准时钟",
            en=f"occurred_at {event.occurred_at} lies in the future: set the clock right",
        )
    return event


def _check_key(event: Event, key: KeyFacts, now: int) -> None:
    if not key.valid_at(now):
        raise KeyNotValid(
            zh=f"密钥 {key.address} 此刻无效(未生效、已到期或已吊销)",
            en=f"the key {key.address} is not valid now (not yet, no longer, or revoked)",
            signer=key.address,
        )
    if key.role not in event.type.keys:
        allowed = ", ".join(event.type.keys)
        raise KeyNotAllowed(
            zh=f"{event.type.name} 须由 {allowed} 密钥签署, 此为 {key.role}",
            en=f"{event.type.name} is signed by a key of role {allowed}; this one is {key.role}",
            role=key.role,
        )


def _or_refusal(make: Callable[[T], R], given: T) -> R | QuanzeError:
    try:
        return make(given)
    except Unavailable:
        raise
    except QuanzeError as error:
        return error


def _checked(
    event: Event,
    signer: bytes,
    signature: bytes,
    disclosures: Mapping[str, Disclosure],
    place: bytes = b"",
) -> Checked:
    opened = canonical({name: item.to_json() for name, item in disclosures.items()}) if disclosures else b""
    streams = tuple(event.streams())
    return Checked(event.raw, event.digest, signer, signature, event.lane, event.seq, streams, opened, place)
