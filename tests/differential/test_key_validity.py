"""When a key is valid, on three sides: the contract, the directory made from its events, and its storage slots."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.chain.deploy import Deployment, Plan, deploy
from ledger.chain.reading import Reader
from ledger.chain.relay import Relay
from ledger.chain.rpc import Rpc, quantity
from ledger.errors import ContractRefused
from ledger.evidence.slots import OPEN, KeyRecord, key_slots
from ledger.indexing import ChainIndexer
from ledger.keys import LocalSigner, address_bytes
from ledger.keys.contract_types import contract_digest
from ledger.recording.chain_link import ChainLink, deployment_json
from ledger.registers.directory import Directory, KeyFacts
from ledger.storage.store import Store, open_store
from tests.differential.conftest import CHAIN_ID

pytestmark = pytest.mark.chain
CODE = b"BUREAU-1".ljust(32, b"\x00")
# Seconds from now; the last ones lie some 5,000 years ahead.
OFFSETS = st.integers(-1000, 1000) | st.sampled_from([-1, 0, 1, 2**31, 2**37])
ENDS = st.lists(OFFSETS | st.just(-(10**9)), max_size=3)


class Registry:
    """The chain, and a service that follows it."""

    def __init__(self, relay: Relay, made: Deployment, head: LocalSigner, store: Store) -> None:
        link = ChainLink.connect(relay.rpc, deployment_json(made), 0)
        self.relay, self.departments, self.head = relay, link.departments, head
        self.indexer = ChainIndexer(store, link, {})
        ticks = count(0, 1000)
        self.directory = Directory(store, lambda: next(ticks))

    def now(self) -> int:
        return Reader(self.relay.rpc).head().time

    def act(self, function: str, struct: str, **message: Any) -> bool:
        """Whether the contract took the change."""
        return self.act_for("BUREAU-1", self.head, function, struct, {"department": "BUREAU-1", **message})

    def act_for(self, code: str, head: LocalSigner, function: str, struct: str, message: dict[str, Any]) -> bool:
        """The same for any department that decides by its head."""
        message |= {"nonce": self.departments.call("nonceOf", code.encode().ljust(32, b"\x00"))}
        return self.send(self.departments.encode(function, message, *self.consent(head, struct, message)))

    def consent(self, head: LocalSigner, struct: str, message: dict[str, Any]) -> tuple[str, bytes]:
        return head.address, head.sign_digest(contract_digest(struct, message, CHAIN_ID, self.departments.address))

    def send(self, data: bytes) -> bool:
        try:
            self.departments.check(data, self.relay.address)
        except ContractRefused as refused:
            if refused.error not in {"EndExtends", "EmptyValidity", "NotAHead", "NotStanding"}:
                raise
            return False
        self.relay.transact(self.departments.address, data)
        return True

    def facts(self, address: str) -> KeyFacts | None:
        self.indexer.step()
        return self.directory.key(address)

    def record(self, address: str) -> KeyRecord:
        slots = ["0x" + slot.hex() for slot in key_slots(address_bytes(address))]
        asked = [("eth_getStorageAt", [self.departments.address, slot, "latest"]) for slot in slots]
        return KeyRecord.from_slots([quantity(word) for word in self.relay.rpc.batch(asked)])

    def valid_on_chain(self, address: str, times: list[int]) -> list[bool]:
        data = ["0x" + self.departments.encode("keyValidAt", address, time).hex() for time in times]
        asked = [("eth_call", [{"to": self.departments.address, "data": each}, "latest"]) for each in data]
        return [quantity(answer) == 1 for answer in self.relay.rpc.batch(asked)]


@pytest.fixture(scope="module")
def registry(
    courier: Relay, deployment: Deployment, head: LocalSigner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Registry]:
    path: Path = tmp_path_factory.mktemp("store") / "quanze.db"
    with open_store(f"sqlite:///{path}") as store:
        yield Registry(courier, deployment, head, store)


def moments(*edges: int) -> list[int]:
    near = {edge + step for edge in edges for step in (-1, 0, 1)}
    return sorted(moment for moment in near if 0 <= moment < OPEN)


def slots_say(record: KeyRecord, time: int) -> bool:
    return record.valid_from <= time < record.valid_until


@given(role=st.integers(1, 5), start=OFFSETS, length=st.none() | st.integers(1, 2000), ends=ENDS)
@example(role=2, start=0, length=None, ends=[])
@example(role=2, start=50, length=100, ends=[120, 60, 40])
@example(role=1, start=50, length=100, ends=[-(10**9)])
@settings(max_examples=15)
def test_a_key_is_valid_alike_on_the_chain_in_the_directory_and_in_its_slots(
    registry: Registry, role: int, start: int, length: int | None, ends: list[int]
) -> None:
    address, now = LocalSigner.generate().address, registry.now()
    first, last = now + start, OPEN if length is None else now + start + length
    taken = registry.act("enrol", "KeyGrant", key=address, role=role, validFrom=first, validUntil=last)
    edges = [0, now, first, last, OPEN]
    for end in ends if taken else []:
        registry.act("endKey", "KeyEnd", key=address, since=now + end, reason="lost")
        edges.append(now + end)

    facts, record = registry.facts(address), registry.record(address)
    times = moments(*edges, record.valid_from, record.valid_until)
    chain = registry.valid_on_chain(address, times)
    assert [slots_say(record, time) for time in times] == chain
    if facts is None:
        assert not taken
        assert record == KeyRecord(bytes(32), 0, 0, 0)
        return
    assert [facts.valid_at(1000 * time) for time in times] == chain
    # Our clocks count milliseconds, the chain's seconds: within one second nothing changes.
    assert [facts.valid_at(1000 * time + 999) for time in times] == chain
    kept = registry.departments.call("keyOf", address)
    assert (record.department, record.role) == (kept["department"], kept["role"]) == (CODE, role)
    assert (record.valid_from, record.valid_until) == (kept["validFrom"], kept["validUntil"])


def test_an_address_that_was_never_enrolled_is_valid_nowhere(registry: Registry) -> None:
    address = LocalSigner.generate().address
    times = moments(0, registry.now(), OPEN)
    assert registry.facts(address) is None
    assert registry.record(address) == KeyRecord(bytes(32), 0, 0, 0)
    assert registry.valid_on_chain(address, times) == [False] * len(times)


@pytest.mark.parametrize(
    ("last", "end"),
    [(OPEN - 1, None), (2**63 // 1000 + 1, None), (OPEN, OPEN - 1)],
    ids=["enrolled for the longest time", "enrolled for one second too many", "ended at the last second"],
)
def test_a_time_that_only_the_chain_can_count_stops_nobody(
    rpc: Rpc, plan: Plan, head: LocalSigner, tmp_path: Path, last: int, end: int | None
) -> None:
    relay, address = Relay(rpc, LocalSigner.generate(), CHAIN_ID), LocalSigner.generate().address
    with open_store(f"sqlite:///{tmp_path / 'quanze.db'}") as store:
        registry = Registry(relay, deploy(relay, plan), head, store)
        assert registry.act("enrol", "KeyGrant", key=address, role=2, validFrom=0, validUntil=last)
        if end is not None:
            assert registry.act("endKey", "KeyEnd", key=address, since=end, reason="lost")
        facts, times = registry.facts(address), moments(registry.now(), 2**40)
        assert facts is not None
        assert [facts.valid_at(1000 * time) for time in times] == registry.valid_on_chain(address, times)
