"""Processes that a service starts, and that end with it however it ends."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from ledger.chain.supervision import bound_to_parent
from ledger.config import DATA_VARIABLE, LEVEL_VARIABLE

STOP_SECONDS = 15.0

Child = subprocess.Popen[bytes]


def start_child(
    folder: Path, module: Sequence[str], output: IO[bytes] | None = None, files: Sequence[int] = ()
) -> Child:
    """Start a module that opens nothing of its data folder before `let_open`.

    Args:
        folder: the data folder.
        module: its name and its arguments.
        output: where it writes what it says; None for where this process writes it.
        files: descriptors that it inherits.
    """
    level = str(logging.getLogger().getEffectiveLevel())
    return subprocess.Popen(
        bound_to_parent([sys.executable, "-m", *module]),
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        env={**os.environ, DATA_VARIABLE: str(folder), LEVEL_VARIABLE: level},
        pass_fds=files,
        # Ctrl-C goes to this process alone, which stops the API first
        process_group=0,
    )


def let_open(child: Child) -> None:
    """Tell a child that it may open the data folder now."""
    assert child.stdin is not None
    child.stdin.close()


def end_child(child: Child) -> None:
    """Ask a child to stop, and kill it if it has not after `STOP_SECONDS`."""
    child.terminate()
    let_open(child)
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
