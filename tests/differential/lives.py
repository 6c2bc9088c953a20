"""Agreements with random terms that live random lives on the real contracts, and a note of what befell them."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from typing import Any

from ledger.keys.contract_types import struct_hash
from ledger.policy.terms import AgreementTerms, earliest_retention
from tests.differential.acts import Stage

DAY = 86_400
OWNER, USER, MANAGER = PARTIES = ("MZ-330100", "GF-330100", "SJ-330000")
FIELDS, PURPOSES, MODES = ("name", "code", "phone", "born"), ("verify", "count", "plan"), ("api", "batch", "file")
ITEM = "330100/residence"


def message(terms: AgreementTerms) -> dict[str, Any]:
    """The struct Terms with its hashes as bytes."""
    made = terms.to_message()
    return {**made, "texts": {name: bytes.fromhex(value[2:]) for name, value in made["texts"].items()}}


@dataclass
class Life:
    """What three departments agreed and what befell it, noted beside the chain."""

    terms: AgreementTerms
    id: bytes = b""
    filed: int = 0
    suspended: list[list[int]] = field(default_factory=list)  # since, until; without until it lasts
    ended: int | None = None

    @property
    def name(self) -> str:
        return "0x" + self.id.hex()

    def state(self, time: int) -> str:
        """The state at that time as ledger.policy.facts names it."""
        if self.ended is not None and time >= self.ended:
            return "terminated"
        if time >= self.terms.use_until:
            return "expired"
        if time < max(self.terms.use_from, self.filed):
            return "pending"
        held = any(one[0] <= time and (len(one) == 1 or time < one[1]) for one in self.suspended)
        return "suspended" if held else "active"

    def edges(self) -> list[int]:
        ends = [] if self.ended is None else [self.ended]
        return [self.filed, self.terms.use_from, self.terms.use_until, *ends, *itertools.chain(*self.suspended)]


class Lives:
    """Agreements that three departments conclude, suspend, resume, amend and end, while time passes."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self.stage, self.chance, self.all = stage, chance, list[Life]()

    def conclude(self) -> None:
        life = self._drawn()
        consents = [self.stage.consent("Terms", message(life.terms), code) for code in PARTIES]
        life.filed = self.stage.send("Agreements", "conclude", message(life.terms), consents)
        self.all.append(life)

    def befall(self) -> None:
        """One step that the contract allows, at one of the agreements."""
        now = self.stage.now()
        # The step is mined some seconds later: no edge lies between.
        steady = [one for one in self.all if one.state(now) == one.state(now + 60)]
        life = self.chance.choice([one for one in steady if one.state(now) in {"pending", "active", "suspended"}])
        steps = {
            "pending": [self._end, self._amend],
            "active": [self._suspend] * 5 + [self._amend] * 2 + [self._stop] * 2 + [self._end],
            "suspended": [self._resume] * 5 + [self._end],
        }
        self.chance.choice(steps[life.state(now)])(life)

    def _drawn(self) -> Life:
        chance, now = self.chance, self.stage.now()
        start = now + chance.randrange(-20, 40) * DAY
        end = max(start, now) + chance.randrange(5, 120) * DAY
        digest = f"{chance.getrandbits(256):064x}"
        terms = AgreementTerms(
            f"no. {len(self.all)}/{now}", *PARTIES, (ITEM,), tuple(chance.sample(FIELDS, chance.randint(1, 4))),
            tuple(chance.sample(PURPOSES, chance.randint(1, 3))), chance.choice(MODES), "Art. 20", "one stop",
            chance.choice((0, 1, 3, 2**53 - 1)), chance.choice((0, 1, 3, 2**53 - 1)), chance.randint(1, 3),
            chance.choice(("none", "with-consent")), start, end, earliest_retention(end) + DAY, *[digest] * 4,
        )  # fmt: skip
        return Life(terms, struct_hash("Terms", message(terms)))

    def _act(self, life: Life, struct: str, function: str, *codes: str) -> int:
        act = {"agreement": life.id, "reasonEvent": b"\x01" * 32, "nonce": self._nonce(life)}
        consents = [self.stage.consent(struct, act, code) for code in codes]
        return self.stage.send("Agreements", function, act, consents[0] if len(consents) == 1 else consents)

    def _nonce(self, life: Life) -> int:
        return int(self.stage.contracts["Agreements"].call("nonceOf", life.id))

    def _suspend(self, life: Life) -> None:
        life.suspended.append([self._act(life, "Suspension", "suspend", self.chance.choice((OWNER, MANAGER)))])

    def _resume(self, life: Life) -> None:
        life.suspended[-1].append(self._act(life, "Resumption", "resume", MANAGER))

    def _end(self, life: Life) -> None:
        if self.chance.random() < 0.5:
            life.ended = self._act(life, "PurposeEnd", "endPurpose", USER)
        else:
            life.ended = self._act(life, "AgreedTermination", "terminateByAgreement", *PARTIES)

    def _stop(self, life: Life) -> None:
        last = life.terms.use_until if life.ended is None else life.ended
        at = self.stage.now() + self.chance.randrange(3600, 10 * DAY)
        if at >= last:
            return
        stop = {"agreement": life.id, "consultationEvent": b"\x02" * 32, "effectAt": at, "nonce": self._nonce(life)}
        consents = [self.stage.consent("OwnerStop", stop, code) for code in (OWNER, MANAGER)]
        self.stage.send("Agreements", "stopByOwner", stop, *consents)
        life.ended = at

    def _amend(self, life: Life) -> None:
        new = self._drawn()
        amendment = {"previous": life.id, "terms": message(new.terms)}
        consents = [self.stage.consent("Amendment", amendment, code) for code in PARTIES]
        life.ended = new.filed = self.stage.send("Agreements", "amend", life.id, message(new.terms), consents)
        self.all.append(new)
