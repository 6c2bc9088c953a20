"""The application: one `Ledger` in, one ASGI application out; importing this module does nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from fastapi import FastAPI

from api import console, problems
from api.described import describe
from api.door import Door
from api.front import Application
from api.gate import Gate
from api.routes import (
    accountability,
    acts,
    agreements,
    alerts,
    chain,
    decisions,
    departments,
    event_types,
    events,
    evidence,
    figures,
    items,
    lineage,
    log,
    operations,
    oversight,
    questions,
    reads,
    reconciliation,
    sign_in,
    status,
    work,
)
from ledger.alerting.reading import AlertReading
from ledger.alerting.streaming import Streams
from ledger.asking.chain_reading import ChainReading
from ledger.asking.exporting import Exports
from ledger.asking.reading import Reading
from ledger.figures.figuring import Figuring
from ledger.guide.next_steps import NextStepping
from ledger.questions.quality_reading import QualityReading
from ledger.questions.reconciliation import Reconciling
from ledger.wiring import Ledger

VERSION = "1"
ROUTES = (
    # asked again and again, so that no other path is tried first
    decisions,
    sign_in,
    # before the catalogue, whose path takes every resource code with its slashes
    questions,
    oversight,
    departments,
    items,
    agreements,
    chain,
    acts,
    event_types,
    events,
    evidence,
    log,
    lineage,
    accountability,
    figures,
    alerts,
    reconciliation,
    operations,
    reads,
    status,
    work,
)


def create_app(ledger: Ledger) -> FastAPI:
    """The HTTP API over ``ledger``, which is closed with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.streams.close()
        ledger.close()

    # Swagger UI and ReDoc load scripts from elsewhere: only the document itself is served
    app = Application(
        Door(ledger.intake, ledger.recorder),
        title="权责 Quanze",
        version=VERSION,
        lifespan=lifespan,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.ledger = ledger
    app.state.reading = Reading(ledger.store, ledger.directory, ledger.prover, ledger.config.origin, ledger.access.now)
    app.state.chain_reading = ChainReading(ledger.store, ledger.directory, ledger.config.operator, ledger.access.now)
    app.state.exports = Exports(ledger.store, ledger.directory, ledger.prover, ledger.access.now)
    app.state.figuring = Figuring(ledger.store, ledger.directory, ledger.config.origin, ledger.access.now)
    parts = (ledger.store, ledger.directory, ledger.config.origin, ledger.access.now)
    app.state.alerts = AlertReading(*parts)
    app.state.reconciling = Reconciling(*parts)
    app.state.next_steps = NextStepping(ledger.store, ledger.directory, app.state.reading, ledger.access.now)
    app.state.quality = QualityReading(*parts)
    app.state.streams = Streams(app.state.alerts, msgspec.json.encode)
    problems.install(app)
    app.add_middleware(Gate)
    for module in ROUTES:
        app.include_router(module.router)
    console.install(app)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app
