"""A throw-away PostgreSQL from the installed binaries, one per test session.

It lives in a temporary folder and listens on a Unix socket there only, so that it meets no other server. PostgreSQL
refuses to run as root; when we are root it runs as ``nobody``. Run as a program, this file says where the binaries are.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

from tests.left_out import leave_out

USER = "quanze"
NOBODY = "nobody"
WAIT_SECONDS = 60
MAX_SOCKET_FOLDER = 80  # sun_path holds 108 bytes, and PostgreSQL appends /.s.PGSQL.5432.lock
DURABILITY_OFF = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
SETTINGS = ["-c", "listen_addresses=", "-c", "max_connections=50"]
FOR_TESTS = ["-c", "shared_buffers=32MB", *DURABILITY_OFF]


def binaries() -> Path | None:
    """Return the folder that holds ``initdb`` and ``postgres``, from PATH or the newest Debian layout."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    folders = ([Path(on_path).resolve().parent] if on_path else []) + debian
    return next((folder for folder in folders if all((folder / n).is_file() for n in ("initdb", "postgres"))), None)


def url_of(folder: Path, database: str) -> str:
    """Return the SQLAlchemy address of one database of the server in ``folder``."""
    return f"postgresql+psycopg://{USER}@/{database}?host={quote(str(folder))}"


def unprivileged() -> list[str]:
    """Return the words before a command that make root ``nobody``; none when we are not root."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv"):
        group = str(pwd.getpwnam(NOBODY).pw_gid)
        return ["setpriv", f"--reuid={NOBODY}", f"--regid={group}", "--clear-groups"]
    return ["runuser", "-u", NOBODY, "--"]


@contextmanager
def server(bin_folder: Path, settings: Sequence[str] = FOR_TESTS) -> Iterator[Path]:
    """Run a fresh server and yield the folder of its socket; stop it by its own process id and delete all.

    ``settings`` are those of a test, which forgo durability; a benchmark passes its own.
    """
    place = None if len(tempfile.gettempdir()) < MAX_SOCKET_FOLDER - 20 else "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="quanze-pg-", dir=place))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(NOBODY).pw_uid, pwd.getpwnam(NOBODY).pw_gid)
    try:
        _initdb(bin_folder, folder)
        with _running(bin_folder, folder, settings):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initdb(bin_folder: Path, folder: Path) -> None:
    command = [str(bin_folder / "initdb"), "-D", str(folder / "data"), "-U", USER, "-A", "trust", "-E", "UTF8"]
    made = subprocess.run(
        [*unprivileged(), *command, "--locale=C", "--no-sync"], cwd=folder, capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.fail(f"initdb: {made.stderr}", pytrace=False)


@contextmanager
def _running(bin_folder: Path, folder: Path, settings: Sequence[str]) -> Iterator[None]:
    command = [str(bin_folder / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *SETTINGS, *settings]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*unprivileged(), *command], cwd=folder, stdout=log, stderr=log)
    try:
        _await_ready(process, folder)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # "fast shutdown": open sessions are ended
        process.wait(WAIT_SECONDS)


def _await_ready(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Return once the server writes ``ready`` as the last word of its pid file (pg_ctl waits the same way)."""
    for _ in range(WAIT_SECONDS * 20):
        pid_file = folder / "data" / "postmaster.pid"
        if pid_file.is_file() and pid_file.read_text().split()[-1:] == ["ready"]:
            return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"postgres did not start: {(folder / 'log').read_text(errors='replace')}", pytrace=False)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Address of the maintenance database of this session's server, ``postgresql+psycopg://…``."""
    folder = binaries()
    if folder is None:
        leave_out("PostgreSQL (initdb and postgres)", "install the package postgresql")
    with server(folder) as socket_folder:
        yield url_of(socket_folder, "postgres")


@pytest.fixture
def fresh_postgres(postgres_url: str) -> Iterator[Callable[[], str]]:
    """A function that makes a new empty database and returns its address; all are dropped after the test."""
    folder = postgres_url.partition("host=")[2]
    names: list[str] = []
    with psycopg.connect(host=folder, user=USER, dbname="postgres", autocommit=True) as connection:

        def make() -> str:
            names.append(f"t_{uuid.uuid4().hex}")
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(names[-1])))
            return url_of(Path(folder), names[-1])

        yield make
        for name in names:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":
    found = binaries()
    print(found or "no initdb and postgres found")
    sys.exit(found is None)
