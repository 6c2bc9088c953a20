"""What a contract allows and this service does not stays on record with its reason, and stops nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import merkle
from ledger.chain.contracts import Artifact
from ledger.chain.interface import event_topics
from ledger.chain.rpc import Rpc
from ledger.entries import StreamsEntry
from ledger.indexing import ChainIndexer
from ledger.indexing.values import end_of, plain, texts_as_bytes, to_ms
from ledger.keys import LocalSigner, address_bytes, digest, domain_separator, keccak256
from ledger.registers.directory import Directory
from ledger.storage.chain_rows import ChainAnchor, Unfollowed
from ledger.storage.store import Store
from tests.ledger.indexing.town import DAY, MANAGER, OWNER, USER, Town, some_hash

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def town(rpc: Rpc) -> Town:
    return Town.found(rpc).settle()


def refused(store: Store) -> list[Unfollowed]:
    with store.read() as session:
        return [one for one, _ in session.chain.unfollowed()]


def wide(town: Town) -> bytes:
    """Terms with a field named twice: the contract takes them."""
    scope = town.terms()["scope"]
    return town.conclude(scope={**scope, "fields": ["code", "code"]})


def test_terms_wider_than_our_rules_are_on_record_and_bind_nobody(town: Town, new_store: Callable[[], Store]) -> None:
    identity, store = wide(town), new_store()
    town.step("suspend", "Suspension", identity, town.heads[MANAGER])
    narrow = town.conclude()
    ChainIndexer(store, town.link, {}).step()
    directory = Directory(store, lambda: town.now() * 1000)
    assert directory.agreement("0x" + identity.hex()) is None
    assert directory.agreement("0x" + narrow.hex()) is not None
    suspended, concluded = refused(store)
    assert (concluded.code, suspended.code) == ("input-refused", "agreement-unknown")
    assert concluded.zh
    assert "fields" in concluded.en
    with store.read() as session:
        history = session.chain.history("0x" + identity.hex())
    assert [event.name for event in history] == ["Concluded", "Suspended"]
    assert history[0].arguments["terms"]["scope"]["fields"] == ["code", "code"]


def test_a_version_that_is_not_followed_ends_the_one_before(town: Town, new_store: Callable[[], Store]) -> None:
    first, store = town.conclude(), new_store()
    scope = {**town.terms()["scope"], "fields": ["code", "code"]}
    second = town.amend(first, scope=scope)
    third = town.amend(second)
    ChainIndexer(store, town.link, {}).step()
    directory = Directory(store, lambda: town.now() * 1000)
    ended, latest = directory.agreement("0x" + first.hex()), directory.agreement("0x" + third.hex())
    assert ended is not None
    assert ended.state == "terminated"
    assert latest is not None
    with store.read() as session:
        row = session.projections.agreement("0x" + third.hex())
    assert row is not None
    assert (row.version, row.previous) == (3, "0x" + second.hex())


def test_a_tree_larger_than_a_store_can_count_stops_nobody(town: Town, new_store: Callable[[], Store]) -> None:
    origin, store = "liar.test/log", new_store()
    town.open_log(origin)
    size = 2**64 - 1
    # the root is made to fit: a path of 64 hashes to a leaf at the last index
    recorded = town.now() * 1000
    entry = StreamsEntry(size - 1, recorded, some_hash("streams")).encode()
    path = [some_hash(place) for place in range(63)]
    root = merkle.root_from_inclusion_proof(size - 1, size, merkle.leaf_hash(entry), path)
    checkpoint = {"origin": origin, "size": size, "root": root, "streamsRoot": some_hash("streams")}
    checkpoint |= {"recordedAt": recorded}
    town.send("EventLog", "anchor", checkpoint, town.sign("EventLog", "anchor", checkpoint, town.log_key)[1], [], path)
    town.witness(town.heads[USER], origin)
    address = LocalSigner.generate().address
    town.enrol(OWNER, address)
    ChainIndexer(store, town.link, {}).step()
    assert len([one for one in refused(store) if "2^63" in one.en]) == 2
    with store.read() as session:
        assert session.chain.find(ChainAnchor) == []
        assert session.projections.key(address) is not None


def test_a_reason_that_is_no_text_ends_the_key_all_the_same(town: Town, new_store: Callable[[], Store]) -> None:
    address, store = LocalSigner.generate().address, new_store()
    town.enrol(USER, address)
    since = town.now() + DAY
    garbled_reason(town, address, since, b"\xff\x00lost")
    ChainIndexer(store, town.link, {}).step()
    with store.read() as session:
        key = session.projections.key(address)
    assert key is not None
    assert (key.valid_until, key.facts["reason"]) == (since * 1000, {"bytes": "0xff006c6f7374"})


def garbled_reason(town: Town, address: str, since: int, reason: bytes) -> None:
    """End a key for a reason that no JSON could carry: its bytes take the place of as many others in the call data."""
    filler = "x" * len(reason)
    message = {"department": USER, "key": address, "since": since, "reason": filler, "nonce": town.nonce(USER)}
    contract, head = town.contract("Departments"), town.heads[USER]
    words = [
        keccak256(b"KeyEnd(string department,address key,uint64 since,string reason,uint256 nonce)"),
        keccak256(USER.encode()),
        address_bytes(address).rjust(32, b"\x00"),
        since.to_bytes(32, "big"),
        keccak256(reason),
        message["nonce"].to_bytes(32, "big"),
    ]
    separator = domain_separator(town.link.chain_id, contract.address)
    signature = head.sign_digest(digest(separator, keccak256(b"".join(words))))
    data = contract.encode("endKey", message, head.address, signature).replace(filler.encode(), reason)
    contract.check(data, town.relay.address)
    town.relay.transact(contract.address, data)


@pytest.mark.parametrize(
    ("seconds", "milliseconds"),
    [(0, 0), (1, 1000), (2**64 - 1, None), (str(2**64 - 1), None), (str(2**64 - 2), 2**63 - 1)],
)
def test_ends_of_intervals_are_counted_as_far_as_a_store_can(seconds: int | str, milliseconds: int | None) -> None:
    assert end_of(seconds) == milliseconds
    assert to_ms(seconds) == (2**63 - 1 if milliseconds is None else milliseconds)


PARTS: dict[str, tuple[dict[str, Any], st.SearchStrategy[Any]]] = {
    "string": ({"type": "string"}, st.binary(max_size=8)),
    "list": ({"type": "string[]"}, st.lists(st.binary(max_size=4), max_size=3)),
    "number": ({"type": "uint256"}, st.integers(0, 2**256 - 1)),
    "word": ({"type": "bytes32"}, st.binary(min_size=32, max_size=32)),
    "flag": ({"type": "bool"}, st.booleans()),
}


@pytest.mark.parametrize("name", PARTS)
def test_no_bit_of_an_argument_is_lost(name: str) -> None:
    part, values = PARTS[name]
    held = {"type": "tuple", "components": [{"name": "x", **part}]}

    @given(one=values, other=values)
    def check(one: Any, other: Any) -> None:
        same = plain(held, {"x": one}) == plain(held, {"x": other})
        assert same == (one == other)

    check()


def test_every_text_of_an_event_is_read_as_bytes() -> None:
    for entry in event_topics(Artifact.load("Catalogue")).values():
        assert "string" not in repr([part["type"] for part in texts_as_bytes(entry)["inputs"]])
    granted = next(one for one in event_topics(Artifact.load("Catalogue")).values() if one["name"] == "EntrySubmitted")
    kinds = {part["name"]: part["type"] for part in texts_as_bytes(granted)["inputs"][-1]["components"]}
    assert (kinds["item"], kinds["derivedFrom"], kinds["version"]) == ("bytes", "bytes[]", "uint64")
