"""Running the service in the foreground of a terminal."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from types import FrameType

from ledger.asking.log_lines import write_log_lines
from ledger.cli.terminal import Terminal
from ledger.config import load_config
from ledger.supervise import Service


def run(terminal: Terminal, data: Path, *, verbose: bool) -> None:
    """Run until Ctrl-C, SIGTERM, or a part that cannot be kept running.

    Raises:
        ConfigRefused, DataFolderInUse, PortInUse, ServiceFailed, …: as `Service`.
    """
    config = load_config(data)
    write_log_lines(config.log_format, logging.INFO if verbose else logging.WARNING)
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
