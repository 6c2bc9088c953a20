"""Alerts in SQL, on both databases: numbers without gaps, names for ever, matters that sleep and wake."""

from dataclasses import replace

from ledger.storage.alert_rows import AlertRow, HookRow
from ledger.storage.store import Store

AGREEMENT = "0x" + "ab" * 32
ONE = AlertRow(
    "a" * 32, "stop", "ev", "", f"agreement:{AGREEMENT}", AGREEMENT, None, "USER-1", ["中止", "suspended"], ["e1"], 5
)
TWO = replace(ONE, id="b" * 32, rule="no-case", agreement=None, item="1/1", matter="item:1/1", owner="USER-2")


def test_changes_are_numbered_without_a_gap_and_an_alert_keeps_its_name(store: Store) -> None:
    with store.begin() as session:
        assert session.alerts.last_change() == 0
        assert session.alerts.raised(ONE, 5).changed == 1
        assert session.alerts.raised(TWO, 6).changed == 2
        session.alerts.recorded(ONE.id, "event-1", 7)
        assert session.alerts.acknowledged(ONE.id, "ack-1", 7, 8)
        assert not session.alerts.acknowledged(ONE.id, "ack-2", 9, 9)
        assert not session.alerts.acknowledged("c" * 32, "ack-2", 9, 9)
        session.alerts.closed(ONE.id, 10)
    with store.begin() as session:
        again = session.alerts.raised(ONE, 11)
        assert (again.changed, again.event, again.acknowledged_by, again.closed_at) == (6, "event-1", None, None)
    with store.read() as session:
        rows = session.alerts
        changes = rows.changes(0, 99)
        assert [one.seq for one in changes] == [1, 2, 3, 4, 5, 6]
        assert [one.change for one in changes] == ["raised", "raised", "recorded", "acknowledged", "closed", "reopened"]
        assert rows.changes(2, 1) == changes[2:3]
        assert rows.get(ONE.id) == rows.of_event("event-1") == again
        assert rows.at([ONE.id, TWO.id, "c" * 32]).keys() == {ONE.id, TWO.id}
        assert (rows.get("c" * 32), rows.of_event("none")) == (None, None)
        assert [row.id for row in rows.unrecorded(9)] == [TWO.id]
        assert rows.open_of(ONE.matter) == {ONE.id: again}
        assert rows.counts() == {"stop": 1, "no-case": 1}


def test_alerts_are_found_by_what_they_are(store: Store) -> None:
    with store.begin() as session:
        session.alerts.raised(ONE, 5)
        session.alerts.raised(TWO, 6)
        session.alerts.closed(TWO.id, 7)
        session.alerts.mend(replace(ONE, values=["终止", "terminated"], owner="USER-3"))

        def found(**asked: object) -> list[str]:
            given = {"before": None, "limit": 9, **asked}
            return [row.id[0] for row in session.alerts.find(**given)]  # type: ignore[arg-type]

        assert found() == ["b", "a"]
        assert found(limit=1) == ["b"]
        assert found(before=3) == ["a"]
        assert (
            found(is_open=True) == found(owner="USER-3") == found(agreement=AGREEMENT) == found(rules={"stop"}) == ["a"]
        )
        assert found(is_open=False) == found(item="1/1") == ["b"]
        assert found(rules=set()) == found(owner="USER-1") == []
        (row,) = session.alerts.find(before=None, limit=9, is_open=True)
        assert (list(row.values), row.changed) == (["终止", "terminated"], 1)


def test_marks_hooks_and_what_was_set_aside(store: Store) -> None:
    with store.begin() as session:
        rows = session.alerts
        assert (rows.mark("events"), rows.hook("x")) == (0, None)
        rows.set_mark("events", 2**40)
        rows.set_mark("events", 2**40 + 1)
        assert rows.mark("events") == 2**40 + 1
        hook = HookRow("x", 3, 1, 2**41, None, "HTTP 500")
        rows.put_hook(hook)
        rows.put_hook(replace(hook, tries=2))
        assert rows.hook("x") == replace(hook, tries=2)
        rows.refuse("x", 3, "HTTP 400", 9)
        rows.refuse("x", 4, "HTTP 404", 10)
        rows.refuse("y", 3, "HTTP 400", 9)
        assert rows.refused("x") == [(4, "HTTP 404", 10), (3, "HTTP 400", 9)]
        assert rows.numbered([(b"\x01" * 20, 0, 7)]) == set()
        assert rows.chain_subjects(0) == []
