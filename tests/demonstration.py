"""A demonstration that stays open: the real service, chain and database, for whoever looks at them from outside."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.config import load_config

COMMAND = "import sys; from ledger.cli import main; sys.exit(main())"
OPEN = "the service stays open"


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """A demonstration in this new folder; where it answers. It is ended with the context.

    Raises:
        RuntimeError: it did not stay open; the text is all that it said.
    """
    command = [sys.executable, "-u", "-c", COMMAND, "demo", "--data", str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as played:
        assert played.stdout is not None
        said: list[str] = []
        for line in played.stdout:
            said.append(line)
            if OPEN in line:
                break
        else:
            raise RuntimeError("".join(said))
        try:
            api = load_config(folder / "service").api
            yield f"http://{api.host}:{api.port}"
        finally:
            played.send_signal(signal.SIGINT)
            played.communicate(timeout=60)
