"""Thresholds and receivers are read from config.toml, strictly; a watcher that stands still makes the service unready."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from ledger.alerting.health import health_of
from ledger.asking.standing import Status, WitnessState
from ledger.config import load_config
from ledger.errors import ConfigRefused
from ledger.policy.alerts_chain import health_alerts
from ledger.recording.meter import Meter
from tests.api.deployment import START
from tests.ledger.alerting.conftest import Watched

BASE = 'format = 1\norigin = "test.example/log"\noperator = "SJJ-510100"\ndatabase = "sqlite:///q.db"\nroots = []\n'
HOOK = '[[webhooks]]\nname = "a"\nurl = "https://duty.example/x"\nsecret = "env:S"\n'


def load(folder: Path, text: str) -> object:
    (folder / "config.toml").write_text(BASE + text, "utf-8")
    return load_config(folder)


def test_thresholds_and_receivers(tmp_path: Path) -> None:
    config = load_config(tmp_path) if load(tmp_path, "[alerts]\ndue-soon = 5\n" + HOOK) else None
    assert config is not None
    assert config.alerts == {"due-soon": 5}
    assert [(one.name, one.department) for one in config.webhooks] == [("a", "")]


@pytest.mark.parametrize(
    "text",
    [
        "[alerts]\nno-rule = 1\n",
        "[alerts]\ndue-soon = -1\n",
        '[alerts]\ndue-soon = "3"\n',
        "[alerts]\noverdue = 1\n",
        HOOK + HOOK,
        HOOK.replace("https", "ftp"),
        HOOK.replace('"a"', '""'),
        HOOK + 'colour = "red"\n',
        HOOK + 'department = "no code"\n',
        '[[webhooks]]\nname = "a"\n',
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigRefused):
        load(tmp_path, text)


def test_a_watcher_that_stands_still_makes_the_service_unready(here: Watched) -> None:
    client = TestClient(create_app(here.ledger))
    here.ledger.config.run_folder.mkdir()
    meter = Meter()

    def ready(age: int) -> int:
        now = here.clock.now
        meter.watched(now - age, 7)
        meter.write(here.ledger.config.meter_file, 0, now)
        return client.get("/readyz").status_code

    meter.write(here.ledger.config.meter_file, 0, here.clock.now)
    assert client.get("/readyz").status_code == 200, "a worker of an older release says nothing of it"
    assert (ready(59_000), ready(61_000)) == (200, 503)
    assert client.get("/readyz").json()["code"] == "watch-stalled"
    assert "quanze_alert_watch_lag_entries 7" in client.get("/metrics").text
    assert json.loads(here.ledger.config.meter_file.read_text())["watched"][1] == 7


def test_health_is_read_off_the_state_of_the_log() -> None:
    status = Status(
        origin="x", size=9_000, checkpoint_size=9_000, anchored_size=1, anchored_block=1, anchored_at=1,
        unanchored_count=8, unanchored_age_ms=400_000, chain_ok=True, chain_block=700, chain_read=8, projected=9,
        witness_quorum=1, witnessed_size=1, witnesses=(WitnessState("w", 1, 1),),
        frozen={"code": "log-frozen", "zh": "因", "en": "why", "since": "x"},
    )  # fmt: skip
    found = {one.rule.id: one.values for one in health_alerts(health_of(status, "OP"), START)}
    assert found == {
        "anchor-late": ("400",), "chain-behind": ("693",), "witness-behind": ("8999",), "log-frozen": ("因", "why"),
    }  # fmt: skip
