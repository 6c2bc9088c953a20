"""What waits to be judged, on both databases: due in order, asked for again while it is judged, put off, done with."""

import json
import re

import pytest

from ledger.storage import alert_waits, bulk
from ledger.storage.alert_waits import WHOLE
from ledger.storage.store import Store

MATTER, OTHER = "agreement:0x" + "ab" * 32, "item:1/1"


def due(store: Store, now: int, matter: str = MATTER, limit: int = 99) -> dict[int, int]:
    with store.read() as session:
        return session.waits.due(matter, now, limit)


def awake(store: Store, now: int) -> list[str]:
    with store.read() as session:
        return session.alerts.awake(now, 99)


def test_what_is_asked_for_is_due_at_its_time_and_wakes_its_matter(store: Store) -> None:
    with store.begin() as session:
        session.waits.ask({MATTER: [7, 3], OTHER: [WHOLE]}, 50)
        session.waits.ask({MATTER: {9}}, 40)
        session.waits.ask({}, 1)
    assert (due(store, 39), awake(store, 39)) == ({}, [])
    assert (due(store, 49), awake(store, 49)) == ({9: 40}, [MATTER])
    assert list(due(store, 50).items()) == [(9, 40), (3, 50), (7, 50)]
    assert due(store, 50, limit=1) == {9: 40}
    assert due(store, 50, OTHER) == {WHOLE: 50}
    assert awake(store, 50) == [MATTER, OTHER]


def test_the_sooner_time_holds(store: Store) -> None:
    with store.begin() as session:
        session.waits.ask({MATTER: [1, 2]}, 50)
        session.waits.ask({MATTER: [1]}, 20)
        session.waits.ask({MATTER: [2]}, 90)
    found = due(store, 60)
    assert found[1] == 20
    assert found[2] <= 60


def test_what_is_asked_for_while_it_is_judged_stays_due(store: Store) -> None:
    with store.begin() as session:
        session.waits.ask({MATTER: [1, 2, 3]}, 50)
    read = due(store, 50)
    with store.begin() as session:
        session.waits.ask({MATTER: [2, 4]}, 50)
    with store.begin() as session:
        session.waits.judged(MATTER, read, {1: 900, 2: 900})
        session.waits.sleep(MATTER, 800)
    assert due(store, 100).keys() == {2, 4}
    assert awake(store, 100) == [MATTER]
    assert due(store, 900).keys() == {1, 2, 4}


def test_a_matter_sleeps_until_its_own_time_or_that_of_what_waits(store: Store) -> None:
    with store.begin() as session:
        session.waits.ask({MATTER: [1]}, 50)
        session.waits.judged(MATTER, {1: 50}, {1: 500})
        session.waits.sleep(MATTER, 300)
        session.waits.sleep(OTHER, None)
    assert (awake(store, 299), awake(store, 300)) == ([], [MATTER])
    with store.begin() as session:
        session.waits.sleep(MATTER, None)
    assert (awake(store, 499), awake(store, 500)) == ([], [MATTER])
    with store.begin() as session:
        session.waits.judged(MATTER, {1: 500}, {})
        session.waits.sleep(MATTER, None)
    assert awake(store, 2**50) == []


def test_of_many_that_wait_as_long_only_those_that_were_judged_are_looked_at(store: Store) -> None:
    if store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite follows the order of the statement")
    with store.begin() as session:
        session.waits.ask({MATTER: range(5_000)}, 50)
        # counted while each had a time of its own
        session.connection.exec_driver_sql('UPDATE alert_waits SET wake_at = "index"')
        session.count_rows()
        session.connection.exec_driver_sql("UPDATE alert_waits SET wake_at = 50")
    with store.begin() as session:
        values = [json.dumps([[index, 50] for index in range(500)]), MATTER]
        plan = str(bulk.rows(session.connection, "EXPLAIN (ANALYZE, BUFFERS) " + alert_waits._DROP[False], values))
        assert len(session.waits.due(MATTER, 50, 9_999)) == 4_500
    assert 0 < int(re.findall(r"shared hit=(\d+)", plan)[0]) < 5_000, plan
