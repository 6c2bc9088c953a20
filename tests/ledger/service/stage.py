"""A deployment whose rounds the test turns itself: acts are carried out one after another, without waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import pytest

from ledger.acts import Consent
from ledger.asking.operations import Operations
from ledger.config import RootConfig, load_config
from ledger.errors import ContractRefused
from ledger.founding import Founding, found
from ledger.keys import LocalSigner, Signer
from ledger.recording.intake import Intake
from ledger.recording.pen import Draft, Pen
from ledger.recording.recorder import Receipt
from ledger.registers.directory import Directory
from ledger.storage.operation_journal import Operation, OperationState
from ledger.wiring import clock
from ledger.worker import Worker
from tests.ledger.service.world import now_text

OPEN = 2**64 - 1
NATION, GOVERNMENT, MANAGER, OWNER, USER = "ZY-000000", "ZF-330000", "SJ-330000", "MZ-330000", "GF-330000"
AUDITOR, CONTRACTOR, STRANGER, REFORMED, LOST = "SJT-330000", "DSJ-330000", "YX-330000", "JJ-330000", "SS-330000"
ADMITTED = (MANAGER, OWNER, USER, AUDITOR, CONTRACTOR, STRANGER, REFORMED, LOST)
ORIGIN = "quanze.test/acts"


class Stepped(Worker):
    """A worker without threads."""

    def _go(self) -> None:
        pass


class Stage:
    """Departments with a head each, their service, and how an act is carried out."""

    def __init__(self, folder: Path) -> None:
        self.heads: dict[str, Signer] = {code: LocalSigner.generate() for code in (NATION, GOVERNMENT, *ADMITTED)}
        self.auditor, self.officer = LocalSigner.generate(), LocalSigner.generate()
        roots = (
            RootConfig(GOVERNMENT, 2, 330000, 2, self.heads[GOVERNMENT].address, "示范省政府", "Province"),
            RootConfig(NATION, 1, 0, 2, self.heads[NATION].address, "国家", "Nation"),
        )
        self.founded = found(folder, Founding(ORIGIN, GOVERNMENT, roots))
        self.config = load_config(folder)
        self.worker = Stepped(self.config)
        self.done: set[str] = set()
        self._seq: dict[str, int] = {}

    @classmethod
    def of(cls, stopped: Stage) -> Stage:
        """The same deployment, started again."""
        again = cls.__new__(cls)
        vars(again).update(vars(stopped))
        again.worker = Stepped(stopped.config)
        return again

    def __enter__(self) -> Self:
        self.worker.__enter__()
        self.operations = Operations(self.worker.store, self.worker.chain, clock, origin=ORIGIN)
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.close()

    def settle(self) -> None:
        """Admit the departments, enrol an auditor's and an officer's key, open the log."""
        for code in ADMITTED:
            self.run("admit", admission(code, self.heads[code]), GOVERNMENT, extra={"names": {"zh": code, "en": code}})
        self.run("enrol", grant(AUDITOR, self.auditor, 4), AUDITOR)
        self.run("enrol", grant(OWNER, self.officer, 2), OWNER)
        opening = {"origin": ORIGIN, "department": GOVERNMENT, "logKey": self.founded.anchor}
        self.run("open", opening, GOVERNMENT)

    def signer(self, who: str | Signer) -> Signer:
        """A key, or the head of a department."""
        return self.heads[who] if isinstance(who, str) else who

    def sign(
        self, act: str, message: Mapping[str, Any], *who: str | Signer, extra: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[Consent]]:
        """The drafted message and the signatures over it."""
        drafted = self.operations.draft(act, message, extra)
        signers = [self.signer(one) for one in who]
        return drafted.message, [Consent(one.address, one.sign_digest(drafted.digest or b"")) for one in signers]

    def submit(
        self, act: str, message: Mapping[str, Any], *who: str | Signer, extra: Mapping[str, Any] | None = None
    ) -> Operation:
        """Draft, sign and journal."""
        whole, consents = self.sign(act, message, *who, extra=extra)
        return self.operations.submit(act, whole, consents, extra)

    def run(
        self, act: str, message: Mapping[str, Any], *who: str | Signer, extra: Mapping[str, Any] | None = None
    ) -> Operation:
        """Carry an act out; it has to succeed."""
        operation = self.submit(act, message, *who, extra=extra)
        self.turn()
        ended = self.operations.state(str(operation.id))
        assert ended.state is OperationState.FINAL, ended.error
        self.done.add(act)
        return ended

    def refusal(
        self, act: str, message: Mapping[str, Any], *who: str | Signer, extra: Mapping[str, Any] | None = None
    ) -> str:
        """Name of the error with which the contract refuses."""
        with pytest.raises(ContractRefused) as refused:
            self.submit(act, message, *who, extra=extra)
        return refused.value.error

    def act(
        self,
        act: str,
        message: Mapping[str, Any],
        who: Sequence[str | Signer],
        wrong: Sequence[str | Signer],
        error: str,
        extra: Mapping[str, Any] | None = None,
    ) -> Operation:
        """By the wrong keys it is refused, by the right ones it succeeds."""
        assert self.refusal(act, message, *wrong, extra=extra) == error
        return self.run(act, message, *who, extra=extra)

    def turn(self) -> None:
        """Rounds until nothing is on its way."""
        for _ in range(200):
            self.worker.chain_round()
            with self.worker.store.read() as session:
                if not session.operations.open():
                    return
        raise AssertionError("the chain did not take it")

    def event(self, code: str, signer: Signer | None = None) -> str:
        """Record an event of the department; its id, ``0x`` and 64 digits."""
        key = signer or self.heads[code]
        pen = Pen(code, key, self.worker.chain.separator("EventLog"), 0, self._seq.get(key.address, 0))
        fields = {"alert": {"rule": "r", "subject": "s", "level": "1"}, "audit.access": {"scope": "s", "query": "q"}}
        kind = "audit.access" if signer else "alert"
        _, submission = pen.write(Draft(kind, now_text(), fields[kind]))
        intake = Intake(Directory(self.worker.store, clock), self.worker.chain.separator("EventLog"), clock)
        (receipt,) = self.worker.recorder.submit([intake.check(submission)])
        assert isinstance(receipt, Receipt), receipt
        self._seq[key.address] = pen.next_seq
        return "0x" + receipt.event_id

    def anchored(self, code: str, signer: Signer | None = None) -> str:
        """Record an event and anchor it."""
        event = self.event(code, signer)
        self.worker.seal_round()
        for _ in range(200):
            self.worker.chain_round()
            if self.worker.prover.status().unanchored_count == 0:
                return event
        raise AssertionError("not anchored")


def now() -> int:
    """Seconds."""
    return clock() // 1000


def admission(code: str, head: Signer, parent: str = GOVERNMENT) -> dict[str, Any]:
    place = {"tier": 2, "region": 330000, "kind": 2 if code in (NATION, GOVERNMENT) else 5}
    return {"code": code, "parent": parent, **place, "head": head.address, "validFrom": 0, "validUntil": OPEN}


def grant(code: str, key: Signer, role: int) -> dict[str, Any]:
    return {"department": code, "key": key.address, "role": role, "validFrom": 0, "validUntil": OPEN}
