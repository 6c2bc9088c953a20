"""Importing what was kept elsewhere: rows of a file become signed events, each exactly once.

Every row has its place for ever: (signer, lane, seq), where the lane follows from the source's name and seq counts the
rows of that signer. Nonces and salts are derived by HMAC from a secret kept beside the key, so running an import again
builds the very same events, which the log answers with the receipts it gave before. All rows are read and built before
the first is sent: a file with a bad row records nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from ledger.disclosure import SALT_SIZE, Disclosure
from ledger.errors import ImportRefused, InputRefused
from ledger.events import Event
from ledger.imports.case_log import CaseLog, Problem, Row, refuse_rows
from ledger.keys import Signer
from ledger.model import format_time
from ledger.recording.pen import Draft, Pen

BATCH = 500
_UPPER_HALF = 1 << 31
SECRET_SIZE = 32


@dataclass(frozen=True)
class Hand:
    """Who signs rows: a department and its key."""

    department: str
    signer: Signer


@dataclass(frozen=True)
class Built:
    """A row as an event of the key at ``address``."""

    address: str
    event: Event
    disclosures: dict[str, Disclosure]


@dataclass(frozen=True)
class Ready:
    """What one row of a source says as an event; ``actor`` picks the hand that signs, ``digest`` is SHA-256 of its cells."""

    line: int
    actor: str
    draft: Draft
    digest: bytes


@dataclass(frozen=True)
class Batch:
    """Consecutive rows of one hand under one signature; ``first`` is the number of the first in its lane."""

    address: str
    lane: int
    first: int
    rows: tuple[Built, ...]
    signature: bytes

    @property
    def events(self) -> list[tuple[bytes, dict[str, Disclosure]]]:
        """The events' bytes with their disclosures, as a batch is sent."""
        return [(one.event.raw, one.disclosures) for one in self.rows]


@dataclass(frozen=True)
class Plan:
    """All events of a file, in the order in which they are sent."""

    built: tuple[Built, ...]
    batches: tuple[Batch, ...]

    def digest(self, count: int) -> str:
        """SHA-256 over the ids of the first ``count`` rows: a row that was changed since gives another."""
        return sha256(b"".join(one.event.digest for one in self.built[:count])).hexdigest()


class DerivedPen(Pen):
    """A pen whose nonces and salts follow from a secret and the row it writes."""

    def __init__(self, hand: Hand, separator: bytes, lane: int, secret: bytes) -> None:
        super().__init__(hand.department, hand.signer, separator, lane)
        self._secret = secret
        self._row = b""

    def write_row(self, seq: int, digest: bytes, draft: Draft) -> Built:
        """The event of a row (SHA-256 of its cells) at its place."""
        self.next_seq, self._row = seq, digest
        event, disclosures = self.build(draft)
        return Built(self.signer.address, event, disclosures)

    def salt(self, field: str) -> bytes:
        """See `Pen.salt`."""
        return self._derive("salt", field)

    def nonce(self) -> bytes:
        """See `Pen.nonce`."""
        return self._derive("nonce", "")

    def _derive(self, use: str, name: str) -> bytes:
        place = f"{use}\0{name}\0{self.lane}\0{self.next_seq}\0".encode()
        return hmac.digest(self._secret, place + self._row, "sha256")[:SALT_SIZE]


def plan(log: CaseLog, hands: Mapping[str, Hand], separator: bytes, secret: bytes) -> Plan:
    """Build and sign all events of a case log.

    Args:
        log: the rows and their mapping.
        hands: who signs, by the actor named in a row; the name ``""`` signs for every actor that is not named.
        separator: EIP-712 domain separator of the chain's EventLog.
        secret: 32 bytes that never change for this source and key.

    Raises:
        ImportRefused: naming every row that gives no event.
    """
    actors = [(row.line, row.actor) for row in log.rows]
    places = _Places(actors, hands, _Lane(log.mapping.source, log.mapping.actor, separator, secret))
    return places.plan(_build(log, places.of, secret))


def plan_ready(rows: Sequence[Ready], source: str, hands: Mapping[str, Hand], separator: bytes, secret: bytes) -> Plan:
    """Build and sign events that follow from one row each; arguments and errors as `plan`."""
    places = _Places([(row.line, row.actor) for row in rows], hands, _Lane(source, "", separator, secret))
    built: list[Built] = []
    problems: list[Problem] = []
    for row in rows:
        pen, seq = places.of[row.line]
        try:
            built.append(pen.write_row(seq, row.digest, row.draft))
        except InputRefused as error:
            problems.append(Problem(row.line, "", error.zh, error.en))
    refuse_rows(problems)
    return places.plan(tuple(built))


class _Lane(NamedTuple):
    """Where a source's events are numbered; ``column`` names the actor in what is wrong."""

    source: str
    column: str
    separator: bytes
    secret: bytes


class _Places:
    """The pen and number of every row: each hand counts its own rows in the order of the file.

    Raises:
        ImportRefused: a secret of another size, or actors whose key is not at hand.
    """

    def __init__(self, actors: Iterable[tuple[int, str]], hands: Mapping[str, Hand], lane: _Lane) -> None:
        if len(lane.secret) != SECRET_SIZE:
            raise ImportRefused(zh="导入密语须为 32 字节", en="the import's secret is 32 bytes")
        self._lane = lane_of(lane.source, lane.secret)
        self._pens: dict[str, DerivedPen] = {}
        self.of: dict[int, tuple[DerivedPen, int]] = {}
        counts: dict[str, int] = {}
        problems: list[Problem] = []
        for line, actor in actors:
            hand = hands.get(actor) or hands.get("")
            if hand is None:
                problems.append(Problem(line, lane.column, f"没有 {actor!r} 的密钥", f"no key for {actor!r}"))
                continue
            address = hand.signer.address
            pen = self._pens.setdefault(address, DerivedPen(hand, lane.separator, self._lane, lane.secret))
            self.of[line] = (pen, counts.get(address, 0))
            counts[address] = counts.get(address, 0) + 1
        refuse_rows(problems)

    def plan(self, built: tuple[Built, ...]) -> Plan:
        """All of them with their batches, in the order of the file."""
        return Plan(built, tuple(_batches(built, self._pens, self._lane)))


def lane_of(source: str, secret: bytes) -> int:
    """The lane of a source: in the upper half, so that it meets no lane that is chosen by hand."""
    derived = hmac.digest(secret, f"lane\0{source}".encode(), "sha256")[:4]
    return _UPPER_HALF | int.from_bytes(derived, "big") % _UPPER_HALF


def pseudonym(actor: str, secret: bytes) -> str:
    """A name for an actor that only the holder of the secret can lead back to it."""
    return "op-" + hmac.digest(secret, f"operator\0{actor}".encode(), "sha256").hex()[:16]


def send(
    plan: Plan,
    next_seq: Callable[[str, int], int],
    submit: Callable[[Batch], Iterable[bool]],
    done: Callable[[int], None] = lambda _: None,
) -> tuple[int, int]:
    """Send what is not recorded yet: (recorded now, recorded before).

    Args:
        plan: what is to be recorded.
        next_seq: (address, lane) → the lane's next number, as the log knows it.
        submit: records a batch, all of it or nothing; for each event whether it was recorded before.
        done: told how many rows are recorded so far.
    """
    recorded = before = 0
    known = {address: next_seq(address, lane) for address, lane in {(one.address, one.lane) for one in plan.batches}}
    for batch in plan.batches:
        # the log takes a batch as one, so a lane that has come to its end holds all of it
        if batch.first + len(batch.rows) <= known[batch.address]:
            before += len(batch.rows)
        else:
            duplicates = list(submit(batch))
            before += sum(duplicates)
            recorded += len(duplicates) - sum(duplicates)
        done(recorded + before)
    return recorded, before


def _build(log: CaseLog, seqs: Mapping[int, tuple[DerivedPen, int]], secret: bytes) -> tuple[Built, ...]:
    """Each row's event, its parent the one before it in the same case; in the order of the file."""
    built: dict[int, Built] = {}
    problems: list[Problem] = []
    previous: dict[str, str] = {}
    for row in sorted(log.rows, key=lambda one: (one.case, one.time_ms, one.line)):
        pen, seq = seqs[row.line]
        try:
            one = pen.write_row(seq, row.digest, _draft(log, row, previous.get(row.case), secret))
        except InputRefused as error:
            problems.append(Problem(row.line, "", error.zh, error.en))
            continue
        built[row.line] = one
        previous[row.case] = one.event.id
    refuse_rows(problems)
    return tuple(built[row.line] for row in log.rows)


def _draft(log: CaseLog, row: Row, parent: str | None, secret: bytes) -> Draft:
    values: dict[str, Any] = {"case_ref": row.case, "activity": row.activity, **row.fields}
    if row.due_ms is not None:
        values["due_at"] = format_time(row.due_ms)
    operator = pseudonym(row.actor, secret) if row.actor and log.mapping.pseudonyms else None
    return Draft(
        log.mapping.event_type, format_time(row.time_ms), values, operator=operator, parents=(parent,) if parent else ()
    )


def _batches(built: Sequence[Built], pens: Mapping[str, DerivedPen], lane: int) -> Iterator[Batch]:
    """Batches of each key, full ones in the order of the file."""
    waiting: dict[str, list[Built]] = {address: [] for address in pens}
    sent = dict.fromkeys(pens, 0)
    for one in built:
        waiting[one.address].append(one)
        if len(waiting[one.address]) == BATCH:
            yield _batch(pens[one.address], lane, sent, waiting)
    for address, rest in waiting.items():
        if rest:
            yield _batch(pens[address], lane, sent, waiting)


def _batch(pen: DerivedPen, lane: int, sent: dict[str, int], waiting: dict[str, list[Built]]) -> Batch:
    address = pen.signer.address
    rows, waiting[address] = tuple(waiting[address]), []
    first, sent[address] = sent[address], sent[address] + len(rows)
    return Batch(address, lane, first, rows, pen.sign_batch([one.event for one in rows]))
