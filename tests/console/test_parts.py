"""The console's parts that need no browser: verification and building of frozen bytes, streams, words for every state."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.left_out import leave_out

CONSOLE = Path(__file__).parents[2] / "console"


@pytest.fixture(autouse=True)
def console_packages() -> None:
    if not (CONSOLE / "node_modules").is_dir():
        leave_out("the console's npm packages", "run scripts/setup")


def test_the_parts_of_the_console_keep_their_promises() -> None:
    command = ["npx", "--no-install", "vitest", "run", "src"]
    done = subprocess.run(
        command, cwd=CONSOLE, env=os.environ | {"PYTHON": sys.executable}, capture_output=True, text=True,
        encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
