"""A suspension, by an event or on the chain, stops decisions and raises the stop alert; how soon is printed, never judged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine

from ledger.acts import Consent
from ledger.event_types import KeyRole
from ledger.recording.pen import Draft
from ledger.registers.caller import Caller
from ledger.storage.alert_rows import AlertRow
from ledger.wiring import Ledger, open_ledger
from ledger.worker import Worker
from tests.ledger.service.conftest import Running
from tests.ledger.service.world import ITEM, MANAGER, OWNER, USER, World, eventually, now_text

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    database = "sqlite:///quanze.db"
    if request.param == "postgresql":
        server: str = request.getfixturevalue("postgres_url")
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("CREATE DATABASE live_alerts TEMPLATE template0")
        engine.dispose()
        database = server.replace("/postgres?", "/live_alerts?")
    world = World.found(tmp_path_factory.mktemp("live") / "data", database=database)
    with Worker(world.config) as worker:
        world.settle(worker)
        world.register(worker, world.pen(worker, OWNER, lane=9))
        yield Running(world, worker, "")


@pytest.fixture(scope="module")
def ledger(running: Running) -> Iterator[Ledger]:
    """As an API process has it: its own connections, the worker's recorder."""
    made = open_ledger(running.world.config, running.worker.recorder)
    with made.store.read() as session:
        (row,) = session.events.find(item=ITEM, limit=1)
    draft = Draft("catalogue.publish", now_text(), {"review_result": "pass"}, item=ITEM, parents=[row.event_id.hex()])
    running.world.record(running.worker, running.world.pen(running.worker, MANAGER, lane=40), draft)
    eventually(lambda: (entry := made.directory.item(ITEM)) and entry.facts.published)
    yield made
    made.close()


def decision(running: Running, ledger: Ledger, purpose: str) -> Any:
    caller = Caller(running.world.heads[USER].address, USER, KeyRole.HEAD, 2, "330000")
    asked = {"department": USER, "item": ITEM, "fields": ["code"], "purpose": purpose, "mode": "batch", "count": 1}
    return ledger.decider.decide(caller, {**asked, "case_ref": "C-1"}).decision["answer"]


def by_event(running: Running, agreement: str) -> None:
    values = {"reason": "misuse", "effective_at": now_text()}
    pen = running.world.pen(running.worker, OWNER, lane=41)
    running.world.record(running.worker, pen, Draft("agreement.suspend", now_text(), values, agreement=agreement))


def on_the_chain(running: Running, agreement: str) -> None:
    world, worker = running.world, running.worker
    head, act = world.heads[MANAGER], {"agreement": agreement, "reasonEvent": "0x" + "01" * 32, "nonce": 0}
    consent = Consent(head.address, world.sign(worker, "Suspension", act, head))
    world.operations(worker).submit("suspend", act, [consent])


def stop_of(running: Running, agreement: str) -> AlertRow | None:
    with running.worker.store.read() as session:
        found = session.alerts.find(before=None, limit=9, rules={"stop"}, agreement=agreement)
    return found[0] if found else None


@pytest.mark.parametrize("suspend", [by_event, on_the_chain])
def test_a_suspension_takes_effect_on_decisions_and_raises_the_stop(
    running: Running, ledger: Ledger, suspend: Callable[[Running, str], None]
) -> None:
    purpose = f"目的 {suspend.__name__}"
    agreement = running.world.conclude(running.worker, number=suspend.__name__, purposes=[purpose])
    assert decision(running, ledger, purpose) == "permitted"
    assert stop_of(running, agreement) is None
    started = time.monotonic()
    suspend(running, agreement)
    eventually(lambda: decision(running, ledger, purpose) == "refused")
    decided = time.monotonic() - started
    alert = eventually(lambda: stop_of(running, agreement))
    raised = time.monotonic() - started
    print(f"{suspend.__name__}: decisions changed after {decided:.2f} s, the stop was raised after {raised:.2f} s")
    assert (alert.owner, alert.closed_at) == (USER, None)
    recorded: Any = eventually(lambda: (row := stop_of(running, agreement)) and row.event)
    with ledger.store.read() as session:
        assert session.events.indexes_of(bytes.fromhex(recorded))
    with ledger.store.read() as session:
        changes = [one.change for one in session.alerts.changes(0, 999) if one.alert == alert.id]
    assert changes == ["raised", "recorded"]
    failures = {(one["part"], one["code"]) for one in running.worker.meter.to_json()["failures"]}
    assert not [part for part, _ in failures if part == "alerts"]
