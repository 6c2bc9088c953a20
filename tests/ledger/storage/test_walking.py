"""Walks along the event index find what a look at every event finds, and look at no more than they have to."""

from __future__ import annotations

import random
import re
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from ledger.storage import bulk
from ledger.storage.projection_rows import IndexedEvent
from ledger.storage.store import LEAST_COUNTED, Store
from ledger.storage.walking import Way, statement, walk
from tests.ledger.storage.samples import grow, take

SIGNER = "0x" + "0a" * 20
AGREEMENTS = [None, "0x" + "0b" * 32, "0x" + "0c" * 32]
CHOICES: dict[str, list[Any]] = {
    "agreement": AGREEMENTS, "item": [None, "1/1", "1/2"], "actor": ["A", "B"], "type": ["call", "deliver", "verify"],
}  # fmt: skip
COUNT = 300
WAYS = [
    Way(limit=5),
    Way(newest=True, limit=7),
    Way(after=100, limit=1000),
    Way(before=200, newest=True, limit=1000),
    Way(after=50, before=60, limit=9),
    Way(after=50, before=60, newest=True, limit=9),
    Way(after=COUNT),
    Way(),
]


def some(count: int) -> list[IndexedEvent]:
    chosen = random.Random(7)
    return [
        IndexedEvent(
            index, index.to_bytes(32, "big"), kind, "sharing", actor, None, agreement, item, SIGNER, None, index, index
        )
        for index in range(count)
        for agreement, item, actor, kind in [[chosen.choice(each) for each in CHOICES.values()]]
    ]


def by_hand(events: list[IndexedEvent], members: dict[str, str], way: Way) -> list[int]:
    bounds = range(way.get("after", -1) + 1, min(way.get("before", COUNT), COUNT))
    found = [one.index for one in events if one.index in bounds]
    found = [index for index in found if all(getattr(events[index], name) == members[name] for name in members)]
    return (found[::-1] if way.get("newest") else found)[: way.get("limit", 1)]


def test_a_walk_finds_what_a_look_at_every_event_finds(store: Store) -> None:
    events = some(COUNT)
    with store.begin() as session:
        session.events.add(events)
    with store.read() as session:
        for values in product(*([None, *filter(None, each)] for each in CHOICES.values())):
            members = {name: value for name, value in zip(CHOICES, values, strict=True) if value is not None}
            for way in WAYS:
                found = walk(session.connection, members, **way)
                assert found == by_hand(events, members, way), (members, way)
        early = [("e.occurred_at < {mark}", (40,))]
        assert walk(session.connection, {"type": "call"}, early, newest=True, limit=999) == by_hand(
            events, {"type": "call"}, Way(before=40, newest=True, limit=999)
        )


LOOKS = [
    ({"agreement": AGREEMENTS[2], "type": "call"}, "ix_event_index_agreement_type_index"),
    ({"item": "1/2", "type": "call"}, "ix_event_index_item_type_index"),
    ({"agreement": AGREEMENTS[2], "item": "1/2", "type": "call"}, "ix_event_index_agreement_type_index"),
    ({"actor": "A", "type": "refuse"}, "ix_event_index_type_index"),
    ({"type": "refuse"}, "ix_event_index_type_index"),
]


@pytest.mark.parametrize("counted", [False, True], ids=["not counted", "counted"])
def test_what_is_not_there_is_looked_for_in_a_few_pages(store: Store, counted: bool) -> None:
    """Neither agreement and item nor type is rare, only the two together: what a count of each does not tell."""
    apart = [("call", *AGREEMENTS[1:2], "1/1"), ("verify", *AGREEMENTS[2:], "1/2")]
    with store.begin() as session:
        session.events.add(
            [
                replace(one, type=kind, agreement=agreement, item=item)
                for one in some(20_000)
                for kind, agreement, item in [apart[one.index % 2]]
            ]
        )
    with store.begin() as session:
        if counted and not bulk.is_sqlite(session.connection):
            session.count_rows()
    with store.read() as session:
        for (members, index), newest in product(LOOKS, (False, True)):
            query, values = statement(session.connection, members, newest=newest, limit=1)
            if bulk.is_sqlite(session.connection):
                plan = str(bulk.rows(session.connection, "EXPLAIN QUERY PLAN " + query, values))
                assert f"INDEX {index} " in plan, members
            else:
                plan = str(bulk.rows(session.connection, "EXPLAIN (ANALYZE, BUFFERS) " + query, values))
                assert 0 < int(re.findall(r"shared hit=(\d+)", plan)[0]) < 20, plan


@pytest.mark.postgres
def test_postgresql_counts_anew_whenever_the_log_has_doubled(store: Store) -> None:
    if store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite does not choose by counts")
    counted = "SELECT reltuples FROM pg_class WHERE relname = 'entries'"

    def rows() -> int:
        with store.engine.connect() as connection:
            return int(connection.scalar(text(counted)))

    state = grow(store, take(store), [LEAST_COUNTED - 1])
    for size, known in [
        (LEAST_COUNTED - 1, -1),
        (LEAST_COUNTED, LEAST_COUNTED),
        (2 * LEAST_COUNTED - 1, LEAST_COUNTED),
        (2 * LEAST_COUNTED, 2 * LEAST_COUNTED),
    ]:
        state = grow(store, state, [size])
        store.count_anew()
        assert rows() == known, size
