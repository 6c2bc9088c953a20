"""Busy matters: thousands of events under one agreement hide nothing, close nothing, and accuse nobody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.alerting import watching
from ledger.event_types import KeyRole
from ledger.recording.pen import Draft
from tests.api.deployment import DAY, ITEM, OWNER, USER, payload
from tests.ledger.alerting.conftest import Watched

HOUR, MANY = 3_600_000, 1_300
DELIVERY = {"version": "1", "payload_salt": "00" * 16, "share_mode": "file", "outlet": "o"}


def send(here: Watched, actor: str, kind: str, count: int, values: dict[str, Any], **members: Any) -> list[str]:
    """Record many events at once; their ids."""
    made = [here.pens[actor, KeyRole.GATEWAY].write(_draft(here, kind, values, n, **members)) for n in range(count)]
    here.recorder.submit([here.intake.check(submission) for _, submission in made])
    return [event.id for event, _ in made]


def _draft(here: Watched, kind: str, values: dict[str, Any], number: int, **members: Any) -> Draft:
    told = {name: value.format(number) if isinstance(value, str) else value for name, value in values.items()}
    return here.draft(kind, told, item=ITEM, agreement=here.agreement, **members)


def deliver(here: Watched, count: int = MANY, digest: str = "aa" * 32) -> list[str]:
    return send(here, OWNER, "deliver", count, DELIVERY, payload=payload(digest))


def receive(here: Watched, delivered: list[str], digest: str = "aa" * 32) -> list[str]:
    return [
        send(here, USER, "receipt", 1, {"result": "accept"}, payload=payload(digest), parents=[one])[0]
        for one in delivered
    ]


def open_of(here: Watched, rule: str) -> list[str]:
    """Subjects of a rule's alerts that stand."""
    with here.store.read() as session:
        rows = session.alerts.find(before=None, limit=10_000, is_open=True, rules=[rule])
    return sorted(row.subject for row in rows)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watched]:
    """Unsigned alerts: thousands of signatures are not what is tested here."""
    on_server = request.param == "postgresql"
    deployment = Watched(tmp_path, database=request.getfixturevalue("fresh_postgres")() if on_server else "")
    deployment.register()
    deployment.watcher = deployment.new_watcher(signed=False)
    yield deployment
    deployment.close()


def test_each_of_thousands_that_come_at_once_is_judged(here: Watched) -> None:
    (delivered,) = deliver(here, 1)
    (wrong,) = receive(here, [delivered], "bb" * 32)
    deliver(here)
    here.watch()
    assert open_of(here, "receipt-mismatch") == [wrong]


def test_each_of_thousands_that_nobody_receives_is_told_when_its_time_comes(here: Watched) -> None:
    delivered = deliver(here)
    here.watch()
    assert open_of(here, "orphan-delivery") == []
    here.clock.now += HOUR + 1000
    here.watch()
    assert open_of(here, "orphan-delivery") == sorted(delivered)
    receive(here, delivered[:2])
    here.watch()
    assert open_of(here, "orphan-delivery") == sorted(delivered[2:])


def test_what_stands_is_not_closed_by_what_comes_later_and_is_closed_by_its_answer(here: Watched) -> None:
    (first,) = deliver(here, 1)
    here.clock.now += 8 * DAY
    here.watch()
    assert (open_of(here, "overdue"), open_of(here, "orphan-delivery")) == ([first], [first])
    receive(here, deliver(here, 20))
    deliver(here)
    here.watch()
    assert (open_of(here, "overdue"), open_of(here, "orphan-delivery")) == ([first], [first])
    here.clock.now += 2 * DAY
    here.watch()
    assert open_of(here, "overdue") == [first]
    receive(here, [first])
    here.watch()
    assert first not in {*open_of(here, "overdue"), *open_of(here, "orphan-delivery")}


def call(here: Watched, actor: str, count: int, start: int = 0) -> list[str]:
    values = {
        "service": "s",
        "called_fields": "code",
        "count": 0,
        "case_ref": "c",
        "purpose": "办理社保",
        "success": True,
    }
    made = []
    for number in range(start, start + count):
        draft = here.draft("call", values | {"message_id": f"m-{number}"}, item=ITEM, agreement=here.agreement)
        made.append(here.pens[actor, KeyRole.GATEWAY].write(draft))
    here.recorder.submit([here.intake.check(submission) for _, submission in made])
    return [event.id for event, _ in made]


def test_calls_that_both_sides_recorded_are_no_orphans_however_many_lie_between(here: Watched) -> None:
    mine = call(here, USER, 700)
    call(here, OWNER, 699)
    here.watch()
    here.clock.now += HOUR + 1000
    here.watch()
    assert open_of(here, "orphan-call") == [mine[-1]]
    call(here, OWNER, 400, 1_000)
    here.watch()
    assert open_of(here, "orphan-call") == [mine[-1]]
    call(here, OWNER, 1, 699)
    here.watch()
    assert open_of(here, "orphan-call") == []


def test_an_event_is_judged_when_it_comes_and_when_its_time_comes_not_with_each_that_follows(
    here: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []
    gather = watching.Gathering.matter

    def counted(self: Any, matter: Any, part: Any) -> Any:
        judged.append(len(part))
        return gather(self, matter, part)

    monkeypatch.setattr(watching.Gathering, "matter", counted)
    for _ in range(5):
        deliver(here, 200)
        here.watch()
    assert 1_000 <= sum(judged) < 1_100


def test_a_busy_day_over_the_quota_is_one_alert(here: Watched) -> None:
    values = {
        "service": "s",
        "called_fields": "code",
        "count": 1,
        "case_ref": "c",
        "purpose": "办理社保",
        "success": True,
    }
    for _ in range(4):
        send(here, USER, "call", 200, values | {"message_id": "{}"})
        here.watch()
    with here.store.read() as session:
        (alert,) = session.alerts.find(before=None, limit=99, rules=["quota-exceeded"])
    assert (alert.values, alert.closed_at) == (["800", "10"], None)
