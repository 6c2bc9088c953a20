"""A small deployment to test against: a data bureau (root, manager, operator), a civil-affairs owner and a user."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ledger.acts import Consent
from ledger.asking.operations import Operations
from ledger.config import Config, RootConfig, load_config
from ledger.founding import Founded, Founding, found
from ledger.keys import LocalSigner, Signer
from ledger.keys.contract_types import CONTRACT_OF, contract_digest
from ledger.model import format_time
from ledger.policy.terms import AgreementTerms, earliest_retention
from ledger.recording.intake import Intake
from ledger.recording.pen import Draft, Pen
from ledger.recording.recorder import Receipt
from ledger.registers.directory import Directory
from ledger.wiring import clock
from ledger.worker import Worker

MANAGER, OWNER, USER = "SJ-330000", "MZ-330000", "GG-330000"
ITEM = "3/07/001/division"
OPEN = 2**64 - 1
ENTRY = {
    "title": "行政区划代码表",
    "fields": ["code", "name"],
    "format": "电子表格",
    "update_cycle": "年",
    "share_type": "unconditional",
    "share_mode": "batch",
    "grade": 1,
    "manager": MANAGER,
}


def eventually(found: Callable[[], Any], seconds: float = 60.0) -> Any:
    """The first true answer of ``found``, asked again and again; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"{found} stayed empty for {seconds} s")


@dataclass
class World:
    """A founded data folder and the keys of its departments."""

    config: Config
    founded: Founded
    heads: dict[str, Signer]
    nonces: dict[str, int] = field(default_factory=dict)

    @classmethod
    def found(cls, folder: Path, **founding: Any) -> World:
        heads: dict[str, Signer] = {code: LocalSigner.generate() for code in (MANAGER, OWNER, USER)}
        root = RootConfig(MANAGER, 2, 330000, 2, heads[MANAGER].address, "示范省数据局", "Demonstration data bureau")
        made = found(folder, Founding("quanze.test/log", MANAGER, (root,), checkpoint_ms=50, **founding))
        # what is recorded must not depend on the day: near the end of a year an alert asks for the next calendar
        return cls(replace(load_config(folder), alerts={"calendar-unpublished": 0}), made, heads)

    def sign(self, worker: Worker, struct: str, message: dict[str, Any], signer: Signer) -> bytes:
        contract = worker.chain.contracts[CONTRACT_OF[struct]].address
        return signer.sign_digest(contract_digest(struct, message, worker.chain.chain_id, contract))

    def nonce(self, department: str) -> int:
        value = self.nonces.get(department, 0)
        self.nonces[department] = value + 1
        return value

    def settle(self, worker: Worker) -> None:
        """Open the log, admit owner and user, enrol the service's key; wait until the directory knows all of it."""
        head, operations, directory = self.heads[MANAGER], self.operations(worker), self.directory(worker)
        opening = {
            "origin": self.config.origin, "department": MANAGER, "logKey": self.founded.anchor, "nonce": 0
        }  # fmt: skip
        operations.submit("open", opening, [Consent(head.address, self.sign(worker, "Opening", opening, head))])
        for code in (OWNER, USER):
            admission = {
                "code": code, "parent": MANAGER, "tier": 2, "region": 330000, "kind": 2,
                "head": self.heads[code].address, "validFrom": 0, "validUntil": OPEN, "nonce": self.nonce(MANAGER),
            }  # fmt: skip
            signature = self.sign(worker, "Admission", admission, head)
            names = {"names": {"zh": code, "en": code}}
            operations.submit("admit", admission, [Consent(head.address, signature)], names)
        self.enrol(worker, MANAGER, self.founded.service, 3)
        eventually(lambda: directory.key(self.founded.service))

    def enrol(self, worker: Worker, department: str, address: str, role: int, **times: int) -> None:
        grant = {
            "department": department, "key": address, "role": role, "validFrom": times.get("valid_from", 0),
            "validUntil": times.get("valid_until", OPEN), "nonce": self.nonce(department),
        }  # fmt: skip
        head = self.heads[department]
        consent = Consent(head.address, self.sign(worker, "KeyGrant", grant, head))
        self.operations(worker).submit("enrol", grant, [consent])

    def end(self, worker: Worker, department: str, address: str, since: int) -> None:
        end = {
            "department": department,
            "key": address,
            "since": since,
            "reason": "test",
            "nonce": self.nonce(department),
        }
        head = self.heads[department]
        consent = Consent(head.address, self.sign(worker, "KeyEnd", end, head))
        self.operations(worker).submit("endKey", end, [consent])

    def conclude(self, worker: Worker, number: str = "示范〔2026〕1号", **changes: Any) -> str:
        """Conclude an agreement and wait until the directory knows it; its id."""
        terms = terms_of(number=number, **changes)
        message = AgreementTerms.from_json(terms).to_message()
        signers = [self.heads[code] for code in (OWNER, USER, MANAGER)]
        consents = [Consent(one.address, self.sign(worker, "Terms", message, one)) for one in signers]
        agreement = str(self.operations(worker).submit("conclude", message, consents).description["agreement"])
        eventually(lambda: self.directory(worker).agreement(agreement))
        return agreement

    def directory(self, worker: Worker) -> Directory:
        return Directory(worker.store, clock)

    def operations(self, worker: Worker) -> Operations:
        return Operations(worker.store, worker.chain, clock, origin=self.config.origin)

    def intake(self, worker: Worker) -> Intake:
        return Intake(self.directory(worker), worker.chain.separator("EventLog"), clock)

    def pen(self, worker: Worker, code: str, lane: int = 0, next_seq: int = 0, signer: Signer | None = None) -> Pen:
        return Pen(code, signer or self.heads[code], worker.chain.separator("EventLog"), lane, next_seq)

    def record(self, worker: Worker, pen: Pen, draft: Draft) -> Receipt:
        """Write, check and record one event."""
        _, submission = pen.write(draft)
        (answer,) = worker.recorder.submit([self.intake(worker).check(submission)])
        assert isinstance(answer, Receipt), answer
        return answer

    def register(self, worker: Worker, pen: Pen) -> Receipt:
        """Register the catalogue item and wait until it is projected."""
        receipt = self.record(worker, pen, registration())
        eventually(lambda: self.directory(worker).item(ITEM))
        return receipt


def registration() -> Draft:
    values = {"entry": ENTRY, "approved_by": "head", "secrecy_assessment": "none"}
    return Draft("catalogue.register", now_text(), values, item=ITEM)


def delivery(agreement: str, digest: str = "ab" * 32) -> Draft:
    values = {"version": "1", "payload_salt": "00" * 16, "share_mode": "batch", "outlet": "gate-1"}
    payload = {"alg": "sha256", "digest": digest, "rows": 3}
    return Draft("deliver", now_text(), values, agreement=agreement, item=ITEM, payload=payload)


def now_text() -> str:
    return format_time(clock())


def terms_of(**changes: Any) -> dict[str, Any]:
    now = clock() // 1000
    until = now + 86_400 * 30
    terms: dict[str, Any] = {
        "number": "1", "owner": OWNER, "user": USER, "manager": MANAGER, "items": [ITEM], "fields": ["code", "name"],
        "purposes": ["行政审批"], "mode": "batch", "legal_basis": "条例20", "scenario": "示范", "calls_per_day": 0,
        "rows_per_delivery": 0, "grade": 1, "redistribution": "none", "use_from": now - 60, "use_until": until,
        "retention_until": earliest_retention(until) + 86_400,
    }  # fmt: skip
    digests = dict.fromkeys(("text_zh", "text_en", "policy", "calendar"), "ab" * 32)
    return terms | digests | changes
