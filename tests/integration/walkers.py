"""Who walks: four tiers of departments with keys of every role, and the check of each step against every one of them.

ZY-000000 ── ZF-330000 ─┬─ ZF-330100 ─┬─ ZF-330106 ─┬─ MZ-330106   (owner)
  (国)          (省)     │     (市)    │     (县)     └─ SH-330106   (its heir)
                        │             ├─ SJ-330100   (manager)
                        │             ├─ GF-330100   (user)
                        │             ├─ JW-330100   (supervisor)
                        │             └─ DS-330100   (contractor)
                        ├─ SJT-330000   (auditors)
                        └─ YX-330200    (a stranger)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from ledger.acts import Consent
from ledger.acts.carrying import call_arguments, check_enclosed
from ledger.acts.catalogue import ZERO
from ledger.acts.consenting import act_digest
from ledger.asking.operations import Drafted, Operations
from ledger.config import RootConfig, load_config
from ledger.errors import ContractRefused
from ledger.event_types import KeyRole
from ledger.founding import Founding, found
from ledger.keys import LocalSigner, Signer
from ledger.recording.steady_clock import boottime
from ledger.storage.operation_journal import Operation
from ledger.wiring import clock
from tests.ledger.service.stage import OPEN, Stage, Stepped, grant

NATION, PROVINCE, CITY, COUNTY = "ZY-000000", "ZF-330000", "ZF-330100", "ZF-330106"
MANAGER, OWNER, USER, HEIR = "SJ-330100", "MZ-330106", "GF-330100", "SH-330106"
SUPERVISOR, CONTRACTOR, AUDIT, STRANGER = "JW-330100", "DS-330100", "SJT-330000", "YX-330200"
# parent, tier, region, kind: 2 is a government
PLACES: dict[str, tuple[str, int, int, int]] = {
    PROVINCE: (NATION, 2, 330000, 2),
    CITY: (PROVINCE, 3, 330100, 2),
    COUNTY: (CITY, 4, 330106, 2),
    MANAGER: (CITY, 3, 330100, 5),
    OWNER: (COUNTY, 4, 330106, 5),
    USER: (CITY, 3, 330100, 5),
    HEIR: (COUNTY, 4, 330106, 5),
    SUPERVISOR: (CITY, 3, 330100, 3),
    CONTRACTOR: (CITY, 3, 330100, 6),
    AUDIT: (PROVINCE, 2, 330000, 5),
    STRANGER: (PROVINCE, 3, 330200, 5),
}
ORIGIN = "quanze.test/walk"
NUMBER = {role: number for number, role in enumerate(("head", "officer", "gateway", "auditor", "supervisor"), 1)}
ENROLLED = [
    *((code, role) for code in (OWNER, USER, MANAGER) for role in ("officer", "gateway", "auditor", "supervisor")),
    (SUPERVISOR, "supervisor"), (CONTRACTOR, "officer"), (AUDIT, "auditor"), (STRANGER, "officer"),
    (STRANGER, "auditor"), (CITY, "officer"), (HEIR, "officer"),
]  # fmt: skip
_SIDED = ("offer", "withdraw", "suspend", "resume", "orderRectification", "terminateForMisuse")
_ERRORS = {
    "admitRoot": "NotARootHead",
    "changeQuorum": "NotARootHead",
    "publish": "NotAReviewer",
    "refuse": "NotAReviewer",
    "witness": "NotAWitness",
}
_OFFICE = {("suspend", 0), ("resume", 0), ("close", 1)}


@dataclass(frozen=True)
class Held:
    """A key of the cast: whose it is and what it is for; ended ones stay to be refused."""

    signer: Signer
    department: str
    role: str
    valid: bool = True


class Walk(Stage):
    """A deployment of four tiers. `step` carries out what the right keys sign, after every other key was refused."""

    def __init__(self, folder: Path) -> None:
        self.heads: dict[str, Signer] = {code: LocalSigner.generate() for code in (NATION, *PLACES)}
        self.keys: dict[str, Held] = {}
        root = RootConfig(NATION, 1, 0, 2, self.heads[NATION].address, "国家", "Nation")
        self.founded = found(folder, Founding(ORIGIN, NATION, (root,)))
        self.config = load_config(folder)
        self.ahead = 0
        self.worker = Stepped(self.config, self.clock, self.elapsed)
        self.done: set[str] = set()
        self.refused: Counter[str] = Counter()
        self.accepted = 0
        self.tested: set[str] = set()
        self._seq: dict[str, int] = {}
        self.hold(NATION, "head", self.heads[NATION])
        self.keys["nobody's key"] = Held(LocalSigner.generate(), "", "none", valid=False)

    def __enter__(self) -> Self:
        self.worker.__enter__()
        self.operations = Operations(self.worker.store, self.worker.chain, self.clock, origin=ORIGIN)
        return self

    def clock(self) -> int:
        """Milliseconds; `pass_days` lets time go by."""
        return clock() + self.ahead

    def elapsed(self) -> int:
        """Milliseconds since this machine was booted, and those that went by."""
        return boottime() + self.ahead

    def now(self) -> int:
        """Seconds."""
        return self.clock() // 1000

    def pass_days(self, days: float) -> None:
        """Set the service's clock and the chain's forward."""
        self.ahead += int(days * 86_400_000)
        assert self.worker.node is not None
        self.worker.node.set_clock(self.now())

    def hold(self, code: str, role: str, signer: Signer) -> None:
        """A key takes part from now on."""
        self.keys[f"{role} of {code}"] = Held(signer, code, role)

    def end(self, code: str) -> None:
        """All keys of the department have ended."""
        self.keys = {name: replace(one, valid=one.valid and one.department != code) for name, one in self.keys.items()}

    def admission(self, code: str) -> dict[str, Any]:
        parent, tier, region, kind = PLACES[code]
        place = {"code": code, "parent": parent, "tier": tier, "region": region, "kind": kind}
        return place | {"head": self.heads[code].address, "validFrom": 0, "validUntil": OPEN}

    def settle(self) -> None:
        """Admit who is not yet in, enrol keys of every role, end one head of the owner, open the log."""
        for code in PLACES:
            if f"head of {code}" not in self.keys:
                names = {"names": {"zh": code, "en": code}}
                self.submit("admit", self.admission(code), PLACES[code][0], extra=names)
                self.turn()
                self.hold(code, "head", self.heads[code])
        for code, role in ENROLLED:
            signer = LocalSigner.generate()
            self.submit("enrol", grant(code, signer, NUMBER[role]), code)
            self.hold(code, role, signer)
        ended = LocalSigner.generate()
        self.submit("enrol", grant(OWNER, ended, NUMBER["head"]), OWNER)
        self.turn()
        gone = {"department": OWNER, "key": ended.address, "since": self.now() - 1, "reason": "离任"}
        self.run("endKey", gone, OWNER)
        self.keys["ended head of the owner"] = Held(ended, OWNER, "head", valid=False)
        self.run("open", {"origin": ORIGIN, "department": NATION, "logKey": self.founded.anchor}, NATION)

    def step(
        self,
        act: str,
        message: Mapping[str, Any],
        *who: str | Signer,
        extra: Mapping[str, Any] | None = None,
        departments: Mapping[int, Sequence[str]] | None = None,
        roles: Sequence[str] = tuple(KeyRole),
        carry: Callable[[Drafted, list[Consent]], Operation] | None = None,
    ) -> Operation:
        """Refused by every wrong key in every place, done by the right ones; ``carry`` submits in another way."""
        drafted, right = self.tried(act, message, *who, extra=extra, departments=departments, roles=roles)
        if carry is None:
            return self.run(act, drafted.message, *who, extra=extra)
        operation = carry(drafted, right)
        self.turn()
        self.done.add(act)
        return operation

    def tried(
        self,
        act: str,
        message: Mapping[str, Any],
        *who: str | Signer,
        extra: Mapping[str, Any] | None = None,
        departments: Mapping[int, Sequence[str]] | None = None,
        roles: Sequence[str] = tuple(KeyRole),
    ) -> tuple[Drafted, list[Consent]]:
        """Ask the contract about every key in every place, and compare with the table of acts.

        Args:
            departments: by place, where fewer may sign than the table says, because of what happened before.
            roles: where the message itself leaves fewer roles than the table does.
        """
        self.tested.add(act)
        drafted = self.operations.draft(act, message, extra)
        right = [self.consent(drafted, self.signer(one)) for one in who]
        assert self.answer(drafted, right, extra) is None, act
        for place, signing in enumerate(drafted.signings):
            named = (departments or {}).get(place, signing.departments)
            allowed = {role for role in signing.party.roles if role in roles}
            for name, key in self.keys.items():
                consents = [*right[:place], self.consent(drafted, key.signer), *right[place + 1 :]]
                may = key.valid and key.role in allowed and key.department in named
                expected = None if may else named_error(drafted, place, key, named)
                answer = self.answer(drafted, consents, extra)
                assert answer == expected, f"{act}, place {place}, {name}: {answer}, not {expected}"
                self.refused.update([answer] if answer else [])
                self.accepted += answer is None
        return drafted, right

    def consent(self, drafted: Drafted, signer: Signer) -> Consent:
        return Consent(signer.address, signer.sign_digest(drafted.digest or b""))

    def answer(
        self, drafted: Drafted, consents: Sequence[Consent], extra: Mapping[str, Any] | None = None
    ) -> str | None:
        """Name of the error with which the contract would refuse now; None where it would not."""
        act, operations = drafted.act, self.operations
        enclosed = check_enclosed(act, extra or {})
        assert act_digest(self.worker.chain, act, drafted.message) == drafted.digest
        cited = operations._cite(act, drafted.message, enclosed)
        contract = self.worker.chain.contracts[act.contract]
        data = contract.encode(act.name, *call_arguments(act, drafted.message, consents, enclosed, cited))
        try:
            contract.check(data, consents[0].signer)
        except ContractRefused as error:
            return error.error
        return None


def named_error(drafted: Drafted, place: int, key: Held, departments: Sequence[str]) -> str:
    """The error that the contract gives this wrong key, written down a second time from its documentation."""
    act = drafted.act.name
    if act in ("fileFinding", "accept") and drafted.message["scope"] != ZERO:
        return _error_of_audit(key)
    if act in _SIDED and key.department not in departments:
        return "NotEntitled"
    if (act, place) in _OFFICE:
        return "NotAnOfficer"
    if act == "witness" and key.valid and key.department == NATION:
        return "OwnWitness"
    return _ERRORS.get(act, "NotAHead")


def _error_of_audit(key: Held) -> str:
    if key.role != "auditor" or not key.valid:
        return "NotAnAuditor"
    return "OwnCase" if key.department == OWNER else "NotAccredited"
