"""Answers of routes that hand on small rows of the use cases: times in words, enums as their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from api.problems import problem
from ledger.asking.chain_views import time_or_none, time_text
from ledger.asking.standing import Status
from ledger.duties.watching import WatchReport
from ledger.errors import QuanzeError
from ledger.model import format_time, moment
from ledger.recording.recorder import Receipt
from ledger.registers.access import Challenge, OpenedSession
from ledger.registers.caller import Caller
from ledger.registers.directory import DepartmentFacts, KeyFacts
from ledger.registers.sign_in_message import STATEMENT, STATEMENT_ZH


class Answer(BaseModel):
    """An answer; no member but those described."""

    model_config = ConfigDict(extra="forbid")


class ChallengeAnswer(Answer):
    """The text to sign, and what it says in both languages: EIP-4361 allows ASCII only in the text itself."""

    message: str
    expires_at: str
    zh: str
    en: str

    @classmethod
    def of(cls, challenge: Challenge) -> ChallengeAnswer:
        """From the use case."""
        expires_at = format_time(challenge.expires_at)
        return cls(message=challenge.message, expires_at=expires_at, zh=STATEMENT_ZH, en=STATEMENT)


class CallerAnswer(Answer):
    """Who is signed in."""

    address: str
    department: str
    role: str
    tier: int
    region: str

    @classmethod
    def of(cls, caller: Caller) -> CallerAnswer:
        """From the use case."""
        return cls(**{**vars(caller), "role": caller.role.value})


class SessionAnswer(Answer):
    """A session; the token is shown this once."""

    token: str
    expires_at: str
    caller: CallerAnswer

    @classmethod
    def of(cls, opened: OpenedSession) -> SessionAnswer:
        """From the use case."""
        return cls(token=opened.token, expires_at=format_time(opened.expires_at), caller=CallerAnswer.of(opened.caller))


class KeyAnswer(Answer):
    """A key; ``valid_until`` None is open."""

    address: str
    role: str
    valid_from: str
    valid_until: str | None

    @classmethod
    def of(cls, key: KeyFacts) -> KeyAnswer:
        """From the use case."""
        return cls(
            address=key.address,
            role=key.role.value,
            valid_from=time_text(key.valid_from_ms),
            valid_until=time_or_none(key.valid_until_ms),
        )


class DepartmentAnswer(Answer):
    """A department; ``keys`` only where one department is asked for.

    From ``succeeded_at`` on ``successor`` stands in its place, by the legal instrument of that hash.
    """

    code: str
    parent: str | None
    tier: int
    region: str
    kind: int
    since: str
    name_zh: str
    name_en: str
    successor: str | None
    succeeded_at: str | None
    instrument: str | None
    keys: list[KeyAnswer] | None = None

    @classmethod
    def of(cls, facts: DepartmentFacts, keys: Sequence[KeyFacts] | None = None) -> DepartmentAnswer:
        """From the use case."""
        members = {name: value for name, value in vars(facts).items() if not name.endswith("_ms")}
        listed = None if keys is None else [KeyAnswer.of(key) for key in keys]
        since, succeeded_at = time_text(facts.since_ms), time_or_none(facts.succeeded_ms)
        return cls(**members, since=since, succeeded_at=succeeded_at, keys=listed)


class DepartmentList(Answer):
    """All departments, by code."""

    departments: list[DepartmentAnswer]


class Operation(Protocol):
    """What is told of a journalled chain call."""

    @property
    def id(self) -> int:
        """Its place in the journal."""

    @property
    def kind(self) -> str:
        """The contract's function."""

    @property
    def state(self) -> str:
        """recorded, sent, mined, final, failed."""

    @property
    def tx_hash(self) -> str | None:
        """Once it is sent."""

    @property
    def block_number(self) -> int | None:
        """Once it is mined."""

    @property
    def description(self) -> Mapping[str, Any]:
        """What it carries out: the message, who signed, and the id of what it makes or concerns."""

    @property
    def error(self) -> str | None:
        """Why it failed, or the last attempt did."""


class OperationAnswer(Answer):
    """A chain operation: recorded, sent, mined, final, or failed with its error."""

    id: str
    kind: str
    state: str
    tx_hash: str | None
    block: int | None
    error: str | None

    @classmethod
    def of(cls, operation: Operation) -> OperationAnswer:
        """From the use case."""
        return cls(
            id=str(operation.id),
            kind=operation.kind,
            state=str(operation.state),
            tx_hash=operation.tx_hash,
            block=operation.block_number,
            error=operation.error,
        )


class ConcludedAnswer(Answer):
    """The operation that concludes an agreement, and the agreement's id."""

    operation: OperationAnswer
    agreement: str


class ReceiptAnswer(Answer):
    """Where an event stands in the log for ever; ``duplicate`` if it stood there already."""

    index: int
    event_id: str
    recorded_at: str
    duplicate: bool

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptAnswer:
        """From the use case."""
        return cls(
            index=receipt.index,
            event_id=receipt.event_id,
            recorded_at=format_time(receipt.recorded_at),
            duplicate=receipt.duplicate,
        )


class ProblemAnswer(Answer):
    """A refusal of one event of a batch."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    zh: str
    en: str
    details: dict[str, Any]


class BatchAnswer(Answer):
    """One receipt or problem for each event, in order."""

    results: list[ReceiptAnswer | ProblemAnswer]

    @classmethod
    def of(cls, answers: Iterable[Receipt | QuanzeError]) -> BatchAnswer:
        """From the use case."""
        return cls(
            results=[
                ReceiptAnswer.of(one) if isinstance(one, Receipt) else ProblemAnswer(**problem(one)) for one in answers
            ]
        )


class NextSeq(Answer):
    """The next number in a lane."""

    next_seq: int


class NextNonce(Answer):
    """The nonce of a department's next signed change."""

    nonce: int


class ProofAnswer(Answer):
    """A Merkle path, base64 each."""

    path: list[str]


class Probe(Answer):
    """Whether all is well."""

    ok: bool


class ReadyProbe(Probe):
    """Whether requests can be served, and how the watcher of duties is."""

    watcher: WatchReport


class WitnessAnswer(Answer):
    """The newest checkpoint that a witness cosigned."""

    name: str
    size: int
    cosigned_at: str | None


class StatusAnswer(Answer):
    """How far log, checkpoints and anchors have come; ages in ms."""

    origin: str
    size: int
    checkpoint_size: int
    anchored_size: int
    anchored_block: int | None
    anchored_at: str | None
    unanchored_count: int
    unanchored_age_ms: int | None
    chain_ok: bool
    chain_block: int | None
    chain_read: int
    projected: int
    witness_quorum: int
    witnessed_size: int
    witnesses: list[WitnessAnswer]
    frozen: dict[str, str] | None

    @classmethod
    def of(cls, status: Status) -> StatusAnswer:
        """From the use case."""
        witnesses = [
            WitnessAnswer(name=one.name, size=one.size, cosigned_at=moment(one.cosigned_at)) for one in status.witnesses
        ]
        return cls(**{**vars(status), "anchored_at": moment(status.anchored_at), "witnesses": witnesses})
