"""Bringing a database to this version's schema, and refusing one that a newer version wrote."""

from __future__ import annotations

import errno
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from ledger.errors import StoreReadOnly, StoreUnreachable, StoreVersionUnknown
from ledger.storage.engine import named_errors, place_of

FOLDER_FORMAT = "quanze-data/1\n"
MARKER = "FORMAT"


def mark_folder(folder: Path) -> None:
    """Claim a data folder for this format, or see that it is claimed.

    Raises:
        StoreVersionUnknown: the folder's marker is of another format.
        StoreReadOnly: the folder cannot be written. StoreUnreachable: it cannot be read.
    """
    marker = folder / MARKER
    try:
        if not marker.exists():
            folder.mkdir(parents=True, exist_ok=True)
            marker.write_text(FOLDER_FORMAT)
        found = marker.read_text(errors="replace")
    except PermissionError as error:
        raise _folder(StoreReadOnly, folder) from error
    except OSError as error:
        raise _folder(StoreReadOnly if error.errno == errno.EROFS else StoreUnreachable, folder) from error
    if found != FOLDER_FORMAT:
        raise StoreVersionUnknown(
            zh=f"数据目录 {folder} 的格式是 {found[:40].strip()!r}, 本程序只认 {FOLDER_FORMAT.strip()!r}: 请用写它的版本打开",
            en=f"the data folder {folder} has format {found[:40].strip()!r}, this program knows "
            f"{FOLDER_FORMAT.strip()!r}: open it with the version that wrote it",
            folder=str(folder),
        )


def upgrade(engine: Engine) -> None:
    """Apply every migration that is missing, all in one session.

    Raises:
        StoreVersionUnknown: the database is at a revision that this version does not know.
    """
    heads, known = _revisions()
    with named_errors(engine):
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_heads()
        if heads == set(current):
            return
        if not known.issuperset(current):
            raise StoreVersionUnknown(
                zh=f"数据库 {place_of(engine)} 由更新的版本写成({', '.join(current)}): 请升级本程序",
                en=f"the database {place_of(engine)} was written by a newer version ({', '.join(current)}): upgrade",
                revisions=list(current),
            )
        config = _config()
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


@cache
def _revisions() -> tuple[set[str], set[str]]:
    """The newest revisions and all of them; Alembic compiles every script for this, and each opening asks."""
    scripts = ScriptDirectory.from_config(_config())
    return set(scripts.get_heads()), {script.revision for script in scripts.walk_revisions()}


def _folder(kind: type[StoreReadOnly | StoreUnreachable], folder: Path) -> StoreReadOnly | StoreUnreachable:
    return kind(
        zh=f"数据目录 {folder} 不能读写: 请检查它的权限和挂载方式",
        en=f"the data folder {folder} cannot be read and written: check its permissions and how it is mounted",
        folder=str(folder),
    )
