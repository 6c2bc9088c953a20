"""A deployment on a real SQLite store: departments, keys and an agreement as the chain's projections would hold them.

Only the chain itself is absent: its node does not answer, and anchors are written to the journal by hand.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, NoReturn

from ledger.asking.operations import Operations
from ledger.asking.proving import Prover
from ledger.checkpoint import VerifierKey
from ledger.config import Config
from ledger.duties.work import Work
from ledger.errors import ChainUnreachable, QuanzeError
from ledger.event_types import KeyRole
from ledger.keys import LocalSigner, LogKey, domain_separator
from ledger.keys.contract_types import struct_hash
from ledger.keys.personal import personal_digest
from ledger.model import format_time, parse_time
from ledger.policy.terms import AgreementTerms
from ledger.questions.deciding import Decider
from ledger.questions.tracing import Tracer
from ledger.recording.checkpointing import Sealer
from ledger.recording.freezing import FrozenMark
from ledger.recording.intake import Intake
from ledger.recording.local_recorder import LocalRecorder
from ledger.recording.pen import Draft, Pen
from ledger.recording.projecting import Projector
from ledger.recording.step_order import StepOrder
from ledger.recording.writer import Writer
from ledger.registers.access import Access
from ledger.registers.directory import Directory
from ledger.registers.sign_in_message import Site
from ledger.storage.projection_rows import Agreement, Department, DepartmentKey
from ledger.storage.store import open_store
from ledger.wiring import Ledger

ORIGIN = "example/quanze"
CHAIN_ID = 20815
START = parse_time("2026-11-20T02:00:00.000Z")
SEPARATOR = domain_separator(CHAIN_ID, "0x" + "e1" * 20)
OWNER, USER, MANAGER, UPPER, OTHER, AUDIT = (
    "MZJ-510100", "GGFW-510100", "SJJ-510100", "SJJ-510000", "JYJ-510100", "SJT-510000",
)  # fmt: skip
ITEM = "307001/000001"
_DEPARTMENTS = {
    UPPER: (None, 2, "510000"),
    MANAGER: (UPPER, 3, "510100"),
    OWNER: (MANAGER, 3, "510100"),
    USER: (MANAGER, 3, "510100"),
    OTHER: (MANAGER, 3, "510100"),
    AUDIT: (UPPER, 2, "510000"),
}
DAY = 86_400_000
ENTRY = {
    "title": "行政区划", "fields": ["code", "name"], "format": "csv", "update_cycle": "year", "share_type": "conditional",
    "condition": "限公共服务", "share_mode": "file", "grade": 1, "manager": MANAGER,
}  # fmt: skip


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        self.now += 1
        return self.now


class SilentNode:
    """Stands where contracts, reader and RPC connection of the node stand, and does not answer."""

    address: str
    encode: Callable[..., bytes]

    def __getattr__(self, name: str) -> Any:
        def unreachable(*_arguments: Any) -> NoReturn:
            raise ChainUnreachable(zh="链不可达", en="the chain does not answer")

        return unreachable

    def close(self) -> None:
        pass


def silent_chain() -> Any:
    contract = SilentNode()
    contract.address, contract.encode = "0x" + "e1" * 20, lambda *_: b"\x00"
    contracts = dict.fromkeys(("Departments", "Agreements", "EventLog", "Catalogue", "Accountability"), contract)
    return SimpleNamespace(
        chain_id=CHAIN_ID,
        genesis="0x" + "00" * 32,
        contracts=contracts,
        departments=contract,
        agreements=contract,
        event_log=contract,
        code_hashes=dict.fromkeys(contracts, "0x" + "00" * 32),
        reader=SilentNode(),
        rpc=SilentNode(),
    )


@cache
def empty_database() -> bytes:
    """A database with its tables and nothing in them; making them anew for each test takes most of its time."""
    with TemporaryDirectory() as folder:
        open_store(f"sqlite:///{folder}/quanze.db").close()
        return Path(folder, "quanze.db").read_bytes()


@dataclass
class Deployment:
    folder: Path
    clock: Clock = field(default_factory=Clock)
    signers: dict[tuple[str, KeyRole], LocalSigner] = field(default_factory=dict)
    database: str = ""

    def __post_init__(self) -> None:
        if not self.database:
            self.database = f"sqlite:///{self.folder}/quanze.db"
            (self.folder / "quanze.db").write_bytes(empty_database())
        self.store = open_store(self.database)
        self.directory = Directory(self.store, self.clock)
        self.writer = Writer(self.store, self.clock)
        self.recorder = LocalRecorder(self.writer)
        self.intake = Intake(self.directory, SEPARATOR, self.clock, order=StepOrder(self.store))
        self.projector = Projector(self.store, self.clock)
        self.log_key = LogKey.generate()
        self.sealer = Sealer(self.store, self.writer, self.log_key, ORIGIN)
        self.pens: dict[tuple[str, KeyRole], Pen] = {}
        with self.store.begin() as session:
            for code, (parent, tier, region) in _DEPARTMENTS.items():
                facts = {"parent": parent, "tier": tier, "region": region, "kind": 2, "since_ms": START - 400 * DAY}
                facts |= {"name_zh": code, "name_en": code}
                session.projections.put_department(Department(code, code, parent, str(tier), region, "active", facts))
        for code in _DEPARTMENTS:
            for role in (KeyRole.HEAD, KeyRole.GATEWAY, KeyRole.AUDITOR):
                if (role is KeyRole.AUDITOR) == (code == AUDIT):
                    self.enrol(code, role)
        self.ledger = self._wire()
        self.agreement = self.conclude()

    def enrol(self, code: str, role: KeyRole, until: int | None = None) -> LocalSigner:
        signer = LocalSigner.generate()
        with self.store.begin() as session:
            session.projections.put_key(DepartmentKey(signer.address, code, role, START - 300 * DAY, until))
        self.signers[code, role] = signer
        self.pens[code, role] = Pen(code, signer, SEPARATOR, 0)
        return signer

    def end_key(self, code: str, role: KeyRole) -> None:
        address = self.signers[code, role].address
        with self.store.begin() as session:
            session.projections.put_key(DepartmentKey(address, code, role, START - 300 * DAY, self.clock()))
        self.clock.now += 1000

    def conclude(self, **changes: Any) -> str:
        seconds = START // 1000
        members: dict[str, Any] = {
            "number": "协-2026-1", "owner": OWNER, "user": USER, "manager": MANAGER, "items": (ITEM,),
            "fields": ("code", "name"), "purposes": ("办理社保",), "mode": "file", "legal_basis": "条例 20",
            "scenario": "社保", "calls_per_day": 10, "rows_per_delivery": 100, "grade": 1, "redistribution": "none",
            "use_from": seconds - 86400, "use_until": seconds + 90 * 86400, "retention_until": seconds + 2000 * 86400,
            "text_zh": "11" * 32, "text_en": "22" * 32, "policy": "33" * 32, "calendar": "44" * 32,
        }  # fmt: skip
        terms = AgreementTerms(**(members | changes))
        identity = "0x" + struct_hash("Terms", terms.to_message()).hex()
        with self.store.begin() as session:
            session.projections.put_agreement(
                Agreement(
                    identity, terms.items[0], terms.owner, terms.user, terms.manager, terms.use_from * 1000,
                    terms.use_until * 1000, "concluded", terms.to_json(), {},
                )
            )  # fmt: skip
        return identity

    def draft(self, kind: str, values: Mapping[str, Any] | None = None, **members: Any) -> Draft:
        return Draft(kind, format_time(self.clock()), dict(values or {}), **members)

    def record(self, actor: str, draft: Draft, role: KeyRole = KeyRole.HEAD) -> str:
        event, submission = self.pens[actor, role].write(draft)
        (answer,) = self.recorder.submit([self.intake.check(submission)])
        if isinstance(answer, QuanzeError):
            raise answer
        self.projector.catch_up()
        return event.id

    def register(self, code: str = ITEM, owner: str = OWNER, **entry: Any) -> str:
        values = {"entry": {**ENTRY, **entry}, "approved_by": "head", "secrecy_assessment": "s-1"}
        event = self.record(owner, self.draft("catalogue.register", values, item=code))
        values = {"review_result": "pass"}
        self.record(MANAGER, self.draft("catalogue.publish", values, item=code, parents=[event]))
        return event

    def anchor(self) -> None:
        """Seal what is recorded and write a final anchor into the journal."""
        checkpoint = self.sealer.seal()
        assert checkpoint is not None
        now = self.clock()
        with self.store.begin() as session:
            anchor = session.anchors.prepare(
                origin=ORIGIN, size=checkpoint.size, root=checkpoint.root, raw_tx=b"\x01",
                tx_hash="0x" + secrets.token_hex(32), nonce=0, now=now,
            )  # fmt: skip
            session.anchors.record_sent(anchor.id, now)
            session.anchors.record_mined(anchor.id, 7, "0x" + "bb" * 32, now)
            session.anchors.record_final(anchor.id, now)
        self.projector.catch_up()

    def sign_in(self, code: str, role: KeyRole = KeyRole.HEAD) -> str:
        signer = self.signers[code, role]
        challenge = self.ledger.access.challenge(signer.address)
        return self.ledger.access.open_session(challenge.message, personal_sign(signer, challenge.message)).token

    def caller(self, code: str, role: KeyRole = KeyRole.HEAD) -> Any:
        return self.ledger.access.caller(self.sign_in(code, role))

    def exchange(self, received: str = "aa" * 32) -> tuple[str, str, str]:
        """Publish, deliver and receive one version; ``received`` is the digest that the user signs for."""
        salt = "00" * 16
        values = {"version": "1", "payload_salt": salt, "cycle_due": "2027-11-20T00:00:00.000Z"}
        published = self.record(OWNER, self.draft("data.update", values, item=ITEM, payload=payload("aa" * 32)))
        values = {"version": "1", "payload_salt": salt, "share_mode": "file", "outlet": "outlet-1"}
        under = {"item": ITEM, "agreement": self.agreement}
        sent = {**under, "payload": payload("aa" * 32), "parents": [published]}
        delivered = self.record(OWNER, self.draft("deliver", values, **sent), KeyRole.GATEWAY)
        taken = {**under, "payload": payload(received), "parents": [delivered]}
        receipt = self.record(USER, self.draft("receipt", {"result": "accept"}, **taken), KeyRole.GATEWAY)
        return published, delivered, receipt

    def close(self) -> None:
        self.recorder.close()
        self.store.close()

    def _wire(self) -> Ledger:
        chain, store, directory, clock = silent_chain(), self.store, self.directory, self.clock
        config = Config(folder=self.folder, origin=ORIGIN, operator=MANAGER, database=self.database, roots=())
        key = VerifierKey(ORIGIN, self.log_key.public)
        pen = Pen(MANAGER, self.signers[MANAGER, KeyRole.GATEWAY], SEPARATOR, 1)
        site = Site("127.0.0.1:8642", "http://127.0.0.1:8642", CHAIN_ID)
        return Ledger(
            config=config,
            store=store,
            chain=chain,
            directory=directory,
            intake=self.intake,
            recorder=self.recorder,
            prover=Prover(store, chain, key, clock, accept_unsealed=True, frozen=FrozenMark(config.frozen_file).read),
            operations=Operations(store, chain, clock, origin=ORIGIN),
            access=Access(store, directory, site, clock),
            decider=Decider(store, directory, self.intake, self.recorder, pen, ORIGIN, clock),
            tracer=Tracer(store, directory, ORIGIN, clock),
            work=Work(store, directory, ORIGIN, clock),
        )


def personal_sign(signer: LocalSigner, message: str) -> str:
    return "0x" + signer.sign_digest(personal_digest(message.encode())).hex()


def payload(digest: str, rows: int = 3) -> dict[str, Any]:
    return {"alg": "sha256", "digest": digest, "rows": rows}
