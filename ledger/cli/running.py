"""Running the service in the foreground of a terminal."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from types import FrameType

from ledger.cli.terminal import Terminal
from ledger.config import load_config
from ledger.supervise import Service


def run(terminal: Terminal, data: Path, *, verbose: bool) -> None:
    """Run until Ctrl-C, SIGTERM, or a part that cannot be kept running.

    Raises:
        ConfigRefused, DataFolderInUse, PortInUse, ServiceFailed, …: as `Service`.
    """
    _log_to_stderr(verbose=verbose)
    config = load_config(data)
    service = Service(config)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        service.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with service:
            facts = {
                "url": service.url,
                "data": str(config.folder),
                "origin": config.origin,
                "trust": str(config.trust_file),
            }
            terminal.facts(facts)
            terminal.say("服务就绪, Ctrl-C 停止 · ready; Ctrl-C stops it")
            sys.stdout.flush()
            service.wait()
        terminal.say("已停止 · stopped")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _log_to_stderr(*, verbose: bool) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    # what libraries say of each request or migration is no news of ours
    for name in ("httpx", "httpcore", "alembic", "sqlalchemy.engine"):
        logging.getLogger(name).setLevel(logging.WARNING)
