"""One service for all tests of the command line: made by ``quanze init``, supervised as ``quanze serve`` does it."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from ledger.cli import app
from ledger.cli.client import Client
from ledger.config import load_config
from ledger.demo.scene import wait_projected
from ledger.errors import QuanzeError
from ledger.founding import free_port
from ledger.keys import LocalSigner
from ledger.supervise import Service

MANAGER, OWNER, USER = "SJ-330000", "MZ-330000", "GG-330000"
ITEM = "3/07/001/division"
READING = {"show", "list", "activity", "lineage", "figures", "review", "ask"}
"""Commands that ask the index, which follows what is recorded a moment later."""


@dataclass
class Quanze:
    """Runs commands against one service; every department's key is an environment variable of its name."""

    folder: Path
    url: str
    environ: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, key: str | None = None, code: int | None = 0, **environ: str) -> Result:
        given = {"QUANZE_URL": self.url, "QUANZE_TOKEN_FILE": str(self.folder / f"{key or 'nobody'}.session")}
        given |= self.environ | ({"QUANZE_KEY": f"env:KEY_{key}"} if key else {}) | environ
        if READING & {*arguments[:2]} and "QUANZE_URL" not in environ:
            # where nothing answers, the command itself says so
            with suppress(QuanzeError), Client(self.url) as client:
                wait_projected(client)
        result = CliRunner().invoke(app, list(arguments), env=given)
        if code is not None:
            assert result.exit_code == code, (arguments, result.stdout, result.stderr, result.exception)
        assert "Traceback" not in result.output
        return result

    def json(self, *arguments: str, key: str | None = None, code: int = 0, **environ: str) -> Any:
        return json.loads(self(*arguments, "--json", key=key, code=code, **environ).stdout)

    def new_key(self, name: str) -> str:
        secret = secrets.token_bytes(32)
        self.environ[f"KEY_{name}"] = secret.hex()
        return LocalSigner(secret).address


@pytest.fixture(scope="session")
def quanze(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quanze]:
    folder = tmp_path_factory.mktemp("cli")
    port = free_port()
    here = Quanze(folder, f"http://127.0.0.1:{port}")
    here.new_key("head")
    facts = here.json("init", "--data", str(folder / "data"), "--department", MANAGER, "--region", "330000",
                      "--port", str(port), "--head-key", "env:KEY_head")  # fmt: skip
    assert facts["url"] == here.url
    # what is recorded must not depend on the day: near the end of a year an alert asks for the next calendar
    with Service(replace(load_config(folder / "data"), alerts={"calendar-unpublished": 0})):
        yield here


@pytest.fixture(scope="session")
def parties(quanze: Quanze) -> Quanze:
    """An owner and a user are admitted."""
    for code, key in ((OWNER, "owner"), (USER, "user")):
        quanze("department", "admit", code, "--parent", MANAGER, "--head", quanze.new_key(key), "--name-zh", code,
               "--name-en", code, "--tier", "2", "--region", "330000", key="head")  # fmt: skip
    return quanze


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts ``quanze`` as a program of its own; what still runs at the end is stopped."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **environ: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", "from ledger.cli import main; main()", *arguments]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env={**os.environ, **environ})
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)
