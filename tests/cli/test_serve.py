"""``quanze serve`` as a program of its own: signals, ports, kill -9, damage. One data folder goes through all of it."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from ledger.cli.client import Client
from ledger.config import ApiConfig, load_config
from ledger.errors import PortInUse, QuanzeError
from ledger.founding import free_port
from ledger.keys import LocalSigner
from ledger.listening import open_port
from ledger.model import format_time
from ledger.recording.pen import Draft
from ledger.supervise import MAX_RESTARTS, Service
from ledger.wiring import clock
from tests.cli.conftest import Quanze

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Quanze:
    """A folder whose service ran, recorded two events, anchored them and was stopped."""
    folder = tmp_path_factory.mktemp("serve")
    port = free_port()
    here = Quanze(folder, f"http://127.0.0.1:{port}")
    here.new_key("head")
    here("init", "--data", str(folder / "data"), "--port", str(port), "--head-key", "env:KEY_head")
    with Service(load_config(folder / "data")), Client(here.url) as client:
        for case in "12":
            record(here, case)
        client.wait_until(lambda: client.status()["anchored_size"] >= 2, "the anchor")
    return here


def ready(process: "subprocess.Popen[str]") -> None:
    """Wait for the line that says so; a service that ends instead fails the test with what it said."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "ready" in line:
            return
    raise AssertionError("".join(said))


def record(here: Quanze, case: str) -> str:
    given = ("--field", f"case_ref={case}", "--field", "activity=收件")
    return str(here.json("event", "record", "case.step", *given, key="head")["event_id"])


def recorded(here: Quanze) -> list[str]:
    found: list[dict[str, Any]] = []
    page = ["event", "list", "--type", "case.step", "--limit", "500"]
    while more := here.json(*page, "--after", str(found[-1]["index"] if found else -1), key="head")["events"]:
        found += more
    return [str(row["id"]) for row in found]


def serve(here: Quanze, start: Start) -> "subprocess.Popen[str]":
    process = start("serve", "--data", str(here.folder / "data"))
    ready(process)
    return process


def test_ctrl_c_and_sigterm_stop_everything_and_a_second_start_finds_everything(here: Quanze, start: Start) -> None:
    ids = []
    for number in (signal.SIGINT, signal.SIGTERM):
        process = serve(here, start)
        ids.append(record(here, "1"))
        process.send_signal(number)
        assert process.wait(60) == 0
        assert not (here.folder / "data/run/service.json").exists()
        here("anchor", "status", code=3)
    process = serve(here, start)
    assert recorded(here)[-2:] == ids


def test_stopping_under_load_loses_nothing_that_was_acknowledged(here: Quanze, start: Start) -> None:
    """Senders keep sending while the service is told to stop; whoever got a receipt finds the event at the next start."""
    process = serve(here, start)
    signer = LocalSigner(bytes.fromhex(here.environ["KEY_head"]))
    acknowledged: list[str] = []
    under_way = threading.Event()

    def send(lane: int) -> None:
        with Client(here.url) as client, suppress(QuanzeError):
            pen = client.pen("SJ-000000", signer, lane)
            while True:
                values = {"case_ref": "load", "activity": "收件"}
                acknowledged.append(client.record(pen, Draft("case.step", format_time(clock()), values)).event_id)
                under_way.set()

    senders = [threading.Thread(target=send, args=(lane,)) for lane in range(70, 74)]
    for sender in senders:
        sender.start()
    assert under_way.wait(60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    for sender in senders:
        sender.join()
    serve(here, start)
    with Client(here.url) as client:
        client.sign_in(signer)
        for event in acknowledged:
            assert client.event(event)["event"]["id"] == event
    assert len(acknowledged) == len(set(acknowledged)) > 0


def kill_all(pid: int) -> None:
    """SIGKILL for a service and what it started, so that nothing can be saved or started again."""
    os.kill(pid, signal.SIGSTOP)
    started = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    assert len(started) == 2 + ApiConfig().processes, "the chain's node, the follower and the API processes"
    for one in (*started, pid):
        os.kill(one, signal.SIGKILL)


def test_kill_9_loses_nothing_and_chain_calls_are_replayed(here: Quanze, start: Start) -> None:
    process = serve(here, start)
    before = recorded(here)
    address = here.new_key("officer")
    enrolled = here.json("key", "enrol", address, "--role", "officer", key="head")
    event = record(here, "2")
    kill_all(process.pid)
    process.wait(60)
    serve(here, start)
    assert recorded(here) == [*before, event]
    with Client(here.url) as client:
        assert client.wait_for(enrolled["id"])["state"] == "final"
    assert address in here("department", "show", "SJ-000000").stdout
    assert here.json("evidence", "get", event, "--out", str(here.folder / "e.json"), key="head")["anchored"] is True
    here("evidence", "verify", str(here.folder / "e.json"), "--trust", str(here.folder / "data/trust.json"))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the processes share one socket")
def test_connections_are_shared_out_evenly_among_processes_and_the_port_is_still_taken() -> None:
    port = free_port()
    with ExitStack() as open_:
        listening = [open_.enter_context(one) for one in open_port("127.0.0.1", port, 2)]
        for _ in range(200):
            open_.enter_context(socket.create_connection(("127.0.0.1", port)))
        with pytest.raises(PortInUse):
            open_port("127.0.0.1", port, 2)
        assert len(listening) == 2
        # an even share is 100; this many away from it has a chance of one in ten million
        assert all(64 <= _waiting(one, open_) <= 136 for one in listening)


def _waiting(listening: socket.socket, open_: ExitStack) -> int:
    """How many connections wait to be accepted."""
    listening.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            open_.enter_context(listening.accept()[0])
            count += 1
    return count


def test_a_port_in_use_is_one_line(here: Quanze) -> None:
    config = load_config(here.folder / "data")
    for port in (config.api.port, config.chain.port):
        with socket.create_server(("127.0.0.1", port)):
            result = here("serve", "--data", str(here.folder / "data"), code=3)
        assert f":{port}" in result.stderr
        assert "[port-in-use]" in result.stderr
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("file", "content", "code", "says"),
    [
        ("config.toml", "not [toml", 1, "[config-refused]"),
        ("config.toml", "format = 2", 1, "format"),
        ("quanze.db", "not a database " * 100, 3, "[store-damaged]"),
        ("chain/state.json", "{", 3, "[node-state-damaged]"),
        ("keys/relay.json", "{}", 1, "[signer-refused]"),
        ("keys/passphrase", "another\n", 1, "[signer-refused]"),
        ("deployment.json", "{", 1, "[config-refused]"),
    ],
    ids=["no TOML", "other format", "database", "chain state", "keystore", "passphrase", "deployment"],
)
def test_a_damaged_data_folder_is_one_line(
    here: Quanze, tmp_path: Path, file: str, content: str, code: int, says: str
) -> None:
    shutil.copytree(here.folder / "data", tmp_path / "data", ignore=shutil.ignore_patterns("run", "*-wal", "*-shm"))
    (tmp_path / "data" / file).write_text(content, "utf-8")
    result = here("serve", "--data", str(tmp_path / "data"), code=code)
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_entry_that_was_altered_keeps_the_service_down_and_the_audit_names_it(here: Quanze, tmp_path: Path) -> None:
    shutil.copytree(here.folder / "data", tmp_path / "data", ignore=shutil.ignore_patterns("run"))
    with sqlite3.connect(tmp_path / "data/quanze.db") as database:
        places = database.execute('SELECT "index" FROM events ORDER BY "index"').fetchall()
        (first,), (second,) = places[:2]
        change = "replace(CAST({0} AS TEXT), 'case.step', 'case.stop')"
        database.execute(f'UPDATE events SET event = CAST({change.format("event")} AS BLOB) WHERE "index" = {first}')
        (entry,) = database.execute(f'SELECT entry FROM entries WHERE "index" = {second}').fetchone()
        database.execute(f'UPDATE entries SET entry = ? WHERE "index" = {second}', (entry[:80] + b"\0\0" + entry[82:],))
    database.close()
    assert "[log-damaged]" in here("serve", "--data", str(tmp_path / "data"), code=3).stderr
    found = here.json("audit", "--data", str(tmp_path / "data"), code=1)
    assert {"log", f"entry {first}", f"entry {second}"} <= {one["where"] for one in found["findings"]}
    assert found["open"], "the chain does not answer: said to be open, not passed over"


def test_an_audit_without_the_chain_cannot_be_determined(here: Quanze) -> None:
    found = here.json("audit", "--data", str(here.folder / "data"), code=2)
    assert [one["where"] for one in found["open"]] == ["chain"]


def test_what_dies_is_started_again_and_a_crash_loop_stops_the_service(here: Quanze) -> None:
    with Service(load_config(here.folder / "data")) as service, Client(service.url) as client:
        before = recorded(here)
        node, worker = service.worker.node, service.worker
        assert node is not None
        assert node.pid is not None
        os.kill(node.pid, signal.SIGKILL)
        client.wait_until(lambda: service.running is not worker and service.running and client.ready(), "the node")
        assert recorded(here) == before
        os.kill(follower := service.follower_pid or 0, signal.SIGKILL)
        client.wait_until(lambda: service.follower_pid not in (None, follower), "the follower")
        event = record(here, "again")
        client.wait_until(lambda: client.get("/readyz")["watcher"]["lag_entries"] == 0, "its work")
        assert event in recorded(here)
        for _ in range(MAX_RESTARTS - 2):
            pid = service.child_pids[0]
            os.kill(pid, signal.SIGKILL)
            client.wait_until(lambda pid=pid: pid not in service.child_pids and client.ready(), "the API")  # type: ignore[misc]
        os.kill(service.child_pids[0], signal.SIGKILL)
        with pytest.raises(Exception, match="4th time in a minute"):
            service.wait()
    assert not (here.folder / "data/run/service.json").exists()


def test_the_head_may_sign_elsewhere(here: Quanze, tmp_path: Path, start: Start) -> None:
    data = str(tmp_path / "data")
    port = free_port()
    begun = here.json(
        "init", "--data", data, "--port", str(port), "--root-head", here.json("key", "show", key="head")["address"]
    )
    signatures = [here.json("key", "sign", file, key="head") for file in begun["to_sign"]]
    opening, grant = (one["signature"] for one in signatures)
    wrong = here("log", "open", "--data", data, "--signer", begun["head"], "--opening", grant, "--grant", grant, code=1)
    assert "[input-refused]" in wrong.stderr
    calls = here.json("log", "open", "--data", data, "--signer", begun["head"], "--opening", opening, "--grant", grant)
    assert [call["kind"] for call in calls] == ["open", "enrol"]
    ready(start("serve", "--data", data))
    with Client(f"http://127.0.0.1:{port}") as client:
        assert [client.wait_for(call["id"])["state"] for call in calls] == ["final", "final"]
