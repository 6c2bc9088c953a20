"""A world: one log on a real database, the departments that write to it, and what they were answered."""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, Self

from ledger.checkpoint import Checkpoint
from ledger.disclosure import SALT_SIZE
from ledger.events import Event
from ledger.keys import LocalSigner, LogKey, domain_separator
from ledger.model import format_time, parse_time
from ledger.recording.intake import Submission
from ledger.recording.pen import Draft, Pen
from ledger.recording.signed_head import SignedHead
from ledger.storage.projection_rows import Department, DepartmentKey
from ledger.storage.store import open_store
from tests.faults.child import Tell
from tests.faults.databases import Databases
from tests.faults.service import Service, Tune
from tests.faults.violation import Kind, require

ORIGIN = "quanze.test/faults"
SEPARATOR = domain_separator(20815, "0x" + "e1" * 20)
START = parse_time("2026-11-20T02:00:00.000Z")
CODES = ("MZ-330000", "GG-330000", "SJ-330000")
ITEMS = ("3/07/001/one", "3/07/001/two")
FIRST_EVENTS = 236  # so that the first faults meet the first full tile


class Clock:
    """The machine's clock: a millisecond later at each look, unless a fault lets it jump or stand still."""

    def __init__(self, now: int = START) -> None:
        self.now = now
        self.stands = False

    def pass_by(self, ms: int) -> None:
        """Let so much time pass."""
        self.now += ms

    def __call__(self) -> int:
        self.now += not self.stands
        return self.now


class SeededPen(Pen):
    """A pen whose salts can be had again from the seed."""

    random: Random

    def salt(self, field: str) -> bytes:  # noqa: ARG002 - as `Pen.salt`
        return self.random.randbytes(SALT_SIZE)

    def nonce(self) -> bytes:
        return self.random.randbytes(SALT_SIZE)


class Sent(NamedTuple):
    """What one sender sends at once: events signed each alone, or all under one signature."""

    events: tuple[Event, ...]
    submissions: tuple[Submission, ...]
    signature: bytes | None = None


class TellingKey:
    """The log's key; whatever it signs is on record before anybody has the signature, also if the process dies."""

    def __init__(self, key: LogKey, record: Path) -> None:
        self.public = key.public
        self._key = key
        self._record = record

    def sign(self, data: bytes) -> bytes:
        checkpoint = Checkpoint.parse(data.decode())
        line = f"{checkpoint.size} {checkpoint.root.hex()}\n".encode()
        descriptor = os.open(self._record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(descriptor, line)
        os.close(descriptor)
        return self._key.sign(data)

    def signed(self) -> list[tuple[int, bytes]]:
        """Size and root of everything ever signed."""
        if not self._record.exists():
            return []
        pairs = (line.split() for line in self._record.read_text().splitlines())
        return [(int(size), bytes.fromhex(root)) for size, root in pairs]


@dataclass
class World:
    """One log, its senders and their receipts.

    Attributes:
        acknowledged: event id → the index that its sender was told. waiting: what was sent without an answer.
    """

    databases: Databases
    url: str
    folder: Path
    secret: LogKey
    clock: Clock = field(default_factory=Clock)
    pens: list[SeededPen] = field(default_factory=list)
    acknowledged: dict[str, int] = field(default_factory=dict)
    waiting: list[Sent] = field(default_factory=list)
    origin: str = ORIGIN
    separator: bytes = SEPARATOR

    def open(self, tune: Tune = lambda _: None) -> Service:
        """Start its service."""
        return Service(self, tune)

    @property
    def log_key(self) -> TellingKey:
        return TellingKey(self.secret, self.folder / "signed")

    @property
    def head(self) -> SignedHead:
        return SignedHead(self.folder / "signed-head.json")

    @property
    def socket(self) -> Path:
        return self.folder / "s"

    def copy(self, folder: Path) -> Self:
        """The same world with a database and a folder of its own."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("run", "s"))
        return replace(
            self,
            url=self.databases.copy(self.url),
            folder=folder,
            clock=copy.copy(self.clock),
            pens=[copy.copy(one) for one in self.pens],
            acknowledged=dict(self.acknowledged),
            waiting=[],
        )

    def seed(self, random: Random) -> None:
        """What the senders write from here on follows from this."""
        for pen in self.pens:
            pen.random = random

    def write(self, random: Random, count: int | None = None, *, batch: bool | None = None) -> Sent:
        """Some events of one department, signed."""
        pen = random.choice(self.pens)
        drafts = [self._draft(random) for _ in range(count or random.randint(1, 4))]
        if batch if batch is not None else random.random() < 0.25:
            events, parts, signature = pen.write_batch(drafts)
            return Sent(tuple(events), tuple(Submission(raw, b"", opened) for raw, opened in parts), signature)
        written = [pen.write(draft) for draft in drafts]
        return Sent(tuple(event for event, _ in written), tuple(one for _, one in written))

    def errand(self, random: Random) -> list[Sent]:
        """What is on its way when a fault strikes."""
        self.waiting = [self.write(random) for _ in range(random.randint(1, 3))]
        return self.waiting

    def told(self, receipts: Sequence[tuple[str, int]]) -> None:
        """Note what senders were told; an index is given once and for ever."""
        for event_id, index in receipts:
            known = self.acknowledged.setdefault(event_id, index)
            require(known == index, Kind.DOUBLED, f"event {event_id} was told index {known} and index {index}")
        self.waiting = [one for one in self.waiting if any(e.id not in self.acknowledged for e in one.events)]

    def close(self) -> None:
        """Remove all of it."""
        self.databases.drop(self.url)
        shutil.rmtree(self.folder)

    def _draft(self, random: Random) -> Draft:
        now = format_time(self.clock())
        if random.random() < 0.5:
            return Draft("incident", now, {"kind": "k", "discovered_at": now, "level": "1", "affected": "a"})
        values = {"dimension": "d", "target": "1", "measured": "1", "sample": "s", "rule": "r"}
        return Draft("quality.measure", now, values, item=random.choice(ITEMS))


def prepare(databases: Databases, folder: Path) -> World:
    """A world with departments, items, and a log that is nearly a full tile long."""
    folder.mkdir()
    random = Random(0)
    world = World(databases, databases.new(), folder, LogKey.from_seed(random.randbytes(32)))
    keys = [(code, LocalSigner(random.randbytes(32))) for code in CODES]
    with open_store(world.url) as store, store.begin() as session:
        for code, signer in keys:
            facts: dict[str, Any] = {"parent": None, "tier": 2, "region": "330000", "kind": 2, "since_ms": START - 1000}
            facts |= {"name_zh": code, "name_en": code}
            session.projections.put_department(Department(code, code, None, "2", "330000", "active", facts))
            session.projections.put_key(DepartmentKey(signer.address, code, "head", START - 1000, None))
    world.pens = [SeededPen(code, signer, SEPARATOR, lane) for code, signer in keys for lane in (0, 1)]
    world.seed(random)
    with world.open() as service:
        for item in ITEMS:
            register(service, world, item)
        while service.writer.state.size < FIRST_EVENTS:
            service.carry_out([world.write(random, 12)], lambda _word, receipts: world.told(receipts))
            service.finish()
    return world


def register(service: Service, world: World, item: str) -> None:
    entry = {
        "title": "t", "fields": ["code"], "format": "csv", "update_cycle": "year", "share_type": "unconditional",
        "share_mode": "batch", "grade": 1, "manager": CODES[2],
    }  # fmt: skip
    values = {"entry": entry, "approved_by": "head", "secrecy_assessment": "none"}
    event, submission = world.pens[0].write(Draft("catalogue.register", format_time(world.clock()), values, item=item))
    told: Tell = lambda _word, receipts: world.told(receipts)  # noqa: E731
    service.carry_out([Sent((event,), (submission,))], told)
    service.finish()
