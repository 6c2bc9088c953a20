"""The application of one API process, opened from the data folder that the environment variable QUANZE_DATA names.

``uvicorn --factory api.asgi:app`` runs it alone. `main` is what ``quanze serve`` starts: it serves on a listening socket
that the supervising process opened, so that the port stays taken while a child is replaced.
"""

from __future__ import annotations

import logging
import socket
import sys

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from ledger.asking.log_lines import write_log_lines
from ledger.config import named_config
from ledger.errors import QuanzeError
from ledger.trimming import spare_garbage
from ledger.wiring import open_ledger

STOP_SECONDS = 5
REFUSED = 1


def app() -> FastAPI:
    """The application over the running service's data folder.

    Raises:
        ConfigRefused: the variable is not set, or the folder holds no deployment that was ever started.
    """
    config = named_config()
    write_log_lines(config.log_format, logging.WARNING)
    return create_app(open_ledger(config))


def main(arguments: list[str]) -> int:
    """Serve on the inherited listening socket whose number is the one argument; the exit code.

    Nothing is opened before standard input ends: the program may be loaded while the store is still being made ready.
    """
    sys.stdin.buffer.read()
    try:
        application = app()
    except QuanzeError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the parent keeps this stream in run/api.log
        return REFUSED
    spare_garbage()
    config = uvicorn.Config(
        application, loop="uvloop", http="httptools", access_log=False, log_config=None, server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )  # fmt: skip
    with socket.socket(fileno=int(arguments[0])) as listening:
        uvicorn.Server(config).run(sockets=[listening])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
