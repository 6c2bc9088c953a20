"""State, readiness and metrics, as somebody who watches the service reads them."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ledger.asking.metrics import exposition
from ledger.asking.standing import Status, WitnessState
from ledger.duties.watching import WatchReport
from ledger.errors import LogFrozen, RecorderStopped, WatchStalled
from ledger.event_types import KeyRole
from ledger.recording.freezing import FrozenMark
from ledger.recording.meter import Histogram, Meter, MeteredRecorder, MeteredWriter, read_meter, require_watched
from tests.api.deployment import OWNER, Deployment

SAMPLE = re.compile(
    r'([a-z_]+)(?:\{([a-z_]+="(?:[^"\\]|\\.)*"(?:,[a-z_]+="(?:[^"\\]|\\.)*")*)\})? (-?[0-9.e+-]+|\+Inf)'
)


def scrape(page: str) -> dict[str, float]:
    """Every sample of a page, by name and labels; each name has exactly one HELP and TYPE before its samples."""
    assert page.endswith("\n")
    found: dict[str, float] = {}
    declared: list[str] = []
    for line in page.splitlines():
        if line.startswith("# "):
            _, word, name, _ = line.split(" ", 3)
            if word == "TYPE":
                assert name not in declared
                declared.append(name)
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample is not None, line
        assert re.sub("_(bucket|sum|count)$", "", sample[1]) == declared[-1] or sample[1] == declared[-1]
        key = sample[1] + (f"{{{sample[2]}}}" if sample[2] else "")
        assert key not in found
        found[key] = float(sample[3])
    return found


def test_metrics_say_how_far_everything_is(here: Deployment, client: TestClient) -> None:
    here.register()
    here.anchor()
    here.register("307001/000002")
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = scrape(answer.text)
    assert found["quanze_log_entries"] == 5
    assert (found["quanze_anchored_entries"], found["quanze_unanchored_entries"]) == (3, 2)
    assert found["quanze_unanchored_age_seconds"] > 0
    assert (found["quanze_chain_up"], found["quanze_worker_up"], found["quanze_frozen"]) == (0, 0, 0)
    assert found["quanze_projection_lag_entries"] == 0


def test_a_worker_that_counts_is_shown_until_it_is_silent(here: Deployment, client: TestClient) -> None:
    meter = Meter()
    writer = MeteredWriter(here.store, here.clock, meter)
    recorder = MeteredRecorder(writer, meter)
    _, submission = here.pens[OWNER, KeyRole.HEAD].write(here.draft("case.step", {"case_ref": "1", "activity": "收件"}))
    checked = here.intake.check(submission)
    for _ in range(2):
        recorder.submit([checked])
    recorder.close()
    with pytest.raises(RecorderStopped):
        recorder.submit([checked])
    meter.failed("chain", "chain-unreachable")
    file = here.ledger.config.meter_file
    file.parent.mkdir(exist_ok=True)
    meter.write(file, 3, here.clock())
    found = scrape(client.get("/metrics").text)
    assert (found["quanze_worker_up"], found["quanze_recorder_waiting"]) == (1, 3)
    assert found["quanze_recorded_events_total"] == 1, "a repeated event is recorded once"
    assert found["quanze_ack_seconds_count"] == found["quanze_commit_events_count"] == 2
    assert found['quanze_commit_events_bucket{le="1.0"}'] == found['quanze_commit_events_bucket{le="+Inf"}'] == 2
    assert found['quanze_failures_total{part="chain",code="chain-unreachable"}'] == 1
    assert found['quanze_failures_total{part="recorder",code="recorder-stopped"}'] == 1
    assert read_meter(file, here.clock() + 11_000) is None


def test_what_the_follower_counts_is_shown_with_it_however_old(here: Deployment) -> None:
    worker, follower, files = Meter(), Meter(), here.ledger.config
    files.meter_file.parent.mkdir(exist_ok=True)
    now = here.clock()
    worker.failed("seal", "store-busy")
    follower.failed("alerts", "store-busy")
    follower.watched(now - 90_000, 5)
    worker.write(files.meter_file, 3, now)

    def found() -> dict[str, Any]:
        return dict(read_meter(files.meter_file, now, files.follower_file) or {})

    assert (found()["watched"], len(found()["failures"])) == (None, 1)
    follower.write(files.follower_file, 0, now - 80_000)
    assert (found()["watched"], found()["waiting"]) == ([now - 90_000, 5], 3)
    assert [one["part"] for one in found()["failures"]] == ["seal", "alerts"]
    with pytest.raises(WatchStalled):
        require_watched(found(), now)
    files.follower_file.write_text("{")
    assert found()["watched"] is None


def test_buckets_are_cumulative_and_hold_their_bound() -> None:
    histogram = Histogram((1.0, 5.0))
    for value in (0, 1, 1.5, 5, 6):
        histogram.observe(value)
    assert histogram.to_json() == {"bounds": [1.0, 5.0], "counts": [2, 2, 1], "sum": 13.5}


def test_witnesses_have_a_row_each() -> None:
    witnesses = (WitnessState("a.example/w", 90, 1_000), WitnessState('b"\\\n', 0, None))
    status = Status(
        origin="x", size=100, checkpoint_size=100, anchored_size=0, anchored_block=None, anchored_at=None,
        unanchored_count=100, unanchored_age_ms=None, chain_ok=True, chain_block=7, chain_read=6, projected=80,
        witness_quorum=1, witnessed_size=90, witnesses=witnesses, frozen=None,
    )  # fmt: skip
    found = scrape(exposition(status, None, 61_000, WatchReport(True, None, 1, 0, 0)))
    assert found['quanze_witness_lag_entries{witness="a.example/w"}'] == 10
    assert found['quanze_witness_lag_entries{witness="b\\"\\\\\\n"}'] == 100
    assert found['quanze_witness_age_seconds{witness="a.example/w"}'] == 60
    assert (found["quanze_chain_lag_blocks"], found["quanze_projection_lag_entries"]) == (2, 20)
    assert (found["quanze_witness_quorum"], found["quanze_witnessed_entries"]) == (1, 90)


def test_a_chain_that_is_away_does_not_make_the_service_unready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"ok": True}
    ready = client.get("/readyz").json()
    assert (ready["ok"], ready["watcher"]["ok"]) == (True, False)
    assert client.get("/v1/status").json()["chain_ok"] is False


def test_a_frozen_log_is_not_ready_and_says_why(here: Deployment, client: TestClient) -> None:
    mark = FrozenMark(here.ledger.config.frozen_file)
    here.ledger.config.run_folder.mkdir()
    mark.set(LogFrozen(zh="某因", en="some reason"), here.clock())
    mark.set(LogFrozen(zh="后来", en="later"), here.clock())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"], answer.json()["en"]) == (503, "log-frozen", "some reason")
    assert client.get("/v1/status").json()["frozen"]["zh"] == "某因"
    assert scrape(client.get("/metrics").text)["quanze_frozen"] == 1
    mark.clear()
    assert client.get("/readyz").status_code == 200


def test_a_damaged_mark_still_counts_as_frozen(tmp_path: Path) -> None:
    (tmp_path / "frozen.json").write_text("{")
    found = FrozenMark(tmp_path / "frozen.json").read()
    assert found is not None
    assert found["code"] == "log-frozen"


def test_counting_from_many_threads_loses_nothing() -> None:
    meter = Meter()

    def count() -> None:
        for _ in range(200):
            meter.committed(0.001, 2, 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert meter.to_json()["recorded"] == 800
