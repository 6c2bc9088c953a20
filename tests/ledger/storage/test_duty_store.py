"""Duties come back as they were put, are found by who owes them and by what may meet them, and page without a gap."""

from __future__ import annotations

import hashlib

from ledger.storage.duty_store import DutyRow, Place
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import Store

AGREEMENT, OTHER = "0x" + "0b" * 32, "0x" + "0c" * 32
NOW = 1_000


def duty(trigger: int, clause: str = "O6", due_at: int | None = 2_000, **members: object) -> DutyRow:
    whole = DutyRow(trigger, clause, "OWNER", AGREEMENT, "1/1", 500, due_at, False, True)
    return whole._replace(**members)


YEARLY = DutyRow(8, "M7", "MANAGER", None, None, 400, None, False, True)
ROWS = [
    duty(1),
    duty(1, "M3", None),
    duty(2, due_at=900),
    duty(3, due_at=900, provisional=True, known=False, department="USER"),
    duty(4, begins_at=5_000),
    duty(5, fulfilled=6, met_at=700),
    duty(7, agreement=None, item=None),
    YEARLY,
]


def fill(store: Store) -> None:
    with store.begin() as session:
        session.duties.put(ROWS)


def test_rows_come_back_are_replaced_and_dropped(store: Store) -> None:
    fill(store)
    with store.begin() as session:
        assert sorted(session.duties.at([1, 3])) == sorted([ROWS[0], ROWS[1], ROWS[3]])
        session.duties.put([duty(1, due_at=3_000)], known={(1, "O6")})
        session.duties.drop([(1, "M3"), (9, "O6")])
        assert session.duties.at([1]) == [duty(1, due_at=3_000)]
        assert session.duties.at([]) == []
        session.projections.clear()
        assert session.duties.at(range(9)) == []


def test_they_are_found_by_what_may_meet_them_and_by_what_did(store: Store) -> None:
    fill(store)
    with store.read() as session:
        duties = session.duties
        assert {row.trigger for row in duties.open_under([AGREEMENT], ["O6"])} == {1, 2, 3, 4}
        assert {row.trigger for row in duties.open_about(["1/1"], ["M3", "O6"])} == {1, 2, 3, 4}
        assert (
            duties.open_under([OTHER], ["O6"])
            == duties.open_about(["1/1"], [])
            == duties.open_under([AGREEMENT], [])
            == []
        )
        assert duties.met_by([6]) == [ROWS[5]]
        assert duties.newest_under(AGREEMENT, "O6") == ROWS[5]
        assert duties.newest_under(AGREEMENT, "M3") == ROWS[1]
        assert duties.newest_under(OTHER, "O6") is None
        assert duties.of_year("MANAGER", 400) == YEARLY
        assert duties.of_year("MANAGER", 500) is duties.of_year("OWNER", 500) is None


def test_open_duties_page_by_their_due_time(store: Store) -> None:
    fill(store)
    everybody = ["OWNER", "USER"]
    with store.read() as session:
        duties = session.duties
        whole = duties.open_page(everybody, NOW)
        assert [(row.trigger, row.clause) for row in whole] == [(2, "O6"), (3, "O6"), (1, "O6"), (7, "O6"), (1, "M3")]
        assert duties.open_page(["OWNER"], NOW, due=(0, NOW - 1)) == [ROWS[2]]
        assert duties.open_page(everybody, NOW, clause="M3") == [ROWS[1]]
        assert duties.open_page([], NOW) == []
        pages, place = list[DutyRow](), None
        while rows := duties.open_page(everybody, NOW, after=place, limit=2):
            pages += rows
            place = Place(rows[-1].due_at or 2**53 - 1, rows[-1].trigger, rows[-1].clause)
        assert pages == whole
        assert duties.count_open(everybody, NOW, (0, 2**53 - 1)) == 5
        assert duties.count_open(everybody, 5_000, (0, 2**53 - 1), "O6") == 5
        assert duties.count_overdue(NOW) == 2
        late = duties.overdue(NOW, limit=1)
        assert late == [ROWS[2]]
        assert duties.overdue(NOW, after=Place(900, 2, "O6")) == [ROWS[3]]


def event(
    index: int, kind: str, actor: str, behalf: str | None = None, agreement: str | None = AGREEMENT
) -> IndexedEvent:
    digest = hashlib.sha256(bytes([index])).digest()
    return IndexedEvent(index, digest, kind, "sharing", actor, behalf, agreement, "1/1", "0x" + "0a" * 20, None, 5, 6)


def test_the_nearest_events_are_found_by_their_members(store: Store) -> None:
    with store.begin() as session:
        session.events.add([
            event(0, "deliver", "OWNER"), event(1, "receipt", "FIRM", "USER"), event(2, "deliver", "OWNER", agreement=OTHER),
            event(3, "collect", "OWNER"), event(4, "collect", "USER"), event(5, "collect", "FIRM", "USER"), event(6, "deliver", "OWNER"),
        ])  # fmt: skip
    with store.read() as session:
        find = session.duties.neighbour
        assert find(0, ("deliver", "receipt"), later=True, agreement=AGREEMENT) == 1
        assert find(0, ("deliver",), later=True, agreement=AGREEMENT, item="1/1") == 6
        assert find(6, ("deliver",), later=False, agreement=AGREEMENT) == 0
        assert find(0, ("receipt",), later=True, acting="USER") == 1
        assert find(0, ("receipt",), later=True, acting="FIRM") is None
        assert session.duties.first_by_actor("1/1", "collect") == {"OWNER": 3, "USER": 4}
        found = session.events.between(1, 6, ("deliver", "collect"))
        assert found == session.events.get([2, 3, 4, 5])
