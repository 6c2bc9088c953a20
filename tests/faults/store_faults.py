"""Faults of processes, databases, disks, clocks and senders, struck while a service without its chain is at work."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

from ledger.errors import BackupRefused, LaneConflict, LogFrozen, QuanzeError, Unavailable, WriterFenced
from ledger.recording.backing_up import Place, back_up, restore
from ledger.recording.recorder import Receipt
from ledger.recording.wire import RecorderServer, RemoteRecorder
from tests.faults import stages
from tests.faults.attempts import (
    again,
    attempt,
    impatient,
    limited,
    must_freeze,
    racing,
    serve,
    struck,
    told,
    unlimited,
    written_by,
)
from tests.faults.child import Child, Tell, in_child
from tests.faults.databases import sqlite_file
from tests.faults.service import receipts_of
from tests.faults.steps import Stage, at_step, kill_this_process
from tests.faults.violation import Kind, Violation, require
from tests.faults.world import Sent, World

NOBODY = 65534
Inject = Callable[[World, Random], None]


# -- kill -9 ---------------------------------------------------------------------------------------------------------


def killed_in(stage: Stage) -> Inject:
    """A process is killed at some step of a stage; what it acknowledged before is to be found again."""

    def inject(world: World, random: Random) -> None:
        step = 1 + int(random.random() * stage.steps)
        for _ in range(2):
            errand = world.errand(random)

            def work(tell: Tell, errand: list[Sent] = errand, step: int = step) -> None:
                with at_step(stage, step, kill_this_process) as counter:
                    serve(world, errand, tell)
                tell("steps", counter.steps)

            told = in_child(work)
            world.told([pair for receipts in told.all("receipts") for pair in map(tuple, receipts)])
            if not (taken := told.all("steps")):
                return
            # the stage was shorter this time: strike again, within it
            step = 1 + step % max(1, taken[0])

    return inject


def killed_at_any_moment(world: World, random: Random) -> None:
    """As `killed_in`, but wherever the process is after some time, also inside a system call."""
    errand = world.errand(random)
    told = in_child(lambda tell: serve(world, errand, tell), kill_after=0.04 + random.random() * 0.12)
    world.told([pair for receipts in told.all("receipts") for pair in map(tuple, receipts)])


def killed_while_restoring(world: World, random: Random) -> None:
    """A backup is restored, the process killed at some step; the operator restores again."""
    file = world.folder / "backup"
    file.unlink(missing_ok=True)
    with world.open() as service:
        service.carry_out(world.errand(random), told(world))
        service.finish()
        back_up(service.store, world.origin, file, world.clock())
    place = Place(world.url, world.origin, world.head, world.folder / "restored")
    step = 1 + int(random.random() * stages.RESTORE.steps)

    def work(_tell: Tell) -> None:
        with at_step(stages.RESTORE, step, kill_this_process):
            restore(file, place, replace=True)

    in_child(work)
    with suppress(BackupRefused):
        restore(file, place, replace=False)


def killed_while_backing_up(world: World, random: Random) -> None:
    """A backup is written, the process killed at some step: there is a whole backup or none."""
    file = world.folder / "backup"
    file.unlink(missing_ok=True)
    errand, step = world.errand(random), 1 + int(random.random() * stages.BACK_UP.steps)

    def work(tell: Tell) -> None:
        with world.open() as service, at_step(stages.BACK_UP, step, kill_this_process):
            service.carry_out(errand, tell)
            back_up(service.store, world.origin, file, world.clock())

    world.told([tuple(pair) for receipts in in_child(work).all("receipts") for pair in receipts])
    if file.exists():
        restore(file, Place(world.databases.new(), world.origin, world.head, world.folder / "restored"), replace=False)


# -- the database and the disk -----------------------------------------------------------------------------------------


def connections_lost(world: World, random: Random) -> None:
    """The database ends every connection at some step; the service goes on by itself."""
    step = 1 + int(random.random() * stages.COMMIT.steps)
    struck(world, random, lambda: world.databases.cut_off(world.url), stages.COMMIT, step)


def connections_lost_while_sealing(world: World, random: Random) -> None:
    """As `connections_lost`, while a checkpoint is made."""
    step = 1 + int(random.random() * stages.CHECKPOINT.steps)
    struck(world, random, lambda: world.databases.cut_off(world.url), stages.CHECKPOINT, step)


def locked(world: World, random: Random) -> None:
    """Another program holds the database; senders are told so, and answered once it is gone."""
    with world.open(impatient) as service, closing(sqlite3.connect(sqlite_file(world.url))) as other:
        other.execute("BEGIN IMMEDIATE")
        attempt(world, service, random, expected=True)
        other.rollback()
        again(world, service)


def disk_full(world: World, random: Random) -> None:
    """No page can be added to the database at some point of what it writes; then there is room again."""
    room = random.randint(0, 12)
    with limited(world, room) as service:
        for _ in range(6):
            if not attempt(world, service, random):
                break
        unlimited(service.store)
        again(world, service)


def disk_refuses_writes(world: World, random: Random) -> None:
    """The file system refuses every byte beyond some point (RLIMIT_FSIZE), and the process gives up."""
    errand = world.errand(random)
    file = Path(f"{sqlite_file(world.url)}-wal")
    limit = random.randint(1, 120_000)

    def work(tell: Tell) -> None:
        with world.open() as service:
            beyond = (file.stat().st_size if file.exists() else 0) + limit
            resource.setrlimit(resource.RLIMIT_FSIZE, (beyond, resource.RLIM_INFINITY))
            with suppress(Unavailable, LogFrozen, OSError):
                service.carry_out(errand, tell)
                service.finish()

    world.told([tuple(pair) for receipts in in_child(work).all("receipts") for pair in receipts])


def signed_head_cannot_be_written(world: World, random: Random) -> None:
    """The folder of the signed head has no room: no checkpoint is stored, none is given out; recording goes on."""
    beside = world.folder / "signed-head.new"
    beside.symlink_to("/dev/full")
    with world.open() as service:
        service.carry_out(world.errand(random), told(world))
        with service.store.read() as session:
            before = session.checkpoints.latest()
        with suppress(OSError):
            service.sealer.seal()
            raise Violation(Kind.UNDETECTED, "a checkpoint was signed though its head could not be kept")
        with service.store.read() as session:
            require(session.checkpoints.latest() == before, Kind.FORKED, "a checkpoint is stored that no head precedes")
        beside.unlink()
        service.finish()


def read_only(world: World, random: Random) -> None:
    """Files and folder cannot be written by the service's user; nobody is acknowledged."""
    errand = world.errand(random)
    folder = sqlite_file(world.url).parent
    paths = [folder, *folder.iterdir()]

    def work(tell: Tell) -> None:
        for path in (*reversed(paths), world.folder):
            path.chmod(0o555 if path.is_dir() else 0o444)
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        with suppress(Unavailable), world.open() as service:
            service.carry_out(errand, tell)

    told = in_child(work).all("receipts")
    for path in (world.folder, *paths):
        path.chmod(0o755 if path.is_dir() else 0o644)
    require(not told, Kind.LOST, "an event was acknowledged by a service that could write nothing")


def server_refuses(code: str) -> Inject:
    """The server refuses a statement on one of the log's tables with this SQLSTATE; nobody is acknowledged."""

    def inject(world: World, random: Random) -> None:
        table = random.choice(("entries", "events", "lanes", "stream_segments", "batches", "log_state"))
        with world.open() as service:
            with service.store.engine.begin() as connection:
                connection.exec_driver_sql(
                    "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{code}'; END $$"
                )
                connection.exec_driver_sql(
                    f"CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION refuse()"
                )
            attempt(world, service, random, expected=True)
            with service.store.engine.begin() as connection:
                connection.exec_driver_sql(f"DROP TRIGGER refuse ON {table}")
            again(world, service)

    return inject


# -- the clock -----------------------------------------------------------------------------------------------------------


def clock_jumps(least: int, most: int) -> Inject:
    """The clock is set to another time between two commits, and right again later."""

    def inject(world: World, random: Random) -> None:
        right = world.clock.now
        jump = random.randint(least, most)
        with world.open() as service:
            service.carry_out(world.errand(random), told(world))
            world.clock.now += jump
            world.waiting = [world.write(random)]
            with suppress(QuanzeError):  # a key not valid then, or an event of the future: refused, hence not lost
                service.carry_out(world.waiting, told(world))
            service.finish()
        world.waiting = []
        if random.random() < 0.5:
            with world.open() as service:
                service.finish()
        world.clock.now = max(right, world.clock.now - jump)

    return inject


def clock_stands(world: World, random: Random) -> None:
    """The clock stands still: order and indexes do not depend on it."""
    world.clock.stands = True
    with world.open() as service:
        service.carry_out(world.errand(random), told(world))
        service.finish()
    world.clock.stands = False


# -- senders and writers ---------------------------------------------------------------------------------------------------


def sent_twice(world: World, random: Random) -> None:
    """The same events again: in one commit, in the next, after a restart; each time the same index."""
    errand = world.errand(random)
    with world.open() as service:
        doubled = [checked for sent in errand for checked in service.check(sent)] * 2
        world.told(receipts_of(service.recorder.submit(doubled)))
        service.carry_out(random.sample(errand, len(errand)), told(world))
        if random.random() < 0.5:
            service.finish()
    with world.open() as service:
        service.carry_out(errand, told(world))


def sent_to_two_workers(world: World, random: Random) -> None:
    """The same events through two API workers at once, each with a connection of its own to the recorder."""
    errand = world.errand(random)
    with world.open() as service:
        server = RecorderServer(service.recorder, world.socket)
        workers = [RemoteRecorder(world.socket) for _ in range(2)]
        checked = [one for sent in errand for one in service.check(sent)]
        answers: list[list[Receipt | QuanzeError] | QuanzeError] = []
        for worker in workers * 2:
            worker.enqueue(checked, answers.append)  # type: ignore[arg-type]
        for worker in workers:
            world.told(receipts_of(worker.submit(checked)))
        for worker in workers:
            worker.close()
        server.close()
    for answer in answers:
        if not isinstance(answer, QuanzeError):
            world.told(receipts_of(answer))


def another_event_in_its_place(world: World, random: Random) -> None:
    """Another event with the same lane and number: refused with what stands there, and both are kept."""
    pen = random.choice(world.pens)
    world.waiting = [world.write(random, 1, batch=False)]
    first = world.waiting[0]
    pen = next(one for one in world.pens if (one.actor, one.lane) == (first.events[0].actor, first.events[0].lane))
    pen.next_seq -= 1
    other = next(sent for sent in iter(lambda: written_by(pen, world, random), None))
    with world.open() as service:
        service.carry_out([first], told(world))
        for _ in range(random.randint(1, 2)):
            (answer,) = service.recorder.submit(service.check(other))
            require(isinstance(answer, LaneConflict), Kind.DOUBLED, "two events stand in one place of a lane")
        with service.store.read() as session:
            found = session.connection.exec_driver_sql("SELECT event_id FROM conflicts").fetchall()
        kept = {bytes(row[0]) for row in found}
        require(other.events[0].digest in kept, Kind.LOST, "the conflicting event was not kept")


def second_writer(world: World, random: Random) -> None:
    """A second service takes the log while the first goes on: from there on the first writes nothing."""
    mine, its = world.write(random), world.write(random)
    with world.open() as first:
        first.carry_out(world.errand(random), told(world))
        with world.open() as second:
            if random.random() < 0.5:
                second.carry_out([its], told(world))
            with suppress(WriterFenced):
                first.carry_out([mine], told(world))
                raise Violation(Kind.FORKED, "a writer that was replaced still writes")
            second.carry_out([mine, its], told(world))
            second.finish()
            with suppress(WriterFenced):
                first.finish()


def two_services_at_once(world: World, random: Random) -> None:
    """Two real processes open the same log at the same time and race for it with partly the same events."""
    shared = world.write(random)
    errands = [[world.write(random), shared, world.write(random)], [shared, world.write(random), world.write(random)]]
    world.waiting = [sent for errand in errands for sent in errand]
    children = [Child(racing(world, errand)) for errand in errands]
    for child in children:
        world.told([tuple(pair) for receipts in child.finish().all("receipts") for pair in receipts])


# -- what was put back --------------------------------------------------------------------------------------------------------


def put_back(world: World, random: Random) -> None:
    """The database is put back to an older copy: the log freezes; with the right one it goes on."""
    old = world.databases.copy(world.url)
    with world.open() as service:
        service.carry_out(world.errand(random), told(world))
        service.finish()
    new = world.databases.copy(world.url)
    world.databases.put_back(world.url, old)
    must_freeze(world, "an older database")
    world.databases.put_back(world.url, new)
    for copy in (old, new):
        world.databases.drop(copy)


def emptied(world: World, random: Random) -> None:
    """An empty database in place of the log's: the log freezes rather than begin anew."""
    whole, empty = world.databases.copy(world.url), world.databases.new()
    world.databases.put_back(world.url, empty)
    must_freeze(world, "an empty database")
    world.databases.put_back(world.url, whole)
    for copy in (whole, empty):
        world.databases.drop(copy)
