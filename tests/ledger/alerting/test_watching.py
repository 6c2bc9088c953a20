"""The watcher: alerts are raised, closed, opened again and recorded; nothing is lost or doubled over a restart."""

from dataclasses import replace

import pytest

from ledger.alerting.watching import AlertWatcher
from ledger.event_types import KeyRole
from ledger.policy.alerts_chain import Health
from ledger.storage.alert_rows import AlertRow
from tests.api.deployment import DAY, ITEM, MANAGER, ORIGIN, OTHER, OWNER, USER, payload
from tests.ledger.alerting.conftest import Watched

HOUR = 3_600_000


def rows(here: Watched, **members: str) -> list[AlertRow]:
    with here.store.read() as session:
        return session.alerts.find(before=None, limit=500, **members)


def one(here: Watched, rule: str) -> AlertRow:
    (found,) = rows(here, rule=rule)
    return found


def suspend(here: Watched) -> str:
    values = {"reason": "misuse", "effective_at": "now"}
    return here.record(OWNER, here.draft("agreement.suspend", values, agreement=here.agreement))


def test_an_alert_is_raised_once_owned_and_recorded_as_a_signed_event(here: Watched) -> None:
    here.register()
    _, delivered, receipt = here.exchange("bb" * 32)
    here.watch()
    here.watch()
    alert = one(here, "receipt-mismatch")
    assert (alert.subject, alert.evidence, alert.owner) == (receipt, [delivered], MANAGER)
    assert (alert.agreement, alert.closed_at, alert.acknowledged_at) == (here.agreement, None, None)
    with here.store.read() as session:
        assert [change.change for change in session.alerts.changes(0, 10)] == ["raised", "recorded"]
    event = here.ledger.tracer.accountability(here.caller(MANAGER), str(alert.event)).event
    assert (event.type, event.actor) == ("alert", MANAGER)


def test_without_a_key_alerts_stay_unsigned_until_there_is_one(here: Watched) -> None:
    here.watcher = here.new_watcher(signed=False)
    here.register()
    here.exchange("bb" * 32)
    here.watch()
    assert one(here, "receipt-mismatch").event is None
    here.watcher = here.new_watcher()
    here.watch()
    assert one(here, "receipt-mismatch").event is not None


def test_an_ended_key_leaves_them_unsigned(here: Watched) -> None:
    here.register()
    here.end_key(MANAGER, KeyRole.GATEWAY)
    here.exchange("bb" * 32)
    here.watch()
    assert one(here, "receipt-mismatch").event is None


def test_an_alert_recorded_before_a_crash_is_not_recorded_again(here: Watched) -> None:
    here.register()
    here.exchange("bb" * 32)
    here.watch()
    recorded = one(here, "receipt-mismatch").event
    with here.store.begin() as session:
        session.alerts.recorded(one(here, "receipt-mismatch").id, None, 1)  # type: ignore[arg-type]
    here.watcher = here.new_watcher()
    here.watch()
    assert one(here, "receipt-mismatch").event == recorded


def test_time_alone_raises_and_an_event_closes(here: Watched) -> None:
    here.register()
    sent = {"item": ITEM, "agreement": here.agreement, "payload": payload("aa" * 32)}
    values = {"version": "1", "payload_salt": "00" * 16, "share_mode": "file", "outlet": "o"}
    delivered = here.record(OWNER, here.draft("deliver", values, **sent))
    here.watch()
    assert here.open() == {}
    here.clock.now += HOUR + 1000
    here.watch()
    assert here.open() == {"orphan-delivery": delivered}
    here.clock.now += 7 * DAY
    here.watch()
    assert here.open() == {"orphan-delivery": delivered, "overdue": delivered}
    here.record(USER, here.draft("receipt", {"result": "accept"}, **sent, parents=[delivered]))
    here.watch()
    assert here.open() == {}
    with here.store.read() as session:
        changes = [(change.seq, change.change) for change in session.alerts.changes(0, 99)]
    assert [number for number, _ in changes] == list(range(1, len(changes) + 1))
    assert sorted(name for _, name in changes) == sorted(2 * ["raised", "recorded", "closed"])


def test_what_stands_again_is_opened_again_under_its_name_and_unacknowledged(here: Watched) -> None:
    stop = suspend(here)
    here.watch()
    first = one(here, "stop")
    said = here.draft("alert.acknowledge", {"measure": "stopped"}, parents=[str(first.event)], agreement=here.agreement)
    here.record(USER, said)
    here.watch()
    assert one(here, "stop").acknowledged_by is not None
    resumed = {"reason": "mended", "effective_at": "now"}
    here.record(OWNER, here.draft("agreement.resume", resumed, agreement=here.agreement, parents=[stop]))
    here.watch()
    assert here.open() == {}
    # the same suspension standing again, as after a correction of the record
    with here.store.begin() as session:
        session.alerts.raised(replace(first, opened_at=here.clock()), here.clock())
    again = one(here, "stop")
    assert (again.id, again.acknowledged_by, again.closed_at) == (first.id, None, None)


@pytest.mark.parametrize(("who", "counts"), [(USER, True), (OWNER, False), (OTHER, False)])
def test_only_the_department_that_must_act_acknowledges(here: Watched, who: str, counts: bool) -> None:
    suspend(here)
    here.watch()
    event = str(one(here, "stop").event)
    here.record(who, here.draft("alert.acknowledge", {"measure": "seen"}, parents=[event]))
    here.watch()
    assert (one(here, "stop").acknowledged_at is not None) is counts


def test_a_watcher_that_was_away_sees_all_that_happened(here: Watched) -> None:
    here.register()
    here.watch()
    _, _, receipt = here.exchange("bb" * 32)
    suspend(here)
    here.watcher = here.new_watcher()
    here.watch()
    assert {"receipt-mismatch", "stop"} <= here.open().keys()
    assert here.open()["receipt-mismatch"] == receipt


def test_while_projections_are_made_again_nothing_is_closed(here: Watched) -> None:
    here.register()
    here.exchange("bb" * 32)
    here.watch()
    before = here.open()
    with here.store.begin() as session:
        session.projections.advance("events", 0)
    here.clock.now += DAY
    with here.store.read() as session:
        changed = session.alerts.last_change()
    assert not here.watcher.step()
    with here.store.read() as session:
        assert session.alerts.last_change() == changed
    assert here.open() == before


def test_a_policy_change_takes_effect_and_raises_the_stop(here: Watched) -> None:
    registered = here.register()
    here.watch()
    entry = {
        "title": "行政区划",
        "fields": ["code", "name"],
        "share_type": "refused",
        "refusal_basis": "保密法",
        "grade": 1,
    }
    values = {"entry": {**entry, "manager": MANAGER}, "approved_by": "head", "reason": "law"}
    here.record(OWNER, here.draft("catalogue.update", values, item=ITEM, parents=[registered]))
    here.watch()
    assert here.open()["stop"] == here.agreement
    assert one(here, "stop").owner == USER


def test_a_threshold_that_is_set_is_used(here: Watched) -> None:
    here.watcher = here.new_watcher(orphan_delivery=10 * HOUR)
    here.register()
    sent = {"item": ITEM, "agreement": here.agreement, "payload": payload("aa" * 32)}
    values = {"version": "1", "payload_salt": "00" * 16, "share_mode": "file", "outlet": "o"}
    here.record(OWNER, here.draft("deliver", values, **sent))
    here.clock.now += 2 * HOUR
    here.watch()
    assert here.open() == {}


def test_an_incident_is_an_alert_of_whoever_found_it_until_anybody_reports(here: Watched) -> None:
    values = {"kind": "leak", "discovered_at": "2026-11-20T02:00:00.000Z", "level": "3", "affected": []}
    found = here.record(OWNER, here.draft("incident", values))
    here.clock.now += 5 * HOUR
    here.watch()
    assert here.open()["incident-late"] == found
    assert one(here, "incident-late").owner == OWNER
    here.record(MANAGER, here.draft("incident.report", {"reported_to": "CAC", "reported_at": "now"}, parents=[found]))
    here.watch()
    assert "incident-late" not in here.open()


def test_a_key_that_ends_soon_is_told(here: Watched) -> None:
    here.watch()
    here.enrol(OTHER, KeyRole.OFFICER, until=here.clock() + 20 * DAY)
    here.watch()
    here.clock.now += 1000
    here.watch()
    assert one(here, "key-expiring").owner == OTHER


def test_the_ledger_watches_itself_and_its_operator_must_act(here: Watched) -> None:
    states: list[Health | None] = [None, Health(MANAGER, chain_ok=False), Health(MANAGER, chain_ok=True)]
    watcher = AlertWatcher(here.store, here.directory, ORIGIN, here.clock, health=lambda: states[0])
    found = []
    for _ in range(3):
        here.clock.now += 20_000
        watcher.step()
        found.append({row.rule: row.owner for row in rows(here, matter="log:")} if here.open() else {})
        states.append(states.pop(0))
    assert found == [{}, {"chain-away": MANAGER}, {}]
