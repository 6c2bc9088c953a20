"""The HTTP interface of a witness (C2SP tlog-witness), and the process that serves it.

``POST /log/add-checkpoint`` is the specification's; ``GET /log/witnessed/<origin>`` is ours: the last checkpoint
cosigned, so that a log that was restored from a backup can see, signed by itself, what it has forgotten.
"""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.gate import Gate
from api.problems import status_of
from ledger.errors import CheckpointRequestRefused, QuanzeError, WitnessConflict
from ledger.witnesses.witness import Witness
from ledger.witnesses.witness_config import WitnessConfig, load_witness, open_witness

logger = logging.getLogger(__name__)
REFUSED, UNAVAILABLE = 1, 3
STOP_SECONDS = 5


def create_witness_app(witness: Witness, ready: str = "") -> Starlette:
    """The application of one witness; ``ready`` is said on stderr once it serves."""

    async def add_checkpoint(request: Request) -> Response:
        body = await request.body()
        return await run_in_threadpool(_answer, lambda: witness.add_checkpoint(body))

    async def witnessed(request: Request) -> Response:
        origin = request.path_params["origin"]
        return await run_in_threadpool(_answer, lambda: witness.witnessed(origin))

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        if ready:
            print(ready, file=sys.stderr, flush=True)  # noqa: T201 - the line that whoever started it waits for
        yield
        witness.close()

    routes = [
        Route("/log/add-checkpoint", add_checkpoint, methods=["POST"]),
        Route("/log/witnessed/{origin:path}", witnessed, methods=["GET"]),
        Route("/healthz", healthz, methods=["GET"]),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.add_middleware(Gate)
    return app


def main(arguments: list[str]) -> int:
    """Serve the witness of a data folder until a signal; the exit code."""
    try:
        config = load_witness(Path(arguments[0]))
        witness = open_witness(config)
    except QuanzeError as error:
        print(f"✗ {error.zh} · {error.en} [{error.code}]", file=sys.stderr)  # noqa: T201
        return UNAVAILABLE if status_of(error) == 503 else REFUSED
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn stops by itself and raises the signal again afterwards: being stopped is no failure
        signal.signal(number, lambda _signal, _frame: None)
    uvicorn.run(
        create_witness_app(witness, _ready(config)), host=config.host, port=config.port, access_log=False,
        log_level="warning", server_header=False, timeout_graceful_shutdown=STOP_SECONDS,
    )  # fmt: skip
    return 0


def _ready(config: WitnessConfig) -> str:
    return f"见证服务就绪 · witness {config.name} ready at http://{config.host}:{config.port}/log"


def _answer(call: Callable[[], str]) -> Response:
    try:
        return PlainTextResponse(call())
    except WitnessConflict as error:
        # exactly this type, without the charset that would be added to any other text
        return Response(f"{error.details['size']}\n", 409, {"content-type": "text/x.tlog.size"})
    except QuanzeError as error:
        status = 400 if isinstance(error, CheckpointRequestRefused) else status_of(error)
        if status >= 500:
            logger.exception("a checkpoint could not be cosigned: %s", error.code)
        return PlainTextResponse(f"{error.zh} · {error.en} [{error.code}]\n", status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
