"""Signed events for benchmarks, made before the clock starts: real ones, as a department's gateway would send."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context
from typing import Any

from ledger import merkle
from ledger.events import build_event
from ledger.keys import LocalSigner, batch_digest, event_digest
from ledger.model import format_time

FIELDS = ("version", "payload_salt", "share_mode", "outlet")
NONCE = "ff" * 16
SEQ = 2**53 - 1


@dataclass(frozen=True)
class Desk:
    """A gateway that delivers under one agreement; ``secret`` is its key, ``parent`` the event its deliveries rest on."""

    actor: str
    secret: bytes
    separator: bytes
    agreement: str
    item: str
    parent: str


class Writer:
    """Writes deliveries of one desk, each with its own number, nonce and payload; about 770 bytes."""

    def __init__(self, desk: Desk, lane: int, occurred_ms: int) -> None:
        self._desk = desk
        self._signer = LocalSigner(desk.secret)
        self._occurred_at = format_time(occurred_ms)
        self.seq = 0
        template = build_event(
            type="deliver", actor=desk.actor, lane=lane, seq=SEQ, occurred_at=self._occurred_at,
            nonce=bytes.fromhex(NONCE), fields={name: secrets.token_hex(32) for name in FIELDS},
            agreement=desk.agreement, item=desk.item, parents=[desk.parent],
            payload={"alg": "sha256", "digest": "ee" * 32, "rows": 3},
        )  # fmt: skip
        self._template = template.raw.decode()

    def event(self) -> str:
        """The next event's text, unsigned."""
        text = self._template.replace(NONCE, secrets.token_hex(16)).replace("ee" * 32, secrets.token_hex(32))
        text = text.replace(str(SEQ), str(self.seq))
        self.seq += 1
        return text

    def sign(self, text: str) -> str:
        """The signature over one event, ``0x`` and hex."""
        digest = event_digest(
            self._desk.separator, event_type="deliver", actor=self._desk.actor, agreement=self._desk.agreement,
            item=self._desk.item, occurred_at=self._occurred_at, event_id=sha256(text.encode()).digest(),
        )  # fmt: skip
        return "0x" + self._signer.sign_digest(digest).hex()

    def sign_once(self, texts: list[str]) -> str:
        """The one signature over many events."""
        leaves = [merkle.leaf_hash(sha256(text.encode()).digest()) for text in texts]
        digest = batch_digest(
            self._desk.separator, actor=self._desk.actor, count=len(texts), root=merkle.root(leaves)
        )  # fmt: skip
        return "0x" + self._signer.sign_digest(digest).hex()

    def signed(self) -> str:
        """The next event as JSON of `POST /v1/events`."""
        text = self.event()
        return f'{{"event":"{_escaped(text)}","signature":"{self.sign(text)}"}}'

    def batch(self, count: int) -> bytes:
        """A body of `POST /v1/events/batch`: each event signed by itself."""
        return ('{"events":[' + ",".join(self.signed() for _ in range(count)) + "]}").encode()

    def batch_once(self, count: int) -> bytes:
        """A body of `POST /v1/events/batch`: one signature for all."""
        texts = [self.event() for _ in range(count)]
        members = ",".join(f'{{"event":"{_escaped(text)}"}}' for text in texts)
        return f'{{"events":[{members}],"signature":"{self.sign_once(texts)}"}}'.encode()


def _escaped(text: str) -> str:
    return text.replace('"', '\\"')


def bodies(desks: list[Desk], kind: str, requests: int, each: int, lane: int, now: int) -> list[bytes]:
    """Request bodies, made by one process per core; ``kind`` is one, batch or once."""
    parts = [(desks[place::2], kind, requests // 2, each, lane, now) for place in range(2)]
    with get_context("spawn").Pool(2) as pool:
        made: list[list[bytes]] = pool.starmap(_make, parts)
    # of both processes in turn, so that neighbouring requests are of different signers
    return [body for pair in zip(*made, strict=True) for body in pair]


def _make(desks: list[Desk], kind: str, requests: int, each: int, lane: int, now: int) -> list[bytes]:
    writers: list[Any] = [Writer(desk, lane, now) for desk in desks]
    make = {
        "one": lambda writer: writer.signed().encode(),
        "batch": lambda writer: writer.batch(each),
        "once": lambda writer: writer.batch_once(each),
    }[kind]
    return [make(writers[number % len(writers)]) for number in range(requests)]
