"""Look-ups by department, period and type, and readings as they are committed to, on both databases."""

from __future__ import annotations

from hashlib import sha256

import pytest
from msgspec.structs import replace

from ledger.asking.event_queries import calls_between, newest_between, newest_by
from ledger.recording.read_batch import batch_root
from ledger.storage.access_store import Read
from ledger.storage.event_index_store import EVENTS
from ledger.storage.log_store import NewEntry
from ledger.storage.projection_rows import CallDay, IndexedEvent
from ledger.storage.store import Store
from tests.ledger.storage.samples import entry_of, grow, take

ADDRESS, AGREEMENT, OTHER = "0x" + "0a" * 20, "0x" + "0b" * 32, "0x" + "0c" * 32


def indexed(index: int, kind: str, actor: str, at: int) -> IndexedEvent:
    return IndexedEvent(
        index, bytes([index]) * 32, kind, "sharing", actor, None, AGREEMENT, "1/1", ADDRESS, None, at, at
    )


def test_events_are_found_by_department_type_and_period(store: Store) -> None:
    grow(store, take(store), [5])
    rows = [
        (0, "call", "A-1", 10),
        (1, "verify", "A-1", 20),
        (2, "call", "B-2", 20),
        (3, "deliver", "A-1", 30),
        (4, "call", "A-1", 40),
    ]
    with store.begin() as session:
        session.events.add([indexed(*row) for row in rows])
    with store.read() as session:
        assert newest_by(session, "A-1", ("call", "verify")) == [0, 1, 4]
        assert newest_by(session, "A-1", ("call", "verify"), 2) == [1, 4]
        assert newest_between(session, 10, 40) == [0, 1, 2, 3]
        assert newest_between(session, 20, 41, actor="A-1") == [1, 3, 4]
        assert newest_between(session, 0, 99, actor="A-1", types=("call",)) == [0, 4]
        assert newest_between(session, 0, 99, types=("call", "verify"), limit=2) == [2, 4]


def test_of_two_sides_counts_of_a_day_the_larger_stands(store: Store) -> None:
    with store.begin() as session:
        session.events.count_calls([
            CallDay(AGREEMENT, 100, "A-1", 5, 1, 0), CallDay(AGREEMENT, 100, "B-2", 7, 1, 0),
            CallDay(AGREEMENT, 200, "A-1", 1, 1, 0), CallDay(OTHER, 200, "A-1", 2, 1, 0), CallDay(OTHER, 300, "A-1", 9, 1, 0),
        ])  # fmt: skip
    with store.read() as session:
        assert calls_between(session, 100, 300) == {AGREEMENT: 8, OTHER: 2}
        assert calls_between(session, 0, 100) == {}


def test_readings_come_back_as_they_are_committed_to(store: Store) -> None:
    facts = {"项": "值", "none": None, "depth": 3, "list": ["a"]}
    with store.begin() as session:
        for number in range(4):
            session.access.record_read(Read("A-1", ADDRESS, "head", "event", f"{number}", facts, 1000 + number))
    with store.read() as session:
        rows = session.access.read_rows(0)
        assert [row[0] for row in rows] == [1, 2, 3, 4]
        assert rows[0][1:] == ("A-1", ADDRESS, "head", "event", "0", facts, 1000)
        assert [row[0] for row in session.access.read_rows(1, last=3)] == [2, 3]
        assert [row[0] for row in session.access.read_rows(0, read_until=1001)] == [1, 2]
        assert [row[0] for row in session.access.read_rows(0, limit=1)] == [1]
    assert batch_root(rows, bytes(16)).hex() == "fe18e07248dffd2f374ebf18f3acc3310d2c237622317e1fbe595849c8ec4f1d"


@pytest.mark.parametrize("reached", [0, 2, 4], ids=["nothing projected", "half", "all"])
def test_types_and_who_names_a_parent_are_known_however_far_the_index_reaches(store: Store, reached: int) -> None:
    request = b'{"type":"request"}'
    parent = sha256(request).hexdigest()
    notices = [b'{"n":%d,"parents":["%s"],"type":"supplement.notice"}' % (n, parent.encode()) for n in (1, 2)]
    told = [request, notices[0], b'{"parents":["%s"],"type":"reply"}' % parent.encode(), notices[1]]
    ids = [sha256(one).digest() for one in told]
    heads = [entry_of(index)[:4] + one + entry_of(index)[36:] for index, one in enumerate(ids)]
    kinds = ["request", "supplement.notice", "reply", "supplement.notice"]
    state = take(store)
    with store.begin() as session:
        session.log.append(state, [NewEntry(head, event, (ADDRESS.encode()[:20], 0, place))
                                   for place, (head, event) in enumerate(zip(heads, told, strict=True))])  # fmt: skip
        rows = [replace(indexed(place, kinds[place], "A-1", 1), event_id=ids[place]) for place in range(reached)]
        session.events.add(rows, [(place, 0) for place in range(1, reached)])
        session.projections.advance(EVENTS, reached)
    with store.read() as session:
        assert session.events.recorded_types([*ids, bytes(32)]) == dict(zip(ids, kinds, strict=True))
        assert session.events.naming("supplement.notice", [ids[0], bytes(32)]) == {ids[1], ids[3]}
        assert session.events.naming("review", [ids[0]]) == set()
