"""``quanze witness`` as programs of their own, beside a service that asks two of them for cosignatures."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.cli import app
from ledger.config import Config, WitnessAddress
from ledger.cosignature import read_cosignatures
from ledger.errors import LogFrozen, WitnessUnreachable
from ledger.evidence import TrustPolicy, Verdict, verify
from ledger.founding import free_port
from ledger.worker import Worker
from tests.ledger.service.world import OWNER, World, eventually, registration

pytestmark = pytest.mark.chain


@dataclass
class Program:
    folder: Path
    address: WitnessAddress
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [
            sys.executable,
            "-c",
            "from ledger.cli import main; main()",
            "witness",
            "run",
            "--data",
            str(self.folder),
        ]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        assert "ready" in self.process.stderr.readline()

    def stop(self) -> int | None:
        if self.process is None:
            return None
        self.process.terminate()
        code = self.process.wait(30)
        assert self.process.stderr is not None
        self.process.stderr.close()
        self.process = None
        return code


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.found(tmp_path / "data")


@pytest.fixture
def programs(world: World, tmp_path: Path) -> Iterator[list[Program]]:
    log_key = world.config.path(world.config.log_verifier_key).read_text().strip()
    made = []
    for name in ("audit.example/one", "court.example/two"):
        folder, port = tmp_path / name.replace("/", "-"), free_port()
        given = ["witness", "init", "--name", name, "--log", log_key, "--data", str(folder), "--port", str(port)]
        done = CliRunner().invoke(app, given)
        assert done.exit_code == 0, done.output
        key = (folder / "keys/witness.vkey").read_text().strip()
        made.append(Program(folder, WitnessAddress(name, key, f"http://127.0.0.1:{port}/log")))
        made[-1].start()
    yield made
    for one in made:
        one.stop()


def asking(config: Config, programs: list[Program]) -> Config:
    return replace(config, witnesses=tuple(one.address for one in programs), witness_quorum=2)


def test_evidence_needs_the_quorum_and_a_shorter_log_is_frozen_by_a_witness(
    world: World, programs: list[Program]
) -> None:
    config = asking(world.config, programs)
    world.config = config
    with Worker(config) as worker:
        world.settle(worker)
        pen = world.pen(worker, OWNER)
        first = world.record(worker, pen, registration())
        trust = TrustPolicy.load(config.trust_file)
        assert trust.witnesses is not None
        eventually(lambda: worker.prover.is_anchored(first.index))
        report = eventually(lambda: verified(worker, first.event_id, trust))
        assert report.summary["witnesses"] == ["audit.example/one", "court.example/two"]
        assert (
            read_cosignatures(worker.prover.checkpoint(), trust.witnesses.keys) or worker.prover.status().witnessed_size
        )

        assert programs[1].stop() == 0
        second = world.record(worker, pen, registration())
        eventually(lambda: worker.prover.is_anchored(second.index))
        found = verify(worker.prover.evidence(second.event_id), trust)
        assert (found.verdict, found.codes) == (Verdict.UNDETERMINED, ["EV-0681"])
        status = worker.prover.status()
        assert status.witnessed_size <= second.index < status.anchored_size
        # what had its quorum keeps it
        assert verified(worker, first.event_id, trust)

        programs[1].start()
        eventually(lambda: verified(worker, second.event_id, trust))
    config.restored_file.touch()
    programs[1].stop()
    with pytest.raises(WitnessUnreachable), Worker(config):
        pass
    programs[1].start()
    with Worker(config):
        assert not config.restored_file.exists()


def verified(worker: Worker, event: str, trust: TrustPolicy) -> object:
    report = verify(worker.prover.evidence(event), trust)
    return report if report.verdict is Verdict.VERIFIED else None


def test_status_lists_what_was_cosigned(world: World, programs: list[Program]) -> None:
    with Worker(asking(world.config, programs)) as worker:
        world.settle(worker)
        world.config = asking(world.config, programs)
        world.record(worker, world.pen(worker, OWNER), registration())
        eventually(lambda: worker.prover.status().witnessed_size >= 2)
    done = CliRunner().invoke(app, ["witness", "status", "--data", str(programs[0].folder), "--json"])
    assert done.exit_code == 0
    assert '"size": 2' in done.stdout
    again = CliRunner().invoke(
        app, ["witness", "init", "--name", "x.example/w", "--log", "x", "--data", str(programs[0].folder)]
    )
    assert again.exit_code == 1
    assert "[config-refused]" in again.output


def test_a_frozen_log_takes_nothing_in_and_says_why(world: World, programs: list[Program]) -> None:
    with Worker(asking(world.config, programs)) as worker:
        world.settle(worker)
        pen = world.pen(worker, OWNER)
        world.record(worker, pen, registration())
        worker._freeze("witness", LogFrozen(zh="试", en="test"))
        with pytest.raises(Exception, match="stopped"):
            world.record(worker, pen, registration())
        frozen = worker.prover.status().frozen
        assert frozen is not None
        assert (frozen["code"], frozen["en"]) == ("log-frozen", "test")
    with Worker(asking(world.config, programs)) as worker:
        assert worker.prover.status().frozen is None
