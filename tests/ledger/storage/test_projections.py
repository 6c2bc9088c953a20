"""Projections, sign-ins and readings come back as they were put, and a rebuild starts from nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from ledger.storage.access_store import Read, SignIn
from ledger.storage.event_index_store import EVENTS
from ledger.storage.log_store import NewEntry
from ledger.storage.projection_rows import Agreement, Decision, Department, DepartmentKey, IndexedEvent, Item
from ledger.storage.store import Store
from tests.ledger.storage.samples import event_of, grow, take

ADDRESS, AGREEMENT = "0x" + "0a" * 20, "0x" + "0b" * 32
DEPARTMENT = Department("DEMO-1", "演示", None, "province", "330000", "active", {"n": 1})
KEY = DepartmentKey(ADDRESS, "DEMO-1", "officer", 5, None)
ITEM = Item("1/0001", "区划", "DEMO-1", "general", "conditional", 1, {})
DEAL = Agreement(AGREEMENT, "1/0001", "DEMO-1", "DEMO-2", "DEMO-3", 1, 9, "active", {"clauses": []}, {})
SIGN_IN = SignIn(ADDRESS, "DEMO-1", "officer", 1, 100)


def indexed(index: int) -> IndexedEvent:
    digest = hashlib.sha256(event_of(index)).digest()
    return IndexedEvent(
        index, digest, "deliver", "sharing", f"DEMO-{index % 2}", None, AGREEMENT if index % 2 else None, "1/0001",
        ADDRESS, None, 5, 6,
    )  # fmt: skip


def test_rows_come_back_and_are_replaced(store: Store) -> None:
    with store.begin() as session:
        rows = session.projections
        rows.put_department(DEPARTMENT)
        rows.put_department(replace(DEPARTMENT, status="ended"))
        rows.put_key(KEY)
        rows.put_item(ITEM)
        rows.put_agreement(DEAL)
    with store.read() as session:
        rows = session.projections
        assert rows.departments() == [rows.department("DEMO-1")] == [replace(DEPARTMENT, status="ended")]
        assert (rows.key(ADDRESS), rows.keys_of("DEMO-1"), rows.key("0x" + "00" * 20)) == (KEY, [KEY], None)
        assert (rows.item("1/0001"), rows.items("DEMO-1"), rows.items("DEMO-2")) == (ITEM, [ITEM], [])
        assert (rows.agreement(AGREEMENT), rows.agreements()) == (DEAL, [DEAL])
        assert [rows.agreements(party=party) for party in ("DEMO-2", "DEMO-3", "DEMO-4")] == [[DEAL], [DEAL], []]
        assert rows.agreements(party="DEMO-1", item="1/0001") == [DEAL]
        assert rows.agreements(item="other") == []


def test_a_rebuild_keeps_only_decisions(store: Store) -> None:
    decision = Decision("DEMO-2", None, "1/0001", "permitted", {"q": 1}, {"a": 2}, 3)
    with store.begin() as session:
        session.projections.put_department(DEPARTMENT)
        session.projections.put_key(KEY)
        session.projections.advance(EVENTS, 3)
        session.projections.advance(EVENTS, 4)
        number = session.projections.add_decision(decision)
        assert session.projections.next_index(EVENTS) == 4
        session.projections.clear()
        assert session.projections.next_index(EVENTS) == 0
        assert session.projections.departments() == []
        assert session.projections.decision(number) == decision


def test_events_are_found_by_every_filter(store: Store) -> None:
    rows = [indexed(index) for index in range(6)]
    with store.begin() as session:
        session.events.add(rows, [(3, 1), (4, 1), (4, 2)])
    with store.read() as session:
        assert session.events.find(agreement=AGREEMENT) == rows[1::2]
        assert session.events.find(actor="DEMO-0", item="1/0001", after=0, limit=1) == [rows[2]]
        assert session.events.get([5, 0]) == [rows[0], rows[5]]
        assert session.events.parents([4]) == [(4, 1), (4, 2)]
        assert session.events.children([1]) == [(3, 1), (4, 1)]


def test_an_event_is_found_by_id_before_and_after_it_is_projected(store: Store) -> None:
    state = grow(store, take(store), [4])
    digest = hashlib.sha256(event_of(2)).digest()
    with store.begin() as session:
        again = b"\x01\x01\x01\x01" + digest + b"signed by another key"
        session.log.append(state, [NewEntry(again)])
        assert session.events.indexes_of(digest) == [2, 4]
        session.events.add([indexed(index) for index in range(4)])
        session.projections.advance(EVENTS, 4)
        assert session.events.indexes_of(digest) == [2, 4]
        assert session.events.indexes_of(digest[:8] + bytes(24)) == []


def test_a_nonce_is_good_once_and_in_time(store: Store) -> None:
    with store.begin() as session:
        session.access.offer_nonce("a", 10)
        session.access.offer_nonce("b", 10)
        assert session.access.use_nonce("a", 5)
        assert not session.access.use_nonce("a", 5)
        assert not session.access.use_nonce("b", 10)
        assert not session.access.use_nonce("c", 5)


def test_a_sign_in_ends_by_time_or_by_wish(store: Store) -> None:
    with store.begin() as session:
        access = session.access
        access.open_session("token", SIGN_IN)
        access.open_session("other", SIGN_IN)
        assert (access.session("token", 99), access.session("token", 100), access.session("x", 1)) == (
            SIGN_IN,
            None,
            None,
        )
        access.close_session("token")
        assert access.session("token", 5) is None
        access.drop_expired(100)
        assert access.session("other", 5) is None


def test_readings_are_kept_newest_first(store: Store) -> None:
    first = Read("DEMO-1", ADDRESS, "officer", "event.read", "7", {"fields": 3}, 5)
    with store.begin() as session:
        session.access.record_read(first)
        session.access.record_read(first._replace(subject="8"))
        assert session.access.reads(department="DEMO-1") == [first._replace(subject="8"), first]
        assert session.access.reads(subject="7", limit=1) == [first]
        assert session.access.reads(department="DEMO-2") == []
