"""The catalogue of event types is closed, well-formed, and changes only on purpose."""

import re
from collections import Counter

import pytest

from ledger import event_types
from ledger.event_types import EVENT_TYPES, EventType, KeyRole, Party, Stage
from ledger.events import MAX_FIELDS
from ledger.model import check_form
from tests.vectors.make_event_types import make
from tests.vectors.read import vectors

ROWS = [pytest.param(row, id=row.name) for row in EVENT_TYPES.values()]
CLAUSE = re.compile(r"[OUMPAX][1-9][0-9]?")


@pytest.mark.parametrize("name", sorted({*vectors("event_types"), *EVENT_TYPES}))
def test_row_is_the_frozen_one(name: str) -> None:
    assert make().get(name) == vectors("event_types").get(name)


def test_no_name_is_given_twice() -> None:
    assert [name for name, times in Counter(row.name for row in event_types._rows).items() if times > 1] == []
    assert all(name == row.name for name, row in EVENT_TYPES.items())


@pytest.mark.parametrize("row", ROWS)
def test_row_is_well_formed(row: EventType) -> None:
    assert re.fullmatch(r"[a-z]+(\.[a-z]+)?", row.name)
    assert row.zh
    assert row.en
    assert row.stage in Stage
    assert row.needs <= {"agreement", "item", "parents", "payload"}
    assert 1 <= len(row.fields) <= MAX_FIELDS
    assert len(set(row.fields)) == len(row.fields)
    assert [check_form("field", name) for name in row.fields] == list(row.fields)


@pytest.mark.parametrize("row", ROWS)
def test_parties_keys_and_duties_are_well_formed(row: EventType) -> None:
    assert row.signed_by
    assert row.keys
    for chosen in (row.signed_by, row.keys, row.countersigned_by, row.duties):
        assert len(set(chosen)) == len(chosen)
    assert {*row.signed_by, *row.countersigned_by} <= set(Party)
    assert set(row.keys) <= set(KeyRole)
    assert Party.ANY not in row.countersigned_by
    assert [clause for clause in row.duties if not CLAUSE.fullmatch(clause)] == []


def test_every_stage_of_the_life_of_data_has_a_type() -> None:
    assert {row.stage for row in EVENT_TYPES.values()} == set(Stage)


def test_a_payload_is_disclosed_with_a_salt_where_a_version_is_handed_over() -> None:
    assert {name for name, row in EVENT_TYPES.items() if "payload_salt" in row.fields} >= {"deliver", "data.update"}


def test_key_roles_stand_in_the_order_of_the_contract() -> None:
    assert [role.value for role in KeyRole] == ["head", "officer", "gateway", "auditor", "supervisor"]


@pytest.mark.parametrize("row", [row for row in EVENT_TYPES.values() if row.countersigned_by], ids=lambda row: row.name)
def test_what_needs_a_countersignature_can_get_one(row: EventType) -> None:
    countersign = EVENT_TYPES["countersign"]
    assert "parents" in countersign.needs
    assert Party.ANY in countersign.signed_by or set(row.countersigned_by) <= set(countersign.signed_by)
