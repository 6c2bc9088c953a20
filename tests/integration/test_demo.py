"""The demo as its reader runs it: a program of its own, twice, and nothing left behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger.cli.client import Client
from ledger.evidence import TrustPolicy, Verdict, verify

pytestmark = pytest.mark.chain

QUANZE = "import sys; from ledger.cli import main; sys.exit(main())"
PHASES = ["start", "register", "before", "during", "after"]
MEMBERS = {"events", "anchored", "block", "verified", "tampered_refused", "evidence", "trust", "seconds"}


@dataclass(frozen=True)
class Run:
    folder: Path
    result: dict[str, Any]
    output: str


def demo(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", QUANZE, "demo", "--once", "--data", str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)


def play(folder: Path, *options: str) -> Run:
    file = folder.parent / "result.json"
    done = demo(folder, "--json", str(file), *options)
    assert done.returncode == 0, done.stdout + done.stderr
    return Run(folder, json.loads(file.read_text("utf-8")), done.stdout)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return play(tmp_path_factory.mktemp("demo") / "data")


def test_result_tells_what_was_recorded_anchored_and_proved(played: Run) -> None:
    result = played.result
    assert set(result) == MEMBERS
    assert result["events"] == result["anchored"] > 50
    assert result["block"] > 0
    assert (result["verified"], result["tampered_refused"]) == (True, True)
    assert list(result["seconds"]) == sorted(PHASES)


@pytest.mark.parametrize(
    "words",
    [
        "没有关于 307001/000001 的协议",
        "no agreement on 307001/000001",
        "符合协议 示范〔2026〕1号 的全部约定",
        "预警: 传输中摘要改变",
        "R-CARRIER-CHANGED",
        "Demo data bureau",
        "derive ← receipt",
    ],
    ids=["refused", "refused-en", "permitted", "alert", "rule", "responsible", "lineage"],
)
def test_reader_sees_each_promise_kept(played: Run, words: str) -> None:
    assert "".join(words.split()) in "".join(played.output.split())


def test_evidence_verifies_again_without_the_service(played: Run) -> None:
    evidence, trust = (Path(played.result[name]) for name in ("evidence", "trust"))
    report = verify(evidence.read_bytes(), TrustPolicy.load(trust))
    assert report.verdict is Verdict.VERIFIED
    assert report.summary["type"] == "deliver"


def test_evidence_with_one_byte_flipped_is_refused_wherever_it_lies(played: Run) -> None:
    document, trust = Path(played.result["evidence"]).read_bytes(), TrustPolicy.load(Path(played.result["trust"]))
    for at in range(0, len(document), 37):
        flipped = document[:at] + bytes((document[at] ^ 1,)) + document[at + 1 :]
        assert verify(flipped, trust).verdict is not Verdict.VERIFIED, at


def test_demo_flipped_one_byte_and_saw_it_refused(played: Run) -> None:
    document, flipped = (
        played.folder.joinpath(name).read_bytes() for name in ("evidence.json", "evidence-flipped.json")
    )
    assert sum(one != other for one, other in zip(document, flipped, strict=True)) == 1
    report = verify(flipped, TrustPolicy.load(Path(played.result["trust"])))
    assert report.verdict is Verdict.FAILED


def test_keys_of_departments_are_readable_by_their_owner_only(played: Run) -> None:
    secrets = [file for file in (played.folder / "departments").rglob("*") if file.is_file()]
    assert len(secrets) == 18
    assert {file.stat().st_mode & 0o777 for file in secrets} == {0o600}


def test_nothing_runs_and_no_port_is_held_afterwards(played: Run) -> None:
    assert processes_of(played.folder) == []
    config = tomllib.loads((played.folder / "service" / "config.toml").read_text("utf-8"))
    for port in (config["api"]["port"], config["chain"]["port"]):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))


def test_kept_folder_is_opened_again_and_served_until_interrupted(played: Run, tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    command = [sys.executable, "-c", QUANZE, "demo", "--keep", "--data", str(played.folder), "--json", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
        assert program.stdout is not None
        assert any("Ctrl-C" in line for line in program.stdout)
        config = tomllib.loads((played.folder / "service" / "config.toml").read_text("utf-8"))
        with Client(f"http://127.0.0.1:{config['api']['port']}") as client:
            assert client.ready()
        program.send_signal(signal.SIGINT)
        assert program.wait(60) == 0
    result = json.loads(file.read_text("utf-8"))
    assert (result["events"], result["verified"]) == (played.result["events"], True)
    assert list(result["seconds"]) == ["after", "start"]
    assert processes_of(played.folder) == []


def test_second_run_starts_anew_in_the_same_folder(played: Run) -> None:
    origin = (played.folder / "service" / "keys" / "log.vkey").read_text("utf-8")
    again = play(played.folder)
    # not the same number to the last one: alerts are recorded as they arise
    assert again.result["events"] < 2 * played.result["events"]
    assert (played.folder / "service" / "keys" / "log.vkey").read_text("utf-8") != origin
    assert processes_of(played.folder) == []


def test_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    done = demo(tmp_path)
    assert done.returncode == 1
    assert "不是示范程序所建" in done.stdout + done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]


def processes_of(folder: Path) -> list[str]:
    """Command lines of running programs that name the folder in their arguments or environment."""
    name, found = os.fsencode(folder), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if name in command or name in (process / "environ").read_bytes():
                found.append(command.decode(errors="replace"))
        except OSError:
            continue
    return found
