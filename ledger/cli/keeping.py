"""backup, restore, rebuild: keeping the store. Keys and configuration are copied by hand, once (docs/operations.md)."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.service import DATA, DEFAULT_DATA
from ledger.cli.terminal import Terminal, command

if TYPE_CHECKING:
    from typing import IO

    from ledger.config import Config

FILE = Annotated[Path, typer.Argument(help="备份文件 · the backup")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    command(app, "backup", online=False)(backup)
    command(app, "restore", online=False)(restore)
    command(app, "rebuild", online=False)(rebuild)


def backup(terminal: Terminal, file: FILE, data: DATA = DEFAULT_DATA) -> None:
    """备份存储(服务可在运行), 写成并核对过才有此文件 · back up the store, also of a running service."""
    from ledger.config import load_config
    from ledger.recording.backing_up import back_up
    from ledger.storage.store import open_store
    from ledger.wiring import clock

    config = load_config(data)
    with open_store(config.database) as store:
        found = back_up(store, config.origin, file, clock())
    terminal.facts({"file": str(file), "bytes": file.stat().st_size, **vars(found)})


def restore(
    terminal: Terminal,
    file: FILE,
    data: DATA = DEFAULT_DATA,
    replace: Annotated[
        bool, typer.Option("--replace", help="将现有存储移到一旁 · move the present store aside")
    ] = False,
) -> None:
    """恢复备份(服务须已停止); 下次启动先与链和全部见证方核对 · restore; the next start asks chain and witnesses first."""
    from ledger.config import load_config
    from ledger.recording import backing_up
    from ledger.recording.signed_head import SignedHead

    config = load_config(data)
    head = SignedHead(config.signed_head_file)
    place = backing_up.Place(config.database, config.origin, head, config.restored_file)
    with closing(_alone(config)):
        found = backing_up.restore(file, place, replace=replace)
    terminal.facts({"data": str(config.folder), **vars(found)})
    terminal.say(f"下一步 · next: quanze serve --data {data}")


def rebuild(terminal: Terminal, data: DATA = DEFAULT_DATA) -> int:
    """由日志与链重建全部投影并逐表比对(服务须已停止): 1 有不同 · rebuild all projections, compare: 1 if one differs."""
    from ledger.config import load_config
    from ledger.recording.rebuilding import rebuild as rebuilt
    from ledger.wiring import clock
    from ledger.worker import Worker

    config = load_config(data)
    with (
        closing(_alone(config)),
        Worker(config) as worker,
        terminal.progress("条目 · entries", worker.prover.status().size) as done,
    ):
        found = rebuilt(worker.store, clock, lambda: worker.prover.status().settled, done=done)
    rows = [{"table": one.table, "before": one.before.rows, "after": one.after.rows, "same": one.same} for one in found]
    terminal.rows(rows, "table", "before", "after", "same")
    return 0 if all(one.same for one in found) else 1


def _alone(config: Config) -> IO[str]:
    """The data folder's lock, which a running service holds."""
    from ledger.chain.supervision import lock_folder
    from ledger.errors import DataFolderInUse, NodeFolderInUse

    config.run_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return lock_folder(config.run_folder / "lock")
    except NodeFolderInUse as error:
        raise DataFolderInUse(
            zh=f"服务正在使用 {config.folder}: 请先停止它",
            en=f"a service runs on {config.folder}: stop it first",
            folder=str(config.folder),
        ) from error
