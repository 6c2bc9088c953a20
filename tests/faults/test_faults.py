"""A few hundred faults of every kind on both databases; `scripts/faults` does as many as one likes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.chain.executable import find_node
from ledger.errors import NodeMissing
from tests.left_out import leave_out
from tests.postgres import binaries

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.chain


@pytest.mark.parametrize(
    ("database", "count"),
    [
        pytest.param("sqlite", 120, id="sqlite"),
        pytest.param("postgresql", 30, id="postgresql", marks=pytest.mark.postgres),
    ],
)
def test_nothing_is_lost_doubled_or_overlooked_whatever_fails(database: str, count: int) -> None:
    # a process of its own: it forks, which a test runner with threads must not
    try:
        find_node()
    except NodeMissing:
        leave_out("the chain node anvil", "run `npm ci`")
    if database == "postgresql" and binaries() is None:
        leave_out("PostgreSQL (initdb and postgres)", "install the package postgresql")
    command = [sys.executable, "-m", "tests.faults", "--seed", "1", "--count", str(count), "--database", database]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    counted = dict(
        re.findall(r"^(injected|lost|doubled|undetected|forked|not repaired) (\d+)$", ran.stdout, re.MULTILINE)
    )
    assert counted == {
        "injected": str(count), "lost": "0", "doubled": "0", "undetected": "0", "forked": "0", "not repaired": "0",
    }  # fmt: skip
