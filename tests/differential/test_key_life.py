"""When a key is valid, after rotations, revocations since a time, and the succession of its department."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.chain.deploy import Deployment
from ledger.chain.relay import Relay
from ledger.evidence.slots import OPEN
from ledger.keys import LocalSigner
from ledger.storage.store import open_store
from tests.differential.test_key_validity import Registry, moments, slots_say

pytestmark = pytest.mark.chain
NAMES = count(1)
HEIR = "HEIR-1"
OFFSETS = st.integers(-1000, 1000) | st.sampled_from([-(10**9), -1, 0, 1])


@dataclass
class Office:
    """A department under BUREAU-1 whose head takes every step, and the keys that it ever had."""

    registry: Registry
    code: str
    head: LocalSigner = field(default_factory=LocalSigner.generate)
    keys: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)

    @classmethod
    def admitted(cls, registry: Registry, code: str) -> Office:
        made = cls(registry, code)
        message = {"code": code, "parent": "BUREAU-1", "tier": 1, "region": 0, "kind": 2, "head": made.head.address}
        message |= {"validFrom": 0, "validUntil": OPEN}
        assert registry.act_for("BUREAU-1", registry.head, "admit", "Admission", message)
        made.keys.append(made.head.address)
        return made

    def take(self, step: str, which: int, offset: int, heir: Office) -> None:
        """One step at a time, counted from now; a step that the contract refuses changes nothing."""
        time = max(self.registry.now() + offset, 0)
        self.edges.append(time)
        key = self.keys[which % len(self.keys)]
        match step:
            case "enrol":
                self._enrol(which % 5 + 1, time)
            case "end":
                self._act("endKey", "KeyEnd", key=key, since=time, reason="lost")
            case "rotate":
                self._rotate(key, time)
            case "succeed":
                self._succeed(time, heir)

    def _act(self, function: str, struct: str, **message: object) -> bool:
        return self.registry.act_for(self.code, self.head, function, struct, {"department": self.code, **message})

    def _enrol(self, role: int, time: int) -> None:
        address = LocalSigner.generate().address
        if self._act("enrol", "KeyGrant", key=address, role=role, validFrom=time, validUntil=time + 1500):
            self.keys.append(address)

    def _rotate(self, key: str, time: int) -> None:
        address = LocalSigner.generate().address
        if self._act(
            "rotate", "KeyRotation", key=key, successor=address, since=time, validUntil=time + 2000, reason="worn out"
        ):
            self.keys.append(address)

    def _succeed(self, time: int, heir: Office) -> None:
        registry = self.registry
        message = {"department": self.code, "successor": heir.code, "instrument": b"\x01" * 32, "effectiveAt": time}
        message["nonce"] = registry.departments.call("nonceOf", b"BUREAU-1".ljust(32, b"\x00"))
        approval, acceptance = (registry.consent(one, "Succession", message) for one in (registry.head, heir.head))
        registry.send(registry.departments.encode("succeed", message, [approval], acceptance))


@pytest.fixture(scope="module")
def registry(
    courier: Relay, deployment: Deployment, head: LocalSigner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Registry]:
    path: Path = tmp_path_factory.mktemp("store") / "quanze.db"
    with open_store(f"sqlite:///{path}") as store:
        yield Registry(courier, deployment, head, store)


@pytest.fixture(scope="module")
def heir(registry: Registry) -> Office:
    return Office.admitted(registry, HEIR)


STEPS = st.lists(
    st.tuples(st.sampled_from(["enrol", "end", "rotate", "rotate", "succeed"]), st.integers(0, 9), OFFSETS), max_size=5
)


@given(steps=STEPS)
@example(steps=[("rotate", 0, 0)])
@example(steps=[("enrol", 1, 0), ("rotate", 1, -500), ("end", 1, -800)])
@example(steps=[("enrol", 1, -10), ("enrol", 2, 900), ("succeed", 0, 100), ("enrol", 3, 50), ("end", 1, 60)])
@example(steps=[("enrol", 1, 0), ("succeed", 0, 0), ("rotate", 1, 0)])
@settings(max_examples=12)
def test_a_key_is_valid_alike_whatever_befell_it(
    registry: Registry, heir: Office, steps: list[tuple[str, int, int]]
) -> None:
    office = Office.admitted(registry, f"OFFICE-{next(NAMES)}")
    for step in steps:
        office.take(*step, heir)
    times = moments(0, registry.now(), OPEN, *office.edges)
    chain = {key: registry.valid_on_chain(key, times) for key in office.keys}
    for key in office.keys:
        facts = registry.facts(key)
        assert facts is not None
        assert [facts.valid_at(1000 * time) for time in times] == chain[key]

    # The end of a department is written into its keys' slots by whoever wants it there; until then a slot may say more.
    for key in office.keys:
        slots = [slots_say(registry.record(key), time) for time in times]
        assert all(slot or not valid for slot, valid in zip(slots, chain[key], strict=True))
    assert registry.send(registry.departments.encode("closeKeys", office.keys))
    for key in office.keys:
        assert [slots_say(registry.record(key), time) for time in times] == chain[key]
