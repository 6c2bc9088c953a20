"""What figures are counted from reads the same on both databases: by type, by period, as of a moment, in pages."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

import ledger.figures.figure_book
from ledger.canonical import canonical
from ledger.figures.figure_book import BookReader, Wanted
from ledger.policy.figures.book import Book, Call, Mark
from ledger.policy.figures.period import Period
from ledger.registers.directory import Directory
from ledger.storage import bulk
from ledger.storage.chain_rows import CatalogueItem, ItemLink
from ledger.storage.event_index_store import EVENTS
from ledger.storage.store import Store, StoreSession
from ledger.storage.tables_log import disclosures, event_ids
from ledger.storage.tables_projection import edges, event_index

YEAR = Period.parse("2026")
DAY = 86_400_000
START = YEAR.start_ms
AGREEMENT = bytes.fromhex("ab" * 32)
CALLS = 12
DUTY = "0x" + "1d" * 32


def digest(index: int) -> bytes:
    return sha256(b"%d" % index).digest()


def write(session: StoreSession, kinds: list[tuple[str, dict[str, Any]]], parents: dict[int, int]) -> None:
    """One event a day from the first of the year on; index = day."""
    rows, ids = [], []
    for index, (kind, values) in enumerate(kinds):
        corrects, at = values.pop("_supersedes", None), START + index * DAY
        actor = values.pop("_actor", "OWNER")
        rows.append(
            (index, digest(index), kind, "共享", actor, None, AGREEMENT, "3/1", bytes(20), corrects, at, at + 1000)
        )
        ids.append((int.from_bytes(digest(index)[:8], "big", signed=True), index))
        if values:
            opened = {name: {"salt": "00" * 16, "value": value} for name, value in values.items()}
            bulk.insert(session.connection, disclosures, [(index, canonical(opened))])
    bulk.insert(session.connection, event_index, rows)
    bulk.insert(session.connection, event_ids, sorted(ids))
    bulk.insert(session.connection, edges, sorted(parents.items()))
    session.projections.advance(EVENTS, len(rows))
    session.anchors.prepare(
        origin="o", size=5, root=bytes(32), raw_tx=b"x", tx_hash="0x" + "01" * 32, nonce=0, now=START
    )
    (anchor,) = session.anchors.newest("o", 1)
    session.anchors.record_sent(anchor.id, START)
    session.anchors.record_mined(anchor.id, 1, "0x" + "bb" * 32, START + 6 * DAY)
    session.anchors.record_final(anchor.id, START + 6 * DAY)


@pytest.fixture
def filled(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A request, a reply and its correction, an order about a call, then calls; pages of two rows."""
    monkeypatch.setattr(ledger.figures.figure_book, "PAGE", 2)
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("request", {"_actor": "USER"}),
        ("reply", {"decision": "refuse"}),
        ("reply", {"decision": "approve", "_supersedes": 1}),
        ("reply", {"decision": "approve", "_supersedes": 2, "_actor": "OTHER"}),
        ("breach.mark", {}),
    ]
    kinds += [
        ("call", {"case_ref": f"c{number}", "message_id": f"m{number}", "success": number % 2 == 0})
        for number in range(CALLS)
    ]
    kinds[-1][1]["_supersedes"] = len(kinds) - 2
    with store.begin() as session:
        write(session, kinds, {1: 0, 4: 5})
    return store


def read(store: Store, *types: str, as_of: int = START + 300 * DAY, period: Period = YEAR, **more: bool) -> Book:
    with store.read() as session:
        return BookReader(session, Directory(store, lambda: as_of), "o", as_of).read(
            period, Wanted(frozenset(types), **more)
        )


def test_a_correction_by_the_same_department_stands_in_its_place(filled: Store) -> None:
    replies = {one.id: one for one in read(filled, "request", "reply").record.of_type("reply")}
    assert set(replies) == {digest(2).hex(), digest(3).hex()}
    corrected = replies[digest(2).hex()]
    assert corrected.text("decision") == "approve"
    assert corrected.recorded_ms == START + DAY + 1000
    assert corrected.parents == (digest(0).hex(),)
    assert corrected.anchored_ms == START + 6 * DAY


def test_what_an_order_is_about_is_read_too(filled: Store) -> None:
    book = read(filled, "breach.mark")
    assert sorted(one.type for one in book.record.events) == ["breach.mark", "call"]


def test_calls_are_those_of_the_period_without_those_that_were_corrected(filled: Store) -> None:
    calls = read(filled, calls=True).calls
    assert len(calls) == CALLS - 1
    assert calls[0] == Call(digest(5).hex(), "OWNER", "0x" + AGREEMENT.hex(), START + 5 * DAY, "c0", "m0", True)
    assert read(filled, calls=True, period=Period.parse("2025")).calls == []


def test_use_is_told_by_first_last_and_days(filled: Store) -> None:
    book = read(filled, uses=True)
    name = "0x" + AGREEMENT.hex()
    assert (book.first_use[name].id, book.last_use[name].id) == (digest(5).hex(), digest(4 + CALLS).hex())
    assert book.use_days[name] == {START + day * DAY for day in range(5, 5 + CALLS)}


def test_the_last_use_is_the_last_before_the_end_of_the_period(filled: Store) -> None:
    book = read(filled, uses=True, period=Period.parse("2025"))
    assert (len(book.first_use), book.last_use) == (1, {})


def test_every_event_is_marked_with_its_anchor(filled: Store) -> None:
    marks = read(filled, marks=True).marks
    assert len(marks) == 5 + CALLS
    assert marks[4] == Mark(digest(4).hex(), "OWNER", START + 4 * DAY, START + 6 * DAY)
    assert marks[5].anchored_ms is None


def test_what_was_recorded_or_anchored_later_is_not_known_yet(filled: Store) -> None:
    book = read(filled, "reply", as_of=START + 3 * DAY, marks=True, calls=True)
    assert [one.text("decision") for one in book.record.of_type("reply")] == ["approve"]
    assert len(book.marks) == 3
    assert {one.anchored_ms for one in book.marks} == {None}
    assert book.calls == []


def test_an_anchor_counts_from_when_it_is_final_with_the_time_of_its_block(filled: Store) -> None:
    with filled.begin() as session:
        session.anchors.prepare(origin="o", size=9, root=bytes(32), raw_tx=b"y", tx_hash="0x" + "02" * 32, nonce=1, now=START)  # fmt: skip
        anchor = session.anchors.newest("o", 1)[0]
        session.anchors.record_sent(anchor.id, START)
        session.anchors.record_mined(anchor.id, 2, "0x" + "cc" * 32, START + 7 * DAY)
        session.anchors.record_final(anchor.id, START + 9 * DAY)
    before, after = (read(filled, as_of=START + day * DAY, marks=True).marks[5].anchored_ms for day in (8, 9))
    assert (before, after) == (None, START + 7 * DAY)


def test_a_count_of_entries_bounds_what_is_known(filled: Store) -> None:
    with filled.read() as session:
        reader = BookReader(session, Directory(filled, lambda: START), "o", START + 300 * DAY, size=3)
        assert len(reader.read(YEAR, Wanted(frozenset(), marks=True)).marks) == 3


def test_links_count_while_they_stand(filled: Store) -> None:
    item = CatalogueItem("0x" + "aa" * 32, "3/1", "OWNER", "M", "", "0x" + "00" * 32, 1, 0, 1)
    table = "0x" + "02" * 32
    links = [
        ItemLink(item.id, DUTY, table, START, None),
        ItemLink(item.id, "0x" + "1e" * 32, table, START, START + DAY),
    ]
    with filled.begin() as session:
        sheet = session.chain.sheet()
        for row in (item, *links):
            sheet.put(row)
        sheet.write()
    assert read(filled, "inspection").links == {DUTY[2:]: ("3/1",)}
    assert len(read(filled, "inspection", as_of=START + 1).links) == 2
