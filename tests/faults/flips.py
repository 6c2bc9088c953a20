"""A bit flipped anywhere in the store: found at the next start or by the audit, mended by a rebuild, or without any effect."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from ledger.checkpoint import VerifierKey
from ledger.cli import auditing
from ledger.cli.audit_kept import check_kept
from ledger.errors import QuanzeError
from ledger.recording.rebuilding import Content, contents
from ledger.storage.event_index_store import EVENTS
from ledger.storage.store import Store, StoreSession, open_store
from ledger.storage.tables import metadata
from ledger.storage.tables_projection import projection_cursor
from tests.faults.child import Tell
from tests.faults.databases import sqlite_file
from tests.faults.violation import Kind, require
from tests.faults.world import ORIGIN, SEPARATOR, World

LOG = (
    "entries", "events", "disclosures", "lanes", "conflicts", "tiles", "batches", "log_state", "streams",
    "stream_segments", "stream_nodes", "stream_states", "checkpoints",
)  # fmt: skip
# What is read back before every signature
READ_BACK = ("entries", "events")
# What follows from the log and is made again by `quanze rebuild`
PROJECTED = ("event_ids", "event_index", "edges", "items", "item_sources", "open_parents", "call_days")
# What a flip there cannot harm, and why
HARMLESS = {
    "log_state.epoch": "the next writer takes the next one; whoever holds another is fenced",
    "conflicts.id": "a number that nothing refers to",
    "conflicts.recorded_at": "when a conflict was seen, which nothing rests on",
}


class Flip(NamedTuple):
    """One bit of one value: whose row is named by ``key``."""

    column: Column[Any]
    key: tuple[Any, ...]
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.column} of {self.key}: {self.old!r:.90} became {self.new!r:.90}"

    def put(self, connection: Connection, value: Any) -> None:
        """Let the value be this."""
        keys = self.column.table.primary_key.columns
        held = self.old if value == self.new else self.new
        place = [one == (held if one is self.column else part) for one, part in zip(keys, self.key, strict=True)]
        connection.execute(update(self.column.table).where(*place).values({self.column: value}))


def flipped_in_the_log(world: World, random: Random) -> None:
    """One bit of one value of the log's own tables: the start or the audit finds it; a backup is put in its place."""
    whole = world.databases.copy(world.url)
    with open_store(world.url) as store:
        flip = _flip(store, random, LOG)
    if str(flip.column) not in HARMLESS:
        require(_is_found(world), Kind.UNDETECTED, str(flip))
        world.databases.put_back(world.url, whole)
    world.databases.drop(whole)


def flipped_in_a_projection(world: World, random: Random) -> None:
    """One bit of what follows from the log: made again, it is what it was."""
    with open_store(world.url) as store:
        before = _projected(store)
        flip = _flip(store, random, PROJECTED)
    with open_store(world.url) as store, store.begin() as session:
        for table in PROJECTED:
            session.connection.execute(delete(metadata.tables[table]))
        session.connection.execute(delete(projection_cursor).where(projection_cursor.c.name == EVENTS))
    with world.open() as service:
        service.projector.catch_up()
        require(_projected(service.store) == before, Kind.UNDETECTED, str(flip))


def flipped_while_it_runs(world: World, random: Random) -> None:
    """One bit of the log's tables between two appends or before a checkpoint: what is signed is right, or nothing is.

    Where it is noticed after an append, that log is left for its backup, and the senders send again.
    """
    whole, known = world.databases.copy(world.url), dict(world.acknowledged)
    errand = world.errand(random)
    first = random.randint(0, len(errand))
    told: Tell = lambda _word, receipts: world.told(receipts)  # noqa: E731
    noticed = False
    with world.open() as service:
        service.carry_out(errand[:first], told)
        signed = service.sealer.last
        tables = random.choice((tuple(one for one in LOG if one != "log_state"), READ_BACK))
        flip = _flip(service.store, random, tables, newest=random.random() < 0.7)
        try:
            service.carry_out(errand[first:], told)
            service.sealer.seal()
        except QuanzeError:
            noticed = True
        covered = flip.column.table.name in READ_BACK and signed is not None and flip.key[0] >= signed.size
        require(noticed or not covered, Kind.UNDETECTED, f"{flip}: signed over it")
        with suppress(IntegrityError), service.store.begin() as session:
            flip.put(session.connection, flip.old)
        with service.store.read() as session:
            try:
                session.check_state(full=True)
            except QuanzeError as error:
                require(noticed, Kind.UNDETECTED, f"{flip}: what was signed then stays wrong: {error.en}")
                world.acknowledged, world.waiting = known, errand
    if world.acknowledged is known:
        world.databases.put_back(world.url, whole)
    world.databases.drop(whole)


def flipped_in_the_file(world: World, random: Random) -> None:
    """One bit anywhere in the database file: found, or nothing of what the log holds has changed."""
    whole = world.databases.copy(world.url)
    file = sqlite_file(world.url)
    before = {table: _rows_of(world, table) for table in LOG}
    with file.open("r+b") as opened:
        at = random.randrange(file.stat().st_size)
        opened.seek(at)
        byte = opened.read(1)[0]
        opened.seek(at)
        opened.write(bytes([byte ^ 1 << random.randrange(8)]))
    if not _is_found(world):
        same = all(_rows_of(world, table) == rows for table, rows in before.items())
        require(same, Kind.UNDETECTED, f"byte {at} of the file")
    world.databases.put_back(world.url, whole)
    world.databases.drop(whole)


def flipped_in_the_signed_head(world: World, random: Random) -> None:
    """One bit of the file that says what was signed last."""
    file = world.folder / "signed-head.json"
    right, head = file.read_bytes(), world.head.read()
    wrong = bytearray(right)
    wrong[random.randrange(len(wrong))] ^= 1 << random.randrange(8)
    file.write_bytes(wrong)
    # one digit of a hash may be spelled in two ways
    require(_is_found(world) or world.head.read() == head, Kind.UNDETECTED, f"the signed head is {bytes(wrong)!r}")
    file.write_bytes(right)


def _is_found(world: World) -> bool:
    """Whether the next start or the audit sees that something is wrong."""
    try:
        with world.open() as service, service.store.read() as session:
            return bool(_audited(session, world).findings) or not _is_sound(world)
    except QuanzeError:
        return True


def _audited(session: StoreSession, world: World) -> auditing.Audit:
    audit = auditing.Audit()
    size = session.log.load_state().size
    auditing._check_entries(audit, session, size, SEPARATOR, lambda _: None)
    check_kept(session, SEPARATOR, audit.find)
    auditing._check_checkpoints(audit, session, size, VerifierKey(ORIGIN, world.log_key.public))
    return audit


def _is_sound(world: World) -> bool:
    if world.databases.name != "sqlite":
        return True
    with closing(sqlite3.connect(sqlite_file(world.url))) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def _flip(store: Store, random: Random, tables: tuple[str, ...], *, newest: bool = False) -> Flip:
    """Flip one bit of a value somewhere in these tables, or in one of their last rows."""
    while True:
        table = metadata.tables[random.choice(tables)]
        column = random.choice(list(table.columns))
        with store.begin() as session:
            count = session.connection.scalar(select(func.count()).select_from(table)) or 0
            keys = list(table.primary_key.columns)
            place = random.randrange(max(0, count - 8) if newest else 0, count or 1)
            where = select(*keys, column.label("flipped")).order_by(*keys).offset(place).limit(1)
            found = session.connection.execute(where).one_or_none()
            new = None if found is None else _flipped(found.flipped, random)
            if found is None or new is None:
                continue
            flip = Flip(column, tuple(found[:-1]), found.flipped, new)
            with suppress(IntegrityError), session.connection.begin_nested():
                flip.put(session.connection, new)
                return flip


def _flipped(value: Any, random: Random) -> Any:
    """The value with one bit changed; None where it has none."""
    match value:
        case bool():
            return not value
        case int():
            return value ^ 1 << random.randrange(12)
        case bytes() if value:
            at = random.randrange(len(value))
            return value[:at] + bytes([value[at] ^ 1 << random.randrange(8)]) + value[at + 1 :]
        case str() if value.startswith("0x"):  # half as many bytes where it is stored
            return "0x" + _flipped(bytes.fromhex(value[2:]), random).hex()
        case str() if value.isascii() and value:
            at = random.randrange(len(value))
            return value[:at] + chr(ord(value[at]) ^ 1 << random.randrange(3)) + value[at + 1 :]
        case _:
            return None


def _rows(store: Store, table: str) -> list[tuple[Any, ...]]:
    columns = [column for column in metadata.tables[table].columns if str(column) not in HARMLESS]
    with store.read() as session:
        return [tuple(row) for row in session.connection.execute(select(*columns))]


def _rows_of(world: World, table: str) -> list[tuple[Any, ...]]:
    with open_store(world.url) as store:
        return _rows(store, table)


def _projected(store: Store) -> dict[str, Content]:
    with store.read() as session:
        return {name: content for name, content in contents(session).items() if name in PROJECTED}
