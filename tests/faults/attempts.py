"""What faults of the store are struck in: attempts to record, and what the store then does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from random import Random

from sqlalchemy import event

from ledger.errors import LogFrozen, Unavailable, WriterFenced
from ledger.storage.store import Store
from tests.faults.child import Tell
from tests.faults.service import Service
from tests.faults.steps import Stage, at_step
from tests.faults.violation import Kind, Violation, require
from tests.faults.world import Sent, World


def serve(world: World, errand: list[Sent], tell: Tell) -> None:
    with world.open() as service:
        service.carry_out(errand, tell)
        service.finish()


def told(world: World) -> Tell:
    return lambda _word, receipts: world.told(receipts)


def attempt(world: World, service: Service, random: Random, *, expected: bool = False) -> bool:
    """Send and seal once; whether it went well. A refusal has to say that it is of the store's making."""
    try:
        service.carry_out(world.errand(random), told(world))
        service.finish()
    except Unavailable:
        return False
    require(not expected, Kind.UNDETECTED, "what cannot be written was acknowledged")
    return True


def again(world: World, service: Service) -> None:
    """What the senders do who were not answered; the same service goes on."""
    service.carry_out(list(world.waiting), told(world))
    service.finish()


def struck(world: World, random: Random, act: Callable[[], None], stage: Stage, step: int) -> None:
    with at_step(stage, step, act), world.open() as service:
        attempt(world, service, random)
        again(world, service)


def impatient(store: Store) -> None:
    on_connect(store, "PRAGMA busy_timeout=1")


@contextmanager
def limited(world: World, room: int) -> Iterator[Service]:
    def tune(store: Store) -> None:
        with store.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        on_connect(store, f"PRAGMA max_page_count={pages + room}")

    with world.open(tune) as service:
        yield service


def unlimited(store: Store) -> None:
    on_connect(store, "PRAGMA max_page_count=1073741823")


def on_connect(store: Store, pragma: str) -> None:
    event.listen(store.engine, "connect", lambda connection, _: connection.execute(pragma))
    store.engine.dispose()


def written_by(pen: object, world: World, random: Random) -> Sent:
    pens, world.pens = world.pens, [pen]  # type: ignore[list-item]
    sent = world.write(random, 1, batch=False)
    world.pens = pens
    return sent


def racing(world: World, errand: list[Sent]) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        with suppress(WriterFenced, Unavailable):
            serve(world, errand, tell)

    return work


def must_freeze(world: World, what: str) -> None:
    try:
        world.open().close()
    except LogFrozen:
        return
    raise Violation(Kind.UNDETECTED, f"a service started on {what}")
