"""What lies around a matter is found in the log and the directory: cases, titles, schemas, numbers, grades, quality."""

from typing import Any

import pytest

from ledger.event_types import KeyRole
from ledger.recording.pen import Draft, Pen
from tests.api.deployment import ITEM, MANAGER, OTHER, OWNER, SEPARATOR, USER, payload
from tests.ledger.alerting.conftest import Watched

HOUR = 3_600_000
SECOND = "307001/000009"


def collect(here: Watched, who: str = OWNER, item: str = ITEM, **values: Any) -> str:
    given = {"source_kind": "form", "method": "online", "legal_basis": "x", "period": "2026", "duplicate_check": "none"}
    given |= {"schema_hash": "ab" * 32, **values}
    return here.record(who, here.draft("collect", given, item=item, payload=payload("aa" * 32)))


def call(here: Watched, case: str = "C-1") -> str:
    values = {
        "service": "s", "called_fields": "code", "count": 1, "case_ref": case, "purpose": "办理社保", "success": True,
        "message_id": "m",
    }  # fmt: skip
    return here.record(USER, here.draft("call", values, item=ITEM, agreement=here.agreement), KeyRole.GATEWAY)


def test_a_case_that_was_closed_is_known_from_its_steps(here: Watched) -> None:
    here.register()
    call(here)
    here.record(USER, here.draft("case.step", {"case_ref": "C-1", "activity": "办结"}))
    here.record(USER, here.draft("case.step", {"case_ref": "C-2", "activity": "收件"}))
    here.watch()
    assert here.open() == {}
    late = call(here)
    call(here, "C-2")
    here.watch()
    assert here.open() == {"case-closed": late}


def test_a_history_that_is_imported_raises_nothing(here: Watched) -> None:
    pen = here.pens[OWNER, KeyRole.HEAD]
    for number in range(3):
        draft = here.draft("case.step", {"case_ref": str(number), "activity": "收件"})
        _, submission = pen.write(Draft("case.step", "2026-10-10T00:00:00.000Z", draft.values))
        here.recorder.submit([here.intake.check(submission)])
    here.watch()
    assert here.open() == {}


@pytest.mark.parametrize("assigned", [False, True])
def test_the_same_title_elsewhere_is_a_second_source(here: Watched, assigned: bool) -> None:
    here.register()
    here.register(SECOND, OTHER)
    if assigned:
        values = {"lead_department": OTHER, "replaced_source": OWNER, "basis": "x"}
        here.record(MANAGER, here.draft("source.assign", values, item=ITEM))
    found = collect(here)
    here.watch()
    assert here.open() == ({} if assigned else {"second-source": found})


def test_collecting_what_an_agreement_gives_is_repeated_collection(here: Watched) -> None:
    here.register()
    here.register(SECOND, USER)
    found = collect(here, USER, SECOND)
    here.watch()
    assert here.open()["repeat-collection"] == found


@pytest.mark.parametrize(("held", "raised"), [("ab" * 32, False), ("cd" * 32, True), (None, False)])
def test_a_schema_is_held_against_the_catalogue(here: Watched, held: str | None, raised: bool) -> None:
    here.register(**({"schema_hash": held} if held else {}))
    found = collect(here)
    here.watch()
    assert here.open() == ({"schema-drift": found} if raised else {})


def test_a_number_that_was_left_out_is_missed_until_it_comes(here: Watched) -> None:
    pen = Pen(OWNER, here.signers[OWNER, KeyRole.HEAD], SEPARATOR, 77)
    values = {"scope": "x", "result": "y", "next_due": "2027-11-20T00:00:00.000Z"}
    events = [pen.write(here.draft("drill", values)) for _ in range(3)]
    for number in (0, 2):
        here.recorder.submit([here.intake.check(events[number][1])])
    here.clock.now += HOUR + 1000
    here.watch()
    assert here.open() == {"sequence-gap": events[2][0].id}
    here.recorder.submit([here.intake.check(events[1][1])])
    here.watch()
    assert here.open() == {}


def test_a_key_that_ended_before_the_claimed_time_is_told(here: Watched) -> None:
    here.register()
    values = {"scope": "x", "result": "y", "next_due": "2027-11-20T00:00:00.000Z"}
    _, submission = here.pens[OWNER, KeyRole.HEAD].write(Draft("drill", "2025-01-06T02:00:00.000Z", values))
    here.recorder.submit([here.intake.check(submission)])
    here.watch()
    assert {"key-invalid", "backdated"} == here.open().keys()


def test_a_derived_item_is_held_against_the_grade_of_its_source(here: Watched) -> None:
    here.register(grade=3)
    here.register(SECOND, USER, title="x")
    _, _, receipt = here.exchange()
    values = {"method": "sum", "code_digest": "ab" * 32, "grade": 1, "payload_salt": "00" * 16}
    draft = here.draft("derive", values, item=SECOND, payload=payload("cc" * 32), parents=[receipt])
    found = here.record(USER, draft)
    here.watch()
    assert here.open()["grade-inverted"] == found


@pytest.mark.parametrize("sealed", [False, True])
def test_an_inspection_that_is_sealed_raises_nothing(here: Watched, sealed: bool) -> None:
    values = {"scope": "x", "period": "2026", "result": "x", "next_due": "2026-11-25T00:00:00.000Z"}
    values |= {"sealed_to": [MANAGER]} if sealed else {}
    found = here.record(MANAGER, Draft("inspection", "2026-11-10T00:00:00.000Z", values))
    here.watch()
    assert here.open() == ({} if sealed else {"backdated": found})
