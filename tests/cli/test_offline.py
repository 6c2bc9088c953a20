"""What the offline verifier and the help may load."""

import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Quanze

HEAVY = (
    "httpx",
    "web3",
    "sqlalchemy",
    "psycopg",
    "fastapi",
    "uvicorn",
    "ledger.storage",
    "ledger.chain",
    "ledger.wiring",
)
POISONED = f"""
import sys
class Poison:
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in {HEAVY!r}):
            raise SystemExit("imported " + name)
sys.meta_path.insert(0, Poison())
from ledger.cli import main
main()
"""


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", POISONED, *arguments], capture_output=True, text=True, check=False)


def test_help_loads_nothing_heavy() -> None:
    result = run("--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert "evidence" in result.stdout


def test_evidence_is_verified_without_storage_chain_or_network(quanze: Quanze, tmp_path: Path) -> None:
    file, trust = tmp_path / "evidence.json", str(quanze.folder / "data/trust.json")
    recorded = quanze.json("event", "record", "case.step", "--field", "case_ref=9", "--field", "activity=x", key="head")
    quanze("evidence", "get", recorded["event_id"], "--out", str(file), key="head")
    good = run("evidence", "verify", str(file), "--trust", trust)
    assert (good.returncode, good.stderr) == (0, "")
    file.write_bytes(file.read_bytes().replace(b'"activity"', b'"activitx"', 1))
    assert run("evidence", "verify", str(file), "--trust", trust, "--json").returncode == 1
