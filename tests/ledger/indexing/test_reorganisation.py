"""A chain that goes back takes what it said with it, and the new branch is followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.chain.reading import Reader
from ledger.chain.rpc import Rpc
from ledger.errors import AgreementUnknown
from ledger.events import Event
from ledger.indexing import ChainIndexer
from ledger.keys import LocalSigner
from ledger.recording.parties import KEEP_AGREEMENTS_MS, Parties
from ledger.recording.pen import Pen
from ledger.registers.directory import Directory
from ledger.storage.projection_rows import Agreement, DepartmentKey
from ledger.storage.store import Store
from tests.ledger.indexing.conftest import Dump, dump
from tests.ledger.indexing.town import MANAGER, OWNER, USER, Town
from tests.ledger.service.world import delivery

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def town(rpc: Rpc) -> Town:
    return Town.found(rpc).settle()


@pytest.fixture
def branch(town: Town) -> Iterator[Callable[[], None]]:
    """Call it to give up everything since the test began; another branch grows from there."""
    marks = [town.rpc.call("evm_snapshot")]

    def back() -> None:
        assert town.rpc.call("evm_revert", marks.pop())
        marks.append(town.rpc.call("evm_snapshot"))

    yield back
    town.rpc.call("evm_revert", marks.pop())


def from_block_0(town: Town, store: Store) -> Dump:
    ChainIndexer(store, town.link, {}).step()
    return dump(store)


def mine(town: Town, count: int) -> None:
    town.rpc.call("anvil_mine", hex(count))


def key_of(store: Store, address: str) -> DepartmentKey | None:
    with store.read() as session:
        return session.projections.key(address)


def test_rows_of_an_abandoned_branch_vanish_and_the_new_one_is_followed(
    town: Town, branch: Callable[[], None], new_store: Callable[[], Store]
) -> None:
    store, abandoned, kept = new_store(), LocalSigner.generate().address, LocalSigner.generate().address
    indexer = ChainIndexer(store, town.link, {})
    indexer.step()
    before = dump(store)
    town.enrol(OWNER, abandoned)
    agreement = "0x" + town.conclude().hex()
    town.end_key(USER, town.heads[USER].address, 1, reason="compromised")
    indexer.step()
    user = key_of(store, town.heads[USER].address)
    assert user is not None
    assert user.valid_until == 1000
    branch()
    mine(town, 9)
    indexer.step()
    user = key_of(store, town.heads[USER].address)
    assert user is not None
    # what only a put could say is taken back too
    assert user.valid_until is None
    assert key_of(store, abandoned) is None
    with store.read() as session:
        assert session.projections.agreement(agreement) is None
    assert {name: rows for name, rows in dump(store).items() if name != "chain_blocks"} == {
        name: rows for name, rows in before.items() if name != "chain_blocks"
    }
    town.enrol(OWNER, kept)
    assert indexer.step() == 1
    assert key_of(store, kept) is not None
    assert dump(store) == from_block_0(town, new_store())


def test_an_abandoned_agreement_entitles_nobody(
    town: Town, branch: Callable[[], None], new_store: Callable[[], Store]
) -> None:
    store, now = new_store(), town.now() * 1000
    indexer, times = ChainIndexer(store, town.link, {}), [now]
    directory = Directory(store, lambda: times[-1])
    parties = Parties(directory, lambda: times[-1])
    agreement = "0x" + town.conclude().hex()
    indexer.step()
    signer = town.heads[OWNER]
    key = directory.key(signer.address)
    assert key is not None
    _, submission = Pen(OWNER, signer, bytes(32), 0).write(delivery(agreement))
    event = Event.parse(submission.event)
    parties.check(event, key)
    branch()
    mine(town, 9)
    indexer.step()
    times.append(now + KEEP_AGREEMENTS_MS)
    with pytest.raises(AgreementUnknown):
        parties.check(event, key)


def test_a_shorter_chain_is_noticed(town: Town, branch: Callable[[], None], new_store: Callable[[], Store]) -> None:
    store, address = new_store(), LocalSigner.generate().address
    town.enrol(OWNER, address)
    mine(town, 5)
    ChainIndexer(store, town.link, {}).step()
    assert key_of(store, address) is not None
    branch()
    # another process reads on: what it knows stands in the store
    ChainIndexer(store, town.link, {}).step()
    assert key_of(store, address) is None
    assert dump(store) == from_block_0(town, new_store())


def test_another_chain_altogether_leaves_nothing(town: Town, rpc: Rpc, new_store: Callable[[], Store]) -> None:
    store = new_store()
    ChainIndexer(store, town.link, {}).step()
    with store.begin() as session:
        session.connection.exec_driver_sql("UPDATE chain_blocks SET hash = zeroblob(32)")
    assert ChainIndexer(store, town.link, {}).step() > 0
    assert dump(store) == from_block_0(town, new_store())


def test_projections_dropped_while_the_chain_is_read_are_read_from_block_0(
    town: Town, new_store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = new_store()
    indexer = ChainIndexer(store, town.link, {})
    indexer.step()
    mine(town, 1)
    logs = Reader.logs

    def dropping(reader: Reader, *arguments: object) -> object:
        with store.begin() as session:
            session.projections.clear()
        monkeypatch.setattr(Reader, "logs", logs)
        return logs(reader, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "logs", dropping)
    assert indexer.step() == 0
    assert indexer.step() > 0
    assert dump(store) == from_block_0(town, new_store())


def test_long_chains_are_read_in_parts(
    town: Town, new_store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = from_block_0(town, new_store())
    monkeypatch.setattr("ledger.indexing.following._BLOCKS", 2)
    monkeypatch.setattr("ledger.indexing.following._REQUESTS", 1)
    assert from_block_0(town, new_store()) == whole


class Acts:
    """What the property draws from: small acts of departments, by name."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.agreements: list[tuple[bytes, bool]] = []

    def enrol(self) -> None:
        self.town.enrol(OWNER, LocalSigner.generate().address)

    def conclude(self) -> None:
        self.agreements.append((self.town.conclude(), False))

    def turn(self) -> None:
        """Suspend the newest agreement, or resume it."""
        if not self.agreements:
            return
        identity, suspended = self.agreements.pop()
        names = ("resume", "Resumption") if suspended else ("suspend", "Suspension")
        self.town.step(*names, identity, self.town.heads[MANAGER])
        self.agreements.append((identity, not suspended))

    def amend(self) -> None:
        if self.agreements and not self.agreements[-1][1]:
            self.agreements.append((self.town.amend(self.agreements.pop()[0]), False))

    def accredit(self) -> None:
        self.town.accredit(MANAGER, subtree=OWNER)

    def idle(self) -> None:
        mine(self.town, 2)


ACTS = ("enrol", "conclude", "turn", "amend", "accredit", "idle", "follow", "mark", "back")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(st.sampled_from(ACTS), min_size=4, max_size=14))
def test_following_along_gives_what_reading_from_block_0_gives(
    town: Town, new_store: Callable[[], Store], drawn: list[str]
) -> None:
    store, acts = new_store(), Acts(town)
    indexer = ChainIndexer(store, town.link, {})
    start = town.rpc.call("evm_snapshot")
    marks: list[tuple[str, list[tuple[bytes, bool]]]] = []
    try:
        for name in drawn:
            if name == "follow":
                indexer.step()
            elif name == "mark":
                marks.append((town.rpc.call("evm_snapshot"), list(acts.agreements)))
            elif name == "back":
                if marks:
                    mark, acts.agreements = marks.pop()
                    assert town.rpc.call("evm_revert", mark)
            else:
                getattr(acts, name)()
        indexer.step()
        assert dump(store) == from_block_0(town, new_store())
        with store.read() as session:
            concluded = {row.id: row.state for row in session.chain.find(Agreement)}
        for identity, suspended in acts.agreements:
            assert concluded["0x" + identity.hex()] == ("suspended" if suspended else "concluded")
    finally:
        town.rpc.call("evm_revert", start)
