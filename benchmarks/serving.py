"""The real API process over a data folder that a benchmark filled, and a client that is signed in to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ledger.config import Config, RootConfig, load_config
from ledger.founding import Founding, found, free_port
from ledger.keys import LocalSigner
from ledger.keys.personal import personal_digest
from ledger.wiring import write_json

READY_SECONDS = 60.0
NAMES = ("Departments", "Agreements", "EventLog")


def found_folder(folder: Path, operator: str, database: str) -> Config:
    """A data folder whose contracts are named and never asked: what only reads has no need of a chain."""
    root = RootConfig(operator, 2, 330_000, 1, "0x" + "5a" * 20, operator, operator)
    found(
        folder,
        Founding(
            "benchmark/log", operator, (root,), database=database, chain_url="http://127.0.0.1:1", port=free_port()
        ),
    )
    config = load_config(folder)
    contracts = {name: {"address": "0x" + "e1" * 20, "code_hash": "0x" + "00" * 32} for name in NAMES}
    config.deployment_file.parent.mkdir(parents=True, exist_ok=True)
    write_json(config.deployment_file, {"chain_id": 20_815, "genesis": "0x" + "00" * 32, "contracts": contracts})
    return config


@contextmanager
def api_process(config: Config) -> Iterator[tuple[str, int]]:
    """Run one API process as ``quanze serve`` starts it; its URL and process id."""
    with socket.socket() as listening, (config.folder / "api.log").open("ab") as output:
        listening.bind((config.api.host, config.api.port))
        listening.listen(512)
        process = subprocess.Popen(
            [sys.executable, "-m", "api.asgi", str(listening.fileno())],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, pass_fds=[listening.fileno()],
            env={**os.environ, "QUANZE_DATA": str(config.folder)},
        )  # fmt: skip
        try:
            url = f"http://{config.api.host}:{config.api.port}"
            _await(url, process)
            yield url, process.pid
        finally:
            process.terminate()
            process.wait(30)


def signed_in(url: str, signer: LocalSigner) -> httpx.Client:
    """A client with a session for this key."""
    client = httpx.Client(base_url=url, timeout=60.0, trust_env=False)
    message = (
        client.post("/v1/sign-in/challenge", json={"address": signer.address}).raise_for_status().json()["message"]
    )
    signature = "0x" + signer.sign_digest(personal_digest(message.encode())).hex()
    answer = client.post("/v1/sign-in", json={"message": message, "signature": signature}).raise_for_status().json()
    client.headers["authorization"] = f"Bearer {answer['token']}"
    return client


def cpu_ms(pids: Iterable[int]) -> float:
    """CPU time that these processes have used so far, ms (proc(5), utime and stime)."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{url}/healthz", timeout=5.0, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the API process did not answer / API 进程没有应答")
